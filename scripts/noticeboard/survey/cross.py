"""Which counts of one question by group (community) may be published.

A cross table has one line a group and one column an option of the question; options that were
ever hidden in the question's own row in this edition stand together in the column *rest*. All
told cells are 0 or at least k.

* What is hidden in the question's row stays so: a cross table and the groups' totals depend on
  sums over everything ever hidden. Any table of the question that its row allows can be split
  among the groups so that these sums are the same, step by step.
* A group whose total was ever hidden is never told: the same argument, with groups for options.
* Groups that are not told (*others*) are two or more, and every column of them is 0 only if the
  whole column is, and else at least k: no cell of one of them follows from the margins, unless it
  is a zero or the group's whole total.
* Subtracting what was told earlier must not show a few people's answers: see :func:`spread`.
  Group totals obey it too (:func:`publish_groups`), since they can be subtracted from a table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from noticeboard.survey import told as rows_told
from noticeboard.survey.suppress import publish_row
from noticeboard.survey.told import Told, silent


@dataclass(frozen=True)
class CrossTold:
    """A published cross table.

    ``columns`` are the places of the options told one by one, ``rest`` of those told as one (last
    cell of each line; no such cell if ``rest`` is empty). ``others`` is the line of all groups that
    are not in ``lines``; ``None`` if all are.
    """

    columns: tuple[int, ...]
    rest: tuple[int, ...]
    lines: tuple[tuple[str, tuple[int, ...]], ...]
    others: tuple[int, ...] | None


Lines = dict[str, tuple[int, ...]]


def spread(before: Sequence[int], now: Sequence[int], k: int) -> bool:
    """Whether each number stayed or grew by k or more, and not one of them alone grew."""
    grown = [new - old for old, new in zip(before, now, strict=True) if new != old]
    return all(growth >= k for growth in grown) and len(grown) != 1


def _told_again(before: Told, now: Sequence[int]) -> tuple[list[int], list[int]]:
    """Both rows as they were told then: what was hidden then is one number."""
    shown = [place for place, count in enumerate(before.cells) if count is not None]
    old = [count for count in before.cells if count is not None] + [before.hidden_sum or 0]
    return old, [now[place] for place in shown] + [sum(now[place] for place in before.hidden)]


def publish_groups(totals: Sequence[int], k: int, before: Sequence[Told] = ()) -> Told | None:
    """What is told of how many answered in each group: a row; later ones only if growth is spread."""
    told = publish_row(totals, k, before)
    spoken = [earlier for earlier in before if not earlier.silent]
    if told is None or told.silent or not spoken or told == spoken[-1]:
        return told
    return told if spread(*_told_again(spoken[-1], totals), k) else silent(totals)


def publish_cross(
    rows: Mapping[str, Sequence[int]],
    overall: Sequence[Told],
    groups: Sequence[Told],
    k: int,
    before: CrossTold | None = None,
    final: bool = False,
) -> CrossTold | None:
    """What is told of a question by group; ``None``: nothing new, the older table stays.

    ``rows`` are the counts of each group, in the order of the group totals. ``overall`` and
    ``groups`` are all publications of the question's row and of the group totals (oldest first);
    the last of each is of the same answers as ``rows``. While the edition is open (not ``final``),
    and after an earlier table, all groups are told or none.
    """
    if not overall or not groups or overall[-1].silent or groups[-1].silent:
        return None
    if not _may_subtract(rows, overall, groups, k):
        return None
    rest = tuple(sorted({place for told in overall for place in told.hidden}))
    columns = tuple(place for place in range(len(overall[-1].cells)) if place not in rest)
    table = {name: _line(cells, columns, rest) for name, cells in rows.items()}
    if before is not None and not _follows(before, rest, table, k):
        return None
    size = {name: sum(line) for name, line in table.items()}
    veiled = {place for told in groups for place in told.hidden}
    seen = [name for place, name in enumerate(rows) if place not in veiled]
    listed = sorted(
        (name for name in seen if size[name] >= rows_told.ROW_FLOOR),
        key=lambda name: (size[name], name),
    )
    for dropped in range(len(listed)):
        lines = {name: table[name] for name in rows if name in listed[dropped:]}
        unlisted = [name for name in rows if name not in lines and size[name]]
        if unlisted and not (final and before is None):
            return None
        others = tuple(map(sum, zip(*(table[name] for name in unlisted), strict=True)))
        if _clean(lines, others, len(unlisted), k):
            return CrossTold(columns, rest, tuple(lines.items()), others or None)
    return None


def _line(cells: Sequence[int], columns: Sequence[int], rest: Sequence[int]) -> tuple[int, ...]:
    together = (sum(cells[place] for place in rest),) if rest else ()
    return tuple(cells[place] for place in columns) + together


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


def _follows(before: CrossTold, rest: tuple[int, ...], table: Lines, k: int) -> bool:
    """Whether a table may replace an older one: all groups and the same columns, growth spread."""
    old = dict(before.lines)
    if before.others is not None or before.rest != rest or any(name not in table for name in old):
        return False
    if any(new < was for name in old for was, new in zip(old[name], table[name], strict=True)):
        return False
    empty = (0,) * len(next(iter(table.values())))
    return spread([sum(old.get(name, empty)) for name in table], list(map(sum, table.values())), k)


def _may_subtract(
    rows: Mapping[str, Sequence[int]], overall: Sequence[Told], groups: Sequence[Told], k: int
) -> bool:
    """Whether the table minus any earlier publication tells nothing of a few people."""
    sizes = [sum(cells) for cells in rows.values()]
    counts = [sum(column) for column in zip(*rows.values(), strict=True)]
    if sum(sizes) != overall[-1].total or sum(sizes) != groups[-1].total:
        return False
    for earlier in overall[:-1]:
        grown = [new > old for old, new in zip(*_told_again(earlier, counts), strict=True)]
        if sum(grown) == 1:
            return False
    return all(spread(*_told_again(earlier, sizes), k) for earlier in groups[:-1])
