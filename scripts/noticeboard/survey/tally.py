"""From exact counts to what is published: each row by the rules of ``suppress`` and ``cross``.

What was published stays in the tally for good: what may be told next depends on it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
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
from noticeboard.survey.cross import publish_cross
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


Recount = Callable[[str, dt.date], Counts]


def publish(
    tally: Tally,
    survey: Survey,
    counts: Mapping[str, Counts],
    communities: Sequence[str],
    day: dt.date,
    recount: Recount | None = None,
) -> Tally:
    """Return the tally with what may be told on this day; unchanged where nothing new may be.

    ``recount`` returns an edition's counts without the answers after a day.
    """
    asked = _asked(tally, survey)
    editions = dict(tally.editions)
    for name in sorted(counts):
        old = editions.get(name)
        if not name or (old and old.final):
            continue
        made = _told_now(old, survey, counts[name], asked, communities, day)
        if _is_over(survey, name, day) and (made or old):
            made = _closed(
                made or old, name, survey, counts[name], asked, communities, day, recount
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


def _told_now(
    old: Edition | None,
    survey: Survey,
    counts: Counts,
    asked: Mapping[str, tuple[str, ...]],
    communities: Sequence[str],
    day: dt.date,
) -> Edition | None:
    """Return an edition with its rows as they may be told now; ``None`` where none is new."""
    k = old.smallest if old else survey.smallest
    before = old.answers if old and isinstance(old.answers, int) else 0
    if counts.total < k:
        return None if old or not counts.total else Edition(k, day, FEW, unused(counts.unused, k))
    if not may_publish_again(before, counts.total, k):
        return None
    rows = dict(old.rows if old else {})
    for row in _rows(survey, counts, asked, communities):
        if row.name == BY_COMMUNITY:
            continue
        history = rows.get(row.name, ())
        before_now = _told(row, history)
        now = publish_row(row.cells, k, before_now)
        if now is not None and (not before_now or now != before_now[-1]):
            rows[row.name] = (*history, _counted(row, now, day))
    return Edition(k, day, counts.total, unused(counts.unused, k), rows)


def _closed(
    edition: Edition | None,
    name: str,
    survey: Survey,
    counts: Counts,
    asked: Mapping[str, tuple[str, ...]],
    communities: Sequence[str],
    day: dt.date,
    recount: Recount | None,
) -> Edition | None:
    """Return an edition with what is told by community, at its end; nothing follows it.

    Of a few answers that came after the last publication nothing is told; what is told by
    community must be of the same answers as the rows.
    """
    assert edition is not None
    if edition.answers != counts.total and recount:
        counts = recount(name, edition.date)
    ended = replace(edition, final=True)
    if edition.answers != counts.total:
        return ended
    k, rows, by_community = edition.smallest, dict(edition.rows), {}
    found = {row.name: row for row in _rows(survey, counts, asked, communities)}
    groups = publish_row(found[BY_COMMUNITY].cells, k)
    if groups is None:
        return ended
    rows[BY_COMMUNITY] = (_counted(found[BY_COMMUNITY], groups, day),)
    for row in found.values():
        if row.lines is None or row.name not in rows:
            continue
        try:
            told = publish_cross(row.lines, _told(row, rows[row.name]), groups, k)
        except ValueError:  # an answer was withdrawn since: the table would not fit its row
            continue
        if told is not None:
            by_community[row.name] = CountedBy(
                day,
                tuple(row.codes[place] for place in told.columns),
                tuple(row.codes[place] for place in told.rest),
                dict(told.lines),
                told.others,
            )
    return replace(ended, rows=rows, by_community=by_community)


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
