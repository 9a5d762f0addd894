"""When an answer was given: time stamps of all shapes, as moments in UTC.

Nothing is guessed: 3/4/2023 is a moment only where the source says in which order it writes.
Month names are English and fixed; ``strptime`` would ask the computer's language.
"""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from noticeboard.survey.snapshot import SourceFormatError
from noticeboard.survey.titles import told
from noticeboard.survey.wordings import Cell, plain, text_of

# Day 0 of Google's and Excel's serial numbers.
EPOCH = dt.datetime(1899, 12, 30)
# A smaller number is more likely a year or an amount than a day before 1927.
FIRST_SERIAL, LAST_SERIAL = 10_000, 80_000
FIRST_YEAR, LAST_YEAR = 1900, 2100
MONTHS = {name: number for number, name in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)}  # fmt: skip
ISO_LENGTH = len("2026-09-18 19:20:55")
ISO_SIGNS = ("-- ::", "--T::")
COMMON = re.compile(
    r"([0-9]{4})([-/])([0-9]{1,2})\2([0-9]{1,2})[ T]([0-9]{1,2}):([0-9]{2}):([0-9]{2})"
)
YEAR_FIRST = re.compile(
    r"([0-9]{4}) ?(?:([-/.])([0-9]{1,2})\2([0-9]{1,2})|年 ?([0-9]{1,2}) ?月 ?([0-9]{1,2}) ?[日号]?)(?![0-9])"
)
COMPACT = re.compile(r"((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})(?![0-9])")
YEAR_LAST = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4}|[0-9]{2})(?![0-9])")
NAMED = re.compile(r"([0-9]{1,2})[- ]([a-z]{3})[a-z]*[- ]([0-9]{4})(?![0-9])", re.I)
SERIAL = re.compile(r"[0-9]{5}(\.[0-9]+)?")
CLOCK = re.compile(
    r"(?P<half>上午|下午|凌晨|早上|中午|晚上|[ap]m)? ?"
    r"(?P<hour>[0-9]{1,2})[:时](?P<minute>[0-9]{1,2})"
    r"(?:分?$|[:分](?P<second>[0-9]{1,2})(?:[.,](?P<part>[0-9]{1,9}))?秒?)"
    r" ?(?P<later>上午|下午|[ap]m)? ?(?P<zone>z|utc|gmt|(?:utc|gmt)?[+-][0-9]{1,2}(?::?[0-9]{2})?)?",
    re.I,
)
LENGTH = re.compile(
    r"(?:([0-9]+) ?(?:天|d))? ?(?:([0-9]+) ?(?:小时|时|h))? ?"
    r"(?:([0-9]+) ?(?:分钟|分|min|m))? ?(?:([0-9]+)(?:\.[0-9]+)? ?(?:秒钟|秒|s)?)?",
    re.I,
)
CLOCK_LENGTH = re.compile(r"(?:([0-9]+):)?([0-9]{1,2}):([0-9]{2})")


