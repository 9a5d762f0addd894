"""What can go wrong, and where: the vocabulary every stage reports in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]
MAX_TOLD = 600


@dataclass(frozen=True, order=True, slots=True)
class Place:
    """A spot in an input file.

    ``line`` and ``column`` start at 1. In a CSV file ``column`` is the number of the
    cell within its row and ``cell`` its spreadsheet address (``D3``), which is what a
    person sees in WPS; in YAML and Markdown ``column`` counts characters and ``cell`` is
    empty.
    """

    file: str
    line: int = 1
    column: int = 1
    cell: str = ""

    def __str__(self) -> str:
        """Return ``file:line:column`` and the cell, as editors can open it."""
        spot = f"{self.file}:{self.line}:{self.column}"
        return f"{spot} ({self.cell})" if self.cell else spot


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """One thing to mend: where, which rule, what is wrong, what to do (in Chinese)."""

    place: Place
    rule: str
    severity: Severity
    message: str
    hint: str
    resource: str = ""
    field: str = ""

    def __post_init__(self) -> None:
        """Cut what is told: a cell that is quoted may be as long as a book."""
        for name in ("message", "hint"):
            text = getattr(self, name)
            if len(text) > MAX_TOLD:
                object.__setattr__(self, name, f"{text[: MAX_TOLD - 120]}……{text[-100:]}")

    def told(self) -> str:
        """Return it as people read it: where, what is wrong, what to do, which rule."""
        word = "" if self.severity == "error" else "提醒："
        return f"{self.place} {word}{self.message}\n    怎么改：{self.hint} [{self.rule}]"

    def as_github(self) -> str:
        """Return a workflow command that marks the line in a pull request."""
        level = "error" if self.severity == "error" else "warning"
        text = f"{self.message}。{self.hint}".replace("%", "%25").replace("\n", "%0A")
        spot = f"file={self.place.file},line={self.place.line},col={self.place.column}"
        return f"::{level} {spot},title={self.rule}::{text}"

    def as_dict(self) -> dict[str, str | int]:
        """Return the JSON shape that ``check --format json`` promises."""
        return {
            "file": self.place.file,
            "line": self.place.line,
            "column": self.place.column,
            "cell": self.place.cell,
            "resource": self.resource,
            "field": self.field,
            "rule": self.rule,
            "severity": self.severity,
            "message": self.message,
            "hint": self.hint,
        }


class NoticeboardError(Exception):
    """Anything the user can mend; ``cli`` prints it without a traceback."""


class UsageError(NoticeboardError):
    """The command was called wrongly, or not inside a project (exit code 2).

    ``about`` names the option that is at fault (``unit``, ``due`` …), where it is one.
    """

    def __init__(self, message: str, about: str = "") -> None:
        """Keep the message and what it is about."""
        super().__init__(message)
        self.about = about


class DataProblems(NoticeboardError):
    """The data have problems (exit code 1)."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems, sorted by place."""
        self.problems = tuple(sorted(problems))
        super().__init__(f"{len(self.problems)} problems")


class BuildError(NoticeboardError):
    """The site could not be made although the data are sound (exit code 1)."""
