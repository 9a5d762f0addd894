"""Which row of a sheet is which row of its table; rows that were added get an id."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from noticeboard.canonical import canonical
from noticeboard.ids import proposed
from noticeboard.names import CALLED, own_name
from noticeboard.workbook.cells import as_text, clean, is_blank, read
from noticeboard.workbook.faults import Fault, UnreadableCell
from noticeboard.workbook.layout import FIXED_ROWS
from noticeboard.workbook.merge import ADDED, Merge, OneTable, RowChange, merge_old_rows, read_cell
from noticeboard.workbook.reading import ReadRow

# Where the day and the community make the id, as commands make it.
BY_MONTH = ("needs",)
BASIS = ("provenance", "source")


def merge_tables(tables: Sequence[OneTable], merge: Merge) -> None:
    """Merge all tables: first who is who, so that new rows may point to each other by name."""
    for one in tables:
        _identify(one, merge)
        merge_old_rows(one, merge)
    waiting = [(one, row) for one in tables for row in one.new]
    early = [(one, row) for one, row in waiting if _names_itself(one, row)]
    for one, row in early:
        _name(one, row, merge, {})
    for one, row in waiting:
        _added(one, row, merge)
    order = {one.resource.name: number for number, one in enumerate(tables)}
    merge.changes.sort(key=lambda change: (order[change.table], change.row or 1 << 30))


def _identify(one: OneTable, merge: Merge) -> None:
    """Find the id of each row; tell twice the same, and ids that were changed."""
    seen: dict[str, ReadRow] = {}
    for row in one.sheet.rows:
        key = _key_of(one, row, merge)
        if key is None:
            continue
        if not key:
            if any(not is_blank(v) for n, v in row.cells.items() if n != one.resource.key):
                one.new.append(row)
            continue
        if key in seen:
            first = one.sheet.spot(seen[key].number, one.resource.key)
            spot = one.sheet.spot(row.number, one.resource.key)
            hint = "复制出来当新的一行的，把编号清空；多余的一行，清空整行"
            merge.faults.append(Fault(spot, f"编号「{key}」和 {first} 重复了", hint))
            continue
        seen[key] = row
        one.keys[row.number] = key
        if key not in one.base.rows:
            _unknown_key(one, row, key, merge)
    _renamed(one, seen, merge)
    _came_before(one, merge)


def _came_before(one: OneTable, merge: Merge) -> None:
    """Leave out added rows that are there by now: the same workbook may be handed in twice."""
    fields = [n for n in one.base.fields if n != one.resource.key and n in one.resource.fields]
    fresh = [one.now.cells(key) for key in one.now.rows if key not in one.base.rows]
    there = [tuple(canonical(one.resource.fields[n], cells[n]) for n in fields) for cells in fresh]
    for row in list(one.new) if there else ():
        if one.keys.get(row.number):
            continue
        texts = {n: _text(one, row, n, merge) for n in fields}
        if not any(texts.get(n) for n in BASIS):
            texts |= {n: merge.origin[n] for n in BASIS if n in texts and n in merge.origin}
        body = tuple(canonical(one.resource.fields[n], texts[n]) for n in fields)
        if body in there:
            there.remove(body)
            one.new.remove(row)
            merge.remarks.append(f"{one.sheet.spot(row.number)} 已经添过了，不再添一次")


def _key_of(one: OneTable, row: ReadRow, merge: Merge) -> str | None:
    """Return the id in a row; empty where there is none, ``None`` where it cannot be read."""
    name = one.resource.key
    value, column = row.cells[name], one.columns[name]
    if is_blank(value):
        return ""
    text = clean(as_text(value))
    if text in one.base.rows:
        return text
    zeros = [key for key in one.base.rows if key.startswith("0") and key.lstrip("0") == text]
    if len(zeros) == 1:
        return zeros[0]
    if column.kind == "one" and column.target:
        try:
            return read(column, value, merge.names)[0]
        except UnreadableCell:
            return ""  # perhaps the name of a row that is new, too: it is read once those are known
    return read_cell(one, merge, row, name)


def _unknown_key(one: OneTable, row: ReadRow, key: str, merge: Merge) -> None:
    if key in one.now.rows:
        spot = one.sheet.spot(row.number, one.resource.key)
        hint = "这一行当作新的，换一个编号或者把编号清空；其实是同一条的，重新导出再改"
        merge.faults.append(Fault(spot, f"编号「{key}」别人刚用了", hint))
    else:
        one.new.append(row)


def _renamed(one: OneTable, seen: Mapping[str, ReadRow], merge: Merge) -> None:
    """Tell ids that were changed: a row is gone, and one like it has another id."""
    gone = {one.base.rows[key]: key for key in one.base.rows if key not in seen}
    if not gone:
        return
    at = [one.base.fields.index(n) for n in one.base.fields if n != one.resource.key]
    bodies = {tuple(texts[i] for i in at): key for texts, key in gone.items()}
    for row in list(one.new):
        key = one.keys.get(row.number)
        if not key:
            continue
        texts = {n: _text(one, row, n, merge) for n in one.base.fields if n != one.resource.key}
        old = bodies.get(tuple(texts.values()))
        if old:
            spot = one.sheet.spot(row.number, one.resource.key)
            hint = f"改回 {old}：编号定了就不再改，别的表、别的网页都靠它"
            merge.faults.append(Fault(spot, f"编号从 {old} 改成了 {key}", hint))
            one.new.remove(row)
            one.keys[row.number] = old


def _text(one: OneTable, row: ReadRow, name: str, merge: Merge) -> str:
    if name not in row.cells:
        return ""
    try:
        return read(one.columns[name], row.cells[name], merge.names)[0]
    except UnreadableCell:
        return ""


def _names_itself(one: OneTable, row: ReadRow) -> bool:
    return any(not is_blank(row.cells.get(name)) for name in CALLED if name in one.columns)


def _name(one: OneTable, row: ReadRow, merge: Merge, cells: Mapping[str, str]) -> str:
    """Give a row its id, and make it known by its name; empty where no id can be made."""
    key = one.keys.get(row.number, "")
    own = {name: clean(as_text(row.cells.get(name))) for name in CALLED if name in row.cells}
    name = own_name(one.resource, own | dict(cells), merge.names)
    if not key and not is_blank(row.cells[one.resource.key]):
        key = read_cell(one, merge, row, one.resource.key) or ""
        if key and key in one.taken:
            spot = one.sheet.spot(row.number, one.resource.key)
            merge.faults.append(Fault(spot, f"「{key}」已经有一行了", "改那一行，或者清空这一行"))
    elif not key:
        known = [one.now.cells(key) for key in one.now.rows]
        refs = cells or {n: _text(one, row, n, merge) for n in one.resource.foreign_keys}
        key = _by_month(one, refs, merge) or proposed(one.resource, refs, name, known, one.taken)
    if key:
        one.keys[row.number] = key
        target = one.columns[one.resource.key].target
        name = name or merge.names.by_id.get(target, {}).get(key, "")
        merge.names.add(one.resource.name, key, name)
    return key


def _by_month(one: OneTable, cells: Mapping[str, str], merge: Merge) -> str:
    """Return chengxi-2611-01 for a need, as commands number it."""
    if one.resource.name not in BY_MONTH or not cells.get("community"):
        return ""
    start = f"{cells['community']}-{merge.day[2:4]}{merge.day[5:7]}-"
    orders = merge.names.by_id.get("orders", {})
    number = 1
    while f"{start}{number:02}" in one.taken or f"{start}{number:02}" in orders:
        number += 1
    return f"{start}{number:02}"


def _added(one: OneTable, row: ReadRow, merge: Merge) -> None:
    """Merge a row that was added."""
    key_name = one.resource.key
    spot = one.sheet.spot(row.number, key_name)
    if one.resource.name in FIXED_ROWS:
        hint = "清空这一行；要给需求开单，运行 noticeboard order new 需求编号"
        merge.faults.append(Fault(spot, "办理单不能在这一页添", hint))
        return
    if row.delete:
        merge.remarks.append(f"{one.sheet.spot(row.number)} 是新添的，又选了“删去”，没有用")
        return
    cells: dict[str, str] = {}
    for name in row.cells:
        if name != key_name and name in one.columns:
            cells[name] = read_cell(one, merge, row, name) or ""
    if not any(cells.values()):
        return
    filled = [n for n in BASIS if n in one.columns and not cells.get(n) and merge.origin.get(n)]
    if len(filled) == len([n for n in BASIS if n in one.columns]):
        cells |= {name: merge.origin[name] for name in filled}
    key = one.keys.get(row.number) or _name(one, row, merge, cells)
    if not key and not is_blank(row.cells[key_name]):
        return  # was told
    if not key:
        hint = "编一个：小写字母、数字和短横线" if key_name == "id" else "填上"
        title = one.resource.fields[key_name].title
        merge.faults.append(Fault(spot, f"新添的一行没有{title}，也编不出来", hint))
        return
    made = {name: ("", text) for name, text in cells.items() if text}
    change = RowChange(one.resource.name, one.sheet.name, ADDED, key, row.number, made)
    merge.changes.append(change)
