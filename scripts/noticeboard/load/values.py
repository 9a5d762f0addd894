"""Text becomes typed, here and nowhere else."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal

from noticeboard.dataset import Cell, Field, Value

LIST_MARKS = re.compile("[；;]")
MAX_DIGITS = 30


class UnparsedError(ValueError):
    """The text is not of the field's type; ``check`` says so at its cell."""


def typed(field: Field, cell: Cell) -> Value:
    """Return the cell's value by the field's type; ``None`` for an empty cell.

    Raises ``UnparsedError``.
    """
    if field.type == "list":
        parts = cell.items if cell.items is not None else LIST_MARKS.split(cell.text)
        return tuple(part.strip() for part in parts if part.strip())
    return PARSERS[field.type](cell.text) if cell.text else None


def _integer(text: str) -> int:
    if not re.fullmatch(r"[+-]?[0-9]+", text) or len(text) > MAX_DIGITS:
        raise UnparsedError(text)
    return int(text)


def _number(text: str) -> Decimal:
    if not re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", text) or len(text) > MAX_DIGITS:
        raise UnparsedError(text)
    return Decimal(text)


def _date(text: str) -> dt.date:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise UnparsedError(text)
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise UnparsedError(text) from None


PARSERS: dict[str, Callable[[str], Value]] = {
    "string": str,
    "integer": _integer,
    "number": _number,
    "date": _date,
}


def typed_values(fields: dict[str, Field], cells: dict[str, Cell]) -> dict[str, Value]:
    """Return the values of a record; a cell that cannot be read is left out (unknown)."""
    values: dict[str, Value] = {}
    for name, field in fields.items():
        if name not in cells:
            values[name] = () if field.type == "list" else None
            continue
        try:
            values[name] = typed(field, cells[name])
        except UnparsedError:
            continue
    return values
