"""A unit's year: what it promised, took on, finished and gave, and who came from it."""

from __future__ import annotations

from collections.abc import Iterator

from noticeboard.figures import money_text
from noticeboard.model import Organisation
from noticeboard.monthly.listed import Listed
from noticeboard.printing import Wanted
from noticeboard.sheets.ground import Ground, Sheet, chinese
from noticeboard.sheets.records import Box, Row, Section, laid

IN_FORCE = ("signed", "renewed")


def year_sheet(ground: Ground, wanted: Wanted, told: Listed) -> Sheet:
    """Return the sheet of a unit's year; ``told`` are the orders that were its."""
    unit = ground.town.organisations[wanted.of]
    address = f"units/{unit.id}/"
    sections = [s for s in _sections(ground, unit, told) if s.rows or s.lead]
    boxes = () if told.is_before_the_data else _boxes(told)
    panel = ground.panel("有话要说，找这里", ground.offices(), address, "扫码看这家单位")
    lead = _lead(told)
    if not sections:
        sections = [Section("已经知道的", "登记里有这家单位的名字，还没有写它答应了什么、办了什么。")]
    made = laid(ground, unit.name, lead, bool(boxes), sections, panel)
    return Sheet(
        wanted=wanted,
        title=f"{unit.name}{wanted.when}年",
        template="record",
        pages=1,
        data={
            "kind": f"共建单位　{wanted.when}年",
            "title": unit.name,
            "lead": lead,
            "boxes": boxes,
            "laid": made,
            "panel": panel,
        },
        address=address,
        back=address,
        band=ground.band,
    )


def _lead(told: Listed) -> str:
    if told.is_before_the_data:
        return "这一年没有办理记录。没有数，不是零。"
    return f"{told.month.first.year}年，数到{chinese(told.month.until)}。"


def _boxes(told: Listed) -> tuple[Box, ...]:
    return (
        Box(str(told.count("dispatched")), "件", "派给它"),
        Box(str(len(told.finished)), "件", "办结"),
        Box(str(told.count("open")), "件", "还没办结"),
        Box(str(told.count("returned")), "件", "退单"),
    )


def _sections(ground: Ground, unit: Organisation, told: Listed) -> Iterator[Section]:
    yield Section("答应了什么", "", tuple(_promised(ground, unit)))
    yield Section("正在办的", "", tuple(Row(o.title, _place(ground, o.community)) for o in told.orders["open"]))
    done = tuple(
        Row(o.title, "，".join(filter(None, (_place(ground, o.community), o.outcome))))
        for o in told.finished
    )
    yield Section("办好的", "", done)
    yield Section("出了多少钱、多少力", "", tuple(_given(ground, unit, told)))
    members = tuple(
        Row(ground.town.people[m.person].name, f"{m.post}，{_place(ground, m.community)}")
        for m in ground.town.memberships.values()
        if m.unit == unit.id and m.status not in ("ended", "dismissed")
    )
    yield Section("从这里来的兼职委员", "", members)


def _place(ground: Ground, community: str | None) -> str:
    return ground.town.communities[community].name if community else ""


def _promised(ground: Ground, unit: Organisation) -> Iterator[Row]:
    town = ground.town
    for agreement in town.agreements.values():
        if agreement.unit == unit.id and agreement.status in IN_FORCE:
            channels = "、".join(ground.word("agreements", "channels", key) for key in agreement.channels)
            until = f"到{chinese(agreement.valid_to)}" if agreement.valid_to else ""
            scope = "、".join(agreement.scope)
            told = "，".join(filter(None, (channels, scope, until)))
            yield Row(f"和{_place(ground, agreement.community)}签了共建协议", told)
    for offer in (*town.services.values(), *town.resources.values()):
        if offer.unit == unit.id:
            yield Row(offer.title, getattr(offer, "schedule", None) or getattr(offer, "availability", None) or "")


def _given(ground: Ground, unit: Organisation, told: Listed) -> Iterator[Row]:
    """Yield money and deeds; money is registered with a project, not with a year."""
    town = ground.town
    for fund in town.funding.values():
        amount = money_text(fund.amount)
        if fund.funder == unit.id and amount:
            yield Row(town.projects[fund.project].name, f"出资{amount}（没有写是哪一年）")
    for deed in town.deeds.values():
        day = deed.done.value
        if deed.unit == unit.id and day and told.month.holds(day):
            yield Row(deed.title, _place(ground, deed.community))
