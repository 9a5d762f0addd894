"""What somebody does to a workbook in WPS, written so that a person can read it; done by openpyxl."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import yaml
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from noticeboard.dataset import Dataset
from noticeboard.workbook.base import text_of

HEAD = 2
Act = dict[str, Any]


def listed(path: Path) -> list[dict[str, Any]]:
    """Return the cases of a file."""
    cases: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return cases


def do(path: Path, acts: list[Act]) -> None:
    """Open the workbook, do this to it, save it."""
    book = openpyxl.load_workbook(path, rich_text=True)
    for act in acts:
        ((verb, words),) = act.items()
        globals()[f"do_{verb}"](book, *words)
    book.save(path)


def sheet_of(book: Workbook, name: str) -> Worksheet:
    sheet = book[name]
    assert isinstance(sheet, Worksheet)
    return sheet


def column_of(sheet: Worksheet, title: str) -> int:
    for cell in sheet[HEAD]:
        if str(cell.value or "").rstrip("＊") == title:
            return int(cell.column or 0)
    raise AssertionError(f"{sheet.title} 没有 {title}")


def row_of(sheet: Worksheet, key: str) -> int:
    for row in range(HEAD + 1, sheet.max_row + 1):
        value = sheet.cell(row, 1).value
        if isinstance(value, dt.datetime):
            value = value.date().isoformat()
        if str(value) == key or str(value).endswith(f"（{key}）"):
            return row
    raise AssertionError(f"{sheet.title} 没有 {key}")


def empty_row(sheet: Worksheet) -> int:
    row = HEAD + 1
    while any(sheet.cell(row, column).value is not None for column in range(1, sheet.max_column)):
        row += 1
    return row


def put(sheet: Worksheet, row: int, column: int, value: Any) -> None:
    cell = sheet.cell(row, column)
    if isinstance(value, dict):
        ((kind, said),) = value.items()
        if kind == "date":
            value = said if isinstance(said, dt.date) else dt.date.fromisoformat(said)
        elif kind == "serial":
            cell.number_format, value = "General", said
        elif kind == "time":
            value = dt.time(3, 30)
        elif kind == "rich":
            value = CellRichText(said[:2], TextBlock(InlineFont(b=True), said[2:]))
        elif kind == "error":
            cell.value, cell.data_type = said, "e"
            return
    cell.value = value
    if type(value) is str:
        cell.data_type = "s"


def do_set(book: Workbook, name: str, key: str, title: str, value: Any) -> None:
    sheet = sheet_of(book, name)
    put(sheet, row_of(sheet, key), column_of(sheet, title), value)


def do_formula(book: Workbook, name: str, key: str, title: str, formula: str) -> None:
    sheet = sheet_of(book, name)
    sheet.cell(row_of(sheet, key), column_of(sheet, title)).value = formula


def do_add(book: Workbook, name: str, cells: dict[str, Any], gap: int = 0) -> None:
    sheet = sheet_of(book, name)
    row = empty_row(sheet) + gap
    for title, value in cells.items():
        put(sheet, row, column_of(sheet, title), value)


def do_mark(book: Workbook, name: str, key: str, word: str = "删去") -> None:
    do_set(book, name, key, "删去这一行", word)


def do_delete(book: Workbook, name: str, key: str) -> None:
    sheet = sheet_of(book, name)
    sheet.delete_rows(row_of(sheet, key))


def do_clear(book: Workbook, name: str, key: str) -> None:
    sheet = sheet_of(book, name)
    row = row_of(sheet, key)
    for column in range(2, sheet.max_column + 1):
        sheet.cell(row, column).value = None


def do_hide(book: Workbook, name: str, key: str) -> None:
    sheet = sheet_of(book, name)
    sheet.row_dimensions[row_of(sheet, key)].hidden = True


def do_rename(book: Workbook, name: str, title: str, new: str) -> None:
    sheet = sheet_of(book, name)
    sheet.cell(HEAD, column_of(sheet, title)).value = new


def do_swap(book: Workbook, name: str, first: str, second: str) -> None:
    sheet = sheet_of(book, name)
    one, other = column_of(sheet, first), column_of(sheet, second)
    for row in range(1, sheet.max_row + 1):
        a, b = sheet.cell(row, one), sheet.cell(row, other)
        a.value, b.value = b.value, a.value


def do_drop_column(book: Workbook, name: str, title: str) -> None:
    sheet = sheet_of(book, name)
    sheet.delete_cols(column_of(sheet, title))


def do_extra_column(book: Workbook, name: str, title: str, value: Any) -> None:
    sheet = sheet_of(book, name)
    column = sheet.max_column + 1
    sheet.cell(HEAD, column).value, sheet.cell(HEAD + 1, column).value = title, value


def do_extra_sheet(book: Workbook, name: str) -> None:
    book.create_sheet(name).append(["随手记的", 1, 2])


def do_rename_sheet(book: Workbook, name: str, new: str) -> None:
    sheet_of(book, name).title = new


def do_drop_sheet(book: Workbook, name: str) -> None:
    book.remove(book[name])


def do_insert_rows_above(book: Workbook, name: str, count: int) -> None:
    sheet_of(book, name).insert_rows(1, count)


def do_merge(book: Workbook, name: str, key: str, title: str, rows: int) -> None:
    sheet = sheet_of(book, name)
    row, column = row_of(sheet, key), column_of(sheet, title)
    sheet.merge_cells(start_row=row, end_row=row + rows - 1, start_column=column, end_column=column)


def do_copy(book: Workbook, name: str, key: str) -> None:
    sheet = sheet_of(book, name)
    row, goal = row_of(sheet, key), empty_row(sheet)
    for column in range(1, sheet.max_column + 1):
        sheet.cell(goal, column).value = sheet.cell(row, column).value


def do_turn(book: Workbook, name: str) -> None:
    """Sort the rows the other way round."""
    sheet = sheet_of(book, name)
    last, wide = empty_row(sheet) - 1, sheet.max_column
    rows = [
        [sheet.cell(row, c).value for c in range(1, wide + 1)] for row in range(HEAD + 1, last + 1)
    ]
    for row, values in enumerate(reversed(rows), HEAD + 1):
        for column, value in enumerate(values, 1):
            sheet.cell(row, column).value = value


def spot(path: Path, name: str, key: str, title: str) -> str:
    """Return 项目!D5; the row below the last for the key ``+``."""
    book = openpyxl.load_workbook(path)
    sheet = sheet_of(book, name)
    row = empty_row(sheet) - 1 if key == "+" else HEAD if key == "标题" else row_of(sheet, key)
    column = column_of(sheet, title)
    return f"{name}!{get_column_letter(column)}{row}"


Texts = dict[str, dict[str, dict[str, str]]]


def texts_of(dataset: Dataset) -> Texts:
    """Return every cell that is not empty: table → id → field → text."""
    found: Texts = {}
    for name, table in dataset.tables.items():
        own = found.setdefault(name, {})
        for row in table.rows:
            cells = {field: text_of(row, field) for field in table.resource.fields}
            own[text_of(row, table.resource.key)] = {f: text for f, text in cells.items() if text}
    return found


def difference(before: Texts, after: Texts) -> Texts:
    """Return what is other than before: changed cells, added rows whole, gone rows as ``{"": "gone"}``."""
    found: Texts = {}
    for table in before:
        for key in {*before[table], *after[table]}:
            old, new = before[table].get(key), after[table].get(key)
            if old is None and new is not None:
                found.setdefault(table, {})[key] = {n: t for n, t in new.items() if n != "id"}
            elif new is None:
                found.setdefault(table, {})[key] = {"": "gone"}
            elif old != new:
                own = found.setdefault(table, {})[key] = {}
                for name in {*(old or {}), *new}:
                    if (old or {}).get(name, "") != new.get(name, ""):
                        own[name] = new.get(name, "")
    return found
