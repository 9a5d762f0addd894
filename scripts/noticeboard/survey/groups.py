"""Questions that have a column for each option: ``21.题目？:选项``, ``第6题(选项)``, ``6、(选项)``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from noticeboard.model.surveys import Option, Question, SourceSpec, Survey
from noticeboard.survey.options import Options
from noticeboard.survey.titles import NUMBER_ONLY, part_of

AROUND = re.compile("[第题、. ]")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where a question's answers stand: in one column, or one for each option.

    ``split`` pairs columns with options, ``None`` for an option that the survey does not know;
    ``words`` are columns in which an option's words stand.
    """

    one: int | None = None
    split: tuple[tuple[int, Option | None], ...] = ()
    words: tuple[tuple[int, Option], ...] = ()

    @property
    def all(self) -> tuple[int, ...]:
        """Return every column."""
        several = (column for column, _ in (*self.split, *self.words))
        return (*(() if self.one is None else (self.one,)), *several)


def option_columns(
    survey: Survey, spec: SourceSpec, free: list[tuple[int, str]]
) -> dict[str, Columns]:
    """Find the questions that have a column for each option, among titles that are not taken."""
    found: dict[str, Columns] = {}
    for question in survey.questions:
        if question.kind != "multi":
            continue
        wordings = (spec.columns[question.id],) if question.id in spec.columns else question.titles
        parts = [(column, part) for column, title in free if (part := part_of(title, wordings))]
        options = Options(question)
        group = _by_option(options, parts)
        # Where the rest of the options stand under another title, half of them are no question.
        if group and _elsewhere(options, free) <= {one.code for _, one in group.split if one}:
            found[question.id] = group
    used = {column for group in found.values() for column in group.all}
    _numbered_groups(survey, spec, [one for one in free if one[0] not in used], found)
    return found


def _elsewhere(options: Options, free: list[tuple[int, str]]) -> set[str]:
    """Return the options that have a column of a number alone: ``6、(选项)``."""
    numbered = (NUMBER_ONLY.fullmatch(title) for _, title in free)
    named = (options.find(only[2]) for only in numbered if only)
    return {option.code for option in named if option}


def _by_option(options: Options, parts: list[tuple[int, str]]) -> Columns | None:
    """Pair columns with options; ``None`` where not one of them is an option."""
    split: list[tuple[int, Option | None]] = []
    words: list[tuple[int, Option]] = []
    for column, part in parts:
        bare, blank, _ = part.rpartition("_填空")
        other = options.find(bare) if blank else None
        if other is not None:
            words.append((column, other))
        else:
            split.append((column, options.find(part)))
    known = [option.code for _, option in split if option]
    if not known or len(known) != len(set(known)):
        return None
    return Columns(split=tuple(split), words=tuple(words))


def _numbered_groups(
    survey: Survey, spec: SourceSpec, free: list[tuple[int, str]], found: dict[str, Columns]
) -> None:
    """Give ``第6题(…)`` and ``6、(…)`` columns to the only question whose options they are, all of them."""
    numbered: dict[str, list[tuple[int, str]]] = {}
    for column, title in free:
        if only := NUMBER_ONLY.fullmatch(title):
            numbered.setdefault(AROUND.sub("", only[1]), []).append((column, only[2]))
    open_questions = [q for q in survey.questions if q.kind == "multi" and q.id not in found]
    for number, parts in numbered.items():
        fits: list[tuple[Question, Columns]] = []
        for question in open_questions:
            options = Options(question)
            group = _by_option(options, parts)
            named = AROUND.sub("", spec.columns.get(question.id, ""))
            if group is None or (named and named != number):
                continue
            known = {option.code for _, option in group.split if option}
            if named or known == set(options.places):
                fits.append((question, group))
        # Two questions with the same options, or two such groups, cannot be told apart.
        if len(fits) == 1:
            question, group = fits[0]
            if question.id in found:
                del found[question.id]
                open_questions = [one for one in open_questions if one.id != question.id]
            else:
                found[question.id] = group
