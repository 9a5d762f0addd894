"""Which counts of a survey may be published, now and after what was published before.

A row is *open* (all told) or *closed* (some hidden). What a reader of this program learns from
each step, and why a hidden count keeps a second value at every time, however many publications:

* First publication: :mod:`noticeboard.survey.told`.
* *Closed stays closed*: whatever is hidden stays hidden; options that had no answer and now have
  1 to k-1 join it. The hidden counts must together have grown by nothing, or by k and (if any
  join) by more than there were options without answers. That can be seen from what is told, so
  every table possible before stays possible, and the growth can fall on any hidden count.
* *Open closes* when an option without answers gets 1 to k-1: it is hidden together with the
  smallest of the counts told last time. Which one that is, everybody knew.
* *Closed opens*, all at once, when every hidden count reached a bound that follows from the
  first publication of the closed row, and :mod:`noticeboard.survey.worlds` finds tables for
  all of the past that end in today's counts, differ in each hidden count, and have had one
  count below the bound throughout: for them, too, the row would have stayed closed until today.
* Otherwise the row is *silent*: only the total is new, the older row stays, with its date. That
  says that few of the latest answers were hidden or unheard of ones. The next row is told only
  when the other counts have grown enough to have taken all but one of those answers: then that
  one can have been any.

Withdrawn answers may lower a count. A told count that fell, or a hidden sum, keeps the row silent
until it is back: the tables that protect it need only the publications, never the truth.
"""

from __future__ import annotations

from collections.abc import Sequence

from noticeboard.survey.told import Told, ambiguous, first, silent, tell
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
    """What is told of a row, given all that was told of it, silent ones too (oldest first).

    ``None``: too few answers, or too few new ones; anyone can see that. ``cells`` must keep their
    order over an edition. The same row is told the same again.
    """
    if k < LEAST_K:
        raise ValueError(f"k must be at least {LEAST_K}")
    if not before:
        return first(cells, k)
    spoken = [told for told in before if not told.silent]
    last = spoken[-1]
    if tell(cells, frozenset(last.hidden)) == last:
        return last
    if not may_publish_again(before[-1].total, sum(cells), k):
        return None
    waited = [told.total for told in before[len(before) - before[::-1].index(last) :]]
    if any(old is not None and now < old for old, now in zip(last.cells, cells, strict=True)):
        return silent(cells)
    told = _closed(cells, k, spoken) if last.hidden else _opened(cells, k, last)
    return told if told and _blurred(told, cells, last, waited) else silent(cells)


def _joining(cells: Sequence[int], last: Told, k: int) -> frozenset[int]:
    return frozenset(p for p, old in enumerate(last.cells) if old == 0 and 1 <= cells[p] < k)


def _partner(last: Told) -> int:
    """The smallest count of an open row, the first of its equals."""
    return min((count, place) for place, count in enumerate(last.cells) if count)[1]


def _opened(cells: Sequence[int], k: int, last: Told) -> Told | None:
    """An open row stays so, or closes: the joining counts and the smallest one told last time."""
    joining = _joining(cells, last, k)
    if not joining:
        return tell(cells, joining)
    partner = _partner(last)
    hidden = joining | {partner}
    growth = sum(cells[place] for place in hidden) - (last.cells[partner] or 0)
    return tell(cells, hidden) if growth >= k and growth > last.cells.count(0) else None


def _closed(cells: Sequence[int], k: int, spoken: Sequence[Told]) -> Told | None:
    """A closed row opens as a whole, or stays closed."""
    last = spoken[-1]
    joining = _joining(cells, last, k)
    hidden = joining | frozenset(last.hidden)
    growth = sum(cells[place] for place in hidden) - (last.hidden_sum or 0)
    if growth >= k and _can_be_shown(cells, k, spoken):
        return tell(cells, frozenset())
    if joining:
        return tell(cells, hidden) if growth >= k and growth > last.cells.count(0) else None
    return tell(cells, hidden) if growth >= k or growth == 0 else None


def _blurred(told: Told, cells: Sequence[int], last: Told, waited: Sequence[int]) -> bool:
    """Whether the row, told after silent ones, leaves open who answered what until then."""
    moved = frozenset(place for place, old in enumerate(last.cells) if old == 0 and cells[place])
    if not waited or not (moved or told.hidden_sum != last.hidden_sum):
        return True
    apart = {_partner(last)} if not last.hidden else set()
    others = [place for place, old in enumerate(last.cells) if old and place not in apart]
    growth = sum(cells[place] - (last.cells[place] or 0) for place in others)
    return growth >= max(waited) - last.total - 1


def _can_be_shown(cells: Sequence[int], k: int, before: Sequence[Told]) -> bool:
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
