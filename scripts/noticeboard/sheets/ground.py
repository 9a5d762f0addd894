"""What every sheet is given: paper, whose sheet it is, where more can be read, whom to ask."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from noticeboard.dataset import Resource
from noticeboard.figures import Figures
from noticeboard.model import Community, Town
from noticeboard.printing import Wanted
from noticeboard.sheets.panel import Panel, Told, line, panel_of
from noticeboard.sheets.paper import BAND, BOTTOM, FOOT, HEAD, TOP, Paper

INVENTED = "示例数据：人、事、数字都是编的，只作演示"
REPORTED = "资料摘自公开报道，不代表{place}"
NOBODY = "还没有主办单位，不代表{place}"


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
        words = REPORTED if self.town.is_reported else NOBODY
        return "" if settings.operator else words.format(place=place)

    @property
    def head(self) -> float:
        """Return the height of what stands above the title, with the margins and the foot."""
        band = BAND if self.band else 0
        return (TOP + BOTTOM + HEAD + band + FOOT) * self.paper.unit

    @property
    def said(self) -> str:
        """Return who tells what is known: the town's own register, or a report."""
        return "报道" if self.town.said == "文章" else "登记里"

    def panel(self, title: str, told: Told, address: str, scan: str, wide: float = 0) -> Panel:
        """Return the foot of a sheet; ``wide`` where its QR code stands elsewhere."""
        return panel_of(self.paper, title, told, self.url(address), scan, wide)

    def url(self, address: str) -> str:
        """Return the full address of a page; empty where the site has none."""
        base = self.town.settings.site_url
        return f"{base}{address}" if base else ""

    def offices(self, community: Community | None = None) -> Told:
        """Return where somebody can turn to: the community's office, who runs the site, the hotline."""
        settings = self.town.settings
        return [
            line("地址", community.office_address) if community else None,
            line("电话", community.office_phone, strong=True) if community else None,
            line("主办", "，".join(filter(None, (settings.operator, settings.contact)))),
            line(
                "热线",
                f"{settings.hotline} 政务服务便民热线" if settings.hotline else "",
                strong=True,
            ),
        ]


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
