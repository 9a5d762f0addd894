"""An attacker who has every publication of an edition and an integer solver.

He sets up all linear facts: whole numbers, cells that sum to told totals, told cells, hidden sums,
one total of answers for all questions, groups and options of one person in one cell, counts that
only grow, hidden cells that are not zero. ``Attack.known`` tells whether a sum of cells has a
single feasible value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from random import Random

import highspy

from noticeboard.survey.cross import CrossTold, publish_cross
from noticeboard.survey.suppress import publish_row
from noticeboard.survey.told import Told

Table = list[list[int]]  # group x option
Rule = Callable[[Sequence[int], int, Sequence[Told]], Told | None]


@dataclass
class Moment:
    """What was true and what was told on one day. ``tables``: one a question."""

    tables: list[Table]
    rows: list[Told | None] = field(default_factory=list)
    groups: Told | None = None
    crosses: list[CrossTold | None] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(map(sum, self.tables[0]))


def columns(table: Table) -> list[int]:
    return [sum(line[option] for line in table) for option in range(len(table[0]))]


def publish_edition(
    history: Sequence[list[Table]], k: int, rule: Rule = publish_row
) -> list[Moment]:
    """Publish what the rule allows on each day; group totals and cross tables on the last."""
    questions = range(len(history[0]))
    rows: list[list[Told]] = [[] for _ in questions]
    moments = []
    for day, tables in enumerate(history):
        moment = Moment(tables)
        if day == len(history) - 1:
            moment.groups = publish_row([sum(line) for line in tables[0]], k)
        for question in questions:
            told = rule(columns(tables[question]), k, rows[question])
            moment.rows.append(told)
            if told:
                rows[question].append(told)
            named = {str(name): line for name, line in enumerate(tables[question])}
            ready = moment.groups if told else None
            new = publish_cross(named, rows[question], ready, k) if ready else None
            moment.crosses.append(new)
        moments.append(moment)
    return moments


Key = tuple[int, int, int, int]  # day, question, group, option


class Attack:
    def __init__(self, moments: Sequence[Moment], grows: bool = True) -> None:
        self.moments = moments
        self.least = 1 if grows else 0  # who knows of withdrawals knows that zeros may be hidden
        self.model = highspy.Highs()  # type: ignore[no-untyped-call]
        self.model.silent()
        self.place: dict[Key, int] = {}
        for day, moment in enumerate(moments):
            for question, table in enumerate(moment.tables):
                for group, line in enumerate(table):
                    for option in range(len(line)):
                        self.place[day, question, group, option] = len(self.place)
                        self.model.addVar(0, moment.total)
        for cell in self.place.values():
            self.model.changeColIntegrality(cell, highspy.HighsVarType.kInteger)
        for day in range(len(moments)):
            self._facts(day)
            if day and grows:
                for day_, question, group, option in self.place:
                    if day_ == day:
                        now = self.place[day, question, group, option]
                        then = self.place[day - 1, question, group, option]
                        self.model.addRow(0, highspy.kHighsInf, 2, [now, then], [1.0, -1.0])

    def cells(
        self, day: int, question: int, groups: Iterable[int], options: Iterable[int]
    ) -> list[int]:
        options = list(options)
        return [self.place[day, question, group, option] for group in groups for option in options]

    def fact(self, cells: list[int], low: float, high: float) -> None:
        if cells:
            self.model.addRow(low, high, len(cells), cells, [1.0] * len(cells))

    def _facts(self, day: int) -> None:
        moment = self.moments[day]
        groups = range(len(moment.tables[0]))
        for question, table in enumerate(moment.tables):
            options = range(len(table[0]))
            self.fact(self.cells(day, question, groups, options), moment.total, moment.total)
            self._row(
                moment.rows[question], [self.cells(day, question, groups, [o]) for o in options]
            )
            self._row(moment.groups, [self.cells(day, question, [g], options) for g in groups])
            if question:
                for group in groups:
                    here = self.cells(day, question, [group], options)
                    there = self.cells(day, 0, [group], range(len(moment.tables[0][0])))
                    signs = [1.0] * len(here) + [-1.0] * len(there)
                    self.model.addRow(0, 0, len(signs), here + there, signs)
            self._cross(day, question, moment.crosses[question])

    def _row(self, told: Told | None, cells: Sequence[list[int]]) -> None:
        if told is None or told.silent:
            return
        for place, count in enumerate(told.cells):
            if count is None:
                self.fact(cells[place], self.least, told.total)
            else:
                self.fact(cells[place], count, count)
        hidden = [cell for place in told.hidden for cell in cells[place]]
        self.fact(hidden, told.hidden_sum or 0, told.hidden_sum or 0)

    def _cross(self, day: int, question: int, told: CrossTold | None) -> None:
        if told is None:
            return
        for name, line in told.lines:
            self._line(day, question, [int(name)], told, line)
        listed = {int(name) for name, _ in told.lines}
        others = [g for g in range(len(self.moments[day].tables[0])) if g not in listed]
        if others:
            width = len(told.columns) + bool(told.rest)
            self._line(day, question, others, told, told.others or (0,) * width)

    def _line(
        self, day: int, question: int, groups: list[int], told: CrossTold, line: tuple[int, ...]
    ) -> None:
        for place, count in zip(told.columns, line, strict=False):
            self.fact(self.cells(day, question, groups, [place]), count, count)
        if told.rest:
            self.fact(self.cells(day, question, groups, told.rest), line[-1], line[-1])

    def known(self, cells: Sequence[int], truth: int) -> bool:
        """Whether the sum of these cells has only the value that is true."""
        for sense, sign in ((highspy.ObjSense.kMaximize, 1), (highspy.ObjSense.kMinimize, -1)):
            self.model.changeObjectiveSense(sense)
            for cell in cells:
                self.model.changeColCost(cell, 1.0)
            self.model.run()
            optimal = self.model.getModelStatus() == highspy.HighsModelStatus.kOptimal
            value = self.model.getInfo().objective_function_value
            for cell in cells:
                self.model.changeColCost(cell, 0.0)
            assert optimal, self.model.getModelStatus()
            assert sign * (value - truth) > -1e-4, "the attacker's facts exclude the truth"
            if sign * (value - truth) > 0.5:
                return False
        return True


def leaks(
    moments: Sequence[Moment], k: int, by_group: bool = False, grows: bool = True
) -> list[str]:
    """Name hidden cells, and sums of 1 to k-1 people, that the attacker knows."""
    attack = Attack(moments, grows)
    found = []
    for day, moment in enumerate(moments):
        groups = range(len(moment.tables[0]))
        for question, table in enumerate(moment.tables):
            options = range(len(table[0]))
            cells = [attack.cells(day, question, groups, [option]) for option in options]
            found += _known(
                attack, moment.rows[question], cells, columns(table), k, f"{day} q{question}"
            )
            for group, line in enumerate(table) if by_group else ():
                for option, truth in enumerate(line):
                    one = attack.cells(day, question, [group], [option])
                    if 1 <= truth < k and attack.known(one, truth):
                        found.append(f"{day} q{question} g{group} o{option}")
        if len(groups) > 1:
            totals = [attack.cells(day, 0, [g], range(len(moment.tables[0][0]))) for g in groups]
            sizes = [sum(line) for line in moment.tables[0]]
            found += _known(attack, moment.groups, totals, sizes, k, f"{day} groups")
    return found


def _known(
    attack: Attack,
    told: Told | None,
    cells: Sequence[list[int]],
    truth: Sequence[int],
    k: int,
    name: str,
) -> list[str]:
    hidden = told.hidden if told else ()
    suspects = [(place,) for place, count in enumerate(truth) if place in hidden or 1 <= count < k]
    pairs = [pair for pair in combinations(hidden, 2) if 1 <= truth[pair[0]] + truth[pair[1]] < k]
    return [
        f"{name} {group}"
        for group in (*suspects, *pairs)
        if attack.known(
            [cell for place in group for cell in cells[place]], sum(truth[p] for p in group)
        )
    ]


def history(random: Random, groups: int, sizes: Sequence[int], days: int) -> list[list[Table]]:
    """Answers that come in over some days, popular options and groups first, many growths small."""
    tables = [[[0] * size for _ in range(groups)] for size in sizes]
    weights = [[random.random() ** 3 + 0.004 for _ in range(size)] for size in sizes]
    crowd = [random.random() + 0.1 for _ in range(groups)]
    told = []
    for day in range(days):
        if random.random() < 0.3:
            crowd = [weight * random.choice((0, 1, 1)) + 0.001 for weight in crowd]
        if random.random() < 0.3:
            weights = [[w * random.choice((0, 1, 1)) + 0.003 for w in ws] for ws in weights]
        come = (
            random.randint(20, 60) * groups if day == 0 else random.choice((4, 5, 6, 9, 15, 30, 80))
        )
        for _ in range(come):
            [group] = random.choices(range(groups), crowd)
            for table, weight in zip(tables, weights, strict=True):
                [option] = random.choices(range(len(weight)), weight)
                table[group][option] += 1
        told.append([[list(line) for line in table] for table in tables])
    return told
