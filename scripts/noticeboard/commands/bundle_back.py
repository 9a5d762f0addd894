"""``noticeboard bundle pack`` and ``take``: what a colleague changed goes into a zip, and comes home.

The zip holds what changed, and of texts what they were: lines that others changed meanwhile stay, as git
merges them. Two who changed the same line are told; then nothing is written, and nothing either
where the data would not be sound.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import subprocess
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from noticeboard.commands.bundle import zipped
from noticeboard.commands.bundle_files import MANIFEST, TEXTS, digest, town_files
from noticeboard.commands.check import check_command
from noticeboard.commands.clock import today
from noticeboard.errors import DataProblems, UsageError
from noticeboard.load.files import BOM, unix_lines
from noticeboard.project import Project
from noticeboard.writer import alone, write_file, write_files

TOLD = "changes.json"
MOST_FILES, MOST_BYTES = 5_000, 512 * 1024 * 1024
SECONDS = 30
# Written by programs on the computer that publishes, or made from the descriptor: never taken.
OURS = re.compile(r"data/(notice_ledger\.csv|receipts\.csv|tallies/.*|\.schemas/.*)")
NAME = re.compile(r"(data|content)(/[^/\\:.][^/\\:]*)+")


@dataclass(frozen=True)
class Taken:
    """What a zip would change here: new bytes by name, files that go, what is not taken; in words."""

    files: dict[str, bytes]
    gone: tuple[str, ...]
    lines: tuple[str, ...]


def pack(
    project: Project, folder: Path, day: dt.date | None = None
) -> tuple[Path | None, list[str]]:
    """Write ``带回-date.zip`` with what changed since the bundle was made; return it and what it holds.

    Raises ``UsageError`` where this is no bundle.
    """
    try:
        base: dict[str, str] = json.loads((project.carried / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise UsageError("这里不是 make bundle 做出来的文件夹，用 git 提交就行") from None
    now = {
        n: body for n, body in town_files(project).items() if n.startswith(("data/", "content/"))
    }
    now = {name: body for name, body in now.items() if not OURS.fullmatch(name)}
    new = {name: body for name, body in now.items() if base.get(name) != digest(body)}
    gone = sorted(name for name in base if name not in now and not OURS.fullmatch(name))
    if not new and not gone:
        return None, []
    olds = {name: project.carried / name for name in (*new, *gone) if name.endswith(TEXTS)}
    files = {f"new/{name}": body for name, body in new.items()}
    files |= {f"old/{name}": path.read_bytes() for name, path in olds.items() if path.is_file()}
    told = {"base": {name: base[name] for name in (*new, *gone) if name in base}, "gone": gone}
    files[TOLD] = json.dumps(told, ensure_ascii=False, indent=1).encode()
    path = folder / f"带回-{today(day).isoformat()}.zip"
    write_file(path, zipped(files, ""))
    return path, [*(f"{'改了' if name in base else '添了'} {name}" for name in sorted(new)), *(f"删了 {name}" for name in gone)]  # fmt: skip


def take(project: Project, path: Path, day: dt.date | None = None) -> Taken:
    """Return what a zip changes here, merged with what others changed; nothing is written yet.

    Raises ``UsageError`` for what is no such zip or where both changed the same, ``DataProblems``
    where the data would not be sound.
    """
    entries, told = _opened(path)
    files: dict[str, bytes] = {}
    gone: list[str] = []
    lines: list[str] = []
    clashes: list[str] = []
    for name in sorted({one.removeprefix("new/") for one in entries if one.startswith("new/")}):
        here = _here(project, name)
        made = _merged(
            here, entries.get(f"old/{name}"), entries[f"new/{name}"], told["base"].get(name), name
        )
        if made is None:
            clashes.append(name)
        elif made != here:
            files[name] = made
            lines.append(f"{'改' if here is not None else '添'} {name}")
    for name in told["gone"]:
        here = _here(project, name)
        if here is not None and digest(here) != told["base"].get(name):
            clashes.append(name)
        elif here is not None:
            gone.append(name)
            lines.append(f"删 {name}")
    if clashes:
        raise UsageError(
            f"这里和带回来的都改了同一处：{'、'.join(clashes[:5])}。什么也没有写。"
            "请两个人商量好：一个人先退回自己的，或者用登记表改（一格一格地合并）"
        )
    _judge(project, files, gone, today(day))
    return Taken(files, tuple(gone), tuple(lines))


def put(project: Project, taken: Taken) -> None:
    """Write what was taken: each of the two folders whole or not at all."""
    with alone(project.private / "writing"):
        for folder in (project.data, project.content):
            top = f"{project.name_of(folder)}/"
            files = {n.removeprefix(top): b for n, b in taken.files.items() if n.startswith(top)}
            gone = [name.removeprefix(top) for name in taken.gone if name.startswith(top)]
            if files or gone:
                write_files(folder, files, gone)


def _opened(path: Path) -> tuple[dict[str, bytes], dict[str, Any]]:
    """Return the entries of a zip and what it tells of itself, held to limits; ``UsageError``."""
    no = f"{path.name} 不是“打包带回”做出来的文件"
    try:
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as package:
            infos = package.infolist()
            if len(infos) > MOST_FILES or sum(one.file_size for one in infos) > MOST_BYTES:
                raise UsageError(f"{path.name} 太大，没有打开")
            entries = {one.filename: package.read(one) for one in infos}
        told = json.loads(entries.pop(TOLD))
        base, gone = dict(told["base"]), list(told["gone"])
    except (OSError, zipfile.BadZipFile, ValueError, KeyError, TypeError):
        raise UsageError(no) from None
    names = [one.partition("/") for one in entries]
    strange = [n for kind, _, n in names if kind not in ("new", "old") or not _is_ours(n)]
    if strange or not all(isinstance(n, str) and _is_ours(n) for n in (*base, *gone)):
        raise UsageError(f"{no}：里面有不该有的名字，没有打开")
    return entries, {"base": base, "gone": gone}


def _is_ours(name: str) -> bool:
    """Tell whether a name is one of a file that a colleague may send: below ``data`` or ``content``."""
    return bool(NAME.fullmatch(name)) and not OURS.fullmatch(name)


def _here(project: Project, name: str) -> bytes | None:
    path = project.root / name
    if path.is_symlink() or not path.resolve().is_relative_to(project.root.resolve()):
        raise UsageError(f"{name} 在这里是一个链接，没有写入")
    return path.read_bytes() if path.is_file() else None


def _merged(
    here: bytes | None, old: bytes | None, new: bytes, base: str | None, name: str
) -> bytes | None:
    """Return a file with the changes of both sides; ``None`` where they changed the same."""
    if name.endswith(TEXTS):
        new = unix_lines(new.removeprefix(BOM))  # as Windows saves it
    if (
        here == new
        or (here is None and base is None)
        or (here is not None and digest(here) == base)
    ):
        return new
    if here is None or old is None:
        return None
    return _git_merged({"here": here, "old": old, "new": new})


def _git_merged(sides: Mapping[str, bytes]) -> bytes | None:
    """Return three versions of a text merged line by line; ``None`` where git finds a conflict."""
    with tempfile.TemporaryDirectory() as folder:
        for side, body in sides.items():
            write_file(Path(folder) / side, body)
        try:
            done = subprocess.run(
                ("git", "merge-file", "-p", "-q", "here", "old", "new"),
                cwd=folder, capture_output=True, check=False, timeout=SECONDS,
            )  # fmt: skip
        except OSError:
            raise UsageError("合并要用 git，这台电脑上没有") from None
    return None if done.returncode else done.stdout


def _judge(project: Project, files: Mapping[str, bytes], gone: list[str], day: dt.date) -> None:
    """Raise ``DataProblems`` where the data would not be sound; looked at in a copy of the town."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Project(Path(folder))
        after = {n: b for n, b in (town_files(project) | dict(files)).items() if n not in gone}
        for name, body in after.items():
            write_file(copy.root / name, body)
        problems = check_command(copy, (), day)
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        raise DataProblems(errors)
