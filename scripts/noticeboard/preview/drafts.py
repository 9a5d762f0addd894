"""Notices that nobody approved yet: shown in the preview alone, each at the address it will have."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from noticeboard.addresses import address_of
from noticeboard.dataset import Dataset
from noticeboard.notices import as_if_approved, is_approved
from noticeboard.preview.site import Maker, Site


@dataclass(frozen=True)
class Drafted:
    """A draft: where it will stand, what it is called."""

    address: str
    title: str


def drafts_of(dataset: Dataset | None) -> tuple[Drafted, ...]:
    """Return the drafts among the notices, in their order."""
    rows = dataset.rows("notices") if dataset else ()
    return tuple(
        Drafted(address_of("notices", row.get("id"), {}), row.get("title") or row.get("id"))
        for row in rows
        if row.get("id") and not is_approved(row)
    )


class Drafts:
    """Makes the pages of drafts, from a site of their own: no list of the preview names them."""

    def __init__(self) -> None:
        """Begin with nothing made."""
        self._made: tuple[int, Site] | None = None

    def page(
        self, number: int, dataset: Dataset, day: dt.date, address: str, maker: Maker
    ) -> str | None:
        """Return a draft's page, or a sheet of it, as were it approved today; ``None`` elsewhere.

        ``number`` tells one state of the data from the next, ``maker`` makes the site of that state.
        Data that were not checked may break what relies on the checks, with any error of theirs.
        """
        own = [draft.address for draft in drafts_of(dataset)]
        if not any(address == one or address.startswith(f"print/{one}") for one in own):
            return None
        if self._made is None or self._made[0] != number:
            self._made = number, maker.beside().make(as_if_approved(dataset, day), day)
        return self._made[1].page(address)
