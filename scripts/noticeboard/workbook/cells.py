"""A cell as a spreadsheet gives it → the text that belongs into the table."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from decimal import Decimal

from noticeboard.canonical import BETWEEN
from noticeboard.mend import mended
from noticeboard.names import Names, plain, split_shown
from noticeboard.words import joined, nearest
from noticeboard.workbook.dates import day_of
from noticeboard.workbook.faults import UnreadableCell
from noticeboard.workbook.layout import Column

SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\t]")
LOST = re.compile(r"[+-]?\d(\.\d+)?[eE]\+?\d{2,}")
# A spreadsheet keeps fifteen digits of a number, whatever was typed.
MOST = 10**15
ERRORS = ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!")
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
FEW = 6


def is_blank(value: object) -> bool:
    """Tell whether nobody wrote anything into a cell."""
    return value is None or (isinstance(value, str) and not clean(value))


def clean(text: str) -> str:
    """Return a text without blanks around it, every space a common one, line ends as they are."""
    return (
        SPACES.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
        .strip()
        .removeprefix("\ufeff")
    )


def as_text(value: object) -> str:
    """Return what a cell shows, as plainly as can be."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (dt.datetime, dt.date)):
        return (value.date() if isinstance(value, dt.datetime) else value).isoformat()
    if isinstance(value, (int, float)):
        return f"{Decimal(repr(value)):f}".removesuffix(".0")
    return clean(str(value))


def read(column: Column, value: object, names: Names) -> tuple[str, str]:
    """Return the text of a cell, and what is worth saying of how it was read.

    Raises ``UnreadableCell``.
    """
    if is_blank(value):
        return "", ""
    if isinstance(value, str) and clean(value) in ERRORS:
        raise UnreadableCell(f"这一格是错误值 {clean(value)}", "把真正的内容写上，或者清空")
    if column.kind == "date":
        return day_of(value, worded=column.field.name.endswith(("_value", "_value_end")))
    if column.kind in ("whole", "number"):
        return _number(value, column.kind == "whole")
    text = _words(value, column)
    if column.kind == "one":
        return _one(column, text, names), ""
    if column.kind == "several":
        return BETWEEN.join(_several(column, text, names)), ""
    if text.startswith(FORMULA):
        hint = "换一个开头，例如先写在哪里、什么事"
        raise UnreadableCell(f"开头的 {text[0]} 会被表格软件当成公式", hint)
    if column.kind == "list":
        return BETWEEN.join(p.strip() for p in re.split(r"[；;\n]", text) if p.strip()), ""
    return " ".join(text.split()), ""


def _words(value: object, column: Column) -> str:
    """Return the text of a cell that holds words; a number only where it is one for certain."""
    if isinstance(value, bool):
        raise UnreadableCell(f"这一格是 {'TRUE' if value else 'FALSE'}，不是文字", "把内容写成文字")
    if isinstance(value, (dt.date, dt.time, dt.timedelta)):
        if isinstance(value, dt.date) and column.field.name.endswith("_text"):
            return f"{value.year}年{value.month}月{value.day}日"
        hint = "把格子的格式改成“文本”，再照原来的写一遍"
        raise UnreadableCell(f"表格软件把这一格变成了日期（{as_text(value)}）", hint)
    if isinstance(value, (int, float)):
        if abs(value) >= MOST:
            raise UnreadableCell(*_lost(as_text(value)))
        return as_text(value)
    text = clean(str(value))
    if LOST.fullmatch(text):
        raise UnreadableCell(*_lost(text))
    return text[1:] if re.match(r"'[0-9=+@-]", text) else text


def _lost(text: str) -> tuple[str, str]:
    return (
        f"「{text}」被表格软件当成了大数，后面的位数丢了",
        "把格子的格式改成“文本”，再把号码完整地写一遍",
    )


def _number(value: object, whole: bool) -> tuple[str, str]:
    if isinstance(value, (bool, dt.date, dt.time, dt.timedelta)):
        raise UnreadableCell(f"「{as_text(value)}」不是数", "把格子的格式改成“常规”，只写数字")
    text = as_text(value)
    meant = mended("integer" if whole else "number", text)
    if meant:
        turned = not isinstance(value, (int, float)) and meant != text
        return meant, f"「{text}」读作 {meant}" if turned else ""
    if whole and mended("number", text):
        raise UnreadableCell(f"「{text}」不是整数", "只写整数，金额以元为单位")
    raise UnreadableCell(f"「{text}」不是数", "只写数字，例如 3350000；不确定的空着")


def _one(column: Column, text: str, names: Names) -> str:
    """Return the value or the id that is meant."""
    text = " ".join(text.split())
    if not column.target:
        return _label(column, text)
    known = names.by_id.get(column.target, {})
    if text in known:
        return text
    found = names.ids.get(column.target, {})
    whole = found.get(plain(text), [])
    if len(whole) == 1:
        return whole[0]
    called, key = split_shown(text)
    if key in known:
        if not called or key in found.get(plain(called), []):
            return key
        message = f"名称“{called}”和括号里的编号 {key}（{known[key]}）对不上"
        raise UnreadableCell(message, "从列表里重新选一个")
    if key:
        raise UnreadableCell(f"没有编号 {key}", _hint(column, called, names))
    if len(whole) > 1:
        these = joined([names.shown(column.target, one) for one in whole], FEW)
        raise UnreadableCell(f"叫“{text}”的不止一个", f"写明是哪一个：{these}")
    raise UnreadableCell(f"没有「{text}」", _hint(column, text, names))


def _hint(column: Column, text: str, names: Names) -> str:
    known = names.by_id.get(column.target, {})
    near = nearest(text, known, {name: names.shown(column.target, key)
                                 for key, name in known.items() if name})  # fmt: skip
    if near:
        return f"{near}从列表里选"
    few = joined([names.shown(column.target, key) for key in known], FEW)
    return f"从列表里选：{few}" if known else "那张表里还没有，先在那一页添上"


def _label(column: Column, text: str) -> str:
    labels = column.field.labels
    wanted = plain(text)
    for value, label in labels.items():
        if wanted in (plain(value), plain(label)):
            return value
    near = nearest(text, labels.values())
    raise UnreadableCell(f"没有「{text}」这一种", f"{near}能选的：{joined(labels.values(), 15)}")


def _several(column: Column, text: str, names: Names) -> list[str]:
    """Return the values that are meant; other marks than ； are taken where all is known then."""
    parts = [
        part for part in re.split(r"[；;\n]", unicodedata.normalize("NFC", text)) if part.strip()
    ]
    found = []
    for part in parts:
        try:
            found.append(_one(column, part.strip(), names))
        except UnreadableCell:
            smaller = [one for one in re.split("[、，,]", part) if one.strip()]
            if len(smaller) < 2:
                raise
            found += [_one(column, one.strip(), names) for one in smaller]
    return list(dict.fromkeys(found))
