"""Puts the pieces of a text on pages: in the type that is largest of those that need fewest pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from noticeboard.sheets.blocks import Block, parted
from noticeboard.sheets.measure import MM, lines

Level = TypeVar("Level")


@dataclass(frozen=True)
class Type:
    """How running text is set: size and distance of lines in points, width of a line in millimetres.

    ``gap`` is the distance between paragraphs in parts of the size; ``indent`` that of a paragraph's
    first line in type sizes. ``heads`` are the sizes of headings of the first and of lower levels.
    """

    size: float
    line: float
    wide: float
    gap: float
    indent: int
    heads: tuple[float, float]
    table: float

    @property
    def letters(self) -> float:
        """Return how many Chinese characters stand in a line, less what fonts may differ by."""
        return self.wide / (self.size * MM) - 0.05


# Of a table's cell: room left and right, above and below, in type sizes. Of a line: its height.
CELL_SIDES, CELL_ENDS, CELL_LINE = 1.0, 0.5, 1.4
ITEM_INDENT = 2.0
# Fewer lines of a paragraph do not stand alone.
LEAST_LINES = 4
HEAD_LINE, HEAD_ABOVE, HEAD_BELOW = 1.4, 0.7, 0.3


def height(block: Block, type_: Type) -> float:
    """Return how high a block is, with the gap after it, in millimetres."""
    size = type_.size * MM
    line, gap = type_.line * MM, type_.gap * size
    if block.kind == "heading":
        of = type_.heads[min(block.level, 4) - 3] * MM if block.level >= 3 else type_.heads[0] * MM
        count = lines(block.text, type_.wide / of - 0.05)
        return of * (HEAD_LINE * count + HEAD_ABOVE + HEAD_BELOW)
    if block.kind == "row":
        return _row(block, type_)
    if block.kind == "rule":
        return line
    room = type_.letters - (ITEM_INDENT if block.kind in ("item", "quote") else 0)
    first = "　" * type_.indent if block.kind == "paragraph" and block.part != "rest" else ""
    return lines(first + block.text, room) * line + gap


def _row(block: Block, type_: Type) -> float:
    """Return how high a row is: as its highest cell."""
    assert block.table is not None
    return _cells(block.cells, block.table.shares, type_)


def head_height(block: Block, type_: Type) -> float:
    """Return how high the head of a row's table is."""
    assert block.table is not None
    return _cells(block.table.head, block.table.shares, type_)


def _cells(cells: Sequence[object], shares: Sequence[int], type_: Type) -> float:
    size = type_.table * MM
    most = 1
    for cell, share in zip(cells, shares, strict=False):
        room = type_.wide * share / 100 / size - CELL_SIDES - 0.15
        most = max(most, lines(getattr(cell, "text", ""), max(1.0, room)))
    return size * (most * CELL_LINE + CELL_ENDS) + 0.2


def flow(
    pieces: Sequence[Block], type_: Type, room: Callable[[int], float], last: float
) -> list[list[Block]]:
    """Return the pieces on pages. ``room`` is the height of page 0, 1, …; the last loses ``last``.

    A heading stays with what follows it, the head of a table with a row; a paragraph is parted only
    where some lines of it find room.
    """
    pages: list[list[Block]] = [[]]
    left, waiting = room(0), list(pieces)
    while waiting:
        needed = _together(waiting, pages[-1], type_)
        if needed <= left or not pages[-1]:
            block = waiting.pop(0)
            left -= _needed(block, pages[-1], type_)
            pages[-1].append(block)
            continue
        split = _split(waiting[0], left, type_)
        if split:
            pages[-1].append(split[0])
            waiting[0] = split[1]
        pages.append([])
        left = room(len(pages) - 1)
    if left < last:
        _make_room(pages, type_)
    return pages


def _needed(block: Block, page: list[Block], type_: Type) -> float:
    """Return what a block takes on a page: the first row of a table on it brings the head."""
    taken = height(block, type_)
    if block.kind == "row" and not (page and page[-1].table is block.table):
        taken += head_height(block, type_) + type_.gap * type_.size * MM
    return taken


def _together(waiting: list[Block], page: list[Block], type_: Type) -> float:
    """Return the height of the next block, and of a heading with what it heads."""
    total, here = 0.0, page
    for block in waiting[:4]:
        total += _needed(block, here, type_)
        here = [*here, block]
        if block.kind != "heading":
            break
    return total


def _split(block: Block, left: float, type_: Type) -> tuple[Block, Block] | None:
    """Return a paragraph in two, if more than a line or two of it find room."""
    count = int(left / (type_.line * MM))
    if block.kind != "paragraph" or count < LEAST_LINES:
        return None
    most = int((count - 0.2) * type_.letters) - type_.indent
    while most > 0:
        made = parted(block, most)
        if made is None or height(made[0], type_) <= left:
            return made
        most -= int(type_.letters)
    return None


def _make_room(pages: list[list[Block]], type_: Type) -> None:
    """Put the end of the text on a page of its own, before what closes a notice.

    Some lines go with it: a page with a seal and without text could belong to anything.
    """
    page, taken = pages[-1], 0.0
    moved: list[Block] = []
    while len(page) > 1 and (taken < 3 * type_.line * MM or page[-1].kind == "heading"):
        moved.insert(0, page.pop())
        taken += height(moved[0], type_)
    pages.append(moved)


def fitted(
    levels: Sequence[Level], laid: Callable[[Level], list[list[Block]]]
) -> tuple[Level, list[list[Block]]]:
    """Return the first of ``levels`` (largest type first) that needs no more pages than the last does."""
    tried = [(level, laid(level)) for level in levels]
    fewest = min(len(pages) for _, pages in tried)
    return next((level, pages) for level, pages in tried if len(pages) == fewest)
