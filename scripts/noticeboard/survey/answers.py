"""Judge a snapshot's answers: which are used, which are not and why, who is who.

Everything that was read is accounted for: an answer is accepted, or set aside with one of
``REASONS``. A reason never tells what was answered.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import zoneinfo
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from noticeboard.model.surveys import CHOICES, Question, SourceSpec, Survey
from noticeboard.personal import find_personal
from noticeboard.survey.snapshot import Given, RawAnswer, Snapshot

# Why an answer is not used, in the words that staff and residents read.
REASONS = {
    "invalid-option": "选了没有的选项",
    "invalid-value": "数或日期认不出来",
    "missing-required": "必答的没有答",
    "too-many": "选得太多",
    "outside-window": "不在收集的日期里",
    "no-time": "提交时间认不出来",
    "duplicate": "重复提交",
    "too-fast": "答得太快，像是机器填的",
}
EMPTY = Given("empty")
TOO_FAST = 2  # seconds for a whole form
SAME_WITHIN = dt.timedelta(minutes=10)
SAID_ENOUGH = 6  # letters of one's own words that two people do not write alike
HIDDEN = "〔已隐去〕"
BREAKS = re.compile(r"[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
# A terminal obeys these; marks of direction make it show something else than is written.
OBEYED = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]+")
# What a spreadsheet would run as a formula, before blanks that it does not mind.
FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")
WHOLE = "whole"
SAID = ("short", "long", *CHOICES)
NATIVE_FIRST = "\0"


@dataclass(frozen=True, slots=True)
class Answer:
    """One judged answer: codes and words by the survey's questions, in their order.

    ``id`` tells nobody who it was. ``reason`` is empty where the answer is used. ``words`` are
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


@dataclass(frozen=True, slots=True)
class _Content:
    """What follows from an answer's content alone; equal content is looked at once."""

    digest: str
    community: str
    codes: tuple[tuple[str, ...], ...]
    words: tuple[str, ...]
    reason: str
    says_enough: bool


def judge(survey: Survey, spec: SourceSpec, snapshot: Snapshot, key: bytes) -> list[Answer]:
    """Return every answer of the snapshot, judged; ids are made with ``key``.

    Two answers of one second keep apart, whatever order their rows are in; of answers with the
    same id in the source only the latest is used.
    """
    zone = zoneinfo.ZoneInfo(spec.timezone)
    answers = snapshot.answers
    known: dict[int, _Content] = {}
    contents = []
    for raw in answers:
        content = known.get(id(raw.given))
        if content is None:
            content = known[id(raw.given)] = _content(survey, spec, raw, key)
        contents.append(content)
    ids = _ids(spec, answers, [content.digest for content in contents], key)
    later = _superseded(ids, answers)
    copies = _copies(answers, contents)
    judged = []
    editions: dict[dt.date | None, str] = {}
    for number, (raw, content) in enumerate(zip(answers, contents, strict=True)):
        day = raw.submitted.astimezone(zone).date() if raw.submitted else None
        reason = _untimely(survey, raw, day) or content.reason
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
            )
        )
    return judged


def _content(survey: Survey, spec: SourceSpec, raw: RawAnswer, key: bytes) -> _Content:
    given = tuple(raw.given.get(question.id, EMPTY) for question in survey.questions)
    pairs = tuple(zip(survey.questions, given, strict=True))
    return _Content(
        _digest(survey, raw, key),
        _community(survey, spec, given),
        tuple(_codes(question, one) for question, one in pairs),
        tuple(_words(question, one) for question, one in pairs),
        _reason(survey, given),
        any(len(one.text) + len(one.other) >= SAID_ENOUGH for one in given),
    )


def edition_of(survey: Survey, day: dt.date | None) -> str:
    """Return what an answer is counted with: ``whole``, or a quarter such as 2026Q3; empty without a day."""
    if survey.period == WHOLE:
        return WHOLE
    if day is None:
        return ""
    return f"{day.year}Q{(day.month + 2) // 3}"


def _codes(question: Question, given: Given) -> tuple[str, ...]:
    return given.codes if question.kind in CHOICES and given.state == "answered" else ()


def _words(question: Question, given: Given) -> str:
    """Return what was said in words, without what should not have been."""
    text = given.other if question.kind in CHOICES else given.text
    if not text or given.state != "answered":
        return ""
    # An answer is one line of the private file, which people open in a terminal or in WPS.
    line = OBEYED.sub(" ", BREAKS.sub("⏎", masked(text)))
    return f"'{line}" if question.kind in SAID and FORMULA.match(line) else line


