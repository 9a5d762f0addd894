"""The doctor's look at answers: surveys and their sources, Google's key, the private folder."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from noticeboard.commands import fetch_sources
from noticeboard.commands.doctor_found import Finding, Visit, day_of, error, ok, warning, when
from noticeboard.commands.history import git_says
from noticeboard.commands.requests import KEY_BYTES, answers_file
from noticeboard.load.files import UnreadableError, read_bytes
from noticeboard.load.surveys import read_documents
from noticeboard.load.yaml_tree import Map, plain_value, read_tree
from noticeboard.model.surveys import SourceSpec
from noticeboard.project import Project
from noticeboard.survey.snapshot import SourceError

PRIVATE = "私密文件夹"
KEY = "谷歌密钥"
ID = re.compile(r"[a-z][a-z0-9_-]{0,39}")
ACCOUNT = re.compile(r"[\w.+-]+@([a-z0-9-]{1,60}\.iam\.gserviceaccount\.com)")
NEW_KEY = "照 docs/google-forms.md 第三步做一把，放到 .noticeboard/google-key.json"
CLOSE = "chmod -R go= .noticeboard（只有自己的账号能读）"
# How long somebody waits who asked the doctor to try.
PATIENCE: dict[str, Any] = {"timeout": (5.0, 10.0), "deadline": 20.0, "tries": 1}


@dataclass(frozen=True, slots=True)
class Told:
    """What a survey's file says of itself, sound or not: whatever could be read."""

    file: str
    id: str
    opens: dt.date | None
    closes: dt.date | None
    by_quarter: bool
    controller: bool
    triage: bool
    sources: tuple[tuple[str, str, dict[str, Any]], ...]


def surveys_told(project: Project) -> tuple[list[Told], int]:
    """Return what the survey files say, and how many cannot be read."""
    documents, _ = read_documents(project, project.surveys)
    readable = [one for one in documents if one.value]
    return [_told(one.file, one.value) for one in readable], len(documents) - len(readable)


def _told(file: str, value: dict[str, Any]) -> Told:
    listed = value.get("sources")
    sources = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return Told(
        file,
        _named(Path(file).stem),
        _day(value.get("opens")),
        _day(value.get("closes")),
        value.get("period") == "quarter",
        bool(value.get("controller")),
        value.get("triage") is True,
        tuple((_named(one.get("id")), _named(one.get("kind")), one) for one in sources),
    )


def _named(value: object) -> str:
    """Return an id; what is none is not repeated, for anything may stand there."""
    return value if isinstance(value, str) and ID.fullmatch(value) else "（编号写得不对）"


