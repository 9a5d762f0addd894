"""Counts the orders of one month, as they stood on its last day (or today, if that is earlier)."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from noticeboard.model import Order, OrderEvent, Town
from noticeboard.monthly.figures import FIGURES
from noticeboard.orders import DONE, FIRST, satisfaction
from noticeboard.progress import CLOSED

NOBODY = "没有单位（没有派、退回了，或者没有写明）"


@dataclass(frozen=True, slots=True)
class Month:
    """A month and the day up to which it is told."""

    first: dt.date
    until: dt.date

    @property
    def last(self) -> dt.date:
        """Return the last day of the month."""
        return _last_day(self.first)

    def holds(self, day: dt.date) -> bool:
        """Tell whether a day belongs to what is told."""
        return self.first <= day <= self.until


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table: whose it is, and its figures by key."""

    name: str
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Report:
    """The monthly table. ``since`` is the day of the first event of all, ``None`` if there is none.

    ``asked`` are the requests with a receipt that came in the month, by how they were answered by
    its last day (a state of receipts).
    """

    month: Month
    since: dt.date | None
    total: Line
    communities: tuple[Line, ...]
    units: tuple[Line, ...]
    asked: dict[str, int] = field(default_factory=dict)

    @property
    def is_before_the_data(self) -> bool:
        """Tell whether nothing had been recorded by then."""
        return self.since is None or self.since > self.month.until


def month_of(year: int, month: int, today: dt.date) -> Month:
    """Return a month that has begun by ``today``."""
    first = dt.date(year, month, 1)
    return Month(first, min(today, _last_day(first)))


def year_of(year: int, today: dt.date) -> Month:
    """Return a year that has begun by ``today``, told as one long month."""
    return Month(dt.date(year, 1, 1), min(today, dt.date(year, 12, 31)))


def _last_day(first: dt.date) -> dt.date:
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def report_of(town: Town, month: Month) -> Report:
    """Return the table of a month."""
    total: Counter[str] = Counter()
    places: dict[str, Counter[str]] = {key: Counter() for key in town.communities}
    holders: dict[str | None, Counter[str]] = {key: Counter() for key in (*town.units, None)}
    for order, events in _told(town, month.until):
        found = list(_figures(order, events, month))
        # Two units may have had the order: it is one order all the same.
        keys = {key for key, _ in found}
        total.update(keys)
        places[order.community].update(keys)
        for key, holder in set(found):
            holders[holder][key] += 1
    return Report(
        month=month,
        since=min((event.date for event in town.order_events.values()), default=None),
        total=_line("合计", total),
        communities=tuple(
            _line(town.communities[key].name, counts) for key, counts in places.items()
        ),
        units=tuple(
            _line(town.organisations[key].name if key else NOBODY, counts)
            for key, counts in holders.items()
            if any(counts[figure.key] for figure in FIGURES if figure.of_units)
        ),
        asked=dict(_asked(town, month)),
    )


def _asked(town: Town, month: Month) -> Counter[str]:
    """Count the requests of the month; an answer that came later is none yet."""
    return Counter(
        one.state if one.decided and one.decided <= month.until else FIRST
        for one in town.receipts.values()
        if month.holds(one.received)
    )


def _line(name: str, counts: Counter[str]) -> Line:
    return Line(name, {figure.key: counts[figure.key] for figure in FIGURES})


def states_of(town: Town, month: Month) -> dict[str, str]:
    """Return the state of every order (a key of ``orders.STATES``) on the month's last told day."""
    return {order.id: events[-1].state for order, events in _told(town, month.until)}


def counted_orders(town: Town, month: Month) -> Iterator[tuple[Order, str, str | None]]:
    """Yield each order with every figure in which it counts, and the unit that then had it."""
    for order, events in _told(town, month.until):
        for key, holder in dict.fromkeys(_figures(order, events, month)):
            yield order, key, holder


def _told(town: Town, until: dt.date) -> Iterator[tuple[Order, list[OrderEvent]]]:
    """Yield each order that had begun by then, with its events up to then in their sequence."""
    of_order: dict[str, list[OrderEvent]] = {}
    for event in town.order_events.values():
        if event.date <= until:
            of_order.setdefault(event.order, []).append(event)
    for key, events in of_order.items():
        yield town.orders[key], sorted(events, key=lambda event: event.seq)


def _figures(
    order: Order, events: list[OrderEvent], month: Month
) -> Iterator[tuple[str, str | None]]:
    """Yield every figure in which the order counts, with the unit that then had it."""
    holder, finisher, finished_on, rating = None, None, None, None
    for event in events:
        holder = event.unit if event.state == "transferred" else event.unit or holder
        if month.holds(event.date) and event.state in COUNTED:
            yield COUNTED[event.state], holder
        if event.state == "finished":
            finisher, finished_on = holder, event.date
        if event.state == "rated" and month.holds(event.date):
            rating = (satisfaction(event.note or ""), holder)
        if event.state == "returned":
            holder = None
    if rating and rating[0] is not None:
        yield "satisfied" if rating[0] else "unsatisfied", rating[1]
    state = events[-1].state
    if state in DONE and finished_on and month.holds(finished_on):
        yield _kept(order.due_on, finished_on), finisher
    if state not in DONE and state not in CLOSED:
        yield "open", holder
        if order.due_on and order.due_on < month.until:
            yield "overdue", holder


COUNTED = {
    "submitted": "received",
    "accepted": "accepted",
    "dispatched": "dispatched",
    "returned": "returned",
    "rated": "rated",
}


def _kept(due_on: dt.date | None, finished_on: dt.date) -> str:
    """Return the figure of an order that was finished on a day."""
    if due_on is None:
        return "undated"
    return "in_time" if finished_on <= due_on else "late"
