"""Which counts of a survey may be published, now and after what was published before.

A row is *open* (all told) or *closed* (some hidden). What a reader of this program learns from
each step, and why a hidden count keeps a second value at every time, however many publications:

* First publication: :mod:`noticeboard.survey.told`.
* *Closed stays closed*: whatever is hidden stays hidden; options that had no answer and now have
  1 to k-1 join it. The hidden counts must together have grown by nothing, or by k and more than
  the joining ones need: both can be seen from what is told. Hence every table possible before
  goes on to be possible, in each of which the growth can fall on any hidden count.
* *Open closes* when an option without answers gets 1 to k-1: it is hidden together with the
  smallest of the counts told last time. Which one that is, everybody knew.
* *Closed opens*, all at once, when every hidden count reached a bound that follows from the
  first publication of the closed row, and :mod:`noticeboard.survey.worlds` finds tables for
  all of the past that end in today's counts, differ in each hidden count, and have had one
  count below the bound throughout: for them, too, the row would have stayed closed until today.
* Otherwise nothing new is told (``None``) and the older publication stays, with its date. An
  onlooker learns that the hidden counts grew by a little, not which.

Withdrawn answers may lower a count. A told count that fell, or a hidden sum, withholds the row
until it is back: the tables that protect it need only the publications, never the truth.
"""

from __future__ import annotations

from collections.abc import Sequence

from noticeboard.survey.told import Told, ambiguous, first, tell
from noticeboard.survey.worlds import Epoch, many_pasts

FEW = "few"
LEAST_K = 3


def may_publish_again(n_before: int, n_now: int, k: int) -> bool:
    """Whether so many answers came in that those who came last are at least k."""
    return n_now - n_before >= k


def unused(number: int, k: int) -> int | str:
    """How many answers could not be used: none, a number from k on, or ``few``."""
    return FEW if 1 <= number < k else number


def publish_row(cells: Sequence[int], k: int, before: Sequence[Told] = ()) -> Told | None:
    """What is told of a row, given all that was told of it (oldest first); ``None``: nothing new.

    ``cells`` must keep their order over an edition. The same row is told the same again.
    """
    if k < LEAST_K:
        raise ValueError(f"k must be at least {LEAST_K}")
    if not before:
        return first(cells, k)
    last = before[-1]
    hidden = frozenset(last.hidden)
    if tell(cells, hidden) == last:
        return last
    if not may_publish_again(last.total, sum(cells), k) or _fell(cells, last):
        return None
    joining = frozenset(p for p, n in enumerate(last.cells) if n == 0 and 1 <= cells[p] < k)
    if hidden:
        return _closed(cells, k, before, joining)
    return _opened(cells, k, last, joining)


def _fell(cells: Sequence[int], last: Told) -> bool:
    return any(old is not None and now < old for old, now in zip(last.cells, cells, strict=True))


def _opened(cells: Sequence[int], k: int, last: Told, joining: frozenset[int]) -> Told | None:
    """An open row stays so, or closes: the joining counts and the smallest one told last time."""
    if not joining:
        return tell(cells, joining)
    told = [count or 0 for count in last.cells]
    _, partner = min((count, place) for place, count in enumerate(told) if count)
    hidden = joining | {partner}
    growth = sum(cells[place] - told[place] for place in hidden)
    return tell(cells, hidden) if _enough(growth, joining, k) else None


def _closed(
    cells: Sequence[int], k: int, before: Sequence[Told], joining: frozenset[int]
) -> Told | None:
    """A closed row opens as a whole, or stays closed."""
    last = before[-1]
    hidden = joining | frozenset(last.hidden)
    growth = sum(cells[place] for place in hidden) - (last.hidden_sum or 0)
    if growth >= k and _may_open(cells, k, before):
        return tell(cells, frozenset())
    still = growth == 0 and not joining
    return tell(cells, hidden) if still or _enough(growth, joining, k) else None


def _enough(growth: int, joining: frozenset[int], k: int) -> bool:
    return growth >= k and growth > len(joining)


def _may_open(cells: Sequence[int], k: int, before: Sequence[Told]) -> bool:
    """Whether nothing is small any more, and opening leaves the past unknown."""
    opened = [number for number, told in enumerate(before) if not told.hidden]
    start = opened[-1] + 1 if opened else 0
    epoch = Epoch(before[start - 1] if start else None, tuple(before[start:]))
    bound = opening_bound(epoch, k)
    if any(1 <= count < k for count in cells):
        return False
    if any(cells[place] < bound for place in epoch.told[-1].hidden):
        return False
    return many_pasts(epoch, cells, k, bound)


def opening_bound(epoch: Epoch, k: int) -> int:
    """The count that every hidden one must reach: k, or what the largest of them may have been."""
    start = epoch.told[0]
    size, total = len(start.hidden), start.hidden_sum or 0
    if epoch.base or ambiguous(size, total, k):
        return k
    return total - size + 1
