"""The searches, and whether an answer leads where it should."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from noticeboard.addresses import RECORDS, address_of, parts_of
from noticeboard.assemble import assemble
from noticeboard.load import load
from noticeboard.model import Town
from noticeboard.project import Project

HERE = Path(__file__).resolve().parent
SITES = ("real", "town")
# The names of a record: "name" of a project, "title" of a need, "label" of a figure.
NAMES = ("name", "title", "label", "matter")
# So many results are looked at: a telephone shows them without scrolling.
LOOKED_AT = 3


@dataclass(frozen=True)
class Search:
    """What is typed, in which way, on which site, and the addresses that it should lead to."""

    words: str
    kind: str
    site: str
    to: tuple[str, ...]

    def found_at(self, hits: Sequence[Sequence[str]]) -> int | None:
        """Return at which of the ranked results the search arrives, from 1; ``None``: nowhere.

        A result is the addresses to which it leads, from the site's own root.
        """
        for rank, addresses in enumerate(hits, 1):
            if any(arrives(hit, target) for hit in addresses for target in self.to):
                return rank
        return None


def arrives(hit: str, target: str) -> bool:
    """Return whether a result's address is the wanted one.

    A wanted page is reached at any of its places. A wanted place on a page is reached by its
    anchor, or by the page as a whole, but not by another anchor.
    """
    page, _, anchor = hit.partition("#")
    wanted, _, place = target.partition("#")
    return page == wanted and (not place or not anchor or anchor == place)


def searches(name: str, towns: dict[str, Town]) -> list[Search]:
    """Return the searches of ``queries`` or ``heldout``; ``towns`` has the records of both sites.

    A search that leads nowhere is an error of the file: ``ValueError``.
    """
    given = yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))
    found = []
    for site in SITES:
        titles = titled(towns[site])
        for row in given[site]:
            search = search_of(row, site, titles)
            if not search.to:
                raise ValueError(f"{name}.yaml: {search.words!r} leads nowhere")
            found.append(search)
    return found


def search_of(row: dict[str, Any], site: str, titles: Iterable[tuple[str, str]]) -> Search:
    """Return a search of a row of the file; ``titled`` becomes the records with these words."""
    words = row.get("titled", ())
    named = [address for address, title in titles if words and all(w in title for w in words)]
    return Search(row["q"], row["class"], site, (*row.get("to", ()), *named))


def titled(town: Town) -> list[tuple[str, str]]:
    """Return address and name of every record that has both."""
    parts = parts_of(town)
    found = []
    for table in RECORDS:
        for key, record in getattr(town, table).items():
            name = next((getattr(record, n) for n in NAMES if getattr(record, n, None)), None)
            if name:
                found.append((address_of(table, key, parts), str(name)))
    return found


def records_in(town: Town) -> int:
    """Return how many records have an address."""
    return sum(len(getattr(town, table)) for table in RECORDS if table != "units")


def town_of(project: Project) -> Town:
    """Return the records of a project."""
    return assemble(load(project))


def known_pages(site: Path, search: Search) -> list[str]:
    """Return those of a search's addresses that a built site has."""
    return [
        target
        for target in search.to
        if (site / target.partition("#")[0] / "index.html").is_file()
        and has_place(site, *target.partition("#")[::2])
    ]


def has_place(site: Path, page: str, anchor: str) -> bool:
    """Return whether a page has an element of this id; every page has itself."""
    return not anchor or f"id={json.dumps(anchor)}" in (site / page / "index.html").read_text(
        encoding="utf-8"
    )
