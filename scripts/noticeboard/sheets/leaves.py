"""Blocks on a page, put together again: items to lists, rows to tables with their head."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from noticeboard.sheets.blocks import Block, Table


@dataclass(frozen=True)
class Group:
    """What stands together in one element: a list, a table, or one block alone."""

    kind: str
    blocks: tuple[Block, ...]
    table: Table | None = None
    start: int = 0


@dataclass(frozen=True)
class Leaf:
    """One page: its number, of how many, what stands on it."""

    number: int
    of: int
    groups: tuple[Group, ...]

    @property
    def is_first(self) -> bool:
        """Tell whether it has the title."""
        return self.number == 1

    @property
    def is_last(self) -> bool:
        """Tell whether it has the signature and whom to tell."""
        return self.number == self.of


def leaves(pages: Sequence[Sequence[Block]]) -> tuple[Leaf, ...]:
    """Return the pages."""
    return tuple(
        Leaf(number, len(pages), tuple(_groups(page))) for number, page in enumerate(pages, 1)
    )


def _groups(page: Sequence[Block]) -> Iterator[Group]:
    def together(block: Block) -> tuple[str, int]:
        if block.kind == "row":
            return "table", id(block.table)
        if block.kind == "item":
            return ("numbered", 0) if block.number else ("items", 0)
        return block.kind, id(block)

    for (kind, _), found in groupby(page, together):
        held = tuple(found)
        yield Group(kind, held, held[0].table, held[0].number)
