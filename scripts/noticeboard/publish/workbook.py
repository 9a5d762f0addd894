"""All tables in one workbook, for people who work in WPS or Excel. The same rows, the same bytes."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from noticeboard.dataset import Dataset, Table
from noticeboard.repack import repacked

WIDTHS = {"integer": 12, "number": 12, "date": 12, "list": 30, "string": 18}
LONG = {"body": 60, "text": 60, "title": 30, "name": 24}
MAX_CELL = 32_767


def workbook(dataset: Dataset, day: dt.date) -> bytes:
    """Return ``noticeboard.xlsx``: a first sheet that explains, then a sheet a table."""
    book = Workbook(write_only=True)
    stamp = dt.datetime(day.year, day.month, day.day)
    book.properties.created = book.properties.modified = stamp
    book.properties.creator = str(dataset.settings.get("name", ""))
    _cover(book, dataset)
    for table in dataset.tables.values():
        _sheet(book, table)
    made = io.BytesIO()
    book.save(made)
    return repacked(made.getvalue(), stamp)


def plain_workbook(
    sheets: Mapping[str, Sequence[Sequence[str | int]]], creator: str, day: dt.date
) -> bytes:
    """Return a workbook of rows by the name of their sheet; the first row of each is its heading."""
    book = Workbook(write_only=True)
    stamp = dt.datetime(day.year, day.month, day.day)
    book.properties.created = book.properties.modified = stamp
    book.properties.creator = creator
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        sheet.column_dimensions["A"].width = 24
        for index, row in enumerate(rows):
            sheet.append([_cell(sheet, value, bold=index == 0) for value in row])
    made = io.BytesIO()
    book.save(made)
    return repacked(made.getvalue(), stamp)


def _cover(book: Workbook, dataset: Dataset) -> None:
    """Add the sheet that says what the others are."""
    sheet = book.create_sheet("说明")
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 18, 80
    sheet.append([_cell(sheet, dataset.descriptor["title"], bold=True)])
    sheet.append([_cell(sheet, dataset.descriptor["description"])])
    if dataset.settings.get("purpose") == "demo":
        sheet.append([_cell(sheet, "示例数据：人、事、数字都是编的，只作演示", bold=True)])
    licences = "；".join(item.get("title", item["name"]) for item in dataset.descriptor["licenses"])
    sheet.append([_cell(sheet, f"许可：{licences}")])
    sheet.append([])
    for table in dataset.tables.values():
        row = (table.resource.title, table.resource.description)
        sheet.append([_cell(sheet, text) for text in row])


def _sheet(book: Workbook, table: Table) -> None:
    """Add a table: Chinese headings, types kept, the heading row frozen."""
    sheet = book.create_sheet(table.resource.title[:31])
    sheet.freeze_panes = "A2"
    fields = list(table.resource.fields.values())
    for index, field in enumerate(fields):
        letter = get_column_letter(index + 1)
        sheet.column_dimensions[letter].width = LONG.get(field.name, WIDTHS[field.type])
    sheet.append([_cell(sheet, field.title, bold=True) for field in fields])
    for row in table.rows:
        sheet.append([_cell(sheet, row.get(field.name)) for field in fields])


def _cell(sheet: Any, value: Any, bold: bool = False) -> Any:
    """Return a cell; text is text, whatever it begins with: nothing is run as a formula."""
    if isinstance(value, tuple):
        value = "；".join(value)
    if isinstance(value, Decimal):
        value = int(value) if value == int(value) else float(value)
    text = isinstance(value, str)
    cell = WriteOnlyCell(sheet, value=value[:MAX_CELL] if text else value)
    if text:
        cell.data_type = "s"
    if isinstance(value, dt.date):
        cell.number_format = "yyyy-mm-dd"
    if bold:
        cell.font = Font(bold=True)
    return cell
