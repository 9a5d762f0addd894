"""What pages tell of the whole town: notices by state, needs without taker, whom to ask."""

from __future__ import annotations

from collections.abc import Iterable

from noticeboard.figures import Figures
from noticeboard.forms import form_of, has_form
from noticeboard.model import Need, Notice, Project, Survey, Town
from noticeboard.model.work import STAGES_AHEAD, STAGES_DONE
from noticeboard.pages import Pages
from noticeboard.results import Asked, EditionResult, results_of

SHOWN_ON_HOME = 4
# The survey of 群众评单.
RATING = "satisfaction"


def whom_to_ask(town: Town, community: str | None) -> str:
    """Return whom somebody may ask, as a sentence: the community's office, the town, the hotline."""
    place = town.communities.get(community or "")
    ways = [
        f"{place.name}的电话 {place.office_phone}" if place and place.office_phone else "",
        f"{town.settings.operator}（{town.settings.contact}）" if town.settings.contact else "",
        f"{town.settings.hotline} 热线" if town.settings.hotline else "",
    ]
    told = "、".join(way for way in ways if way)
    if told:
        return f"有话要问，可以打{told}。"
    return "有话要问，可以到社区居委会去问。"


def rating_form(pages: Pages, community: str | None) -> str:
    """Return where residents of a community say whether they are content; empty where nowhere."""
    address = f"surveys/{RATING}/form/{community}/"
    return address if community and address in pages.known else ""


def survey_results(town: Town, survey: Survey) -> tuple[EditionResult, ...]:
    """Return what is told of a survey's answers, the newest edition first."""
    names = {key: community.name for key, community in town.communities.items()}
    return results_of(survey, town.tallies.get(survey.id), names)


def asked_for(town: Town) -> tuple[Survey, Asked] | None:
    """Return what residents asked for by category, from the newest results that tell it."""
    for survey in town.surveys.values():
        named = [q.id for q in survey.questions if q.kind == "multi" and q.id == "category"]
        for edition in survey_results(town, survey)[:1]:
            for asked in edition.questions:
                if asked.id in named:
                    return survey, asked
    return None


def open_forms(town: Town, figures: Figures) -> tuple[Survey, ...]:
    """Return the surveys that can be answered on this site now, those with receipts first."""
    found = [
        survey
        for survey in town.surveys.values()
        if has_form(survey)
        and survey.controller
        and figures.survey_states[survey.id] == "open"
        and form_of(town, survey, "").takes_answers
    ]
    return tuple(sorted(found, key=lambda survey: survey.triage, reverse=True))


def notices_in(town: Town, figures: Figures) -> dict[str, list[Notice]]:
    """Return the notices by state, the newest first."""
    newest = sorted(town.notice_ledger.values(), key=lambda e: e.published_on, reverse=True)
    return notices_by_state(figures, (town.notices[entry.notice] for entry in newest))


def notices_by_state(figures: Figures, notices: Iterable[Notice]) -> dict[str, list[Notice]]:
    """Return the notices by state, in their order."""
    found: dict[str, list[Notice]] = {}
    for notice in notices:
        found.setdefault(figures.notice_states[notice.id], []).append(notice)
    return found


def unmet_by_category(town: Town, figures: Figures) -> list[tuple[str, list[Need]]]:
    """Return the needs that nobody has taken on, by category in the order they first occur."""
    found: dict[str, list[Need]] = {}
    for key, (state, _) in figures.need_states.items():
        if state == "unmet":
            found.setdefault(town.needs[key].category, []).append(town.needs[key])
    return list(found.items())


def told_communities(town: Town, figures: Figures) -> set[str]:
    """Return the communities of which there is more to tell than their name."""
    return {
        key
        for key in town.communities
        if figures.projects_of[key].rows or figures.units_of[key].rows
    }


def shown_projects(town: Town) -> list[Project]:
    """Return the projects for the home page: what cost most, and one that is planned."""
    costly = sorted(town.projects.values(), key=lambda p: -(p.cost.cny or 0))
    ahead = [p for p in costly if p.stage in STAGES_AHEAD][:1]
    done = [p for p in costly if p.stage in (*STAGES_DONE, "under_way")]
    return [*done[: SHOWN_ON_HOME - len(ahead)], *ahead]
