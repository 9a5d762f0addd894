"""What is published of survey answers: ``data/tallies/*.yaml``, written by ``fetch``."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

# The count of answers that did not answer a question; answers that name no community.
NO_ANSWER = "-"
ELSEWHERE = "-"
# The columns of a multiple choice's option.
CHOSEN, NOT_CHOSEN = "chosen", "not-chosen"
# Rows that belong to no question.
BY_COMMUNITY, BY_SOURCE = "@communities", "@sources"
FEW = "few"


@dataclass(frozen=True, slots=True)
class Counted:
    """A row of counts as it was published on a day: ``None`` is a count that is not told.

    The counts sum to ``total``; ``hidden`` is the sum of those that are not told. A *silent* one
    tells no count at all: only the total is new, and the older row stays on the page.
    """

    date: dt.date
    total: int
    cells: dict[str, int | None]
    hidden: int | None = None

    @property
    def silent(self) -> bool:
        """Tell whether only the total is told."""
        return self.hidden is None and None in self.cells.values()


@dataclass(frozen=True, slots=True)
class CountedBy:
    """A question by community as it was published on a day.

    ``columns`` are codes of options told one by one, ``rest`` those told together (the last count of
    each line). ``others`` is the line of all communities that are not in ``lines``.
    """

    date: dt.date
    columns: tuple[str, ...]
    rest: tuple[str, ...]
    lines: dict[str, tuple[int, ...]]
    others: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Edition:
    """Answers counted together, all of a survey or those of a quarter: every publication of them.

    ``answers`` and ``unused`` are numbers, or ``few``. ``rows`` hold, for each row, all its
    publications, the oldest first. What is told by community is told once, when the edition is
    ``final``: nothing more of it will be published.
    """

    smallest: int
    date: dt.date
    answers: int | str
    unused: int | str
    rows: dict[str, tuple[Counted, ...]] = field(default_factory=dict)
    by_community: dict[str, CountedBy] = field(default_factory=dict)
    final: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """All that was ever published of a survey. ``asked``: question → its codes, in their order."""

    survey: str
    version: int
    asked: dict[str, tuple[str, ...]] = field(default_factory=dict)
    editions: dict[str, Edition] = field(default_factory=dict)
