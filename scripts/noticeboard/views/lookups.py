"""Look-ups of record templates: what belongs to what, which words a value has."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import SimpleNamespace
from typing import Any

from noticeboard.charts import UNKNOWN
from noticeboard.dataset import Resource as Table
from noticeboard.model import Basis, Excerpt, Need, Photo, Resource, Service, Town
from noticeboard.model.photographs import OF_WHAT
from noticeboard.model.work import STAGES_AHEAD, STAGES_DONE
from noticeboard.orders import STATES
from noticeboard.pages import Pages

MOMENTS = ("before", "during", "after", "other")
Related = Callable[[str, str, str], tuple[Any, ...]]


def labels_of(table: Table) -> SimpleNamespace:
    """Return the words of a table's values: ``labels.projects.stage["planned"]``.

    Attributes, not keys: Jinja2 tries the attribute first, and a miss costs ten times a hit.
    """
    return SimpleNamespace(**{field.name: field.labels for field in table.fields.values()})


def grouped(records: Iterable[Any], field: str) -> dict[str, list[Any]]:
    """Return the records by the value of a field, in their order."""
    found: dict[str, list[Any]] = {}
    for record in records:
        found.setdefault(getattr(record, field), []).append(record)
    return found


# Of each table and field: the records as they were, and which of them have each value.
Indexes = dict[tuple[str, str], tuple[dict[str, Any], dict[str, tuple[Any, ...]]]]


def neighbours(town: Town, kept: Indexes | None = None) -> Related:
    """Return ``related(table, field, value)``: the records whose field is, or lists, the value.

    Each pair of table and field is indexed once, at its first use; ``kept`` are indexes of before,
    which serve again where the table is the very same.
    """
    indexes: Indexes = {} if kept is None else kept

    def index(table: str, field: str) -> dict[str, tuple[Any, ...]]:
        found: dict[str, list[Any]] = {}
        for noun in getattr(town, table).values():
            held = getattr(noun, field)
            for key in held if isinstance(held, tuple) else (held,):
                found.setdefault(key, []).append(noun)
        return {key: tuple(nouns) for key, nouns in found.items()}

    def related(table: str, field: str, value: str) -> tuple[Any, ...]:
        records = getattr(town, table)
        made = indexes.get((table, field))
        if made is None or made[0] is not records:
            made = indexes[(table, field)] = records, index(table, field)
        return made[1].get(value, ())

    return related


def fits(related: Related, need: Need) -> list[Resource | Service]:
    """Return what units offer of the need's category, in its community."""
    offers = [*related("resources", "categories", need.category)]
    offers += related("services", "categories", need.category)
    return [o for o in offers if not o.communities or need.community in o.communities]


def offer_address(pages: Pages, offer: Resource | Service) -> str:
    """Return where an item of 资源清单 or 服务清单 stands."""
    return pages.at("resources" if isinstance(offer, Resource) else "services", offer.id)


def photos_by_record(photos: Iterable[Photo]) -> list[tuple[tuple[str, str], list[Photo]]]:
    """Return (column, id) of each record that was photographed, with its photographs.

    What belongs side by side stands side by side.
    """
    found: dict[tuple[str, str], list[Photo]] = {}
    for photo in photos:
        of = next((name, str(getattr(photo, name))) for name in OF_WHAT if getattr(photo, name))
        found.setdefault(of, []).append(photo)
    return [
        (of, [photo for group in photos_in_order(some) for photo in group])
        for of, some in found.items()
    ]


def photos_in_order(photos: Iterable[Photo]) -> list[list[Photo]]:
    """Return a record's photographs in groups: what belongs side by side, before beside after.

    The first before stands beside the first after, and so on; every other photograph is alone.
    """
    of: dict[str, list[Photo]] = {moment: [] for moment in MOMENTS}
    for photo in photos:
        of[photo.moment].append(photo)
    pairs = [list(pair) for pair in zip(of["before"], of["after"], strict=False)]
    paired = len(pairs)
    alone = [*of["before"][paired:], *of["during"], *of["after"][paired:], *of["other"]]
    return [*pairs, *([photo] for photo in alone)]


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

    def funder_names() -> dict[str, str]:
        used = dict.fromkeys(f.funder for f in town.funding.values() if f.funder)
        return {key: town.organisations[key].name for key in used} | {UNKNOWN: "没有写明"}

    return {
        "funder_names": funder_names,
        "community_names": lambda: {c.id: c.name for c in town.communities.values()},
        "unit_names": unit_names,
        "state_words": lambda: {key: state.word for key, state in STATES.items()},
    }


def done_and_planned(related: Related, community: str) -> str:
    """Return a community's projects in words; what is planned is never counted with what is done."""
    stages = [project.stage for project in related("projects", "community", community)]
    done = sum(stage in STAGES_DONE for stage in stages)
    planned = sum(stage in STAGES_AHEAD for stage in stages)
    other = len(stages) - done - planned - stages.count("cancelled")
    parts = ((done, "办成"), (other, "在办"), (planned, "打算办"))
    return "，".join(f"{word} {count} 个" for count, word in parts if count) or "还没有"
