"""An attacker who knows the program: he tries every history that ends in the same publications.

He knows the number of answers of every day, also of days on which a row told nothing new.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from itertools import combinations, pairwise

from noticeboard.survey.suppress import publish_row
from noticeboard.survey.told import Told
from tests.attacker import Rule, publish_edition

Cells = tuple[int, ...]
Seen = tuple[Told | None, ...]  # what each day told


def compositions(total: int, size: int) -> Iterator[Cells]:
    if size == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in compositions(total - first, size - 1):
            yield (first, *rest)


def remembered(rule: Rule, k: int) -> Callable[[Cells, Seen], Told | None]:
    answers: dict[tuple[Cells, tuple[Told, ...]], Told | None] = {}

    def told(cells: Cells, seen: Seen) -> Told | None:
        before = tuple(told for told in seen if told)
        if (cells, before) not in answers:
            answers[cells, before] = rule(cells, k, before)
        return answers[cells, before]

    return told


class Preimages:
    """All histories of a row of ``size`` counts with these totals, by what was told of them."""

    def __init__(self, totals: Sequence[int], size: int, k: int, rule: Rule = publish_row) -> None:
        self.k = k
        tell = remembered(rule, k)
        self.worlds: dict[Seen, list[tuple[Cells, ...]]] = {(): [()]}
        before = 0
        for total in totals:
            following: dict[Seen, list[tuple[Cells, ...]]] = {}
            for seen, pasts in self.worlds.items():
                for past in pasts:
                    last = past[-1] if past else (0,) * size
                    for step in compositions(total - before, size):
                        now = tuple(map(sum, zip(last, step, strict=True)))
                        following.setdefault((*seen, tell(now, seen)), []).append((*past, now))
            self.worlds, before = following, total

    def leaks(self) -> list[str]:
        """Name hidden cells that are known, and sums of 1 to k-1 in hidden cells and untold rows."""
        found = []
        for seen, worlds in self.worlds.items():
            for day, told in enumerate(seen):
                spoken = told is not None and not told.silent
                secret = told.hidden if told and spoken else tuple(range(len(worlds[0][day])))
                for number in range(1, max(2, len(secret))):
                    for group in combinations(secret, number):
                        sums = {sum(world[day][place] for place in group) for world in worlds}
                        small = 1 <= min(sums) < self.k
                        if len(sums) == 1 and (small or (spoken and number == 1)):
                            found.append(f"{seen} day {day} {group} = {sums}")
        return found

    def opened(self) -> int:
        """How often a closed row opened: the hardest case."""
        spoken = [[told for told in seen if told and not told.silent] for seen in self.worlds]
        return sum(any(a.hidden and not b.hidden for a, b in pairwise(rows)) for rows in spoken)


def cross_leaks(totals: Sequence[int], groups: int, options: int, k: int) -> tuple[int, list[str]]:
    """Try all histories of a question by group: tables told, and cells of 1 to k-1 that are known."""
    worlds: list[tuple[Cells, ...]] = [()]
    before = 0
    for total in totals:
        steps = list(compositions(total - before, groups * options))
        worlds = [
            (*past, tuple(map(sum, zip(past[-1], step, strict=True))) if past else step)
            for past in worlds
            for step in steps
        ]
        before = total
    values: dict[Hashable, list[set[int]]] = {}
    for world in worlds:
        days = [[list(flat[g * options :][:options]) for g in range(groups)] for flat in world]
        moments = publish_edition([[day] for day in days], k)
        key = tuple((*m.rows, m.groups, *m.crosses) for m in moments)
        flat = [count for day in world for count in day]
        for place, count in enumerate(flat):
            values.setdefault(key, [set() for _ in flat])[place].add(count)
    tables = sum(bool(isinstance(key, tuple) and key[-1][-1]) for key in values)
    known = [
        f"{key} {place} = {cell}"
        for key, cells in values.items()
        for place, cell in enumerate(cells)
        if len(cell) == 1 and 1 <= min(cell) < k
    ]
    return tables, known
