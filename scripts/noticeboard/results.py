"""Published counts in the words of a results page: bars, a sentence, a table by community.

Every number here was published in ``data/tallies/``; nothing is added to what it tells. Shared:
pages, downloads and feeds show the same.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from noticeboard.model.surveys import LANGUAGE, Question, Survey
from noticeboard.model.tallies import (
    BY_COMMUNITY,
    BY_SOURCE,
    CHOSEN,
    ELSEWHERE,
    FEW,
    NO_ANSWER,
    Counted,
    CountedBy,
    Edition,
    Tally,
)

# Below this a share says more than so few answers can.
LEAST_FOR_PERCENT = 20
SOURCE_WORDS = {
    "google_sheet": "谷歌表单",
    "wjx": "问卷星",
    "tencent": "腾讯问卷",
    "csv": "其他问卷工具",
    "paper": "纸质问卷",
    "collector": "网上填写",
}


@dataclass(frozen=True, slots=True)
class Bar:
    """One count: its words, the number (``None`` where it is not told), its share in percent."""

    label: str
    count: int | None
    percent: int | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """A question by community: titles of the columns, a line of counts for each community."""

    date: dt.date
    columns: tuple[str, ...]
    lines: tuple[tuple[str, tuple[int | None, ...]], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is told of one question. ``hidden`` is the sum of the counts that are not told."""

    id: str
    title: str
    multiple: bool
    total: int
    date: dt.date
    bars: tuple[Bar, ...]
    hidden: int | None
    sentence: str
    by_community: Grid | None = None


@dataclass(frozen=True, slots=True)
class EditionResult:
    """Everything that is told of one edition."""

    id: str
    title: str
    date: dt.date
    answers: int | str
    unused: int | str
    communities: tuple[Bar, ...]
    sources: tuple[Bar, ...]
    questions: tuple[Asked, ...]


def results_of(
    survey: Survey, tally: Tally | None, communities: Mapping[str, str]
) -> tuple[EditionResult, ...]:
    """Return every edition of a survey, the newest first; ``communities`` are names by id."""
    editions = tally.editions if tally else {}
    return tuple(
        _edition(survey, name, editions[name], communities)
        for name in sorted(editions, reverse=True)
    )


def edition_title(name: str) -> str:
    """Return 2026年第3季度; of an edition that holds all answers, 全部."""
    quarter = re.fullmatch(r"(\d{4})Q(\d)", name)
    return f"{quarter[1]}年第{quarter[2]}季度" if quarter else "全部"


def _edition(
    survey: Survey, name: str, edition: Edition, communities: Mapping[str, str]
) -> EditionResult:
    kinds = {source.id: SOURCE_WORDS.get(source.kind, source.kind) for source in survey.sources}
    groups = dict(communities) | {ELSEWHERE: "没有写明社区"}
    asked = [_asked(question, edition, groups) for question in survey.questions]
    return EditionResult(
        name,
        edition_title(name),
        edition.date,
        edition.answers,
        edition.unused,
        _bars(_latest(edition, BY_COMMUNITY), groups),
        _bars(_latest(edition, BY_SOURCE), kinds),
        tuple(one for one in asked if one),
    )


def _latest(edition: Edition, name: str) -> Counted | None:
    """Return the newest publication of a row that tells its counts."""
    history = [one for one in edition.rows.get(name, ()) if not one.silent]
    return history[-1] if history else None


def _bars(row: Counted | None, words: Mapping[str, str]) -> tuple[Bar, ...]:
    """Return a row's counts; those of nobody who could be named are left out."""
    if row is None:
        return ()
    return tuple(
        Bar(words.get(code, code), count, percent(count, row.total))
        for code, count in row.cells.items()
        if count != 0 or code not in (NO_ANSWER, ELSEWHERE)
    )


def percent(count: int | None, total: int) -> int | None:
    """Return a share in whole percent; ``None`` where it would say too much or nothing."""
    if count is None or total < LEAST_FOR_PERCENT:
        return None
    return (200 * count + total) // (2 * total)


