"""What staff meant by a cell that is not a date or a number as it stands."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from decimal import Decimal

from noticeboard.patterns import matches

WRITTEN_DATE = re.compile(r"(\d{4})\s*[年/.\-]\s*(\d{1,2})\s*[月/.\-]\s*(\d{1,2})\s*[日号]?")
PACKED_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
# A spreadsheet counts days from here; five digits are the years 1927 to 2173.
SPREADSHEET_EPOCH = dt.date(1899, 12, 30)
SERIAL = re.compile(r"\d{5}")
UNITS = {"": 1, "元": 1, "万元": 10_000, "万": 10_000, "亿元": 100_000_000, "亿": 100_000_000}
AMOUNT = re.compile(r"[¥￥]?([+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)\s*(亿元|万元|亿|万|元)?整?")


def mended(kind: str, text: str) -> str:
    """Return what should stand in a cell of this type, or an empty string where nobody can tell.

    ``2022/9/7``, ``2022年9月7日``, ``20220907`` and ``44811`` are 2022-09-07; ``1.768E+05``,
    ``１７６，８００`` and ``17.68万元`` are 176800.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if kind == "date":
        return _date(plain)
    if kind in ("integer", "number"):
        return _number(plain, whole=kind == "integer")
    return ""


def _date(text: str) -> str:
    found = WRITTEN_DATE.fullmatch(text) or PACKED_DATE.fullmatch(text)
    try:
        if found:
            year, month, day = (int(part) for part in found.groups())
            return dt.date(year, month, day).isoformat()
    except ValueError:
        return ""
    if SERIAL.fullmatch(text):
        return (SPREADSHEET_EPOCH + dt.timedelta(days=int(text))).isoformat()
    return ""


NO_YEAR = re.compile(r"(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")


def how_to_write(text: str) -> str:
    """Return how a day is written that could not be read, by what is missing in it."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if WRITTEN_DATE.fullmatch(plain) or PACKED_DATE.fullmatch(plain):
        return "日历上没有这一天"
    if found := NO_YEAR.fullmatch(plain):
        return f"年份也写上，例如 2026-{int(found[1]):02}-{int(found[2]):02}"
    return "写成 2026-11-24 的样子"


def _number(text: str, whole: bool) -> str:
    found = AMOUNT.fullmatch(re.sub(r"[,\s]", "", text))
    if not found:
        return ""
    try:
        value = Decimal(found[1]) * UNITS[found[2] or ""]
    except ArithmeticError:  # an exponent beyond all measure
        return ""
    if abs(value) > 10**15 or (whole and value != value.to_integral_value()):
        return ""
    shown = f"{value:f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


BRACKETS = str.maketrans("（([【［{｛", "〔" * 7) | str.maketrans("）)]】］}｝", "〕" * 7)
LEADING_ZERO = re.compile(r"〕0+(?=[1-9])")


def respelled(pattern: str, text: str) -> str:
    """Return the text as its pattern wants it, where that is plain; else an empty string.

    ``埔府办（2026）3号`` is 埔府办〔2026〕3号; ``Long_Shan`` is long-shan.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    for meant in (
        plain,
        LEADING_ZERO.sub("〕", re.sub(r"\s", "", text.translate(BRACKETS))),
        re.sub(r"[\s_]+", "-", plain.lower()),
        re.sub(r"[\s—–]+", "-", plain),
    ):
        if meant != text and matches(pattern, meant):
            return meant
    return ""
