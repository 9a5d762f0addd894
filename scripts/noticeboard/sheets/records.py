"""Sheets that tell of a record in sections: how they fill one page and never a second."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from noticeboard.sheets.ground import Ground, Panel
from noticeboard.sheets.measure import MM, lines


@dataclass(frozen=True)
class Row:
    """A line of a list: what, and beside it whose, until when, for how much."""

    what: str
    beside: str = ""

    @property
    def text(self) -> str:
        """Return the whole line."""
        return f"{self.what}　{self.beside}" if self.beside else self.what


@dataclass(frozen=True)
class Section:
    """A heading, a sentence, a list; ``left_out`` is how many rows found no room."""

    title: str
    lead: str = ""
    rows: tuple[Row, ...] = ()
    left_out: int = 0

    def cut(self, most: int) -> Section:
        """Return the section with at most so many rows."""
        rows = self.rows[:most]
        return replace(self, rows=rows, left_out=self.left_out + len(self.rows) - len(rows))


@dataclass(frozen=True)
class Box:
    """A number that is seen from afar, and what it counts."""

    number: str
    unit: str
    word: str


SIZES = {"a4": (18, 17, 16, 15, 14, 13, 12), "a3": (26, 24, 22, 21, 20, 18, 17)}
TITLES = {"a4": (40, 36, 32, 28, 24), "a3": (64, 60, 54, 48)}
TITLE_LINE, TITLE_ENDS, LEAD, BOXES = 1.3, 8.0, 8.5, 27.0
LINE, HEADING, SECTION_GAP = 1.5, 1.9, 0.9
# The mark before a row and the gap after it, in type sizes.
ROW_INDENT, ROW_GAP = 1.2, 0.22


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
    paper, size_key = ground.paper, ground.paper.name.lower()
    title_size, count = title_of(title, ground)
    room = paper.high - ground.head - panel.height(paper)
    room -= title_size * MM * TITLE_LINE * count + TITLE_ENDS * paper.unit
    if lead:
        room -= LEAD * paper.unit * lines(lead, paper.inner() / paper.unit / 5 - 0.5)
    room -= BOXES * paper.unit if boxes else 0
    sizes = SIZES[size_key]
    for size in sizes:
        if height(sections, size, paper.inner()) <= room:
            return Laid(size, title_size, tuple(sections))
    return Laid(sizes[-1], title_size, _less(sections, sizes[-1], paper.inner(), room))


def title_of(title: str, ground: Ground) -> tuple[int, int]:
    """Return the size of a title and its lines: the largest in one line, else the smallest."""
    sizes = TITLES[ground.paper.name.lower()]
    for size in sizes:
        count = lines(title, ground.paper.inner() / (size * MM) - 0.05)
        if count == 1:
            return size, 1
    return sizes[-1], lines(title, ground.paper.inner() / (sizes[-1] * MM) - 0.05)


def height(sections: Sequence[Section], size: int, wide: float) -> float:
    """Return the height of all sections in millimetres."""
    return sum(_height(section, size, wide) for section in sections)


def _height(section: Section, size: int, wide: float) -> float:
    letters = wide / (size * MM) - 0.05
    total = HEADING + SECTION_GAP + (LINE * lines(section.lead, letters) if section.lead else 0)
    for row in section.rows:
        total += LINE * lines(row.text, letters - ROW_INDENT) + ROW_GAP
    total += LINE if section.left_out else 0
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
