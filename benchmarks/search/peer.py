"""Pagefind extended: a copy of a site made ready for it, and the command that indexes it."""

from __future__ import annotations

import re
import shutil
from importlib.resources import files
from pathlib import Path

HERE = Path(__file__).resolve().parent
# The pages' content, and in it what only leads around: choices, the way up, buttons.
AROUND = re.compile(r'<(nav\b|div class="filters"|div class="acts")')
# Not pages to be found: who searches is there already, and these are for machines or for staff.
LEFT_OUT = ("search", "404.html")


def prepared(site: Path, copy: Path) -> Path:
    """Return a copy of a site whose pages tell Pagefind what their content is."""
    shutil.copytree(site, copy, ignore=shutil.ignore_patterns("*.xlsx", "*.csv", "*.json"))
    for name in LEFT_OUT:
        target = copy / name
        if target.is_dir():
            shutil.rmtree(target)
        else:
            target.unlink(missing_ok=True)
    for page in copy.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        start, main, rest = text.partition("<main")
        rest = AROUND.sub(r"<\1 data-pagefind-ignore", rest)
        page.write_text(
            f"{start}{main} data-pagefind-body{rest}" if main else text, encoding="utf-8"
        )
    for name in ("ask.html", "ask.js"):
        shutil.copy(HERE / name, copy)
    return copy


def command(copy: Path) -> list[str]:
    """Return the command that indexes a copy: the program itself, not the script that starts it."""
    program = files("pagefind_bin_extended") / "pagefind_extended"
    return [str(program), "--site", str(copy), "--quiet"]
