"""The pages a form needs so that a question is shown only to those whom it is for.

A form of Google's can only jump at the end of a page, by the answer to one single choice on that
page. Which page comes next must therefore follow from that answer and from what is certain on
that page anyway. Where it does not follow, the question's condition is given up: it is ``open``,
shown to everybody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from noticeboard.model.surveys import Condition, Question

# What is certain of a single choice: it is one of these codes; none of any: nothing was chosen.
Facts = dict[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Section:
    """One page: questions with the same condition that follow each other."""

    questions: tuple[Question, ...]
    condition: Condition | None


@dataclass(frozen=True, slots=True)
class Exit:
    """Where a page leads: by the codes of ``question``, else (nothing chosen, none) ``otherwise``.

    Pages are numbers; the number of pages stands for the end.
    """

    question: Question | None
    to: dict[str, int]
    otherwise: int


@dataclass(frozen=True, slots=True)
class Plan:
    """All pages, where each leads, and the ids of questions whose condition was given up."""

    sections: tuple[Section, ...]
    exits: tuple[Exit, ...]
    open: frozenset[str]


class _UnclearError(Exception):
    """Whether a page is to be shown cannot be told from what the form knows then."""

    def __init__(self, page: int) -> None:
        super().__init__(page)
        self.page = page


def plan(questions: Sequence[Question], can_branch: Callable[[Question], bool]) -> Plan:
    """Return the pages for questions in their order; none is moved.

    ``can_branch`` tells of which questions the form knows how to jump by the answer.
    """
    order = {question.id: number for number, question in enumerate(questions)}
    given_up = {
        question.id
        for number, question in enumerate(questions)
        if question.shown_if and order.get(question.shown_if.question, number) >= number
    }
    while True:
        sections = _sections(questions, given_up)
        try:
            exits = tuple(_exit(sections, number, can_branch) for number in range(len(sections)))
        except _UnclearError as unclear:
            given_up.update(question.id for question in sections[unclear.page].questions)
        else:
            return Plan(sections, exits, frozenset(given_up))


def _sections(questions: Iterable[Question], given_up: set[str]) -> tuple[Section, ...]:
    """Return the pages; the first is for everybody, even where nothing is asked on it."""
    sections = [Section((), None)]
    for question in questions:
        condition = None if question.id in given_up else question.shown_if
        if condition != sections[-1].condition:
            sections.append(Section((), condition))
        sections[-1] = Section((*sections[-1].questions, question), condition)
    return tuple(sections)


def _exit(sections: Sequence[Section], number: int, can_branch: Callable[[Question], bool]) -> Exit:
    """Return where a page leads. Raises ``_UnclearError`` where a form could not know that."""
    branch = _branch(sections, number, can_branch)
    certain = _certain(sections, number)
    if branch is None:
        return Exit(None, {}, _next(sections, number, certain))
    to = {
        option.code: _next(sections, number, {**certain, branch.id: frozenset({option.code})})
        for option in branch.options
    }
    return Exit(branch, to, _next(sections, number, {**certain, branch.id: frozenset()}))


def _branch(
    sections: Sequence[Section], number: int, can_branch: Callable[[Question], bool]
) -> Question | None:
    """Return the question of a page on which the soonest later page hangs."""
    own = {question.id: question for question in sections[number].questions}
    for later in sections[number + 1 :]:
        question = own.get(later.condition.question) if later.condition else None
        if question and can_branch(question):
            return question
    return None


def _home(sections: Sequence[Section], name: str) -> int:
    return next(
        number
        for number, section in enumerate(sections)
        if any(question.id == name for question in section.questions)
    )


def _certain(sections: Sequence[Section], number: int) -> Facts:
    """Return what must have been answered by whoever sees this page."""
    facts: Facts = {}
    condition = sections[number].condition
    while condition:
        facts[condition.question] = frozenset(condition.codes)
        condition = sections[_home(sections, condition.question)].condition
    return facts


def _next(sections: Sequence[Section], number: int, facts: Facts) -> int:
    """Return the page that comes next; raise ``_UnclearError`` for one of which nobody knows."""
    for later in range(number + 1, len(sections)):
        shown = _shown(sections, number, sections[later].condition, facts)
        if shown is None:
            raise _UnclearError(later)
        if shown:
            return later
    return len(sections)


def _shown(
    sections: Sequence[Section], number: int, condition: Condition | None, facts: Facts
) -> bool | None:
    """Tell whether a later page is for whoever leaves page ``number``, ``None`` if nobody knows."""
    if condition is None:
        return True
    home = _home(sections, condition.question)
    if home > number:
        return False  # it was jumped over, and with it the question
    wanted = frozenset(condition.codes)
    known = facts.get(condition.question)
    if known is not None:
        return False if known.isdisjoint(wanted) else True if known <= wanted else None
    above = sections[home].condition
    if above and above.question in facts and facts[above.question].isdisjoint(above.codes):
        return False  # it was never asked
    return None
