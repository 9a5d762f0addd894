"""The checked rows as one file: what the processes that fill pages read.

A line is a row: a JSON list of its values in column order, dates and numbers as text. A
table begins with a line that names it. So a process needs neither the cells' places nor
the checks' libraries, and never holds more than one row as JSON.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from noticeboard.dataset import Dataset, Field, Resource, Row, Value


def snapshot(dataset: Dataset) -> bytes:
    """Return the file's content."""
    return b"".join(_lines(dataset))


def _lines(dataset: Dataset) -> Iterator[bytes]:
    for name, table in dataset.tables.items():
        yield _line({"table": name, "rows": len(table.rows)})
        fields = list(table.resource.fields)
        for row in table.rows:
            yield _line([_plain(row, field) for field in fields])


def _line(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _plain(row: Row, name: str) -> Any:
    value = row.values[name]
    return str(value) if isinstance(value, (dt.date, Decimal)) else value


def read_snapshot(
    lines: Iterator[bytes], resources: dict[str, Resource]
) -> Iterator[tuple[Resource, Iterator[Sequence[Value]]]]:
    """Yield each table's resource and its rows, which must be read before the next table's."""
    for line in lines:
        head = json.loads(line)
        resource = resources[head["table"]]
        yield resource, _rows(lines, head["rows"], resource)


def _rows(lines: Iterator[bytes], count: int, resource: Resource) -> Iterator[Sequence[Value]]:
    seen: dict[str, str] = {}
    readers = [
        (number, reader)
        for number, field in enumerate(resource.fields.values())
        if (reader := _reader(resource, field, seen))
    ]
    for _ in range(count):
        values = json.loads(next(lines))
        for number, reader in readers:
            if values[number] is not None:
                values[number] = reader(values[number])
        yield values


def _reader(
    resource: Resource, field: Field, seen: dict[str, str]
) -> Callable[[Any], Value] | None:
    """Return what makes a value of JSON's; words that many rows share are kept once."""
    if field.type == "date":
        return dt.date.fromisoformat
    if field.type == "number":
        return Decimal
    if field.type == "list":
        return lambda items: tuple([seen.setdefault(item, item) for item in items])
    shared = field.labels or field.name in resource.foreign_keys
    return (lambda word: seen.setdefault(word, word)) if shared else None
