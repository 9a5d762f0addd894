"""From exact counts to what is published: each row by the rules of ``suppress`` and ``cross``.

What was published stays in the tally for good: what may be told next depends on it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from noticeboard.model.surveys import CHOICES, Question, Survey
from noticeboard.model.tallies import (
    BY_COMMUNITY,
    BY_SOURCE,
    CHOSEN,
    ELSEWHERE,
    FEW,
    NO_ANSWER,
    NOT_CHOSEN,
    Counted,
    CountedBy,
    Edition,
    Tally,
)
from noticeboard.survey.counts import Counts
from noticeboard.survey.cross import CrossTold, publish_cross, publish_groups
from noticeboard.survey.suppress import may_publish_again, publish_row, unused
from noticeboard.survey.told import Told

# Answers on paper of a quarter are typed in for some days more.
GRACE = dt.timedelta(days=10)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of exact counts: its cells in their order, its lines by community where they are told."""

    name: str
    codes: tuple[str, ...]
    cells: tuple[int, ...]
    lines: dict[str, tuple[int, ...]] | None = None


def publish(
    tally: Tally,
    survey: Survey,
    counts: Mapping[str, Counts],
    communities: Sequence[str],
    day: dt.date,
) -> Tally:
    """Return the tally with what may be told on this day; unchanged where nothing new may be."""
    asked = _asked(tally, survey)
    editions = dict(tally.editions)
    for name in sorted(counts):
        if name:
            final = _is_over(survey, name, day)
            made = _edition(
                editions.get(name), survey, counts[name], asked, communities, day, final
            )
            if made is not None:
                editions[name] = made
    if editions == tally.editions:
        return tally
    return Tally(survey.id, survey.version, asked, dict(sorted(editions.items())))


def _asked(tally: Tally, survey: Survey) -> dict[str, tuple[str, ...]]:
    """Return the codes of each counted question, those published before first: they keep their place."""
    asked = dict(tally.asked)
    for question in counted(survey):
        codes = [option.code for option in question.options]
        asked[question.id] = tuple(dict.fromkeys((*asked.get(question.id, ()), *codes)))
    return asked


def counted(survey: Survey) -> tuple[Question, ...]:
    """Return the questions whose counts are published."""
    return tuple(q for q in survey.questions if q.kind in CHOICES and q.publish != "none")


