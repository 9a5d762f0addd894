"""The page of what changed, in parts by days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from noticeboard.addresses import part_address
from noticeboard.changes import Changes
from noticeboard.pages.page import Page


def changes_pages(page: Page, changes: Changes) -> Iterator[Page]:
    """Yield the page, as one or as several parts with whole days, each linked to all others."""
    parts = changes.parts()
    links = [(n, part_address(page.address, n)) for n in range(1, len(parts) + 1)]
    for number, days in enumerate(parts, 1):
        data = {"changes": changes, "days": days, "part": number, "part_links": links}
        if number == 1:
            yield replace(page, data=data)
            continue
        yield replace(
            page,
            address=part_address(page.address, number),
            frame=f"{page.address}part/frame/",
            title=f"{page.title}（第{number}部分，共{len(parts)}部分）",
            data=data,
            titled=False,
        )
