"""What changed: where a sentence leads to, when a record was last changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from noticeboard.addresses import RECORDS
from noticeboard.changes import SHOWN, Changes, Piece
from noticeboard.pages import Pages


def changed_views(
    changes: Changes, pages: Pages, table_link: Callable[[str], str]
) -> dict[str, Any]:
    """Return the names by which templates tell of changes."""
    places = changes.places()

    def changed_on(table: str, key: str) -> tuple[dt.date, str] | None:
        """Return day and address of the last change of a record, if one is told."""
        day = changes.latest.get((table, key))
        return (day, places[day]) if day in places else None

    def leads_to(piece: Piece) -> str:
        """Return the address that words of a sentence lead to; empty where nowhere."""
        if piece.table and not piece.key:
            return table_link(piece.table)
        return pages.at(piece.table, piece.key) if piece.table in RECORDS else ""

    return {"changed_on": changed_on, "leads_to": leads_to, "shown_changes": SHOWN}
