"""How ``fetch`` reads one source: an export in its folder, a sheet, the town's own collector."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from noticeboard.model.surveys import SourceSpec, Survey
from noticeboard.project import Project
from noticeboard.survey.reading import Answers
from noticeboard.survey.snapshot import (
    SourceAuthError,
    SourceFormatError,
    SourceNotFoundError,
    SourceUnavailableError,
)

if TYPE_CHECKING:
    from noticeboard.survey.sources.collector import Collected
    from noticeboard.survey.sources.paper import Papers

# Another way to Google than the internet: tests speak to a server of their own.
GOOGLE: Any = None
# Editors and systems leave these beside a file.
NOT_EXPORTS = (".", "~$")


def read_source(project: Project, survey: Survey, spec: SourceSpec) -> Answers | Collected | Papers:
    """Return all that a source holds, to be taken once."""
    if spec.kind == "google_sheet":
        return _read_google(project, survey, spec)
    if spec.kind == "collector":
        return _read_collected(project, survey, spec)
    from noticeboard.survey.sources import csv_file, paper, tencent, wjx
    from noticeboard.survey.titles import told

    if spec.kind == "paper":
        files = [(told(path.name), _bytes_of(path)) for path in _exports(project, survey, spec)]
        return paper.answers(survey, spec, files)
    readers = {"wjx": wjx.answers, "tencent": tencent.answers, "csv": csv_file.answers}
    path = _exports(project, survey, spec)[-1]
    return readers[spec.kind](survey, spec, told(path.name), _bytes_of(path))


def _bytes_of(path: Path) -> bytes:
    from noticeboard.survey.encodings import MAX_BYTES
    from noticeboard.survey.titles import told

    try:
        if path.stat().st_size > MAX_BYTES:
            size = f"{MAX_BYTES // 1024 // 1024} MB"
            how = "按时间分成几个文件导出，每个文件放一个来源"
            raise SourceFormatError(f"文件 {told(path.name)} 超过了 {size}。怎么改：{how}")
        return path.read_bytes()
    except OSError as error:
        raise SourceNotFoundError(f"导出的文件打不开（{error.strerror}）") from None


def _exports(project: Project, survey: Survey, spec: SourceSpec) -> list[Path]:
    """Return what staff put into the source's folder, the newest last."""
    folder = project.private / "imports" / survey.id / spec.id
    try:
        files = [
            (path.stat().st_mtime_ns, path.name, path)
            for path in (folder.iterdir() if folder.is_dir() else ())
            if path.is_file() and not path.is_symlink() and not path.name.startswith(NOT_EXPORTS)
        ]
    except OSError as error:
        raise SourceNotFoundError(f"导出的文件打不开（{error.strerror}）") from None
    if not files:
        where = project.name_of(folder)
        raise SourceNotFoundError(f"还没有导出的文件：把它放进 {where}/ 文件夹，再读取")
    return [path for *_, path in sorted(files)]


def _read_google(project: Project, survey: Survey, spec: SourceSpec) -> Answers:
    from noticeboard.survey.sources.google_form import answers
    from noticeboard.survey.sources.google_sheet import INTERNET, read_sheet

    sheet = read_sheet(spec, google_key(project), GOOGLE or INTERNET)
    return answers(survey, spec, sheet.rows, sheet.timezone, sheet.locale)


def _read_collected(project: Project, survey: Survey, spec: SourceSpec) -> Collected:
    from noticeboard.collector.database import database_at
    from noticeboard.collector.store import StoreError, kept_in
    from noticeboard.survey.sources.collector import answers

    try:
        # All of it at once: whoever answers meanwhile is not kept waiting, nor half read.
        rows = list(kept_in(database_at(project.private), survey.id))
    except StoreError as error:
        raise SourceUnavailableError(str(error)) from None
    return answers(survey, spec, rows)


def google_key(project: Project) -> dict[str, Any]:
    """Return the service account's key. Raises ``SourceAuthError`` where there is none."""
    path = project.google_key
    name = project.name_of(path)
    if not path.is_file():
        raise SourceAuthError(
            f"没有 {name}：照 docs/google-forms.md 建一个服务账号，把密钥放到这里"
        )
    try:
        key: Any = json.loads(path.read_bytes())
    except ValueError:
        raise SourceAuthError(f"{name} 不是密钥文件（JSON）：重新下载一个") from None
    if not isinstance(key, dict):
        raise SourceAuthError(f"{name} 不是密钥文件：重新下载一个")
    return key
