"""A table as a sheet: what its columns mean, its headings, its rows, and room for more."""

from __future__ import annotations

from collections.abc import Iterator

from openpyxl import Workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from noticeboard.dataset import Table
from noticeboard.names import Names
from noticeboard.workbook import look
from noticeboard.workbook.base import text_of
from noticeboard.workbook.layout import (
    DELETE,
    DELETE_WORD,
    FIRST_ROW,
    FIXED_ROWS,
    HEAD_ROW,
    NOTES_ROW,
    SPARE_ROWS,
    Column,
    columns_of,
    sheet_name,
)
from noticeboard.workbook.lists import Lists, delete_rule
from noticeboard.workbook.shown import Shown, shown

SEVERAL = "几个用；隔开"


def table_sheet(book: Workbook, table: Table, lists: Lists) -> None:
    """Add the sheet of a table."""
    sheet = book.create_sheet(sheet_name(table.resource))
    columns = columns_of(table.resource)
    rows = [list(_values(table, number, columns, lists.names)) for number in range(len(table.rows))]
    wide = [
        look.width_of(column.heading, [row[index] for row in rows])
        for index, column in enumerate(columns)
    ]
    look.widths(sheet, [*wide, 12])
    _heads(sheet, table, columns, wide)
    _body(sheet, table, columns, rows, wide)
    last = FIRST_ROW + len(rows) + SPARE_ROWS - 1
    _spare(sheet, table, columns)
    _rules(sheet, table, columns, lists, last)
    sheet.freeze_panes = f"{'C' if len(columns) > 2 else 'B'}{FIRST_ROW}"
    sheet.auto_filter.ref = f"A{HEAD_ROW}:{get_column_letter(len(columns) + 1)}{last}"
    look.protect(sheet)
    look.page(sheet, f"{NOTES_ROW}:{HEAD_ROW}")


def _values(table: Table, number: int, columns: list[Column], names: Names) -> Iterator[Shown]:
    row = table.rows[number]
    for column in columns:
        yield shown(column, text_of(row, column.field.name), names)


def _heads(sheet: Worksheet, table: Table, columns: list[Column], wide: list[float]) -> None:
    """Write what each column means, and below it what it is called."""
    tallest = 1
    for number, column in enumerate(columns, 1):
        words = note_of(table, column)
        tallest = max(tallest, look.lines_of(words, wide[number - 1] * 1.2))
        look.note(look.put(sheet, NOTES_ROW, number, words))
        look.head(look.put(sheet, HEAD_ROW, number, column.heading))
    extra = len(columns) + 1
    words = f"要删的行选“{DELETE_WORD}”，别的空着"
    if table.resource.name in FIXED_ROWS:
        words = "办理单不在这里添、不在这里删"
    look.note(look.put(sheet, NOTES_ROW, extra, words))
    look.head(look.put(sheet, HEAD_ROW, extra, DELETE))
    sheet.row_dimensions[NOTES_ROW].height = min(92, 13 * tallest + 4)
    sheet.row_dimensions[HEAD_ROW].height = 32


def note_of(table: Table, column: Column) -> str:
    """Return what stands above a heading: what to fill in, in the words of the descriptor."""
    field = column.field
    if column.kind == "key":
        return "不要改。新添的行空着，会自动编"
    words = field.description
    if any(value in words for value in field.labels):  # the words of the file, not of the list
        words = "从列表里选"
    if column.kind == "several" and SEVERAL not in words:
        words += f"；{SEVERAL}"
    if column.target and "编号" in words:
        words = f"从列表里选{'，' + SEVERAL if column.kind == 'several' else ''}"
    return words + ("。必填" if field.required else "")


def _body(
    sheet: Worksheet,
    table: Table,
    columns: list[Column],
    rows: list[list[Shown]],
    wide: list[float],
) -> None:
    if not rows:
        return
    for number, column in enumerate(columns, 1):
        locked = column.field.name == table.resource.key
        first = None
        for index, row in enumerate(rows):
            cell = look.put(sheet, FIRST_ROW + index, number, row[number - 1])
            if first is None:
                look.body(cell, format_of(column), locked)
                first = cell
            else:
                look.like(cell, first)
    for index, row in enumerate(rows):
        look.tall(sheet, FIRST_ROW + index, row, wide)
        look.body(look.put(sheet, FIRST_ROW + index, len(columns) + 1, None), "@", locked=False)


def format_of(column: Column) -> str:
    """Return a column's number format; text stays text, so that no code becomes a number."""
    return look.FORMATS.get(column.kind, "@")


def _spare(sheet: Worksheet, table: Table, columns: list[Column]) -> None:
    """Let the empty cells below be typed into, with the formats of their columns."""
    locked = table.resource.name in FIXED_ROWS
    for number in range(1, len(columns) + 2):
        column = columns[number - 1] if number <= len(columns) else None
        look.blank(sheet, number, format_of(column) if column else "@", locked)


def _rules(sheet: Worksheet, table: Table, columns: list[Column], lists: Lists, last: int) -> None:
    for number, column in enumerate(columns, 1):
        rule = lists.rule(column)
        if rule is not None:
            letter = get_column_letter(number)
            rule.add(f"{letter}{FIRST_ROW}:{letter}{last}")
            sheet.add_data_validation(rule)
    letter = get_column_letter(len(columns) + 1)
    rule = delete_rule()
    rule.add(f"{letter}{FIRST_ROW}:{letter}{last}")
    sheet.add_data_validation(rule)
    struck = FormulaRule(  # type: ignore[no-untyped-call]
        [f'${letter}{FIRST_ROW}="{DELETE_WORD}"'], font=Font(strike=True, color="9C2B2B")
    )
    sheet.conditional_formatting.add(f"A{FIRST_ROW}:{letter}{last}", struck)
