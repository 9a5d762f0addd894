"""``noticeboard form``: the form of a survey, from its definition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from noticeboard.check import check
from noticeboard.errors import DataProblems, UsageError
from noticeboard.load import load
from noticeboard.model.surveys import Survey
from noticeboard.project import Project
from noticeboard.survey.definition import surveys_of
from noticeboard.survey.google_limits import google_notes
from noticeboard.survey.google_script import google_script
from noticeboard.words import joined, nearest
from noticeboard.writer import write_file


@dataclass(frozen=True)
class Form:
    """A form as text, and what whoever uses it must be told, in Chinese."""

    text: str
    notes: tuple[str, ...]


def form_of(project: Project, name: str, to: str, out: Path | None = None) -> Form:
    """Return (and write) the form of one of the project's surveys.

    Raises ``DataProblems`` where the data are not sound, ``UsageError`` where there is no such survey.
    """
    dataset = load(project)
    errors = [problem for problem in check(dataset) if problem.severity == "error"]
    if errors:
        raise DataProblems(errors)
    surveys = surveys_of(dataset)
    if name not in surveys:
        hint = nearest(name, surveys) or f"有这些：{joined(surveys) or '没有问卷'}"
        raise UsageError(f"没有问卷「{name}」。{hint}")
    if not surveys[name].controller:
        raise UsageError(
            f"问卷「{name}」没有写明谁收、谁保管答案：在 data/site.yaml 填 operator，"
            "或者在问卷里填 controller，再做表单"
        )
    communities = {row.get("id"): row.get("name") for row in dataset.rows("communities")}
    return form(surveys[name], communities, to, out)


def form(survey: Survey, communities: Mapping[str, str], to: str, out: Path | None = None) -> Form:
    """Return the form of a survey and, with ``out``, write it there.

    ``communities`` are names by id. Raises ``UsageError`` for a kind of form that there is not, or
    where there is no folder to write it to.
    """
    if to != "google":
        raise UsageError(f"不会做“{to}”这种表单；现在只有 --to google")
    made = Form(google_script(survey, communities), google_notes(survey, communities))
    if out is not None:
        if out.is_dir() or not out.parent.is_dir():
            raise UsageError(f"写不到 {out}：写一个已有的文件夹里的文件名，例如 --out 问卷.gs")
        write_file(out, made.text.encode())
    return made
