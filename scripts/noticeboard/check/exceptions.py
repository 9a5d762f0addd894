"""Reviewed exceptions to the rules on personal data: a row each, with a reason and an end."""

from __future__ import annotations

import datetime as dt

from noticeboard.check.report import error_at
from noticeboard.dataset import Dataset, Row
from noticeboard.errors import Problem

TABLE = "privacy_exceptions"
LONGEST = dt.timedelta(days=366)


def allowed_codes(dataset: Dataset) -> set[str]:
    """Return the codes that are in force on the day; all of them where no day is known."""
    return {code for code, until in _ends(dataset).items() if not _is_over(dataset, until)}


def expired_codes(dataset: Dataset) -> dict[str, str]:
    """Return the codes that are no longer in force, with their last day."""
    return {c: until.isoformat() for c, until in _ends(dataset).items() if _is_over(dataset, until)}


def _ends(dataset: Dataset) -> dict[str, dt.date]:
    return {
        row.get("code"): row.get("until")
        for row in dataset.rows(TABLE)
        if row.get("code") and row.get("until") and _is_reviewed(dataset, row)
    }


def _is_reviewed(dataset: Dataset, row: Row) -> bool:
    """Tell whether the review was made, and not longer ago than an exception may last."""
    reviewed, until = row.get("reviewed_on"), row.get("until")
    begun = dataset.today is None or (reviewed is not None and reviewed <= dataset.today)
    return bool(reviewed and begun and until - reviewed <= LONGEST)


def _is_over(dataset: Dataset, until: dt.date) -> bool:
    return dataset.today is not None and until < dataset.today


def exceptions_end(dataset: Dataset) -> list[Problem]:
    """An exception to a rule on personal data lasts a year at most from its review."""
    problems = []
    for table, row in dataset.each(TABLE):
        reviewed, until = row.get("reviewed_on"), row.get("until")
        if not reviewed or not until:
            continue
        if dataset.today and reviewed > dataset.today:
            message, hint = f"审核日期 {reviewed} 还没有到", "填实际审核的那一天"
            problems.append(error_at(table, row, "reviewed_on", "exceptions_end", message, hint))
            continue
        if until < reviewed:
            message, hint = f"到期 {until} 在审核日期 {reviewed} 之前", "核对两个日期"
        elif until - reviewed > LONGEST:
            message = f"例外从 {reviewed} 到 {until}，超过一年"
            hint = f"最晚填 {reviewed + LONGEST}；到期以后重新审核"
        else:
            continue
        problems.append(error_at(table, row, "until", "exceptions_end", message, hint))
    return problems
