"""Count judged answers: exact numbers, which nobody outside may see before ``suppress``."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from noticeboard.model.surveys import CHOICES, Survey
from noticeboard.model.tallies import ELSEWHERE, NO_ANSWER
from noticeboard.survey.answers import Answer


@dataclass
class Counts:
    """The exact counts of one edition.

    ``rows``: question → code → number of answers; ``cross``: question → community → code → number.
    """

    total: int = 0
    unused: int = 0
    first: dt.date | None = None
    last: dt.date | None = None
    sources: Counter[str] = field(default_factory=Counter)
    communities: Counter[str] = field(default_factory=Counter)
    rows: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    cross: dict[str, dict[str, Counter[str]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(Counter))
    )


def count(survey: Survey, answers: Mapping[str, Iterable[Answer]]) -> dict[str, Counts]:
    """Return the counts of each edition from the answers of each source."""
    asked = [
        (number, question.id, question.publish == "community")
        for number, question in enumerate(survey.questions)
        if question.kind in CHOICES and question.publish != "none"
    ]
    editions: dict[str, Counts] = defaultdict(Counts)
    for source, judged in answers.items():
        for answer in judged:
            counts = editions[answer.edition]
            if answer.reason:
                counts.unused += 1
                continue
            _add(counts, source, answer, asked)
    return dict(editions)


def _add(counts: Counts, source: str, answer: Answer, asked: list[tuple[int, str, bool]]) -> None:
    counts.total += 1
    counts.sources[source] += 1
    community = answer.community or ELSEWHERE
    counts.communities[community] += 1
    if answer.day:
        counts.first = min(counts.first or answer.day, answer.day)
        counts.last = max(counts.last or answer.day, answer.day)
    for number, question, by_community in asked:
        codes = answer.codes[number] or (NO_ANSWER,)
        counts.rows[question].update(codes)
        if by_community:
            counts.cross[question][community].update(codes)
