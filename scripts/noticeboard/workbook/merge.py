"""What the workbook's people changed, put onto the tables as they are now: three ways, by id.

A cell counts as changed only where it differs from what was given out. What others changed
meanwhile stays; where both changed one cell differently, nobody but people can say what is right.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from noticeboard.canonical import canonical
from noticeboard.dataset import Dataset, Resource
from noticeboard.names import Names
from noticeboard.workbook.base import Base, BaseTable, base_table
from noticeboard.workbook.cells import as_text, is_blank, read
from noticeboard.workbook.faults import Fault, Spot, UnreadableCell
from noticeboard.workbook.layout import FIXED_ROWS, Column, columns_of
from noticeboard.workbook.reading import Found, ReadRow, ReadSheet
from noticeboard.workbook.shown import shown

CHANGED, ADDED, DELETED = "改", "添", "删"


@dataclass(frozen=True)
class RowChange:
    """A row that the workbook changes, adds or takes out: texts before and after, by field.

    ``row`` is where it stands in its sheet; 0 where it stands there no more.
    """

    table: str
    sheet: str
    kind: str
    key: str
    row: int
    cells: dict[str, tuple[str, str]]


@dataclass
class Merge:
    """Everything that came of a workbook: what to write, what is wrong, what is only said."""

    names: Names
    base_names: Names
    changes: list[RowChange] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    origin: Mapping[str, str] = field(default_factory=dict)
    day: str = ""


@dataclass
class OneTable:
    """A table in three states: as it was given out, as it is now, as it came back."""

    resource: Resource
    base: BaseTable
    now: BaseTable
    sheet: ReadSheet
    columns: dict[str, Column]
    keys: dict[int, str] = field(default_factory=dict)
    new: list[ReadRow] = field(default_factory=list)

    @property
    def taken(self) -> set[str]:
        """Return every id that is, was or will be used."""
        return {*self.base.rows, *self.now.rows, *self.keys.values()}


def tables_of(dataset: Dataset, base: Base, found: Found) -> list[OneTable]:
    """Return the tables whose sheet came back."""
    made = []
    for name, sheet in found.sheets.items():
        table = dataset.tables[name]
        columns = {column.field.name: column for column in columns_of(table.resource)}
        # A column that the descriptor got since then was not in the workbook.
        sheet.columns = {n: c for n, c in sheet.columns.items() if n in base.tables[name].fields}
        if table.resource.key in sheet.columns:
            made.append(
                OneTable(table.resource, base.tables[name], base_table(table), sheet, columns)
            )
    return made


def merge_old_rows(one: OneTable, merge: Merge) -> None:
    """Merge the rows that were given out: changed cells, rows marked or gone."""
    rows = {one.keys[row.number]: row for row in one.sheet.rows if row.number in one.keys}
    for key in one.base.rows:
        row = rows.get(key)
        if row is None or row.delete:
            _deleted(one, merge, key, row)
        elif key in one.now.rows:
            _changed(one, merge, key, row)
        elif _touched(one, merge, key, row):
            spot = one.sheet.spot(row.number, one.resource.key)
            hint = "这一行别人已经删了；还要它，清空编号当作新的一行再交"
            merge.faults.append(Fault(spot, f"编号「{key}」这一行现在没有了，这里却改了它", hint))


def _deleted(one: OneTable, merge: Merge, key: str, row: ReadRow | None) -> None:
    if key not in one.now.rows:
        return
    number = row.number if row else 0
    if one.resource.name in FIXED_ROWS:
        hint = f"把这一行放回来。不用办的，在“办理单”那一页选撤单或者不予办理（编号 {key}）"
        merge.faults.append(Fault(Spot(one.sheet.name, number), "办理单不能这样删", hint))
        return
    was, now = one.base.cells(key), one.now.cells(key)
    moved = [n for n in one.base.fields if n in now and not _equal(one, n, was[n], now[n])]
    if moved:
        titles = "、".join(one.resource.fields[name].title for name in moved)
        message = f"这里删了「{key}」，别人刚改过它的{titles}"
        merge.faults.append(
            Fault(Spot(one.sheet.name, number), message, "商量好再删；重新导出一份再改")
        )
        return
    cells = {name: (text, "") for name, text in now.items() if text}
    merge.changes.append(RowChange(one.resource.name, one.sheet.name, DELETED, key, number, cells))


def _touched(one: OneTable, merge: Merge, key: str, row: ReadRow) -> bool:
    was = one.base.cells(key)
    return any(
        not _as_given(one.columns[name], value, was[name], merge.base_names)
        for name, value in row.cells.items()
        if name in was
    )


def _as_given(column: Column, value: object, text: str, names: Names) -> bool:
    """Tell whether a cell shows what was given out, whatever it means."""
    return as_text(value) == as_text(shown(column, text, names))


def _equal(one: OneTable, name: str, first: str, second: str) -> bool:
    given = one.resource.fields[name]
    return canonical(given, first) == canonical(given, second)


def _changed(one: OneTable, merge: Merge, key: str, row: ReadRow) -> None:
    was, now = one.base.cells(key), one.now.cells(key)
    own = [name for name in row.cells if name != one.resource.key and name in was]
    if all(is_blank(row.cells[name]) for name in own) and any(was[name] for name in own):
        hint = "要删这一行，在最右边一栏选“删去”；不是，把内容填回来"
        spot = one.sheet.spot(row.number, one.resource.key)
        merge.faults.append(Fault(spot, f"「{key}」这一行清空了，只剩编号", hint))
        return
    cells: dict[str, tuple[str, str]] = {}
    for name in own:
        if _as_given(one.columns[name], row.cells[name], was[name], merge.base_names):
            continue
        wish = _wish(one, merge, row, name, was[name])
        if wish is None or _equal(one, name, wish, was[name]) or _equal(one, name, wish, now[name]):
            continue
        if not _equal(one, name, now[name], was[name]):
            merge.faults.append(_conflict(one, merge, row, name, (was[name], now[name], wish)))
            continue
        cells[name] = (now[name], wish)
    if cells:
        change = RowChange(one.resource.name, one.sheet.name, CHANGED, key, row.number, cells)
        merge.changes.append(change)


def _wish(one: OneTable, merge: Merge, row: ReadRow, name: str, was: str) -> str | None:
    """Return the text that a cell means; ``None`` where it cannot be read (a fault then)."""
    value, column = row.cells[name], one.columns[name]
    if _lost_zeros(column, value, was):
        return was
    return read_cell(one, merge, row, name)


def _lost_zeros(column: Column, value: object, was: str) -> bool:
    """Tell whether a spreadsheet made a number of a code that begins with zeros."""
    if column.kind not in ("text", "key") or not was.startswith("0") or not was.isdigit():
        return False
    return isinstance(value, (int, float)) and as_text(value) == was.lstrip("0")


def read_cell(one: OneTable, merge: Merge, row: ReadRow, name: str) -> str | None:
    """Return the text of a cell; a fault and ``None`` where it cannot be read."""
    spot = one.sheet.spot(row.number, name)
    if (spot.row, spot.column) in one.sheet.facts.errors | dict.fromkeys(one.sheet.facts.uncounted):
        return None  # was told
    try:
        text, remark = read(one.columns[name], row.cells[name], merge.names)
    except UnreadableCell as error:
        title = one.resource.fields[name].title
        merge.faults.append(Fault(spot, f"{title}：{error.message}", error.hint))
        return None
    if remark:
        merge.remarks.append(f"{spot} {remark}")
    return text


def _conflict(
    one: OneTable, merge: Merge, row: ReadRow, name: str, texts: tuple[str, str, str]
) -> Fault:
    column = one.columns[name]
    was, now, mine = (as_text(shown(column, text, merge.names)) or "（空）" for text in texts)
    message = f"{column.field.title}：两边都改了。导出的时候是「{was}」，现在别人改成「{now}」，这里写的是「{mine}」"
    hint = f"商量好；按别人的，这一格改成「{now}」；按自己的，先请他改回来，或者重新导出再改"
    return Fault(one.sheet.spot(row.number, name), message, hint)
