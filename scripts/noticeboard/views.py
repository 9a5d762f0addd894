"""What record templates may ask for: the town, its numbers, and a few look-ups."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from types import SimpleNamespace
from typing import Any

from markupsafe import Markup

from noticeboard.addresses import letters_of
from noticeboard.dataset import Resource as Table
from noticeboard.figures import Figures, money_text, plain, share, total
from noticeboard.forms import form_address, form_communities, form_of, has_form
from noticeboard.model import Basis, Excerpt, Need, Notice, Project, Resource, Service, Survey, Town
from noticeboard.model.work import STAGES_AHEAD, STAGES_DONE
from noticeboard.orders import ACTORS, STATES
from noticeboard.pages import Pages
from noticeboard.progress import NOTICE_WORDS
from noticeboard.results import Asked, EditionResult, answers_words, results_of

TABLES_WITH_PAGES = {
    "communities": "communities/",
    "units": "units/",
    "projects": "projects/",
    "compounds": "compounds/",
    "figures": "figures/",
    "mechanisms": "mechanisms/",
    "agreements": "agreements/",
    "memberships": "members/",
    "needs": "lists/needs/",
    "resources": "lists/resources/",
    "services": "lists/services/",
    "orders": "orders/",
    "meetings": "meetings/",
    "appraisals": "appraisals/",
    "deeds": "deeds/",
    "facilities": "facilities/",
    "funding": "funds/",
    "publication_schedule": "catalogue/",
    "notices": "notices/",
}
SHOWN_ON_HOME = 4
# The survey of 群众评单.
RATING = "satisfaction"


def views(tables: dict[str, Table], town: Town, figures: Figures, pages: Pages) -> dict[str, Any]:
    """Return the names that every record template knows."""
    related = neighbours(town)
    return {
        "town": town,
        "figures": figures,
        "uses": pages.uses,
        "at": pages.at,
        "offer_address": functools.partial(offer_address, pages),
        "tables": tables,
        "labels": SimpleNamespace(**{name: labels_of(table) for name, table in tables.items()}),
        "related": related,
        "fits": functools.partial(fits, related),
        "done_and_planned": functools.partial(done_and_planned, related),
        "said": "登记" if town.settings.operator or town.settings.purpose == "demo" else "文章",
        "headline": town.settings.headline,
        "told_communities": told_communities(town, figures),
        "shown_projects": shown_projects(town),
        "notices_in": notices_in(town, figures),
        "results": functools.partial(survey_results, town),
        "asked_for": functools.partial(asked_for, town),
        "answers_words": answers_words,
        "open_forms": open_forms(town, figures),
        "receipt_letters": letters_of(len(town.receipts)),
        "whom_to_ask": functools.partial(whom_to_ask, town),
        "rating_form": functools.partial(rating_form, pages),
        "unmet_by_category": unmet_by_category(town, figures),
        **WORDS,
        **passages_of(town),
        **choices_of(town),
    }


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


def labels_of(table: Table) -> SimpleNamespace:
    """Return the words of a table's values: ``labels.projects.stage["planned"]``.

    Attributes, not keys: Jinja2 tries the attribute first, and a miss costs ten times a hit.
    """
    return SimpleNamespace(**{field.name: field.labels for field in table.fields.values()})


def tense(project: Project) -> str:
    """Return ``ahead``, ``doing``, ``done`` or ``cancelled``: in which words to tell a project."""
    if project.stage in STAGES_AHEAD:
        return "ahead"
    if project.stage in STAGES_DONE:
        return "done"
    return "cancelled" if project.stage == "cancelled" else "doing"


def notice_markup(text: str) -> Markup:
    """Return a notice's Markdown as HTML; the library is loaded where there is a notice."""
    from noticeboard.markdown import notice_html

    return Markup(notice_html(text))


def grouped(records: Iterable[Any], field: str) -> dict[str, list[Any]]:
    """Return the records by the value of a field, in their order."""
    found: dict[str, list[Any]] = {}
    for record in records:
        found.setdefault(getattr(record, field), []).append(record)
    return found


