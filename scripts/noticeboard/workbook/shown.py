"""Text of a table → what its cell in the workbook shows."""

from __future__ import annotations

import datetime as dt
import re

from noticeboard.canonical import BETWEEN, items
from noticeboard.names import Names
from noticeboard.workbook.layout import Column

Shown = str | int | float | dt.date | None
# Spreadsheets know no more digits, and no day before.
MOST_DIGITS = 15
FIRST_YEAR = 1901


def shown(column: Column, text: str, names: Names) -> Shown:
    """Return a cell's value: labels and names for codes and ids, dates and numbers as such.

    What is not of its type stays the text that it is.
    """
    if not text:
        return None
    if column.kind == "one":
        return _one(column, text, names)
    if column.kind == "several":
        return BETWEEN.join(_one(column, item, names) for item in items(text))
    if column.kind == "date":
        return _date(text)
    if column.kind in ("whole", "number"):
        return _number(text)
    return text


def _one(column: Column, text: str, names: Names) -> str:
    if column.target:
        return names.shown(column.target, text)
    return column.field.labels.get(text, text)


def _date(text: str) -> Shown:
    try:
        day = dt.date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else None
    except ValueError:
        return text
    return day if day and day.year >= FIRST_YEAR else text


def _number(text: str) -> Shown:
    if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text) or len(text) > MOST_DIGITS:
        return text
    return float(text) if "." in text else int(text)
