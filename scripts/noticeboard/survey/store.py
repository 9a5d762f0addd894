"""Judged answers as a private file, and what changed since the last one.

A file of one source: a line an answer, its codes and its words (without telephones and the
like). It lies in ``.noticeboard/``, readable by its owner alone; the build cannot see it.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from noticeboard.model.surveys import Survey
from noticeboard.survey.answers import Answer

FIXED = ("id", "digest", "day", "community", "edition", "reason")
BETWEEN = ";"
MAX_CELL = 1_000_000


@dataclass(frozen=True)
class Changes:
    """What a fetch found: how many of each, and why answers are not used.

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
    ignored: tuple[str, ...] = ()
    why_held: str = ""


def to_bytes(survey: Survey, answers: Iterable[Answer]) -> bytes:
    """Return the private file; the same answers give the same bytes, whatever their order."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    names = [question.id for question in survey.questions]
    writer.writerow([*FIXED, *(f"q.{name}" for name in names), *(f"w.{name}" for name in names)])
    for one in sorted(answers, key=lambda answer: answer.id):
        writer.writerow(
            [
                one.id, one.digest, one.day.isoformat() if one.day else "", one.community, one.edition, one.reason,
                *(BETWEEN.join(codes) for codes in one.codes), *one.words,
            ]
        )  # fmt: skip
    return buffer.getvalue().encode()


def from_bytes(survey: Survey, body: bytes) -> list[Answer]:
    """Return the answers of a private file; a question that was not asked then has no answer."""
    csv.field_size_limit(MAX_CELL)
    rows = csv.reader(io.StringIO(body.decode(), newline=""))
    header = next(rows, [])
    at = {name: number for number, name in enumerate(header)}
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
        )
        for row in rows
    ]


def _split(row: Sequence[str], number: int | None) -> tuple[str, ...]:
    text = row[number] if number is not None else ""
    return tuple(text.split(BETWEEN)) if text else ()


def changes(
    source: str, before: Sequence[Answer], now: Sequence[Answer], ignored: tuple[str, ...]
) -> Changes:
    """Return what is new, revised, withdrawn and unchanged since ``before``."""
    known = {answer.id: answer.digest for answer in before}
    seen = {answer.id: answer.digest for answer in now}
    new = sum(1 for name in seen if name not in known)
    same = sum(1 for name, digest in seen.items() if known.get(name) == digest)
    reasons = Counter(answer.reason for answer in now if answer.reason)
    return Changes(
        source=source,
        read=len(now),
        accepted=sum(1 for answer in now if not answer.reason),
        quarantined=sum(reasons.values()),
        new=new,
        revised=len(seen) - new - same,
        withdrawn=sum(1 for name in known if name not in seen),
        unchanged=same,
        reasons=reasons,
        ignored=ignored,
    )


def held(source: str, read: int, why: str) -> Changes:
    """Return that nothing of a snapshot is used, and why; what was read before stays."""
    return Changes(source=source, read=read, held=read, why_held=why)


def fell_too_far(before: int, now: int) -> bool:
    """Tell whether so many answers are gone that a person should say whether it is meant."""
    return before > 0 and (now == 0 or before - now > max(20, before // 10))
