"""From what is wanted to the sheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from noticeboard.dataset import Resource
from noticeboard.figures import Figures
from noticeboard.model import Town
from noticeboard.monthly.listed import Listed
from noticeboard.printing import Wanted
from noticeboard.sheets.board import board_sheet
from noticeboard.sheets.ground import Ground, Sheet
from noticeboard.sheets.month import month_sheet
from noticeboard.sheets.notice import notice_sheet
from noticeboard.sheets.paper import PAPERS
from noticeboard.sheets.year import year_sheet

Told = Callable[[Wanted], Listed]
"""Returns the orders of a community's month or a unit's year: who counts them is the monthly table."""


def make(
    town: Town, figures: Figures, tables: Mapping[str, Resource], told: Told, wanted: Wanted
) -> Sheet:
    """Return a sheet, laid out; ``tables`` have the words of coded values."""
    ground = Ground(town, figures, tables, PAPERS[wanted.size])
    if wanted.kind == "notice":
        return notice_sheet(ground, wanted)
    if wanted.kind == "month":
        return month_sheet(ground, wanted, told(wanted))
    if wanted.kind == "year":
        return year_sheet(ground, wanted, told(wanted))
    return board_sheet(ground, wanted)
