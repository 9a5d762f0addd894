"""A survey as residents are asked it: which questions, which options of their own community."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from noticeboard.model import Settings, Town
from noticeboard.model.surveys import (
    COMMUNITY,
    LANGUAGE,
    RECEIPT,
    Condition,
    Option,
    Question,
    SourceSpec,
    Survey,
)

# Longest words that are taken; the collector refuses more.
SHORT, LONG = 200, 2000
# From so many options on a list that opens; fewer are seen at a glance.
MANY = 15
CODE_MARK, COMMUNITY_MARK = "RECEIPT", "COMMUNITY"


@dataclass(frozen=True)
class Asked:
    """A question as it stands on a form.

    ``only`` says in words whom it is for; empty where it is for everybody.
    """

    question: Question
    options: tuple[Option, ...]
    only: str = ""

    @property
    def label(self) -> str:
        """Return the question as it is asked."""
        return self.question.label[LANGUAGE]

    @property
    def condition(self) -> Condition | None:
        """Return what must be answered before, where the page can know it."""
        return self.question.shown_if if self.only else None

    @property
    def is_list(self) -> bool:
        """Tell whether the options stand in a list that opens."""
        return (
            self.question.kind == "single"
            and len(self.options) > MANY
            and not any(option.other for option in self.options)
        )


@dataclass(frozen=True)
class Form:
    """The form of a survey, for one community where the survey asks for it.

    ``action`` is where it is sent to, ``google`` the address of a Google Form with
    ``RECEIPT`` where the code belongs; empty where there is none. ``choose``: the communities of
    which one must be chosen first; then nothing is asked here.
    """

    survey: Survey
    address: str
    community: str
    asked: tuple[Asked, ...]
    choose: tuple[str, ...] = ()
    action: str = ""
    google: str = ""

    @property
    def takes_answers(self) -> bool:
        """Tell whether there is anywhere for answers to go."""
        return bool(self.action or self.google)

    @property
    def without_code(self) -> str:
        """Return the Google Form's address with nothing in the place of the code."""
        return self.google.replace(CODE_MARK, "")


def has_form(survey: Survey) -> bool:
    """Tell whether the survey is asked on this site, or by a prepared link of it."""
    return any(one.kind == "collector" or one.prefill for one in survey.sources)


def form_communities(survey: Survey) -> tuple[str, ...]:
    """Return the communities that the survey asks for; none where it does not ask."""
    naming = next((q for q in survey.questions if q.role == COMMUNITY and not q.private), None)
    return tuple(option.code for option in naming.options) if naming else ()


def form_address(survey: Survey, community: str = "") -> str:
    """Return where the form stands: a community's own, or the page on which one is chosen."""
    return f"surveys/{survey.id}/form/" + (f"{community}/" if community else "")


def sends_to(settings: Settings) -> str:
    """Return the collector's origin as a content security policy names it."""
    if not settings.collector:
        return "'none'"
    parts = urlsplit(settings.collector)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else "'self'"


def forms_of(town: Town, survey: Survey) -> Iterator[Form]:
    """Yield the forms of a survey: each community's, behind the page on which one is chosen."""
    if not has_form(survey):
        return
    offered = tuple(code for code in form_communities(survey) if code in town.communities)
    if not offered:
        yield form_of(town, survey, "")
        return
    choosing = form_of(town, survey, "")
    yield Form(survey, choosing.address, "", (), offered, choosing.action, choosing.google)
    for community in offered:
        yield form_of(town, survey, community)


def form_of(town: Town, survey: Survey, community: str) -> Form:
    """Return the form of a survey for one community, or for all."""
    prefix = town.settings.collector
    own = any(source.kind == "collector" for source in survey.sources)
    action = f"{prefix}{survey.id}" + (f"/{community}" if community else "")
    return Form(
        survey,
        form_address(survey, community),
        community,
        tuple(asked_of(town, survey, community)),
        action=action if own and prefix else "",
        google="" if own else _google(survey, community),
    )


def _google(survey: Survey, community: str) -> str:
    """Return the address of the Google Form that takes this community's answers."""
    fits = [one for one in survey.sources if one.prefill and one.community in ("", community)]
    # The page on which a community is chosen needs to know only that there is one.
    some = fits or [one for one in survey.sources if one.prefill and not community]
    return _filled(survey, some[0], community) if some else ""


def _filled(survey: Survey, source: SourceSpec, community: str) -> str:
    naming = next((q for q in survey.questions if q.role == COMMUNITY), None)
    words = {option.code: option.label[LANGUAGE] for option in naming.options} if naming else {}
    return source.prefill.replace(COMMUNITY_MARK, quote(words.get(community, ""), safe=""))


def asked_of(town: Town, survey: Survey, community: str) -> Iterator[Asked]:
    """Yield the questions of a form in order; those that the page answers itself are left out."""
    for question in survey.questions:
        if question.private or question.role == RECEIPT:
            continue
        if question.role == COMMUNITY and community:
            continue
        options = options_in(town, question, community)
        if question.table and not options and not question.required:
            continue
        shown, only = _whom_for(survey, question, community)
        if shown:
            yield Asked(question, options, only)


def options_in(town: Town, question: Question, community: str) -> tuple[Option, ...]:
    """Return a question's options: of a table whose rows belong to communities, this one's."""
    rows = getattr(town, question.table, {}) if question.table else {}
    if not community or question.role == COMMUNITY:
        return question.options
    return tuple(
        option
        for option in question.options
        if getattr(rows.get(option.code), "community", community) == community
    )


def _whom_for(survey: Survey, question: Question, community: str) -> tuple[bool, str]:
    """Return whether a question is asked at all, and whom it is for in words."""
    condition = question.shown_if
    if condition is None:
        return True, ""
    asked = survey.question(condition.question)
    if asked is None or asked.private:
        return False, ""
    if asked.role == COMMUNITY and community:
        return community in condition.codes, ""
    words = {option.code: option.label[LANGUAGE] for option in asked.options}
    chosen = "或".join(f"“{words.get(code, code)}”" for code in condition.codes)
    return True, f"只有“{asked.label[LANGUAGE]}”选了{chosen}，才要答这一题。"
