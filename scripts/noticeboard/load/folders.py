"""Walk a folder under guard: no link is followed, no name is taken that cannot be handled."""

from __future__ import annotations

import os
import re
from pathlib import Path

from noticeboard.errors import Place, Problem
from noticeboard.load.unseen import UNSEEN
from noticeboard.project import Project

MAX_FILES = 20_000
MAX_NAME = 150
MAX_FOLDERS = 20
RESERVED = re.compile(r"(con|prn|aux|nul|com[1-9]|lpt[1-9])(\..*)?", re.IGNORECASE)
NOT_ON_WINDOWS = re.compile('[<>:"|?*\\\\]|[. ]$')
LINK = ("file-kind", "这是一个链接，不是真正的文件或文件夹", "删去链接，把真正的文件放到这里")


def files_below(project: Project, folder: Path) -> tuple[list[Path], list[Problem]]:
    """Return every file below ``folder``, sorted, and what must not be there.

    Links, pipes and devices are told and left alone: reading them could leave the project
    or wait for ever. A folder that is not there holds nothing.
    """
    files: list[Path] = []
    problems: list[Problem] = []
    for part in (folder, *folder.parents):
        if project.root in part.parents and part.is_symlink():
            return [], [_problem(project.name_of(part), *LINK)]
    folders = [folder] if folder.exists() else []
    while folders:
        here = folders.pop()
        try:
            with os.scandir(here) as scanned:
                entries = sorted(scanned, key=lambda entry: entry.name)
        except OSError:
            problems.append(_unlisted(project, here))
            continue
        for entry in entries:
            path = here / entry.name
            if problem := _wrong_entry(project, path, entry):
                problems.append(problem)
            elif entry.is_dir(follow_symlinks=False):
                folders.append(path)
            elif len(files) < MAX_FILES:
                files.append(path)
            else:
                return sorted(files), [*problems, _too_many(project, folder)]
    return sorted(files), problems


def _wrong_entry(project: Project, path: Path, entry: os.DirEntry[str]) -> Problem | None:
    """Return what is wrong with something in a folder, without opening it."""
    if message := wrong_name(entry.name):
        parent = project.name_of(path.parent)
        return _problem(parent, "file-name", message, "改名：用字母、数字、短横线和汉字，不要太长")
    name = project.name_of(path)
    if entry.is_symlink():
        return _problem(name, *LINK)
    if entry.is_dir(follow_symlinks=False):
        if len(path.relative_to(project.root).parts) <= MAX_FOLDERS:
            return None
        return _problem(name, "file-name", "文件夹一层套一层，套得太深了", "减少文件夹的层数")
    if not entry.is_file(follow_symlinks=False):
        return _problem(name, "file-kind", "这不是普通文件", "删去它，换成普通的文件")
    return None


def wrong_name(name: str) -> str:
    """Return what is wrong with a file's name, or an empty string."""
    shown = UNSEEN.sub("□", name.encode("utf-8", "replace").decode().replace("\n", "□"))
    shown = shown if len(shown) <= 40 else f"{shown[:40]}…"
    if "\n" in name or "\t" in name or UNSEEN.search(name):
        return f"这里有一个文件的名字里有换行或看不见的字符：「{shown}」"
    if not _is_unicode(name):
        return f"这里有一个文件的名字不是 UTF-8 编码：「{shown}」"
    if len(name.encode()) > MAX_NAME:
        return f"这里有一个文件的名字太长（{len(name)} 个字）：「{shown}」"
    if RESERVED.fullmatch(name) or NOT_ON_WINDOWS.search(name):
        return f"这里有一个文件的名字在 Windows 上不能用：「{shown}」"
    return ""


def _is_unicode(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _problem(file: str, rule: str, message: str, hint: str) -> Problem:
    return Problem(Place(file), rule, "error", message, hint)


def _unlisted(project: Project, folder: Path) -> Problem:
    message = "打不开这个文件夹" if folder.is_dir() else "这里应当是一个文件夹"
    return _problem(project.name_of(folder), "file-kind", message, "检查它的权限，或者换成文件夹")


def _too_many(project: Project, folder: Path) -> Problem:
    message = f"这个文件夹里的文件超过了 {MAX_FILES} 个"
    return _problem(project.name_of(folder), "file-size", message, "检查是不是放错了文件")
