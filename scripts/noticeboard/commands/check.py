"""``noticeboard check``: all problems at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from noticeboard.assemble import Surveyed, assemble
from noticeboard.check import RULES, check
from noticeboard.commands.clock import today
from noticeboard.commands.ledger import with_history
from noticeboard.dataset import Dataset
from noticeboard.errors import DataProblems, Problem, UsageError
from noticeboard.figures import figures
from noticeboard.load import Memory, load
from noticeboard.notices import approved_only
from noticeboard.pages import pages
from noticeboard.project import Project
from noticeboard.render import engine_input
from noticeboard.survey.definition import surveyed
from noticeboard.words import nearest

STEPS = {"load": "读取资料", "structure": "看每一格", "prose": "试填网页"}


def check_command(
    project: Project,
    skip: tuple[str, ...] = (),
    day: dt.date | None = None,
    begin: Callable[[str], None] = lambda _: None,
    memory: Memory | None = None,
) -> tuple[Problem, ...]:
    """Return every problem of the project's data on a day (today), sorted by place.

    ``begin`` is told the name of each step, of ``STEPS`` or a rule, as it begins.
    ``memory`` is kept by whoever checks again and again.
    """
    names = [rule.__name__ for rule in RULES]
    for word in skip:
        if word not in names:
            raise UsageError(
                f"没有叫 {word} 的规则。{nearest(word, names) or '规则见 docs/rules.md'}"
            )
    try:
        begin("load")
        dataset = with_history(project, load(project, memory), today(day))
        found = check(dataset, skip, begin)
        if not skip and not any(problem.severity == "error" for problem in found):
            begin("prose")
            try_prose(dataset, today(day))
        return found
    except DataProblems as error:
        return error.problems


def try_prose(dataset: Dataset, day: dt.date) -> None:
    """Fill the prose in, as a build would. Raises ``DataProblems`` for what is wrong there.

    It names figures and pages, so it can only be judged once the tables are sound.
    """
    town = assemble(approved_only(dataset), Surveyed(*surveyed(dataset)))
    numbers = figures(town, day)
    engine_input(numbers, pages(town, numbers, dataset.prose), dataset.prose)
