"""``noticeboard order``: where each order stands, and one step more for one of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from noticeboard.commands.clock import today
from noticeboard.commands.rows import sound, write_rows
from noticeboard.commands.slip import slip_of, text_of
from noticeboard.commands.steps import Given, planned_step, remarks_of, state_of
from noticeboard.dataset import Dataset
from noticeboard.errors import UsageError
from noticeboard.moves import Standing, name_of, standing, standings
from noticeboard.openings import Wanted, need_of, next_id, open_order_of, order_rows
from noticeboard.orders import (
    ACTORS,
    DONE,
    NEED_WORDS,
    STATES,
    VERBS,
)
from noticeboard.project import Project
from noticeboard.words import joined, nearest

__all__ = [
    "Done",
    "Given",
    "is_over",
    "list_orders",
    "missing",
    "open_for",
    "show_order",
    "step",
    "still_missing",
    "told",
]


@dataclass(frozen=True)
class Done:
    """A step that was written: what to tell, and the slip for the unit where there is one."""

    lines: tuple[str, ...]
    slip: str = ""
    files: tuple[str, ...] = field(default=())


def told(
    project: Project, verb: str, name: str, title: str = "", day: dt.date | None = None
) -> list[str]:
    """Return what ``list``, ``show`` and ``new`` tell."""
    if verb == "list":
        return list_orders(project, day, name)
    if not name:
        raise UsageError(
            "哪一张单、哪条需求？把编号写在后面；有哪些，运行 noticeboard order list 看"
        )
    if verb == "show":
        return show_order(project, name, day)
    return list(open_for(project, name, title, day).lines)


def list_orders(project: Project, day: dt.date | None = None, state: str = "") -> list[str]:
    """Return a line for each order that is not over, or for those in one state."""
    on = today(day)
    dataset = sound(project, on)
    if state and state not in STATES:
        words = {one.word: key for key, one in STATES.items()}
        hint = nearest(state, STATES, words) or f"可以是 {joined(STATES, 20)}"
        raise UsageError(f"没有「{state}」这个状态。{hint}")
    found = standings(dataset).values()
    chosen = [now for now in found if (now.state.key == state if state else not is_over(now))]
    chosen.sort(key=lambda now: (now.order.get("due_on") or dt.date.max, now.since))
    return [_line(dataset, now, on) for now in chosen] or ["没有。"]


def is_over(now: Standing) -> bool:
    """Tell whether nothing has to be done any more."""
    return now.state.is_final or now.state.key in ("confirmed", "rated")


def _line(dataset: Dataset, now: Standing, day: dt.date) -> str:
    order, due = now.order, now.order.get("due_on")
    unit = name_of(dataset, "organisations", order.get("unit"))
    parts = [order.get("id"), now.state.word, order.get("title"), unit]
    if due and not (is_over(now) or now.state.key in DONE):
        late = (day - due).days
        parts.append(f"期限 {due}" + (f"，超了 {late} 天" if late > 0 else ""))
    return "  ".join(part for part in parts if part)


def show_order(project: Project, name: str, day: dt.date | None = None) -> list[str]:
    """Return an order with all its steps and what may be done now."""
    dataset = sound(project, today(day))
    return list(_story(dataset, standing(dataset, name)))


def _story(dataset: Dataset, now: Standing) -> Iterator[str]:
    order = now.order
    yield f"{order.get('id')}  {order.get('title')}"
    for title, text in (
        ("社区", name_of(dataset, "communities", order.get("community"))),
        ("单位", name_of(dataset, "organisations", order.get("unit"))),
        ("期限", order.get("due_on")),
        ("结果", order.get("outcome")),
        ("花费", _yuan(order.get("cost_cny"))),
        ("凭据", "；".join(order.get("evidence") or ())),
    ):
        if text:
            yield f"  {title}：{text}"
    for event in now.events:
        word, who = STATES[event.get("state")].word, ACTORS[event.get("actor")]
        said = f"：{event.get('note')}" if event.get("note") else ""
        yield f"  {event.get('seq')}. {event.get('date')} {word}（{who}）{said}"
    yield from _next(now)


def _yuan(cost: int | None) -> str:
    return "" if cost is None else f"{cost} 元"


def _next(now: Standing) -> Iterator[str]:
    """Say what may be done now, as a command that can be copied."""
    name = now.order.get("id")
    if not now.next_verbs:
        yield "这张单到这里就结束了。"
        return
    yield "接下来："
    for verb in now.next_verbs:
        state = STATES[VERBS[verb][0]]
        kept = () if verb in ("dispatch", "finish") else ("unit",)
        options = [OPTIONS[need] for need in state.needs if need not in kept]
        options = ["--into 办理单编号"] if verb == "merge" else options
        yield (
            "  " + " ".join([f"noticeboard order {verb} {name}", *options]) + f"  （{state.word}）"
        )


OPTIONS = {"unit": "--unit 单位", "due_on": "--due 日期", "outcome": "--outcome 结果",
           "note": "--note 说明"}  # fmt: skip


def missing(
    project: Project, verb: str, name: str, given: Given, day: dt.date | None = None
) -> list[tuple[str, str]]:
    """Return what the step needs and nobody said yet: the option, and how it is called."""
    state_of(verb)
    return still_missing(standing(sound(project, today(day)), name), verb, given)


def still_missing(now: Standing, verb: str, given: Given) -> list[tuple[str, str]]:
    """Return what ``missing`` does, of an order that was read; nothing where the step may not follow."""
    if verb not in now.next_verbs:
        return []
    state = STATES[VERBS[verb][0]]
    if verb == "merge":
        return [] if given.into else [("into", "并到哪一张办理单")]
    said = {"unit": given.unit, "due_on": given.due, "outcome": given.outcome, "note": given.note}
    of_the_order = () if state.key == "dispatched" else ("unit", "due_on", "outcome")
    return [
        (need.removesuffix("_on"), NEED_WORDS[need])
        for need in state.needs
        if not said[need] and not (need in of_the_order and now.order.get(need))
    ]


def open_for(project: Project, need: str, title: str = "", day: dt.date | None = None) -> Done:
    """Open an order for an item of the list of needs and return what to tell.

    Raises ``UsageError`` where there is no such need or it is seen to already.
    """
    on = today(day)
    dataset = sound(project, on)
    row = need_of(dataset, need)
    before = open_order_of(dataset, need)
    if before and not standing(dataset, before).state.is_final:
        raise UsageError(f"「{need}」已经在办：办理单 {before}")
    if row.get("withdrawn_reason"):
        raise UsageError(f"「{need}」已经撤下了，不能派单")
    taken = {order.get("id") for order in dataset.rows("orders")}
    key = next_id(dataset, row.get("community"), on) if need in taken else need
    wanted = Wanted(
        title or row.get("title"),
        row.get("community"),
        row.get("category"),
        # Its own month: a month that was reported stays as it was. The need says when it was raised.
        on,
        locator="；".join(row.get("locator") or ("需求清单",)),
    )
    files = write_rows(project, dataset, order_rows(dataset, key, wanted, need, on))
    now = standing(sound(project, on), key)
    told = (f"办理单 {key} 开好了：{now.order.get('title')}。", f"写进了 {joined(files)}。")
    return Done((*told, *_next(now)), files=files)


def step(
    project: Project,
    verb: str,
    name: str,
    given: Given,
    day: dt.date | None = None,
    seen: int | None = None,
) -> Done:
    """Take one step with an order and return what to tell; ``seen`` is the last step that was known.

    Raises ``UsageError`` where the table of states does not allow it (``Moved`` where the order
    is further than was seen), ``DataProblems`` where the data would not be sound; nothing is
    written then.
    """
    on = today(day)
    dataset = sound(project, on)
    before = standing(dataset, name).order
    wish, changes = planned_step(dataset, verb, name, given, on, seen)
    files = write_rows(project, dataset, changes)
    after = sound(project, on)
    now = standing(after, name)
    told = [f"「{now.order.get('title')}」现在是“{now.state.word}”。{now.state.sentence}"]
    told.append(f"写进了 {joined(files)}。看一眼，用 git 提交，再发布。")
    told += remarks_of(before, wish, today())
    slip = text_of(slip_of(after, name)) if verb == "dispatch" else ""
    return Done((*told, *_next(now)), slip, files)
