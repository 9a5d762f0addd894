"""Judged answers as a private file, and what changed since the last one.

A file of one source: a line an answer, its codes and its words (without telephones and the
like). It lies in ``.noticeboard/``, readable by its owner alone; the build cannot see it.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from operator import attrgetter

from noticeboard.model.surveys import Survey
from noticeboard.survey.answers import Answer

FIXED = ("id", "digest", "day", "community", "edition", "reason", "receipt")
BETWEEN = ";"
MAX_CELL = 1_000_000
LINES_AT_ONCE = 10_000
ROWS_TOLD = 8
MAX_TAILS = 20_000
# A line of words that were written on several lines begins otherwise.
ID = re.compile(rb"[0-9a-f]{24}(-[0-9]+)?")


@dataclass(frozen=True)
class Changes:
    """What a fetch found: how many of each, and why answers are not used.

    ``rows`` are where the first of the answers that are not used stand in the source, by reason.
    ``read`` = ``accepted`` + ``quarantined`` + ``held``, always.
    """

    source: str
    read: int
    accepted: int = 0
    quarantined: int = 0
    held: int = 0
    new: int = 0
    revised: int = 0
    withdrawn: int = 0
    unchanged: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    rows: dict[str, tuple[int, ...]] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    why_held: str = ""


def to_lines(survey: Survey, answers: Iterable[Answer]) -> Iterator[bytes]:
    """Yield the private file, some lines at a time; the same answers give the same bytes.

    A million lines at once, their sum and its bytes, would need three times the room.
    """
    names = [question.id for question in survey.questions]
    head = [*FIXED, *(f"q.{name}" for name in names), *(f"w.{name}" for name in names)]
    yield _line(head).encode()
    ordered = iter(sorted(answers, key=attrgetter("id")))
    tails: dict[tuple[tuple[tuple[str, ...], ...], tuple[str, ...]], str] = {}
    days: dict[dt.date | None, str] = {None: ""}
    while piece := list(islice(ordered, LINES_AT_ONCE)):
        lines = []
        for one in piece:
            content = one.codes, one.words
            tail = tails.get(content)
            if tail is None:
                tail = _line([*(BETWEEN.join(c) for c in one.codes), *one.words])
                if len(tails) < MAX_TAILS:
                    tails[content] = tail
            day = days.get(one.day)
            if day is None:
                day = days[one.day] = one.day.isoformat() if one.day else ""
            lines.append(
                f"{one.id},{one.digest},{day},{one.community},{one.edition},{one.reason},"
                f"{one.receipt},{tail}"
            )
        yield "".join(lines).encode()


def _line(cells: Sequence[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow(cells)
    return buffer.getvalue()


def used_in(file: Iterable[bytes]) -> int:
    """Return how many answers of a private file are used."""
    place = FIXED.index("reason")
    return sum(
        1
        for line in file
        if ID.fullmatch(line.partition(b",")[0]) and not line.split(b",", place + 1)[place]
    )


def known_in(file: Iterable[bytes]) -> Iterator[tuple[str, str]]:
    """Yield what a private file knows each answer's content by, id and digest, in the file's order."""
    for line in file:
        name, comma, rest = line.partition(b",")
        if comma and ID.fullmatch(name):
            yield name.decode(), rest.partition(b",")[0].decode()


def from_bytes(survey: Survey, body: bytes) -> list[Answer]:
    """Return the answers of a private file; a question that was not asked then has no answer."""
    csv.field_size_limit(MAX_CELL)
    rows = csv.reader(io.StringIO(body.decode(), newline=""))
    header = next(rows, [])
    at = {name: number for number, name in enumerate(header)}
    receipt = at.get("receipt")
    chosen = [at.get(f"q.{question.id}") for question in survey.questions]
    said = [at.get(f"w.{question.id}") for question in survey.questions]
    return [
        Answer(
            row[0],
            row[1],
            dt.date.fromisoformat(row[2]) if row[2] else None,
            row[3],
            row[4],
            row[5],
            tuple(_split(row, number) for number in chosen),
            tuple(row[number] if number is not None else "" for number in said),
            row[receipt] if receipt is not None else "",
        )
        for row in rows
    ]


def _split(row: Sequence[str], number: int | None) -> tuple[str, ...]:
    text = row[number] if number is not None else ""
    return tuple(text.split(BETWEEN)) if text else ()


def changes(
    source: str,
    known: Iterable[tuple[str, str]],
    now: Sequence[Answer],
    ignored: tuple[str, ...] = (),
    notes: tuple[str, ...] = (),
) -> Changes:
    """Return what is new, revised, withdrawn and unchanged since ``known``; both by id, in order."""
    new = same = withdrawn = 0
    before = iter(known)
    old = next(before, None)
    for answer in now:
        while old is not None and old[0] < answer.id:
            withdrawn += 1
            old = next(before, None)
        if old is None or old[0] != answer.id:
            new += 1
            continue
        same += old[1] == answer.digest
        old = next(before, None)
    withdrawn += (old is not None) + sum(1 for _ in before)
    reasons = Counter(answer.reason for answer in now if answer.reason)
    rows: dict[str, list[int]] = {}
    for answer in now:
        if answer.reason:
            rows.setdefault(answer.reason, []).append(answer.row)
    return Changes(
        source=source,
        rows={reason: tuple(sorted(found)[:ROWS_TOLD]) for reason, found in rows.items()},
        read=len(now),
        accepted=sum(1 for answer in now if not answer.reason),
        quarantined=sum(reasons.values()),
        new=new,
        revised=len(now) - new - same,
        withdrawn=withdrawn,
        unchanged=same,
        reasons=reasons,
        ignored=ignored,
        notes=notes,
    )


def held(source: str, read: int, why: str) -> Changes:
    """Return that nothing of a snapshot is used, and why; what was read before stays."""
    return Changes(source=source, read=read, held=read, why_held=why)


def fell_too_far(before: int, now: int) -> bool:
    """Tell whether so many answers are gone that a person should say whether it is meant."""
    return before > 0 and (now == 0 or before - now > max(20, before // 10))
