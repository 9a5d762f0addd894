"""The sheet of what residents asked for, and how each is answered. A file that has it is private."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openpyxl.worksheet.worksheet import Worksheet

from noticeboard.dataset import Dataset, Field
from noticeboard.names import Names, plain
from noticeboard.words import nearest
from noticeboard.workbook.base import Base
from noticeboard.workbook.cells import as_text, clean, is_blank, read
from noticeboard.workbook.faults import Fault, UnreadableCell
from noticeboard.workbook.forms import Asked, FormRead, Said, form_sheet, read_form
from noticeboard.workbook.layout import INBOX, Column, column_of
from noticeboard.workbook.lists import Lists
from noticeboard.workbook.reading import Found, Grid

KEY, ANSWER = "编号", "怎样答复"
FIXED = (
    (KEY, 12.0),
    ("居民写的话", 44.0),
    ("收到", 12.0),
    ("在哪里、哪一类", 26.0),
    ("注意", 22.0),
)
NEED_ONLY = "only"
# How an answer is called, and the decision that it is.
ANSWERS = {"受理": "accept", "只列进需求清单": NEED_ONLY, "合并": "merge", "转办": "refer",
           "不予办理": "decline"}  # fmt: skip
# Heading → the word of ``noticeboard inbox`` for it; those that are columns of needs are read as such.
OPTIONS = {"公开的标题": "title", "具体情况": "detail", "社区": "community", "小区": "compound",
           "类别": "category", "缓急": "urgency", "并到哪里": "into", "转给谁": "to", "原因": "reason"}  # fmt: skip
OF_NEEDS = ("community", "compound", "category", "urgency")


@dataclass(frozen=True)
class Waiting:
    """A request as the sheet shows it: the short id, the answer's id, texts."""

    id: str
    key: str
    words: str
    received: str
    about: str
    note: str


@dataclass(frozen=True)
class AnswerWish:
    """An answer that was chosen: the row, the request's short id, the kind, what else was filled in."""

    row: int
    request: str
    kind: str
    said: Mapping[str, str]


def asked(names: Names, dataset: Dataset) -> tuple[Asked, ...]:
    """Return the columns to fill in."""
    fields = dataset.tables["needs"].resource.fields
    labels = {name: tuple(fields[name].labels.values()) for name in ("category", "urgency")}
    goals = (*names.all_shown("orders"), *names.all_shown("needs"))
    return (
        Asked(ANSWER, "从列表里选；还没有想好的空着", offered=tuple(ANSWERS)),
        Asked(
            "公开的标题",
            "受理要写：一句话，在哪里、什么事。公开，不写姓名、电话、门牌号、病情",
            width=32,
        ),
        Asked("具体情况", "受理：单位要知道的。公开", width=28),
        Asked("社区", "居民选错了才改", offered=tuple(names.all_shown("communities"))),
        Asked("小区", "居民选错了才改", offered=tuple(names.all_shown("compounds"))),
        Asked("类别", "居民选错了才改", offered=labels["category"], width=13),
        Asked("缓急", "居民选错了才改", offered=labels["urgency"], width=11),
        Asked("并到哪里", "合并要选：哪张单、哪条需求", offered=goals, width=26),
        Asked("转给谁", "转办要写，例如 县供电部门", width=18),
        Asked("原因", "不予办理要写；居民看得到", width=30),
    )


def inbox_sheet(
    sheet: Worksheet, requests: Sequence[Waiting], lists: Lists, dataset: Dataset
) -> None:
    """Write the sheet."""
    rows = [[one.id, one.words, one.received, one.about, one.note or None] for one in requests]
    form_sheet(sheet, FIXED, asked(lists.names, dataset), rows, lists)


def read_answers(
    grids: Mapping[str, Grid], base: Base, names: Names, dataset: Dataset, found: Found
) -> tuple[FormRead | None, list[AnswerWish]]:
    """Return the answers that were chosen; what cannot be read is a fault at its cell."""
    if INBOX not in grids or not base.requests:
        return None, []
    form = read_form(INBOX, grids[INBOX], KEY, asked(names, dataset), found)
    wishes = []
    for said in form.rows if form else ():
        wish = _wish(form, said, names, dataset, found) if form else None
        if wish:
            wishes.append(wish)
    return form, wishes


def _wish(
    form: FormRead, said: Said, names: Names, dataset: Dataset, found: Found
) -> AnswerWish | None:
    spot = form.spot(said.number, ANSWER)
    if is_blank(said.cells[ANSWER]):
        hint = "选一种；还没有想好的，把后面的清空"
        found.faults.append(Fault(spot, "后面写了字，没有选怎样答复", hint))
        return None
    word = clean(as_text(said.cells[ANSWER]))
    kind = {plain(text): name for text, name in ANSWERS.items()}.get(plain(word), "")
    if not kind:
        hint = f"{nearest(word, ANSWERS)}从列表里选"
        found.faults.append(Fault(spot, f"没有「{word}」这种答复", hint))
        return None
    before = len(found.faults)
    texts = {
        option: text
        for title, option in OPTIONS.items()
        if (text := _cell(form, said, title, option, names, dataset, found))
    }
    return AnswerWish(said.number, said.key, kind, texts) if len(found.faults) == before else None


def _cell(
    form: FormRead, said: Said, title: str, option: str, names: Names, dataset: Dataset,
    found: Found,
) -> str:  # fmt: skip
    value = said.cells[title]
    try:
        if option == "into":
            return _goal(value, names)
        if option in OF_NEEDS:
            resource = dataset.tables["needs"].resource
            return read(column_of(resource, resource.fields[option]), value, names)[0]
        return read(Column(Field(option, "string", title, title), "text"), value, names)[0]
    except UnreadableCell as error:
        fault = Fault(form.spot(said.number, title), f"{title}：{error.message}", error.hint)
        found.faults.append(fault)
        return ""


def _goal(value: object, names: Names) -> str:
    """Return the order or the need that is meant."""
    field = Field("into", "string", "并到哪里", "并到哪里")
    try:
        return read(Column(field, "one", "orders"), value, names)[0]
    except UnreadableCell:
        return read(Column(field, "one", "needs"), value, names)[0]
