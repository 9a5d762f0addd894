"""A table without a row, to which others point: one problem, not one for each that points there."""

from __future__ import annotations

from noticeboard.dataset import Dataset
from noticeboard.errors import Place, Problem

OF_SETTINGS = {"place": "places", "headline": "figures", "how_it_works": "mechanisms"}


def tables_in_use_are_not_empty(dataset: Dataset) -> list[Problem]:
    """A table to which rows or settings point has rows."""
    rule, problems = "tables_in_use_are_not_empty", []
    used = _used(dataset)
    for name, table in dataset.tables.items():
        if table.rows or not table.complete or not used.get(name):
            continue
        where = table.resource.where
        message = f"{table.resource.title}表里一条也没有，别处却有 {used[name]} 处用到它"
        hint = f"多半是误删了：从 git 恢复 {where}；真的没有，先改掉用到它的地方"
        problems.append(Problem(Place(where), rule, "error", message, hint, name))
    return problems


def _used(dataset: Dataset) -> dict[str, int]:
    """Return how many values point to each table."""
    used: dict[str, int] = {}
    for table in dataset.tables.values():
        goals = {name: goal for name, (goal, _) in table.resource.foreign_keys.items()}
        goals |= {f.name: f.references for f in table.resource.fields.values() if f.references}
        for name, goal in goals.items():
            for row in table.rows:
                value = row.get(name)
                count = len(value) if isinstance(value, tuple) else value is not None
                used[goal] = used.get(goal, 0) + count
    for name, goal in OF_SETTINGS.items():
        used[goal] = used.get(goal, 0) + bool(dataset.settings.get(name))
    return used
