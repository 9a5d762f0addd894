"""What is read under a receipt code: look-up files for the page ``/receipt/``, split by digest.

Scripts, because a page opened from a disk may load nothing else. Every file of the split is
there, also an empty one: that a file cannot be loaded means a broken line, never "not found".
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from jinja2 import Environment

from noticeboard.addresses import letters_of
from noticeboard.figures import Figures
from noticeboard.links import Links
from noticeboard.model import Receipt, Town
from noticeboard.moves import merged_into
from noticeboard.progress import Progress
from noticeboard.receipts import DIGEST_LETTERS
from noticeboard.workdays import UnknownDayError, workday_after

ADDRESS = "receipt/"
BETWEEN_LINES = re.compile(r"\s*\n\s*")


def furthest(receipt: Receipt, figures: Figures, orders_of: dict[str, list[str]]) -> str | None:
    """Return the order that tells how far a request is: its own, else the need's newest.

    Of an order that was merged, the one where it goes on.
    """
    of_need = orders_of.get(receipt.need or "", [])
    newest = max(of_need, key=lambda key: figures.progress[key].opened, default=None)
    order = receipt.order or newest
    passed = set()
    while order and order not in passed and figures.progress[order].state.key == "merged":
        passed.add(order)
        goal = merged_into(figures.progress[order].events[-1].note)
        if goal not in figures.progress:
            break
        order = goal
    return order


def look_ups(
    town: Town, figures: Figures, templates: Environment, link: Links
) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of every look-up file; none where nobody holds a receipt.

    ``templates`` know ``link``. A file calls ``nbReceipts(letters, entries, told)``: by digest the
    day of receipt, until when an answer is promised (or an empty text), and the number of what is
    told among ``told``, pieces of HTML for the page.
    """
    if not town.receipts:
        return
    link.stand_at(ADDRESS)
    template = templates.get_template("records/_receipt.html")
    orders_of: dict[str, list[str]] = {}
    for order in town.orders.values():
        if order.need:
            orders_of.setdefault(order.need, []).append(order.id)
    own = {day.date: day.kind for day in town.holidays.values()}
    made: dict[Any, str] = {}

    def told(receipt: Receipt) -> str:
        order = furthest(receipt, figures, orders_of)
        key = (receipt.state, receipt.need, order, receipt.reason, receipt.decided)
        if key not in made:
            p: Progress | None = figures.progress[order] if order else None
            made[key] = BETWEEN_LINES.sub("\n", template.render(receipt=receipt, p=p).strip())
        return made[key]

    split = letters_of(len(town.receipts))
    shards: dict[str, list[Receipt]] = {
        "".join(name): [] for name in itertools.product(DIGEST_LETTERS, repeat=split)
    }
    for receipt in town.receipts.values():
        shards[receipt.digest[:split]].append(receipt)
    for name, receipts in shards.items():
        pieces: dict[str, int] = {}
        entries = {
            one.digest: [
                _day(one.received),
                _promised(town, one, own),
                pieces.setdefault(told(one), len(pieces)),
            ]
            for one in sorted(receipts, key=lambda receipt: receipt.digest)
        }
        yield f"{ADDRESS}look/{name or 'all'}.js", _script(name, entries, pieces)


def _day(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _promised(town: Town, receipt: Receipt, own: dict[dt.date, str]) -> str:
    """Return until when the town promises an answer; empty where it promises none."""
    days = town.settings.days_to_answer
    if not days or receipt.state != "submitted":
        return ""
    try:
        return _day(workday_after(receipt.received, days, own))
    except UnknownDayError:
        return ""


def _script(name: str, entries: dict[str, list[Any]], pieces: Iterable[str]) -> bytes:
    # "<" could end a script element, were this ever put into a page; the two line ends are none
    # inside a string of old browsers.
    def text(value: Any) -> str:
        plain = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        return (
            plain.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
        )

    return f"nbReceipts({text(name)},{text(entries)},{text(list(pieces))});\n".encode()
