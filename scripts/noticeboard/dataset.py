"""The data as they stand in the files: cells with their places, tables, the descriptor.

``load`` makes these; ``check`` judges them; ``assemble`` turns them into nouns.
"""

from __future__ import annotations

import datetime as dt
import functools
import operator
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from noticeboard.errors import Place, Problem

SURVEYS = "data/surveys/"
Value = str | int | Decimal | dt.date | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its type, its Chinese title, what may stand in it.

    ``office`` is ``telephone`` or ``address`` where an office writes its own. ``meanings``: what
    each label means, in a sentence for residents.
    """

    name: str
    type: str
    title: str
    description: str
    required: bool = False
    labels: dict[str, str] = field(default_factory=dict)
    references: str = ""
    example: str = ""
    office: str = ""
    meanings: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Resource:
    """A table's description, from ``data/datapackage.yaml``."""

    name: str
    path: str
    title: str
    description: str
    key: str
    fields: dict[str, Field]
    foreign_keys: dict[str, tuple[str, str]]
    descriptor: dict[str, Any]

    @property
    def where(self) -> str:
        """Return where staff edit it, as they know it."""
        return "content/notices/" if self.path.endswith(".md") else f"data/{self.path}"


@dataclass(frozen=True, slots=True)
class Cell:
    """One value as written, with its place. ``items`` is set where YAML wrote a list."""

    text: str
    place: Place
    items: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A record: its cells as written and, where they could be read, its typed values.

    A field is in ``values`` only if its cell is known: an empty cell is a known ``None``
    (原文未载明), a cell with a problem is unknown and every rule must be silent about it.
    """

    place: Place
    cells: dict[str, Cell]
    values: dict[str, Value]

    def get(self, name: str) -> Any:
        """Return the typed value; ``None`` when empty, unknown or not a column."""
        return self.values.get(name)

    def knows(self, *names: str) -> bool:
        """Tell whether all these fields were read without a problem."""
        return all(name in self.values for name in names)

    def place_of(self, name: str) -> Place:
        """Return the place of a field's cell, or of the row where it has none."""
        cell = self.cells.get(name)
        return cell.place if cell else self.place


def _pointing_nowhere(row: Row, names: Iterable[str], gone: set[str]) -> Row:
    """Return the row, without its references among these that name what is gone."""
    lost = {name: None for name in names if row.values.get(name) in gone}
    return replace(row, values=row.values | lost) if lost else row


@dataclass(frozen=True)
class Table:
    """All rows of a resource. ``complete`` is false when some row may be missing."""

    resource: Resource
    rows: tuple[Row, ...]
    complete: bool = True

    def ids(self) -> frozenset[str]:
        """Return the keys of the rows whose key is known."""
        return self._ids

    @functools.cached_property
    def _ids(self) -> frozenset[str]:
        key = self.resource.key
        return frozenset(str(row.get(key)) for row in self.rows if row.get(key) is not None)

    def without(self, places: set[Place]) -> Table:
        """Return the table with the cells at ``places`` unknown; with its file there, all of it."""
        key, rows = self.resource.key, []
        complete = self.complete and (bool(self.rows) or Place(self.resource.where) not in places)
        for row in self.rows:
            bad = {name for name in self.resource.fields if row.place_of(name) in places}
            complete = complete and key not in bad
            kept = {name: value for name, value in row.values.items() if name not in bad}
            rows.append(replace(row, values=kept))
        return replace(self, rows=tuple(rows), complete=complete)


@dataclass(frozen=True, slots=True)
class Prose:
    """A Markdown page that people wrote: address, front matter with its places, body, where it begins."""

    address: str
    file: str
    meta: dict[str, Any]
    body: str
    body_line: int
    places: dict[tuple[str, ...], Place] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Document:
    """A file of nested values (a survey, published counts): its values and where each stands."""

    file: str
    value: dict[str, Any]
    places: dict[tuple[str, ...], Place]


@dataclass(frozen=True)
class Dataset:
    """Everything that was read, and the problems met while reading.

    ``files`` are names and sizes (bytes) of what lies in ``content/files``; ``contents``
    reads one of them; ``photographs`` and ``photograph`` are the same of ``content/photos``.
    Commands add what only they may know: the day, and the ledger's lines as git last committed them.
    """

    tables: dict[str, Table]
    settings: dict[str, Any]
    settings_places: dict[tuple[str, ...], Place]
    prose: tuple[Prose, ...]
    descriptor: dict[str, Any]
    problems: tuple[Problem, ...] = ()
    files: dict[str, int] = field(default_factory=dict)
    contents: Callable[[str], bytes] = field(default=lambda name: b"", compare=False)
    photographs: dict[str, int] = field(default_factory=dict)
    photograph: Callable[[str], bytes] = field(default=lambda name: b"", compare=False)
    today: dt.date | None = None
    committed_ledger: tuple[str, ...] = ()
    surveys: tuple[Document, ...] = ()
    tallies: tuple[Document, ...] = ()
    # Whether every survey that has a file is there.
    knows_surveys: bool = True

    def rows(self, resource: str) -> Iterator[Row]:
        """Yield the rows of a resource; none where the table is not there."""
        if resource in self.tables:
            yield from self.tables[resource].rows

    def each(self, resource: str) -> Iterator[tuple[Table, Row]]:
        """Yield every row of a resource with its table; nothing where the table is not there."""
        if resource in self.tables:
            table = self.tables[resource]
            yield from ((table, row) for row in table.rows)

    def without(self, problems: Iterable[Problem]) -> Dataset:
        """Return the dataset in which every cell (of a survey, the whole file) that has a problem is unknown."""
        places = {problem.place for problem in problems}
        tables = {name: table.without(places) for name, table in self.tables.items()}
        files = {place.file for place in places}
        surveys = tuple(document for document in self.surveys if document.file not in files)
        tallies = tuple(document for document in self.tallies if document.file not in files)
        all_known = self.knows_surveys and not any(f.startswith(SURVEYS) for f in files)
        return replace(
            self, tables=tables, surveys=surveys, tallies=tallies, knows_surveys=all_known
        )

    def without_rows(self, resource: str, keys: Iterable[str]) -> Dataset:
        """Return the dataset without these rows and without references to them."""
        gone = set(keys)
        if not gone:
            return self
        tables = dict(self.tables)
        for name, table in self.tables.items():
            key = table.resource.key
            rows = tuple(r for r in table.rows if name != resource or r.get(key) not in gone)
            pointing = [
                f for f, (goal, _) in table.resource.foreign_keys.items() if goal == resource
            ]
            if pointing:
                rows = tuple(_pointing_nowhere(row, pointing, gone) for row in rows)
            if len(rows) != len(table.rows) or not all(map(operator.is_, rows, table.rows)):
                tables[name] = replace(table, rows=rows)
        return replace(self, tables=tables)
