"""Begin a need and an order: the rows, and an id that can be said on the telephone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from noticeboard.dataset import Dataset, Row
from noticeboard.edit import Change
from noticeboard.errors import UsageError
from noticeboard.moves import origin, standings
from noticeboard.orders import FIRST
from noticeboard.words import joined, nearest


@dataclass(frozen=True)
class Wanted:
    """What somebody asked for, in the words that staff publish. ``locator`` says where it is filed."""

    title: str
    community: str
    category: str
    raised: dt.date
    compound: str = ""
    urgency: str = ""
    detail: str = ""
    locator: str = "群众点单"


def next_id(dataset: Dataset, community: str, day: dt.date) -> str:
    """Return an id that no need and no order has: community, year and month, number.

    Needs and the orders for them go by the same one.
    """
    taken = {str(row.get("id")) for table in ("needs", "orders") for row in dataset.rows(table)}
    start = f"{community}-{day:%y%m}-"
    number = 1
    while f"{start}{number:02}" in taken:
        number += 1
    return f"{start}{number:02}"


def need_row(dataset: Dataset, key: str, wanted: Wanted) -> Change:
    """Return the row of a new need. Raises ``UsageError`` where a value is not one of the town's."""
    _known(dataset, "communities", wanted.community, "社区")
    if wanted.compound:
        _known(dataset, "compounds", wanted.compound, "小区")
    for column, value, word in (
        ("category", wanted.category, "类别"),
        ("urgency", wanted.urgency, "缓急"),
    ):
        labels = dataset.tables["needs"].resource.fields[column].labels
        if value not in labels and (value or column == "category"):
            words = {label: code for code, label in labels.items()}
            can = "、".join(f"{code}（{label}）" for code, label in labels.items())
            said = f"没有「{value}」这个{word}" if value else f"还要写明{word}"
            raise UsageError(f"{said}。{nearest(value, labels, words) or f'能用的：{can}'}")
    cells = {
        "title": wanted.title,
        "community": wanted.community,
        "compound": wanted.compound,
        "category": wanted.category,
        "urgency": wanted.urgency,
        "detail": wanted.detail,
        "raised_by": "residents",
        "raised_text": f"{wanted.raised.year}年{wanted.raised.month}月{wanted.raised.day}日",
        "raised_precision": "day",
        "raised_value": wanted.raised.isoformat(),
        **origin(dataset),
        "locator": wanted.locator,
    }
    return Change("needs", key, cells, new=True)


def order_rows(
    dataset: Dataset, key: str, wanted: Wanted, need: str, day: dt.date
) -> tuple[Change, ...]:
    """Return the rows of a new order: received when it was asked for, accepted today."""
    basis = origin(dataset)
    order = {"title": wanted.title, "community": wanted.community, "need": need, **basis}
    order["locator"] = wanted.locator
    steps = ((FIRST, wanted.raised, "resident"), ("accepted", day, "community"))
    events = [
        Change(
            "order_events",
            f"{key}-{seq}",
            {
                "order": key,
                "seq": str(seq),
                "date": date.isoformat(),
                "state": state,
                "actor": actor,
                **basis,
            },
            new=True,
        )
        for seq, (state, date, actor) in enumerate(steps, 1)
    ]
    return (Change("orders", key, order, new=True), *events)


def open_order_of(dataset: Dataset, need: str) -> str:
    """Return the order in which a need is being seen to, or was last; empty where there is none."""
    found = [now for now in standings(dataset).values() if now.order.get("need") == need]
    alive = [now for now in found if not now.state.is_final]
    return str((alive or found)[-1].order.get("id")) if found else ""


def needs_without_order(dataset: Dataset, community: str = "") -> list[Row]:
    """Return the needs for which no order is under way or done, as in the table."""
    seen_to = {
        now.order.get("need")
        for now in standings(dataset).values()
        if now.state.key not in ("merged", "withdrawn", "declined")
    }
    return [
        row
        for row in dataset.rows("needs")
        if row.get("id") not in seen_to
        and not row.get("withdrawn_reason")
        and community in ("", row.get("community"))
    ]


def need_of(dataset: Dataset, key: str) -> Row:
    """Return a need; ``UsageError`` for one that is not there."""
    rows = {str(row.get("id")): row for row in dataset.rows("needs")}
    if key not in rows:
        hint = nearest(key, rows) or "有哪些，见 data/needs.csv"
        raise UsageError(f"需求清单里没有「{key}」。{hint}")
    return rows[key]


def _known(dataset: Dataset, table: str, key: str, word: str) -> None:
    rows = {str(row.get("id")): str(row.get("name") or "") for row in dataset.rows(table)}
    if key not in rows:
        names = {name: code for code, name in rows.items()}
        said = f"没有「{key}」这个{word}" if key else f"还要写明{word}"
        raise UsageError(f"{said}。{nearest(key, rows, names) or f'能用的：{joined(rows, 12)}'}")
