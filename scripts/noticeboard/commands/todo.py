"""``noticeboard todo``: what waits for somebody today, the most urgent first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from noticeboard.check import check
from noticeboard.commands.clock import today
from noticeboard.commands.rows import sound
from noticeboard.commands.waiting import about, all_cases, words_of
from noticeboard.dataset import Dataset
from noticeboard.moves import Standing, name_of, standings
from noticeboard.notices import is_approved
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


# What follows for an order with a deadline, where nothing goes wrong.
NEXT = {state: verb for state, (_, verb) in WAITING.items()} | {
    "claimed": "start",
    "in_progress": "finish",
    "suspended": "start",
    "transferred": "finish",
}


@dataclass(frozen=True)
class Group:
    """Things of one kind: what they are, a line each."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Urgent:
    """The orders that wait for somebody, each list with the most urgent first."""

    late: tuple[Standing, ...]
    soon: tuple[Standing, ...]
    waiting: tuple[Standing, ...]


def todo(project: Project, day: dt.date | None = None) -> list[Group]:
    """Return what waits, in groups; none where nothing does. ``DataProblems`` if data are not sound."""
    on = today(day)
    dataset = sound(project, on)
    urgent = urgent_orders(dataset, on)
    groups = (
        Group("等着答复的点单", tuple(_requests(project, dataset, on))),
        Group("超过期限", tuple(_due(dataset, urgent.late, on))),
        Group("快到期限", tuple(_due(dataset, urgent.soon, on))),
        Group("等人办", tuple(_waiting(_others(urgent), on))),
        Group("还没有批准的公示", tuple(_drafts(dataset, on))),
        Group("提醒", reminders(dataset)),
    )
    return [group for group in groups if group.lines]


def urgent_orders(dataset: Dataset, day: dt.date) -> Urgent:
    """Return the orders that are late, soon due, or wait for somebody."""
    found = standings(dataset).values()
    dated = [now for now in found if not _is_done(now) and now.order.get("due_on")]
    dated.sort(key=lambda one: (one.order.get("due_on"), one.order.get("id")))
    waiting = [now for now in found if now.state.key in WAITING]
    waiting.sort(key=lambda one: (one.since, one.order.get("id")))
    return Urgent(
        late=tuple(now for now in dated if now.order.get("due_on") < day),
        soon=tuple(now for now in dated if 0 <= (now.order.get("due_on") - day).days <= SOON),
        waiting=tuple(waiting),
    )


def when_due(due: dt.date, day: dt.date) -> str:
    """Return the days to a deadline, or since, in words."""
    left = (due - day).days
    return f"超了 {-left} 天" if left < 0 else f"还有 {left} 天" if left else "今天到期"


def _requests(project: Project, dataset: Dataset, day: dt.date) -> Iterator[str]:
    words = words_of(dataset)
    for one in sorted(all_cases(project, dataset), key=lambda case: case.request.received):
        request, days = one.request, (day - one.request.received).days
        waited = f"{days} 天了" if days > 0 else "今天"
        yield f"{request.id}  {waited}：{about(request, words)}（noticeboard inbox list）"


def _is_done(now: Standing) -> bool:
    return now.state.is_final or now.state.key in DONE


def _due(dataset: Dataset, orders: Iterable[Standing], day: dt.date) -> Iterator[str]:
    for now in orders:
        when = when_due(now.order.get("due_on"), day)
        unit = name_of(dataset, "organisations", now.order.get("unit"))
        name = now.order.get("id")
        parts = (name, when, now.state.word, now.order.get("title"), unit)
        verb = NEXT.get(now.state.key)
        how = f"（noticeboard order {verb} {name}）" if verb else ""
        yield "  ".join(part for part in parts if part) + how


def _others(urgent: Urgent) -> Iterator[Standing]:
    """Yield what waits and is not told already because of its deadline."""
    told = {now.order.get("id") for now in (*urgent.late, *urgent.soon)}
    return (now for now in urgent.waiting if now.order.get("id") not in told)


def _drafts(dataset: Dataset, day: dt.date) -> Iterator[str]:
    """Yield the notices that nobody approved yet, those first whose period begins first."""
    drafts = [row for row in dataset.rows("notices") if not is_approved(row)]
    drafts.sort(key=lambda row: (row.get("period_start") or dt.date.max, row.get("id")))
    for row in drafts:
        start, when = row.get("period_start"), ""
        if start and start < day:
            when = f"，公示期写的是 {start} 起，已经过了：改成批准以后的日子"
        elif start:
            left = (start - day).days
            when = f"，公示期 {start} 起，{f'还有 {left} 天' if left else '就是今天'}"
        yield f"{row.place.file}  {row.get('title')}{when}"


def _waiting(orders: Iterable[Standing], day: dt.date) -> Iterator[str]:
    for now in orders:
        said, verb = WAITING[now.state.key]
        name, days = now.order.get("id"), (day - now.since).days
        waited = f"{days} 天了" if days > 0 else "今天"
        yield f"{name}  {said}，{waited}：{now.order.get('title')}（noticeboard order {verb} {name}）"


def reminders(dataset: Dataset) -> tuple[str, ...]:
    """Return what the checks remind of."""
    return tuple(
        f"{problem.place} {problem.message}。{problem.hint}"
        for problem in check(dataset)
        if problem.severity == "warning"
    )
