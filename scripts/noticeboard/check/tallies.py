"""Published counts are as ``fetch`` wrote them: they add up, and belong to a survey."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from noticeboard.check.surveys import Path, problem_at
from noticeboard.dataset import Dataset
from noticeboard.errors import Problem

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
