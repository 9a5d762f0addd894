"""An attacker who knows the program: he tries every history that ends in the same publications."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from noticeboard.survey.suppress import publish_row
from noticeboard.survey.told import Told
from tests.attacker import Rule

Cells = tuple[int, ...]
Seen = tuple[Told | None, ...]  # what each day told


def compositions(total: int, size: int) -> Iterator[Cells]:
    if size == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in compositions(total - first, size - 1):
            yield (first, *rest)


class Preimages:
    """All histories of a row of ``size`` counts with these totals, by what was told of them."""

    def __init__(self, totals: Sequence[int], size: int, k: int, rule: Rule = publish_row) -> None:
        self.k, self.rule = k, rule
        self.answers: dict[tuple[Cells, tuple[Told, ...]], Told | None] = {}
        worlds: dict[Seen, list[tuple[Cells, ...]]] = {(): [()]}
        before = 0
        for total in totals:
            following: dict[Seen, list[tuple[Cells, ...]]] = {}
            for seen, pasts in worlds.items():
                for past in pasts:
                    for step in compositions(total - before, size):
                        last = past[-1] if past else (0,) * size
                        now = tuple(map(sum, zip(last, step, strict=True)))
                        told = self.told(now, seen)
                        following.setdefault((*seen, told), []).append((*past, now))
            worlds, before = following, total
        self.worlds = worlds

    def told(self, cells: Cells, seen: Seen) -> Told | None:
        before = tuple(told for told in seen if told)
        if (cells, before) not in self.answers:
            self.answers[cells, before] = self.rule(cells, self.k, before)
        return self.answers[cells, before]

    def leaks(self) -> list[str]:
        """Name publications from which a hidden cell, or a small sum of them, follows."""
        found = []
        for seen, worlds in self.worlds.items():
            for day, told in enumerate(seen):
                hidden = told.hidden if told and not told.silent else tuple(range(len(worlds[0][day])))
                for number in range(1, max(2, len(hidden))):
                    for group in combinations(hidden, number):
                        sums = {sum(world[day][place] for place in group) for world in worlds}
                        small = 1 <= min(sums) < self.k
                        if len(sums) == 1 and (small or (told and not told.silent and number == 1)):
                            found.append(f"{seen} day {day} {group} = {sums}")
        return found

    def opened(self) -> int:
        return sum(
            any(a and b and a.hidden and not b.hidden for a in seen for b in seen[seen.index(a) + 1 :])
            for seen in self.worlds
        )
