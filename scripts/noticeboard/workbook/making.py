"""The whole workbook: the first sheet, steps of orders, a sheet a table, and what stays hidden."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence

from openpyxl import Workbook

from noticeboard.dataset import Dataset
from noticeboard.names import names_of
from noticeboard.repack import repacked
from noticeboard.workbook import look
from noticeboard.workbook.base import Base, base_of, digest_of, packed, pieces
from noticeboard.workbook.cover import cover_sheet
from noticeboard.workbook.inbox import Waiting, inbox_sheet
from noticeboard.workbook.layout import BASE, INBOX, LISTS, MOVES, edited_tables
from noticeboard.workbook.lists import Lists
from noticeboard.workbook.sheets import table_sheet
from noticeboard.workbook.steps import moves_sheet, open_orders


def workbook_of(
    dataset: Dataset,
    day: dt.date,
    only: Sequence[str] = (),
    requests: Sequence[Waiting] = (),
) -> tuple[bytes, Base]:
    """Return the workbook and its base; the same data on the same day are the same bytes.

    With ``requests`` there is a sheet of what residents asked for: such a file is private.
    """
    tables = edited_tables(dataset, only)
    steps = "orders" in dataset.tables and (not only or "orders" in only)
    orders = {str(now.order.get("id")): len(now.events) for now in open_orders(dataset)}
    keys = [one.key for one in requests]
    base = base_of(dataset, tables, day.isoformat(), orders if steps else {}, keys)
    content = packed(base)
    book = Workbook()
    del book["Sheet"]
    stamp = dt.datetime(day.year, day.month, day.day)
    book.properties.created = book.properties.modified = stamp
    book.properties.creator = str(dataset.settings.get("name", ""))
    cover_sheet(book, dataset, tables, day.isoformat(), digest_of(content), steps, bool(requests))
    hidden = book.create_sheet(LISTS)
    lists = Lists(book, names_of(dataset))
    if requests:
        inbox_sheet(book.create_sheet(INBOX), requests, lists, dataset)
    if steps:
        moves_sheet(book.create_sheet(MOVES), dataset, lists)
    for table in tables:
        table_sheet(book, table, lists)
    _hide(book, content)
    hidden.sheet_state = "hidden"
    book.move_sheet(hidden, len(book.sheetnames))
    book.active = 0
    made = io.BytesIO()
    book.save(made)
    return repacked(made.getvalue(), stamp), base


def _hide(book: Workbook, content: bytes) -> None:
    """Put the base on a sheet that no menu shows."""
    sheet = book.create_sheet(BASE)
    for number, text in enumerate(pieces(content), 1):
        look.put(sheet, number, 1, text)
    sheet.sheet_state = "veryHidden"
    sheet.protection.sheet = True
