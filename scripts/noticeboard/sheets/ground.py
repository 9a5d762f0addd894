"""What every sheet is given: paper, whose sheet it is, where more can be read, whom to ask."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from noticeboard.dataset import Resource
from noticeboard.figures import Figures
from noticeboard.model import Community, Town
from noticeboard.printing import A3, Wanted, short_address
from noticeboard.qr import qr_code
from noticeboard.sheets.measure import lines

INVENTED = "示例数据：人、事、数字都是编的，只作演示"
REPORTED = "资料摘自公开报道，不代表{place}"


@dataclass(frozen=True)
class Paper:
    """A size of paper in millimetres; furniture (heads, boxes, panels) is ``unit`` times that of A4."""

    name: str
    wide: float
    high: float
    unit: float

    def inner(self, sides: float = 17) -> float:
        """Return the width between margins, in millimetres."""
        return self.wide - 2 * sides * self.unit


PAPERS = {"a4": Paper("A4", 210, 297, 1.0), A3: Paper("A3", 297, 420, 1.414)}

# Heights of furniture in units, as paper.css has them.
TOP, BOTTOM, HEAD, BAND, FOOT = 13.0, 9.0, 13.0, 7.0, 7.0
QR, QR_WORDS, PANEL_HEAD, PANEL_ENDS, ADDRESS = 40.0, 6.0, 11.0, 5.0, 8.0
# Lines of the panel: their size, their height.
PANEL_TYPE, PANEL_LINE = 5.0, 7.6
# A seal is at most 42 mm wide, on any paper.
SEAL = 46.0


@dataclass(frozen=True)
class Line:
    """A line that tells where to turn: a word and what it is; ``strong`` for a number to dial."""

    word: str
    text: str
    strong: bool = False


@dataclass(frozen=True)
class Panel:
    """The foot of a sheet: whom to ask, where more is to be read."""

    title: str
    lines: tuple[Line, ...]
    address: str
    qr: str
    scan: str

    def height(self, paper: Paper, wide: float | None = None) -> float:
        """Return how high it is, in millimetres."""
        room = (wide or paper.inner()) / paper.unit - (QR + 6 if self.qr else 0)
        letters = room / PANEL_TYPE - 5.6
        told = sum(lines(line.text, letters) for line in self.lines) * PANEL_LINE
        told += 1.6 * sum(line.strong for line in self.lines)
        beside = max(PANEL_HEAD + told, QR + QR_WORDS if self.qr else 0)
        whole = (wide or paper.inner()) / paper.unit / 4.4 - 3
        below = ADDRESS * lines(self.address, whole) if self.address else 0
        return (PANEL_ENDS + beside + below) * paper.unit


@dataclass(frozen=True)
class Ground:
    """The town on a day, the words of its tables, and the paper."""

    town: Town
    figures: Figures
    tables: Mapping[str, Resource]
    paper: Paper

    @property
    def day(self) -> dt.date:
        """Return the day on which the town is told."""
        return self.figures.day

    def word(self, table: str, field: str, value: str) -> str:
        """Return how a coded value is called."""
        return self.tables[table].fields[field].labels[value]

    @property
    def band(self) -> str:
        """Return the sentence that stands on every sheet of a town that is invented or not its own."""
        settings = self.town.settings
        if settings.purpose == "demo":
            return INVENTED
        place = self.town.places[settings.place].name
        return "" if settings.operator else REPORTED.format(place=place)

    @property
    def head(self) -> float:
        """Return the height of what stands above the title, with the margins and the foot."""
        band = BAND if self.band else 0
        return (TOP + BOTTOM + HEAD + band + FOOT) * self.paper.unit

    def panel(self, title: str, told: Sequence[Line | None], address: str, scan: str) -> Panel:
        """Return the foot of a sheet; what is not known has no line."""
        url = self.url(address)
        known = tuple(line for line in told if line)
        return Panel(title, known, short_address(url), qr_code(url), scan)

    def url(self, address: str) -> str:
        """Return the full address of a page; empty where the site has none."""
        base = self.town.settings.site_url
        return f"{base}{address}" if base else ""

    def offices(self, community: Community | None = None) -> list[Line | None]:
        """Return where somebody can turn to: the community's office, who runs the site, the hotline."""
        settings = self.town.settings
        return [
            line("地址", community.office_address) if community else None,
            line("电话", community.office_phone, strong=True) if community else None,
            line("主办", "，".join(filter(None, (settings.operator, settings.contact)))),
            line("热线", f"{settings.hotline} 政务服务便民热线" if settings.hotline else ""),
        ]


def line(word: str, text: str | None, strong: bool = False) -> Line | None:
    """Return a line of the panel, or nothing where there is nothing to tell."""
    return Line(word, text, strong) if text else None


@dataclass(frozen=True)
class Sheet:
    """A sheet laid out: its pages are counted, its template is given ``data``.

    ``paper`` names the style: ``a4``, ``a3``; ``address`` is what its QR code leads to.
    """

    wanted: Wanted
    title: str
    template: str
    pages: int
    data: dict[str, Any]
    address: str
    back: str
    band: str
    kind: str = ""


def chinese(day: dt.date) -> str:
    """Return 2026年11月24日."""
    return f"{day.year}年{day.month}月{day.day}日"


def weekday(day: dt.date) -> str:
    """Return 星期二."""
    return "星期" + "一二三四五六日"[day.weekday()]


def span(start: dt.date, end: dt.date) -> str:
    """Return two days as people write them: the year once where it is the same."""
    year = "" if start.year == end.year else f"{end.year}年"
    return f"{chinese(start)} 至 {year}{end.month}月{end.day}日"
