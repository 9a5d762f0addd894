"""A community's month: what was asked, who took it on, what was done and spent, whom to ask."""

from __future__ import annotations

from collections.abc import Iterator

from noticeboard.figures import money_text
from noticeboard.model import Community, Order, Project
from noticeboard.model.work import STAGES_AHEAD, STAGES_DONE
from noticeboard.monthly.listed import Listed
from noticeboard.printing import Wanted
from noticeboard.sheets.ground import Ground, Sheet, chinese
from noticeboard.sheets.records import Box, Row, Section, laid

UNKNOWN = "原文未载明"


def month_sheet(ground: Ground, wanted: Wanted, told: Listed) -> Sheet:
    """Return the sheet of a community's month; ``told`` are its orders."""
    community = ground.town.communities[wanted.of]
    name = f"{told.month.first.year}年{told.month.first.month}月"
    title = f"{community.name}　{name}"
    address = f"communities/{community.id}/"
    empty = told.is_before_the_data
    boxes = () if empty else _boxes(told)
    sections = [*_of_orders(ground, told), *_of_projects(ground, community, bool(boxes))]
    panel = ground.panel("有事，找这里", ground.offices(community), address, "扫码看这个社区")
    lead = _lead(ground, community, told)
    made = laid(ground, title, lead, bool(boxes), sections, panel)
    return Sheet(
        wanted=wanted,
        title=f"{community.name}{name}",
        template="record",
        pages=1,
        data={
            "kind": "社区这个月",
            "title": title,
            "lead": lead,
            "boxes": boxes,
            "laid": made,
            "panel": panel,
        },
        address=address,
        back=address,
        band=ground.band,
    )


def _lead(ground: Ground, community: Community, told: Listed) -> str:
    """Return the sentence below the title: up to when is told, or why there are no numbers."""
    if told.is_before_the_data:
        if told.since is None:
            return "这个月没有办理记录：还没有一件事登记在这里。没有数，不是零。"
        return f"这个月没有办理记录：最早的记录是{chinese(told.since)}。没有数，不是零。"
    if told.month.until < told.month.last:
        return f"数到{chinese(told.month.until)}，这个月还没有过完。"
    return f"数到{chinese(told.month.until)}。"


def _boxes(told: Listed) -> tuple[Box, ...]:
    return (
        Box(str(told.count("received")), "件", "收到"),
        Box(str(told.count("dispatched")), "件", "派给单位"),
        Box(str(len(told.finished)), "件", "办结"),
        Box(str(told.count("open")), "件", "还没办结"),
    )


def _of_orders(ground: Ground, told: Listed) -> Iterator[Section]:
    if told.is_before_the_data:
        return
    received = told.orders["received"]
    yield Section(
        "大家提了什么",
        "" if received else "这个月没有收到新的事。",
        tuple(Row(order.title) for order in received),
    )
    dispatched = told.orders["dispatched"]
    yield Section(
        "派给了谁",
        "" if dispatched else "这个月没有派单。",
        tuple(_with_unit(ground, order, due=True) for order in dispatched),
    )
    yield Section(
        "办好了什么",
        _kept(told),
        tuple(_with_unit(ground, order, due=False) for order in told.finished),
    )
    yield Section("花了多少", _spent(told), tuple(_costs(told)))


def _with_unit(ground: Ground, order: Order, due: bool) -> Row:
    """Return an order with its unit, and until when, or what came of it."""
    unit = ground.town.organisations[order.unit].name if order.unit else ""
    more = f"期限 {chinese(order.due_on)}" if due and order.due_on else ""
    more = more if due else (order.outcome or "")
    return Row(order.title, "，".join(filter(None, (unit, more))))


def _kept(told: Listed) -> str:
    if not told.finished:
        late = told.count("overdue")
        return f"这个月没有办结的。{f'还没办结的里面，{late} 件过了期限。' if late else ''}"
    words = (("in_time", "按时"), ("late", "超过期限"), ("undated", "没有写期限"))
    kept = "，".join(f"{word} {told.count(key)} 件" for key, word in words if told.count(key))
    late = told.count("overdue")
    return f"{kept}。{f'还没办结的里面，{late} 件过了期限。' if late else ''}"


def _spent(told: Listed) -> str:
    if not told.finished:
        return "这个月没有办结的，没有花费。"
    total = money_text(told.spent)
    if not total:
        return "办结的单都没有写花费。"
    unstated = f"另有 {told.unstated} 件没有写花费。" if told.unstated else ""
    return f"办结的单写明的花费一共 {total}。{unstated}"


def _costs(told: Listed) -> Iterator[Row]:
    for order in told.finished:
        cost = money_text(order.cost)
        if cost:
            yield Row(order.title, cost)


def _of_projects(ground: Ground, community: Community, have_month: bool) -> Iterator[Section]:
    """Yield the community's projects: money and dates of projects are not told by month."""
    projects = [p for p in ground.town.projects.values() if p.community == community.id]
    units = ground.figures.units_of[community.id].rows
    if have_month:
        now = [p for p in projects if p.stage not in (*STAGES_DONE, "cancelled")]
        if now:
            yield Section("在办和打算办的项目", "", tuple(_project(ground, p) for p in now))
        return
    said = _said(ground)
    done = tuple(_project(ground, p) for p in projects if p.stage not in STAGES_AHEAD)
    ahead = tuple(_project(ground, p) for p in projects if p.stage in STAGES_AHEAD)
    if done:
        yield Section(f"{said}写到的：办过和在办的事", "没有按月写，不知道是哪个月。", done)
    if ahead:
        yield Section(f"{said}写到的：打算办的事", "", ahead)
    if units:
        names = tuple(Row(ground.town.organisations[key].name) for key in units)
        yield Section("对接的单位", "", names)
    if not projects and not units:
        yield Section("已经知道的", f"{said}写到了这个社区的名字，没有写到具体的事。")


def _said(ground: Ground) -> str:
    settings = ground.town.settings
    return "登记" if settings.operator or settings.purpose == "demo" else "报道"


def _project(ground: Ground, project: Project) -> Row:
    """Return a project with its stage, its cost and who paid."""
    told = [ground.word("projects", "stage", project.stage)]
    cost = money_text(project.cost)
    if cost:
        funders = [f for f in ground.town.funding.values() if f.project == project.id]
        names = [ground.town.organisations[f.funder].name for f in funders if f.funder]
        told.append(f"投入{cost}，{'、'.join(names)}出资" if names else f"投入{cost}，出资单位{UNKNOWN}")
    return Row(project.name, "，".join(told))
