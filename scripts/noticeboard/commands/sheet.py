"""The 认领表 of a joint meeting: all that waits for a unit, with columns to fill by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from noticeboard.commands.clock import chinese_day, today
from noticeboard.commands.paper import Paper, paper_of, write_paper
from noticeboard.commands.rows import sound
from noticeboard.dataset import Dataset
from noticeboard.errors import UsageError
from noticeboard.moves import name_of, standings
from noticeboard.openings import needs_without_order
from noticeboard.project import Project
from noticeboard.words import nearest

STYLES = ("slip.css", "sheet.css")
WAIT_FOR_A_UNIT = ("accepted", "returned", "reopened")


@dataclass(frozen=True)
class Waiting:
    """An order, or a need without one, that waits for a unit; ``why`` says how it comes to wait."""

    order: str
    title: str
    detail: str
    community: str
    days: int
    why: str


def waiting_orders(dataset: Dataset, day: dt.date, community: str = "") -> list[Waiting]:
    """Return the orders that wait for a unit, by community as in its table, the oldest first.

    Raises ``UsageError`` for a community that is not there.
    """
    places = [row.get("id") for row in dataset.rows("communities")]
    if community and community not in places:
        names = {row.get("name"): row.get("id") for row in dataset.rows("communities")}
        raise UsageError(f"没有「{community}」这个社区。{nearest(community, places, names)}")
    needs = {row.get("id"): row for row in dataset.rows("needs")}
    found = list(_without_order(dataset, day, community))
    for now in standings(dataset).values():
        own = now.order.get("community")
        if now.state.key not in WAIT_FOR_A_UNIT or (community and own != community):
            continue
        need, last = needs.get(now.order.get("need")), now.events[-1]
        came_back = now.state.key != "accepted"
        found.append(
            Waiting(
                order=now.order.get("id"),
                title=now.order.get("title"),
                detail=(need.get("detail") if need else None) or "",
                community=own,
                days=max(0, (day - now.events[0].get("date")).days),
                why=f"{now.state.word}：{last.get('note')}" if came_back else "",
            )
        )
    found.sort(key=lambda one: (places.index(one.community), -one.days, one.order))
    return [_named(dataset, one) for one in found]


def _without_order(dataset: Dataset, day: dt.date, community: str) -> Iterator[Waiting]:
    """Yield what stands on the list of needs and has no order yet: a meeting is where it gets one."""
    for need in needs_without_order(dataset, community):
        raised = need.get("raised_value") or day
        yield Waiting(
            order=need.get("id"),
            title=need.get("title"),
            detail=need.get("detail") or "",
            community=need.get("community"),
            days=max(0, (day - raised).days),
            why="需求清单，还没有开单",
        )


def _named(dataset: Dataset, one: Waiting) -> Waiting:
    return Waiting(**{**vars(one), "community": name_of(dataset, "communities", one.community)})


def sheet_text(rows: list[Waiting], day: dt.date) -> str:
    """Return the sheet as text to paste into a message."""
    if not rows:
        return "没有等单位认领的单。"
    lines = [f"【认领表】{chinese_day(day)}，{len(rows)} 件事等单位认领："]
    for number, one in enumerate(rows, 1):
        told = f"：{one.detail}" if one.detail else ""
        lines.append(f"{number}. {one.order} {one.community}　{one.title}{told}（{one.days} 天了）")
    return "\n".join([*lines, "能办的，请回复编号和什么时候办好。"])


def sheet_page(paper: Paper, rows: list[Waiting], day: dt.date, of: str, linked: str = "") -> str:
    """Return the sheet as A4 pages; ``of`` is the community's name, empty for the whole town."""
    return paper.page(
        "sheet.html", STYLES, linked, rows=rows, day=day, of=of, dated=chinese_day(day)
    )


def sheet_command(
    project: Project, community: str = "", out: Path | None = None, day: dt.date | None = None
) -> str:
    """Return the sheet as text, and write its pages where a file is named."""
    on = today(day)
    dataset = sound(project, on)
    rows = waiting_orders(dataset, on, community)
    of = name_of(dataset, "communities", community)
    write_paper(out, sheet_page(paper_of(project, dataset), rows, on, of) if out else "")
    return sheet_text(rows, on)
