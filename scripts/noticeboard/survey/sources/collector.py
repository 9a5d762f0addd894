"""What the town's own collector kept: answers by codes, judged when they came.

A survey may have changed since: what is no longer asked is left out, what can no longer be
chosen is invalid, as with every other source.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from typing import Any, Protocol

from noticeboard.model.surveys import CHOICES, Question, SourceSpec, Survey
from noticeboard.survey.moments import date_text
from noticeboard.survey.snapshot import Given, RawAnswer, Snapshot, SourceFormatError
from noticeboard.survey.wordings import number_text

EMPTY, SKIPPED, INVALID = Given("empty"), Given("skipped"), Given("invalid")


class Row(Protocol):
    """One submission as the collector keeps it; ``content`` is JSON, ``received`` ISO text in UTC."""

    @property
    def id(self) -> str:
        """Return what it is known by."""
        ...

    @property
    def version(self) -> int:
        """Return the survey's version that was answered."""
        ...

    @property
    def received(self) -> str:
        """Return when it came."""
        ...

    @property
    def seconds(self) -> int | None:
        """Return how long it took."""
        ...

    @property
    def receipt(self) -> str:
        """Return the digest of its code, or nothing."""
        ...

    @property
    def content(self) -> str:
        """Return the answers."""
        ...


class Collected:
    """The answers of a survey, one by one, once; ``notes`` is complete when all were taken."""

    ignored: tuple[str, ...] = ()
    blank = 0

    def __init__(self, survey: Survey, spec: SourceSpec, rows: Iterable[Row]) -> None:
        """Prepare to read; nothing is read yet."""
        self.survey, self.spec, self.rows = survey, spec, rows
        self.questions = tuple(one for one in survey.questions if not one.private)
        self.old = self.gone = 0

    def __iter__(self) -> Iterator[RawAnswer]:
        """Yield every answer; ``SourceFormatError`` where one cannot be read."""
        for number, row in enumerate(self.rows, 1):
            try:
                content = json.loads(row.content)
                answers, other = dict(content["answers"]), dict(content["other"])
                moment = dt.datetime.fromisoformat(row.received)
            except (ValueError, KeyError, TypeError):
                raise SourceFormatError(
                    f"来源 {self.spec.id}：收件的数据库里第 {number} 份坏了。怎么改：从备份里恢复"
                ) from None
            self.old += row.version < self.survey.version
            given = self._given(answers, other)
            self.gone += bool(set(answers) - set(given))
            yield RawAnswer(
                0, row.id, row.received, moment, given, row.seconds, row.version, row.receipt
            )

    def _given(self, answers: dict[str, Any], other: dict[str, Any]) -> dict[str, Given]:
        """Return what was answered to each question that is asked now."""
        given: dict[str, Given] = {}
        for question in self.questions:
            condition = question.shown_if
            before = given.get(condition.question, EMPTY) if condition else EMPTY
            if question.id in answers:
                words = other.get(question.id, "")
                given[question.id] = _read(question, answers[question.id], words)
            elif condition and not set(before.codes) & set(condition.codes):
                given[question.id] = SKIPPED
            else:
                given[question.id] = EMPTY
        return given

    @property
    def notes(self) -> tuple[str, ...]:
        """Return what people should know of how the answers were read."""
        notes = []
        if self.old:
            notes.append(f"有 {self.old} 份是照以前的版本填的")
        if self.gone:
            notes.append(f"有 {self.gone} 份答了现在不问的题，那几题没有读")
        return tuple(notes)

    def snapshot(self) -> Snapshot:
        """Return all answers at once."""
        answers = tuple(self)
        return Snapshot(self.spec.id, self.spec.kind, answers, 0, notes=self.notes)


def answers(survey: Survey, spec: SourceSpec, rows: Iterable[Row]) -> Collected:
    """Return the answers that a collector kept of a survey."""
    return Collected(survey, spec, rows)


def _read(question: Question, value: Any, words: Any) -> Given:
    """Return one answer; what does not fit the question is invalid."""
    if question.kind not in CHOICES:
        if not isinstance(value, str):
            return INVALID
        text: str | None = value
        if question.kind == "number":
            text = number_text(value)
        elif question.kind == "date":
            text = date_text(value)
        return Given("answered", text=text) if text else (INVALID if text is None else EMPTY)
    if not isinstance(value, list) or not isinstance(words, str):
        return INVALID
    known = {option.code: option for option in question.options}
    if not all(isinstance(code, str) and code in known for code in value):
        return INVALID
    if question.kind != "multi" and len(set(value)) > 1:
        return INVALID
    codes = tuple(code for code in known if code in value)
    return Given("answered", codes, other=words) if codes else EMPTY
