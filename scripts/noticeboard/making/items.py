"""What may be asked of a row: a column, or the columns of a time or an amount together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from noticeboard.dataset import Field, Resource

BASIS = ("provenance", "source", "locator")
TIME = ("text", "precision", "value", "value_end")
MONEY = ("cny", "as_stated")


@dataclass(frozen=True)
class Item:
    """What is asked with one question: a column, or the columns of a time or of an amount."""

    name: str
    title: str
    columns: tuple[Field, ...]
    needed: bool

    @property
    def kind(self) -> str:
        """Return ``one``, ``time`` or ``money``."""
        if len(self.columns) == 1:
            return "one"
        return "time" if self.columns[0].name.endswith("_text") else "money"


def items_of(resource: Resource) -> Iterator[Item]:
    """Yield what may be asked of a row, in the order of its columns; not its id, not its source."""
    fields, done = resource.fields, set()
    for name, own in fields.items():
        if name in done or name == resource.key or name in BASIS:
            continue
        columns: tuple[Field, ...] = (own,)
        stem, title = name, own.title
        for first, parts, ends in (("_text", TIME, "（原文）"), ("_cny", MONEY, "（元）")):
            base = name.removesuffix(first)
            group = tuple(fields[f"{base}_{p}"] for p in parts if f"{base}_{p}" in fields)
            if name.endswith(first) and len(group) == len(parts):
                columns, stem = group, base
                title = own.title.removesuffix(ends)
        done |= {column.name for column in columns}
        needed = any(column.required for column in columns)
        yield Item(stem, title, columns, needed)


def constraints_of(resource: Resource, name: str) -> dict[str, object]:
    """Return what the descriptor demands of a column."""
    for raw in resource.descriptor["schema"]["fields"]:
        if raw["name"] == name:
            return dict(raw.get("constraints", {}))
    return {}
