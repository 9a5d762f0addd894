"""``noticeboard xlsx``: the tables as a workbook, and what came back of it.

Nothing is written before somebody said yes to every row; then all files are, or none, and ``undo``
gives the bytes back that were there before.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from noticeboard.check import check
from noticeboard.commands.clock import today
from noticeboard.commands.ledger import with_history
from noticeboard.commands.rows import sound
from noticeboard.commands.xlsx_found import (
    Came,
    Merged,
    apply,
    base_file,
    merged,
    new_problems,
    opened,
)
from noticeboard.commands.xlsx_steps import Asked, asked_for, requests_waiting, settled, take, told
from noticeboard.dataset import Dataset
from noticeboard.errors import DataProblems, UsageError
from noticeboard.load import load
from noticeboard.project import Project
from noticeboard.words import joined, nearest
from noticeboard.workbook.base import digest_of, packed
from noticeboard.workbook.faults import Fault, WorkbookFaults
from noticeboard.workbook.inbox import Waiting
from noticeboard.workbook.layout import edited_tables, is_edited
from noticeboard.workbook.making import workbook_of
from noticeboard.workbook.words import changes_told
from noticeboard.writer import alone, recover, write_file, write_files, write_own, write_private


@dataclass(frozen=True)
class Exported:
    """A workbook that was written: where, and what to tell."""

    path: Path
    lines: tuple[str, ...]


@dataclass
class Plan:
    """What a workbook would change. ``lines`` tell it row by row, ``remarks`` what else was seen."""

    project: Project
    merged: Merged
    want: Asked
    lines: tuple[str, ...]
    remarks: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing changes."""
        return not (self.merged.draft.changed_files() or self.want.decided)


def export(
    project: Project,
    path: Path | None,
    only: Sequence[str] = (),
    day: dt.date | None = None,
    here: Path | None = None,
    inbox: bool = False,
) -> Exported:
    """Write the workbook to ``path`` (a name with the day, in the folder ``here``, where none is given).

    Raises ``DataProblems`` where a file cannot be read: what is not known cannot be given out.
    """
    on = today(day)
    target = path or _free((here or project.root) / f"登记表-{on}.xlsx")
    if target.suffix.lower() != ".xlsx":
        raise UsageError(f"{target.name} 不是 xlsx。文件名写成 登记表.xlsx 的样子")
    if not target.parent.is_dir():
        raise UsageError(f"没有 {target.parent} 这个文件夹")
    waiting = requests_waiting(project, on) if inbox else []
    content, count = _given_out(project, on, only, waiting)
    (write_own if waiting else write_file)(target, content)
    words = f"{count} 张表。改好保存以后：noticeboard xlsx import {target.name}"
    private = "内部：里面有居民自己写的话。只有你能打开；不要转发，交回来以后删掉。"
    nothing = "没有等着答复的点单。"
    more = (private if waiting else nothing,) if inbox else ()
    return Exported(target, (words, *more))


def _free(path: Path) -> Path:
    """Return the path, with a number where a file has its name: somebody may have worked in that."""
    tried, number = path, 1
    while tried.exists():
        number += 1
        tried = path.with_stem(f"{path.stem}-{number}")
    return tried


def given_out(project: Project, day: dt.date) -> bytes:
    """Return the workbook of all tables, without what residents asked. Raises ``DataProblems``."""
    return _given_out(project, day, (), ())[0]


def _given_out(
    project: Project, day: dt.date, only: Sequence[str], waiting: Sequence[Waiting]
) -> tuple[bytes, int]:
    """Return a workbook and how many tables it has; its base is kept beside it."""
    dataset = _readable(project, day)
    names = _tables(dataset, only)
    content, base = workbook_of(dataset, day, names, waiting)
    kept = packed(base)
    write_private(base_file(project, digest_of(kept)), kept)
    return content, len(edited_tables(dataset, names))


def _readable(project: Project, day: dt.date) -> Dataset:
    """Return the data; ``DataProblems`` where a table that staff edit cannot be read whole."""
    recover(project.data)
    dataset = with_history(project, load(project), day)
    lost = {t.resource.where for t in dataset.tables.values() if not t.complete}
    problems = [
        p for p in dataset.problems if p.severity == "error" and _concerns(p.place.file, lost)
    ]
    if problems:
        raise DataProblems(problems)
    return dataset


