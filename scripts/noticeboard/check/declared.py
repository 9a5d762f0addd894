"""Rules about numbers and quotations: what is declared must stand in its source."""

from __future__ import annotations

import re
from decimal import Decimal

from noticeboard.check.report import error_at, where_said
from noticeboard.dataset import Dataset, Row, Table
from noticeboard.errors import Problem
from noticeboard.query import QueryError, evaluate

NUMBERS = re.compile(r"[0-9]+(?:\.[0-9]+)?")


def _excerpts(dataset: Dataset) -> dict[str, dict[str, str | None]]:
    """Return source → locator → text; the text is ``None`` where its cell is unknown."""
    texts: dict[str, dict[str, str | None]] = {}
    for row in dataset.rows("excerpts"):
        if row.get("source") and row.get("id"):
            texts.setdefault(row.get("source"), {})[row.get("id")] = row.get("text")
    return texts


def excerpts_cover_locators(dataset: Dataset) -> list[Problem]:
    """Where a source has excerpts, every locator names one of them."""
    table_of_excerpts = dataset.tables.get("excerpts")
    if not table_of_excerpts or not table_of_excerpts.complete:
        return []
    if not all(row.knows("source") for row in table_of_excerpts.rows):
        return []
    excerpts, problems = _excerpts(dataset), []
    for table in dataset.tables.values():
        for row in table.rows:
            known = excerpts.get(row.get("source"), {})
            for locator in row.get("locator") or () if known else ():
                if locator not in known:
                    message = f"出处「{locator}」不在原文摘录里"
                    hint = "改成 data/excerpts.yaml 里有的段号；引用新的段落要先把原文录进去"
                    rule = "excerpts_cover_locators"
                    problems.append(error_at(table, row, "locator", rule, message, hint))
    return problems


def as_stated_is_quoted(dataset: Dataset) -> list[Problem]:
    """Words quoted from a source stand in its excerpt to the letter, a figure's value in them."""
    excerpts, problems = _excerpts(dataset), []
    for table in dataset.tables.values():
        for row in table.rows if "as_stated" in table.resource.fields else ():
            words, value = row.get("as_stated"), row.get("value")
            if words is None:
                continue
            known = excerpts.get(row.get("source"), {})
            texts = [known.get(locator) for locator in row.get("locator") or ()]
            rule = "as_stated_is_quoted"
            if texts and None not in texts and not any(words in text for text in texts if text):
                message = f"原文里没有「{words}」这句话"
                hint = "从 data/excerpts.yaml 里逐字复制，标点也要一样"
                problems.append(error_at(table, row, "as_stated", rule, message, hint))
            elif value is not None and value not in map(Decimal, NUMBERS.findall(words)):
                message = f"数值 {value} 和原文「{words}」里的数不一样"
                hint = f"看原文{where_said(row)}，照它改正 value；引错了一句，就改 as_stated"
                problems.append(error_at(table, row, "value", rule, message, hint))
    return problems


def figures_say_who(dataset: Dataset) -> list[Problem]:
    """A declared figure says who declared it; a counted one says what was counted."""
    table = dataset.tables.get("figures")
    rule, problems = "figures_say_who", []
    for row in table.rows if table else ():
        if table is None:
            continue
        kind = row.get("derivation")
        for name, word in (("value", "那个数"), ("as_stated", "原话")):
            if kind == "declared" and row.knows(name) and row.get(name) is None:
                message, hint = (
                    f"别人说的数要照录{word}",
                    "照来源填；从名单里数的，把 derivation 改成 count",
                )
                problems.append(error_at(table, row, name, rule, message, hint))
                break
        else:
            problems += _says_who(table, row, kind)
    return problems


def _says_who(table: Table, row: Row, kind: str | None) -> list[Problem]:
    rule, problems = "figures_say_who", []
    if kind == "declared" and row.knows("attribution") and not row.get("attribution"):
        message, hint = "别人说的数要写明是谁说的", "填 据报道、据悉……"
        problems.append(error_at(table, row, "attribution", rule, message, hint))
    if kind == "declared" and row.get("query"):
        message = "“据报道”的数不能同时说成是从名单里数出来的"
        hint = "删去 query，或者把 derivation 改成 count"
        problems.append(error_at(table, row, "query", rule, message, hint))
    if kind in ("count", "sum") and row.knows("query") and not row.get("query"):
        message, hint = "数出来的数要写明从哪张表数", "例如 query: communities"
        problems.append(error_at(table, row, "query", rule, message, hint))
    return problems


def counted_figures_agree(dataset: Dataset) -> list[Problem]:
    """A counted figure equals what its query gives when it is counted again."""
    table = dataset.tables.get("figures")
    rule, problems = "counted_figures_agree", []
    for row in table.rows if table else ():
        if table is None:
            continue
        for name, kind in (("query", row.get("derivation")), ("listed", "count")):
            if not row.get(name) or kind not in ("count", "sum"):
                continue
            try:
                result = evaluate(dataset, kind, row.get(name))
            except QueryError as error:
                problems.append(error_at(table, row, name, rule, error.message, error.hint))
                continue
            value = row.get("value")
            if name == "query" and None not in (result, value) and result != value:
                message = f"写的是 {value}，按 {row.get(name)} 重新数是 {result}"
                hint = "名单对就改数值，或者把 value 留空，每次自动数；数值对就把名单补全"
                problems.append(error_at(table, row, "value", rule, message, hint))
    return problems
