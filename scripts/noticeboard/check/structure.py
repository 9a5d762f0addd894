"""The structure of each table, judged by frictionless, told in Chinese.

Frictionless gets the rows that ``load`` read, inline, with a descriptor of known shape:
it opens no file, follows no path and guesses no encoding.
"""

from __future__ import annotations

import functools
import json
import re
from typing import Any

from noticeboard.dataset import Cell, Dataset, Field, Resource, Row, Table
from noticeboard.errors import Place, Problem
from noticeboard.mend import mended, respelled
from noticeboard.patterns import matches
from noticeboard.words import joined, nearest

MAX_ERRORS = 1_000  # in a table; making each takes frictionless longer than judging a row
MOBILE = re.compile(r"1[3-9]\d{9}")
ROW_ERRORS = {"primary-key", "blank-row"}
TYPE_HINTS = {
    "integer": ("整数", "只写数字，例如 3350000；不写逗号、单位和空格"),
    "number": ("数", "只写数字，例如 17.68；不写逗号、单位和空格"),
    "date": ("日期", "写成 2026-11-24 的样子，并且要是日历上有的日子；没有写明年份就留空"),
}


def structure_problems(dataset: Dataset) -> list[Problem]:
    """Return the type, constraint and key errors of all tables."""
    problems: list[Problem] = []
    for table in dataset.tables.values():
        first = _first_rows(table)
        errors = _errors(table)
        found = [p for error in errors if (p := _problem(table, first, *error))]
        problems += found + _unread_cells(table, {problem.place for problem in found})
        if found and len(errors) >= MAX_ERRORS:
            problems.append(_too_many(table, found))
    return problems


def _too_many(table: Table, found: list[Problem]) -> Problem:
    """Say that not every error is told: nothing may look sound because nobody looked."""
    place = found[-1].place
    message = f"{table.resource.title}表的错太多，第 {place.line} 行以后的还没有查完"
    hint = "先改好这些；如果整列都错了，看看是不是列错开了"
    return Problem(Place(place.file), "too-many", "error", message, hint, table.resource.name)


Errors = list[tuple[str, int, str, str]]


def _errors(table: Table) -> Errors:
    """Return frictionless' errors as (type, row index, field name, note)."""
    if not table.rows:
        return []
    names = tuple(table.resource.fields)
    rows = tuple(tuple(_text(row, name) for name in names) for row in table.rows)
    schema = {k: v for k, v in table.resource.descriptor["schema"].items() if k != "foreignKeys"}
    patterns = {field["name"]: _pattern(field) for field in schema["fields"]}
    schema["fields"] = [_without_pattern(field) for field in schema["fields"]]
    found = _judged(table.resource.name, json.dumps(schema), names, rows)
    wrong = _misfits(names, rows, [patterns[name] for name in names])
    return sorted([*found, *wrong], key=lambda error: error[1])


def _pattern(field: dict[str, Any]) -> str:
    return str(field.get("constraints", {}).get("pattern", ""))


def _without_pattern(field: dict[str, Any]) -> dict[str, Any]:
    """Return the field as frictionless may know it: a pattern would be run by Python's engine."""
    constraints = {k: v for k, v in field.get("constraints", {}).items() if k != "pattern"}
    return {**field, "constraints": constraints}


def _misfits(
    names: tuple[str, ...], rows: tuple[tuple[str, ...], ...], patterns: list[str]
) -> Errors:
    """Return the cells that do not fit their pattern, as frictionless would put it."""
    return [
        ("constraint-error", index, name, f'constraint "pattern" is "{pattern}"')
        for column, (name, pattern) in enumerate(zip(names, patterns, strict=True))
        if pattern
        for index, row in enumerate(rows)
        if row[column] and not matches(pattern, row[column])
    ]


# As many tables as a town has, twice: a preview judges only the tables that were edited.
@functools.lru_cache(64)
def _judged(
    name: str, schema: str, names: tuple[str, ...], rows: tuple[tuple[str, ...], ...]
) -> tuple[tuple[str, int, str, str], ...]:
    from frictionless import Checklist
    from frictionless import Resource as FrictionlessResource

    descriptor = {"name": name, "data": [names, *rows], "schema": json.loads(schema)}
    resource = FrictionlessResource.from_descriptor(descriptor)
    report = resource.validate(Checklist(), limit_errors=MAX_ERRORS)
    errors: list[Any] = [error for task in report.tasks for error in task.errors]
    return tuple(
        (e.type, getattr(e, "row_number", 2) - 2, getattr(e, "field_name", ""), e.note)
        for e in errors
    )


def _text(row: Row, name: str) -> str:
    return row.cells[name].text if name in row.cells else ""


def _first_rows(table: Table) -> dict[str, int]:
    """Return which row is the first with each key."""
    first: dict[str, int] = {}
    for index, row in enumerate(table.rows):
        first.setdefault(_text(row, table.resource.key), index)
    return first


