"""Sheets that tell of a record in sections: how they fill one page and never a second."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from noticeboard.sheets.blocks import shares
from noticeboard.sheets.ground import Ground
from noticeboard.sheets.measure import MM, lines
from noticeboard.sheets.panel import Panel
from noticeboard.sheets.paper import SLACK

Row = tuple[str, ...]
"""A line of a list: what, and beside it whose, until when, for how much; or the cells of a table."""


@dataclass(frozen=True)
class Section:
    """A heading, a sentence, a list, or with ``head`` a table, a last sentence.

    ``left_out`` rows found no room.
    """

    title: str
    lead: str = ""
    rows: tuple[Row, ...] = ()
    head: Row = ()
    left_out: int = 0
    tail: str = ""

    @property
    def shares(self) -> tuple[int, ...]:
        """Return the widths of a table's columns, in percent."""
        return shares([self.head, *self.rows])

    def cut(self, most: int) -> Section:
        """Return the section with at most so many rows."""
        rows = self.rows[:most]
        return replace(self, rows=rows, left_out=self.left_out + len(self.rows) - len(rows))


@dataclass(frozen=True)
class Box:
    """A number that is seen from afar, and what it counts."""

    number: int
    word: str
    more: str = ""


SIZES = {
    "a4": (28, 26, 24, 22, 20, 18, 17, 16, 15, 14, 13),
    "a3": (40, 36, 32, 30, 28, 26, 24, 22, 21, 20, 18),
}
TITLES = {"a4": (44, 40, 36, 32, 28, 24), "a3": (68, 64, 60, 54, 48)}
TITLE_LINE, TITLE_ENDS, LEAD, LEAD_END, BOXES = 1.3, 8.0, 8.2, 1.0, 29.0
LINE, HEADING, SECTION_GAP = 1.5, 1.9, 0.9
# The mark before a row and the gap after it, in type sizes; in a cell, above and below it.
ROW_INDENT, ROW_GAP, CELL_LINE, CELL_ENDS, CELL_SIDES = 1.2, 0.22, 1.4, 0.4, 0.9


@dataclass(frozen=True)
class Laid:
    """Sections that fit: in which type, with how many rows."""

    size: int
    title_size: int
    sections: tuple[Section, ...]


def laid(
    ground: Ground, title: str, lead: str, boxes: bool, sections: Sequence[Section], panel: Panel
) -> Laid:
    """Return what fits on one page: in the largest type that holds all, else in the smallest with less."""
    paper, wide = ground.paper, ground.paper.inner
    title_size, count = title_of(title, ground)
    room = paper.high - ground.head - panel.high - SLACK * paper.unit
    room -= title_size * MM * TITLE_LINE * count + TITLE_ENDS * paper.unit
    room -= (
        (LEAD * lines(lead, wide / paper.unit / 5.6 - 0.3) + LEAD_END) * paper.unit if lead else 0
    )
    room -= BOXES * paper.unit if boxes else 0
    sizes = SIZES[paper.name.lower()]
    for size in sizes:
        if height(sections, size, wide) <= room:
            return Laid(size, title_size, tuple(sections))
    return Laid(sizes[-1], title_size, _less(sections, sizes[-1], wide, room))


def title_of(title: str, ground: Ground) -> tuple[int, int]:
    """Return the size of a title and its lines: the largest in one line, else the smallest."""
    sizes = TITLES[ground.paper.name.lower()]
    for size in sizes:
        count = lines(title, ground.paper.inner / (size * MM) - 0.05)
        if count == 1:
            return size, 1
    return sizes[-1], lines(title, ground.paper.inner / (sizes[-1] * MM) - 0.05)


def height(sections: Sequence[Section], size: int, wide: float) -> float:
    """Return the height of all sections in millimetres."""
    return sum(_height(section, size, wide) for section in sections)


def _height(section: Section, size: int, wide: float) -> float:
    letters = wide / (size * MM) - 0.05
    total = HEADING + SECTION_GAP + (LINE * lines(section.lead, letters) if section.lead else 0)
    if section.head and section.rows:
        rooms = [max(1.0, letters * share / 100 - CELL_SIDES) for share in section.shares]
        for row in (section.head, *section.rows):
            most = max(lines(text, room) for text, room in zip(row, rooms, strict=True))
            total += CELL_LINE * most + CELL_ENDS + 0.05
    elif section.rows:
        total += sum(
            LINE * lines("　".join(filter(None, row)), letters - ROW_INDENT) + ROW_GAP
            for row in section.rows
        )
    total += LINE if section.left_out else 0
    total += LINE * lines(section.tail, letters) + 0.4 if section.tail else 0
    return total * size * MM


def _less(sections: Sequence[Section], size: int, wide: float, room: float) -> tuple[Section, ...]:
    """Return the sections with fewer rows, taken where there are most, until they fit."""
    kept = list(sections)
    while height(kept, size, wide) > room:
        longest = max(range(len(kept)), key=lambda n: len(kept[n].rows))
        if not kept[longest].rows:
            break
        kept[longest] = kept[longest].cut(len(kept[longest].rows) - 1)
    return tuple(kept)
