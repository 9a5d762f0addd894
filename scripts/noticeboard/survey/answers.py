"""Judge a snapshot's answers: which are used, which are not and why, who is who.

Everything that was read is accounted for: an answer is accepted, or set aside with one of
``REASONS``. A reason never tells what was answered.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import zoneinfo
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from noticeboard.model.surveys import SourceSpec, Survey
from noticeboard.survey.contents import Content, Contents
from noticeboard.survey.snapshot import RawAnswer

# Why an answer is not used, in the words that staff and residents read.
REASONS = {
    "invalid-option": "选了没有的选项",
    "invalid-value": "数或日期认不出来",
    "missing-required": "必答的没有答",
    "too-many": "选得太多",
    "outside-window": "不在收集的日期里",
    "no-time": "提交时间认不出来",
    "future-time": "提交时间在将来",
    "duplicate": "重复提交",
    "too-fast": "答得太快，像是机器填的",
}
TOO_FAST = 2  # seconds for a whole form
SAME_WITHIN = dt.timedelta(minutes=10)
WHOLE = "whole"
# The source may be ahead of the machine that reads it.
ZONES = dt.timedelta(days=1)
NATIVE_FIRST = "\0"


class Answer(NamedTuple):
    """One judged answer: codes and words by the survey's questions, in their order.

    ``row`` is where it stands in the source, if it is not used: somebody may want to mend it.
    ``id`` tells nobody who it was; ``receipt`` is the digest of a code that somebody may hold. ``reason`` is empty where the answer is used. ``words`` are
    without telephones and the like, and only for people here: they are never published.
    """

    id: str
    digest: str
    day: dt.date | None
    community: str
    edition: str
    reason: str
    codes: tuple[tuple[str, ...], ...]
    words: tuple[str, ...]
    receipt: str = ""
    row: int = 0


@dataclass(slots=True)
class _Taken:
    """What is kept of answers until all are there: a column each, by number.

    ``names`` is what the source knows an answer by, ``own`` the numbers of those that have an id.
    """

    names: list[str] = field(default_factory=list)
    own: list[int] = field(default_factory=list)
    moments: list[dt.datetime | None] = field(default_factory=list)
    days: list[dt.date | None] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    contents: list[Content] = field(default_factory=list)
    receipts: dict[int, str] = field(default_factory=dict)
    rows: array[int] = field(default_factory=lambda: array("L"))


def judge(
    survey: Survey, spec: SourceSpec, answers: Iterable[RawAnswer], key: bytes, today: dt.date
) -> list[Answer]:
    """Return every answer of a source, judged, in the order of their ids, made with ``key``.

    Two answers of one second keep apart, whatever order their rows are in; of answers with the
    same id in the source only the latest is used. Answers are taken one by one: of a million
    there is room for what is kept, not for all that was read. ``today`` is the day of reading.
    Raises what ``answers`` raise.
    """
    taken = _take(survey, spec, answers, key, today)
    ids = _ids(spec, taken, key)
    later = _superseded(taken)
    copies = _copies(taken)
    editions: dict[dt.date | None, str] = {}
    judged = []
    # From the end, so that each content goes when its answer is made.
    for number in reversed(range(len(ids))):
        content, day, reason = taken.contents.pop(), taken.days.pop(), taken.reasons.pop()
        reason = reason or content.reason
        if not reason and (number in later or number in copies):
            reason = "duplicate"
        edition = editions.get(day)
        if edition is None:
            edition = editions[day] = edition_of(survey, day)
        judged.append(
            Answer(
                ids[number] if number not in later else f"{ids[number]}-{number}",
                content.digest,
                day,
                content.community,
                edition,
                reason,
                content.codes,
                content.words,
                taken.receipts.get(number, ""),
                taken.rows[number] if reason else 0,
            )
        )
    judged.sort(key=attrgetter("id"))
    return judged


def _take(
    survey: Survey, spec: SourceSpec, answers: Iterable[RawAnswer], key: bytes, today: dt.date
) -> _Taken:
    """Keep of each answer what judging needs."""
    zone = zoneinfo.ZoneInfo(spec.timezone)
    taken = _Taken()
    contents = Contents(survey, spec, key)
    days: dict[dt.date, dt.date] = {}
    last = today + ZONES
    for number, raw in enumerate(answers):
        content = contents.of(raw)
        day = raw.submitted.astimezone(zone).date() if raw.submitted else None
        day = days.setdefault(day, day) if day else None
        taken.rows.append(raw.row)
        if raw.receipt:
            taken.receipts[number] = raw.receipt
        if raw.native:
            taken.own.append(number)
        taken.names.append(
            f"{NATIVE_FIRST}{raw.native}" if raw.native else raw.moment or content.digest
        )
        taken.moments.append(raw.submitted)
        taken.days.append(day)
        taken.reasons.append(_untimely(survey, raw, day, last))
        taken.contents.append(content)
    contents.mask()
    return taken


def edition_of(survey: Survey, day: dt.date | None) -> str:
    """Return what an answer is counted with: ``whole``, or a quarter such as 2026Q3; empty without a day."""
    if survey.period == WHOLE:
        return WHOLE
    if day is None:
        return ""
    return f"{day.year}Q{(day.month + 2) // 3}"


def _untimely(survey: Survey, raw: RawAnswer, day: dt.date | None, last: dt.date) -> str:
    """Return what is wrong with when an answer was given; empty where nothing is.

    A year mistyped on paper must not begin a quarter of its own.
    """
    if day is None:
        dated = survey.period != WHOLE or survey.opens or survey.closes
        return "no-time" if dated else ""
    if day > last:
        return "future-time"
    if (survey.opens and day < survey.opens) or (survey.closes and day > survey.closes):
        return "outside-window"
    return "too-fast" if raw.seconds is not None and raw.seconds < TOO_FAST else ""


def _ids(spec: SourceSpec, taken: _Taken, key: bytes) -> list[str]:
    """Return who is who: by the source's own id, else by its time, and the content among equal times."""
    ids = [""] * len(taken.names)
    own = set(taken.own)
    # Sorted twice, each time by what is there already: pairs of a million would need room.
    order = [number for number in range(len(ids)) if number not in own]
    order.sort(key=lambda number: taken.contents[number].digest)
    order.sort(key=taken.names.__getitem__)
    last, among = "", 0
    for number in order:
        name = taken.names[number]
        among = among + 1 if name == last else 0
        last = name
        ids[number] = _id(spec, f"{name}\x1f{among}", key)
    for number in taken.own:
        ids[number] = _id(spec, taken.names[number], key)
    return ids


