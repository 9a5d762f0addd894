"""Invented answers to the surveys of the invented town: some choices are common, some are rare."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator

from noticeboard.model.surveys import CHOICES, Question, Survey
from noticeboard.survey.answers import Answer, edition_of

UNUSED = 2  # of a hundred answers, so many cannot be used
CONTROLLER = "示例镇党建办"


def survey_text(text: str, opens: dt.date) -> str:
    """Return a shipped survey's file as an open one, to be filled in on the site."""
    opened = f'\ncontroller: {CONTROLLER}\nopens: "{opens.isoformat()}"\n'
    own = "\nsources:\n  - {id: web, kind: collector}\n"
    return text.replace("\nopens:\n", opened, 1).replace("\nsources: []\n", own, 1)


def invented_answers(
    survey: Survey, dice: random.Random, number: int, first: dt.date, last: dt.date
) -> Iterator[Answer]:
    """Yield so many answers, spread over the days from ``first`` to ``last``."""
    span = (last - first).days
    for place in range(number):
        day = first + dt.timedelta(days=place * span // max(number, 1))
        codes = tuple(_codes(question, dice) for question in survey.questions)
        home = [c for q, c in zip(survey.questions, codes, strict=True) if q.role == "community"]
        community = home[0][0] if home and home[0] else ""
        yield Answer(
            id=f"{survey.id}-{place}",
            digest="",
            day=day,
            community=community,
            edition=edition_of(survey, day),
            reason="invalid-option" if dice.randrange(100) < UNUSED else "",
            codes=codes,
            words=tuple("" for _ in survey.questions),
        )


def _codes(question: Question, dice: random.Random) -> tuple[str, ...]:
    """Return what somebody chose: of many options, the first ones more often."""
    if question.kind not in CHOICES or not question.options:
        return ()
    codes = [option.code for option in question.options]
    if question.kind == "scale":
        codes.reverse()
    weights = [2 ** -(n * 6 / len(codes)) for n in range(len(codes))]
    if question.role == "community":
        weights = [1.0 for _ in codes]
    if question.kind == "multi":
        chosen = {dice.choices(codes, weights)[0] for _ in range(dice.choice((1, 1, 2, 3)))}
        return tuple(code for code in codes if code in chosen)
    if not question.required and dice.random() < 0.1:
        return ()
    return (dice.choices(codes, weights)[0],)
