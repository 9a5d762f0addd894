"""The one door through which files are written.

A folder of ours is never emptied: changed files are staged beside it, a journal makes the
change certain, then the files are renamed into place and stale ones removed. A run that
was killed is undone (no journal yet) or finished (journal written) by the next one.
Every folder carries ``.noticeboard-files``: the SHA-256 and name of each file in it, in
the form that ``sha256sum -c`` reads. Only files named there are ever removed.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
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


@dataclass(frozen=True, slots=True)
class Staged:
    """A file of the new tree: its name, its SHA-256, whether it differs from what is there."""

    name: str
    digest: str
    changed: bool


@dataclass(frozen=True)
class Tree:
    """A folder of ours in change. Several processes may stage files; one commits them all."""

    folder: Path

    @functools.cached_property
    def _names(self) -> tuple[str, str]:
        """Return the folder and where its files are put aside, as strings."""
        return self.folder.as_posix(), _staging(self.folder).as_posix()

    def stage(self, name: str, body: bytes) -> Staged:
        """Put a file aside, unless the folder holds it already with the same content.

        ``name`` is relative, with slashes.
        """
        folder, aside = self._names
        changed = not _same(f"{folder}/{name}", body)
        if changed:
            _write(f"{aside}/{name}", body)
        return Staged(name, _digest(body), changed)

    def commit(self, staged: Iterable[Staged]) -> Written:
        """Make the folder hold exactly the staged files; all of it happens, or nothing."""
        files = sorted(staged, key=lambda file: file.name)
        manifest = "".join(f"{file.digest}  {file.name}\n" for file in files).encode()
        listing = self.stage(MANIFEST, manifest)
        names = {file.name for file in files} | {MANIFEST}
        changed = [file.name for file in (*files, listing) if file.changed]
        stale = sorted(_manifest(self.folder) - names)
        if changed or stale:
            _put_in_place(self.folder, changed, stale)
        return Written(len(files), len(changed) - listing.changed, len(stale))


@contextmanager
def changing(folder: Path) -> Iterator[Tree]:
    """Give the folder as a ``Tree`` to stage files for and commit; an error leaves nothing behind.

    Raises ``UsageError`` when the folder holds files that we did not write.
    """
    recover(folder)
    _manifest(folder)
    try:
        yield Tree(folder)
    finally:
        recover(folder)


def write_tree(folder: Path, files: dict[str, bytes]) -> Written:
    """Make ``folder`` hold exactly ``files`` (relative names with slashes → content)."""
    with changing(folder) as tree:
        return tree.commit([tree.stage(name, body) for name, body in files.items()])


def _put_in_place(folder: Path, changed: list[str], stale: list[str]) -> None:
    """Move the staged files into the folder: at once where there is none, else by a journal."""
    staging = _staging(folder)
    if not folder.exists():
        staging.replace(folder)
        return
    _write(
        f"{staging.as_posix()}/journal.tmp",
        json.dumps({"changed": changed, "stale": stale}).encode(),
    )
    (staging / "journal.tmp").replace(staging / JOURNAL)
    recover(folder)


def _staging(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.staging")


def recover(folder: Path) -> None:
    """Finish the change whose journal is complete, drop one whose journal is not."""
    staging = _staging(folder)
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


def finish(folder: Path) -> None:
    """Finish a change of a folder that people edit, if a run was killed in the middle of it."""
    if (_staging(folder) / JOURNAL).is_file():
        recover(folder)


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


# Names as strings in what every page goes through: a ``Path`` costs as much as the system's call.
def _write(name: str, body: bytes) -> None:
    """Write a file, making its folder when it is not there: most pages have one of their own."""
    parent = name.rpartition("/")[0]
    try:
        os.mkdir(parent)  # noqa: PTH102
    except FileExistsError:
        pass
    except FileNotFoundError:
        Path(parent).mkdir(parents=True, exist_ok=True)
    with open(name, "wb") as file:  # noqa: PTH123
        file.write(body)


def _same(name: str, body: bytes) -> bool:
    try:
        with open(name, "rb") as file:  # noqa: PTH123
            return os.fstat(file.fileno()).st_size == len(body) and file.read() == body
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
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
    if not _same(str(path), body):
        temporary = path.with_name(f".{path.name}.tmp")
        _write(temporary.as_posix(), body)
        temporary.replace(path)


def write_files(
    folder: Path, files: dict[str, bytes], gone: Iterable[str] = (), executable: Iterable[str] = ()
) -> None:
    """Write some files of a folder that people edit, take ``gone`` away: all of it, or nothing.

    ``executable`` are files that may be run. A run that was killed meanwhile is finished, or
    undone, by the next ``recover``.
    """
    recover(folder)
    staging = _staging(folder)
    try:
        for name, body in files.items():
            _write(f"{staging.as_posix()}/{name}", body)
        for name in executable:
            (staging / name).chmod(0o755)
        _put_in_place(folder, sorted(files), sorted(gone))
    finally:
        recover(folder)


def write_own(path: Path, body: bytes) -> None:
    """Write a file that only its owner may read, whole or not at all; its folder stays as it is."""
    temporary = path.with_name(f".{path.name}.tmp")
    temporary.unlink(missing_ok=True)
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(body)
    temporary.replace(path)


def begin_private(path: Path) -> None:
    """Make an empty file that only its owner may read; one that is there already stays as it is.

    A power cut afterwards finds it in its folder.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    if os.name == "posix":  # elsewhere a folder cannot be opened
        for folder in (path.parent, path.parent.parent):
            handle = os.open(folder, os.O_RDONLY)
            os.fsync(handle)
            os.close(handle)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Wait until no other process is inside, and keep others waiting; a killed one keeps nobody.

    ``path`` is a file that stands for what is written meanwhile; it stays, empty.
    """
    begin_private(path)
    handle = os.open(path, os.O_RDWR)
    try:
        _lock(handle)
        yield
    finally:
        os.close(handle)  # which lets go of it


def _lock(handle: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_LOCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX)


def write_private(path: Path, body: bytes | Iterable[bytes]) -> None:
    """Write a file that only its owner may read, whole or not at all, and keep its folder so."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    temporary = path.with_name(f".{path.name}.tmp")
    temporary.unlink(missing_ok=True)
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.writelines([body] if isinstance(body, bytes) else body)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
