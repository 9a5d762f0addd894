"""The one table of faults, ``tests/rules/*.yaml``: each a single edit of a sound town.

``fails`` are edits that ``check`` must report, each alone and at its place; ``holds`` come close
and must not be reported. The towns are copies: ``real`` (this repository's data), a case of
``tests/cases``, or ``demo`` (an invented town).
"""

from __future__ import annotations

import datetime as dt
import functools
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from noticeboard.commands.check import check_command
from noticeboard.errors import Problem
from noticeboard.project import Project
from tests.conftest import DAY, copy_project
from tests.photographs import camera, photograph
from tests.test_cases import made_project

RULES_DIR = Path(__file__).resolve().parent / "rules"
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Edit:
    """One edit and, where it is a fault, the place and a word of what must be told.

    ``old`` becomes ``new`` at its ``nth`` occurrence; ``add`` is a line at the end; ``make``
    does to the whole file what no line can do; ``day`` is the day on which it is judged.
    ``coded`` writes ``new`` in an encoding that is not UTF-8.
    """

    rule: str
    town: str
    file: str = ""
    old: str = ""
    new: str = ""
    nth: int = 1
    add: str = ""
    make: str = ""
    coded: str = ""
    times: int = 1
    day: dt.date = DAY
    at: tuple[int, int] = (1, 1)
    told_in: str = ""
    says: str = ""

    @property
    def place(self) -> tuple[str, int, int]:
        return (self.told_in or self.file, *self.at)


@functools.cache
def table() -> dict[str, dict[str, list[Edit]]]:
    """Return rule → ``fails`` and ``holds``."""
    made: dict[str, dict[str, list[Edit]]] = {}
    for path in sorted(RULES_DIR.glob("*.yaml")):
        for rule, lists in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            assert rule not in made, f"{rule} stands in two files"
            made[rule] = {kind: [_edit(rule, raw) for raw in raws] for kind, raws in lists.items()}
    return made


def _edit(rule: str, raw: dict[str, Any]) -> Edit:
    raw = {"town": "whole"} | raw
    return Edit(rule, **raw | {"at": tuple(raw.get("at", (1, 1)))})


def edits(kind: str) -> list[Edit]:
    return [edit for lists in table().values() for edit in lists[kind]]


def named(edit: Edit, number: int) -> str:
    return f"{edit.rule}-{edit.town}-{number}"


def town_of(name: str, folder: Path) -> Project:
    """Return a fresh copy of a town."""
    if name == "real":
        return copy_project(folder)
    if name == "demo":
        from noticeboard.commands.demo import demo
        from noticeboard.demo import Size

        size = Size(communities=2, units=6, projects=6, deeds=6, needs=12)
        return demo(folder, size, 1, DAY)
    return made_project(name, folder)


def _linked(path: Path) -> None:
    other = path.with_name(f"{path.name}.moved")
    if path.exists():
        path.rename(other)
    else:
        other.write_text("x", encoding="utf-8")
    path.symlink_to(other)


def _grown(size: int) -> Callable[[Path], None]:
    def grow(path: Path) -> None:
        path.touch()
        os.truncate(path, size)

    return grow


def _as(change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def rewrite(path: Path) -> None:
        path.write_bytes(change(path.read_bytes()))

    return rewrite


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _emptied(path: Path) -> None:
    header = path.read_text(encoding="utf-8").split("\n")[0]
    text = header if path.suffix == ".csv" else "# 空的"
    path.write_text(f"{text}\n", encoding="utf-8")


# What a whole file can become.
MAKES: dict[str, Callable[[Path], None]] = {
    "removed": Path.unlink,
    "empty": Path.touch,
    "link": _linked,
    "folder": _folder,
    "emptied": _emptied,
    "huge": _grown(70 * MEGABYTE),
    "just 5 MB": _as(lambda content: content.ljust(5 * MEGABYTE, b"\n")),
    "over 5 MB": _as(lambda content: content.ljust(5 * MEGABYTE + 1, b"\n")),
    "over 20 MB": _as(lambda content: content.ljust(20 * MEGABYTE + 1, b"\n")),
    "half": _as(lambda content: content[: len(content) // 2]),
    "with its place": _as(lambda content: photograph(content, exif=camera(place=True))),
    "turned": _as(lambda content: photograph(content, exif=camera())),
    "with a remark": _as(lambda content: photograph(content, remark="拍照的人")),
    "gbk": _as(lambda content: content.decode().encode("gb18030")),
    "utf-16": _as(lambda content: content.decode().encode("utf-16")),
    "bom": _as(lambda content: b"\xef\xbb\xbf" + content),
    "crlf": _as(lambda content: content.replace(b"\n", b"\r\n")),
    "one word": _as(lambda content: "没有".encode()),
}


# The same, told to staff.
MAKE_WORDS = {
    "one word": "里写的是两个字，不是图片",
    "with its place": "里带着拍摄地点",
    "copy of content/photos/lamp-after.png": "是多出来的一张",
    "removed": "这个文件不见了",
    "link": "换成了一个链接",
    "folder": "换成了一个文件夹",
    "emptied": "里的记录都删掉了",
    "huge": "有 70 MB",
}


def apply(project: Project, edit: Edit) -> None:
    """Make the edit; the table is wrong where its text is not there."""
    path = project.root / edit.file
    path.parent.mkdir(exist_ok=True)
    if edit.make.startswith("at "):
        path.rename(project.root / edit.make.removeprefix("at "))
    elif edit.make.startswith("copy of "):
        path.write_bytes((project.root / edit.make.removeprefix("copy of ")).read_bytes())
    elif edit.make:
        MAKES[edit.make](path)
    elif edit.add:
        path.write_bytes((path.read_bytes() if path.exists() else b"") + f"{edit.add}\n".encode())
    elif edit.old:
        parts = path.read_bytes().split(edit.old.encode())
        assert len(parts) > edit.nth, f"{edit.old!r} is not {edit.nth} times in {edit.file}"
        before, after = (
            edit.old.encode().join(parts[: edit.nth]),
            edit.old.encode().join(parts[edit.nth :]),
        )
        path.write_bytes(before + (edit.new * edit.times).encode(edit.coded or "utf-8") + after)


def found(project: Project, edit: Edit, skip: tuple[str, ...] = ()) -> tuple[Problem, ...]:
    return check_command(project, skip, day=edit.day)


def place_of(problem: Problem) -> tuple[str, int, int]:
    return problem.place.file, problem.place.line, problem.place.column
