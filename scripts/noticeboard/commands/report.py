"""``noticeboard report``: the monthly table, on the terminal, as a page, as a workbook."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from noticeboard.assemble import assemble
from noticeboard.check import check
from noticeboard.commands.clock import today
from noticeboard.commands.paper import staff_file, staff_templates
from noticeboard.dataset import Dataset
from noticeboard.errors import DataProblems, UsageError
from noticeboard.load import load
from noticeboard.model import Town
from noticeboard.monthly.counts import Month, Report, month_of, report_of
from noticeboard.monthly.shown import page_of, sheets_of, text_of
from noticeboard.project import Project
from noticeboard.publish.workbook import plain_workbook
from noticeboard.writer import write_file

MONTH = re.compile(r"(\d{4})(?:-|年)(\d{1,2})月?")


@dataclass(frozen=True)
class Made:
    """The table of a month, in the shapes in which it is handed out."""

    project: Project
    town: Town
    report: Report

    @property
    def text(self) -> str:
        """Return it as text."""
        return text_of(self.town, self.report)

    @property
    def page(self) -> bytes:
        """Return the page; its style stands in it, so that it can be sent as one file."""
        base = _theme_style(self.project)
        style = base + staff_file(self.project, "report.css")
        return page_of(staff_templates(self.project), style, self.town, self.report).encode()

    @property
    def workbook(self) -> bytes:
        """Return the workbook."""
        sheets = sheets_of(self.town, self.report)
        return plain_workbook(sheets, self.town.settings.name, self.report.month.until)


def report_command(
    project: Project,
    month: str,
    html: Path | None = None,
    xlsx: Path | None = None,
    given: dt.date | None = None,
) -> str:
    """Return the table of a month as text, and write it where files are named.

    Raises ``UsageError`` for what is no month or lies ahead, ``DataProblems`` for unsound data.
    """
    day = today(given)
    asked = read_month(month, day)
    for path, ending in ((html, ".html"), (xlsx, ".xlsx")):
        if path and (path.is_dir() or not path.parent.is_dir() or path.suffix != ending):
            raise UsageError(f"写不到 {path}：写一个已有的文件夹里的文件名，以 {ending} 结尾")
    dataset = load(project)
    errors = [problem for problem in check(dataset) if problem.severity == "error"]
    if errors:
        raise DataProblems(errors)
    made = made_of(project, dataset, asked)
    if html:
        write_file(html, made.page)
    if xlsx:
        write_file(xlsx, made.workbook)
    return made.text


def made_of(project: Project, dataset: Dataset, month: Month) -> Made:
    """Return the table of a month, from sound data."""
    town = assemble(dataset)
    return Made(project, town, report_of(town, month))


def read_month(text: str, day: dt.date) -> Month:
    """Return the month that is meant by 2026-10 or 2026年10月, up to ``day``."""
    found = MONTH.fullmatch(unicodedata.normalize("NFKC", text).replace(" ", ""))
    if not found or not (int(found[1]) and 1 <= int(found[2]) <= 12):
        raise UsageError(f"“{text}”不是月份，写成 {day:%Y-%m} 的样子")
    year, month = int(found[1]), int(found[2])
    if (year, month) > (day.year, day.month):
        raise UsageError(f"{year}年{month}月还没有到，今天是 {day}")
    return month_of(year, month, day)


def _theme_style(project: Project) -> str:
    """Return the site's own style: the town's own wins."""
    paths = (folder / "theme" / "assets" / "nb" / "base.css" for folder in project.template_folders)
    return next(path for path in paths if path.is_file()).read_text(encoding="utf-8")
