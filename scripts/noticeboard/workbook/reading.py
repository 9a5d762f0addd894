"""The sheets of a workbook that came back → rows by the fields of their tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from noticeboard.dataset import Resource
from noticeboard.names import plain
from noticeboard.words import joined, nearest
from noticeboard.workbook.base import Base, BaseTable
from noticeboard.workbook.cells import as_text, is_blank
from noticeboard.workbook.facts import Facts
from noticeboard.workbook.faults import Fault, Spot
from noticeboard.workbook.layout import DELETE, DELETE_WORD, FIRST_ROW, OURS, REQUIRED

# Headings stand in one of the first rows, whatever somebody put above them.
HEADINGS_WITHIN = 12
ENOUGH = 0.5
MOST_TOLD = 12


@dataclass(frozen=True)
class ReadRow:
    """A row as it stands in the sheet: its number there, its cells by field, whether it shall go."""

    number: int
    cells: Mapping[str, object]
    delete: bool = False


@dataclass
class ReadSheet:
    """A table's sheet: where each field stands, its rows, what is odd about its cells."""

    table: str
    name: str
    columns: dict[str, int] = field(default_factory=dict)
    rows: list[ReadRow] = field(default_factory=list)
    facts: Facts = field(default_factory=Facts)

    def spot(self, row: int, name: str = "") -> Spot:
        """Return the cell of a field in a row; the row where the field has no column."""
        return Spot(self.name, row, self.columns.get(name, 0))


@dataclass
class Found:
    """What was read: sheets by table, what is wrong, what is only said."""

    sheets: dict[str, ReadSheet] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


Grid = Sequence[Sequence[object]]


def read_sheets(
    grids: Mapping[str, Grid],
    facts: Mapping[str, Facts],
    base: Base,
    resources: Mapping[str, Resource],
) -> Found:
    """Return the rows of every table of the base that has its sheet."""
    found = Found()
    used: set[str] = set()
    for table in base.tables.values():
        if table.name not in resources:
            found.remarks.append(f"“{table.sheet}”现在已经没有这张表，没有读")
            used.add(table.sheet)
            continue
        name = _sheet_of(table, resources[table.name], grids, base, found)
        if name:
            used.add(name)
            own = facts.get(name, Facts())
            sheet = ReadSheet(table.name, name, facts=own)
            _read(sheet, grids[name], resources[table.name], table, found)
            found.sheets[table.name] = sheet
    extra = [name for name in grids if name not in used and name not in OURS]
    if extra:
        found.remarks.append(f"多出来的页没有读：{joined(extra, MOST_TOLD)}")
    return found


def _sheet_of(
    table: BaseTable, resource: Resource, grids: Mapping[str, Grid], base: Base, found: Found
) -> str:
    """Return the name of a table's sheet: the one it had, else the only other one with its headings."""
    if table.sheet in grids:
        return table.sheet
    taken = {other.sheet for other in base.tables.values()} | set(OURS)
    alike = [
        name
        for name, grid in grids.items()
        if name not in taken and _head(grid, resource)[1] >= 0.8 * len(resource.fields)
    ]
    if len(alike) == 1:
        found.remarks.append(f"“{alike[0]}”这一页当作“{table.sheet}”读（名字改过）")
        return alike[0]
    found.remarks.append(f"没有“{table.sheet}”这一页：这张表原样不动")
    return ""


def heading(value: object) -> str:
    """Return a heading as it is compared: no blanks, no mark of what is required."""
    return plain(as_text(value)).rstrip("*" + REQUIRED).strip(":：")


def _head(grid: Grid, resource: Resource) -> tuple[int, int]:
    """Return the index of the row with most headings, and how many of them are known."""
    known = {heading(f.title) for f in resource.fields.values()}
    known |= {plain(name) for name in resource.fields}
    counts = [len({heading(value) for value in row} & known) for row in grid[:HEADINGS_WITHIN]]
    best = max(counts, default=0)
    return (counts.index(best) if counts else 0), best


def _read(sheet: ReadSheet, grid: Grid, resource: Resource, table: BaseTable, found: Found) -> None:
    index, known = _head(grid, resource)
    if known < max(1, ENOUGH * len(table.fields)) and known < 3:
        hint = "把标题那一行恢复原样，或者重新导出一份再改"
        found.faults.append(Fault(Spot(sheet.name, FIRST_ROW - 1), "找不到标题那一行", hint))
        return
    delete = _columns(sheet, grid[index], index + 1, resource, found)
    if resource.key not in sheet.columns:
        title = resource.fields[resource.key].title
        hint = "把这一栏恢复原样，或者重新导出一份再改"
        found.faults.append(Fault(Spot(sheet.name, index + 1), f"没有“{title}”这一栏", hint))
        return
    # An empty row that holds a formula or an error is none.
    odd = {at for at, _ in (*sheet.facts.uncounted, *sheet.facts.errors)}
    for number, row in enumerate(grid[index + 1 :], index + 2):
        cells = {name: _at(row, column) for name, column in sheet.columns.items()}
        mark = _at(row, delete) if delete else None
        empty = is_blank(mark) and all(is_blank(value) for value in cells.values())
        if empty and number not in odd:
            continue
        sheet.rows.append(ReadRow(number, cells, _marked(sheet, number, delete, mark, found)))
    _odd_cells(sheet, index + 1, found)


