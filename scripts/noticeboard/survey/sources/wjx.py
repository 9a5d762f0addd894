"""问卷星: an export in words (``选项〖补充〗``, ``┋``) or in numbers, as .xls, .xlsx or .csv."""

from __future__ import annotations

import re

from noticeboard.model.surveys import SourceSpec, Survey
from noticeboard.survey.cells import (
    WJX_CODE,
    WJX_LISTED,
    WJX_NUMBERS,
    WJX_RANKED,
    WJX_TEXT,
    Dialect,
)
from noticeboard.survey.headers import Layout
from noticeboard.survey.options import Options, parted
from noticeboard.survey.reading import Answers, Table, open_file
from noticeboard.survey.snapshot import Snapshot, SourceFormatError
from noticeboard.survey.wordings import plain, text_of

LAYOUT = Layout(time=("提交答卷时间", "提交时间"), native=("序号",), seconds=("所用时间",))
WORDS = re.compile("〖.*〗", re.S)
WHOLE = re.compile(r"[0-9]{1,4}")
BY_PLACE = "是按选项序号导出的：第几个选项，按问卷里选项的顺序算"


def answers(survey: Survey, spec: SourceSpec, name: str, body: bytes) -> Answers:
    """Return the answers of an export; ``SourceFormatError`` where it is not the survey's."""
    table = open_file(survey, spec, name, body, LAYOUT)
    dialect = _dialect(survey, table, f"来源 {spec.id} 的文件 {name}")
    return Answers(survey, spec, table, dialect, notes=(BY_PLACE,) if dialect is WJX_CODE else ())


def read(survey: Survey, spec: SourceSpec, name: str, body: bytes) -> Snapshot:
    """Return all answers at once."""
    return answers(survey, spec, name, body).snapshot()


def _dialect(survey: Survey, table: Table, where: str) -> Dialect:
    """Tell whether options are told in words or by their number in the form.

    One cell in words is proof. Where all are numbers that are wordings too (“家里几口人：1、2、3”),
    both ways must give the same; otherwise nobody can tell, and nothing is read.
    """
    numbers = words_only = differ = False
    for question in survey.questions:
        columns = table.header.columns.get(question.id)
        if columns is None or columns.one is None or question.kind not in ("single", "multi"):
            continue
        options = Options(question)
        for piece in _pieces(table, columns.one):
            if not WHOLE.fullmatch(piece):
                return WJX_TEXT
            numbers = True
            by_words, by_place = options.find(piece), options.at(piece)
            words_only = words_only or by_words is None
            differ = differ or by_words != by_place
    if not numbers or words_only or not differ:
        return WJX_CODE if numbers or _marked(survey, table) else WJX_TEXT
    message = "分不清是按选项文字还是按选项序号导出的（选项本身就是数字）"
    raise SourceFormatError(f"{where}：{message}。怎么改：下载时选“按选项文本”，再放一次")


def _pieces(table: Table, column: int) -> set[str]:
    """Return the different pieces of a column's first cells, without words and marks."""
    cells = {text_of(row[column]) for row in table.sample if column < len(row)}
    pieces: set[str] = set()
    for cell in cells:
        if plain(cell) in WJX_NUMBERS or not plain(cell):
            continue
        for listed in parted(cell, WJX_LISTED)[0]:
            for ranked in parted(listed, WJX_RANKED)[0]:
                pieces.add(plain(WORDS.sub("", ranked)))
    return pieces - {""}


def _marked(survey: Survey, table: Table) -> bool:
    """Tell whether -2 or -3 stands in a column that can hold no such answer."""
    spots = [
        column
        for question in survey.questions
        if (columns := table.header.columns.get(question.id)) and question.kind != "number"
        for column in ([columns.one] if columns.one is not None else [c for c, _ in columns.split])
    ]
    marks = {"-2", "-3"}
    return any(
        text_of(row[c]).strip() in marks for row in table.sample for c in spots if c < len(row)
    )
