"""What a notice board holds now: which notices are open, until when, where to read them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from noticeboard.model import Notice
from noticeboard.printing import Wanted, notices_at
from noticeboard.qr import qr_code
from noticeboard.sheets.ground import Ground, Sheet, chinese, weekday
from noticeboard.sheets.measure import MM, lines
from noticeboard.sheets.paper import CONTINUED, SLACK
from noticeboard.sheets.records import LEAD, TITLE_ENDS, TITLE_LINE, title_of

# So many notices have a QR code each; more are read by one for all.
WITH_CODES = 4
# What begins within so many days is on the list already.
SOON = dt.timedelta(days=3)
SIZES = {"a4": (26, 24, 22, 20, 18, 17, 16, 15, 14), "a3": (40, 36, 32, 30, 28, 26, 24, 22, 21, 20)}
LINE, ENTRY_ENDS, LEAD_END = 1.5, 0.9, 1.2


@dataclass(frozen=True)
class Entry:
    """A notice on the list."""

    title: str
    until: str
    whom: str
    phone: str
    qr: str


def board_sheet(ground: Ground, wanted: Wanted) -> Sheet:
    """Return the list of the notices that can be answered now or soon, by the day on which they end.

    A community's board has its own notices and those of the whole town, and its own telephone.
    """
    town = ground.town
    community = town.communities.get(wanted.of)
    states = ground.figures.notice_states
    found = [n for n in notices_at(town, wanted.of) if _is_told(n, states[n.id], ground.day)]
    found.sort(key=lambda notice: (notice.period_end or ground.day, notice.id))
    codes = len(found) <= WITH_CODES and bool(town.settings.site_url)
    entries = [_entry(ground, notice, codes) for notice in found]
    lead = _lead(ground.day, sum(states[n.id] == "open" for n in found), len(found))
    panel = ground.panel(
        "有意见，打上面的电话", ground.offices(community), "notices/", "扫码看全部公示"
    )
    title = f"{community.name}：正在公示的事" if community else "正在公示的事"
    title_size, title_lines = title_of(title, ground)
    told = LEAD_END + LEAD * lines(lead, ground.paper.inner / ground.paper.unit / 5.6 - 0.3)
    above = title_size * MM * TITLE_LINE * title_lines + (TITLE_ENDS + told) * ground.paper.unit
    whole = ground.paper.high - ground.head - SLACK * ground.paper.unit
    size, pages = _fitted(
        ground, entries, whole - above, whole - CONTINUED * ground.paper.unit, panel.high
    )
    return Sheet(
        wanted=wanted,
        title=title,
        template="board",
        pages=len(pages),
        kind="公示栏",
        data={
            "title": title,
            "lead": lead,
            "pages": pages,
            "size": size,
            "title_size": title_size,
            "panel": panel,
        },
        address="notices/",
        back=f"communities/{community.id}/" if community else "notices/",
        band=ground.band,
    )


def _is_told(notice: Notice, state: str, day: dt.date) -> bool:
    """Tell whether a notice can be answered now, or so soon that the paper hangs there still."""
    start = notice.period_start
    return state == "open" or (state == "upcoming" and start is not None and start <= day + SOON)


def _lead(day: dt.date, now: int, told: int) -> str:
    """Return the sentence above the list."""
    parts = [f"{now} 件正在公示，可以提意见"] if now else []
    parts += [f"{told - now} 件就要开始"] if told > now else []
    return f"{chinese(day)}，{'；'.join(parts) or '没有正在公示的事'}。"


def _entry(ground: Ground, notice: Notice, codes: bool) -> Entry:
    start, end = notice.period_start, notice.period_end
    since = f"{chinese(start)}起，" if start and start > ground.day else ""
    phone = f"电话 {notice.accept_phone}" if notice.accept_phone else ""
    return Entry(
        title=notice.title,
        until=since + f"到{chinese(end)}（{weekday(end)}）为止" if end else "",
        whom=notice.accept_dept or notice.issuer,
        phone=phone,
        qr=qr_code(ground.url(f"notices/{notice.id}/")) if codes else "",
    )


def _height(ground: Ground, entry: Entry, size: int) -> float:
    """Return how high an entry is, in millimetres."""
    wide = ground.paper.inner - (ground.paper.code + 5 * ground.paper.unit) * bool(entry.qr)
    letters = wide / (size * MM) - 0.05
    small = letters / 0.85
    count = 1.2 * lines(entry.title, letters / 1.2)
    count += 0.85 * (lines(entry.until, small) if entry.until else 0)
    whom = lines(f"{entry.whom}　{entry.phone}", small)
    # A number stays whole: where it finds no room, it begins a line.
    count += 0.85 * (whom if whom == 1 else lines(entry.whom, small) + bool(entry.phone))
    own = count * LINE * size * MM
    return max(own, ground.paper.code if entry.qr else 0) + ENTRY_ENDS * size * MM


def _fitted(
    ground: Ground, entries: list[Entry], first: float, rest: float, last: float
) -> tuple[int, list[list[Entry]]]:
    """Return the largest type that needs no more pages than the smallest, and the pages."""
    tried = []
    for size in SIZES[ground.paper.name.lower()]:
        pages: list[list[Entry]] = [[]]
        left = first
        for entry in entries:
            needed = _height(ground, entry, size)
            if needed > left and pages[-1]:
                pages.append([])
                left = rest
            pages[-1].append(entry)
            left -= needed
        if left < last:
            moved = [pages[-1].pop()] if len(pages[-1]) > 1 else []
            pages.append(moved)
        tried.append((size, pages))
    fewest = min(len(pages) for _, pages in tried)
    return next((size, pages) for size, pages in tried if len(pages) == fewest)
