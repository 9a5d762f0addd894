"""What an answer's content is, whoever gave it: its codes, its words without personal data.

Equal rows share what they answered; it is looked at once.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from noticeboard.model.surveys import CHOICES, Question, SourceSpec, Survey
from noticeboard.personal import find_personal
from noticeboard.survey.snapshot import Given, RawAnswer

EMPTY = Given("empty")
MAX_KNOWN = 20_000
MASKED_AT_ONCE = 1_000
SAID_ENOUGH = 6  # letters of one's own words that two people do not write alike
HIDDEN = "〔已隐去〕"
# A terminal obeys these; marks of direction make it show something else than is written.
OBEYED = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]+")
# What a spreadsheet would run as a formula, before blanks that it does not mind.
FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")
# So begins what a source keeps in place of words that were erased; no text has this letter.
ERASED = "\0"
SAID = ("short", "long", *CHOICES)
BREAKS = re.compile(r"[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")


@dataclass(slots=True)
class Content:
    """What follows from an answer's content alone; ``words`` are masked many at a time, later."""

    digest: str
    community: str
    codes: tuple[tuple[str, ...], ...]
    words: tuple[str, ...]
    reason: str
    says_enough: bool


class Contents:
    """Looks at the content of answers; at what equal rows share, once."""

    def __init__(self, survey: Survey, spec: SourceSpec, key: bytes) -> None:
        """Begin with nothing known; digests are made with ``key``."""
        self.survey, self.spec, self.key = survey, spec, key
        self.said = [question.kind in SAID for question in survey.questions]
        # With what it was made of, so that no other content ever has that id.
        self.known: dict[int, tuple[dict[str, Given], Content]] = {}
        self.codes: dict[tuple[tuple[str, ...], ...], tuple[tuple[str, ...], ...]] = {}
        self.silent = ("",) * len(survey.questions)
        self.unmasked: list[Content] = []

    def of(self, raw: RawAnswer) -> Content:
        """Return an answer's content; its words are not yet masked."""
        known = self.known.get(id(raw.given))
        if known is not None:
            return known[1]
        content = self._fresh(raw)
        if len(self.known) < MAX_KNOWN:
            self.known[id(raw.given)] = raw.given, content
        if any(content.words):
            self.unmasked.append(content)
            if len(self.unmasked) >= MASKED_AT_ONCE:
                self.mask()
        else:
            content.words = self.silent
        return content

    def mask(self) -> None:
        """Mask what is waiting."""
        words = [word for content in self.unmasked for word in content.words]
        ready = iter(masked(words))
        for content in self.unmasked:
            content.words = tuple(
                (_harmless(next(ready)) if said else next(ready)) if word else ""
                for word, said in zip(content.words, self.said, strict=True)
            )
        self.unmasked.clear()

    def _fresh(self, raw: RawAnswer) -> Content:
        survey = self.survey
        given = tuple(raw.given.get(question.id, EMPTY) for question in survey.questions)
        pairs = tuple(zip(survey.questions, given, strict=True))
        codes = tuple(_codes(question, one) for question, one in pairs)
        return Content(
            _digest(survey, raw, self.key),
            _community(survey, self.spec, given),
            self.codes.setdefault(codes, codes),
            tuple(_words(question, one) for question, one in pairs),
            _reason(survey, given),
            any(_length(one.text) + _length(one.other) >= SAID_ENOUGH for one in given),
        )


def trace(text: str, key: bytes) -> str:
    """Return what stays of a text when its words go: how long it was, and a digest made with ``key``.

    The trace of a trace is itself.
    """
    if text.startswith(ERASED) or not text:
        return text
    told = hashlib.blake2b(text.encode(), key=key, digest_size=12).hexdigest()
    return f"{ERASED}{len(text)}:{told}"


def _length(text: str) -> int:
    """Return how long a text is, or was."""
    return int(text[1:].partition(":")[0]) if text.startswith(ERASED) else len(text)


def _codes(question: Question, given: Given) -> tuple[str, ...]:
    return given.codes if question.kind in CHOICES and given.state == "answered" else ()


def _words(question: Question, given: Given) -> str:
    """Return what was said in words, as it was said."""
    text = given.other if question.kind in CHOICES else given.text
    return text if given.state == "answered" and not text.startswith(ERASED) else ""


def masked(texts: Iterable[str]) -> list[str]:
    """Return the texts that hold anything, on one line each, telephones and the like blacked out."""
    # An answer is one line of the private file, which people open in a terminal or in WPS.
    said = blacked_out([text for text in texts if text])
    return [OBEYED.sub(" ", BREAKS.sub("⏎", text)) for text in said]


def blacked_out(texts: Sequence[str]) -> list[str]:
    """Return the texts without telephones, numbers, accounts and addresses."""
    spots: dict[int, list[tuple[int, int]]] = {}
    for finding in find_personal(texts):
        spots.setdefault(finding.piece, []).append((finding.start, finding.end))
    return [_without(text, spots.get(number, ())) for number, text in enumerate(texts)]


def _harmless(line: str) -> str:
    """Return what somebody said so that no spreadsheet runs it; a number keeps its minus."""
    return f"'{line}" if FORMULA.match(line) else line


def _without(text: str, spots: Iterable[tuple[int, int]]) -> str:
    parts, last = [], 0
    for start, end in spots:
        if start >= last:
            parts += [text[last:start], HIDDEN]
            last = end
    return "".join([*parts, text[last:]])


def _community(survey: Survey, spec: SourceSpec, given: Sequence[Given]) -> str:
    for question, one in zip(survey.questions, given, strict=True):
        if question.role == "community" and one.codes:
            return one.codes[0]
    return spec.community


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
        text, other = trace(one.text, key), trace(one.other, key)
        parts.append(f"{question.id}\x1f{one.state}\x1f{';'.join(one.codes)}\x1f{text}\x1f{other}")
    return hashlib.blake2b("\x1e".join(parts).encode(), key=key, digest_size=12).hexdigest()
