"""Reminders by the day: what should have happened by now. All are warnings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from noticeboard.check.report import warning_at
from noticeboard.dataset import Dataset, Row
from noticeboard.errors import Problem
from noticeboard.workdays import UnknownDayError, count_days

# Working days after the end of a notice by which its result should be out.
DAYS_TO_RESULT = 10


def _own_days(dataset: Dataset) -> dict[dt.date, str]:
    """Return the town's own holidays and working weekends."""
    return {row.get("date"): row.get("kind") for row in dataset.rows("holidays") if row.get("date")}


def _working_days(dataset: Dataset, start: dt.date, end: dt.date) -> int | None:
    """Return the working days after ``start`` up to ``end``; ``None`` where nobody knows yet."""
    try:
        return count_days(start, end, "working", "not_counted", _own_days(dataset))
    except UnknownDayError:
        return None


def claimed_orders_begin_in_time(dataset: Dataset) -> list[Problem]:
    """An order that was claimed is begun within the town's days_to_start (site.yaml)."""
    limit, today = dataset.settings.get("days_to_start"), dataset.today
    if not isinstance(limit, int) or today is None:
        return []
    last: dict[str, Row] = {}
    for event in dataset.rows("order_events"):
        known = last.get(event.get("order"))
        if known is None or (event.get("seq") or 0) > (known.get("seq") or 0):
            last[event.get("order")] = event
    problems = []
    for table, row in dataset.each("orders"):
        newest = last.get(row.get("id"))
        if newest is None or newest.get("state") != "claimed" or not newest.get("date"):
            continue
        waited = _working_days(dataset, newest.get("date"), today)
        if waited is not None and waited > limit:
            message = f"接单以后过了 {waited} 个工作日还没有开始办（本地的期限是 {limit} 个）"
            hint = "开始办了就在 order_events 里加一行“办理中”；办不了就加一行“退单”"
            rule = "claimed_orders_begin_in_time"
            problems.append(warning_at(table, row, "id", rule, message, hint))
    return problems


def requests_are_answered_in_time(dataset: Dataset) -> list[Problem]:
    """A request is answered within the town's days_to_answer (site.yaml)."""
    limit, today = dataset.settings.get("days_to_answer"), dataset.today
    if not isinstance(limit, int) or today is None:
        return []
    problems = []
    for table, row in dataset.each("receipts"):
        if row.get("state") != "submitted" or not row.get("received"):
            continue
        waited = _working_days(dataset, row.get("received"), today)
        if waited is not None and waited > limit:
            message = f"收到以后过了 {waited} 个工作日还没有答复（本地的期限是 {limit} 个）"
            hint = "运行 noticeboard inbox list，受理、合并、转办，或者写明为什么不办；那里没有的，是在另一台电脑收的，到那里答复"
            rule = "requests_are_answered_in_time"
            problems.append(warning_at(table, row, "digest", rule, message, hint))
    return problems


def resolutions_are_settled_in_time(dataset: Dataset) -> list[Problem]:
    """A resolution is done or dropped by its due day."""
    problems, today = [], dataset.today
    if today is None:
        return []
    for table, row in dataset.each("resolutions"):
        due = row.get("due_on")
        if due and row.get("status") == "open" and due < today:
            message = f"议定的期限是 {due}，已经过了，还没有写办好没有"
            hint = "办好了填 done 和结果；要推迟就改 due_on；不办了填 dropped 和原因"
            rule = "resolutions_are_settled_in_time"
            problems.append(warning_at(table, row, "due_on", rule, message, hint))
    return problems


def ended_notices_have_a_result(dataset: Dataset) -> list[Problem]:
    """Ten working days after its end a publicity or consultation has a result."""
    problems, today = [], dataset.today
    if today is None:
        return []
    replaced = {
        row.get(name) for row in dataset.rows("notices") for name in ("corrects", "withdraws")
    }
    for table, row in dataset.each("notices"):
        end = row.get("period_end")
        if not end or end >= today:
            continue
        if row.get("result_notice") or row.get("objections") or row.get("id") in replaced:
            continue
        waited = _working_days(dataset, end, today)
        if waited is not None and waited > DAYS_TO_RESULT:
            message = f"公示期满已经 {waited} 个工作日，还没有公布结果"
            hint = "写一份结果公示，把它的编号填在 result_notice；没有人提意见也要说一声"
            rule = "ended_notices_have_a_result"
            problems.append(warning_at(table, row, "period_end", rule, message, hint))
    return problems


def tables_keep_their_cycle(dataset: Dataset) -> list[Problem]:
    """A table that must be published every so many days has a row that is not older."""
    problems, today = [], dataset.today
    if today is None:
        return []
    for table, row in dataset.each("publication_schedule"):
        cycle, name = row.get("cycle_days"), row.get("table")
        if not cycle or name not in dataset.tables:
            continue
        days = list(_days_of(dataset, name, today))
        if days and (today - max(days)).days > cycle:
            message = f"最近的一条是 {max(days)} 的，已经超过 {cycle} 天没有更新"
            hint = f"在 {dataset.tables[name].resource.where} 里补上新的；没有新的就在目录里说明"
            rule = "tables_keep_their_cycle"
            problems.append(warning_at(table, row, "cycle_days", rule, message, hint))
    return problems


def _days_of(dataset: Dataset, name: str, today: dt.date) -> Iterator[dt.date]:
    """Yield the days written in a table that are not in the future."""
    for row in dataset.rows(name):
        for value in row.values.values():
            if isinstance(value, dt.date) and value <= today:
                yield value
