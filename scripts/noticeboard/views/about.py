"""What a page is about, in a sentence or two: for search results and where it is passed on."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from noticeboard.dataset import Resource as Table
from noticeboard.figures import Figures, money_text
from noticeboard.model import Community, Compound, Meeting, Notice, Order, Organisation, Town
from noticeboard.model import Project as Undertaking
from noticeboard.model.parts import When
from noticeboard.pages import Page, Pages
from noticeboard.progress import NOTICE_WORDS
from noticeboard.views.lookups import Related, done_and_planned

# What is longer is cut by those who show it.
LONGEST = 120


class About:
    """Makes the descriptions of pages. Pages of one title are told apart by their record's id."""

    def __init__(
        self, tables: dict[str, Table], town: Town, figures: Figures, pages: Pages, related: Related
    ) -> None:
        """Keep what the sentences are made of."""
        self._tables, self._town, self._figures, self._related = tables, town, figures, related
        self._titles = Counter(page.title for page in pages.filled)
        self._kinds: dict[str, Callable[[Any], Iterable[str]]] = {
            "community": self._community,
            "unit": self._unit,
            "project": self._project,
            "compound": self._compound,
            "order": self._order,
            "meeting": self._meeting,
            "notice": self._notice,
        }

    def __call__(self, page: Page) -> str:
        """Return a page's description, of at most ``LONGEST`` letters."""
        kind = page.template.removesuffix(".html")
        if kind in self._kinds:
            noun = page.data[kind]
            name = page.title if self._titles[page.title] == 1 else f"{page.title}（{noun.id}）"
            told = "；".join(part for part in self._kinds[kind](noun) if part)
            return cut(f"{name}：{told}。")
        if page.data.get("part", 1) > 1 or kind == "survey-form":
            return cut(f"{page.title}。{page.description}")
        if kind == "notices-category":
            field = self._tables["notices"].fields["category"]
            key = page.data["category"]
            return f"{field.labels[key]}公示，新的在前。{field.meanings[key]}"
        return cut(page.description)

    def _word(self, table: str, field: str, value: str) -> str:
        return self._tables[table].fields[field].labels[value]

    def _name(self, organisation: str | None) -> str:
        return self._town.organisations[organisation].name if organisation else ""

    def _place(self, community: str | None) -> str:
        return self._town.communities[community].name if community else ""

    def _community(self, one: Community) -> Iterable[str]:
        if one.party_org and one.upgraded.text:
            yield f"党总支升格为{self._word('communities', 'party_org', one.party_org)}"
        if self._figures.projects_of[one.id].rows:
            yield done_and_planned(self._related, one.id)
        elif not self._related("needs", "community", one.id):
            yield "没有写到它的具体项目"
        units = self._figures.units_of[one.id]
        yield f"对接的单位 {units.value} 家" if units.rows else ""
        for table, words in (("needs", "居民提的事 {} 件"), ("orders", "办理单 {} 张")):
            there = self._related(table, "community", one.id)
            yield words.format(len(there)) if there else ""
        yield f"电话 {one.office_phone}" if one.office_phone else "怎么找到它"

    def _unit(self, one: Organisation) -> Iterable[str]:
        unit = self._town.units.get(one.id)
        kind = self._word("organisations", "kind", one.kind)
        yield self._word("units", "standing", unit.standing) if unit else kind
        places = [p.community for p in self._related("pairings", "organisation", one.id)]
        places += [a.community for a in self._related("agreements", "unit", one.id)]
        names = [self._place(key) for key in dict.fromkeys(places)]
        yield f"和{'、'.join(names)}一起办事" if names else ""
        projects = {p.id for p in self._related("projects", "lead", one.id)}
        projects |= {p.id for p in self._related("projects", "partners", one.id)}
        yield f"参加了 {len(projects)} 个项目" if projects else ""
        orders = self._related("orders", "unit", one.id)
        yield f"接了 {len(orders)} 张办理单" if orders else ""

    def _project(self, one: Undertaking) -> Iterable[str]:
        yield self._word("projects", "stage", one.stage)
        cost = money_text(one.cost)
        funds = self._related("funding", "project", one.id)
        payers = "、".join(dict.fromkeys(self._payer(fund) for fund in funds))
        yield f"{cost}，{payers}出资" if cost and payers else cost
        yield f"牵头 {self._name(one.lead)}" if one.lead else ""
        yield one.outcome or "、".join(one.scope)

    def _payer(self, fund: Any) -> str:
        known = fund.source_kind != "unknown"
        kind = self._word("funding", "source_kind", fund.source_kind) if known else "没有写明谁"
        return self._name(fund.funder) or kind

    def _compound(self, one: Compound) -> Iterable[str]:
        yield f"在{self._place(one.community)}"
        projects = self._related("projects", "compound", one.id)
        yield "、".join(p.name for p in projects[:4]) + ("等" if len(projects) > 4 else "")
        yield f"改造以前，{one.before}" if one.before else ""

    def _order(self, one: Order) -> Iterable[str]:
        moved = self._figures.progress[one.id]
        yield moved.state.word
        yield self._place(one.community)
        yield f"{self._name(one.unit)}来办" if one.unit else ""
        yield one.outcome or ""
        yield f"{day(moved.opened)}收到"

    def _meeting(self, one: Meeting) -> Iterable[str]:
        yield self._word("meetings", "status", one.status)
        yield when(one.held)
        yield one.place or self._place(one.community)
        decided = self._related("resolutions", "meeting", one.id)
        yield f"定了 {len(decided)} 件事" if decided else "、".join(one.agenda)

    def _notice(self, one: Notice) -> Iterable[str]:
        yield f"{one.issuer}的{self._word('notices', 'kind', one.kind)}"
        if one.period_start and one.period_end:
            yield f"公示期 {day(one.period_start)}至{day(one.period_end)}"
        else:
            yield NOTICE_WORDS[self._figures.notice_states[one.id]]
            yield f"{day(self._town.notice_ledger[one.id].published_on)}发布"
        yield f"有意见，找{one.accept_dept}" if one.accept_dept else ""


def day(date: dt.date) -> str:
    """Return a day as people write it."""
    return f"{date.year}年{date.month}月{date.day}日"


def when(time: When) -> str:
    """Return a time as its source tells it; a relative one is never given a year."""
    if time.text:
        return f"原文“{time.text}”" if time.precision == "relative" else time.text
    return day(time.value) if time.value else ""


def cut(text: str) -> str:
    """Return a text of at most ``LONGEST`` letters; one that is cut ends in dots."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 2].rstrip('，。；、')}……"
