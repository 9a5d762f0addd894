"""What stands where in the workbook: which tables have a sheet, what their columns hold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from noticeboard.dataset import Dataset, Field, Resource, Table

COVER, MOVES, INBOX, LISTS, BASE = "说明", "办理单", "收件箱", "名单", "底稿"
OURS = (COVER, MOVES, INBOX, LISTS, BASE)
# Written by commands and builds alone: whoever typed into them would break what they prove.
MACHINE = ("order_events", "notice_ledger", "receipts")
# Rows of orders begin and end with steps, on a sheet of their own.
FIXED_ROWS = ("orders",)
DELETE, DELETE_WORD = "删去这一行", "删去"
REQUIRED = "＊"
# What a field explains, above its heading; rows begin behind both.
NOTES_ROW, HEAD_ROW, FIRST_ROW = 1, 2, 3
SPARE_ROWS = 100


@dataclass(frozen=True)
class Column:
    """A column of a sheet.

    ``kind`` is ``key``, ``one`` and ``several`` of a list of values or of rows of ``target``,
    ``date``, ``whole``, ``number``, ``list`` or ``text``.
    """

    field: Field
    kind: str
    target: str = ""

    @property
    def heading(self) -> str:
        """Return what stands above the column."""
        return self.field.title + (REQUIRED if self.field.required else "")


def column_of(resource: Resource, field: Field) -> Column:
    """Return what a column of this field holds."""
    target = field.references or resource.foreign_keys.get(field.name, ("",))[0]
    if field.type == "list":
        kind = "several" if target or field.labels else "list"
        return Column(field, kind, target)
    if target or field.labels:
        return Column(field, "one", target)
    if field.name == resource.key and field.type == "string":
        return Column(field, "key")
    kinds = {"integer": "whole", "number": "number", "date": "date"}
    return Column(field, kinds.get(field.type, "text"))


def columns_of(resource: Resource) -> list[Column]:
    """Return the columns of a table's sheet, as in the descriptor."""
    return [column_of(resource, field) for field in resource.fields.values()]


def is_edited(resource: Resource) -> bool:
    """Tell whether staff edit this table in the workbook; notices are files of their own."""
    return resource.name not in MACHINE and not resource.path.endswith(".md")


def edited_tables(dataset: Dataset, only: Sequence[str] = ()) -> list[Table]:
    """Return the tables that have a sheet."""
    return [
        table
        for table in dataset.tables.values()
        if is_edited(table.resource) and (not only or table.resource.name in only)
    ]


def sheet_name(resource: Resource) -> str:
    """Return what a table's sheet is called; a spreadsheet takes 31 letters and not all signs."""
    name = re.sub(r"[\[\]:*?/\\']", "", resource.title)[:28]
    return f"{name}登记" if name in OURS else name
