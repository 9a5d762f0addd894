"""Two versions of a table → which records came, went, and in which fields they changed.

Only what is said counts: quotes, blanks, the order of rows and of columns, a new empty column are gone
when a version was read. Nothing is judged here, and nothing told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from noticeboard.dataset import Resource, Row, Table, Value

EMPTY = (None, "", ())


@dataclass(frozen=True, slots=True)
class Fact:
    """A record that is new (``before`` is ``None``), gone (``after``), or changed in ``fields``."""

    day: dt.date
    table: str
    key: str
    before: Row | None
    after: Row | None
    fields: tuple[str, ...] = ()


def is_readable(table: Table) -> bool:
    """Tell whether every row of a version, and every cell of the columns it has, could be read."""
    return table.complete and all(row.knows(*table.resource.fields) for row in table.rows)


def facts_between(day: dt.date, before: Table, after: Table, resource: Resource) -> Iterator[Fact]:
    """Yield what changed; rows that are alike in both may be left out of both.

    ``resource`` is the table as it is described today: other columns are not looked at.
    """
    old, new = _by_key(before, resource), _by_key(after, resource)
    for key, row in new.items():
        if key not in old:
            yield Fact(day, resource.name, key, None, row)
        elif fields := _changed(old[key], row, resource):
            yield Fact(day, resource.name, key, old[key], row, fields)
    for key, row in old.items():
        if key not in new:
            yield Fact(day, resource.name, key, row, None)


def fact_between(
    day: dt.date, key: str, before: Row | None, after: Row | None, resource: Resource
) -> Iterator[Fact]:
    """Yield what changed in a record that is a file of its own, if anything."""
    fields = _changed(before, after, resource) if before and after else ()
    if fields or (before is None) != (after is None):
        yield Fact(day, resource.name, key, before, after, fields)


def is_empty(value: Value) -> bool:
    """Tell whether nothing is written there."""
    return value in EMPTY


def _by_key(table: Table, resource: Resource) -> dict[str, Row]:
    """Return the rows by key; of two with the same, the first."""
    found: dict[str, Row] = {}
    for row in table.rows:
        key = row.get(resource.key)
        if not is_empty(key):
            found.setdefault(str(key), row)
    return found


def _changed(before: Row, after: Row, resource: Resource) -> tuple[str, ...]:
    return tuple(
        name
        for name in resource.fields
        if before.get(name) != after.get(name)
        and not (is_empty(before.get(name)) and is_empty(after.get(name)))
    )
