"""What waits and the board of orders: cards, in columns by whose turn it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from noticeboard.commands.clock import chinese_day
from noticeboard.commands.order import is_over
from noticeboard.commands.todo import WAITING, urgent_orders, when_due
from noticeboard.dataset import Dataset
from noticeboard.moves import Standing, standings
from noticeboard.orders import DONE, State
from noticeboard.staff.steps import WORDS

COLUMNS = (
    ("等受理", ("submitted",)),
    ("等派单", ("accepted", "returned", "reopened", "transferred")),
    ("等接单", ("dispatched",)),
    ("正在办", ("claimed", "in_progress", "suspended")),
    ("等确认", ("finished",)),
)
FINISHED = ("confirmed", "rated")
# Of those that are over, so many are listed; the others are found by their words.
MOST_OVER = 20


@dataclass(frozen=True)
class Card:
    """An order on the board. ``due`` and ``left`` are its deadline in words, empty where it does not matter."""

    order: str
    title: str
    community: str
    unit: str
    state: State
    waited: str
    due: str
    left: str
    late: bool
    action: str


@dataclass(frozen=True)
class Group:
    """Cards below a heading, with a name for the address."""

    title: str
    anchor: str
    cards: tuple[Card, ...]


class Names:
    """How communities and units are called, looked up once."""

    def __init__(self, dataset: Dataset) -> None:
        self.of = {
            row.get("id"): str(row.get("short_name") or row.get("name") or row.get("id"))
            for table in ("communities", "organisations")
            for row in dataset.rows(table)
        }

    def __call__(self, key: str | None) -> str:
        """Return the name; empty where none is meant."""
        return self.of.get(key, key or "")


def card_of(names: Names, now: Standing, day: dt.date) -> Card:
    """Return the card of an order."""
    order, due = now.order, now.order.get("due_on")
    counts = due and not (is_over(now) or now.state.key in DONE)
    days, over = (day - now.since).days, now.state.is_final or now.state.key in FINISHED
    return Card(
        order=order.get("id"),
        title=order.get("title"),
        community=names(order.get("community")),
        unit=names(order.get("unit")),
        state=now.state,
        waited=chinese_day(now.since) if over else f"{days} 天了" if days > 0 else "今天",
        due=_short_day(due, day) if counts else "",
        left=when_due(due, day) if counts else "",
        late=bool(counts and due < day),
        action="" if over else WORDS[main_verb(now)].button,
    )


def main_verb(now: Standing) -> str:
    """Return the step that most likely follows; an order that goes on may not end here."""
    claimed = any(event.get("state") == "claimed" for event in now.events)
    if now.state.key == "suspended" and claimed and now.order.get("unit"):
        return "start"
    return now.next_verbs[0]


def _short_day(due: dt.date, day: dt.date) -> str:
    return f"{due.month}月{due.day}日" if due.year == day.year else chinese_day(due)


def what_waits(dataset: Dataset, day: dt.date) -> list[Group]:
    """Return what waits today, in groups; an order that is late stands only there."""
    names, urgent = Names(dataset), urgent_orders(dataset, day)
    shown = {now.order.get("id") for now in (*urgent.late, *urgent.soon)}
    waiting = [now for now in urgent.waiting if now.order.get("id") not in shown]
    groups = [
        _group(names, "超过期限", "late", urgent.late, day),
        _group(names, "快到期限", "soon", urgent.soon, day),
    ]
    for state, (said, _) in WAITING.items():
        own = [now for now in waiting if now.state.key == state]
        groups.append(_group(names, said, state, own, day))
    return [group for group in groups if group.cards]


def _group(
    names: Names, title: str, anchor: str, orders: Iterable[Standing], day: dt.date
) -> Group:
    return Group(title, anchor, tuple(card_of(names, now, day) for now in orders))


@dataclass(frozen=True)
class Asked:
    """Which orders shall be shown."""

    community: str = ""
    words: str = ""

    def fits(self, names: Names, now: Standing) -> bool:
        """Tell whether an order is one of them."""
        order = now.order
        if self.community and order.get("community") != self.community:
            return False
        told = f"{order.get('id')} {order.get('title')} {names(order.get('unit'))}".lower()
        return all(word in told for word in self.words.lower().split())


def board(dataset: Dataset, day: dt.date, asked: Asked) -> tuple[list[Group], Group, int]:
    """Return the columns, those that are over (the newest, or all that were asked for), and how many they are."""
    names = Names(dataset)
    found = [now for now in standings(dataset).values() if asked.fits(names, now)]
    found.sort(key=lambda now: (now.order.get("due_on") or dt.date.max, now.since))
    columns = [
        _group(names, title, states[0], [n for n in found if n.state.key in states], day)
        for title, states in COLUMNS
    ]
    in_columns = {state for _, states in COLUMNS for state in states}
    over = [now for now in found if now.state.key not in in_columns]
    over.sort(key=lambda now: now.since, reverse=True)
    most = len(over) if asked.words else MOST_OVER
    return columns, _group(names, "已经结束", "over", over[:most], day), len(over)
