"""What Google told of a spreadsheet and its cells, looked at before anything is made of it."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from noticeboard.survey.snapshot import (
    SourceFormatError,
    SourceNotFoundError,
    SourceUnavailableError,
)
from noticeboard.survey.sources.google_line import PORTAL, Refused

Cell = str | int | float | bool | None


def is_book(told: Any) -> bool:
    """Tell whether it is the description of a spreadsheet with all that is used of it."""
    if not isinstance(told, dict):
        return False
    properties, sheets = told.get("properties"), told.get("sheets")
    return (
        isinstance(properties, dict)
        and all(isinstance(properties.get(name), str) for name in ("title", "timeZone", "locale"))
        and isinstance(sheets, list)
        and all(isinstance(one, dict) and _is_tab(one.get("properties")) for one in sheets)
    )


def _is_tab(properties: Any) -> bool:
    return (
        isinstance(properties, dict)
        and type(properties.get("sheetId")) is int
        and isinstance(properties.get("title"), str)
    )


def title_of(described: Mapping[str, Any], gid: int) -> str:
    """Return the title of the tab with this gid, if it has cells; a hidden one is as good."""
    tabs = [one["properties"] for one in described["sheets"]]
    tab = next((one for one in tabs if one["sheetId"] == gid), None)
    if tab is None:
        there = "、".join(f"“{shown(one['title'])}”gid={one['sheetId']}" for one in tabs[:10])
        words = f"表格里没有 gid={gid} 的标签页。现有：{there or '无'}。请改问卷定义里的 gid"
        raise Refused(SourceNotFoundError(words))
    title: str = tab["title"]
    if tab.get("sheetType", "GRID") != "GRID":
        words = f"标签页“{shown(title)}”是图表或外部数据，没有单元格。请把 gid 改成存放答卷的标签页"
        raise Refused(SourceFormatError(words))
    named = described.get("namedRanges")
    names = [one.get("name") for one in named if isinstance(one, dict)] if isinstance(named, list) else []  # fmt: skip
    if title in names:
        raise Refused(_two_of_a_name(title))
    return title


def _two_of_a_name(title: str) -> SourceFormatError:
    """Return the error for a tab whose name Google takes for a named range: only that would come."""
    return SourceFormatError(
        f"标签页“{shown(title)}”和一个命名区域同名，读到的可能不完整。请给命名区域或标签页改名"
    )


def rows_of(told: Any, title: str) -> tuple[tuple[Cell, ...], ...]:
    """Return the cells of a ``values:batchGet`` of the whole tab; an empty tab has no ``values``."""
    ranges = told.get("valueRanges") if isinstance(told, dict) else None
    only = ranges[0] if isinstance(ranges, list) and len(ranges) == 1 else None
    if not isinstance(only, dict) or only.get("majorDimension", "ROWS") != "ROWS":
        raise _strange()
    tab, _, span = str(only.get("range", "")).rpartition("!")
    if tab.startswith("'"):
        tab = tab[1:-1].replace("''", "'")
    if tab != title or not re.fullmatch(r"A1(:[A-Z]+[0-9]+)?", span):
        raise Refused(_two_of_a_name(title))
    rows = only.get("values", [])
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise _strange()
    return tuple(tuple(_cell(value) for value in row) for row in rows)


def _cell(value: Any) -> Cell:
    if isinstance(value, str):
        # A formula can cut an emoji in half; half a character can be written nowhere.
        return re.sub("[\ud800-\udfff]", "\ufffd", value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    raise _strange()


def _strange() -> Refused:
    return Refused(SourceUnavailableError(f"Google 的答复不合它自己的说明。{PORTAL}"))


def shown(text: str) -> str:
    """Return a name fit for one line of a message."""
    clean = "".join(letter if letter.isprintable() else "�" for letter in text)
    return clean if len(clean) <= 40 else f"{clean[:39]}…"
