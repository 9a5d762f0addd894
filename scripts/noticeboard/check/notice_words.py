"""What a notice says of its own period in words, beside the fields that say it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from noticeboard.check.report import error_at
from noticeboard.dataset import Dataset, Row, Table
from noticeboard.errors import Place, Problem

DIGITS = {letter: value for value, letter in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}
_N = r"[0-9〇零○一二三四五六七八九十]"
_DAY = rf"(?:({_N}{{4}})年)?(?:({_N}{{1,3}})月)?({_N}{{1,3}})日"
PERIOD = re.compile(
    rf"(?:公示|公布|征求意见|征集|公告)(?:期|期限|时间|日期)?[为是:：]?\s*(?:自|从|由)?\s*{_DAY}\s*(?:起|开始)?\s*(?:至|到|—+|–|-|～|~)\s*{_DAY}"
)
LENGTH = re.compile(
    rf"(?:公示|公告|征求意见)(?:期|期限|时间)?[为是:：]?\s*({_N}{{1,3}})\s*(?:个)?(工作日|自然日|日历日|天)"
)
KINDS = {"工作日": "working", "自然日": "calendar", "日历日": "calendar"}


def notice_words_agree_with_dates(dataset: Dataset) -> list[Problem]:
    """A period told in a notice's text is the one in its fields."""
    problems = []
    for table, row in dataset.each("notices"):
        text = row.get("body") or ""
        found = PERIOD.search(text)
        wrong = _wrong_period(row, found) if found else None
        length = LENGTH.search(text)
        if wrong is None and length:
            found, wrong = length, _wrong_length(row, length)
        if wrong and found:
            problems.append(_at(table, row, text, found.start(), *wrong))
    return problems


def _wrong_period(row: Row, found: re.Match[str]) -> tuple[str, str] | None:
    start, end = row.get("period_start"), row.get("period_end")
    if not start or not end:
        return None
    first, last = _read(found.groups()[:3], start), _read(found.groups()[3:], end)
    if (first, last) == (start, end):
        return None
    message = f"正文写的是「{found[0].strip()}」，公示期填的是 {start} 到 {end}"
    return message, "对照盖章的原件，改正文或者 period_start、period_end"


def _wrong_length(row: Row, found: re.Match[str]) -> tuple[str, str] | None:
    days, kind = row.get("declared_days"), row.get("day_kind")
    if not days or not kind:
        return None
    said = _number(found[1])
    if said == days and KINDS.get(found[2], kind) == kind:
        return None
    word = {"working": "个工作日", "calendar": "天"}[kind]
    message = f"正文写的是「{found[0].strip()}」，填的是 {days} {word}"
    return message, "对照盖章的原件，改正文或者 declared_days、day_kind"


def _read(parts: tuple[str | None, ...], filled: dt.date) -> dt.date | None:
    """Return the day in words; a year or month that is left out is the filled one's."""
    year, month, day = (_number(part) if part else None for part in parts)
    try:
        return dt.date(year or filled.year, month or filled.month, day or 0)
    except ValueError:
        return None


def _number(text: str) -> int:
    """Return 2026 for 2026 and 二〇二六, 25 for 二十五, 10 for 十."""
    if text.isdecimal():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return 10 * (DIGITS.get(tens, 1) if tens else 1) + (DIGITS.get(ones, 0) if ones else 0)
    return int("".join(str(DIGITS.get(letter, letter)) for letter in text))


def _at(table: Table, row: Row, text: str, start: int, message: str, hint: str) -> Problem:
    problem = error_at(table, row, "body", "notice_words_agree_with_dates", message, hint)
    before = text[:start]
    place = problem.place
    column = len(before) - before.rfind("\n")
    return replace(problem, place=Place(place.file, place.line + before.count("\n"), column))
