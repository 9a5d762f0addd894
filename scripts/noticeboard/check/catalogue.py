"""What staff are told of each rule: its title, why it matters, how to mend it.

``rules.zh.yaml`` holds the texts, for the rules of ``RULES`` and for the kinds of fault that
reading a file and judging its structure can meet. ``docs/rules.md`` is made of them.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

from noticeboard.errors import Severity


@dataclass(frozen=True)
class RuleText:
    """A rule as staff read it. ``english`` is empty where a function's docstring says it."""

    name: str
    severity: Severity
    title: str
    why: str
    mend: str
    english: str = ""


@functools.cache
def catalogue() -> dict[str, RuleText]:
    """Return every rule and every structural kind by its name, in the order of the page."""
    import yaml

    path = Path(__file__).with_name("rules.zh.yaml")
    texts: dict[str, dict[str, str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {
        name: RuleText(
            name,
            "warning" if text["severity"] == "warning" else "error",
            text["title"],
            text["why"],
            text["mend"],
            text.get("english", ""),
        )
        for name, text in texts.items()
    }
