"""Rules on ``data/receipts.csv``: what a resident reads under a receipt is complete."""

from __future__ import annotations

from collections.abc import Iterator

from noticeboard.check.report import error_at
from noticeboard.dataset import Dataset, Row
from noticeboard.errors import Problem
from noticeboard.words import joined, nearest

OPEN = "submitted"
WITH_GOAL = ("accepted", "merged")


def receipts_tell_what_became_of_them(dataset: Dataset) -> list[Problem]:
    """An answered receipt says when and where it goes on, or why not; an open one says nothing yet."""
    rule, problems = "receipts_tell_what_became_of_them", []
    for table, row in dataset.each("receipts"):
        for name, message, hint in list(_wrong(row))[:1]:
            problems.append(error_at(table, row, name, rule, message, hint))
    return problems


def _wrong(row: Row) -> Iterator[tuple[str, str, str]]:
    """Yield (column, what is wrong, what to do)."""
    if not row.knows("state", "decided", "need", "order", "reason", "received"):
        return
    state, decided = row.get("state"), row.get("decided")
    goal = row.get("need") or row.get("order")
    if state == OPEN:
        for name in ("decided", "need", "order", "reason"):
            if row.get(name):
                hint = "删去，或者把 state 改成答复以后的那一种；用 noticeboard inbox 答复就不会错"
                yield name, "还没有答复（submitted），却写了答复", hint
        return
    if not decided:
        yield "decided", "答复了，没有写哪一天", "填 decided"
    elif decided < row.get("received"):
        message = f"答复的日期 {decided} 比收到的日期 {row.get('received')} 还早"
        yield "decided", message, "核对两个日期"
    if state in WITH_GOAL and not goal:
        yield "state", "受理或合并了，没有写在哪里办", "填 need 或者 order"
    if state not in WITH_GOAL and not row.get("reason"):
        yield "reason", "没有写明为什么、转给了谁", "填 reason：居民凭回执码看得到"
    if state not in WITH_GOAL and goal:
        hint = "删去 need 和 order；真的在办，把 state 改成 accepted 或 merged"
        yield "need" if row.get("need") else "order", "没有受理，却写了在哪里办", hint


def receipts_name_a_survey(dataset: Dataset) -> list[Problem]:
    """A receipt is of a survey that is there."""
    rule, problems = "receipts_name_a_survey", []
    known = {document.value["id"] for document in dataset.surveys}
    for table, row in dataset.each("receipts"):
        survey = row.get("survey")
        if known and dataset.knows_surveys and survey and survey not in known:
            hint = nearest(survey, known) or f"有这些：{joined(known)}"
            problems.append(error_at(table, row, "survey", rule, f"没有「{survey}」这份问卷", hint))
    return problems
