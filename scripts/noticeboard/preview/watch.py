"""What stands on the disk, by looking: every file that the site is made from, with time, size and number."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from noticeboard.commands.clock import git
from noticeboard.project import Project

Stamp = tuple[int, int, int]
# What editors and spreadsheets put beside a file while they save it: no part of the data.
ASIDE_STARTS = (".", "~$")
ASIDE_ENDS = ("~", ".tmp", ".swp", ".swx", ".bak", ".crdownload")
ASIDE = ("4913", "Thumbs.db", "desktop.ini", "__pycache__")


class Watch:
    """Looks whenever it is asked. A look costs a call of the system for each file, nothing else.

    A folder's own time tells of files that came, went or were renamed; only then it is walked anew.
    """

    def __init__(self, project: Project) -> None:
        """Find what to look at."""
        self._project = project
        self._paths: list[str] = []
        self._folders: dict[str, Stamp | None] = {}
        head = git(project, "rev-parse", "--git-path", "logs/HEAD")
        # A commit makes no other data, but another day and another history.
        self._history = str(project.root / head) if head else ""
        self._walk()

    def stamps(self) -> dict[str, Stamp]:
        """Return the stamps of all files that are there."""
        if any(_stamp(folder) != known for folder, known in self._folders.items()):
            self._walk()
        found = ((path, _stamp(path)) for path in self._paths)
        return {path: stamp for path, stamp in found if stamp}

    def is_history(self, path: str) -> bool:
        """Tell whether a path stands for what git knows."""
        return path == self._history

    def _walk(self) -> None:
        project = self._project
        roots = (project.data, project.content, *project.template_folders)
        self._folders = {str(project.root): _stamp(str(project.root))}
        self._paths = [str(project.engine_config), *filter(None, [self._history])]
        for root in roots:
            for path, is_folder in _below(str(root)):
                if is_folder:
                    self._folders[path] = _stamp(path)
                else:
                    self._paths.append(path)


def _below(folder: str) -> Iterator[tuple[str, bool]]:
    """Yield the folder, and all that stands below it; a folder before what it holds."""
    yield folder, True
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if is_aside(entry.name):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _below(entry.path)
        else:
            yield entry.path, False


def is_aside(name: str) -> bool:
    """Tell whether a file of this name is a program's own."""
    return name.startswith(ASIDE_STARTS) or name.endswith(ASIDE_ENDS) or name in ASIDE


def _stamp(path: str) -> Stamp | None:
    try:
        found = os.stat(path)  # noqa: PTH116 - thousands of times a minute
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def differing(before: dict[str, Stamp], now: dict[str, Stamp]) -> set[Path]:
    """Return the files that came, went or are other than before."""
    return {Path(path) for path, _ in before.items() ^ now.items()}
