"""The invented town's receipts: what became of each request, and codes to try."""

from __future__ import annotations

import datetime as dt
import random

from noticeboard import receipts
from noticeboard.demo.rows import Draft

SURVEY = "needs"
# Requests that led to nothing on the lists: how each was answered.
OTHERWISE = (
    ("submitted", None),
    ("declined", "是自己家里的设施，公共资金不能用；可以找物业，有偿上门"),
    ("transferred", "属于供电部门的设备，已经转给县供电部门"),
    ("withdrawn", "提的人来电话说已经解决了"),
)
WAITED = 2  # days until a request was answered


def demo_code(number: int) -> str:
    """Return the code of the ``number``-th request, the same in every demo."""
    dice = random.Random(f"receipt {number}")
    body = "".join(dice.choice(receipts.SYMBOLS) for _ in range(receipts.RANDOM))
    return body + receipts.check_symbol(body)


def add_receipts(draft: Draft) -> None:
    """Add a receipt for each need of residents, a second one for some, and others that led nowhere."""
    orders = {row["need"]: row["id"] for row in draft.rows.get("orders", [])}
    number = 0
    for need in draft.rows.get("needs", []):
        if need["raised_by"] != "residents":
            continue
        raised = dt.date.fromisoformat(need["raised_value"])
        order = orders.get(need["id"])
        for state in ("accepted", "merged") if number % 5 == 0 else ("accepted",):
            _add(draft, number, raised, state, need=need["id"], order=order)
            number += 1
    for state, reason in OTHERWISE if number else ():
        _add(draft, number, draft.ago(3 + number % 5), state, reason=reason)
        number += 1


def _add(
    draft: Draft,
    number: int,
    received: dt.date,
    state: str,
    need: str | None = None,
    order: str | None = None,
    reason: str | None = None,
) -> None:
    decided = None if state == "submitted" else received + dt.timedelta(days=WAITED)
    draft.add("receipts", digest=receipts.digest(demo_code(number)), survey=SURVEY,
              received=received, state=state, decided=decided, need=need, order=order,
              reason=reason)  # fmt: skip
