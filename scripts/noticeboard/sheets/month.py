"""A community's month: what was asked, who took it on, what was done and spent, whom to ask."""

from __future__ import annotations

from collections.abc import Iterator

from noticeboard.figures import money_text
from noticeboard.model import Community, Order, Project
from noticeboard.model.work import STAGES_AHEAD, STAGES_DONE
from noticeboard.monthly.listed import Listed
from noticeboard.orders import DONE, STATES
from noticeboard.printing import Wanted
from noticeboard.sheets.ground import Ground, Sheet, chinese
from noticeboard.sheets.records import Box, Row, Section, laid

HEAD = ("事情", "谁在办", "进展", "花费")


def month_sheet(ground: Ground, wanted: Wanted, told: Listed) -> Sheet:
    """Return the sheet of a community's month; ``told`` are its orders."""
    community = ground.town.communities[wanted.of]
    name = f"{told.month.first.year}年{told.month.first.month}月"
    title = f"{community.name}　{name}"
    address = f"communities/{community.id}/"
    boxes = () if told.is_before_the_data else _boxes(told)
    sections = [*_of_orders(ground, told), *_of_projects(ground, community, bool(boxes))]
    panel = ground.panel("有事，找这里", ground.offices(community), address, "扫码看这个社区")
    lead = lead_of(told, "这个月")
    made = laid(ground, title, lead, bool(boxes), sections, panel)
    return Sheet(
        wanted=wanted,
        title=f"{community.name}{name}",
        template="record",
        pages=1,
        data={"title": title, "lead": lead, "boxes": boxes, "laid": made, "panel": panel},
        address=address,
        back=address,
        band=ground.band,
        kind="社区这个月",
    )


def lead_of(told: Listed, span: str) -> str:
    """Return the sentence below the title: up to when is told, or why there are no numbers."""
    if told.since is None:
        return f"{span}没有办理记录：还没有一件事登记在这里。没有数，不是零。"
    if told.is_before_the_data:
        return f"{span}没有办理记录：最早的记录是{chinese(told.since)}。没有数，不是零。"
    over = "" if told.month.until >= told.month.last else f"，{span}还没有过完"
    return f"数到{chinese(told.month.until)}{over}。"


def _boxes(told: Listed) -> tuple[Box, ...]:
    late = told.count("overdue")
    kept = (("in_time", "按时"), ("late", "过期限"), ("undated", "没写期限"))
    how = "，".join(f"{word} {told.count(key)}" for key, word in kept if told.count(key))
    return (
        Box(told.count("received"), "收到"),
        Box(told.count("dispatched"), "派给单位"),
        Box(len(told.finished), "办结", how),
        Box(told.count("open"), "还没办结", f"其中 {late} 件过了期限" if late else ""),
    )


def _of_orders(ground: Ground, told: Listed) -> Iterator[Section]:
    if told.is_before_the_data:
        return
    rows = tuple(_order(ground, told, order) for order in told.moved)
    lead = "" if rows else "这个月没有收到新的事，也没有派单、办结。"
    yield Section("这个月的事", lead, rows, HEAD, tail=f"一共花了多少：{spent(told)}")


def _order(ground: Ground, told: Listed, order: Order) -> Row:
    """Return an order: what, whose, how far it was then, its cost if it was done."""
    state = told.states[order.id]
    unit = ground.town.organisations[order.unit].name if order.unit else "还没有派"
    done = state in DONE
    due = f"，期限{order.due_on.month}月{order.due_on.day}日" if order.due_on and not done else ""
    cost = (money_text(order.cost) or "没有写") if done else "—"
    return order.title, unit, f"{STATES[state].word}{due}", cost


def spent(told: Listed) -> str:
    """Return what finished orders cost, and of how many it is not known."""
    if not told.finished:
        return "没有办结的，没有花费。"
    total = money_text(told.spent)
    if not total:
        return "办结的都没有写花费。"
    unstated = f"，另有 {told.unstated} 件没有写" if told.unstated else ""
    return f"办结的写明花了 {total}{unstated}。"


def _of_projects(ground: Ground, community: Community, have_month: bool) -> Iterator[Section]:
    """Yield the community's projects: money and dates of projects are not told by month."""
    projects = [p for p in ground.town.projects.values() if p.community == community.id]
    units = ground.figures.units_of[community.id].rows
    if have_month:
        now = [p for p in projects if p.stage not in (*STAGES_DONE, "cancelled")]
        if now:
            yield Section("在办和打算办的项目", "", tuple(_project(ground, p) for p in now))
        return
    done = tuple(_project(ground, p) for p in projects if p.stage not in STAGES_AHEAD)
    ahead = tuple(_project(ground, p) for p in projects if p.stage in STAGES_AHEAD)
    unknown = f"{ground.said}没有写是哪年哪月。"
    if done:
        yield Section(f"{ground.said}写到的事", unknown, done)
    if ahead:
        yield Section(f"{ground.said}写到的打算", "", ahead)
    if units:
        names = "、".join(ground.town.organisations[key].name for key in units)
        yield Section("对接的单位", f"{names}。")
    if not projects and not units:
        told = f"{ground.said}写到了这个社区的名字，没有写到具体的事。"
        yield Section("知道些什么", told)


def _project(ground: Ground, project: Project) -> Row:
    """Return a project with its stage, its cost and who paid."""
    told = [ground.word("projects", "stage", project.stage)]
    cost = money_text(project.cost)
    if cost:
        funds = [f for f in ground.town.funding.values() if f.project == project.id and f.funder]
        names = "、".join(ground.town.organisations[f.funder or ""].name for f in funds)
        told.append(f"投入{cost}，{f'{names}出资' if names else '谁出的钱，原文未载明'}")
    return project.name, "，".join(told)
