"""What record templates may ask for: the town, its numbers, and a few look-ups."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from noticeboard.dataset import Dataset
from noticeboard.figures import Figures, money_text, plain, share, total
from noticeboard.model import Basis, Excerpt, Need, Project, Resource, Service, Town
from noticeboard.orders import ACTORS, STATES, STEPS
from noticeboard.pages import Pages, address_of

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
}
SHOWN_ON_HOME = 4


def views(dataset: Dataset, town: Town, figures: Figures, pages: Pages) -> dict[str, Any]:
    """Return the names that every record template knows."""
    tables = {name: table.resource for name, table in dataset.tables.items()}
    related = neighbours(town)
    passages = {(e.basis.source, e.id) for e in town.excerpts.values()}

    def passage_of(basis: Basis) -> list[Excerpt]:
        return [town.excerpts[key] for key in basis.locator if (basis.source, key) in passages]

    def passage_link(basis: Basis) -> str:
        found = passage_of(basis)
        return f"about/article/#{found[0].id}" if found else "about/article/"

    def table_link(name: str) -> str:
        return TABLES_WITH_PAGES.get(name, f"data/#{name}")

    def fits(need: Need) -> list[Resource | Service]:
        """Return what units offer of the need's category, in its community."""
        offers = [*related("resources", "categories", need.category)]
        offers += related("services", "categories", need.category)
        return [o for o in offers if not o.communities or need.community in o.communities]

    def unit_names(table: str) -> dict[str, str]:
        used = dict.fromkeys(row.unit for row in getattr(town, table).values())
        return {key: town.organisations[key].name for key in used}

    return {
        "town": town,
        "figures": figures,
        "uses": pages.uses,
        "money": money_text,
        "share": share,
        "total": total,
        "tables": tables,
        "related": related,
        "fits": fits,
        "plain": plain,
        "address_of": address_of,
        "offer_address": offer_address,
        "unmet_by_category": unmet_by_category(town, figures),
        "community_names": lambda: {c.id: c.name for c in town.communities.values()},
        "unit_names": unit_names,
        "state_words": lambda: {key: state.word for key, state in STATES.items()},
        "states": STATES,
        "steps": STEPS,
        "actors": ACTORS,
        "labels": {
            name: {field.name: field.labels for field in resource.fields.values()}
            for name, resource in tables.items()
        },
        "headline": town.settings.headline,
        "told_communities": told_communities(town, figures),
        "shown_projects": shown_projects(town),
        "excerpted_sources": {source for source, _ in passages},
        "passages": passages,
        "passage_of": passage_of,
        "passage_link": passage_link,
        "table_link": table_link,
    }


def neighbours(town: Town) -> Callable[[str, str, str], tuple[Any, ...]]:
    """Return ``related(table, field, value)``: the records whose field is, or lists, the value.

    Each pair of table and field is indexed once, at its first use.
    """
    indexes: dict[tuple[str, str], dict[str, list[Any]]] = {}

    def related(table: str, field: str, value: str) -> tuple[Any, ...]:
        if (table, field) not in indexes:
            index = indexes[(table, field)] = {}
            for noun in getattr(town, table).values():
                held = getattr(noun, field)
                for key in held if isinstance(held, tuple) else (held,):
                    index.setdefault(key, []).append(noun)
        return tuple(indexes[(table, field)].get(value, ()))

    return related


def offer_address(offer: Resource | Service) -> str:
    """Return where an item of 资源清单 or 服务清单 stands."""
    return address_of("resources" if isinstance(offer, Resource) else "services", offer.id)


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
    """Return the projects for the home page: what is done first, what cost most before."""
    done = ("completed", "accepted", "under_way")
    order = sorted(town.projects.values(), key=lambda p: (p.stage not in done, -(p.cost.cny or 0)))
    return order[:SHOWN_ON_HOME]
