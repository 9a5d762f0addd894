"""Expected files: compared with what is made, or written anew by ``make accept``."""

from __future__ import annotations

import difflib
import os
from pathlib import Path

ACCEPT = os.environ.get("NOTICEBOARD_ACCEPT") == "1"


def assert_expected(path: Path, made: str) -> None:
    """Compare with the file; on a difference show it and the command that accepts it."""
    if ACCEPT:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(made, encoding="utf-8")
        return
    expected = path.read_text(encoding="utf-8") if path.is_file() else ""
    if expected != made:
        lines = difflib.unified_diff(
            expected.splitlines(), made.splitlines(), f"expected {path.name}", "made", lineterm=""
        )
        shown = "\n".join(list(lines)[:80])
        raise AssertionError(f"{path}\n{shown}\n\nIf this is right: make accept")
