"""What a chart is made of: parts of bars with their rows, where they begin and how long they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

# Fewer rows are told in a sentence.
LEAST_ROWS = 3


@dataclass(frozen=True, slots=True)
class Part:
    """A length of a bar: its rows, where it begins and how long it is, in percent of the whole width."""

    key: str
    rows: tuple[str, ...]
    choice: str
    start: str = "0"
    length: str = "0"


@dataclass(frozen=True, slots=True)
class Bar:
    """A line of a chart. ``late`` are those of its rows whose deadline was missed.

    ``amount`` is the sum of what its rows state, in yuan; ``unstated`` so many of them state
    nothing; ``listed`` so many entries the list shows under its choice.
    """

    key: str
    parts: tuple[Part, ...]
    choice: str
    listed: int
    late: Part | None = None
    amount: int = 0
    unstated: int = 0

    @property
    def rows(self) -> tuple[str, ...]:
        """The rows of all parts."""
        return tuple(row for part in self.parts for row in part.rows)


@dataclass(frozen=True, slots=True)
class Chart:
    """The lines of a chart, in the order in which they are shown, and its rows that stand in none."""

    table: str
    bars: tuple[Bar, ...]
    left_out: tuple[str, ...] = ()

    @property
    def rows(self) -> tuple[str, ...]:
        """The rows of all bars."""
        return tuple(row for bar in self.bars for row in bar.rows)

    @property
    def is_worth_drawing(self) -> bool:
        """Tell whether a drawing says more than a sentence."""
        return len(self.rows) >= LEAST_ROWS

    @property
    def compares(self) -> bool:
        """Tell whether there are several bars of several rows to compare."""
        return self.is_worth_drawing and len(self.bars) > 1

    def part(self, key: str) -> tuple[str, ...]:
        """Return the rows of this part in all bars."""
        return tuple(
            row for bar in self.bars for part in bar.parts if part.key == key for row in part.rows
        )

    @property
    def is_mixed(self) -> bool:
        """Tell whether its rows are of more than one kind of part."""
        return len({part.key for bar in self.bars for part in bar.parts if part.rows}) > 1

    @property
    def late(self) -> tuple[str, ...]:
        """The rows whose deadline was missed."""
        return tuple(row for bar in self.bars if bar.late for row in bar.late.rows)


Groups = dict[str, dict[str, list[str]]]


def grouped(rows: Iterable[tuple[str, str, str]]) -> Groups:
    """Return bar → part → rows of (row, bar, part), bars in the order in which they first occur."""
    found: Groups = {}
    for row, bar, part in rows:
        found.setdefault(bar, {}).setdefault(part, []).append(row)
    return found


def bars_of(
    groups: Groups, parts: Iterable[str], choices: tuple[str, str], widest: int = 0
) -> tuple[Bar, ...]:
    """Return a bar for each group, its parts in this order; ``choices`` are the names of filters.

    An empty name is none: the list cannot be narrowed by it. ``widest`` is how many rows make
    the whole width; by default those of the longest bar.
    """
    keys = tuple(parts)
    widest = widest or max((sum(map(len, g.values())) for g in groups.values()), default=1)
    made = []
    for bar, group in groups.items():
        own, before = f"{choices[0]}={bar}" if choices[0] else "", 0
        lengths = []
        for key in keys:
            rows = tuple(group.get(key, ()))
            choice = "&".join(filter(None, (own, f"{choices[1]}={key}"))) if choices[1] else ""
            start, length = percent(before, widest), percent(len(rows), widest)
            lengths.append(Part(key, rows, choice, start, length))
            before += len(rows)
        made.append(Bar(bar, tuple(lengths), own, before))
    return tuple(made)


def percent(value: int, whole: int) -> str:
    """Return a share of the whole width in percent, as it stands in a drawing."""
    return f"{100 * value / whole:.2f}".rstrip("0").rstrip(".") if whole else "0"
