"""Pasts that would have been told in the same words: what protects a row that opens again.

Everything here is computed from publications alone (and from the counts about to be published),
so that each of the pasts found would have led to the same decision as the true one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, islice, pairwise

from noticeboard.survey.told import Told, ambiguous, first

World = tuple[Mapping[int, int], ...]  # the hidden counts, by place, of each publication
FILLS = 40
BATCH = 200  # enough, mostly; more pasts can only help


@dataclass(frozen=True)
class Epoch:
    """Publications of a row since it closed, and the open one before them, if there was one."""

    base: Told | None
    told: tuple[Told, ...]


def many_pasts(epoch: Epoch, cells: Sequence[int], k: int, bound: int) -> bool:
    """Whether every hidden count of the epoch has two values, and no few of them a known small sum."""
    found: list[set[tuple[int, ...]]] = [set() for _ in epoch.told]
    worlds = pasts(epoch, cells, k, bound)
    while some := list(islice(worlds, BATCH)):
        for number, told in enumerate(epoch.told):
            places = told.hidden
            found[number].update(tuple(world[number][p] for p in places) for world in some)
        if all(_unknown(tables, k) for tables in found):
            return True
    return False


def _unknown(tables: set[tuple[int, ...]], k: int) -> bool:
    one = min(tables)
    size = len(one)
    if any(len({table[place] for table in tables}) == 1 for place in range(size)):
        return False
    few = [place for place in range(size) if one[place] < k - 1]
    for number in range(2, min(k, size)):
        for group in combinations(few, number):
            total = sum(one[place] for place in group)
            if total < k and all(sum(table[p] for p in group) == total for table in tables):
                return False
    return True


def pasts(epoch: Epoch, cells: Sequence[int], k: int, bound: int) -> Iterator[World]:
    """Yield pasts that end at most in ``cells`` and had one hidden count below ``bound`` throughout."""
    places = epoch.told[-1].hidden
    starts = list(_starts(epoch, k))
    for order in _turns(places):
        for slow in epoch.told[0].hidden:
            caps = {place: cells[place] for place in places}
            caps[slow] = min(caps[slow], bound - 1)
            for start in starts:
                if all(count <= caps[place] for place, count in start.items()):
                    world = _grow(epoch, start, caps, order, k)
                    if world is not None:
                        yield world


def _grow(
    epoch: Epoch, start: Mapping[int, int], caps: Mapping[int, int], order: Sequence[int], k: int
) -> World | None:
    """Let the hidden counts grow as told, the first in ``order`` first, none above its cap."""
    world = [start] if start else []
    steps = (epoch.base, *epoch.told) if epoch.base else epoch.told
    now = dict(start)
    for before, told in pairwise(steps):
        ceiling = dict(caps)
        for place in told.hidden:
            if place not in now:
                now[place] = before.cells[place] or 1
                if before.cells[place] == 0:
                    ceiling[place] = min(caps[place], k - 1)
        left = (told.hidden_sum or 0) - sum(now.values())
        for place in order:
            if place in now:
                more = max(0, min(left, ceiling[place] - now[place]))
                now[place] += more
                left -= more
        if left or any(now[place] > ceiling[place] for place in now):
            return None
        world.append(dict(now))
    return tuple(world)


def _starts(epoch: Epoch, k: int) -> Iterable[Mapping[int, int]]:
    """Hidden counts with which the row was first told; none if it was open before."""
    if epoch.base:
        return [{}]
    told = epoch.told[0]
    found: dict[tuple[int, ...], Mapping[int, int]] = {}
    for values in _fills(len(told.hidden), told.hidden_sum or 0, k):
        for turned in _turns(values):
            start = dict(zip(told.hidden, turned, strict=True))
            table = [start.get(place, count or 0) for place, count in enumerate(told.cells)]
            if len(found) < FILLS and tuple(turned) not in found and first(table, k) == told:
                found[tuple(turned)] = start
    return found.values()


def _fills(size: int, total: int, k: int) -> Iterator[list[int]]:
    """Yield sets of counts that :func:`first` may hide: small ones, or small ones and equal larger ones."""
    if ambiguous(size, total, k):
        yield from _small(size, total, k)
    for large in range(1, size):
        few = size - large
        lowest = max(k, -(-(total - few * (k - 1)) // large))
        for edge in range(lowest, (total - few) // large + 1):
            for values in _small(few, total - large * edge, k):
                yield values + [edge] * large


def _small(size: int, total: int, k: int) -> Iterator[list[int]]:
    """Yield some ways of writing ``total`` as ``size`` numbers of 1 to k-1, even and uneven."""
    if not size <= total <= size * (k - 1):
        return
    level, over = divmod(total, size)
    even = [level] * (size - over) + [level + 1] * over
    yield even
    if size >= 2 and even[0] > 1 and even[-1] < k - 1:
        yield [even[0] - 1, *even[1:-1], even[-1] + 1]
    full, rest = divmod(total - size, k - 2)
    uneven = [k - 1] * full + [1] * (size - full)
    if rest:
        uneven[full] += rest
    yield sorted(uneven)


def _turns(values: Sequence[int]) -> Iterator[list[int]]:
    """Yield the values turned round, forwards and backwards."""
    for line in (list(values), list(values)[::-1]):
        for at in range(len(line)):
            yield line[at:] + line[:at]