def _asked(question: Question, edition: Edition, groups: Mapping[str, str]) -> Asked | None:
    """Return what is told of a question; ``None`` where nothing is."""
    if question.role == "community":
        return None
    words = {option.code: option.label[LANGUAGE] for option in question.options}
    if question.kind == "scale":
        words = {code: f"{code} 分" for code in words}
    words[NO_ANSWER] = "没有回答"
    if question.kind == "multi":
        return _several(question, edition, words, groups)
    row = _latest(edition, question.id)
    if row is None:
        return None
    bars = _bars(row, words)
    table = edition.by_community.get(question.id)
    grid = _grid(table, words, groups) if table else None
    sentence = _sentence(question, row.total, bars)
    return Asked(
        question.id,
        question.label[LANGUAGE],
        False,
        row.total,
        row.date,
        bars,
        row.hidden,
        sentence,
        grid,
    )


def _several(
    question: Question, edition: Edition, words: Mapping[str, str], groups: Mapping[str, str]
) -> Asked | None:
    """Return what is told of a multiple choice: each option was told by itself."""
    rows = {
        code: row
        for code in words
        if (row := _latest(edition, f"{question.id}.{code}")) is not None
    }
    if not rows:
        return None
    bars = tuple(
        Bar(words[code], row.cells[CHOSEN], percent(row.cells[CHOSEN], row.total))
        for code, row in rows.items()
    )
    total, date = max(row.total for row in rows.values()), max(row.date for row in rows.values())
    tables = {
        code: table for code in rows if (table := edition.by_community.get(f"{question.id}.{code}"))
    }
    grid = _grid_of_several(tables, words, groups) if tables else None
    sentence = _sentence(question, total, bars)
    return Asked(
        question.id, question.label[LANGUAGE], True, total, date, bars, None, sentence, grid
    )


def _sentence(question: Question, total: int, bars: tuple[Bar, ...]) -> str:
    """Return the result in one sentence that can be read aloud."""
    told = [bar for bar in bars if bar.count]
    if not told:
        return f"收到 {total} 份，每一项的人数都太少，不单独列出。"
    most = max(bar.count or 0 for bar in told)
    first = [bar for bar in told if bar.count == most]
    names = "和".join(f"“{bar.label}”" for bar in first[:2])
    share = f"（{first[0].percent}%）" if first[0].percent is not None else ""
    each = "各" if len(first) > 1 else ""
    word = "打" if question.kind == "scale" else "选"
    return f"{total} 份里，{word}{names}的最多，{each}有 {most} 份{share}。"


def _grid(one: CountedBy, words: Mapping[str, str], groups: Mapping[str, str]) -> Grid:
    columns = [words.get(code, code) for code in one.columns]
    if one.rest:
        columns.append("其余选项")
    lines: list[tuple[str, tuple[int | None, ...]]] = [
        (groups.get(name, name), line) for name, line in one.lines.items() if any(line)
    ]
    if one.others is not None:
        lines.append(("其余社区合计", one.others))
    used = [
        place
        for place, code in enumerate((*one.columns, *one.rest[:1]))
        if code != NO_ANSWER or any(line[place] for _, line in lines)
    ]
    narrowed = tuple((name, tuple(line[place] for place in used)) for name, line in lines)
    return Grid(one.date, tuple(columns[place] for place in used), narrowed)


def _grid_of_several(
    tables: Mapping[str, CountedBy], words: Mapping[str, str], groups: Mapping[str, str]
) -> Grid | None:
    """Return the options' own tables side by side: who chose each, by community."""
    shown = {code: one for code, one in tables.items() if CHOSEN in one.columns}
    if not shown:
        return None
    names = dict.fromkeys(name for one in shown.values() for name in one.lines)
    lines = []
    for name in names:
        counts = tuple(
            one.lines[name][one.columns.index(CHOSEN)] if name in one.lines else None
            for one in shown.values()
        )
        if any(counts):
            lines.append((groups.get(name, name), counts))
    dates = [one.date for one in shown.values()]
    return Grid(max(dates), tuple(words.get(code, code) for code in shown), tuple(lines))


def answers_words(number: int | str) -> str:
    """Return a number of answers in words: 少量 where it is too small to be told."""
    return "少量" if number == FEW else f"{number} 份"
