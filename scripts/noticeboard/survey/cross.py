"""Which counts of one question by group (community) may be published.

A cross table has one line a group and one column an option of the question; options that were
ever hidden in the question's own row in this edition stand together in the column *rest*. All
told cells are 0 or at least k.

It is told once, when the edition has closed and nothing more of it will be told; and so are the
groups' totals. Told earlier, its absence on one of several days would tell: whoever knows the
program, the groups' totals and a table of another day sees in which cell the one new answer must
stand that made it refuse. And totals of an earlier day, subtracted, leave a table of few people.

* What is hidden in the question's row stays so: a cross table and the groups' totals depend on
  sums over everything ever hidden. Any counts of the question that its row allows can be split
  among the groups so that these sums are the same, step by step.
* Of earlier days each column's total alone is known: what a column gained since may have come
  from any group that has answers in it.
* A group hidden in the totals is not told, nor one of fewer answers than a row needs.
* Groups that are not told (*others*) are two or more, and every column of them is 0 only if the
  whole column is, and else at least k: no cell of one of them follows from the margins, unless it
  is a zero or the group's whole total.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from noticeboard.survey import told as rows_told
from noticeboard.survey.told import Told


@dataclass(frozen=True)
class CrossTold:
    """A published cross table.

    ``columns`` are the places of the options told one by one, ``rest`` of those told as one (last
    cell of each line; no such cell if ``rest`` is empty). ``others`` is the line of all groups that
    are not in ``lines``; ``None`` if there are no others with answers.
    """

    columns: tuple[int, ...]
    rest: tuple[int, ...]
    lines: tuple[tuple[str, tuple[int, ...]], ...]
    others: tuple[int, ...] | None


Lines = Mapping[str, tuple[int, ...]]


def publish_cross(
    rows: Mapping[str, Sequence[int]], overall: Sequence[Told], groups: Told, k: int
) -> CrossTold | None:
    """What is told of a question by group, at the close of an edition; ``None``: no table.

    ``rows`` are the counts of each group, in the order of the group totals. ``overall`` are all
    publications of the question's row (oldest first); the last is of the same answers as ``rows``,
    and so is ``groups``, the only publication of the group totals: a row, too. All groups are told,
    or (the smallest left out first) as many as can be.
    """
    if not overall or overall[-1].silent:
        return None
    rest = frozenset(place for told in overall for place in told.hidden)
    table = {name: _merge(cells, rest) for name, cells in rows.items()}
    size = {name: sum(line) for name, line in table.items()}
    counts = [sum(column) for column in zip(*rows.values(), strict=True)]
    if not _same(counts, overall[-1]) or not _same(list(size.values()), groups):
        raise ValueError("the rows are not those of the last publications")
    seen = (name for place, name in enumerate(rows) if place not in groups.hidden)
    listed = [name for name in seen if size[name] >= rows_told.ROW_FLOOR]
    listed.sort(key=lambda name: (size[name], name))
    for dropped in range(len(listed)):
        lines = {name: table[name] for name in rows if name in listed[dropped:]}
        unlisted = [name for name in rows if name not in lines and size[name]]
        others = tuple(map(sum, zip(*(table[name] for name in unlisted), strict=True)))
        if _clean(lines, others, len(unlisted), k):
            columns = tuple(place for place in range(len(counts)) if place not in rest)
            return CrossTold(columns, tuple(sorted(rest)), tuple(lines.items()), others or None)
    return None


def _merge(counts: Sequence[int], places: frozenset[int]) -> tuple[int, ...]:
    """The counts, those at ``places`` as one at the end."""
    together = (sum(counts[place] for place in places),) if places else ()
    return tuple(n for place, n in enumerate(counts) if place not in places) + together


def _same(counts: Sequence[int], told: Told) -> bool:
    shown = zip(counts, told.cells, strict=True)
    return sum(counts) == told.total and all(cell in (None, count) for count, cell in shown)


def _clean(lines: Lines, others: tuple[int, ...], unlisted: int, k: int) -> bool:
    """Whether told cells are 0 or k and more, and what is not told is nobody or blurred enough."""
    if any(1 <= count < k for line in lines.values() for count in line):
        return False
    if not others:
        return True
    used = map(any, zip(others, *lines.values(), strict=True))
    return unlisted >= 2 and all(
        count >= k for count, some in zip(others, used, strict=True) if some
    )
