"""What the tables said when the workbook was made: what it is compared with when it comes back.

It travels in the workbook, on a sheet that nobody sees; its number stands on the first sheet.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from noticeboard.dataset import Dataset, Row, Table
from noticeboard.workbook.layout import sheet_name

MARK = "noticeboard-workbook-1"
# A cell holds 32,767 letters.
PIECE = 30_000
MAX_UNPACKED = 64 * 1024 * 1024
# So much of the digest is shown: enough to find a base, short enough to read out.
SHORT = 12


@dataclass(frozen=True)
class BaseTable:
    """A table as it was: its sheet's name, its columns, its rows' texts by id."""

    name: str
    sheet: str
    fields: tuple[str, ...]
    rows: dict[str, tuple[str, ...]]

    def cells(self, key: str) -> dict[str, str]:
        """Return a row's texts by field; ``KeyError`` for one that was not there."""
        return dict(zip(self.fields, self.rows[key], strict=True))


@dataclass(frozen=True)
class Base:
    """All tables as they were on ``day``; how many steps each open order had; which requests waited."""

    day: str
    tables: dict[str, BaseTable]
    orders: dict[str, int] = field(default_factory=dict)
    requests: tuple[str, ...] = ()


def text_of(row: Row, name: str) -> str:
    """Return what a cell says; empty where it is not there."""
    return row.cells[name].text if name in row.cells else ""


def base_table(table: Table) -> BaseTable:
    """Return a table as it is now."""
    resource = table.resource
    fields = tuple(resource.fields)
    rows = {
        text_of(row, resource.key): tuple(text_of(row, name) for name in fields)
        for row in table.rows
    }
    return BaseTable(resource.name, sheet_name(resource), fields, rows)


def base_of(
    dataset: Dataset,
    tables: Sequence[Table],
    day: str,
    orders: dict[str, int],
    requests: Iterable[str] = (),
) -> Base:
    """Return these tables of a dataset as they are now."""
    made = {table.resource.name: base_table(table) for table in tables}
    return Base(day, made, orders, tuple(requests))


def packed(base: Base) -> bytes:
    """Return the base as bytes; the same base gives the same."""
    tables = [
        [t.name, t.sheet, t.fields, [[key, *row] for key, row in t.rows.items()]]
        for t in base.tables.values()
    ]
    said = {
        "day": base.day,
        "tables": tables,
        "orders": base.orders,
        "requests": list(base.requests),
    }
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return zlib.compress(text.encode(), 9)


def digest_of(content: bytes) -> str:
    """Return the number of a base: twelve letters of its SHA-256."""
    return hashlib.sha256(content).hexdigest()[:SHORT]


def pieces(content: bytes) -> list[str]:
    """Return the texts that stand in the hidden sheet, one below the other."""
    text = base64.b64encode(content).decode()
    return [MARK, digest_of(content), *(text[i : i + PIECE] for i in range(0, len(text), PIECE))]


def joined_pieces(rows: Iterable[Sequence[Any]]) -> bytes:
    """Return the packed base of a hidden sheet; empty where it is damaged or is none."""
    texts = [str(row[0]).strip() for row in rows if row and row[0] not in ("", None)]
    if len(texts) < 3 or texts[0] != MARK:
        return b""
    try:
        content = base64.b64decode("".join(texts[2:]), validate=True)
    except (binascii.Error, ValueError):
        return b""
    return content if digest_of(content) == texts[1] else b""


def unpacked(content: bytes) -> Base | None:
    """Return the base; ``None`` for bytes that are none. They may be anybody's."""
    try:
        machine = zlib.decompressobj()
        text = machine.decompress(content, MAX_UNPACKED)
        if machine.unconsumed_tail:
            return None
        said = json.loads(text)
        tables = {
            name: BaseTable(name, sheet, tuple(fields), _rows(fields, rows))
            for name, sheet, fields, rows in said["tables"]
        }
        orders = {str(key): int(count) for key, count in said["orders"].items()}
        return Base(str(said["day"]), tables, orders, tuple(map(str, said["requests"])))
    except (zlib.error, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _rows(fields: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Return rows by the id before them; ``ValueError`` for rows of another width."""
    found: dict[str, tuple[str, ...]] = {}
    for key, *row in rows:
        if len(row) != len(fields):
            raise ValueError
        found[str(key)] = tuple(str(cell) for cell in row)
    return found
