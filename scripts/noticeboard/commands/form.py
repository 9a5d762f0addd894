"""``noticeboard form``: the form of a survey, from its definition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from noticeboard.errors import UsageError
from noticeboard.model.surveys import Survey
from noticeboard.survey.google_limits import google_notes
from noticeboard.survey.google_script import google_script
from noticeboard.writer import write_file


@dataclass(frozen=True)
class Form:
    """A form as text, and what whoever uses it must be told, in Chinese."""

    text: str
    notes: tuple[str, ...]


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
