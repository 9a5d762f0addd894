"""The responses of a Google form, as cells that another module read over the network.

Cells are unformatted, times are serial numbers in the sheet's own zone; the sheet has no id for
an answer. Where a form takes words instead of an option, they stand bare in the cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from noticeboard.model.surveys import SourceSpec, Survey
from noticeboard.survey.cells import GOOGLE
from noticeboard.survey.headers import Layout
from noticeboard.survey.reading import Answers, open_table
from noticeboard.survey.snapshot import Snapshot
from noticeboard.survey.wordings import Cell

LAYOUT = Layout(time=("时间戳记", "Timestamp", "時間戳記", "时间戳", "タイムスタンプ"), split=False)


def answers(
    survey: Survey,
    spec: SourceSpec,
    rows: Iterable[Sequence[Cell]],
    timezone: str,
    locale: str = "",
) -> Answers:
    """Return the answers of a sheet, header and ragged rows as Google gives them.

    ``timezone`` and ``locale`` are the spreadsheet's. Raises ``SourceFormatError``.
    """
    table = open_table(survey, spec, rows, LAYOUT, f"来源 {spec.id} 的表格")
    dialect = replace(GOOGLE, locale=locale)
    return Answers(survey, spec, table, dialect, timezone or spec.timezone)


def google_answers(
    survey: Survey,
    spec: SourceSpec,
    rows: Iterable[Sequence[Cell]],
    timezone: str,
    locale: str = "",
) -> Snapshot:
    """Return all answers of a sheet at once."""
    return answers(survey, spec, rows, timezone, locale).snapshot()
