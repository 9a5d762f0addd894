"""What every row needs beside its own facts: an id, and where it is from."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from noticeboard.dataset import Resource
from noticeboard.ids import proposed
from noticeboard.making.answers import judge_of, rows_of
from noticeboard.making.asking import Asking, Choice, Judge, Question, RefusedError, ask
from noticeboard.making.desk import Desk
from noticeboard.making.form import ask_row
from noticeboard.making.items import BASIS, constraints_of
from noticeboard.names import CALLED, own_name, plain
from noticeboard.openings import next_id

REGISTER = "register"
NO_REGISTER = (
    "本单位自己登记的事，出处是登记簿。资料里还没有登记簿：打 + 加它的名字，例如 +共建登记簿"
)


def ask_basis(desk: Desk, table: str, mark: str) -> Asking[dict[str, str]]:
    """Ask which source a row rests on, and where in it; how it is told follows from the source."""
    resource = desk.resource(table)
    if not set(BASIS) <= set(resource.fields):
        return {}
    kinds = {cells["id"]: cells.get("kind", "") for cells in desk.texts("sources")}
    own = next((key for key, kind in kinds.items() if kind == REGISTER), "")
    told = () if own else (NO_REGISTER,)
    name = shared(desk, mark, "source")
    question = Question(name, "根据是什么（来源）", default=own, told=told)
    source = yield from ask_row(desk, "sources", question)
    kinds = {cells["id"]: cells.get("kind", "") for cells in desk.texts("sources")}
    local = kinds.get(source) == REGISTER
    where = "登记簿的哪一页、哪一项" if local else "来源里的哪一段、哪一页，例如 L22；几处用；隔开"
    field = resource.fields["locator"]
    day = desk.day
    default = f"{day.year}年{day.month}月{day.day}日登记" if local else ""
    name = shared(desk, mark, "locator")
    asked = Question(name, "写在哪里（出处）", where, default=default)
    locator = yield from ask(asked, judge_of(field, {}), desk.answer(name))
    desk.said[name] = locator
    provenance = desk.answer(f"{mark}provenance")
    if not provenance:
        provenance = "local" if local else "reported"
        provenance = (
            "illustrative" if desk.dataset.settings.get("purpose") == "demo" else provenance
        )
    return {"provenance": provenance, "source": source, "locator": locator}


def shared(desk: Desk, mark: str, name: str) -> str:
    """Return the name under which it was given: rows made together have one source but for that."""
    return mark + name if mark + name in desk.given else name


def ask_key(desk: Desk, table: str, mark: str) -> Asking[str]:
    """Ask for a key that means something: a day, a division code."""
    resource = desk.resource(table)
    own = resource.fields[resource.key]
    name = mark + resource.key
    judge = unused(desk, table, judge_of(own, constraints_of(resource, own.name)))
    if resource.key in resource.foreign_keys:
        target = resource.foreign_keys[resource.key][0]
        return (yield from ask_row(desk, target, Question(name, own.title)))
    key = yield from ask(Question(name, own.title, own.description), judge, desk.answer(name))
    desk.said[name] = key
    return key


def ask_id(desk: Desk, table: str, cells: dict[str, str], mark: str) -> Asking[str]:
    """Ask for the id of a row, with one to take; a key among the cells is taken out of them."""
    resource = desk.resource(table)
    if resource.key in cells:
        return cells.pop(resource.key)
    own = resource.fields[resource.key]
    name = own_name(resource, cells, desk.names)
    if table == "needs" and cells.get("community"):
        default = next_id(desk.dataset, cells["community"], desk.day)
    else:
        default = proposed(
            resource, cells, _spoken(table, resource, cells), desk.texts(table), desk.taken(table)
        )
    judge = unused(desk, table, judge_of(own, constraints_of(resource, own.name)))
    about = "小写字母、数字和短横线，以后不再改；可以就用括号里的"
    asked = Question(mark + resource.key, f"{resource.title}的编号", about, default=default,
                     told=namesakes(desk, table, name))  # fmt: skip
    key = yield from ask(asked, judge, desk.answer(mark + resource.key))
    desk.said[mark + resource.key] = key
    return key


def _spoken(table: str, resource: Resource, cells: Mapping[str, str]) -> str:
    """Return the part of a row's own name that tells it from others; empty where it has none."""
    own = next((cells[name] for name in CALLED if name in resource.fields and cells.get(name)), "")
    if table == "communities":
        return own.removesuffix("社区")
    return (
        re.sub("^关于|的?(公示|公告|通告|通知|征求意见)$", "", own) if table == "notices" else own
    )


def unused(desk: Desk, table: str, judge: Judge) -> Judge:
    """Return a judge that also refuses a key that a row has."""

    def judged(text: str, numbered: Sequence[Choice]) -> str:
        key = judge(text, numbered)
        if key.isdecimal() and not any(known.isdecimal() for known in desk.taken(table)):
            raise RefusedError("编号不能只是数字，以后认不出是什么；直接回车，就用括号里的")
        if key in desk.taken(table):
            raise RefusedError(f"「{key}」已经有了，换一个")
        return key

    return judged


def namesakes(desk: Desk, table: str, name: str) -> tuple[str, ...]:
    """Return what to say of rows that have the same name: perhaps it is there already."""
    same = desk.names.ids.get(table, {}).get(plain(name), []) if name else []
    shown = "、".join(choice.value for choice in rows_of(desk.names, table, same))
    return (f"注意：已经有叫「{name}」的（{shown}）。就是它，按 Ctrl+C 不写",) if same else ()


def known_row(desk: Desk, table: str, name: str) -> str:
    """Return the id of the row of this name, if there is just one."""
    same: Mapping[str, list[str]] = desk.names.ids.get(table, {})
    keys = same.get(plain(name), [])
    return keys[0] if len(keys) == 1 else ""