def _concerns(file: str, lost: set[str]) -> bool:
    """Tell whether a file is one of a table: settings and prose are no part of the workbook."""
    return file in lost or (file.startswith("data/") and file.endswith(".csv"))


def _tables(dataset: Dataset, only: Sequence[str]) -> list[str]:
    """Return the names of the tables that were asked for, by name or by title."""
    titles = {t.resource.title: name for name, t in dataset.tables.items() if is_edited(t.resource)}
    found = []
    for word in only:
        name = titles.get(word, word)
        if name not in titles.values():
            hint = nearest(word, titles) or f"能选的：{joined(titles, 40)}"
            raise UsageError(f"登记表里没有「{word}」这张表。{hint}")
        found.append(name)
    return found


def plan(project: Project, path: Path, day: dt.date | None = None) -> Plan:
    """Return what a workbook would change; nothing is written.

    Raises ``WorkbookFaults`` where anything in it cannot be taken, ``UsageError`` where it is not one
    of ours.
    """
    return plan_of(project, opened(project, path), today(day))


def plan_of(project: Project, came: Came, on: dt.date) -> Plan:
    """Return what a workbook that was opened would change. Raises as ``plan`` does."""
    dataset = _readable(project, on)
    one = merged(project, dataset, came, on)
    resources = {name: table.resource for name, table in dataset.tables.items()}
    want = asked_for(one, came)
    lines = changes_told(one.merge.changes, resources, one.merge.names, one.old_names)
    _stop_at(one.merge.faults, lines)
    apply(one)
    # What cannot be read of a step is told together with what the others are refused for.
    take(project, one, came, want, on)
    lines = [*told(want), *lines]
    _stop_at(want.faults, lines)
    if one.draft.changed_files():
        known = tuple(p for p in check(dataset) if p.severity == "error")
        _stop_at(new_problems(one, known), lines)
    return Plan(project, one, want, tuple(lines), (*one.merge.remarks, *want.remarks))


def _stop_at(faults: Sequence[Fault], lines: Sequence[str]) -> None:
    if faults:
        raise WorkbookFaults(faults, lines)


def write(plan: Plan) -> tuple[str, ...]:
    """Write what was planned and return which files changed; how it was is kept for ``undo``.

    Raises ``UsageError`` where a file was changed since; nothing is written then.
    """
    project, draft = plan.project, plan.merged.draft
    files = draft.changed_files()
    with alone(project.private / "writing"):
        for name in files:
            if (project.data / name).read_bytes() != draft.before[name]:
                raise UsageError(f"data/{name} 刚刚被别人改过，没有写入。再来一次")
        record = {
            name: {"before": base64.b64encode(draft.before[name]).decode(), "after": _digest(body)}
            for name, body in files.items()
        }
        # Before the files: whoever is cut short here finds nothing to undo.
        write_private(_record(project), json.dumps(record, sort_keys=True).encode())
        write_files(project.data, files)
    left = settled(project, sound(project, draft.day), plan.want, draft.day)
    names = tuple(f"data/{name}" for name in sorted(files))
    return (*names, left) if left else names


def undo(project: Project) -> tuple[str, ...]:
    """Give back the bytes that were there before the last import; return which files.

    Raises ``UsageError`` where there is nothing to undo, or a file was changed since.
    """
    path = _record(project)
    with alone(project.private / "writing"):
        recover(project.data)
        record = json.loads(path.read_bytes()) if path.is_file() else {}
        if not record:
            raise UsageError("没有可以退回的：还没有交过登记表，或者已经退回了")
        files = {}
        for name, kept in record.items():
            now, before = (project.data / name).read_bytes(), base64.b64decode(kept["before"])
            if now != before and _digest(now) != kept["after"]:
                raise UsageError(
                    f"data/{name} 在那以后又改过，不能整个退回去，什么也没有动。"
                    "要退回，用 git 看着改，或者在新导出的登记表里改回来"
                )
            files[name] = before
        write_files(project.data, files)
        write_private(path, b"{}")
    return tuple(f"data/{name}" for name in sorted(files))


def _record(project: Project) -> Path:
    return project.private / "workbooks" / "undo.json"


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
