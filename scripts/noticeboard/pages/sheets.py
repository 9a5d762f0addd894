"""The pages of sheets to print."""

from __future__ import annotations

from collections.abc import Iterator

from noticeboard.figures import Figures
from noticeboard.model import Town
from noticeboard.pages.page import Page
from noticeboard.printing import SIZES, Wanted, sheets_of_site

TABS = {"notice": "notices", "board": "notices", "month": "communities", "year": "units"}


def sheet_pages(town: Town, figures: Figures) -> Iterator[Page]:
    """Yield a page for each sheet of the site."""
    for wanted in sheets_of_site(town, figures.notice_states, figures.day):
        title = f"{_title(town, wanted)}（打印，{SIZES[wanted.size]} 纸）"
        yield Page(
            address=wanted.address,
            frame=wanted.frame,
            template="sheet.html",
            tab="communities" if wanted.kind == "board" and wanted.of else TABS[wanted.kind],
            title=title,
            description=f"{title}，打印出来贴在公示栏。",
            data={"wanted": wanted},
            paper=wanted.size,
            original=f"{TABS[wanted.kind]}/" + (f"{wanted.of}/" if wanted.kind != "board" else ""),
        )


def _title(town: Town, wanted: Wanted) -> str:
    if wanted.kind == "notice":
        return town.notices[wanted.of].title
    if wanted.kind == "month":
        return f"{town.communities[wanted.of].name} {wanted.when}"
    if wanted.kind == "year":
        return f"{town.organisations[wanted.of].name} {wanted.when}年"
    if wanted.of:
        return f"{town.communities[wanted.of].name}正在公示的事"
    return "正在公示的事"
