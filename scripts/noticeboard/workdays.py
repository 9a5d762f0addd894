"""Working days and the length of a notice period.

Holidays and working weekends (调休) come from chinesecalendar, which knows the years the
State Council has announced; the town's own table ``holidays`` adds to it and wins.
Which day is the first: 民法典 §201 does not count the first day, many notices do; both
are counted, as the notice says (``first_day``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from chinese_calendar import is_workday as is_announced_workday  # type: ignore[import-untyped]


class UnknownDayError(Exception):
    """Nobody has said yet whether this day is a working day."""

    def __init__(self, day: dt.date) -> None:
        """Keep the day."""
        super().__init__(day.isoformat())
        self.day = day


def is_workday(day: dt.date, own: Mapping[dt.date, str]) -> bool:
    """Tell whether people work on this day; ``own`` maps days to ``rest`` or ``work``.

    In a year that chinesecalendar does not know, days are ordinary weekdays and weekends
    once the town has written at least one day of that year into its table; before,
    ``UnknownDayError``.
    """
    if day in own:
        return own[day] == "work"
    try:
        return bool(is_announced_workday(day))
    except NotImplementedError:
        if not any(known.year == day.year for known in own):
            raise UnknownDayError(day) from None
        return day.weekday() < 5


def workday_after(start: dt.date, count: int, own: Mapping[dt.date, str]) -> dt.date:
    """Return the ``count``-th working day after ``start``. Raises ``UnknownDayError``."""
    day = start
    while count:
        day += dt.timedelta(days=1)
        count -= is_workday(day, own)
    return day


def count_days(
    start: dt.date, end: dt.date, day_kind: str, first_day: str, own: Mapping[dt.date, str]
) -> int:
    """Return how many days a period has, its last day included.

    ``day_kind`` is ``working`` or ``calendar``; ``first_day`` is ``counted`` or
    ``not_counted``. Raises ``UnknownDayError``.
    """
    begin, last = 0 if first_day == "counted" else 1, (end - start).days
    if day_kind == "calendar":
        return max(0, last - begin + 1)
    # One after another: a period of a mistyped year has millions of days, and the first that nobody
    # knows ends it.
    return sum(is_workday(start + dt.timedelta(days=n), own) for n in range(begin, last + 1))
