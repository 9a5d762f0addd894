"""The invented town's needs, orders with their events, and deeds."""

from __future__ import annotations

import datetime as dt

from noticeboard.demo.rows import Draft, on_day
from noticeboard.demo.vocabulary import NEEDS

# The ways an order can have gone, each ending in another state; together they show all.
WAYS = (
    "submitted accepted dispatched claimed in_progress finished confirmed rated",
    "submitted accepted dispatched claimed in_progress finished confirmed",
    "submitted accepted dispatched claimed in_progress finished",
    "submitted accepted dispatched claimed in_progress",
    "submitted accepted dispatched claimed",
    "submitted accepted dispatched",
    "submitted accepted",
    "submitted",
    "submitted accepted dispatched returned",
    "submitted accepted dispatched returned dispatched claimed finished confirmed rated",
    "submitted transferred",
    "submitted merged",
    "submitted withdrawn",
    "submitted declined",
    "submitted accepted dispatched claimed suspended",
    "submitted accepted dispatched claimed finished reopened",
)
ACTOR = {
    "submitted": "resident", "accepted": "community", "dispatched": "community", "claimed": "unit",
    "in_progress": "unit", "finished": "unit", "confirmed": "community", "rated": "resident",
    "returned": "unit", "transferred": "community", "merged": "community", "withdrawn": "resident",
    "declined": "community", "suspended": "community", "reopened": "resident",
}  # fmt: skip
NOTE = {
    "rated": "居民说满意", "returned": "人手不够，退回社区", "transferred": "属于县里的事，转给主管部门",
    "merged": "和邻楼提的是同一件事", "withdrawn": "已经自己解决了", "declined": "不属于公共部位，办不了",
    "suspended": "等雨季过了再动工", "reopened": "修好的灯又不亮了",
}  # fmt: skip
WITH_ORDER = 4  # of five needs, four have an order


def add_loop(draft: Draft, count: int) -> None:
    """Add needs and, for most of them, an order that went one of the ways."""
    categories, turn = list(NEEDS), 0
    for n in range(count):
        category = categories[n % len(categories)]
        title, detail, outcome = NEEDS[category][n // len(categories) % len(NEEDS[category])]
        compounds = draft.rows["compounds"]
        compound = compounds[n % len(compounds)]
        community = compound["community"]
        raised = draft.ago(20 + (n * 7) % 200)
        round_ = n // (2 * len(categories))
        named = f"{compound['name']}：{title}" + (f"（第{round_ + 1}次提）" if round_ else "")
        need = draft.add("needs", id=f"n{n + 1:05}", title=named, community=community, category=category,
                         compound=compound["id"], detail=detail, beneficiaries="楼里的住户",
                         raised_by="residents" if n % 3 else "building_head",
                         urgency=("normal", "soon", "urgent")[n % 3],
                         withdrawn_reason="镇里已经统一安排" if n % 29 == 28 else None,
                         **on_day("raised", raised))  # fmt: skip
        if n % 5 < WITH_ORDER and n % 29 != 28:
            add_order(draft, turn, need, community, named, outcome, raised)
            turn += 1


def add_order(
    draft: Draft, turn: int, need: str, community: str, title: str, outcome: str, raised: dt.date
) -> None:
    """Add one order and its events, which never lie in the future."""
    way = WAYS[turn % len(WAYS)].split()
    partners = [
        row["unit"] for row in draft.rows["agreements"]
        if row["community"] == community and row["status"] in ("signed", "renewed")
    ]  # fmt: skip
    unit = partners[turn % len(partners)] if "dispatched" in way and partners else None
    if "dispatched" in way and unit is None:
        way = ["submitted", "accepted"]
    step = max(1, (draft.today - raised).days // (len(way) + 1))
    step = min(step, 3 + turn % 4)
    day, order, done = raised, f"d{turn + 1:05}", way[-1] in ("finished", "confirmed", "rated")
    for n, state in enumerate(way):
        takes = state in ("dispatched", "claimed")
        draft.add("order_events", id=f"{order}-{n + 1}", order=order, seq=n + 1, date=day, state=state,
                  actor=ACTOR[state], unit=unit if takes else None, note=NOTE.get(state))  # fmt: skip
        day += dt.timedelta(days=step)
    member = next((r["id"] for r in draft.rows["memberships"] if r["unit"] == unit), None)
    finished = "finished" in way
    draft.add("orders", id=order, title=title, community=community, need=need, unit=unit,
              membership=member if finished else None,
              due_on=raised + dt.timedelta(days=2 * step + 20) if unit else None,
              outcome=outcome if done or finished else None,
              cost_cny=(1 + turn % 30) * 60 if done and turn % 3 == 0 else None,
              evidence=("办好前后的照片",) if done else ())  # fmt: skip


def add_deeds(draft: Draft, count: int) -> None:
    """Add deeds: those of finished orders first, then others that units did by themselves."""
    categories = list(NEEDS)
    finished = [row for row in draft.rows.get("orders", []) if row["evidence"]]
    units = draft.rows["agreements"]
    for n in range(count):
        order = finished[n] if n < len(finished) else None
        category = categories[n % len(categories)]
        _, _, outcome = NEEDS[category][n // len(categories) % len(NEEDS[category])]
        agreement = units[n % len(units)]
        draft.add("deeds", id=f"e{n + 1:05}", title=order["outcome"] if order else outcome, category=category,
                  community=order["community"] if order else agreement["community"],
                  unit=order["unit"] if order else agreement["unit"], order=order["id"] if order else None,
                  **on_day("done", draft.ago(5 + n % 300)))  # fmt: skip
