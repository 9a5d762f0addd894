"""Spans of days, half-years and years: when something was done, how long it took or has been waiting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from noticeboard.model import Town, When

# How long something has been waiting, or took: the last day of each span, in days.
AGES = {"week": 7, "month": 30, "quarter": 90}
OLDEST = "longer"
# Half-years as long as there are so few of them, then years.
MOST_HALVES = 8


def age_of(days: int) -> str:
    """Return in which span so many days lie."""
    return next((key for key, last in AGES.items() if days <= last), OLDEST)


def periods_of(town: Town) -> dict[str, str]:
    """Return project → half-year (2026-2) or year (2026) of those whose time is known.

    Half-years, as long as every time is told as exactly and there are few of them.
    """
    dated = {
        key: p.time
        for key, p in town.projects.items()
        if p.time.value and p.time.precision != "relative"
    }
    halves = {key: _half(time) for key, time in dated.items()}
    exact = all(time.precision != "year" for time in dated.values())
    if exact and halves and _span(halves.values()) <= MOST_HALVES:
        return halves
    return {key: half.partition("-")[0] for key, half in halves.items()}


def _half(time: When) -> str:
    day = time.value or dt.date.min
    return f"{day.year:04}-{1 if day.month <= 6 else 2}"


def _number(half: str) -> int:
    year, _, part = half.partition("-")
    return 2 * int(year) + int(part) - 1


def _span(halves: Iterable[str]) -> int:
    numbers = [_number(half) for half in halves]
    return max(numbers) - min(numbers) + 1


def period_word(period: str) -> str:
    """Return 2026年 or 2026年下半年."""
    year, _, half = period.partition("-")
    return f"{int(year)}年" + {"": "", "1": "上半年", "2": "下半年"}[half]


def between(periods: Iterable[str]) -> list[str]:
    """Return all periods from the last to the first, those in which nothing was done, too."""
    there = sorted(set(periods))
    if not there:
        return []
    if "-" in there[0]:
        first, last = _number(there[0]), _number(there[-1])
        return [f"{n // 2:04}-{n % 2 + 1}" for n in range(last, first - 1, -1)]
    first, last = int(there[0]), int(there[-1])
    every = [f"{n:04}" for n in range(last, first - 1, -1)]
    return every if len(every) <= 2 * len(there) else there[::-1]
