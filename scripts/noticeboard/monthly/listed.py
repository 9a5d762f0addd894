"""The orders behind the monthly figures of one community or unit, and what was spent on them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from noticeboard.model import Money, Order, Town
from noticeboard.monthly.counts import Month, counted_orders, states_of
from noticeboard.monthly.figures import FIGURES

FINISHED = ("in_time", "late", "undated")
MOVED = ("received", "dispatched", *FINISHED, "returned")


@dataclass(frozen=True)
class Listed:
    """Orders by the key of the figure in which they count; ``since`` is the day of the first event of all.

    ``finished`` are those done in time, late and without a deadline together. ``spent`` is the sum of
    what finished orders state, ``unstated`` how many of them state nothing. ``moved`` are the orders
    that came, were dispatched or finished in that time, each once; ``states`` is how far each was then.
    """

    month: Month
    orders: dict[str, tuple[Order, ...]]
    since: dt.date | None
    finished: tuple[Order, ...]
    moved: tuple[Order, ...]
    states: dict[str, str]
    spent: Money
    unstated: int

    def count(self, key: str) -> int:
        """Return a figure."""
        return len(self.orders[key])

    @property
    def is_before_the_data(self) -> bool:
        """Tell whether nothing had been recorded by then."""
        return self.since is None or self.since > self.month.until


def listed(
    town: Town, month: Month, community: str | None = None, unit: str | None = None
) -> Listed:
    """Return the orders of a community, or those that were a unit's, by figure, in their order."""
    found: dict[str, dict[str, Order]] = {figure.key: {} for figure in FIGURES}
    for order, key, holder in counted_orders(town, month):
        if (community and order.community != community) or (unit and holder != unit):
            continue
        found[key][order.id] = order
    orders = {key: tuple(held.values()) for key, held in found.items()}
    finished = tuple(order for key in FINISHED for order in orders[key])
    costs = [order.cost.cny for order in finished if order.cost.cny is not None]
    return Listed(
        month=month,
        orders=orders,
        since=min((event.date for event in town.order_events.values()), default=None),
        finished=finished,
        moved=tuple({o.id: o for key in MOVED for o in orders[key]}.values()),
        states=states_of(town, month),
        spent=Money(sum(costs) if costs else None, None),
        unstated=len(finished) - len(costs),
    )
