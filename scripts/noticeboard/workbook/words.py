"""What a workbook changes, row by row, as one would say it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from noticeboard.dataset import Resource
from noticeboard.names import Names
from noticeboard.workbook.layout import column_of
from noticeboard.workbook.merge import ADDED, CHANGED, DELETED, RowChange
from noticeboard.workbook.shown import shown

LONG, EMPTY = 60, "（空）"
WAN = 10_000
# Of an added row so many cells are told, of a deleted one none but its name.
MOST_CELLS = 8


def changes_told(
    changes: Iterable[RowChange],
    resources: Mapping[str, Resource],
    names: Names,
    old_names: Names,
) -> list[str]:
    """Return a line for each table that changes, and below it a line for each row."""
    by_table: dict[str, list[RowChange]] = {}
    for change in changes:
        by_table.setdefault(change.table, []).append(change)
    lines = []
    for table, own in by_table.items():
        resource = resources[table]
        counts = [
            f"{kind} {count} 行"
            for kind in (CHANGED, ADDED, DELETED)
            if (count := sum(one.kind == kind for one in own))
        ]
        lines.append(f"表“{resource.title}”：{'，'.join(counts)}")
        lines += [f"  {line}" for one in own for line in _row(one, resource, names, old_names)]
    return lines


def _row(change: RowChange, resource: Resource, names: Names, old_names: Names) -> Iterator[str]:
    name = names.by_id.get(change.table, {}).get(change.key, "")
    called = f"{name}（{change.key}）" if name and name != change.key else change.key
    if change.kind == DELETED:
        yield f"删去 {called}"
        return
    told = []
    for field_name, (was, will) in change.cells.items():
        title = resource.fields[field_name].title
        new = said(resource, field_name, will, names)
        if change.kind == CHANGED:
            told.append(f"{title} 从 {said(resource, field_name, was, old_names)} 改为 {new}")
        else:
            told.append(f"{title} {new}")
    if change.kind == CHANGED:
        for line in told:
            yield f"{called} 的 {line}"
        return
    more = f"，还有 {len(told) - MOST_CELLS} 项" if len(told) > MOST_CELLS else ""
    yield f"添上 {called}：{'，'.join(told[:MOST_CELLS])}{more}"


def said(resource: Resource, name: str, text: str, names: Names) -> str:
    """Return a value in words: labels, names, money in 万元."""
    column = column_of(resource, resource.fields[name])
    value = shown(column, text, names)
    if value is None:
        return EMPTY
    if name.endswith("_cny") and isinstance(value, int):
        return (
            f"{value / WAN:g}万元" if value and value % 100 == 0 and value >= WAN else f"{value}元"
        )
    words = str(value)
    return words if len(words) <= LONG else f"{words[: LONG - 12]}……{words[-8:]}"
