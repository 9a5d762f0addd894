"""A unit's year: what it promised, took on, finished and gave, and who came from it."""

from __future__ import annotations

from collections.abc import Iterator

from noticeboard.figures import money_text
from noticeboard.model import Order, Organisation, Project
from noticeboard.monthly.listed import Listed
from noticeboard.orders import IN_FORCE, STATES
from noticeboard.printing import Wanted
from noticeboard.sheets.ground import Ground, Sheet, chinese
from noticeboard.sheets.month import lead_of
from noticeboard.sheets.records import Box, Row, Section, laid

HEAD = ("接的单", "社区", "进展")


def year_sheet(ground: Ground, wanted: Wanted, told: Listed) -> Sheet:
    """Return the sheet of a unit's year; ``told`` are the orders that were its."""
    unit = ground.town.organisations[wanted.of]
    address = f"units/{unit.id}/"
    sections = [section for section in _sections(ground, unit, told) if section.rows]
    boxes = () if told.is_before_the_data else _boxes(told)
    panel = ground.panel("有话要说，找这里", ground.offices(), address, "扫码看这家单位")
    if not sections:
        known = f"{ground.said}有这家单位的名字，没有写它答应了什么、办了什么。"
        sections = [Section("知道些什么", known)]
    lead = lead_of(told, "这一年")
    made = laid(ground, unit.name, lead, bool(boxes), sections, panel)
    return Sheet(
        wanted=wanted,
        title=f"{unit.name}{wanted.when}年",
        template="record",
        pages=1,
        data={"title": unit.name, "lead": lead, "boxes": boxes, "laid": made, "panel": panel},
        address=address,
        back=address,
        band=ground.band,
        kind=f"共建单位　{wanted.when}年",
    )


def _boxes(told: Listed) -> tuple[Box, ...]:
    late = told.count("overdue")
    return (
        Box(told.count("dispatched"), "派给它"),
        Box(len(told.finished), "办结"),
        Box(told.count("open"), "还没办结", f"其中 {late} 件过了期限" if late else ""),
        Box(told.count("returned"), "退单"),
    )


def _sections(ground: Ground, unit: Organisation, told: Listed) -> Iterator[Section]:
    paired = [p for p in ground.town.pairings.values() if p.organisation == unit.id]
    yield Section(
        "对接的社区", "", tuple((_place(ground, p.community), p.relation) for p in paired)
    )
    yield Section("答应了什么", "", tuple(_promised(ground, unit)))
    if not told.is_before_the_data:
        orders = {o.id: o for o in (*told.moved, *told.orders["open"])}.values()
        rows = tuple(_order(ground, told, order) for order in orders)
        yield Section("接了什么，办到哪一步", "", rows, HEAD)
    joined = [p for p in ground.town.projects.values() if unit.id in (p.lead, *p.partners)]
    rows = tuple((p.name, _part(ground, p, unit.id)) for p in joined)
    yield Section("牵头和参加的项目", "", rows)
    yield Section("出了多少钱、多少力", "", tuple(_given(ground, unit, told)))
    members = tuple(
        (ground.town.people[m.person].name, f"{m.post}，{_place(ground, m.community)}")
        for m in ground.town.memberships.values()
        if m.unit == unit.id and m.status not in ("ended", "dismissed")
    )
    yield Section("从这里来的兼职委员", "", members)


def _order(ground: Ground, told: Listed, order: Order) -> Row:
    return order.title, _place(ground, order.community), STATES[told.states[order.id]].word


def _part(ground: Ground, project: Project, unit: str) -> str:
    """Return what a unit is in a project, and how far that is."""
    stage = ground.word("projects", "stage", project.stage)
    return f"{'牵头' if project.lead == unit else '参加'}，{stage}"


def _place(ground: Ground, community: str | None) -> str:
    return ground.town.communities[community].name if community else ""


def _promised(ground: Ground, unit: Organisation) -> Iterator[Row]:
    town = ground.town
    for agreement in town.agreements.values():
        if agreement.unit == unit.id and agreement.status in IN_FORCE:
            channels = "、".join(
                ground.word("agreements", "channels", k) for k in agreement.channels
            )
            until = f"到{chinese(agreement.valid_to)}" if agreement.valid_to else ""
            told = "，".join(filter(None, (channels, "、".join(agreement.scope), until)))
            yield f"和{_place(ground, agreement.community)}签了共建协议", told
    for service in town.services.values():
        if service.unit == unit.id:
            yield service.title, service.schedule or ""
    for resource in town.resources.values():
        if resource.unit == unit.id:
            yield resource.title, resource.availability or ""


def _given(ground: Ground, unit: Organisation, told: Listed) -> Iterator[Row]:
    """Yield money and deeds; money is registered with a project, not with a year."""
    town = ground.town
    for fund in town.funding.values():
        amount = money_text(fund.amount)
        if fund.funder == unit.id and amount:
            yield town.projects[fund.project].name, f"出资{amount}（没有写是哪一年）"
    for deed in town.deeds.values():
        day = deed.done.value
        if deed.unit == unit.id and day and told.month.holds(day):
            yield deed.title, _place(ground, deed.community)
