"""The guide for staff under test: its commands print what it says, both engines build it, its search finds.

In ``docs/*.md`` a block marked ``console`` is run in a copy of the project: lines after ``$`` are
commands, the rest is what they must print (``…`` stands for anything). What the reader does by
hand between them stands in comments: ``<!-- edit FILE: OLD => NEW -->``, ``<!-- committed three
days ago -->``, ``<!-- shown PAGE: WORDS -->``.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, Page

from tests.browser import chromium
from tests.conftest import copy_project
from tests.matrix import thinned

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
ENGINES = ("mkdocs", "zensical")
STEP = re.compile(
    r"^<!-- (?P<does>edit|committed|shown) (?P<what>.*?) -->$|^```console\n(?P<block>.*?)^```$",
    re.M | re.S,
)


def written() -> list[Path]:
    """Return the pages that tell commands with what they print."""
    return [path for path in sorted(DOCS.glob("*.md")) if "```console" in path.read_text("utf-8")]


# --- commands ----------------------------------------------------------------------------------


class Desk:
    """A clerk's computer: the project under git, and a way to run commands in it."""

    def __init__(self, root: Path) -> None:
        """Put the project under git, as it was twenty days ago."""
        self.root = root
        self.environment = {
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "NO_COLOR": "1",
            "LC_ALL": "C.UTF-8",
            "GIT_CONFIG_GLOBAL": os.devnull,
            **{f"GIT_{who}_NAME": "同事" for who in ("AUTHOR", "COMMITTER")},
            **{f"GIT_{who}_EMAIL": "staff@example.org" for who in ("AUTHOR", "COMMITTER")},
        }
        self.run("git init -q")
        self.commit("20 days ago")

    def run(self, command: str) -> str:
        """Return what a command prints; both streams, as in a window."""
        done = subprocess.run(
            shlex.split(command),
            cwd=self.root,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        return done.stdout

    def commit(self, when: str) -> None:
        """Commit everything as if it had been some days ago."""
        days = {"20 days ago": 20, "three days ago": 3}[when]
        date = (dt.datetime.now() - dt.timedelta(days)).strftime("%Y-%m-%dT12:00:00")
        self.environment |= {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
        self.run("git add -A")
        assert "fatal" not in self.run(f"git commit -qm {shlex.quote(when)}")
        del self.environment["GIT_AUTHOR_DATE"], self.environment["GIT_COMMITTER_DATE"]

    def edit(self, what: str) -> None:
        """Change a file as the reader is told to."""
        name, _, change = what.partition(": ")
        old, _, new = change.partition(" => ")
        path = self.root / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{name}: {old}"
        path.write_text(text.replace(old, new), encoding="utf-8", newline="")


def parted(block: str) -> Iterator[tuple[str, str]]:
    """Yield the commands of a block, each with what it must print."""
    for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
        command, _, printed = part.partition("\n")
        yield command, printed


def assert_prints(printed: str, told: str, command: str) -> None:
    pattern = ".*".join(re.escape(part) for part in told.strip().split("…"))
    assert re.fullmatch(pattern, printed.strip(), re.S), (
        f"$ {command}\nprints\n{printed}\nthe guide says\n{told}"
    )


@pytest.mark.slow
@pytest.mark.parametrize("page", thinned(written(), 3), ids=lambda path: path.stem)
def test_commands_print_what_the_guide_says(page: Path, tmp_path: Path) -> None:
    desk = Desk(copy_project(tmp_path).root)
    ran = 0
    for step in STEP.finditer(page.read_text(encoding="utf-8")):
        if step["does"] == "edit":
            desk.edit(step["what"])
        elif step["does"] == "committed":
            desk.commit(step["what"])
        elif step["does"] == "shown":
            name, _, words = step["what"].partition(": ")
            shown = (desk.root / "site" / name / "index.html").read_text(encoding="utf-8")
            assert words in shown, f"{name}: {words}"
        else:
            for command, told in parted(step["block"]):
                ran += 1
                assert_prints(desk.run(command), told, command)
    assert ran > 0


def test_it_sees_what_is_not_so() -> None:
    assert_prints("a\nb\n", "a\n…\n", "x")
    for printed, told in (("a\nb", "a"), ("", "没有发现问题"), ("没有 2 个", "没有…3 个")):
        with pytest.raises(AssertionError):
            assert_prints(printed, told, "x")


def test_what_is_said_of_messages_is_what_they_say() -> None:
    """Where it turns red, staff look for the words that they see."""
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in ("check", "load", "commands")
        for path in (ROOT / "scripts/noticeboard" / folder).glob("*.py")
    )
    page = (DOCS / "when-red.md").read_text(encoding="utf-8")
    table = page.partition("| 说的是 |")[2].partition("\n\n")[0]
    quoted = re.findall(r"^\| “([^”]+)” \|", table, re.M)
    assert len(quoted) > 6
    for words in quoted:
        pattern = r"[^\n]{0,60}".join(re.escape(part) for part in words.split("…"))
        assert re.search(pattern, code), words


# --- the site ----------------------------------------------------------------------------------


def settings() -> dict[str, object]:
    text = (ROOT / "docs.yml").read_text(encoding="utf-8")
    loaded = yaml.safe_load(text)
    assert isinstance(loaded, dict)
    return loaded


def named(nav: object) -> Iterator[str]:
    """Yield the files that a navigation names."""
    if isinstance(nav, str):
        yield nav
    elif isinstance(nav, list):
        for one in nav:
            yield from named(one)
    elif isinstance(nav, dict):
        for one in nav.values():
            yield from named(one)


def test_every_page_is_reached_from_the_list() -> None:
    assert sorted(named(settings()["nav"])) == sorted(path.name for path in DOCS.glob("*.md"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module", params=thinned(ENGINES))
def guide(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The guide as each engine makes it, strictly."""
    folder = tmp_path_factory.mktemp(request.param)
    shutil.copytree(DOCS, folder / "docs")
    shutil.copy(ROOT / "docs.yml", folder)
    done = subprocess.run(
        [sys.executable, "-m", request.param, "build", "--strict", "-f", "docs.yml"],
        cwd=folder,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "build" / "guide"


def found(page: Page, words: str) -> list[str]:
    """Return the pages that the search lists, as its user types."""
    box = page.locator("input.md-search__input")
    if box.count():
        box.click()
        box.fill("")
        page.keyboard.type(words)
        page.keyboard.press("End")
    else:
        page.locator("header .md-search__button").first.click()
        page.wait_for_timeout(300)
        page.keyboard.press("Control+a")
        page.keyboard.type(words)
    page.wait_for_timeout(1_500)
    listed: list[str] = page.evaluate("""() => {
        const links = [...document.querySelectorAll('.md-search-result__link')];
        for (const e of document.querySelectorAll('*')) if (e.shadowRoot) links.push(...e.shadowRoot.querySelectorAll('a'));
        return links.map(a => a.getAttribute('href').replace(/[?#].*/, '').replace(/.*\\//, ''));
    }""")
    return listed


SEARCHES = {
    "更正": "corrections.html",
    "交接": "handover.html",
    "备份": "collector.html",
    "派单": "orders.html",
    "红字": "when-red.html",
    "登记表": "workbook.html",
}


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.full
def test_its_search_finds_chinese_words_from_a_folder(guide: Path, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for words, wanted in SEARCHES.items():
        page.goto((guide / "index.html").as_uri())
        page.wait_for_timeout(800)
        assert wanted in found(page, words)[:5], words
    page.close()
    assert all(url.startswith(("file:", "blob:", "data:")) for url in asked)


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.full
def test_it_asks_nobody_else_for_anything(guide: Path, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 740})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    names = [path.name for path in guide.glob("*.html") if path.name != "404.html"]
    assert len(names) == len(list(DOCS.glob("*.md")))
    for name in names:
        page.goto((guide / name).as_uri())
        assert page.locator("h1").first.inner_text()
    page.close()
    assert all(url.startswith(("file:", "blob:", "data:")) for url in asked)
