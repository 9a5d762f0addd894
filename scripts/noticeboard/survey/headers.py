"""Find the row of titles, and verify that it is the one that the survey describes.

Staff put banners above, insert rows, overwrite titles; a tool renames a column with its question.
A table without every column that is needed is refused: to go on would publish one question's
answers under another. Columns that no question names are left alone, only their titles are told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from noticeboard.model.surveys import COMMUNITY, RECEIPT, Question, SourceSpec, Survey
from noticeboard.survey.groups import Columns, option_columns
from noticeboard.survey.snapshot import SourceFormatError
from noticeboard.survey.titles import (
    core,
    is_row_of,
    readings,
    title_of,
    told,
    without_number,
)
from noticeboard.survey.wordings import Cell
from noticeboard.words import nearest

MAX_HEADER_ROW = 10
MAX_IGNORED = 200
RECEIPT_TITLES = ("回执码", "回执编号", "Receipt code")


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns that a tool adds by itself, by their titles, in order of preference."""

    time: tuple[str, ...] = ()
    native: tuple[str, ...] = ()
    start: tuple[str, ...] = ()
    seconds: tuple[str, ...] = ()
    needs_time: bool = True
    needs_native: bool = False
    split: bool = True


@dataclass(frozen=True, slots=True)
class Header:
    """A verified header: its row, counted from 1, and the columns by question id."""

    row: int
    time: int | None
    native: int | None
    start: int | None
    seconds: int | None
    columns: dict[str, Columns]
    ignored: tuple[str, ...]
    receipt: int | None = None


class HeaderError(SourceFormatError):
    """No row is the header; ``matched`` tells how many columns of the nearest one are."""

    matched = 0


@dataclass(slots=True)
class _Attempt:
    """One row looked at as a header."""

    titles: list[str]
    taken: set[int] = field(default_factory=set)
    meta: dict[str, int | None] = field(default_factory=dict)
    columns: dict[str, Columns] = field(default_factory=dict)
    matched: int = 0
    wrong: list[str] = field(default_factory=list)


def find_header(
    survey: Survey, spec: SourceSpec, rows: Sequence[Sequence[Cell]], layout: Layout, where: str
) -> Header:
    """Return the header among the first ten rows; ``SourceFormatError`` says what is missing."""
    best: tuple[int, _Attempt] | None = None
    for number, row in enumerate(rows[:MAX_HEADER_ROW], 1):
        attempt = _attempt(survey, spec, row, layout)
        if not attempt.wrong:
            if layout.split:
                _refuse_second_row(attempt, rows[number : number + 1], number, where)
            ignored = [
                title
                for column, title in enumerate(attempt.titles)
                if title and column not in attempt.taken
            ]
            meta = attempt.meta
            kept = tuple(told(title) for title in list(dict.fromkeys(ignored))[:MAX_IGNORED])
            own = (meta["time"], meta["native"], meta["start"], meta["seconds"])
            return Header(number, *own, attempt.columns, kept, meta.get(RECEIPT))
        if best is None or attempt.matched > best[1].matched:
            best = (number, attempt)
    # Titles may be told, answers never: a row is taken for the header only if a title of the
    # tool's own or two questions stand in it.
    if best is None or (best[1].matched < 2 and set(best[1].meta.values()) == {None}):
        message = f"前 {MAX_HEADER_ROW} 行里找不到表头（每一列的题目）"
        how = "检查是不是放错了文件、表头是不是被删掉或改写了（例如变成“列 1、列 2”）"
        raise HeaderError(f"{where}：{message}。怎么改：{how}")
    number, attempt = best
    more = f"；另外还有 {len(attempt.wrong) - 3} 处" if len(attempt.wrong) > 3 else ""
    message = "；".join(attempt.wrong[:3]) + more
    how = "改回原来的表头；如果表单里真的改了题目，在问卷的 also 或来源的 columns 里写上新的写法"
    error = HeaderError(f"{where}：第 {number} 行的表头不对：{message}。怎么改：{how}")
    error.matched = attempt.matched
    raise error


def _refuse_second_row(
    attempt: _Attempt, below: Sequence[Sequence[Cell]], number: int, where: str
) -> None:
    """Refuse titles of two rows, merged above: only the first column of a question has its title.

    The row below is no answer where it has neither time nor number, but words under the title and
    beside it.
    """
    row = [title_of(cell) for cell in below[0]] if below else []
    row += [""] * (len(attempt.titles) + 1 - len(row))
    titles = [*attempt.titles, *[""] * (len(row) - len(attempt.titles))]
    of_tool = [column for column in attempt.meta.values() if column is not None]
    asked = (column for columns in attempt.columns.values() for column in columns.all)
    beside = any(row[column] and row[column + 1] and not titles[column + 1] for column in asked)
    if beside and of_tool and not any(row[column] for column in of_tool):
        message = f"表头占了两行（第 {number} 行和第 {number + 1} 行），分不清哪一列是哪一道题"
        how = "取消合并单元格，把两行标题合成一行，每一列写成“题目:选项”"
        raise SourceFormatError(f"{where}：{message}。怎么改：{how}")


