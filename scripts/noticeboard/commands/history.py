"""What git kept of the data: of each file the versions of every day on which it changed.

Only a day's last version counts: what was mended within the day was never a state to tell of. Read are
the first parents from ``HEAD`` (what stood on the branch that is published), with the committer's day in
China; no commit is younger than the one after it. Messages and authors are not read. All of it is
bounded; git may ask no network and run nothing that the repository's settings name. Where git is
missing or refuses, there is no history.
"""

from __future__ import annotations

import datetime as dt
import functools
import os
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from noticeboard.commands.clock import CHINA
from noticeboard.project import Project

MOST_COMMITS = 500
MOST_DAYS = 730
MOST_BYTES_OF_A_FILE = 8 * 1024 * 1024
MOST_BYTES = 128 * 1024 * 1024
SECONDS = 30
FOLDERS = ("data", "content/notices")
FILE_MODES = ("100644", "100755")
# Colours, signatures, pagers, hooks and fetching what is missing: nothing that a setting can add.
GIT = ("git", "--no-pager", "--no-replace-objects", "-c", "protocol.allow=never",
       "-c", "core.fsmonitor=false", "-c", "log.showSignature=false")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Edit:
    """A file as one commit found and left it; a blob is empty where there was no file."""

    day: dt.date
    path: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Version:
    """What a file held at the end of a day; ``None`` where it was gone, no file, or too large."""

    day: dt.date
    content: bytes | None


@dataclass(frozen=True)
class History:
    """The versions of each file by its path, oldest first, with what it held before them.

    ``since`` is the first day that can be told; ``cut`` if there was something before that is not
    known. A file that ``before`` does not name was not there.
    """

    versions: dict[str, tuple[Version, ...]]
    before: dict[str, bytes | None]
    since: dt.date
    cut: bool


def history(project: Project, today: dt.date, read: Iterable[str]) -> History | None:
    """Return the history up to ``today`` of ``read``, paths of files or folders that end in a slash.

    ``None`` where git knows nothing of them, is missing, too slow or refuses.
    """
    head = git_says(project.root, "rev-parse", "--verify", "-q", "HEAD")
    shallow = git_says(project.root, "rev-parse", "--is-shallow-repository")
    if not head or shallow is None:
        return None
    edits, more = _edits(project.root, head)
    edits = tuple(edit for edit in edits if edit.day <= today)
    if not edits:
        return None
    wanted = tuple(read)
    is_shallow = shallow.strip() != b"false"
    first = edits[0].day
    # A shallow clone begins with a commit that seems to add everything: nothing is told of its day.
    since = max(first + is_shallow * dt.timedelta(1), today - dt.timedelta(MOST_DAYS))
    kept = [e for e in edits if e.day >= since and e.path.startswith(wanted)]
    since, kept = _small_enough(project.root, since, kept)
    contents = _contents(project.root, {b for e in kept for b in (e.before, e.after) if b})
    return _history(kept, contents, since, more or is_shallow or since > first)


def _history(
    edits: Sequence[Edit], contents: dict[str, bytes], since: dt.date, cut: bool
) -> History:
    """Return the last version of every day, and what stood before the first."""
    by_path: dict[str, list[Edit]] = {}
    for edit in edits:
        by_path.setdefault(edit.path, []).append(edit)
    versions, before = {}, {}
    for path, found in by_path.items():
        last_of_day = {edit.day: edit.after for edit in found}
        versions[path] = tuple(
            Version(day, contents.get(blob)) for day, blob in sorted(last_of_day.items())
        )
        if found[0].before:
            before[path] = contents.get(found[0].before)
    return History(versions, before, since, cut)


