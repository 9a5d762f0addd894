"""Count judged answers: exact numbers, which nobody outside may see before ``suppress``."""

from __future__ import annotations

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
    # Few answers differ in all that counts: each kind of them is added once, with its number.
    alike = Counter(
        (source, one.edition, one.community, one.codes, bool(one.reason))
        for source, judged in answers.items()
        for one in judged
    )
    editions: dict[str, Counts] = defaultdict(Counts)
    for (source, edition, community, codes, unused), number in alike.items():
        counts = editions[edition]
        if unused:
            counts.unused += number
            continue
        counts.total += number
        counts.sources[source] += number
        counts.communities[community or ELSEWHERE] += number
        for place, question, by_community in asked:
            for code in codes[place] or (NO_ANSWER,):
                counts.rows[question][code] += number
                if by_community:
                    counts.cross[question][community or ELSEWHERE][code] += number
    return dict(editions)