def _is_over(survey: Survey, edition: str, day: dt.date) -> bool:
    """Tell whether no answer can come to an edition any more."""
    ends = [survey.closes] if survey.closes else []
    quarter = re.fullmatch(r"(\d{4})Q(\d)", edition)
    if quarter:
        year, month = int(quarter[1]), 3 * int(quarter[2]) + 1
        following = dt.date(year + month // 13, (month - 1) % 12 + 1, 1)
        ends.append(following - dt.timedelta(days=1))
    return bool(ends) and min(ends) + GRACE < day


def _edition(
    old: Edition | None,
    survey: Survey,
    counts: Counts,
    asked: Mapping[str, tuple[str, ...]],
    communities: Sequence[str],
    day: dt.date,
    final: bool,
) -> Edition | None:
    """Return an edition with what may be told of it now; ``None`` where that is what was told."""
    k = old.smallest if old else survey.smallest
    before = old.answers if old and isinstance(old.answers, int) else 0
    if counts.total < k:
        few = Edition(k, day, FEW, unused(counts.unused, k))
        return None if old or not counts.total else few
    grown = may_publish_again(before, counts.total, k)
    if old and not grown and not (final and counts.total == before):
        return None
    rows, crosses = dict(old.rows if old else {}), dict(old.by_community if old else {})
    for row in _rows(survey, counts, asked, communities):
        history = rows.get(row.name, ())
        told = _told(row, history)
        publish_one = publish_groups if row.name == BY_COMMUNITY else publish_row
        now = publish_one(row.cells, k, told)
        if now is not None and (not told or now != told[-1]):
            rows[row.name] = (*history, _counted(row, now, day))
        if row.lines is not None and rows.get(BY_COMMUNITY) and rows.get(row.name):
            found = _cross(row, rows, crosses.get(row.name, ()), k, communities, day, final)
            if found is not None:
                crosses[row.name] = (*crosses.get(row.name, ()), found)
    if not grown and crosses == (old.by_community if old else {}):
        return None
    return Edition(k, day, counts.total, unused(counts.unused, k), rows, crosses)


def _rows(
    survey: Survey, counts: Counts, asked: Mapping[str, tuple[str, ...]], communities: Sequence[str]
) -> Iterator[_Row]:
    """Yield every row of an edition, the totals of the communities first."""
    groups = (*communities, ELSEWHERE)
    yield _Row(BY_COMMUNITY, groups, tuple(counts.communities[g] for g in groups))
    sources = tuple(source.id for source in survey.sources)
    if len(sources) > 1:
        yield _Row(BY_SOURCE, sources, tuple(counts.sources[s] for s in sources))
    for question in counted(survey):
        if question.role == "community":  # its counts are the totals of the communities
            continue
        found, by = counts.rows[question.id], counts.cross[question.id]
        crossed = question.publish == "community" and question.role != "community"
        if question.kind == "multi":
            for code in asked[question.id]:
                lines: dict[str, tuple[int, ...]] | None = (
                    {g: (by[g][code], counts.communities[g] - by[g][code]) for g in groups}
                    if crossed
                    else None
                )
                cells = (found[code], counts.total - found[code])
                yield _Row(f"{question.id}.{code}", (CHOSEN, NOT_CHOSEN), cells, lines)
            continue
        codes = (*asked[question.id], NO_ANSWER)
        lines = {g: tuple(by[g][c] for c in codes) for g in groups} if crossed else None
        yield _Row(question.id, codes, tuple(found[c] for c in codes), lines)


def _told(row: _Row, history: Sequence[Counted]) -> list[Told]:
    """Return a row's publications as the rules see them; a code that was not yet asked had no answer."""
    return [
        Told(one.total, tuple(one.cells.get(code, 0) for code in row.codes), one.hidden)
        for one in history
    ]


def _counted(row: _Row, told: Told, day: dt.date) -> Counted:
    return Counted(day, told.total, dict(zip(row.codes, told.cells, strict=True)), told.hidden_sum)


def _cross(
    row: _Row,
    rows: Mapping[str, tuple[Counted, ...]],
    history: Sequence[CountedBy],
    k: int,
    communities: Sequence[str],
    day: dt.date,
    final: bool,
) -> CountedBy | None:
    """Return a new table of a question by community; ``None`` where the older one stays."""
    assert row.lines is not None
    groups = _Row(BY_COMMUNITY, (*communities, ELSEWHERE), ())
    before = _cross_told(row, history[-1]) if history else None
    now = publish_cross(
        row.lines, _told(row, rows[row.name]), _told(groups, rows[BY_COMMUNITY]), k, before, final
    )
    if now is None or now == before:
        return None
    return CountedBy(
        day,
        tuple(row.codes[place] for place in now.columns),
        tuple(row.codes[place] for place in now.rest),
        dict(now.lines),
        now.others,
    )


def _cross_told(row: _Row, one: CountedBy) -> CrossTold:
    """Return a published table as the rules see it."""
    columns, rest = (
        tuple(row.codes.index(code) for code in codes) for codes in (one.columns, one.rest)
    )
    return CrossTold(columns, rest, tuple(one.lines.items()), one.others)


def current(edition: Edition) -> Edition:
    """Return an edition with only the latest publication of each row."""
    return replace(
        edition,
        rows={name: told[-1:] for name, told in edition.rows.items()},
        by_community={name: told[-1:] for name, told in edition.by_community.items()},
    )
