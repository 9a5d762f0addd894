"""Paper: our own form for typing answers in, a column for each question, 编号 and 收到日期."""

from __future__ import annotations

from noticeboard.model.surveys import SourceSpec, Survey
from noticeboard.survey.cells import CSV
from noticeboard.survey.headers import Layout
from noticeboard.survey.reading import Answers, open_file
from noticeboard.survey.snapshot import Snapshot

LAYOUT = Layout(time=("收到日期",), native=("编号",), needs_native=True, split=False)


def answers(survey: Survey, spec: SourceSpec, name: str, body: bytes) -> Answers:
    """Return the answers that were typed in; ``SourceFormatError`` where columns are missing."""
    return Answers(survey, spec, open_file(survey, spec, name, body, LAYOUT), CSV)


def read(survey: Survey, spec: SourceSpec, name: str, body: bytes) -> Snapshot:
    """Return all answers at once."""
    return answers(survey, spec, name, body).snapshot()
