"""``noticeboard scan``: look for personal data in a finished site, as whoever downloads it would.

``check`` looks at what staff wrote; this looks at what came of it, whatever made it: a
template, an attachment, a table, a script; and at what nobody publishes, but everybody with the
project can read: remarks in YAML, and files in ``data/`` and ``content/`` that no table names.
``--history`` looks at every line that git still holds of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from noticeboard.check.exceptions import allowed_codes
from noticeboard.check.persons import findings_in
from noticeboard.check.privacy import listed_codes, office_values, veiled
from noticeboard.commands.clock import git, git_object, today
from noticeboard.dataset import Dataset
from noticeboard.errors import UsageError
from noticeboard.load import load
from noticeboard.load.folders import files_below
from noticeboard.personal import KINDS, OFFICE_KINDS, find_personal
from noticeboard.personal.archives import UnreadableFileError
from noticeboard.personal.beside import picture_tells, told_beside
from noticeboard.personal.files import file_pieces
from noticeboard.personal.markup import Piece
from noticeboard.project import Project

LISTING = ".noticeboard-files"


@dataclass(frozen=True)
class Seen:
    """What was found: where (in Chinese), what, and the code of an exception ("" for none)."""

    file: str
    where: str
    what: str
    code: str = ""


@dataclass(frozen=True)
class Scanned:
    """How many files were looked into, what was found, which could not be looked into."""

    files: int
    seen: tuple[Seen, ...]
    closed: tuple[Seen, ...] = ()


def scan_site(project: Project, folder: Path) -> Scanned:
    """Look into every file of a built site. Raises ``UsageError`` where there is none."""
    if not folder.is_dir():
        raise UsageError(f"没有 {folder} 这个文件夹。先运行 noticeboard build")
    dataset = load(project)
    allowed, offices = _allowed(dataset)
    seen: list[Seen] = []
    closed: list[Seen] = []
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != LISTING)
    for path in paths:
        name = path.relative_to(folder).as_posix()
        body = path.read_bytes()
        try:
            seen += _in_pieces(name, [("文件名", name), *file_pieces(name, body)], allowed, offices)
            if not name.startswith("assets/"):
                seen += [Seen(name, "文件属性", word) for word in _told(name, body)]
        except UnreadableFileError as error:
            closed.append(Seen(name, "", str(error)))
    for name, pieces in _beside_the_data(project, dataset):
        seen += _in_pieces(name, pieces, allowed, offices)
    for name in dataset.photographs:
        told = picture_tells(dataset.photograph(name))
        seen += [Seen(f"content/photos/{name}", "照片文件里", word) for word in told]
    return Scanned(len(paths), tuple(seen), tuple(closed))


# A remark, or something like it within a text, which is looked at anyway.
REMARK = re.compile(r"(?:^|\s)#(.*)")


def _beside_the_data(project: Project, dataset: Dataset) -> Iterator[tuple[str, list[Piece]]]:
    """Yield the remarks in YAML and front matter, and what stands in files that no table reads."""
    read = {f"data/{table.resource.path}" for table in dataset.tables.values()}
    for folder in (project.data, project.content):
        for path in files_below(project, folder)[0]:
            name = project.name_of(path)
            if name in read or path.is_relative_to(project.attachments):
                continue
            pieces = _readable_pieces(name, path.read_bytes())
            if path.suffix in (".yaml", ".yml", ".md"):
                lines = "\n".join(text for _, text in pieces).split("\n")
                remarks = [(n, REMARK.search(line)) for n, line in enumerate(lines, 1)]
                pieces = [(f"第 {n} 行的备注", found[1]) for n, found in remarks if found]
            yield name, pieces


def _readable_pieces(name: str, body: bytes) -> list[Piece]:
    """Return a file's text; none of a kind that nobody could look into: it is not published."""
    try:
        suffix = PurePosixPath(name).suffix
        return file_pieces("x.txt" if suffix in (".yaml", ".yml") else name, body)
    except UnreadableFileError:
        return []


def _told(name: str, body: bytes) -> list[str]:
    """Return what a file tells beside its text; of our own workbook the author is the site."""
    return [] if name == "data/noticeboard.xlsx" else told_beside(name, body)


def scan_history(project: Project) -> Scanned:
    """Look into every line that was ever committed under ``data/`` and ``content/``."""
    allowed, offices = _allowed(load(project))
    told = git(project, "log", "-p", "--all", "--unified=0", "--no-color", "--no-ext-diff", "--format=%x01%h", "--", "data", "content")  # fmt: skip
    if told is None:
        raise UsageError("这里没有 git 记录，看不了历史")
    lines = list(_added_lines(told))
    seen: dict[tuple[str, str], Seen] = {}
    pieces = [text for _, _, text in lines]
    for finding in find_personal(pieces):
        if finding.code in allowed or (finding.kind in OFFICE_KINDS and finding.value in offices):
            continue
        commit, file, text = lines[finding.piece]
        what = f"{KINDS[finding.kind]}（{veiled(text[finding.start : finding.end])}）"
        seen.setdefault((file, finding.code), Seen(file, f"提交 {commit}", what, finding.code))
    photographs = list(_photographs_ever(project))
    told_by = [
        Seen(file, f"提交 {commit}", word)
        for commit, file, body in photographs
        for word in picture_tells(body)
    ]
    files = {file for _, file, _ in lines} | {file for _, file, _ in photographs}
    return Scanned(len(files), (*seen.values(), *told_by))


# Of ``git log --raw``: the object that a commit put in place, and its file.
PUT_IN_PLACE = re.compile(r":\d+ \d+ [0-9a-f]+ ([0-9a-f]+) [AM]\t(.+)")


def _photographs_ever(project: Project) -> Iterator[tuple[str, str, bytes]]:
    """Yield (commit, file, content) of every photograph that git still holds."""
    words = ("log", "--all", "--raw", "--no-abbrev", "--no-renames", "--format=%x01%h")
    commit, once = "", set()
    for line in (git(project, *words, "--", "content/photos") or "").split("\n"):
        put = PUT_IN_PLACE.fullmatch(line)
        if line.startswith("\x01"):
            commit = line[1:]
        elif put and put[1] not in once:
            once.add(put[1])
            yield commit, put[2].strip('"'), git_object(project, put[1])


def _added_lines(told: str) -> Iterator[tuple[str, str, str]]:
    """Yield (commit, file, text) of each added line of ``git log -p``."""
    commit = file = ""
    for line in told.split("\n"):
        if line.startswith("\x01"):
            commit = line[1:]
        elif line.startswith("+++ "):
            file = re.sub(r"^\"?b/|\"$", "", line[4:])
        elif line.startswith("+") and "notice_ledger" not in file:
            yield commit, file, line[1:]


def _allowed(dataset: Dataset) -> tuple[set[str], set[str]]:
    dataset = replace(dataset, today=today())
    return allowed_codes(dataset) | listed_codes(dataset), office_values(dataset)


def _in_pieces(
    name: str, pieces: list[tuple[str, str]], allowed: set[str], offices: set[str]
) -> Iterator[Seen]:
    """Yield what is personal in a file's pieces."""
    for where, finding in findings_in(pieces):
        if finding.code in allowed or (finding.kind in OFFICE_KINDS and finding.value in offices):
            continue
        shown = veiled(pieces[finding.piece][1][finding.start : finding.end])
        yield Seen(name, where, f"{KINDS[finding.kind]}（{shown}）", finding.code)
