"""The tables as anyone can download them: CSV that opens in WPS, JSON, and their description."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from noticeboard.dataset import Dataset, Row, Table

BOM = "\ufeff"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def open_data(dataset: Dataset) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of what ``data/`` of the site holds, workbook and checksums excepted.

    ``<table>.csv`` and ``<table>/<id>.json`` for every table, and ``datapackage.json``.
    """
    yield "data/datapackage.json", _json(published_descriptor(dataset))
    for name, table in dataset.tables.items():
        yield f"data/{name}.csv", table_csv(table).encode()
        for row in table.rows:
            key = row.get(table.resource.key)
            yield f"data/{name}/{key}.json", _json(record(table, row))


def table_names(dataset: Dataset) -> set[str]:
    """Return the names of the files of whole tables, which pages link to."""
    tables = {f"data/{name}.csv" for name in dataset.tables}
    return tables | {"data/datapackage.json", "data/noticeboard.xlsx", "data/SHA256SUMS"}


def record(table: Table, row: Row) -> dict[str, Any]:
    """Return one record as JSON holds it: lists as lists, dates as text, empty as null."""
    made: dict[str, Any] = {"table": table.resource.name}
    for name in table.resource.fields:
        value = row.get(name)
        if isinstance(value, Decimal):
            value = int(value) if value == int(value) else float(value)
        made[name] = value.isoformat() if isinstance(value, dt.date) else value
    return made


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def checksums(digests: Iterable[tuple[str, str]]) -> bytes:
    """Return ``data/SHA256SUMS`` over the tables, the workbook and the description.

    ``digests`` are names and SHA-256 of the site's files. ``sha256sum -c SHA256SUMS`` in a
    folder of downloads tells whether they are whole.
    """
    named = [
        (path.removeprefix("data/"), digest)
        for path, digest in digests
        if path.startswith("data/") and path.count("/") == 1
    ]
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(named)).encode()


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
    return safe_text(text)


def safe_text(text: str) -> str:
    """Return a text of which a spreadsheet makes no formula."""
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
