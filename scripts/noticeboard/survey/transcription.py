"""The workbook into which paper answers are typed: what ``sources/paper.py`` reads back."""

from __future__ import annotations

import io
from collections.abc import Iterator

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from noticeboard.forms import LONG, SHORT
from noticeboard.model.surveys import CHOICES, LANGUAGE, RECEIPT, Question, Survey

ROWS = 500
FIRST = ("编号", "收到日期")
CODE = "回执码"
LISTS = "选项"
# What separates several options in a cell, as the reader of paper answers takes it.
BETWEEN = "；"


def columns_of(survey: Survey) -> list[tuple[str, Question | None]]:
    """Return the columns: their titles, and the question that each answers."""
    codes = [(CODE, None)] if survey.triage else []
    own: list[tuple[str, Question | None]] = [*((title, None) for title in FIRST), *codes]
    asked = [q for q in survey.questions if not q.private and q.role != RECEIPT]
    return [*own, *((question.label[LANGUAGE], question) for question in asked)]


def transcription(survey: Survey) -> bytes:
    """Return the workbook: what to do, the table, and the lists that its cells offer."""
    book = Workbook()
    del book["Sheet"]
    _instructions(book.create_sheet("怎么登记"), survey)
    table, lists = book.create_sheet("登记"), book.create_sheet(LISTS)
    lists.sheet_state = "hidden"
    table.freeze_panes = "C2"
    for number, (title, question) in enumerate(columns_of(survey), 1):
        letter = get_column_letter(number)
        head = table.cell(1, number, title)
        head.data_type = "s"
        head.font, head.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        table.column_dimensions[letter].width = _width(question)
        for row in range(2, ROWS + 2):
            # Text, so that no spreadsheet makes a number or a date of a code.
            table.cell(row, number).number_format = "@" if title != FIRST[1] else "yyyy-mm-dd"
        rule = _rule(lists, number, title, question)
        if rule:
            table.add_data_validation(rule)
            rule.add(f"{letter}2:{letter}{ROWS + 1}")
    book.active = 1
    for sheet in book.worksheets:
        sheet.sheet_view.tabSelected = sheet is table
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _width(question: Question | None) -> int:
    if question is None:
        return 16
    return {"long": 48, "short": 30, "multi": 30}.get(question.kind, 18)


def _rule(
    lists: Worksheet, number: int, title: str, question: Question | None
) -> DataValidation | None:
    """Return what a cell of this column offers and refuses."""
    if title == FIRST[1] and question is None:
        return _told(DataValidation(type="date", operator="greaterThan", formula1="36526"),
                     "写成 2026-11-24 的样子")  # fmt: skip
    if question is None:
        return None
    if question.kind in CHOICES:
        letter = get_column_letter(number)
        for row, option in enumerate(question.options, 1):
            cell = lists.cell(row, number, option.label[LANGUAGE])
            cell.data_type = "s"
        area = f"{LISTS}!${letter}$1:${letter}${max(1, len(question.options))}"
        rule = DataValidation(type="list", formula1=area, allow_blank=True)
        # Several options, or words of one's own, are typed: the list is then only a help.
        rule.showErrorMessage = question.kind != "multi" and not any(
            option.other for option in question.options
        )
        return _told(rule, "从列表里选一个") if rule.showErrorMessage else rule
    if question.kind in ("short", "long"):
        most = SHORT if question.kind == "short" else LONG
        rule = DataValidation(type="textLength", operator="lessThanOrEqual", formula1=str(most))
        return _told(rule, f"最多 {most} 个字")
    return None


def _told(rule: DataValidation, words: str) -> DataValidation:
    rule.allow_blank, rule.showErrorMessage = True, True
    rule.errorTitle, rule.error = "再看一看", words
    return rule


def _instructions(sheet: Worksheet, survey: Survey) -> None:
    sheet.column_dimensions["A"].width = 90
    for number, line in enumerate(_lines(survey), 1):
        cell = sheet.cell(number, 1, line)
        cell.data_type = "s"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.font = Font(bold=number == 1, size=12)


def _lines(survey: Survey) -> Iterator[str]:
    yield f"《{survey.title}》纸质登记表（第 {survey.version} 版）"
    yield "一张纸一行，抄在“登记”这一页。第一行的标题不要改、不要插行、不要合并格子。"
    yield "“编号”写纸上的编号，不能重复；重新抄一遍的，编号还用原来的。"
    yield "“收到日期”写收到纸的那一天，例如 2026-11-24。"
    if survey.triage:
        yield "“回执码”照纸上抄，横线可以不写；认错一位会提醒。纸上没有的，空着。"
    yield f"单选的题从列表里选；多选的题几个之间用“{BETWEEN}”隔开；没有答的空着。"
    yield "自己写的话照原话抄。里面写了姓名、电话、门牌号的，不要抄这几个字。"
    where = f".noticeboard/imports/{survey.id}/来源编号/"
    yield f"抄好另存为 xlsx，放进 {where}，运行 noticeboard fetch {survey.id}。这个文件不要发给别人，不要放进 git。"
