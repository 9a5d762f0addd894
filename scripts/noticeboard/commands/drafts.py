"""Data in the making: rows are changed in memory, judged with everything else, written at once.

Several steps that belong together (a workbook that came back) are all written, or none of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from noticeboard.check import check
from noticeboard.commands.check import try_prose
from noticeboard.dataset import Dataset, Resource, Table
from noticeboard.edit import Change, changed
from noticeboard.edit_yaml import changed_yaml
from noticeboard.errors import DataProblems, Problem, UsageError
from noticeboard.load.csv_table import read_csv_table
from noticeboard.load.files import BOM, UnreadableError, unix_lines
from noticeboard.load.yaml_table import read_yaml_table
from noticeboard.project import Project


@dataclass
class Draft:
    """The data as they will be. ``before`` are the bytes of the files that change, ``files`` the new."""

    project: Project
    dataset: Dataset
    day: dt.date
    before: dict[str, bytes] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)

    def change(self, changes: Iterable[Change]) -> None:
        """Change rows; each table's in their order.

        Raises ``UsageError`` where a row is not there, or a file was changed since it was read.
        """
        wanted: dict[str, list[Change]] = {}
        for one in changes:
            wanted.setdefault(one.table, []).append(one)
        for name, own in wanted.items():
            self._change(self.dataset.tables[name], own)

    def _change(self, table: Table, changes: list[Change]) -> None:
        resource = table.resource
        content = self._content(table)
        if resource.path.endswith(".csv"):
            made = changed(content, resource.key, changes, resource.where)
        else:
            made = changed_yaml(content, resource, changes)
        read, problems = _read(resource, made)
        self.files[resource.path] = made
        others = [p for p in self.dataset.problems if p.place.file != resource.where]
        tables = self.dataset.tables | {resource.name: read}
        self.dataset = replace(self.dataset, tables=tables, problems=(*others, *problems))

    def _content(self, table: Table) -> bytes:
        """Return a file as it is by now; the first time, as it is on the disk."""
        path = table.resource.path
        if path not in self.files:
            content = (self.project.data / path).read_bytes()
            if _read(table.resource, content)[0].rows != table.rows:
                raise UsageError(f"{table.resource.where} 刚刚被别人改过，没有写入。再来一次")
            self.before[path] = self.files[path] = content
        return self.files[path]

    def changed_files(self) -> dict[str, bytes]:
        """Return the new bytes of the files that are other than before."""
        return {name: body for name, body in self.files.items() if body != self.before[name]}

    def problems(self) -> tuple[Problem, ...]:
        """Return every error of the data as they will be, prose included."""
        found = [p for p in check(self.dataset) if p.severity == "error"]
        if found:
            return tuple(found)
        try:
            try_prose(self.dataset, self.day)
        except DataProblems as error:
            return error.problems
        return ()


def _read(resource: Resource, content: bytes) -> tuple[Table, list[Problem]]:
    """Return what a file would be read as; ``DataProblems`` where it cannot be read at all."""
    body = unix_lines(content.removeprefix(BOM))
    reader = read_csv_table if resource.path.endswith(".csv") else read_yaml_table
    try:
        return reader(resource, resource.where, body)
    except UnreadableError as error:
        raise DataProblems([error.problem(resource.name)]) from None