def _day(value: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None


def settings_told(project: Project) -> dict[str, Any]:
    """Return what ``data/site.yaml`` says, empty where it cannot be read."""
    path = project.data / "site.yaml"
    try:
        tree = read_tree(project.name_of(path), read_bytes(project, path))
    except UnreadableError:
        return {}
    return plain_value(tree) if isinstance(tree, Map) else {}


def surveys(visit: Visit) -> Iterator[Finding]:
    """Tell of each survey whether it is open, and of each source when it was last read."""
    part = "问卷"
    told, broken = surveys_told(visit.project)
    if broken:
        yield error(part, f"data/surveys 里有 {broken} 个文件读不了", "noticeboard check")
    if not told and not broken:
        yield ok(part, "没有问卷")
    operator = bool(settings_told(visit.project).get("operator"))
    for one in told:
        name = f"{part} {one.id}"
        if not one.opens:
            yield ok(name, "没有开放（opens 空着）")
        elif not one.sources:
            yield warning(
                name,
                "开放了，却没有写答案从哪里来",
                f"在 {one.file} 的 sources 里写，写法见 docs/surveys.md",
            )
        elif not (operator or one.controller):
            yield warning(
                name,
                "没有写明谁收、谁保管，读不了答案",
                "在 data/site.yaml 填 operator，或者在问卷里填 controller",
            )
        for source, kind, _ in one.sources if one.opens else ():
            yield _source(visit, one, source, kind)


def _source(visit: Visit, survey: Told, source: str, kind: str) -> Finding:
    """Tell when a source was last read, and whether that is long enough ago to read it again."""
    part, project = f"问卷 {survey.id} 的来源 {source}（{kind}）", visit.project
    read = f"noticeboard fetch {survey.id}"
    path = answers_file(project, survey.id, source)
    if survey.opens and survey.opens > visit.day:
        return ok(part, f"{survey.opens} 才开始收")
    if not path.is_file():
        return warning(
            part, "还没有读取过", _export_first(project, survey.id, source, kind) or read
        )
    moment = path.stat().st_mtime
    last, over = day_of(moment), _ended(survey, visit.day)
    told = f"上一次读取 {when(moment, visit.day)}"
    if over and last <= over:
        word = f"{over.year} 年第 {(over.month + 2) // 3} 季度" if survey.by_quarter else "问卷"
        return warning(
            part,
            f"{told}；{word}到 {over} 结束，以后还没有读取过",
            _newer(project, survey.id, source, kind, moment) + read,
        )
    return ok(part, told)


def _ended(survey: Told, day: dt.date) -> dt.date | None:
    """Return the last day of what ended last: the survey, else a quarter that it was open in."""
    if survey.closes and survey.closes < day:
        return survey.closes
    if not survey.by_quarter:
        return None
    first = dt.date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    last = first - dt.timedelta(1)
    return last if survey.opens and survey.opens <= last else None


def _exports(project: Project, survey: str, source: str) -> list[Path]:
    folder = project.private / "imports" / survey / source
    return [path for path in folder.glob("*") if path.is_file() and not path.name.startswith(fetch_sources.NOT_EXPORTS)]  # fmt: skip


def _export_first(project: Project, survey: str, source: str, kind: str) -> str:
    if kind in ("google_sheet", "collector") or _exports(project, survey, source):
        return ""
    return (
        f"把导出的文件放进 .noticeboard/imports/{survey}/{source}/，再 noticeboard fetch {survey}"
    )


def _newer(project: Project, survey: str, source: str, kind: str, moment: float) -> str:
    """Return that the tool must be asked for a new export first, where the last one was read."""
    if kind in ("google_sheet", "collector"):
        return ""
    fresh = any(path.stat().st_mtime > moment for path in _exports(project, survey, source))
    return "" if fresh else f"先重新导出，放进 .noticeboard/imports/{survey}/{source}/，再 "


def google(visit: Visit) -> Iterator[Finding]:
    """Tell whether the service account's key is there and closed; ``online``: whether Google takes it."""
    project = visit.project
    told, _ = surveys_told(project)
    sheets = [
        (one, spec) for one in told for _, kind, spec in one.sources if kind == "google_sheet"
    ]
    path = project.google_key
    if not path.exists():
        if sheets:
            yield error(KEY, "没有，有问卷的来源是谷歌表格", NEW_KEY)
        else:
            yield ok(KEY, "没有，也没有用到")
        return
    try:
        key = fetch_sources.google_key(project)
    except SourceError:
        yield error(KEY, "不是密钥文件（JSON），读不了", NEW_KEY)
        return
    account = ACCOUNT.fullmatch(str(key.get("client_email")))
    if key.get("type") != "service_account" or not account:
        yield error(KEY, "不是服务账号的密钥", NEW_KEY)
        return
    used = f"{len(sheets)} 个来源用它" if sheets else "没有来源用它，可以停用、删去"
    yield ok(KEY, f"服务账号在 {account[1]}；{used}")
    if visit.online:
        for one, spec in sheets:
            yield _asked(one, spec, key)


def _asked(survey: Told, raw: dict[str, Any], key: dict[str, Any]) -> Finding:
    """Ask Google for the sheet as ``fetch`` would, but for none of its cells."""
    from noticeboard.survey.sources.google_sheet import INTERNET, reach_sheet

    part = f"连接谷歌表格（{survey.id} 的 {raw.get('id')}）"
    gid = raw.get("gid")
    sheet = SourceSpec(
        str(raw.get("id")),
        "google_sheet",
        str(raw.get("spreadsheet")),
        gid if isinstance(gid, int) else 0,
    )
    try:
        reach_sheet(sheet, key, replace(fetch_sources.GOOGLE or INTERNET, **PATIENCE))
    except SourceError as fault:
        return error(part, f"连不成：{fault}", "照 docs/google-forms.md 最后的“出了问题”")
    return ok(part, "密钥能用，表格打得开")


def private(visit: Visit) -> Iterator[Finding]:
    """Tell whether the private folder is closed to others, out of git, and its keys whole."""
    project, folder = visit.project, visit.project.private
    name = project.name_of(folder)
    kept = git_says(project.root, "ls-files", "-z", "--", name)
    if kept:
        yield error(
            PRIVATE,
            f"{len(kept.split(bytes(1))) - 1} 个文件进了 git！",
            "git rm -r --cached .noticeboard，提交；推过的照 docs/privacy.md 清历史，密钥马上停用",
        )
    if kept is not None and git_says(project.root, "check-ignore", "-q", f"{name}/key") is None:
        yield error(
            PRIVATE,
            ".gitignore 里没有它，git add 会把它带进去",
            "在 .gitignore 里加一行 /.noticeboard/",
        )
    if not folder.is_dir():
        yield ok(PRIVATE, "还没有（没有读取过答案）")
        return
    open_ones = _open_to_others(folder)
    if open_ones:
        names = "、".join(project.name_of(path) for path in open_ones[:3])
        yield warning(PRIVATE, f"有 {len(open_ones)} 个别的账号也能读：{names}", CLOSE)
    for word in ("key", "collector-key"):
        path = folder / word
        if path.exists() and not (path.is_file() and path.stat().st_size == KEY_BYTES):
            yield error(
                PRIVATE,
                f"{project.name_of(path)} 坏了",
                "从备份里恢复；没有备份就删掉，会做一个新的，以前的答案都算新的",
            )
    if not open_ones and not kept:
        yield ok(
            PRIVATE,
            f"{sum(1 for path in folder.rglob('*') if path.is_file())} 个文件，只有自己能读",
        )


def _open_to_others(folder: Path) -> list[Path]:
    """Return what other accounts of this computer may read; Windows keeps that elsewhere."""
    if os.name != "posix":
        return []
    return [
        path
        for path in (folder, *sorted(folder.rglob("*")))
        if not path.is_symlink() and path.stat().st_mode & 0o077
    ]
