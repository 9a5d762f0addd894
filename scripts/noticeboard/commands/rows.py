"""Write rows that a command made: judged with everything else first, all files or none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from noticeboard.check import check
from noticeboard.commands.drafts import Draft
from noticeboard.commands.ledger import with_history
from noticeboard.dataset import Dataset
from noticeboard.edit import Change
from noticeboard.errors import DataProblems, Problem
from noticeboard.load import load
from noticeboard.project import Project
from noticeboard.writer import alone, recover, write_files


def sound(project: Project, day: dt.date) -> Dataset:
    """Return the data as they are; ``DataProblems`` where they are not sound."""
    recover(project.data)
    dataset = with_history(project, load(project), day)
    stop_at_errors(check(dataset))
    return dataset


def write_rows(project: Project, dataset: Dataset, changes: Iterable[Change]) -> tuple[str, ...]:
    """Write the rows and return which files changed.

    Raises ``DataProblems`` where the data would not be sound any more, ``UsageError`` where a
    file was changed by somebody else meanwhile; nothing is written then. Between looking and
    writing nobody else writes.
    """
    with alone(project.private / "writing"):
        return _write_rows(project, dataset, changes)


def _write_rows(project: Project, dataset: Dataset, changes: Iterable[Change]) -> tuple[str, ...]:
    draft = Draft(project, dataset, dataset.today or dt.date.min)
    draft.change(changes)
    stop_at_errors(check(draft.dataset))
    files = draft.changed_files()
    write_files(project.data, files)
    return tuple(f"data/{name}" for name in files)


def stop_at_errors(problems: Iterable[Problem]) -> None:
    """Raise ``DataProblems`` where there are errors."""
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        raise DataProblems(errors)
