"""The tables as anyone can download them: CSV that opens in WPS, and their description."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from noticeboard.dataset import Dataset, Row, Table

BOM = "\ufeff"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def open_data(dataset: Dataset) -> dict[str, bytes]:
    """Return ``data/<table>.csv`` for every table and ``data/datapackage.json``."""
    files = {
        f"data/{name}.csv": table_csv(table).encode() for name, table in dataset.tables.items()
    }
    text = json.dumps(published_descriptor(dataset), ensure_ascii=False, indent=2)
    return files | {"data/datapackage.json": f"{text}\n".encode()}


def table_csv(table: Table) -> str:
    """Return the table as CSV with a BOM (WPS and Excel then read it as UTF-8)."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    names = list(table.resource.fields)
    writer.writerow(names)
    for row in table.rows:
        writer.writerow([_cell(row, name) for name in names])
    return BOM + out.getvalue()


def _cell(row: Row, name: str) -> str:
    """Return a cell's text; what a spreadsheet would run as a formula gets a quote."""
    value = row.get(name)
    text = "；".join(value) if isinstance(value, tuple) else "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def published_descriptor(dataset: Dataset) -> dict[str, Any]:
    """Return the descriptor of the published files: every table is a CSV with a BOM."""
    resources = []
    for table in dataset.tables.values():
        raw = table.resource.descriptor
        described = {
            "path": f"{table.resource.name}.csv",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8-sig",
            "dialect": {"csv": {"lineTerminator": "\r\n"}},
        }
        resources.append(raw | described)
    return dataset.descriptor | {"resources": resources}
