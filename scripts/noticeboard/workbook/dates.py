"""A day as people and spreadsheets write it → 2026-11-05, or why nobody can tell."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from noticeboard.mend import NO_YEAR, how_to_write, mended
from noticeboard.workbook.faults import UnreadableCell

HOW = "写成 2026-11-24 的样子"
INSTEAD = "这一格空着，原话写在“（原文）”那一格"
FIRST_YEAR, LAST_YEAR = 1949, 2100
TAIL = re.compile(r"([T\s]\s*00?:00(:00(\.0+)?)?|[\s(（]*(星期|周|礼拜)[一二三四五六日天][)）]?)$")
DIGITS = {char: str(number) for number, char in enumerate("〇一二三四五六七八九")} | {
    "零": "0", "○": "0", "Ｏ": "0",
}  # fmt: skip
IN_WORDS = re.compile(
    r"([〇零○Ｏ一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})[日号]"
)
ENGLISH = ("%b %d, %Y", "%b %d %Y", "%d %b %Y", "%d-%b-%Y", "%B %d, %Y", "%B %d %Y", "%d %B %Y")
SHORT_YEAR = re.compile(r"\d{1,2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?")
YEAR_LAST = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{4}")
NO_DAY = re.compile(r"\d{4}\s*[-/.年]\s*\d{1,2}\s*月?|\d{4}\s*年?")
Number = int | float


def day_of(value: object, worded: bool = True) -> tuple[str, str]:
    """Return a day as ISO 8601 and what is worth saying of how it was read.

    ``worded`` tells that a cell beside it takes what was said in words. Raises ``UnreadableCell``.
    """
    remark = ""
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, dt.date):
        text = value.isoformat()
    elif isinstance(value, (bool, dt.time, dt.timedelta)):
        raise UnreadableCell(f"「{value}」不是日期", HOW)
    elif isinstance(value, (int, float)):
        text = _serial(value)
        remark = f"数字 {value:.15g} 当作日期 {text}"
    else:
        text = _written(str(value), worded)
    if not FIRST_YEAR <= int(text[:4]) <= LAST_YEAR:
        raise UnreadableCell(f"{text} 不像真的日期", f"看看是不是打错了；{HOW}")
    return text, remark


def _serial(value: Number) -> str:
    """Return the day that a spreadsheet counts so; 20261105 is a day that was packed."""
    meant = mended("date", f"{value:.15g}")
    if not meant:
        raise UnreadableCell(f"「{value:.15g}」不是日期", HOW)
    return meant


def _written(text: str, worded: bool) -> str:
    plain = TAIL.sub("", unicodedata.normalize("NFKC", text).strip())
    meant = mended("date", plain) or _in_words(text.strip()) or _in_english(plain)
    if meant:
        return meant
    if YEAR_LAST.fullmatch(plain):
        raise UnreadableCell(f"「{text}」看不出哪个是月、哪个是日", HOW)
    if SHORT_YEAR.fullmatch(plain):
        raise UnreadableCell(f"「{text}」看不出哪个是年", f"年份写四位，{HOW}")
    if NO_YEAR.fullmatch(plain):
        hint = how_to_write(plain)
        hint += f"；原文没有写年份的，{INSTEAD}" if worded else ""
        raise UnreadableCell(f"「{text}」没有写年份", hint)
    if NO_DAY.fullmatch(plain):
        hint = f"写明是哪一天，{HOW}"
        hint += f"；只知道年月的，{INSTEAD}" if worded else ""
        raise UnreadableCell(f"「{text}」没有写是哪一天", hint)
    if re.match(r"\d{4}\D+\d{1,2}\D+\d{1,2}", plain):
        raise UnreadableCell(f"「{text}」不是日历上有的一天", HOW)
    raise UnreadableCell(f"「{text}」不是日期", f"{HOW}；没有写明的，空着")


def _in_words(text: str) -> str:
    """Return the day of 二〇二六年十一月五日, or an empty text."""
    found = IN_WORDS.fullmatch(text)
    if not found:
        return ""
    year = "".join(DIGITS[char] for char in found[1])
    return mended("date", f"{year}-{_small(found[2])}-{_small(found[3])}")


def _small(text: str) -> int:
    """Return the number of 十一 or 二十三."""
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return int("".join(DIGITS.get(char, "9") for char in text))
    return int(DIGITS.get(tens, "1") if tens else "1") * 10 + int(DIGITS.get(ones, "0"))


def _in_english(text: str) -> str:
    """Return the day of Nov 5, 2026, or an empty text."""
    if not re.search("[A-Za-z]", text):
        return ""
    for pattern in ENGLISH:
        try:
            return dt.datetime.strptime(text.title(), pattern).date().isoformat()
        except ValueError:
            continue
    return ""
