"""Reads the data again and again: of what changed, only what changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

from noticeboard.commands.ledger import with_history
from noticeboard.dataset import Dataset, Row
from noticeboard.load import load, no_memory, read_table
from noticeboard.project import Project

# The rows of tables, by table.
Rows = Mapping[str, tuple[Row, ...]]


class Reader:
    """Keeps what it read the last time."""

    def __init__(self, project: Project) -> None:
        """Begin with nothing read."""
        self._project = project
        self._memory = no_memory()
        self._last: Dataset | None = None

    def read(self, changed: Collection[Path], day: dt.date) -> Dataset:
        """Return the data, of which these files were changed since the last time.

        Raises ``DataProblems`` where the description of the tables cannot be used.
        """
        last, self._last = self._last, None
        paths = self._tables_by_path(last) if last and last.today == day else {}
        if last is None or not paths.keys() >= set(changed):
            self._last = with_history(self._project, load(self._project, self._memory), day)
            return self._last
        tables, problems = dict(last.tables), last.problems
        for path in changed:
            resource = tables[paths[path]].resource
            table, found = read_table(self._project, resource, self._memory)
            file = self._project.name_of(path)
            others = tuple(problem for problem in problems if problem.place.file != file)
            tables[resource.name], problems = table, (*others, *found)
        self._last = replace(last, tables=tables, problems=problems)
        return self._last

    def _tables_by_path(self, dataset: Dataset) -> dict[Path, str]:
        return {
            self._project.data / table.resource.path: name
            for name, table in dataset.tables.items()
            if not table.resource.path.endswith(".md")
        }


def changed_rows(before: Dataset | None, now: Dataset) -> Rows:
    """Return the rows of each table that are other than before."""
    found = {}
    for name, table in now.tables.items():
        known = before.tables.get(name) if before else None
        if known is not None and known.rows is table.rows:
            continue
        if rows := _other_rows(known.rows if known else (), table.rows):
            found[name] = rows
    return found


def _other_rows(before: tuple[Row, ...], now: tuple[Row, ...]) -> tuple[Row, ...]:
    if len(before) == len(now):
        return tuple(row for old, row in zip(before, now, strict=True) if old is not row)
    same = set(map(id, before))
    return tuple(row for row in now if id(row) not in same)


def lost_rows(before: Dataset | None, now: Dataset) -> bool:
    """Tell whether a table has fewer rows than before, as a file has that is still being written."""
    return before is not None and any(
        len(table.rows) < len(before.tables[name].rows)
        for name, table in now.tables.items()
        if name in before.tables
    )
