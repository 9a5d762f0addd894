"""Tables in the making: rows as dictionaries, written in the columns of the descriptor."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
from dataclasses import dataclass, field
from typing import Any

from noticeboard.demo.vocabulary import SURNAMES

SOURCE = "register"
BASIS = {"provenance": "illustrative", "source": SOURCE, "locator": "第1页"}


@dataclass
class Draft:
    """The town while it is being invented."""

    today: dt.date
    chance: random.Random
    columns: dict[str, list[str]]
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, table: str, /, **values: Any) -> str:
        """Add a row and return its id."""
        self.rows.setdefault(table, []).append(values)
        return str(values.get("id", ""))

    def ids(self, table: str) -> list[str]:
        """Return the ids of a table's rows."""
        return [str(row["id"]) for row in self.rows.get(table, [])]

    def ago(self, days: int) -> dt.date:
        """Return the day that many days before today."""
        return self.today - dt.timedelta(days=days)

    def person(self, number: int) -> str:
        """Return a name that is nobody's: a surname and a form of address."""
        titles = ("老师", "主任", "师傅", "医生", "站长", "经理")
        return SURNAMES[number % len(SURNAMES)] + titles[number // len(SURNAMES) % len(titles)]

    def csv(self, table: str) -> bytes:
        """Return the table as its file."""
        out = io.StringIO()
        writer = csv.DictWriter(out, self.columns[table], lineterminator="\n")
        writer.writeheader()
        basis = BASIS if "source" in self.columns[table] else {}
        for row in self.rows.get(table, []):
            writer.writerow(basis | {key: cell(value) for key, value in row.items()})
        return out.getvalue().encode()


def cell(value: Any) -> str:
    """Return a value as it stands in a cell."""
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return "；".join(str(item) for item in value)
    return str(value)


def on_day(prefix: str, day: dt.date) -> dict[str, str]:
    """Return the cells of a date that is known to the day."""
    return {
        f"{prefix}_text": f"{day.year}年{day.month}月{day.day}日",
        f"{prefix}_precision": "day",
        f"{prefix}_value": day.isoformat(),
    }
