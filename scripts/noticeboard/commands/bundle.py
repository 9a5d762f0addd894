"""``noticeboard bundle make``: a zip with which a colleague without Python or git edits and looks.

Packages come from wheels that were downloaded and are held against the lock again; Python itself is the
embeddable package of python.org, which somebody downloaded: nothing here touches the network.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from noticeboard.commands.bundle_files import (
    TOP,
    base_of,
    checked_names,
    digest,
    library_files,
    program_files,
    python_files,
    start_files,
    town_files,
)
from noticeboard.commands.clock import today
from noticeboard.commands.rows import sound
from noticeboard.errors import UsageError
from noticeboard.project import Project
from noticeboard.repack import LONG_AGO
from noticeboard.writer import write_file

PLACE = "python-3.12.*-embed-amd64.zip"


@dataclass(frozen=True)
class Bundle:
    """What was made: where, how large (bytes), how many files, which Python with which digest."""

    path: Path
    size: int
    files: int
    python: str
    sha256: str


def make(
    project: Project,
    python: Path,
    wheels: Path,
    path: Path,
    sha256: str = "",
    day: dt.date | None = None,
) -> Bundle:
    """Write the bundle; the same input gives the same bytes.

    Raises ``DataProblems`` where the data are not sound, ``UsageError`` for packages that do not fit,
    ``BuildError`` for names that Windows cannot hold.
    """
    sound(project, today(day))
    archive = _read(python)
    found = digest(archive)
    if sha256 and sha256.lower() != found:
        raise UsageError(f"{python.name} 的 SHA-256 是 {found}，和给的不一样：重新下载，不要用它")
    own, version = python_files(archive)
    town = town_files(project)
    if not project.lock.is_file():
        raise UsageError("没有 requirements.lock，不知道要带哪些软件包")
    lock = project.lock.read_text(encoding="utf-8")
    files = town | base_of(town) | program_files(project) | own | start_files()
    files |= library_files(wheels, lock, version)
    body = zipped(files)
    write_file(path, body)
    return Bundle(path, len(body), len(files), f"{version[0]}.{version[1]}", found)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"{path} 打不开（{error.strerror}）。Python 要先下载好：python.org 的 Windows 下载页里的"
            f"“Windows embeddable package (64-bit)”，文件名是 {PLACE} 的样子；见 docs/bundle.md"
        ) from None


def zipped(files: Mapping[str, bytes], top: str = TOP) -> bytes:
    """Return a zip with these files in one folder, in order, without the clock.

    Names that are not ASCII carry the flag that they are UTF-8, which ``zipfile`` sets by itself.
    """
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name in checked_names(sorted(files)):
            entry = zipfile.ZipInfo(f"{top}/{name}" if top else name, LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0  # as Windows writes them: no modes
            target.writestr(entry, files[name])
    return made.getvalue()
