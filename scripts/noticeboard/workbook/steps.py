"""The sheet of orders: those that are not over, and what is done next with each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass

from openpyxl.worksheet.worksheet import Worksheet

from noticeboard.dataset import Dataset, Field
from noticeboard.moves import Standing, name_of, standings
from noticeboard.names import Names, plain
from noticeboard.orders import ACTORS, IN_FORCE, VERB_WORDS
from noticeboard.words import joined, nearest
from noticeboard.workbook.base import Base
from noticeboard.workbook.cells import as_text, clean, is_blank, read
from noticeboard.workbook.faults import Fault, UnreadableCell
from noticeboard.workbook.forms import Asked, FormRead, Said, form_sheet, read_form
from noticeboard.workbook.layout import FIRST_ROW, MOVES, Column
from noticeboard.workbook.lists import Lists, told
from noticeboard.workbook.reading import Found, Grid

KEY, NEXT, DAY = "编号", "下一步", "哪一天"
FIXED = (
    (KEY, 16.0), ("办什么", 34.0), ("社区", 14.0), ("现在", 10.0), ("单位", 20.0), ("期限", 12.0),
    ("最近一步", 26.0),
)  # fmt: skip
# Heading → the word of ``noticeboard order`` for it.
OPTIONS = {"谁办的": "by", "哪家单位": "unit", "新的期限": "due", "办成了什么": "outcome",
           "花费（元）": "cost", "凭据": "evidence", "说明": "note", "并到哪张单": "into"}  # fmt: skip


@dataclass(frozen=True)
class StepWish:
    """A step that was chosen: the row, the order, the step, what else was filled in, as texts."""

    row: int
    order: str
    verb: str
    day: str
    said: Mapping[str, str]


def open_orders(dataset: Dataset) -> list[Standing]:
    """Return the orders with which something can be done."""
    return [now for now in standings(dataset).values() if now.next_verbs]


def asked(names: Names, partners: Set[str] = frozenset()) -> tuple[Asked, ...]:
    """Return the columns to fill in; the partners, which can take an order, come first of all units."""
    known = names.by_id.get("units", {})
    ranked = sorted(known, key=lambda unit: unit not in partners)
    units = tuple(names.shown("units", unit) for unit in ranked)
    return (
        Asked(NEXT, "从列表里选；不动的空着"),
        Asked(DAY, "空着就是交回来的那一天", "date", width=13),
        Asked("谁办的", "一般空着", offered=tuple(ACTORS.values()), width=11),
        Asked("哪家单位", "派单、转办的时候选；有协议的在前面", offered=units, width=24),
        Asked("新的期限", "派单的时候写", "date", width=13),
        Asked("办成了什么", "办结的时候写，一句话，公开", width=28),
        Asked("花费（元）", "办结的时候写，整数；没有花钱空着", "whole", width=12),
        Asked("凭据", "例如 换灯前后的照片", width=18),
        Asked("说明", "退单、转办、挂起、重办、不办、撤单的原因；评价照居民的话写。公开", width=30),
        Asked("并到哪张单", "合并的时候选", offered=tuple(names.all_shown("orders")), width=24),
    )


def moves_sheet(sheet: Worksheet, dataset: Dataset, lists: Lists) -> dict[str, int]:
    """Write the sheet; return how many steps each of its orders has had."""
    orders = open_orders(dataset)
    columns = asked(lists.names, _partners(dataset))
    form_sheet(sheet, FIXED, columns, [list(_known(dataset, now)) for now in orders], lists)
    letter = chr(ord("A") + len(FIXED))
    rules: dict[tuple[str, ...], list[int]] = {}
    for row, now in enumerate(orders, FIRST_ROW):
        rules.setdefault(tuple(VERB_WORDS[verb] for verb in now.next_verbs), []).append(row)
    for offered, rows in rules.items():
        rule = told(lists.of(offered), f"现在能走的只有：{joined(offered)}")
        for row in rows:
            rule.add(f"{letter}{row}")
        sheet.add_data_validation(rule)
    return {str(now.order.get("id")): len(now.events) for now in orders}


def _partners(dataset: Dataset) -> set[str]:
    """Return the units that have an agreement with some community."""
    rows = dataset.rows("agreements")
    return {str(row.get("unit")) for row in rows if row.get("status") in IN_FORCE}


def _known(dataset: Dataset, now: Standing) -> Iterator[object]:
    order, last = now.order, now.events[-1]
    note = f"：{last.get('note')}" if last.get("note") else ""
    yield order.get("id")
    yield order.get("title")
    yield name_of(dataset, "communities", order.get("community"))
    yield now.state.word
    yield name_of(dataset, "organisations", order.get("unit")) or None
    yield order.get("due_on")
    yield f"{now.since} {now.state.word}{note}"


def read_steps(
    grids: Mapping[str, Grid], base: Base, names: Names, found: Found
) -> tuple[FormRead | None, list[StepWish]]:
    """Return the steps that were chosen; what cannot be read is a fault at its cell."""
    if MOVES not in grids or not base.orders:
        return None, []
    form = read_form(MOVES, grids[MOVES], KEY, asked(names), found)
    wishes = []
    for said in form.rows if form else ():
        wish = _wish(form, said, base, names, found) if form else None
        if wish:
            wishes.append(wish)
    return form, wishes


def _wish(form: FormRead, said: Said, base: Base, names: Names, found: Found) -> StepWish | None:
    if said.key not in base.orders:
        hint = "编号照导出的那样，不要改；新的单先 noticeboard order new"
        spot = form.spot(said.number, KEY)
        found.faults.append(Fault(spot, f"“{MOVES}”里没有「{said.key}」这张单", hint))
        return None
    if is_blank(said.cells[NEXT]):
        spot = form.spot(said.number, NEXT)
        found.faults.append(Fault(spot, "后面写了字，没有选下一步", "选一步；不动的，把后面的清空"))
        return None
    word = clean(as_text(said.cells[NEXT]))
    verbs = {plain(text): verb for verb, text in VERB_WORDS.items()}
    verb = verbs.get(plain(word), "")
    if not verb:
        hint = f"{nearest(word, VERB_WORDS.values())}从列表里选"
        found.faults.append(Fault(form.spot(said.number, NEXT), f"没有「{word}」这一步", hint))
        return None
    before = len(found.faults)
    texts = {
        option: text
        for title, option in OPTIONS.items()
        if (text := _cell(form, said, title, option, names, found))
    }
    day = _cell(form, said, DAY, "due", names, found)
    if len(found.faults) > before:
        return None
    return StepWish(said.number, said.key, verb, day, texts)


def _cell(form: FormRead, said: Said, title: str, option: str, names: Names, found: Found) -> str:
    """Return the text of a cell as the command takes it."""
    try:
        return read(COLUMNS[option], said.cells[title], names)[0]
    except UnreadableCell as error:
        fault = Fault(form.spot(said.number, title), f"{title}：{error.message}", error.hint)
        found.faults.append(fault)
        return ""


def _column(option: str, kind: str, target: str = "") -> Column:
    labels = ACTORS if option == "by" else {}
    return Column(Field(option, "string", option, option, labels=labels), kind, target)


COLUMNS = {
    "by": _column("by", "one"),
    "unit": _column("unit", "one", "units"),
    "due": _column("due", "date"),
    "outcome": _column("outcome", "text"),
    "cost": _column("cost", "whole"),
    "evidence": _column("evidence", "list"),
    "note": _column("note", "text"),
    "into": _column("into", "one", "orders"),
}
