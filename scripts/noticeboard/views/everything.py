"""All records of a kind from A to Z."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby

from noticeboard.addresses import PART
from noticeboard.kinds import KINDS, title_of
from noticeboard.model import Town
from noticeboard.pages import Pages
from noticeboard.sounds import sort_key

OTHER = "其他"


@dataclass(frozen=True, slots=True)
class Listed:
    """One record in a list of everything: its letter, title, address, and the community's name."""

    letter: str
    title: str
    address: str
    place: str


@dataclass(frozen=True)
class KindListed:
    """A kind from A to Z: what it is called, its records in parts."""

    word: str
    rows: tuple[Listed, ...]

    def part(self, number: int) -> tuple[Listed, ...]:
        """Return the rows of a part, which is counted from 1."""
        return self.rows[(number - 1) * PART : number * PART]

    def span(self, number: int) -> str:
        """Return the letters of a part: ``A–F``."""
        rows = self.part(number)
        first, last = rows[0].letter, rows[-1].letter
        return first if first == last else f"{first}–{last}"

    def letters(self, number: int = 0) -> list[tuple[str, list[Listed]]]:
        """Return the rows of a part, or all of them, by letter."""
        rows = self.part(number) if number else self.rows
        return [(letter, list(group)) for letter, group in groupby(rows, lambda row: row.letter)]


def everything(town: Town, pages: Pages) -> Callable[[str], KindListed]:
    """Return what lists all records of a kind; each kind is sorted once."""

    @functools.cache
    def listed(kind: str) -> KindListed:
        rows = []
        for key, record in getattr(town, kind).items():
            title = title_of(town, kind, record)
            sound = sort_key(title)
            letter = OTHER if sound[0].startswith("{") else sound[0][:1].upper()
            community = getattr(record, "community", None)
            place = town.communities[community].name if community else ""
            rows.append((sound, key, Listed(letter, title, pages.at(kind, key), place)))
        return KindListed(
            KINDS[kind], tuple(row for _, _, row in sorted(rows, key=lambda r: r[:2]))
        )

    return listed
