"""How the sheets look: calm, large enough, wrapped; what may be typed into and what not."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

FONT = "宋体"
THIN = Side(style="thin", color="D0D0D0")
LINE = Border(THIN, THIN, THIN, THIN)
HEAD = PatternFill("solid", fgColor="E3ECE6")
FIXED = PatternFill("solid", fgColor="F3F3F3")
FILL_IN = PatternFill("solid", fgColor="FFFBEA")
WRAP = Alignment(wrap_text=True, vertical="top")
NARROWEST, WIDEST = 10, 42
LINE_HEIGHT, MOST_LINES = 15, 12
FORMATS = {"date": "yyyy-mm-dd", "whole": "#,##0", "number": "General"}


def put(sheet: Worksheet, row: int, column: int, value: object) -> Cell:
    """Write a cell; text is text, whatever it begins with: nothing is run as a formula."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    cell.value = value  # type: ignore[assignment]
    if isinstance(value, str):
        cell.data_type = "s"
    return cell


def head(cell: Cell) -> None:
    """Make a cell a heading."""
    cell.font, cell.fill, cell.border = Font(FONT, 11, bold=True), HEAD, LINE
    cell.alignment = Alignment(wrap_text=True, vertical="center")


def note(cell: Cell) -> None:
    """Make a cell an explanation above a heading."""
    cell.font, cell.alignment, cell.border = Font(FONT, 9, color="595959"), WRAP, LINE
    cell.fill = HEAD


def body(cell: Cell, number_format: str, locked: bool, fill: PatternFill | None = None) -> None:
    """Make a cell one of a row."""
    cell.font, cell.alignment, cell.border = Font(FONT, 11), WRAP, LINE
    cell.number_format, cell.protection = number_format, Protection(locked=locked)
    if fill is not None or locked:
        cell.fill = fill or FIXED


def blank(sheet: Worksheet, number: int, number_format: str, locked: bool) -> None:
    """Say how the empty cells of a column are, without writing any of them."""
    column = sheet.column_dimensions[get_column_letter(number)]
    column.font, column.alignment = Font(FONT, 11), WRAP
    column.number_format, column.protection = number_format, Protection(locked=locked)


def like(cell: Cell, model: Cell) -> None:
    """Give a cell the looks of another: thousands of cells share one."""
    cell._style = model._style  # type: ignore[attr-defined]


def width_of(heading: str, values: Sequence[object]) -> float:
    """Return the width at which most of a column's values stand in a line or two."""
    longest = max((letters(str(value)) for value in values if value is not None), default=0)
    return max(NARROWEST, min(WIDEST, max(longest + 2, letters(heading) + 4)))


def letters(text: str) -> int:
    """Return how wide a text is: a Chinese letter is two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text[:2000])


def lines_of(text: str, width: float) -> int:
    """Return on how many lines a text stands in a column of this width."""
    return sum(max(1, -(-letters(part) // max(1, int(width) - 1))) for part in text.split("\n"))


def tall(sheet: Worksheet, row: int, values: Sequence[object], wide: Sequence[float]) -> None:
    """Make a row as high as its longest text needs; not every program does so when it opens a file."""
    most = max(
        (lines_of(str(value), width) for value, width in zip(values, wide, strict=False) if value),
        default=1,
    )
    if most > 1:
        sheet.row_dimensions[row].height = LINE_HEIGHT * min(most, MOST_LINES) + 2


def protect(sheet: Worksheet) -> None:
    """Keep ids and headings as they are; no password: it guards against slips, not against people."""
    guard = sheet.protection
    guard.sheet = True
    for allowed in (
        "formatCells",
        "formatColumns",
        "formatRows",
        "autoFilter",
        "sort",
        "insertRows",
    ):
        setattr(guard, allowed, False)


def page(sheet: Worksheet, title_rows: str = "") -> None:
    """Set a sheet up for A4 across, as wide as the paper, headings on each page."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    if title_rows:
        sheet.print_title_rows = title_rows


def widths(sheet: Worksheet, wide: Sequence[float]) -> None:
    """Set the widths of columns."""
    for number, width in enumerate(wide, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
