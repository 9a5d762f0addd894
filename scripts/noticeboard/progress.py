"""How far an order, a need and a notice are on a given day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from noticeboard.model import Need, Notice, Order, OrderEvent, Town
from noticeboard.orders import DONE, STATES, State

CLOSED = ("merged", "withdrawn", "declined")


@dataclass(frozen=True, slots=True)
class Progress:
    """An order with its events, the state it is in since ``since``, and its age in days.

    ``on_time`` is empty while the order has no deadline or its deadline has not come;
    ``days`` counts from the first event to the end, or to today while it is open.
    """

    order: Order
    events: tuple[OrderEvent, ...]
    state: State
    opened: dt.date
    since: dt.date
    days: int
    done: bool
    closed: bool
    on_time: bool | None


def progress(order: Order, events: tuple[OrderEvent, ...], today: dt.date) -> Progress:
    """Return how far the order is; ``events`` are its own, at least one, in sequence."""
    last = events[-1]
    done, closed = last.state in DONE, last.state in CLOSED
    finished = next((e.date for e in reversed(events) if e.state == "finished"), None)
    end = finished if done and finished else last.date if closed else today
    on_time = None
    if order.due_on and not closed and (done or today > order.due_on):
        on_time = done and end <= order.due_on
    return Progress(
        order=order,
        events=events,
        state=STATES[last.state],
        opened=events[0].date,
        since=last.date,
        days=max(0, (end - events[0].date).days),
        done=done,
        closed=closed,
        on_time=on_time,
    )


NEED_WORDS = {"unmet": "等人来办", "in_hand": "正在办", "met": "办好了", "withdrawn": "撤下了"}
NEED_MEANINGS = {
    "unmet": "登在清单上了，还没有单位来认领。",
    "in_hand": "有了办理单，还没有办好。",
    "met": "有单位办好了。",
    "withdrawn": "不用办了，或者登重了，从清单上拿了下来。",
}


def need_word(need: Need, orders: list[Progress]) -> tuple[str, str]:
    """Return key and word of what became of a need: its furthest order decides."""
    state = "unmet"
    if need.withdrawn_reason:
        state = "withdrawn"
    elif any(p.done for p in orders):
        state = "met"
    elif any(not p.closed for p in orders):
        state = "in_hand"
    return state, NEED_WORDS[state]


NOTICE_WORDS = {
    "upcoming": "还没有开始",
    "open": "公示中",
    "ended": "公示期满",
    "resulted": "已有结果",
    "standing": "已公布",
    "corrected": "已更正",
    "withdrawn": "已撤回",
}
NOTICE_MEANINGS = {
    "upcoming": "写明的日子还没有到，到了就可以提意见。",
    "open": "现在可以提意见，找谁、怎么提写在公示里。",
    "ended": "提意见的日子过了，结果还没有登出来。",
    "resulted": "提意见的日子过了，结果登出来了。",
    "standing": "登出来给大家知道，没有提意见的期限。",
    "corrected": "有写错的地方，另外发了更正，以更正为准。",
    "withdrawn": "这一份不算数了，原来的文字还留着。",
}


def notice_states(town: Town, today: dt.date) -> dict[str, str]:
    """Return the state of every notice (a key of ``NOTICE_WORDS``) on this day."""
    withdrawn = {n.withdraws for n in town.notices.values()}
    corrected = {n.corrects for n in town.notices.values()}
    return {
        key: "withdrawn"
        if key in withdrawn
        else "corrected"
        if key in corrected
        else _by_period(notice, today)
        for key, notice in town.notices.items()
    }


def _by_period(notice: Notice, today: dt.date) -> str:
    if notice.result_notice:
        return "resulted"
    if notice.period_start is None or notice.period_end is None:
        return "standing"
    if today < notice.period_start:
        return "upcoming"
    return "open" if today <= notice.period_end else "ended"
