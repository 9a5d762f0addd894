"""Tables of any other tool (金数据, …): the source names the columns of time and id."""

from __future__ import annotations

from noticeboard.model.surveys import SourceSpec, Survey
from noticeboard.survey.cells import CSV
from noticeboard.survey.headers import Layout
from noticeboard.survey.reading import Answers, open_file
from noticeboard.survey.snapshot import Snapshot

LAYOUT = Layout(needs_time=False)


def answers(survey: Survey, spec: SourceSpec, name: str, body: bytes) -> Answers:
    """Return the answers of a table; ``SourceFormatError`` where it is not the survey's."""
    return Answers(survey, spec, open_file(survey, spec, name, body, LAYOUT), CSV)


def read(survey: Survey, spec: SourceSpec, name: str, body: bytes) -> Snapshot:
    """Return all answers at once."""
    return answers(survey, spec, name, body).snapshot()
