"""``noticeboard bulletin``: the week as plain text, to be pasted into a group in WeChat."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from noticeboard.assemble import Surveyed, assemble
from noticeboard.bulletin import Span, bulletin
from noticeboard.commands.changes import changes_of
from noticeboard.commands.clock import today
from noticeboard.commands.ledger import published
from noticeboard.commands.rows import sound
from noticeboard.dataset import Dataset
from noticeboard.errors import UsageError
from noticeboard.figures import figures
from noticeboard.project import Project
from noticeboard.query import with_counts
from noticeboard.render import band
from noticeboard.survey.definition import surveyed
from noticeboard.views.told import whom_to_ask
from noticeboard.writer import write_file

WEEK = re.compile(r"(\d{4})-?[Ww](\d{1,2})")


def bulletin_command(
    project: Project,
    week: str = "",
    since: dt.date | None = None,
    out: Path | None = None,
    given: dt.date | None = None,
) -> str:
    """Return the text, and write it where a file is named.

    Raises ``UsageError`` for what is no week, or lies ahead, ``DataProblems`` for unsound data.
    """
    day = today(given)
    span = read_span(week, since, day)
    if out and (out.is_dir() or not out.parent.is_dir() or out.suffix != ".txt"):
        raise UsageError(f"写不到 {out}：写一个已有的文件夹里的文件名，以 .txt 结尾")
    text = bulletin_of(project, sound(project, day), span)
    if out:
        write_file(out, f"{text}\n".encode())
    return text


def read_span(week: str, since: dt.date | None, day: dt.date) -> Span:
    """Return the days that are meant: a week such as 2026-W48, since a day, or else this week."""
    if week and since:
        raise UsageError("--week 和 --since 只写一个")
    if since:
        if since > day:
            raise UsageError(f"--since {since} 还没有到，今天是 {day}")
        return Span(since, day, day)
    year, number = day.isocalendar()[:2]
    if week:
        found = WEEK.fullmatch(week.strip())
        if not found:
            raise UsageError(f"“{week}”不是一周，写成 {year}-W{number:02} 的样子")
        year, number = int(found[1]), int(found[2])
    try:
        first = dt.date.fromisocalendar(year, number, 1)
    except ValueError:
        raise UsageError(f"{year} 年没有第 {number} 周") from None
    if first > day:
        raise UsageError(f"{year} 年第 {number} 周还没有到，今天是 {day}")
    last = first + dt.timedelta(days=6)
    return Span(first, last, min(day, last))


def bulletin_of(project: Project, dataset: Dataset, span: Span) -> str:
    """Return the text from sound data."""
    dataset = with_counts(published(project, dataset, span.day, write=False))
    town = assemble(dataset, Surveyed(*surveyed(dataset)))
    changes = changes_of(project, dataset, span.day)
    says = (band(town.settings, town), whom_to_ask(town, None))
    return bulletin(town, figures(town, span.day), changes, span, says)
