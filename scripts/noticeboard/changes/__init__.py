"""What changed in the data, day by day, in sentences that a resident understands.

Fed with pairs of versions by ``commands/history.py``; without a history there is nothing to tell, and
``Changes.note`` says so. What may be told of the past is decided in ``changes/compare.py``: of old
values nothing but figures and money.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from noticeboard.addresses import part_address

ADDRESS = "changes/"
WEEKDAYS = "一二三四五六日"
# Sentences of a day that are shown at once; the others are a tap away.
SHOWN = 12
# Sentences of one part of the page, about; a day is not split.
PART = 60


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a sentence, and the record or list they lead to ("" for none).

    Without a ``key`` they lead to the list of the table.
    """

    text: str
    table: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence. ``kind``: ``notice``, ``money``, ``new``, ``changed``, ``gone`` or ``begun``."""

    kind: str
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """Return the sentence as plain text."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Day:
    """What changed on a day: all sentences, the weightiest first."""

    date: dt.date
    told: tuple[Told, ...]

    @property
    def anchor(self) -> str:
        """Return where the day stands on its page."""
        return f"d{self.date:%Y%m%d}"

    @property
    def words(self) -> str:
        """Return the day in words: 2026年11月24日 星期二."""
        day = self.date
        return f"{day.year}年{day.month}月{day.day}日 星期{WEEKDAYS[day.weekday()]}"


@dataclass(frozen=True)
class Changes:
    """Everything that is told, the newest day first.

    ``state`` is ``none`` where there is no history to read, ``since`` where it begins on the day
    ``since`` only, ``all`` otherwise. ``latest`` is the last day on which a record was changed, by table
    and key.
    """

    days: tuple[Day, ...] = ()
    state: str = "none"
    since: dt.date | None = None
    latest: dict[tuple[str, str], dt.date] = field(default_factory=dict)

    def parts(self) -> tuple[tuple[Day, ...], ...]:
        """Return the days in parts of about ``PART`` sentences, at least one part."""
        parts: list[list[Day]] = [[]]
        held = 0
        for day in self.days:
            if parts[-1] and held + len(day.told) > PART:
                parts.append([])
                held = 0
            parts[-1].append(day)
            held += len(day.told)
        return tuple(tuple(part) for part in parts)

    def places(self) -> dict[dt.date, str]:
        """Return the address of every day that is told."""
        return {
            day.date: f"{part_address(ADDRESS, number)}#{day.anchor}"
            for number, part in enumerate(self.parts(), 1)
            for day in part
        }


NOTHING = Changes()
