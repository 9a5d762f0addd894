"""What is told of one row of counts, and the rule of its first publication.

A *row* is one question in one edition: its options and "no answer", counts that sum to the
number of answers.

The attacker has everything published (now and before), knows that counts are whole numbers and
only grow, and knows this program. A hidden count is safe if another table gives the very same
publications and differs in that count.

Proof for a first publication: which counts are hidden depends on the set of values alone (equal
counts share their fate), so exchanging hidden counts changes nothing that is published. If the
hidden counts are not all equal, each of them has a second value. If they are, none reached k
(otherwise a smaller one would be among them), and their sum is not the least or the greatest
that so many small counts can have: unequal small counts with that sum exist and are told alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

ROW_FLOOR = 20  # a row of fewer answers is not told; above it, a zero may be


@dataclass(frozen=True)
class Told:
    """A published row: ``None`` is a hidden count; ``hidden_sum`` is ``None`` if none is hidden.

    A *silent* one has no counts at all: only the total is new, the page keeps the older row.
    """

    total: int
    cells: tuple[int | None, ...]
    hidden_sum: int | None

    @property
    def silent(self) -> bool:
        """Whether only the total is told."""
        return self.hidden_sum is None and None in self.cells

    @property
    def hidden(self) -> tuple[int, ...]:
        """The places of the hidden counts."""
        if self.silent:
            return ()
        return tuple(place for place, count in enumerate(self.cells) if count is None)


def tell(cells: Sequence[int], hidden: frozenset[int]) -> Told:
    """The row with these places hidden."""
    shown = tuple(None if place in hidden else count for place, count in enumerate(cells))
    return Told(sum(cells), shown, sum(cells[place] for place in hidden) if hidden else None)


def silent(cells: Sequence[int]) -> Told:
    """Nothing but the total."""
    return Told(sum(cells), (None,) * len(cells), None)


def least_total(size: int, k: int) -> int:
    """From how many answers a row of ``size`` counts is told: then one count at least reaches k."""
    return max(ROW_FLOOR, size * (k - 1) + 1)


def ambiguous(size: int, total: int, k: int) -> bool:
    """Whether ``size`` counts of 1 to k-1 can sum to ``total`` in unequal ways, and it reaches k."""
    return size >= 2 and total >= k and size < total < size * (k - 1)


def first(cells: Sequence[int], k: int) -> Told | None:
    """A row's first publication; ``None`` while it has too few answers (which anyone can see).

    Counts of 1 to k-1 are hidden. If they are too few, or if their sum would give them away,
    the next larger count (with all its equals) is hidden as well. Zeros are told.
    """
    if sum(cells) < least_total(len(cells), k):
        return None
    small = frozenset(place for place, count in enumerate(cells) if 1 <= count < k)
    if not small or ambiguous(len(small), sum(cells[place] for place in small), k):
        return tell(cells, small)
    edge = min(count for count in cells if count >= k)
    return tell(cells, small | {place for place, count in enumerate(cells) if count == edge})
