"""On which pages a problem is to be shown: that of its own record, or of what the record belongs to."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter

from noticeboard.addresses import RECORDS, address_of
from noticeboard.dataset import Dataset, Row, Table
from noticeboard.errors import Problem

# A row without a place of its own is told of where it belongs.
BELONGS = ("project", "order", "community", "organisation", "unit")


@dataclass(frozen=True)
class Placed:
    """A problem; the page it is shown on (empty for none), its column's title and what stands there."""

    problem: Problem
    address: str = ""
    column: str = ""
    text: str = ""


def placed(
    dataset: Dataset, problems: Iterable[Problem], parts: Mapping[tuple[str, str], int]
) -> tuple[Placed, ...]:
    """Return the problems with their pages, in their order."""
    by_file: dict[str, list[Table]] = {}
    for table in dataset.tables.values():
        by_file.setdefault(table.resource.where, []).append(table)
    return tuple(_placed(dataset, by_file, problem, dict(parts)) for problem in problems)


def _placed(
    dataset: Dataset,
    by_file: Mapping[str, list[Table]],
    problem: Problem,
    parts: dict[tuple[str, str], int],
) -> Placed:
    file = problem.place.file
    prose = next((page for page in dataset.prose if page.file == file), None)
    if prose is not None:
        return Placed(problem, prose.address)
    notice = file.rpartition("/")[0] + "/"
    for table in by_file.get(file, by_file.get(notice, [])):
        rows = [row for row in table.rows if row.place.file == file]
        at = bisect.bisect_right(rows, problem.place.line, key=attrgetter("place.line")) - 1
        if at >= 0 and (not problem.place.cell or rows[at].place.line == problem.place.line):
            return _at_row(table, rows[at], problem, parts)
    return Placed(problem)


def _at_row(table: Table, row: Row, problem: Problem, parts: dict[tuple[str, str], int]) -> Placed:
    field = table.resource.fields.get(problem.field) or next(
        (table.resource.fields[n] for n, c in row.cells.items() if c.place == problem.place), None
    )
    cell = row.cells.get(field.name) if field else None
    return Placed(
        problem,
        _address(table, row, parts),
        field.title if field else "",
        cell.text if cell else "",
    )


def _address(table: Table, row: Row, parts: dict[tuple[str, str], int]) -> str:
    """Return the page on which a row stands, without an anchor; empty where it stands on none."""
    own = row.cells.get(table.resource.key)
    if table.resource.name in RECORDS and own and own.text:
        return address_of(table.resource.name, own.text, parts).partition("#")[0]
    for name in BELONGS:
        goal = table.resource.foreign_keys.get(name)
        cell = row.cells.get(name)
        if goal and cell and cell.text and goal[0] in RECORDS:
            return address_of(goal[0], cell.text, parts).partition("#")[0]
    return ""