def zone_of(name: str, where: str) -> ZoneInfo:
    """Return a time zone by its IANA name; ``SourceFormatError`` for one that is not known."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        message = f"{where}：不认识时区「{told(name)}」。怎么改：写成 Asia/Shanghai 这样的名称"
        raise SourceFormatError(message) from None


class Clock:
    """Reads the time stamps of one source.

    ``locale`` is the source's own (``en_US`` writes the month first). ``doubtful`` counts moments
    within an hour that the zone had twice (the first is taken) or not at all (it is moved on).
    """

    def __init__(self, zone: ZoneInfo, locale: str = "") -> None:
        """Keep the zone and the quarters of an hour met so far."""
        self.zone, self.locale, self.doubtful = zone, locale, 0
        self._quarters: dict[int, tuple[dt.datetime, bool]] = {}

    def moment(self, cell: Cell) -> dt.datetime | None:
        """Return the moment in UTC, or ``None`` where it cannot be read."""
        local = local_time(cell, self.locale)
        if local is None:
            return None
        if local.tzinfo is not None:
            return local.astimezone(dt.UTC)
        minute = local.minute
        key = (local.toordinal() * 24 + local.hour) * 4 + minute // 15
        found = self._quarters.get(key)
        if found is None:
            found = self._quarters[key] = self._quarter(local)
        start, doubtful = found
        self.doubtful += doubtful
        return start + dt.timedelta(0, minute % 15 * 60 + local.second, local.microsecond)

    def _quarter(self, local: dt.datetime) -> tuple[dt.datetime, bool]:
        """Return when a quarter of an hour begins, in UTC; no zone ever changed its clocks within one."""
        begin = local.replace(minute=local.minute // 15 * 15, second=0, microsecond=0)
        first = begin.replace(tzinfo=self.zone, fold=0).utcoffset() or dt.timedelta()
        second = begin.replace(tzinfo=self.zone, fold=1).utcoffset() or dt.timedelta()
        return begin.replace(tzinfo=dt.UTC) - first, first != second


def moment(cell: Cell, zone: str, locale: str = "") -> dt.datetime | None:
    """Return a single time stamp as a moment in UTC, or ``None`` where it cannot be read."""
    return Clock(zone_of(zone, "时间"), locale).moment(cell)


def local_time(cell: Cell, locale: str = "", *, short_year: bool = True) -> dt.datetime | None:
    """Return what a cell says, without a zone unless it names one; a day alone is midnight.

    ``short_year``: whether 10/14/16 may be read. Fractions are rounded to a millisecond: serial
    numbers are inexact beyond.
    """
    try:
        if isinstance(cell, str):
            found = _common(cell) or _written(plain(cell), locale, short_year)
        else:
            found = _typed(cell)
    except (ValueError, OverflowError):
        return None
    return found if found is not None and FIRST_YEAR <= found.year < LAST_YEAR else None


def date_text(cell: Cell, locale: str = "") -> str | None:
    """Return the day that a cell says, as 2026-09-07, or ``None``."""
    found = local_time(cell, locale, short_year=False)
    return found.date().isoformat() if found else None


def _typed(cell: Cell) -> dt.datetime | None:
    if isinstance(cell, dt.datetime):
        return _to_millisecond(cell)
    if isinstance(cell, dt.date):
        return dt.datetime(cell.year, cell.month, cell.day)
    if isinstance(cell, bool) or not isinstance(cell, (int, float)):
        return None
    if FIRST_SERIAL <= cell < LAST_SERIAL:
        return _serial(cell)
    day = COMPACT.fullmatch(text_of(cell))
    return dt.datetime(int(day[1]), int(day[2]), int(day[3])) if day else None


def _serial(number: float) -> dt.datetime:
    return _to_millisecond(EPOCH + dt.timedelta(days=number))


def _to_millisecond(when: dt.datetime) -> dt.datetime:
    rounded = round(when.microsecond, -3)
    return when.replace(microsecond=0) + dt.timedelta(microseconds=rounded)


def _common(text: str) -> dt.datetime | None:
    """Read 2026/9/18 19:20:55, which is most of them, without looking at it twice."""
    if len(text) == ISO_LENGTH and text[4::3] in ISO_SIGNS and text.isascii():
        return dt.datetime.fromisoformat(text)
    found = COMMON.fullmatch(text)
    if not found:
        return None
    year, _, month, day, hour, minute, second = found.groups()
    return dt.datetime(int(year), int(month), int(day), int(hour), int(minute), int(second))


def _written(text: str, locale: str, short_year: bool) -> dt.datetime | None:
    if SERIAL.fullmatch(text):
        return _serial(float(text)) if FIRST_SERIAL <= float(text) < LAST_SERIAL else None
    found = _day(text, locale, short_year)
    if found is None:
        return None
    rest = text[found[1] :].removeprefix("T").removeprefix(",").strip()
    return _with_clock(dt.datetime(*found[0]), rest) if rest else dt.datetime(*found[0])


def _day(text: str, locale: str, short_year: bool) -> tuple[tuple[int, int, int], int] | None:
    """Return year, month and day at the beginning of a text, and where they end."""
    if found := YEAR_FIRST.match(text):
        month, day = found[3] or found[5], found[4] or found[6]
        return (int(found[1]), int(month), int(day)), found.end()
    if found := COMPACT.match(text):
        return (int(found[1]), int(found[2]), int(found[3])), found.end()
    if found := NAMED.match(text):
        month_number = MONTHS.get(found[2].lower())
        return ((int(found[3]), month_number, int(found[1])), found.end()) if month_number else None
    found = YEAR_LAST.match(text)
    if not found or (len(found[3]) == 2 and not short_year):
        return None
    first, second, year = int(found[1]), int(found[2]), int(found[3])
    year += 2000 if year < 100 else 0
    if locale.replace("-", "_") == "en_US" or (second > 12 >= first) or first == second:
        return (year, first, second), found.end()
    return ((year, second, first), found.end()) if first > 12 >= second else None


def _with_clock(day: dt.datetime, text: str) -> dt.datetime | None:
    found = CLOCK.fullmatch(text)
    if not found:
        return None
    hour = _hour(int(found["hour"]), (found["half"] or found["later"] or "").lower())
    if hour is None or (found["half"] and found["later"]):
        return None
    part = round(int((found["part"] or "0").ljust(6, "0")[:6]), -3)
    when = day.replace(hour=hour, minute=int(found["minute"]), second=int(found["second"] or 0))
    when += dt.timedelta(microseconds=part)
    return when.replace(tzinfo=_fixed(found["zone"].lower())) if found["zone"] else when


def _hour(hour: int, half: str) -> int | None:
    """Return the hour from 0 to 23; ``None`` where the half of the day does not fit it."""
    if not half:
        return hour
    if not 0 <= hour <= 12:
        return None
    if half in ("上午", "凌晨", "早上", "am"):
        return hour % 12
    return hour if half == "中午" and hour == 11 else hour % 12 + 12


def _fixed(name: str) -> dt.timezone:
    digits = name.removeprefix("utc").removeprefix("gmt").removeprefix("z").replace(":", "")
    if not digits:
        return dt.UTC
    hours, minutes = (
        (digits[1:3], digits[3:] or "0") if len(digits) != 4 else (digits[1], digits[2:])
    )
    sign = -1 if digits[0] == "-" else 1
    return dt.timezone(sign * dt.timedelta(hours=int(hours), minutes=int(minutes)))


def seconds_of(cell: Cell) -> int | None:
    """Return how long somebody took, from ``10秒``, ``1分20秒``, ``00:01:20`` or a number."""
    if isinstance(cell, dt.timedelta):
        return max(0, round(cell.total_seconds()))
    if isinstance(cell, dt.time):
        return cell.hour * 3600 + cell.minute * 60 + cell.second
    text = plain(text_of(cell))
    if len(text) > 40 or not text:
        return None
    if found := CLOCK_LENGTH.fullmatch(text):
        return int(found[1] or 0) * 3600 + int(found[2]) * 60 + int(found[3])
    found = LENGTH.fullmatch(text)
    if not found or not any(found.groups()):
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return days * 86400 + hours * 3600 + minutes * 60 + seconds
