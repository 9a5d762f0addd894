"""Write rows that a command made: judged with everything else first, all files or none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from noticeboard.check import check
from noticeboard.commands.ledger import with_history
from noticeboard.dataset import Dataset
from noticeboard.edit import Change, changed
from noticeboard.errors import DataProblems, Problem, UsageError
from noticeboard.load import load
from noticeboard.load.csv_table import read_csv_table
from noticeboard.project import Project
from noticeboard.writer import alone, recover, write_files


def sound(project: Project, day: dt.date) -> Dataset:
    """Return the data as they are; ``DataProblems`` where they are not sound."""
    recover(project.data)
    dataset = with_history(project, load(project), day)
    _stop_at_errors(check(dataset))
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
    wanted: dict[str, list[Change]] = {}
    for change in changes:
        wanted.setdefault(change.table, []).append(change)
    files: dict[str, bytes] = {}
    tables, met = dict(dataset.tables), []
    for name, own in wanted.items():
        resource = dataset.tables[name].resource
        path = project.data / resource.path
        content = path.read_bytes()
        now, _ = read_csv_table(resource, resource.where, content)
        if now.rows != dataset.tables[name].rows:
            raise UsageError(f"{resource.where} 刚刚被别人改过，没有写入。再来一次")
        files[resource.path] = changed(content, resource.key, own, resource.where)
        tables[name], problems = read_csv_table(resource, resource.where, files[resource.path])
        met += problems
    after = replace(dataset, tables=tables, problems=(*dataset.problems, *met))
    _stop_at_errors(check(after))
    write_files(project.data, files)
    return tuple(f"data/{name}" for name in files)


def _stop_at_errors(problems: Iterable[Problem]) -> None:
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        raise DataProblems(errors)
