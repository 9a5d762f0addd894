"""Personal data that must go again: lists with a last day, notices in which something was blacked out."""

from __future__ import annotations

import datetime as dt

from noticeboard.check.report import error_at
from noticeboard.dataset import Dataset, Row
from noticeboard.errors import Problem
from noticeboard.notices import ledger_of

MARK = "（已隐去）"
# Days after its end by which a list of persons is gone again.
GRACE = dt.timedelta(days=10)


def may_list_persons(row: Row) -> bool:
    """Tell whether a notice may name who gets aid: of that category, with its last day near."""
    hide_on, end = row.get("hide_on"), row.get("period_end")
    return bool(row.get("category") == "aid" and hide_on and end and hide_on <= end + GRACE)


def lists_of_persons_are_hidden_in_time(dataset: Dataset) -> list[Problem]:
    """A notice that is taken away has its period before that day, and not long before it."""
    problems, rule = [], "lists_of_persons_are_hidden_in_time"
    for table, row in dataset.each("notices"):
        hide_on, end = row.get("hide_on"), row.get("period_end")
        if not hide_on or not row.knows("period_end"):
            continue
        if row.get("category") not in (None, "aid"):
            label = table.resource.fields["category"].labels[row.get("category")]
            message = f"类别是“{label}”的公示不能撤下正文"
            hint = "只有依法公布救助名单的公示（category: aid）才填 hide_on；别的留着，有错就更正或撤回"
            problems.append(error_at(table, row, "hide_on", rule, message, hint))
        elif end is None:
            message = "填了撤下日期，却没有公示期"
            hint = "填上 period_start 和 period_end；不是公示名单的，删去 hide_on"
            problems.append(error_at(table, row, "hide_on", rule, message, hint))
        elif hide_on < end:
            message = f"撤下日期 {hide_on} 在公示期满（{end}）之前"
            hint = f"公示期里要看得到正文；填 {end} 或以后几天"
            problems.append(error_at(table, row, "hide_on", rule, message, hint))
        elif hide_on > end + GRACE:
            message = f"撤下日期 {hide_on} 离公示期满（{end}）超过 {GRACE.days} 天"
            hint = f"有个人名单的，公示期满就撤下，最晚填 {end + GRACE}"
            problems.append(error_at(table, row, "hide_on", rule, message, hint))
    return problems


def redactions_are_marked(dataset: Dataset) -> list[Problem]:
    """A notice in which something was blacked out says when and why, and shows where."""
    problems, rule = [], "redactions_are_marked"
    published = {entry.notice: entry.published_on for entry in ledger_of(dataset)}
    for table, row in dataset.each("notices"):
        day, reason = row.get("redacted_on"), row.get("redaction_reason")
        if not row.knows("redacted_on", "redaction_reason", "body"):
            continue
        if day and not reason:
            message, field, hint = (
                "隐去了个人信息，要写明原因",
                "redaction_reason",
                "例如 本人要求不再公开姓名",
            )
        elif reason and not day:
            message, field, hint = "写了隐去原因，没有写隐去日期", "redacted_on", "填上哪一天隐去的"
        elif day and MARK not in (row.get("body") or ""):
            message, field = f"填了隐去日期，正文里却没有“{MARK}”", "redacted_on"
            hint = f"隐去的地方写上{MARK}；没有隐去什么就删去这一行"
        elif day and dataset.today and day > dataset.today:
            message, field, hint = f"隐去日期 {day} 还没有到", "redacted_on", "填实际隐去的那一天"
        elif day and day.isoformat() < published.get(row.get("id"), "9999"):
            message, field = f"隐去日期 {day} 在发布日期之前", "redacted_on"
            hint = "没有发布过的公示直接改正文，不用填隐去日期"
        else:
            continue
        problems.append(error_at(table, row, field, rule, message, hint))
    return problems
