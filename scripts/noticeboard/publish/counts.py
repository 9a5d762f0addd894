"""What is told of survey answers as one table: exactly what the results pages show."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from noticeboard.model import Town
from noticeboard.model.tallies import FEW
from noticeboard.publish.open_data import BOM, safe_text
from noticeboard.results import Bar, EditionResult, results_of

NAME = "data/survey-counts.csv"
HEAD = ("问卷", "分期", "题目", "选项", "社区", "份数", "总份数", "数到")
NOT_TOLD = "不单列"


def survey_counts(town: Town) -> dict[str, bytes]:
    """Return the table of all published counts; none where nothing was published."""
    names = {key: community.name for key, community in town.communities.items()}
    lines = [
        [safe_text(text) for text in (survey.title, edition.title, *line)]
        for survey in town.surveys.values()
        for edition in results_of(survey, town.tallies.get(survey.id), names)
        for line in _lines(edition)
    ]
    if not lines:
        return {}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEAD)
    writer.writerows(lines)
    return {NAME: (BOM + out.getvalue()).encode()}


def _lines(edition: EditionResult) -> Iterator[tuple[str, ...]]:
    """Yield question, option, community, number, total and day of every count."""
    total = "少量" if edition.answers == FEW else str(edition.answers)
    day = edition.date.isoformat()
    yield "", "", "", total, total, day
    for bar in edition.communities:
        yield "", "", bar.label, _told(bar), total, day
    for asked in edition.questions:
        on = asked.date.isoformat()
        for bar in asked.bars:
            yield asked.title, bar.label, "", _told(bar), str(asked.total), on
        grid = asked.by_community
        if grid is None:
            continue
        for name, counts in grid.lines:
            for column, count in zip(grid.columns, counts, strict=True):
                shown = NOT_TOLD if count is None else str(count)
                yield asked.title, column, name, shown, "", grid.date.isoformat()


def _told(bar: Bar) -> str:
    return NOT_TOLD if bar.count is None else str(bar.count)
