"""The monthly table as text, as rows of a workbook and as a page to print."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment

from noticeboard.model import Town
from noticeboard.monthly.counts import Line, Month, Report
from noticeboard.monthly.figures import FIGURES, GROUNDS, OF_UNITS, Figure
from noticeboard.orders import FIRST, STATES

# How requests are answered, in the order of the sentence.
ANSWERS = ("accepted", "merged", "transferred", "declined", "withdrawn")
INVENTED = "示例数据：人、事、数字都是编的，只作演示"


@dataclass(frozen=True, slots=True)
class Part:
    """One table of the report: its heading, whose figures it has, its columns and lines."""

    title: str
    of: str
    figures: tuple[Figure, ...]
    lines: tuple[Line, ...]


def parts_of(report: Report) -> tuple[Part, ...]:
    """Return the tables of a report; the total stands below the communities."""
    return (
        Part("各社区", "社区", FIGURES, (*report.communities, report.total)),
        Part("各单位", "单位", OF_UNITS, report.units),
    )


def title_of(month: Month) -> str:
    """Return what the table is called: 2026年10月办理情况月报."""
    return f"{month.first.year}年{month.first.month}月办理情况月报"


def remarks_of(report: Report) -> tuple[str, ...]:
    """Return what must be known before the figures are read; the first is up to when they count."""
    month, since = report.month, report.since
    told = [f"截止日：{_day(month.until)}"]
    if month.until < month.last:
        told = [f"截止日：{_day(month.until)}。这个月还没有过完，月底要重做一次。"]
    if since is None:
        told.append("还没有一条办理记录，所以没有数。")
    elif since > month.until:
        told.append(f"这个月还没有资料：最早的办理记录是{_day(since)}。没有数，不是零。")
    elif since > month.first:
        told.append(f"最早的办理记录是{_day(since)}，这个月在那以前的事没有记。")
    if report.asked:
        told.append(_asked(report.asked))
    return tuple(told)


def _asked(asked: dict[str, int]) -> str:
    """Return how many requests came and how they were answered: most of them are no orders yet."""
    words = {**{key: STATES[key].word for key in ANSWERS}, FIRST: "还没有答复"}
    parts = "、".join(f"{words[key]} {asked[key]}" for key in words if asked.get(key))
    return f"居民凭回执提的点单 {sum(asked.values())} 条：{parts}。下面的表只数办理单。"


def _day(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def text_of(town: Town, report: Report) -> str:
    """Return the report for a terminal."""
    lines = [f"{town.settings.name} {title_of(report.month)}", *remarks_of(report)]
    if _invented(town):
        lines.append(INVENTED)
    if report.is_before_the_data:
        return "\n".join(lines)
    for part in parts_of(report):
        lines += ["", *_table(part)] if part.lines else ["", f"{part.title}：没有。"]
    lines += ["", "每个数怎么数：", *(f"  {f.word}：{f.meaning}" for f in FIGURES)]
    return "\n".join([*lines, *(f"  {ground}" for ground in GROUNDS)])


def _table(part: Part) -> Iterator[str]:
    """Yield the lines of a table; Chinese takes two columns of a terminal a character."""
    first = max(_width(line.name) for line in part.lines)
    deep = max(len(figure.head) for figure in part.figures)
    for row in range(deep):
        words = [_head(figure, row, deep) for figure in part.figures]
        yield _row(part.of if row == deep - 1 else "", words, first, part.figures)
    for line in part.lines:
        words = [str(line.counts[figure.key]) for figure in part.figures]
        yield _row(line.name, words, first, part.figures)


def _head(figure: Figure, row: int, deep: int) -> str:
    """Return a line of a heading; short ones stand at the bottom."""
    index = row - (deep - len(figure.head))
    return figure.head[index] if index >= 0 else ""


def _row(name: str, words: Sequence[str], first: int, figures: Iterable[Figure]) -> str:
    cells = [name + " " * (first - _width(name))]
    for word, figure in zip(words, figures, strict=True):
        cells.append(" " * (max(map(_width, figure.head)) - _width(word)) + word)
    return "  ".join(cells).rstrip()


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


Rows = list[list[str | int]]


def sheets_of(town: Town, report: Report) -> dict[str, Rows]:
    """Return the rows of each sheet of the workbook by its name; its first rows are headings."""
    told: Rows = [[f"{town.settings.name} {title_of(report.month)}"]]
    told += [[remark] for remark in (*remarks_of(report), *([INVENTED] if _invented(town) else []))]
    meanings: Rows = [[figure.word, figure.meaning] for figure in FIGURES]
    grounds: Rows = [[ground] for ground in GROUNDS]
    sheets = {}
    for part in () if report.is_before_the_data else parts_of(report):
        heads: list[str | int] = [part.of, *(figure.word for figure in part.figures)]
        counts: Rows = [
            [line.name, *(line.counts[f.key] for f in part.figures)] for line in part.lines
        ]
        sheets[part.title] = [heads, *counts]
    return {"说明": [*told, [], *meanings, [], *grounds], **sheets}


def page_of(environment: Environment, style: str, town: Town, report: Report) -> str:
    """Return the report as a page that needs no other file: A4 landscape when printed."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return environment.get_template("report.html").render(
        style=style,
        style_digest=f"sha256-{digest}",
        town=town.settings.name,
        invented=INVENTED if _invented(town) else "",
        **names_of(report),
    )


def names_of(report: Report) -> dict[str, Any]:
    """Return what the template of the table is filled with."""
    return {
        "title": title_of(report.month),
        "remarks": remarks_of(report),
        "parts": () if report.is_before_the_data else parts_of(report),
        "total": report.total,
        "figures": FIGURES,
        "grounds": GROUNDS,
    }


def _invented(town: Town) -> bool:
    return town.settings.purpose == "demo"
