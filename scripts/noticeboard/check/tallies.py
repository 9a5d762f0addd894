"""Published counts are as ``fetch`` wrote them: they add up, and belong to a survey."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from noticeboard.check.surveys import Path, problem_at
from noticeboard.dataset import Dataset
from noticeboard.errors import Problem

# Answers of a quarter come for ten days more; then somebody should fetch. Nobody is reminded for
# ever: where nobody answered, there is nothing to fetch.
REMIND_AFTER, REMIND_UNTIL = dt.timedelta(days=14), dt.timedelta(days=75)
RESTORE = "这个文件由 noticeboard fetch 生成，不要手改：用 git 恢复原来的，再运行 noticeboard fetch"


def tallies_add_up(dataset: Dataset) -> list[Problem]:
    """Each published row adds up to its total, each table has a count for each of its columns."""
    problems = []
    surveys = {document.value["id"] for document in dataset.surveys}
    for document in dataset.tallies:
        stem = document.file.rpartition("/")[2].removesuffix(".yaml")
        name = document.value["survey"]
        found = list(_wrong(document.value))
        if name != stem:
            found.insert(0, (("survey",), f"问卷「{name}」和文件名「{stem}」不同"))
        elif surveys and name not in surveys:
            found.insert(0, (("survey",), f"没有「{name}」这份问卷"))
        for path, message in found[:1]:
            problems.append(problem_at(document, path, "tallies_add_up", message, RESTORE))
    return problems


def _wrong(value: dict[str, Any]) -> Iterator[tuple[Path, str]]:
    for name, edition in value["editions"].items():
        for row, history in edition["rows"].items():
            for number, told in enumerate(history):
                path: Path = ("editions", name, "rows", row, str(number), "total")
                counts = told["cells"].values()
                known = sum(count for count in counts if count is not None)
                veiled = any(count is None for count in counts)
                if "hidden" not in told and set(counts) == {None}:  # only the total was told
                    continue
                if veiled != ("hidden" in told):
                    yield path, "没有单列的份数和它们的合计对不上"
                elif known + told.get("hidden", 0) != told["total"]:
                    yield path, f"各项加起来不是 {told['total']}"
        for row, table in edition["by_community"].items():
            path = ("editions", name, "by_community", row, "columns")
            width = len(table["columns"]) + bool(table.get("rest"))
            lines = [*table["lines"].values(), *filter(None, [table.get("others")])]
            if row not in edition["rows"] or any(len(line) != width for line in lines):
                yield path, "按社区的份数和选项对不上"


def ended_surveys_are_fetched(dataset: Dataset) -> list[Problem]:
    """Two weeks after a quarter, or a survey, has ended, its counts are published for good."""
    problems, today = [], dataset.today
    if today is None:
        return []
    told = {document.value["survey"]: document.value["editions"] for document in dataset.tallies}
    for document in dataset.surveys:
        value = document.value
        ended = _last_end(value, today)
        if ended is None or not REMIND_AFTER <= today - ended <= REMIND_UNTIL:
            continue
        quarter = value["period"] == "quarter"
        name = f"{ended.year}Q{(ended.month + 2) // 3}" if quarter else "whole"
        edition = told.get(value["id"], {}).get(name)
        if (edition is None and not value["sources"]) or (edition and edition["final"]):
            continue
        what = f"{ended.year} 年第 {(ended.month + 2) // 3} 季度" if quarter else "这份问卷"
        message = f"{what}在 {ended} 结束了，答案还没有读最后一次"
        hint = f"运行 noticeboard fetch {value['id']}，再发布一次；没有人答的不用管"
        rule = "ended_surveys_are_fetched"
        found = problem_at(document, ("period",), rule, message, hint)
        problems.append(replace(found, severity="warning"))
    return problems


def _last_end(value: dict[str, Any], today: dt.date) -> dt.date | None:
    """Return the last day, before today, on which answers to what is counted together could come."""
    opens, closes = (
        dt.date.fromisoformat(value[key]) if value.get(key) else None for key in ("opens", "closes")
    )
    if opens is None:
        return None
    ends = [closes] if closes and closes < today else []
    if value["period"] == "quarter" and not ends:
        first = dt.date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
        ends.append(first - dt.timedelta(days=1))
    return max((end for end in ends if end >= opens), default=None)
