"""One row of a table, asked column by column: what must be filled, then what one wants to fill."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from noticeboard.dataset import Field
from noticeboard.errors import UsageError
from noticeboard.making.answers import (
    BETWEEN,
    LIST_MARK,
    amount,
    chosen,
    judge_of,
    labelled,
    one_of,
    rows_of,
    several,
    through,
    when,
)
from noticeboard.making.asking import Asking, Choice, Judge, Question, RefusedError, ask
from noticeboard.making.desk import Desk
from noticeboard.making.items import Item, constraints_of, items_of
from noticeboard.words import nearest

ADD = "+"


def ask_item(
    desk: Desk,
    table: str,
    item: Item,
    mark: str = "",
    needed: bool | None = None,
    default: str = "",
) -> Asking[dict[str, str]]:
    """Ask one item and return its cells. ``mark`` stands before its name in options."""
    must = item.needed if needed is None else needed
    if item.kind == "one":
        cells = {item.name: (yield from _one(desk, table, item.columns[0], mark, must, default))}
        return cells
    exact = {c.name: desk.given[mark + c.name] for c in item.columns if mark + c.name in desk.given}
    if exact:
        desk.used |= {mark + name for name in exact}
        return exact
    read, about = (when, TIME_ABOUT) if item.kind == "time" else (amount, MONEY_ABOUT)
    asked = Question(mark + item.name, item.title, about, needed=must, default=default)
    text = yield from ask(asked, through(read), desk.answer(mark + item.name))
    if text:
        desk.said[mark + item.name] = text
    return {f"{item.name}_{part}": cell for part, cell in read(text).items()} if text else {}


TIME_ABOUT = "写成 2026-11-24；只知道月份就写 2026年11月，只知道年份就写 2026年"
MONEY_ABOUT = "写金额，例如 3350000 或者 335万元"


def _one(desk: Desk, table: str, own: Field, mark: str, must: bool, default: str) -> Asking[str]:
    resource, name = desk.resource(table), mark + own.name
    target = own.references or resource.foreign_keys.get(own.name, ("",))[0]
    many = own.type == "list"
    told = (
        f"{own.description}，几样用；隔开"
        if many and "隔开" not in own.description
        else own.description
    )
    if not (target or own.labels) and own.example and own.example not in told:
        told += f"（例如 {own.example}）"
    if target:
        key = yield from ask_row(
            desk, target, Question(name, own.title, "", needed=must, many=many, default=default)
        )
        return key
    choices = labelled(own)
    judge: Judge = judge_of(own, constraints_of(resource, own.name))
    if choices:
        judge = several(choices) if many else chosen(choices)
    asked = Question(name, own.title, "" if choices else told, choices, default, must, many)
    text = yield from ask(asked, judge, desk.answer(name))
    if text:
        desk.said[name] = text
    return text


def ask_row(desk: Desk, target: str, question: Question) -> Asking[str]:
    """Ask for a row of another table, by its name; ``+`` and a name makes one that is not there yet."""
    resource = desk.resource(target)
    choices = rows_of(desk.names, target)
    may_add = target in MAY_ADD
    if not choices and not may_add:
        if not question.needed:
            return ""
        raise UsageError(f"{resource.title}表里还没有，先运行 noticeboard new {resource.title}")
    about = "选数字，或者打名字里的几个字来找" if choices else f"{resource.title}表里还没有"
    about += f"；表里没有的，打 {ADD} 加名字，例如 {ADD}{MAY_ADD[target]}" if may_add else ""

    def judge(text: str, numbered: Sequence[Choice]) -> str:
        if not question.many or any(text == choice.label for choice in choices):
            return one(text, numbered)
        parts = [part for part in BETWEEN.split(text) if part]
        return LIST_MARK.join(dict.fromkeys(one(part, numbered) for part in parts))

    def one(text: str, numbered: Sequence[Choice]) -> str:
        if may_add and text.startswith((ADD, "＋")):
            if not text[1:].strip():
                raise RefusedError(f"{ADD} 后面写名字，例如 {ADD}{MAY_ADD[target]}")
            return ADD + text[1:].strip()
        try:
            return one_of(text, numbered, choices)
        except RefusedError as why:
            if why.choices == choices and may_add:
                raise RefusedError(f"{why}。要新添，打 {ADD}{text}", choices) from None
            raise

    asked = replace(question, about=about, choices=choices)
    answer = yield from ask(asked, judge, desk.answer(question.name))
    if question.name:
        desk.said[question.name] = answer
    keys = []
    for part in answer.split(LIST_MARK):
        new = part.startswith(ADD)
        keys.append((yield from nested(desk, target, part[1:])) if new else part)
    return LIST_MARK.join(keys)


# Tables in which a row may be begun while another is asked for, with an example of its name.
MAY_ADD = {
    "organisations": "东街居委会",
    "people": "姓名",
    "compounds": "小区名",
    "sources": "共建登记簿",
}


def nested(desk: Desk, table: str, name: str) -> Asking[str]:
    """Ask for a row that another one needs, and return its id."""
    resource = desk.resource(table)
    called = "title" if "title" in resource.fields else "name"
    preset = {called: name} if name else {}
    usual = {"kind": "register"} if table == "sources" else {}
    return (
        yield from row(
            desk, table, preset, mark=f"{table}.", more=False, alone=False, defaults=usual
        )
    )


def row(
    desk: Desk,
    table: str,
    preset: Mapping[str, str] = {},
    extra: Sequence[str] = (),
    mark: str = "",
    more: bool = True,
    alone: bool = True,
    defaults: Mapping[str, str] = {},
) -> Asking[str]:
    """Ask for a row, keep it, and return its id.

    ``preset`` are cells that are known already, ``extra`` items asked though they may stay empty;
    with ``more`` one is asked whether to fill anything else. A row that is not ``alone`` rests on the
    source of the one for which it is made.
    """
    from noticeboard.making.identity import ask_basis, ask_id, ask_key

    resource = desk.resource(table)
    cells = dict(preset)
    if resource.key != "id" and resource.key not in cells:
        cells[resource.key] = yield from ask_key(desk, table, mark)
    left: list[Item] = []
    for item in items_of(resource):
        if any(column.name in cells for column in item.columns):
            continue
        told = any(mark + n in desk.given for n in (item.name, *(c.name for c in item.columns)))
        if item.needed or told or (item.name in extra and not desk.short):
            default = defaults.get(item.name, "")
            cells |= yield from ask_item(desk, table, item, mark, default=default)
        else:
            left.append(item)
    if more and left and not desk.short:
        for item in (yield from _what_else(left)):
            cells |= yield from ask_item(desk, table, item, mark)
    if alone and not desk.basis:
        desk.basis = yield from ask_basis(desk, table, mark)
    key = yield from ask_id(desk, table, cells, mark)
    desk.add(table, key, cells)
    return key


def _what_else(left: Sequence[Item]) -> Asking[list[Item]]:
    """Ask what else one wants to fill in."""
    choices = tuple(Choice(item.name, item.title) for item in left)
    about = "不填就直接回车；要填，打数字，几项用、隔开"
    question = Question("", "还要填别的吗", about, choices, needed=False, many=True, whole=True)
    wanted = yield from ask(question, _some_or_none(choices))
    names = wanted.split("；") if wanted else []
    return [item for item in left if item.name in names]


def _some_or_none(choices: Sequence[Choice]) -> Judge:
    def judge(text: str, numbered: Sequence[Choice]) -> str:
        if text.lower() in ("n", "no", "不", "否", "不用", "没有"):
            return ""
        return several(choices)(text, numbered)

    return judge


def unknown_option(desk: Desk, table: str) -> None:
    """Refuse an answer for a column that nobody asked for: a mistyped one would be lost."""
    for name in desk.given:
        if name not in desk.used:
            names = {item.title: item.name for item in items_of(desk.resource(table))}
            every = [*desk.resource(table).fields, *names.values()]
            hint = nearest(name, every, names) or f"能写的：{'、'.join(dict.fromkeys(every))}"
            raise UsageError(f"这里用不上「{name}」。{hint}")
