"""The pages that list everything by kind, for whoever searches without script."""

from __future__ import annotations

from collections.abc import Iterator

from noticeboard.addresses import PART, part_address
from noticeboard.kinds import KINDS
from noticeboard.model import Town

# So many titles stand on the search page itself; beyond, each kind has pages of its own.
ON_ONE_PAGE = 300
FOLDER = "search/all/"


def kinds_of(town: Town) -> dict[str, int]:
    """Return how many records there are of each kind that has any."""
    counts = {kind: len(getattr(town, kind)) for kind in KINDS}
    return {kind: count for kind, count in counts.items() if count}


def kind_pages(town: Town) -> Iterator[tuple[str, str, int, int]]:
    """Yield address, kind, part and number of parts of each page that lists a kind; none in a small town."""
    counts = kinds_of(town)
    if sum(counts.values()) <= ON_ONE_PAGE:
        return
    for kind, count in counts.items():
        parts = -(-count // PART)
        for part in range(1, parts + 1):
            yield part_address(f"{FOLDER}{kind}/", part), kind, part, parts
