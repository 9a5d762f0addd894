"""Paper: our own form for typing answers in, a column for each question, 编号 and 收到日期.

Staff begin a new workbook when they like, a month or a place each, and leave the old ones beside it:
all of them are read. Numbers begin anew every month, so an answer is known by its month and number.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator, Sequence

from noticeboard.model.surveys import SourceSpec, Survey
from noticeboard.survey.cells import CSV
from noticeboard.survey.headers import Layout
from noticeboard.survey.reading import Answers, open_file
from noticeboard.survey.snapshot import RawAnswer, Snapshot

LAYOUT = Layout(time=("收到日期",), native=("编号",), needs_native=True, split=False)


class Papers:
    """The answers of all workbooks, one by one, once; ``notes`` and ``blank`` are complete then."""

    def __init__(self, spec: SourceSpec, files: Sequence[tuple[str, Answers]]) -> None:
        """Prepare to read; nothing is read yet."""
        self.spec, self.files = spec, files

    def __iter__(self) -> Iterator[RawAnswer]:
        """Yield every answer."""
        zone = zoneinfo.ZoneInfo(self.spec.timezone)
        for _, file in self.files:
            for answer in file:
                month = f"{answer.submitted.astimezone(zone):%Y-%m}" if answer.submitted else ""
                yield answer._replace(native=f"{answer.native} {month}".strip())

    @property
    def blank(self) -> int:
        """Return how many lines held nothing."""
        return sum(file.blank for _, file in self.files)

    @property
    def ignored(self) -> tuple[str, ...]:
        """Return the titles of columns that no question names."""
        return tuple(dict.fromkeys(title for _, file in self.files for title in file.ignored))

    @property
    def notes(self) -> tuple[str, ...]:
        """Return what people should know of how the workbooks were read."""
        if len(self.files) == 1:
            return self.files[0][1].notes
        return tuple(f"{name}：{note}" for name, file in self.files for note in file.notes)


def answers(survey: Survey, spec: SourceSpec, files: Sequence[tuple[str, bytes]]) -> Papers:
    """Return the answers that were typed in; ``SourceFormatError`` where columns are missing."""
    opened = [(name, open_file(survey, spec, name, body, LAYOUT)) for name, body in files]
    return Papers(spec, [(name, Answers(survey, spec, table, CSV)) for name, table in opened])


def read(survey: Survey, spec: SourceSpec, name: str, body: bytes) -> Snapshot:
    """Return all answers of one workbook at once, under their own numbers."""
    return Answers(survey, spec, open_file(survey, spec, name, body, LAYOUT), CSV).snapshot()
