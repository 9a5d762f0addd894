"""Joins what sheets to print need: the town, its numbers, and the monthly table that counts orders."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any

from noticeboard.dataset import Resource
from noticeboard.figures import Figures
from noticeboard.model import Town
from noticeboard.monthly.counts import month_of, year_of
from noticeboard.monthly.listed import Listed, listed
from noticeboard.printing import Wanted, sheets_of_site
from noticeboard.sheets import Sheet, make

# The list of sheets tells how many pages each has: what was laid out for it is laid out.
SHEETS_KEPT = 4096


def sheet_views(town: Town, figures: Figures, tables: Mapping[str, Resource]) -> dict[str, Any]:
    """Return the names by which templates ask for sheets to print."""
    made = maker(town, figures, tables)
    all_of: dict[tuple[str, str], list[Wanted]] = {}
    for wanted in sheets_of_site(town, figures.notice_states, figures.day):
        all_of.setdefault((wanted.kind, wanted.of), []).append(wanted)
    return {
        "sheet_of": made,
        "prints_of": lambda kind, of="": all_of.get((kind, of), []),
    }


def maker(
    town: Town, figures: Figures, tables: Mapping[str, Resource]
) -> Callable[[Wanted], Sheet]:
    """Return what lays a sheet out, and remembers it."""

    def told(wanted: Wanted) -> Listed:
        year, _, month = wanted.when.partition("-")
        if wanted.kind == "year":
            return listed(town, year_of(int(year), figures.day), unit=wanted.of)
        return listed(town, month_of(int(year), int(month), figures.day), community=wanted.of)

    @functools.lru_cache(SHEETS_KEPT)
    def made(wanted: Wanted) -> Sheet:
        return make(town, figures, tables, told, wanted)

    return made