def _at(row: Sequence[object], column: int) -> object:
    return row[column - 1] if column <= len(row) else None


def _marked(sheet: ReadSheet, row: int, column: int, mark: object, found: Found) -> bool:
    if is_blank(mark):
        return False
    text = plain(as_text(mark))
    if text in (plain(DELETE_WORD), "删除", "删"):
        return True
    hint = f"要删这一行，选“{DELETE_WORD}”；不删，清空这一格"
    found.faults.append(
        Fault(Spot(sheet.name, row, column), f"这里写的是「{as_text(mark)}」", hint)
    )
    return False


def _columns(
    sheet: ReadSheet, heads: Sequence[object], row: int, resource: Resource, found: Found
) -> int:
    """Find the column of each field by title, else by name; return the column that marks deletions."""
    titles = {heading(f.title): name for name, f in resource.fields.items()}
    names = {plain(name): name for name in resource.fields}
    unknown: list[tuple[int, str]] = []
    delete = 0
    for column, value in enumerate(heads, 1):
        if is_blank(value):
            continue
        word = heading(value)
        name = titles.get(word) or names.get(word)
        if word == plain(DELETE):
            delete = column
        elif not name:
            unknown.append((column, as_text(value)))
        elif name in sheet.columns:
            message = f"“{as_text(value)}”这一栏有两个"
            found.faults.append(Fault(Spot(sheet.name, row, column), message, "删去其中一个"))
        else:
            sheet.columns[name] = column
    _unknown_columns(sheet, unknown, row, resource, found)
    return delete


def _unknown_columns(
    sheet: ReadSheet,
    unknown: Iterable[tuple[int, str]],
    row: int,
    resource: Resource,
    found: Found,
) -> None:
    """Name headings that may be those of fields that are missing; ignore the others, and say so."""
    fields = list(resource.fields)
    missing = {resource.fields[name].title: name for name in fields if name not in sheet.columns}
    ignored = []
    for column, title in unknown:
        near = nearest(title, missing) if missing else ""
        place = fields[column - 1] if column <= len(fields) else ""
        stood = resource.fields[place].title if place and place in missing.values() else ""
        if near or stood:
            meant = near or f"原来这里是“{stood}”。"
            hint = f"{meant}把标题改回去；真是另加的一栏，挪到最右边"
            found.faults.append(Fault(Spot(sheet.name, row, column), f"不认得标题“{title}”", hint))
        else:
            ignored.append(title)
    if ignored:
        found.remarks.append(f"“{sheet.name}”里多出来的栏没有读：{joined(ignored, MOST_TOLD)}")
    if missing:
        found.remarks.append(f"“{sheet.name}”里没有这几栏，原样不动：{joined(missing, MOST_TOLD)}")


def _odd_cells(sheet: ReadSheet, head: int, found: Found) -> None:
    """Name merged cells, errors and formulas nobody computed; say which rows are hidden."""
    facts, columns = sheet.facts, set(sheet.columns.values())
    numbers = {row.number for row in sheet.rows}
    for top, left, bottom, right in facts.merged:
        covered = columns & set(range(left, min(right, max(columns)) + 1))
        inside = bottom > head and (numbers & set(range(top, bottom + 1)) or top <= head)
        if covered and inside:
            spot = Spot(sheet.name, top, left)
            message = f"合并了格子（到 {Spot(sheet.name, bottom, right)}）"
            hint = "取消合并，每一格都写上自己的内容"
            found.faults.append(Fault(spot, message, hint))
    for (row, column), said in facts.errors.items():
        if row > head and column in columns:
            hint = "把真正的内容写上，或者清空"
            found.faults.append(
                Fault(Spot(sheet.name, row, column), f"这一格是错误值 {said}", hint)
            )
    for row, column in facts.uncounted - set(facts.errors):
        if row > head and column in columns:
            hint = "把算好的结果写成字，或者用 WPS 打开再保存一次"
            message = "这一格是公式，还没有算出结果"
            found.faults.append(Fault(Spot(sheet.name, row, column), message, hint))
    counted = [
        str(Spot(sheet.name, *cell))
        for cell in sorted(facts.formulas - facts.uncounted)
        if cell[0] > head and cell[1] in columns
    ]
    if counted:
        found.remarks.append(f"公式按算好的结果读：{joined(counted, MOST_TOLD)}")
    hidden = sorted(numbers & facts.hidden)
    if hidden:
        rows = joined([str(row) for row in hidden], MOST_TOLD)
        found.remarks.append(f"“{sheet.name}”里隐藏（筛选掉）的行也读了：第 {rows} 行")
