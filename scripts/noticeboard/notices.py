"""What a notice is on a given day, and the ledger of first publications.

The ledger (``data/notice_ledger.csv``) has a row for each notice: the day on which it was
first published, a digest of its text, and a seal over the row and the seal before it.
A changed day, a row slipped in, a changed text: none of them fits its seal or digest.
Anyone can compute a seal; what cannot be forged is the history in git, with which
``check`` compares the ledger as well.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace

from noticeboard.dataset import Dataset, Row, Value

# What residents were shown; the rest (objections, result) is added later.
FIXED = ("title", "kind", "category", "issuer", "doc_no", "legal_basis", "period_start",
         "period_end", "accept_dept", "accept_phone", "signed_by", "signed_on", "body")  # fmt: skip
LENGTH = 16


@dataclass(frozen=True)
class Entry:
    """A row of the ledger."""

    notice: str
    published_on: str
    digest: str
    seal: str


def digest_of(row: Row) -> str:
    """Return the digest of what a notice says: 16 letters of base32, no run of digits."""
    said = "\x1f".join(f"{name}={row.get(name) or ''}" for name in FIXED)
    return _short(said)


def seal_of(before: str, notice: str, published_on: str, digest: str) -> str:
    """Return the seal of a ledger row that follows the row sealed ``before``."""
    return _short("\x1f".join((before, notice, published_on, digest)))


def _short(text: str) -> str:
    return base64.b32encode(hashlib.sha256(text.encode()).digest()).decode()[:LENGTH].lower()


def ledger_of(dataset: Dataset) -> list[Entry]:
    """Return the ledger as it stands."""
    return [
        Entry(row.get("notice"), str(row.get("published_on")), row.get("digest"), row.get("seal"))
        for row in dataset.rows("notice_ledger")
    ]


def is_approved(row: Row) -> bool:
    """Tell whether somebody approved the notice: without it, it is a draft and is not built."""
    return bool(row.get("approved_by") and row.get("approved_on"))


def approved_only(dataset: Dataset) -> Dataset:
    """Return the dataset without drafts, in which no reference to a draft is left."""
    drafts = {row.get("id") for row in dataset.rows("notices") if not is_approved(row)}
    return dataset.without_rows("notices", drafts)


def as_if_approved(dataset: Dataset, today: dt.date) -> Dataset:
    """Return the dataset in which every draft is approved: to look at one before anybody did."""
    table = dataset.tables.get("notices")
    if table is None:
        return dataset
    given: dict[str, Value] = {"approved_by": "（还没有批准）", "approved_on": today}
    rows = tuple(
        row if is_approved(row) else replace(row, values=row.values | given) for row in table.rows
    )
    return replace(dataset, tables=dataset.tables | {"notices": replace(table, rows=rows)})


def is_hidden(row: Row, today: dt.date) -> bool:
    """Tell whether the day is over until which the notice's text and attachments are shown."""
    return bool(row.get("hide_on") and row.get("hide_on") < today)


def hidden_texts_away(dataset: Dataset, today: dt.date) -> Dataset:
    """Return the dataset in which no notice has a text or attachment after its ``hide_on``."""
    table = dataset.tables.get("notices")
    if table is None or not any(is_hidden(row, today) for row in table.rows):
        return dataset
    gone: dict[str, Value] = {"body": "", "attachments": ()}
    rows = tuple(
        replace(row, values=row.values | gone) if is_hidden(row, today) else row
        for row in table.rows
    )
    return replace(dataset, tables=dataset.tables | {"notices": replace(table, rows=rows)})


def new_entries(dataset: Dataset, today: dt.date) -> list[Entry]:
    """Return the ledger rows of approved notices that are not in the ledger yet."""
    entries = ledger_of(dataset)
    known, before = {entry.notice for entry in entries}, entries[-1].seal if entries else ""
    fresh = [
        (row.get("id"), today, digest_of(row))
        for row in dataset.rows("notices")
        if row.get("id") not in known and is_approved(row)
    ]
    return sealed(before, fresh)


def sealed(before: str, rows: Iterable[tuple[str, dt.date, str]]) -> list[Entry]:
    """Return ledger rows for (notice, day, digest), each sealed to the one before it."""
    made: list[Entry] = []
    for notice, day, digest in rows:
        before = seal_of(before, notice, day.isoformat(), digest)
        made.append(Entry(notice, day.isoformat(), digest, before))
    return made


def ledger_text(entries: Iterable[Entry]) -> str:
    """Return the ledger as its file holds it."""
    lines = [f"{e.notice},{e.published_on},{e.digest},{e.seal}" for e in entries]
    return "\n".join(["notice,published_on,digest,seal", *lines]) + "\n"