@functools.lru_cache(2)
def _edits(root: Path, head: bytes) -> tuple[tuple[Edit, ...], bool]:
    """Return the edits that lead to ``head``, oldest first, and whether there were more commits."""
    told = git_says(
        root, "log", "--first-parent", "-m", "--raw", "-z", "--no-abbrev", "--no-renames",
        "--no-color", "--no-ext-diff", "--relative", f"-n{MOST_COMMITS + 1}",
        "--format=tformat:%x01%ct", head.decode().strip(), "--", *FOLDERS,
    )  # fmt: skip
    commits = list(_commits(told or b""))
    edits: list[Edit] = []
    day = dt.date.max
    for seconds, entries in commits[:MOST_COMMITS]:
        day = min(day, _day_of(seconds))
        edits += [Edit(day, *entry) for entry in entries]
    return tuple(reversed(edits)), len(commits) > MOST_COMMITS


def _day_of(seconds: str) -> dt.date:
    """Return the day in China of a commit; a date that no calendar holds is the last one."""
    try:
        return dt.datetime.fromtimestamp(int(seconds), CHINA).date()
    except (ValueError, OverflowError, OSError):
        return dt.date.max


def _commits(told: bytes) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    """Yield each commit's seconds and (path, blob before, blob after), as ``git log --raw -z`` tells.

    A path that is no UTF-8 is left out: no table is called so.
    """
    words = iter(told.split(b"\0"))
    seconds, entries = "", list[tuple[str, str, str]]()
    for raw in words:
        word = raw.lstrip(b"\n")
        if word.startswith(b"\x01"):
            if seconds:
                yield seconds, entries
            seconds, entries = word[1:].decode("ascii", "replace"), []
        elif word.startswith(b":"):
            old, new, before, after, _ = word[1:].decode("ascii", "replace").split(" ")
            try:
                path = next(words, b"").decode("utf-8")
            except UnicodeDecodeError:
                continue
            entries.append(
                (path, before if old in FILE_MODES else "", after if new in FILE_MODES else "")
            )
    if seconds:
        yield seconds, entries


def _small_enough(root: Path, since: dt.date, edits: list[Edit]) -> tuple[dt.date, list[Edit]]:
    """Return the edits of the latest days that can be read within the bound, and their first day."""
    sizes = _sizes(root, {blob for e in edits for blob in (e.before, e.after) if blob})
    kept = [
        Edit(
            e.day,
            e.path,
            *(
                b if sizes.get(b, MOST_BYTES) <= MOST_BYTES_OF_A_FILE else ""
                for b in (e.before, e.after)
            ),
        )
        for e in edits
    ]
    held, seen = 0, set[str]()
    for edit in reversed(kept):
        for blob in {edit.before, edit.after} - seen - {""}:
            held += sizes[blob]
            seen.add(blob)
        if held > MOST_BYTES:
            since = edit.day + dt.timedelta(1)
            return since, [e for e in kept if e.day >= since]
    return since, kept


def _sizes(root: Path, blobs: set[str]) -> dict[str, int]:
    """Return the sizes of the blobs that are there, in bytes."""
    asked = "".join(f"{blob}\n" for blob in sorted(blobs)).encode()
    told = git_says(root, "cat-file", "--batch-check", given=asked) or b""
    lines = (line.split() for line in told.decode("ascii", "replace").split("\n"))
    return {words[0]: int(words[2]) for words in lines if len(words) == 3 and words[1] == "blob"}


def _contents(root: Path, blobs: set[str]) -> dict[str, bytes]:
    """Return what the blobs hold."""
    asked = "".join(f"{blob}\n" for blob in sorted(blobs)).encode()
    told = git_says(root, "cat-file", "--batch", given=asked) or b""
    found, at = {}, 0
    while at < len(told):
        end = told.index(b"\n", at)
        words = told[at:end].split()
        at = end + 1
        if len(words) == 3 and words[1] == b"blob":
            size = int(words[2])
            found[words[0].decode()] = told[at : at + size]
            at += size + 1
    return found


def git_says(root: Path, *words: str, given: bytes = b"") -> bytes | None:
    """Return what git prints; ``None`` where it is missing, refuses, or takes too long."""
    try:
        done = subprocess.run(
            (*GIT, "-C", str(root), *words),
            input=given,
            capture_output=True,
            check=False,
            timeout=SECONDS,
            env=os.environ | {"GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"},
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return None if done.returncode else done.stdout
