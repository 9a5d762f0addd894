"""What changed rows tell by themselves: the same words as ``check`` has for them, at once.

Rules that join tables, sums and days are left to the whole check, which takes its time.
"""

from __future__ import annotations

from collections.abc import ValuesView
from dataclasses import replace

from noticeboard.check.rules import list_references_resolve, references_resolve
from noticeboard.check.structure import structure_problems
from noticeboard.dataset import Dataset, Table
from noticeboard.errors import Place, Problem
from noticeboard.preview.reading import Rows


class _Few(dict[str, Table]):
    """All tables by name; whoever looks through them finds those that changed, with the changed rows."""

    def __init__(self, tables: dict[str, Table], few: dict[str, Table]) -> None:
        super().__init__(tables)
        self._few = few

    def values(self) -> ValuesView[Table]:  # type: ignore[override]
        """Return the few."""
        return self._few.values()


def judged(dataset: Dataset, changed: Rows) -> tuple[Problem, ...]:
    """Return the problems met while reading and those of the changed rows, one a place, sorted."""
    few = {
        name: replace(dataset.tables[name], rows=rows, complete=False)
        for name, rows in changed.items()
        if name in dataset.tables
    }
    found = [*dataset.problems, *structure_problems(replace(dataset, tables=few))]
    known = dataset.without(found) if found else dataset
    wrong = {problem.place for problem in found}
    rest = {name: table.without(wrong) for name, table in few.items()}
    joined = replace(known, tables=_Few(known.tables, rest))
    found += [*references_resolve(joined), *list_references_resolve(joined)]
    once: dict[Place, Problem] = {}
    for problem in found:
        once.setdefault(problem.place, problem)
    return tuple(sorted(once.values()))


def is_readable(dataset: Dataset, changed: Rows) -> bool:
    """Tell whether every cell of the changed rows has a value, and no file failed to be read."""
    if any(problem.severity == "error" for problem in dataset.problems):
        return False
    return all(
        row.knows(*dataset.tables[name].resource.fields)
        for name, rows in changed.items()
        for row in rows
    )
