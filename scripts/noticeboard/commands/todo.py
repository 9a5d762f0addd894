"""``noticeboard todo``: what waits for somebody today, the most urgent first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from noticeboard.check import check
from noticeboard.commands.clock import today
from noticeboard.commands.order import name_of
from noticeboard.commands.rows import sound
from noticeboard.commands.waiting import about, all_cases, words_of
from noticeboard.dataset import Dataset
from noticeboard.errors import Problem
from noticeboard.moves import Standing, standings
from noticeboard.orders import DONE
from noticeboard.project import Project

# Days before its deadline on which an order is named.
SOON = 3
# Whose turn it is, by state: what the line says, and the command that follows.
WAITING = {
    "submitted": ("等社区受理", "accept"),
    "accepted": ("等社区派单", "dispatch"),
    "dispatched": ("等单位接单", "claim"),
    "returned": ("退回来了，等社区另派", "dispatch"),
    "reopened": ("要重办，等社区派单", "dispatch"),
    "finished": ("办好了，等社区确认", "confirm"),
}


@dataclass(frozen=True)
class Group:
    """Things of one kind: what they are, a line each."""

    title: str
    lines: tuple[str, ...]


def todo(project: Project, day: dt.date | None = None) -> list[Group]:
    """Return what waits, in groups; none where nothing does. ``DataProblems`` if data are not sound."""
    on = today(day)
    dataset = sound(project, on)
    open_orders = [now for now in standings(dataset).values() if not _is_done(now)]
    late = [now for now in open_orders if _days_left(now, on) < 0]
    soon = [now for now in open_orders if 0 <= _days_left(now, on) <= SOON]
    waiting = [now for now in standings(dataset).values() if now.state.key in WAITING]
    groups = (
        Group("等着答复的点单", tuple(_requests(project, dataset, on))),
        Group("超过期限", tuple(_due(dataset, late, on))),
        Group("快到期限", tuple(_due(dataset, soon, on))),
        Group("等人办", tuple(_waiting(waiting, on))),
        Group("提醒", tuple(_reminders(check(dataset)))),
    )
    return [group for group in groups if group.lines]


def _requests(project: Project, dataset: Dataset, day: dt.date) -> Iterator[str]:
    words = words_of(dataset)
    for one in sorted(all_cases(project, dataset), key=lambda case: case.request.received):
        request, days = one.request, (day - one.request.received).days
        waited = f"{days} 天了" if days > 0 else "今天"
        yield f"{request.id}  {waited}：{about(request, words)}（noticeboard inbox list）"


def _is_done(now: Standing) -> bool:
    return now.state.is_final or now.state.key in DONE


def _days_left(now: Standing, day: dt.date) -> int:
    """Return the days to the deadline, below zero where it has passed; many where there is none."""
    due: dt.date | None = now.order.get("due_on")
    return (due - day).days if due else dt.timedelta.max.days


def _due(dataset: Dataset, orders: Iterable[Standing], day: dt.date) -> Iterator[str]:
    for now in sorted(orders, key=lambda one: (one.order.get("due_on"), one.order.get("id"))):
        left = _days_left(now, day)
        when = f"超了 {-left} 天" if left < 0 else f"还有 {left} 天" if left else "今天到期"
        unit = name_of(dataset, "organisations", now.order.get("unit"))
        parts = (now.order.get("id"), when, now.state.word, now.order.get("title"), unit)
        yield "  ".join(part for part in parts if part)


def _waiting(orders: Iterable[Standing], day: dt.date) -> Iterator[str]:
    for now in sorted(orders, key=lambda one: (one.since, one.order.get("id"))):
        said, verb = WAITING[now.state.key]
        name, days = now.order.get("id"), (day - now.since).days
        waited = f"{days} 天了" if days > 0 else "今天"
        yield f"{name}  {said}，{waited}：{now.order.get('title')}（noticeboard order {verb} {name}）"


def _reminders(problems: Iterable[Problem]) -> Iterator[str]:
    for problem in problems:
        if problem.severity == "warning":
            yield f"{problem.place} {problem.message}。{problem.hint}"
