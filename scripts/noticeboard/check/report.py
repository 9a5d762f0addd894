"""How a rule says what is wrong: one error or warning at one cell."""

from __future__ import annotations

from noticeboard.dataset import Row, Table
from noticeboard.errors import Problem


def error_at(table: Table, row: Row, field: str, rule: str, message: str, hint: str) -> Problem:
    """Return an error at a field's cell, or at the row where it has none."""
    return Problem(row.place_of(field), rule, "error", message, hint, table.resource.name, field)


def warning_at(table: Table, row: Row, field: str, rule: str, message: str, hint: str) -> Problem:
    """Return a warning at a field's cell: it stops a build only with ``--strict``."""
    return Problem(row.place_of(field), rule, "warning", message, hint, table.resource.name, field)


def where_said(row: Row) -> str:
    """Return where a row's source says it, as （article，L23）; empty where the row does not tell."""
    told = [text for text in (row.get("source"), "、".join(row.get("locator") or ())) if text]
    return f"（{'，'.join(told)}）" if told else ""
