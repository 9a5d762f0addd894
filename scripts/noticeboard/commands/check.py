"""``noticeboard check``: all problems at once."""

from __future__ import annotations

from noticeboard.check import RULES, check
from noticeboard.errors import DataProblems, Problem, UsageError
from noticeboard.load import load
from noticeboard.project import Project
from noticeboard.words import nearest


def check_command(project: Project, skip: tuple[str, ...] = ()) -> tuple[Problem, ...]:
    """Return every problem of the project's data, sorted by place."""
    names = [rule.__name__ for rule in RULES]
    for word in skip:
        if word not in names:
            raise UsageError(
                f"没有叫 {word} 的规则。{nearest(word, names) or '规则见 docs/rules.md'}"
            )
    try:
        return check(load(project), skip)
    except DataProblems as error:
        return error.problems
