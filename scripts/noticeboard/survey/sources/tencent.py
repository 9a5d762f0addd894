"""腾讯问卷: a CSV file with a column for each option, or with ``A.选项``."""

from __future__ import annotations

from noticeboard.model.surveys import SourceSpec, Survey
from noticeboard.survey.cells import TENCENT
from noticeboard.survey.headers import Layout
from noticeboard.survey.reading import Answers, open_file
from noticeboard.survey.snapshot import Snapshot

LAYOUT = Layout(
    time=("结束答题时间",), native=("编号",), start=("开始答题时间",), seconds=("答题时长",)
)  # fmt: skip


def answers(survey: Survey, spec: SourceSpec, name: str, body: bytes) -> Answers:
    """Return the answers of an export; ``SourceFormatError`` where it is not the survey's."""
    return Answers(survey, spec, open_file(survey, spec, name, body, LAYOUT), TENCENT)


def read(survey: Survey, spec: SourceSpec, name: str, body: bytes) -> Snapshot:
    """Return all answers at once."""
    return answers(survey, spec, name, body).snapshot()
