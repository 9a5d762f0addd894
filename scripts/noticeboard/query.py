"""The small language of ``figures.query``: ``table``, ``table.column=value``, ``table.column``."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from noticeboard.dataset import Dataset, Row
from noticeboard.words import nearest

SYNTAX = re.compile(r"([a-z_]+)(?:\.([a-z_]+)(?:=(.*))?)?")


class QueryError(Exception):
    """The query names what is not there."""

    def __init__(self, message: str, hint: str) -> None:
        """Keep message and hint, in Chinese."""
        super().__init__(message)
        self.message, self.hint = message, hint


def with_counts(dataset: Dataset) -> Dataset:
    """Return checked data in which every counted figure has its value, also where its cell is empty."""
    table = dataset.tables.get("figures")
    if table is None:
        return dataset
    rows = tuple(
        replace(row, values={**row.values, "value": _value(dataset, row)})
        if row.get("value") is None and row.get("query")
        else row
        for row in table.rows
    )
    return replace(dataset, tables=dataset.tables | {"figures": replace(table, rows=rows)})


def _value(dataset: Dataset, row: Row) -> Decimal | None:
    return evaluate(dataset, row.get("derivation"), row.get("query"))


def evaluate(dataset: Dataset, derivation: str, query: str) -> Decimal | None:
    """Return the count or the sum; ``None`` where a row or a cell it needs is unknown.

    ``count`` takes ``communities`` or ``communities.party_org=committee``; ``sum`` takes
    ``funding.amount_cny``. Raises ``QueryError``.
    """
    table_name, column, value = parse(query)
    table = dataset.tables.get(table_name)
    if table is None:
        hint = nearest(table_name, dataset.tables) or "表名见 data/datapackage.yaml"
        raise QueryError(f"没有「{table_name}」这张表", hint)
    if column and column not in table.resource.fields:
        hint = nearest(column, table.resource.fields) or "列名见 data/datapackage.yaml"
        raise QueryError(f"{table_name} 表里没有「{column}」这一列", hint)
    summed = derivation == "sum"
    if summed and (not column or table.resource.fields[column].type not in ("integer", "number")):
        raise QueryError("加总要写明哪一列，而且那一列是数", "例如 funding.amount_cny")
    if not table.complete or (column and not all(row.knows(column) for row in table.rows)):
        return None
    if summed:
        return sum((Decimal(row.get(column) or 0) for row in table.rows), Decimal(0))
    if value is None:
        return Decimal(len(table.rows))
    return Decimal(sum(1 for row in table.rows if str(row.get(column)) == value))


def parse(query: str) -> tuple[str, str, str | None]:
    """Return table, column (or an empty string) and value (or ``None``)."""
    match = SYNTAX.fullmatch(query)
    if not match:
        raise QueryError(f"看不懂「{query}」", "写 表名，或 表名.列=值，例如 communities")
    table, column, value = match.groups()
    return table, column or "", value