def _id(spec: SourceSpec, name: str, key: bytes) -> str:
    told = hashlib.blake2b(f"{spec.id}\x1f{name}".encode(), key=key, digest_size=12)
    return told.hexdigest()


def id_of(spec: SourceSpec, native: str, key: bytes) -> str:
    """Return the id of the answer that the source knows by an id of its own."""
    return _id(spec, f"{NATIVE_FIRST}{native}", key)


def _superseded(taken: _Taken) -> set[int]:
    """Return the answers of which the source holds a later one under the same id."""
    order = sorted(taken.own, key=lambda number: taken.moments[number] or _LONG_AGO)
    order.sort(key=taken.names.__getitem__)
    return {a for a, b in pairwise(order) if taken.names[a] == taken.names[b]}


_LONG_AGO = dt.datetime(1900, 1, 1, tzinfo=dt.UTC)


def _copies(taken: _Taken) -> set[int]:
    """Return answers that repeat another one, with the same words, within ten minutes of it."""
    timed = [
        (moment, number)
        for number, moment in enumerate(taken.moments)
        if moment and taken.contents[number].says_enough
    ]
    timed.sort()
    timed.sort(key=lambda one: taken.contents[one[1]].digest)
    return {
        number
        for (before, other), (moment, number) in pairwise(timed)
        if taken.contents[other].digest == taken.contents[number].digest
        and moment - before <= SAME_WITHIN
    }