def _problem(
    table: Table, first: dict[str, int], kind: str, index: int, name: str, note: str
) -> Problem | None:
    """Translate one error; ``None`` for cells that were never read (``load`` said why)."""
    resource, row = table.resource, table.rows[index]
    if kind in ROW_ERRORS:
        name = resource.key
    if name not in resource.fields:
        message = f"{resource.title}表的说明不能用（{note}）"
        place = Place("data/datapackage.yaml")
        return Problem(place, "descriptor", "error", message, "对照其他表改正", resource.name)
    field = resource.fields[name]
    if name not in row.cells and name not in row.values:
        return None
    cell = row.cells.get(name, Cell("", row.place))
    if kind == "primary-key" and cell.text and first.get(cell.text, index) >= index:
        return None  # the key cannot be read at all: another error says so
    if kind == "primary-key" and cell.text:
        message, hint = _duplicate(table, first, row, cell)
    elif kind == "type-error" and _is_relative(row, name):
        message, hint = _undated(row, field, cell)
    else:
        message, hint = _explain(resource, field, cell, kind, note)
    rule = "duplicate-id" if kind == "primary-key" and cell.text else kind
    if not cell.text:
        rule = "missing-value"
    return Problem(cell.place, rule, "error", message, hint, resource.name, name)


def _is_relative(row: Row, name: str) -> bool:
    """Tell whether a date's own words name no year (去年11月)."""
    prefix = name.removesuffix("_end").removesuffix("_value")
    return prefix != name and _text(row, f"{prefix}_precision") == "relative"


def _undated(row: Row, field: Field, cell: Cell) -> tuple[str, str]:
    """Say of a date that its source gives none: how to write it would be no help."""
    said = _text(row, f"{field.name.removesuffix('_end').removesuffix('_value')}_text")
    message = (
        f"{field.title}（{field.name}）填了「{cell.text}」，可是原文只说「{said}」，没有写年份"
    )
    return (
        message,
        "清空这一格；查到了写明日期的来源才填，写成 2026-11-24 的样子，并把来源写进 source",
    )


def _duplicate(table: Table, rows: dict[str, int], row: Row, cell: Cell) -> tuple[str, str]:
    """Name the first row that has the same key, and tell a copy from another record."""
    key = table.resource.key
    first = table.rows[rows[cell.text]]
    line, title = first.place_of(key).line, table.resource.fields[key].title
    message = f"{title}「{cell.text}」和第 {line} 行的重复了"
    if all(_text(row, name) == _text(first, name) for name in table.resource.fields):
        return f"{message}，两行一模一样", f"删去第 {cell.place.line} 行"
    names = [_text(first, name) for name in ("name", "title") if _text(first, name)]
    message += f"（那一条是“{names[0]}”）" if names else ""
    hint = (
        f"给后加的那一条换一个没有用过的{title}，小写字母和短横线；别的表里用到它的，一起改。"
        "其实是同一条的，删去一行"
    )
    return message, hint


def _explain(resource: Resource, field: Field, cell: Cell, kind: str, note: str) -> tuple[str, str]:
    """Return message and hint for a wrong cell."""
    column = f"{field.title}（{field.name}）"
    if not cell.text:
        return f"{column}不能空着", f"填上：{field.description}"
    if kind == "type-error":
        word, hint = TYPE_HINTS.get(field.type, (field.type, field.description))
        meant = mended(field.type, cell.text)
        hint = f"如果就是它，改成 {meant}。{hint}" if meant else hint
        return f"{column}应当是{word}，这里写的是「{cell.text}」", hint
    constraint = re.match(r'constraint "(\w+)" is "(.*)"', note)
    name, limit = constraint.groups() if constraint else ("", "")
    if name == "enum":
        spelled = {label: value for value, label in field.labels.items()}
        values = [f"{value}（{label}）" for value, label in field.labels.items()]
        hint = nearest(cell.text, field.labels, spelled)
        return f"{column}不能填「{cell.text}」", f"{hint}能填的有：{joined(values)}"
    if name == "pattern":
        return _misspelled(column, field, cell, limit)
    if name in ("minimum", "maximum"):
        word = "不能小于" if name == "minimum" else "不能大于"
        return f"{column}「{cell.text}」{word} {limit}", "检查是不是多了负号或多写了数字"
    if name in ("minLength", "maxLength"):
        word = "不能少于" if name == "minLength" else "不能多于"
        return f"{column}{word} {limit} 个字，这里有 {len(cell.text)} 个", field.description
    return f"{resource.title}的{column}「{cell.text}」不合要求（{note}）", field.description


def _misspelled(column: str, field: Field, cell: Cell, pattern: str) -> tuple[str, str]:
    """Return message and hint for a cell that does not fit its pattern."""
    if field.office and MOBILE.fullmatch(cell.text):
        message = f"{column}「{cell.text[:3]}…」是手机号，这里要填办公电话"
        return message, "填座机，写成“区号-号码”，例如 0990-1234567 的样子；不知道就问经办人"
    meant = respelled(pattern, cell.text)
    hint = f"改成 {meant}。" if meant else ""
    return f"{column}「{cell.text}」的写法不对", hint + _with_example(field)


def _with_example(field: Field) -> str:
    return f"{field.description}，例如 {field.example}" if field.example else field.description


def _unread_cells(table: Table, reported: set[Place]) -> list[Problem]:
    """Report cells that ``load`` could not type and frictionless did not mind.

    The two read types by the same rules; this keeps a difference from being silent.
    """
    problems = []
    for row in table.rows:
        for name, cell in row.cells.items():
            if name in row.values or cell.place in reported or not cell.text:
                continue
            field = table.resource.fields[name]
            message, hint = _explain(table.resource, field, cell, "type-error", "")
            problems.append(
                Problem(cell.place, "type-error", "error", message, hint, table.resource.name, name)
            )
    return problems
