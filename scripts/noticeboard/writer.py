"""The one door through which files are written.

A folder of ours is never emptied: changed files are staged beside it, a journal makes the
change certain, then the files are renamed into place and stale ones removed. A run that
was killed is undone (no journal yet) or finished (journal written) by the next one.
Every folder carries ``.noticeboard-files``: the SHA-256 and name of each file in it, in
the form that ``sha256sum -c`` reads. Only files named there are ever removed.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from noticeboard.errors import UsageError

MANIFEST = ".noticeboard-files"
JOURNAL = "journal.json"


@dataclass(frozen=True)
class Written:
    """What a run changed: numbers of files."""

    total: int
    changed: int
    removed: int


def write_tree(folder: Path, files: dict[str, bytes]) -> Written:
    """Make ``folder`` hold exactly ``files`` (relative names with slashes → content).

    Files that are there already with the same content are not touched. Raises
    ``UsageError`` when the folder holds files that we did not write, or a name in it
    leads outside.
    """
    staging = folder.with_name(f".{folder.name}.staging")
    recover(folder)
    ours = _manifest(folder)
    manifest = "".join(f"{_digest(body)}  {name}\n" for name, body in sorted(files.items()))
    wanted = files | {MANIFEST: manifest.encode()}
    changed = {name: body for name, body in wanted.items() if not _same(folder / name, body)}
    stale = sorted(ours - set(wanted))
    if not changed and not stale:
        return Written(len(files), 0, 0)
    for name, body in changed.items():
        _write(staging / name, body)
    journal = {"changed": sorted(changed), "stale": stale}
    _write(staging / "journal.tmp", json.dumps(journal).encode())
    (staging / "journal.tmp").replace(staging / JOURNAL)
    recover(folder)
    return Written(len(files), len(changed) - (MANIFEST in changed), len(stale))


def recover(folder: Path) -> None:
    """Finish the change whose journal is complete, drop one whose journal is not."""
    staging = folder.with_name(f".{folder.name}.staging")
    if not staging.exists():
        return
    if (staging / JOURNAL).is_file():
        journal = json.loads((staging / JOURNAL).read_text(encoding="utf-8"))
        for name in journal["changed"]:
            if (staging / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (staging / name).replace(folder / name)
        for name in journal["stale"]:
            _remove(folder, name)
    shutil.rmtree(staging)


def read_tree_digest(folder: Path) -> str:
    """Return one digest over the names and contents of all files under ``folder``."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            total.update(path.relative_to(folder).as_posix().encode() + b"\0")
            total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def _write(path: Path, body: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)


def _same(path: Path, body: bytes) -> bool:
    try:
        return path.stat().st_size == len(body) and path.read_bytes() == body
    except (FileNotFoundError, NotADirectoryError):
        return False


def _manifest(folder: Path) -> set[str]:
    """Return the names we wrote before; refuse a folder that is somebody else's."""
    if not folder.exists():
        return set()
    if not folder.is_dir():
        raise UsageError(f"{folder} 是一个文件，不是文件夹，没有写入")
    listing = folder / MANIFEST
    if not listing.is_file():
        if any(folder.iterdir()):
            raise UsageError(f"{folder} 里有不是本工具生成的文件，没有写入。换一个空文件夹")
        return set()
    lines = listing.read_text(encoding="utf-8").splitlines()
    return {line[66:] for line in lines} | {MANIFEST}


def _remove(folder: Path, name: str) -> None:
    """Remove a stale file and the folders it leaves empty."""
    path = folder / name
    path.unlink(missing_ok=True)
    for parent in path.parents:
        if parent == folder or not parent.is_dir() or any(parent.iterdir()):
            break
        parent.rmdir()


def write_file(path: Path, body: bytes) -> None:
    """Write one file whole or not at all; an unchanged one is not touched."""
    if not _same(path, body):
        temporary = path.with_name(f".{path.name}.tmp")
        _write(temporary, body)
        temporary.replace(path)
