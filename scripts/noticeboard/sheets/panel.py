"""The foot of a sheet: whom to ask, where more is to be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from noticeboard.printing import short_address
from noticeboard.qr import qr_code
from noticeboard.sheets.measure import lines, width
from noticeboard.sheets.paper import CODE_WORDS, Paper

# Heights in units: the heading, a line, the space above, a line of the address; sizes of type.
HEAD, LINE, ENDS, ADDRESS = 11.0, 7.6, 5.0, 7.0
TYPE, HEAD_TYPE, ADDRESS_TYPE = 5.0, 7.0, 4.4
# The width of the word before a line, and the gap after the QR code's column, in units.
WORD, BESIDE = 22.0, 6.0


@dataclass(frozen=True)
class Line:
    """A line that tells where to turn: a word and what it is; ``strong`` for a number to dial."""

    word: str
    text: str
    strong: bool = False


Told = list[Line | None]


def line(word: str, text: str | None, strong: bool = False) -> Line | None:
    """Return a line of the panel, or nothing where there is nothing to tell."""
    return Line(word, text, strong) if text else None


@dataclass(frozen=True)
class Panel:
    """The foot of a sheet, laid out; ``high`` is its height in millimetres.

    ``phone`` stands beside the title; of ``rows`` each has one line, or two short ones.
    """

    title: str
    phone: str
    rows: tuple[tuple[Line, ...], ...]
    address: str
    qr: str
    scan: str
    high: float


def panel_of(paper: Paper, title: str, told: Told, url: str, scan: str, wide: float = 0) -> Panel:
    """Return the foot of a sheet; what is not known has no line.

    ``wide`` is the width of a panel whose QR code stands elsewhere, in millimetres.
    """
    inside = not wide and bool(url)
    room = (wide or paper.inner) / paper.unit - (paper.code / paper.unit + BESIDE if inside else 0)
    known = [one for one in told if one]
    first = next((one for one in known if one.strong), None)
    phone = first.text if first else ""
    if (width(title) + width(phone) + 2) * HEAD_TYPE > room:
        first, phone = None, ""
    rows = tuple(_rows([one for one in known if one is not first], room))
    address = short_address(url)
    high = HEAD + LINE * sum(_lines(row, room) for row in rows)
    high += 1 + ADDRESS * lines(address, room / ADDRESS_TYPE - 3.5) if address else 0
    if inside:
        high = max(high, paper.code / paper.unit + CODE_WORDS)
    high += ENDS
    return Panel(title, phone, rows, address, qr_code(url), scan, high * paper.unit)


def _rows(known: Sequence[Line], room: float) -> Iterator[tuple[Line, ...]]:
    """Yield the lines, two short ones that follow each other beside each other."""
    half = (room / 2 - WORD) / TYPE - 0.4
    waiting = list(known)
    while waiting:
        taken = 2 if len(waiting) > 1 and all(width(o.text) <= half for o in waiting[:2]) else 1
        yield tuple(waiting[:taken])
        del waiting[:taken]


def _lines(row: tuple[Line, ...], room: float) -> int:
    return 1 if len(row) > 1 else lines(row[0].text, (room - WORD) / TYPE - 0.2)
