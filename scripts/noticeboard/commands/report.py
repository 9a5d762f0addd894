"""``noticeboard report``: the monthly table, on the terminal, as a page, as a workbook."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from pathlib import Path

from noticeboard.assemble import assemble
from noticeboard.check import check
from noticeboard.commands.clock import today
from noticeboard.errors import DataProblems, UsageError
from noticeboard.load import load
from noticeboard.model import Town
from noticeboard.monthly.counts import Month, Report, month_of, report_of
from noticeboard.monthly.shown import page_of, sheets_of, text_of
from noticeboard.project import Project
from noticeboard.publish.workbook import plain_workbook
from noticeboard.templates import record_templates
from noticeboard.writer import write_file

MONTH = re.compile(r"(\d{4})(?:-|年)(\d{1,2})月?")


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
    town = assemble(dataset)
    report = report_of(town, asked)
    if html:
        write_file(html, _page(project, town, report).encode())
    if xlsx:
        name = town.settings.name
        write_file(xlsx, plain_workbook(sheets_of(town, report), name, asked.until))
    return text_of(town, report)


def read_month(text: str, day: dt.date) -> Month:
    """Return the month that is meant by 2026-10 or 2026年10月, up to ``day``."""
    found = MONTH.fullmatch(unicodedata.normalize("NFKC", text).replace(" ", ""))
    if not found or not (int(found[1]) and 1 <= int(found[2]) <= 12):
        raise UsageError(f"“{text}”不是月份，写成 {day:%Y-%m} 的样子")
    year, month = int(found[1]), int(found[2])
    if (year, month) > (day.year, day.month):
        raise UsageError(f"{year}年{month}月还没有到，今天是 {day}")
    return month_of(year, month, day)


def _page(project: Project, town: Town, report: Report) -> str:
    """Return the page; its style stands in it, so that it can be sent as one file."""
    shared = project.template_folders
    staff = tuple(folder / "staff" for folder in shared)
    base = _first(tuple(folder / "theme" / "assets" / "nb" for folder in shared), "base.css")
    style = base + _first(staff, "report.css")
    return page_of(record_templates(staff, {}), style, town, report)


def _first(folders: tuple[Path, ...], name: str) -> str:
    """Return the text of a file in the first folder that has it: the town's own wins."""
    path = next(folder / name for folder in folders if (folder / name).is_file())
    return path.read_text(encoding="utf-8")