WORDS: dict[str, Any] = {
    "money": money_text,
    "share": share,
    "total": total,
    "plain": plain,
    "table_link": lambda name: TABLES_WITH_PAGES.get(name, f"data/#{name}"),
    "notice_words": NOTICE_WORDS,
    "notice_html": notice_markup,
    "grouped": grouped,
    "tense": tense,
    "ahead_stages": STAGES_AHEAD,
    "states": STATES,
    "actors": ACTORS,
    "form_address": form_address,
    "form_communities": form_communities,
}


def passages_of(town: Town) -> dict[str, Any]:
    """Return the look-ups of what a source says, to the letter."""
    passages = {(e.basis.source, e.id) for e in town.excerpts.values()}

    def passage_of(basis: Basis) -> list[Excerpt]:
        return [town.excerpts[key] for key in basis.locator if (basis.source, key) in passages]

    def passage_link(basis: Basis) -> str:
        found = passage_of(basis)
        return f"about/article/#{found[0].id}" if found else "about/article/"

    return {
        "passages": passages,
        "passage_of": passage_of,
        "passage_link": passage_link,
        "excerpted_sources": {source for source, _ in passages},
    }


def choices_of(town: Town) -> dict[str, Any]:
    """Return what lists can be narrowed by: value → word."""

    def unit_names(table: str) -> dict[str, str]:
        used = dict.fromkeys(row.unit for row in getattr(town, table).values())
        return {key: town.organisations[key].name for key in used}

    return {
        "community_names": lambda: {c.id: c.name for c in town.communities.values()},
        "unit_names": unit_names,
        "state_words": lambda: {key: state.word for key, state in STATES.items()},
    }


Related = Callable[[str, str, str], tuple[Any, ...]]


def fits(related: Related, need: Need) -> list[Resource | Service]:
    """Return what units offer of the need's category, in its community."""
    offers = [*related("resources", "categories", need.category)]
    offers += related("services", "categories", need.category)
    return [o for o in offers if not o.communities or need.community in o.communities]


def neighbours(town: Town) -> Related:
    """Return ``related(table, field, value)``: the records whose field is, or lists, the value.

    Each pair of table and field is indexed once, at its first use.
    """
    indexes: dict[tuple[str, str], dict[str, tuple[Any, ...]]] = {}

    def index(table: str, field: str) -> dict[str, tuple[Any, ...]]:
        found: dict[str, list[Any]] = {}
        for noun in getattr(town, table).values():
            held = getattr(noun, field)
            for key in held if isinstance(held, tuple) else (held,):
                found.setdefault(key, []).append(noun)
        return {key: tuple(nouns) for key, nouns in found.items()}

    def related(table: str, field: str, value: str) -> tuple[Any, ...]:
        if (table, field) not in indexes:
            indexes[(table, field)] = index(table, field)
        return indexes[(table, field)].get(value, ())

    return related


def offer_address(pages: Pages, offer: Resource | Service) -> str:
    """Return where an item of 资源清单 or 服务清单 stands."""
    return pages.at("resources" if isinstance(offer, Resource) else "services", offer.id)


def notices_in(town: Town, figures: Figures) -> dict[str, list[Notice]]:
    """Return the notices by state, the newest first."""
    found: dict[str, list[Notice]] = {}
    newest = sorted(town.notice_ledger.values(), key=lambda e: e.published_on, reverse=True)
    for entry in newest:
        state = figures.notice_states[entry.notice]
        found.setdefault(state, []).append(town.notices[entry.notice])
    return found


def done_and_planned(related: Related, community: str) -> str:
    """Return a community's projects in words; what is planned is never counted with what is done."""
    stages = [project.stage for project in related("projects", "community", community)]
    done = sum(stage in STAGES_DONE for stage in stages)
    planned = sum(stage in STAGES_AHEAD for stage in stages)
    other = len(stages) - done - planned - stages.count("cancelled")
    parts = ((done, "办成"), (other, "在办"), (planned, "打算办"))
    return "，".join(f"{word} {count} 个" for count, word in parts if count) or "还没有"


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
