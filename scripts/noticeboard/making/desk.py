"""What is known while somebody is asked, and what was made so far."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from noticeboard.dataset import Dataset, Resource
from noticeboard.edit import Change
from noticeboard.names import Names, names_of, own_name


@dataclass
class Desk:
    """Everything that is known while somebody is asked; ``changes`` are the rows made so far.

    Rows made together rest on one ``basis``. ``given`` are answers that came with the command, by column (of other tables: ``people.post``);
    ``said`` are all answers, to repeat the command with. With ``short`` only what must be filled
    is asked.
    """

    dataset: Dataset
    day: dt.date
    given: dict[str, str] = field(default_factory=dict)
    short: bool = False
    names: Names = field(default_factory=Names)
    changes: list[Change] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    basis: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Know how every row is called."""
        self.names = names_of(self.dataset)

    def resource(self, table: str) -> Resource:
        """Return the description of a table."""
        return self.dataset.tables[table].resource

    def taken(self, table: str) -> set[str]:
        """Return the ids of a table's rows, with those that are being made."""
        return set(self.names.by_id.get(table, {})) | set(self.dataset.tables[table].ids())

    def texts(self, table: str) -> list[dict[str, str]]:
        """Return the cells of a table's rows, with those that are being made."""
        rows = [{n: c.text for n, c in r.cells.items()} for r in self.dataset.rows(table)]
        key = self.resource(table).key
        return [*rows, *({key: c.key, **c.cells} for c in self.changes if c.table == table)]

    def add(self, table: str, key: str, cells: Mapping[str, str]) -> None:
        """Keep a new row, and know it by its name."""
        filled = {name: text for name, text in cells.items() if text}
        name = own_name(self.resource(table), filled, self.names)
        self.names.add(table, key, name)
        self.changes.append(Change(table, key, filled, new=True))

    def made(self) -> list[Change]:
        """Return the rows that were made, each with its source."""
        return [
            replace(c, cells={**self._basis_of(c.table), **c.cells}) if c.new else c
            for c in self.changes
        ]

    def _basis_of(self, table: str) -> dict[str, str]:
        fields = self.resource(table).fields
        return {name: text for name, text in self.basis.items() if name in fields}

    def change(self, table: str, key: str, cells: Mapping[str, str]) -> None:
        """Fill cells of a row that was made before."""
        for at, one in enumerate(self.changes):
            if (one.table, one.key) == (table, key):
                self.changes[at] = replace(one, cells={**one.cells, **cells})

    def answer(self, name: str) -> str | None:
        """Return what the command said, and note that it was of use."""
        self.used.add(name)
        return self.given.get(name)
