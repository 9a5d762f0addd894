"""What record templates may ask for: the town, its numbers, and a few look-ups."""

from __future__ import annotations

from typing import Any

from noticeboard.dataset import Dataset
from noticeboard.figures import Figures, money_text, share
from noticeboard.model import Basis, Excerpt, Project, Town
from noticeboard.pages import Pages

TABLES_WITH_PAGES = ("communities", "units", "projects", "compounds", "figures", "mechanisms")
SHOWN_ON_HOME = 4


def views(dataset: Dataset, town: Town, figures: Figures, pages: Pages) -> dict[str, Any]:
    """Return the names that every record template knows."""
    resources = {name: table.resource for name, table in dataset.tables.items()}
    passages = {(e.basis.source, e.id) for e in town.excerpts.values()}

    def passage_of(basis: Basis) -> list[Excerpt]:
        return [town.excerpts[key] for key in basis.locator if (basis.source, key) in passages]

    def passage_link(basis: Basis) -> str:
        found = passage_of(basis)
        return f"about/article/#{found[0].id}" if found else "about/article/"

    def table_link(name: str) -> str:
        return f"{name}/" if name in TABLES_WITH_PAGES else f"data/#{name}"

    def joined_projects(organisation: str) -> list[Project]:
        return [p for p in town.projects.values() if organisation in p.partners]

    return {
        "town": town,
        "figures": figures,
        "uses": pages.uses,
        "money": money_text,
        "share": share,
        "resources": resources,
        "labels": {
            name: {field.name: field.labels for field in resource.fields.values()}
            for name, resource in resources.items()
        },
        "headline": town.settings.headline,
        "told_communities": told_communities(town, figures),
        "shown_projects": shown_projects(town),
        "excerpted_sources": {source for source, _ in passages},
        "passages": passages,
        "passage_of": passage_of,
        "passage_link": passage_link,
        "table_link": table_link,
        "joined_projects": joined_projects,
    }


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
