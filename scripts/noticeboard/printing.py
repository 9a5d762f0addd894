"""Which sheets of paper a town can print from its site, and where each stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from noticeboard.model import Notice, Town

A4, A3 = "a4", "a3"
SIZES = {A4: "A4", A3: "A3"}

# Notices that may hang: can be answered, will be, or tell what holds or what came of it.
HANGING = ("open", "upcoming")
LASTING = ("standing", "resulted")
# So long after its publication a notice without a period is still worth a place on the board.
RECENT = dt.timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A sheet: of what kind, of which record, on which paper.

    ``kind`` is ``notice``, ``month`` (of a community), ``year`` (of a unit) or ``board`` (of a
    community, or of the whole town); ``when`` is 2026-11 for a month, 2026 for a year.
    """

    kind: str
    size: str
    of: str = ""
    when: str = ""

    @property
    def address(self) -> str:
        """Return where it stands on the site."""
        return f"print/{self._folder.format(of=self.of, when=self.when)}{self.size}/"

    @property
    def frame(self) -> str:
        """Return the frame of its page, at the same depth."""
        of_kind = self._folder.format(of="frame", when="when")
        return f"print/{of_kind}{self.size}/"

    @property
    def _folder(self) -> str:
        return FOLDERS[self.kind] if self.of or self.kind != "board" else "board/"


FOLDERS = {
    "notice": "notices/{of}/",
    "month": "communities/{of}/{when}/",
    "year": "units/{of}/{when}/",
    "board": "communities/{of}/board/",
}


def sheets_of_site(town: Town, states: Mapping[str, str], day: dt.date) -> tuple[Wanted, ...]:
    """Return the sheets that are worth a page on ``day``; ``states`` are those of notices.

    Not every notice that ever was: those that can be answered now, and what is new. Of communities
    this month and, where there is something to tell, the last; of units this year. ``noticeboard print`` makes any other.
    """
    return tuple(_wanted(town, states, day))


def _wanted(town: Town, states: Mapping[str, str], day: dt.date) -> Iterator[Wanted]:
    if any(state == "open" for state in states.values()):
        yield from (Wanted("board", size) for size in SIZES)
    for key in town.communities:
        if any(states[notice.id] == "open" for notice in notices_at(town, key)):
            yield from (Wanted("board", size, key) for size in SIZES)
    for key, notice in town.notices.items():
        if may_hang(town, notice, states[key], day):
            yield from (Wanted("notice", size, key) for size in SIZES)
    months = _months(town, day)
    for key in town.communities:
        for month in months:
            yield from (Wanted("month", size, key, f"{month:%Y-%m}") for size in SIZES)
    for key in town.units:
        yield Wanted("year", A4, key, str(day.year))


def notices_at(town: Town, community: str) -> Iterator[Notice]:
    """Yield the notices that concern a community's own board: its own, and the whole town's.

    All there are for an empty ``community``.
    """
    for notice in town.notices.values():
        if not community or notice.community in (None, community):
            yield notice


def may_hang(town: Town, notice: Notice, state: str, day: dt.date) -> bool:
    """Tell whether a notice belongs on a board on ``day``: it has a text and is not over."""
    if not notice.body:
        return False
    if state in HANGING:
        return True
    entry = town.notice_ledger.get(notice.id)
    return state in LASTING and entry is not None and day - entry.published_on <= RECENT


def _months(town: Town, day: dt.date) -> tuple[dt.date, ...]:
    """Return a day of this month, and of the last one where anything was recorded by then."""
    before = day.replace(day=1) - dt.timedelta(days=1)
    told = any(event.date <= before for event in town.order_events.values())
    return (day, before) if told else (day,)


def short_address(url: str) -> str:
    """Return an address as people type it: a browser adds https:// by itself."""
    return url.removeprefix("https://")


# Longer, and nobody types it from a wall.
LONGEST_ADDRESS = 60