def _attempt(survey: Survey, spec: SourceSpec, row: Sequence[Cell], layout: Layout) -> _Attempt:
    attempt = _Attempt([title_of(cell) for cell in row])
    _find_meta(attempt, spec, layout)
    if survey.triage:
        _find_receipt(attempt, spec)
    could = [readings(title) if title else set() for title in attempt.titles]
    claims: dict[int, list[Question]] = {}
    single: dict[str, list[int]] = {}
    for question in survey.questions:
        columns = _columns_of(question, spec, attempt, could)
        single[question.id] = columns
        for column in columns:
            claims.setdefault(column, []).append(question)
    free = [
        (column, title)
        for column, title in enumerate(attempt.titles)
        if title and column not in claims and column not in attempt.taken
    ]
    groups = option_columns(survey, spec, free) if layout.split else {}
    for name, group in groups.items():
        for column in group.all:
            claims.setdefault(column, []).extend(q for q in survey.questions if q.id == name)
    for question in survey.questions:
        _settle(question, spec, attempt, single[question.id], groups.get(question.id))
    for column, questions in claims.items():
        if len(questions) > 1:
            title = told(attempt.titles[column])
            attempt.wrong.append(
                f"「{title}」这一列可以是两道题的，分不清（要在来源的 columns 里写明）"
            )
    return attempt


def _find_meta(attempt: _Attempt, spec: SourceSpec, layout: Layout) -> None:
    """Find the tool's own columns; a title of theirs is told whole, without a number."""
    wanted = {
        "time": (spec.time_column,) if spec.time_column else layout.time,
        "native": (spec.id_column,) if spec.id_column else layout.native,
        "start": layout.start,
        "seconds": layout.seconds,
    }
    asked = {
        "time": layout.needs_time or bool(spec.time_column),
        "native": layout.needs_native or bool(spec.id_column),
    }
    named = {core(title) for title in spec.columns.values()}
    lowered = [core(title) if title else "" for title in attempt.titles]
    for name, titles in wanted.items():
        attempt.meta[name] = None
        for title in titles:
            found = [column for column, low in enumerate(lowered) if low == core(title)]
            found = [column for column in found if lowered[column] not in named]
            if len(found) > 1 and asked.get(name):
                attempt.wrong.append(f"「{told(title)}」这一列出现了 {len(found)} 次")
            if found:
                attempt.meta[name] = found[0]
                attempt.taken.update(found)
                attempt.matched += 1
                break
        else:
            if titles and asked.get(name):
                attempt.wrong.append(
                    f"没有「{told(titles[0])}」这一列{_nearest(titles[0], attempt)}"
                )


def _find_receipt(attempt: _Attempt, spec: SourceSpec) -> None:
    """Find the column of receipt codes; a source may do without."""
    override = spec.columns.get(RECEIPT)
    wanted = {core(title) for title in ((override,) if override else RECEIPT_TITLES)}
    found = [c for c, title in enumerate(attempt.titles) if title and core(title) in wanted]
    if len(found) > 1:
        attempt.wrong.append(f"「{told(attempt.titles[found[0]])}」这一列出现了 {len(found)} 次")
    elif override and not found:
        attempt.wrong.append(f"没有「{told(override)}」这一列{_nearest(override, attempt)}")
    attempt.taken.update(found)
    attempt.meta[RECEIPT] = found[0] if found else None


def _columns_of(
    question: Question, spec: SourceSpec, attempt: _Attempt, could: list[set[str]]
) -> list[int]:
    """Return the columns that may be the question's; one that is told by its whole title is alone."""
    open_columns = [column for column in range(len(could)) if column not in attempt.taken]
    override = spec.columns.get(question.id)
    if override:
        whole = [
            column for column in open_columns if core(attempt.titles[column]) == core(override)
        ]
        return whole or [column for column in open_columns if core(override) in could[column]]
    elsewhere = {core(title) for title in spec.columns.values()}
    wordings = {core(title) for title in question.titles}
    return [
        column
        for column in open_columns
        if core(attempt.titles[column]) not in elsewhere
        and (wordings & could[column] or is_row_of(attempt.titles[column], question.titles))
    ]


def _settle(
    question: Question,
    spec: SourceSpec,
    attempt: _Attempt,
    single: list[int],
    group: Columns | None,
) -> None:
    """Give the question its columns, or say what is wrong with them."""
    label = told(spec.columns.get(question.id) or next(iter(question.label.values()), question.id))
    attempt.taken.update(single)
    if group is not None:
        attempt.taken.update(group.all)
    if single or group:
        attempt.matched += 1
    if question.private:
        return
    if len(single) > 1 or (single and group):
        titles = "、".join(f"「{told(attempt.titles[column])}」" for column in single[:3])
        attempt.wrong.append(f"题目「{label}」对得上不止一列：{titles}")
    elif single:
        attempt.columns[question.id] = Columns(single[0])
    elif group is not None:
        attempt.columns[question.id] = group
    elif _needed(question, spec):
        attempt.wrong.append(f"缺少题目「{label}」这一列{_nearest(label, attempt)}")


def _needed(question: Question, spec: SourceSpec) -> bool:
    if question.private or (question.role == COMMUNITY and spec.community):
        return False
    return question.required or question.publish != "none"


def _nearest(label: str, attempt: _Attempt) -> str:
    """Name the title that looks most like the missing one; titles are no answers."""
    free = {
        told(without_number(title)): told(title)
        for column, title in enumerate(attempt.titles)
        if title and column not in attempt.taken
    }
    hint = nearest(label, (), free)
    return f"（{hint}）" if hint else ""