def masked(text: str) -> str:
    """Return a text in which telephones, numbers, accounts and addresses are blacked out."""
    parts, last = [], 0
    for finding in find_personal([text]):
        if finding.start >= last:
            parts += [text[last : finding.start], HIDDEN]
            last = finding.end
    return "".join([*parts, text[last:]])


def _community(survey: Survey, spec: SourceSpec, given: Sequence[Given]) -> str:
    for question, one in zip(survey.questions, given, strict=True):
        if question.role == "community" and one.codes:
            return one.codes[0]
    return spec.community


def _untimely(survey: Survey, raw: RawAnswer, day: dt.date | None) -> str:
    """Return what is wrong with when an answer was given; empty where nothing is."""
    if day is None:
        dated = survey.period != WHOLE or survey.opens or survey.closes
        return "no-time" if dated else ""
    if (survey.opens and day < survey.opens) or (survey.closes and day > survey.closes):
        return "outside-window"
    return "too-fast" if raw.seconds is not None and raw.seconds < TOO_FAST else ""


def _reason(survey: Survey, given: Sequence[Given]) -> str:
    """Return why an answer's content is not used; empty where it is."""
    chosen = {q.id: set(one.codes) for q, one in zip(survey.questions, given, strict=True)}
    for question, one in zip(survey.questions, given, strict=True):
        if question.private:
            continue
        if one.state == "invalid":
            return "invalid-option" if question.kind in CHOICES else "invalid-value"
        if question.most and len(one.codes) > question.most:
            return "too-many"
        condition = question.shown_if
        shown = condition is None or chosen.get(condition.question, set()) & set(condition.codes)
        asked_elsewhere = question.role == "community" and one.state == "skipped"
        if question.required and shown and one.state != "answered" and not asked_elsewhere:
            return "missing-required"
    return ""


def _digest(survey: Survey, raw: RawAnswer, key: bytes) -> str:
    """Return what the answer's content is known by; the same content gives the same.

    Without the key a telephone that was blacked out could be found again by trying them all.
    """
    parts = []
    for question in survey.questions:
        one = raw.given.get(question.id, EMPTY)
        parts.append(
            f"{question.id}\x1f{one.state}\x1f{';'.join(one.codes)}\x1f{one.text}\x1f{one.other}"
        )
    return hashlib.blake2b("\x1e".join(parts).encode(), key=key, digest_size=12).hexdigest()


def _ids(
    spec: SourceSpec, answers: Sequence[RawAnswer], digests: Sequence[str], key: bytes
) -> list[str]:
    """Return who is who: by the source's own id, else by its time, and the content among equal times."""
    untold = [number for number, raw in enumerate(answers) if not raw.native]
    order = sorted(untold, key=lambda n: (answers[n].moment, digests[n]))
    order += [number for number, raw in enumerate(answers) if raw.native]
    among: Counter[str] = Counter()
    names = [""] * len(answers)
    for number in order:
        raw = answers[number]
        if raw.native:
            name = f"{NATIVE_FIRST}{raw.native}"
        else:
            moment = raw.moment or digests[number]
            name = f"{moment}\x1f{among[moment]}"
            among[moment] += 1
        told = hashlib.blake2b(f"{spec.id}\x1f{name}".encode(), key=key, digest_size=12)
        names[number] = told.hexdigest()
    return names


def _superseded(ids: Sequence[str], answers: Sequence[RawAnswer]) -> set[int]:
    """Return the answers of which the source holds a later one under the same id."""
    latest: dict[str, int] = {}
    earlier = set()
    for number, name in enumerate(ids):
        other = latest.get(name)
        if other is None:
            latest[name] = number
        else:
            old, new = sorted((other, number), key=lambda n: (answers[n].submitted or _LONG_AGO, n))
            earlier.add(old)
            latest[name] = new
    return earlier


_LONG_AGO = dt.datetime(1900, 1, 1, tzinfo=dt.UTC)


def _copies(answers: Sequence[RawAnswer], contents: Sequence[_Content]) -> set[int]:
    """Return answers that repeat another one, with the same words, within ten minutes of it."""
    last: dict[str, dt.datetime] = {}
    copies = set()
    timed = [
        (raw.submitted, number)
        for number, (raw, content) in enumerate(zip(answers, contents, strict=True))
        if raw.submitted and content.says_enough
    ]
    for moment, number in sorted(timed):
        digest = contents[number].digest
        if digest in last and moment - last[digest] <= SAME_WITHIN:
            copies.add(number)
        last[digest] = moment
    return copies
