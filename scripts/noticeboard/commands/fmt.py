"""``noticeboard fmt``: every file of ``data/`` and the front matter of notices in canonical form.

No value changes its meaning, no comment is lost: what was made is read again and compared before it
is written, and a file for which that cannot be said stays as it is, byte for byte.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from noticeboard.dataset import Resource, Row, Table
from noticeboard.errors import NoticeboardError, UsageError
from noticeboard.load.csv_table import read_csv_table
from noticeboard.load.descriptor import read_descriptor
from noticeboard.load.files import UnreadableError, decode, read_bytes
from noticeboard.load.folders import files_below
from noticeboard.load.prose import split_page
from noticeboard.load.yaml_table import read_row, read_yaml_table
from noticeboard.load.yaml_tree import Node, plain_value, read_tree
from noticeboard.project import Project
from noticeboard.tidy import comments_in, tidy_csv, tidy_end, tidy_lines, tidy_notice, tidy_yaml
from noticeboard.writer import alone, recover, write_file, write_files

# Written and sealed by builds: a byte that changed would look like a forgery.
SEALED = ("notice_ledger",)


@dataclass(frozen=True)
class Formatted:
    """What ``fmt`` did: files that change, and those it left alone with the reason for each."""

    changed: tuple[str, ...]
    left: tuple[str, ...]


class _Left(NoticeboardError):
    """A file that stays as it is, and why."""


def fmt(project: Project, check: bool = False) -> Formatted:
    """Put the files into canonical form; with ``check`` only say which would change."""
    with alone(project.private / "writing"):
        recover(project.data)
        wanted, left = _all(project)
        if not check:
            inside = {p.relative_to(project.data).as_posix(): body for p, body in wanted.items()
                      if project.data in p.parents}  # fmt: skip
            if inside:
                write_files(project.data, inside)
            for path, body in wanted.items():
                if project.data not in path.parents:
                    write_file(path, body)
    return Formatted(tuple(sorted(project.name_of(path) for path in wanted)), tuple(left))


def _all(project: Project) -> tuple[dict[Path, bytes], list[str]]:
    """Return the new bytes of every file that changes, and what was left alone."""
    wanted: dict[Path, bytes] = {}
    left: list[str] = []
    for path, tidied in _files(project):
        try:
            body = tidied(path)
        except UnreadableError as error:
            left.append(f"{error.place} {error.message}。没有动这个文件；先改好：{error.hint}")
            continue
        except NoticeboardError as error:
            left.append(str(error))
            continue
        if body != path.read_bytes():
            wanted[path] = body
    return wanted, left


Tidied = Callable[[Path], bytes]


def _files(project: Project) -> list[tuple[Path, Tidied]]:
    """Return every file that has a canonical form, with what puts it into it."""
    _, resources = read_descriptor(project)
    found: list[tuple[Path, Tidied]] = []
    for resource in resources:
        if resource.path.endswith(".md"):
            found += [(path, _notice(project, resource)) for path in _notices(project)]
        elif resource.name not in SEALED:
            made = _csv if resource.path.endswith(".csv") else _yaml
            found.append((project.data / resource.path, made(project, resource)))
    others = [project.data / "datapackage.yaml", project.data / "site.yaml"]
    others += [p for p in files_below(project, project.surveys)[0] if p.suffix in (".yaml", ".yml")]
    return [*found, *((path, _lines(project)) for path in others)]


def _notices(project: Project) -> list[Path]:
    paths = files_below(project, project.notices)[0]
    return [
        p
        for p in paths
        if p.suffix == ".md" and p.name != "index.md" and p.parent == project.notices
    ]


def _csv(project: Project, resource: Resource) -> Tidied:
    def tidied(path: Path) -> bytes:
        before = _sound(*read_csv_table(resource, resource.where, read_bytes(project, path)))
        made = tidy_csv(before)
        _compare(resource.where, before, _sound(*read_csv_table(resource, resource.where, made)))
        return made

    return tidied


def _yaml(project: Project, resource: Resource) -> Tidied:
    def tidied(path: Path) -> bytes:
        text = decode(read_bytes(project, path), resource.where)
        before = _sound(*read_yaml_table(resource, resource.where, text.encode()))
        made = tidy_yaml(text, resource)
        for shape in (tidy_lines, tidy_end):
            body = shape(made)
            after = _sound(*read_yaml_table(resource, resource.where, body.encode()))
            if _same(before, after) and comments_in(text) == comments_in(body):
                return body.encode()
        raise _Left(f"{resource.where} 的写法比较特别，怕改错，没有动")

    return tidied


def _notice(project: Project, resource: Resource) -> Tidied:
    def tidied(path: Path) -> bytes:
        name = project.name_of(path)
        text = decode(read_bytes(project, path), name)
        tree, body, _ = split_page(name, text)
        made = tidy_notice(text, resource, name)
        after, kept, _ = split_page(name, made)
        rows = [read_row(resource, one)[0] for one in (tree, after)]
        if body != kept or not _alike(rows[0], rows[1]):
            raise _Left(f"{name} 开头的写法比较特别，怕改错，没有动")
        return made.encode()

    return tidied


def _lines(project: Project) -> Tidied:
    def tidied(path: Path) -> bytes:
        name = project.name_of(path)
        text = decode(read_bytes(project, path), name)
        before = _value(read_tree(name, text.encode()))
        for shape in (tidy_lines, tidy_end):
            if _value(read_tree(name, shape(text).encode())) == before:
                return shape(text).encode()
        raise _Left(f"{name} 的写法比较特别，怕改错，没有动")

    return tidied


def _value(tree: Node) -> Any:
    return plain_value(tree)


def _sound(table: Table, problems: list[Any]) -> Table:
    """Return a table that was read whole; the first problem as ``_Left`` where it was not."""
    if problems or not table.complete:
        what = f"{problems[0].place} {problems[0].message}" if problems else table.resource.where
        raise _Left(f"{what}。没有动这个文件；先改好，见 noticeboard check")
    return table


def _compare(file: str, before: Table, after: Table) -> None:
    if not _same(before, after):
        raise UsageError(f"{file} 的写法比较特别，怕改错，没有动")


def _same(before: Table, after: Table) -> bool:
    rows = zip(before.rows, after.rows, strict=False)
    return len(before.rows) == len(after.rows) and all(_alike(one, other) for one, other in rows)


def _alike(before: Row, after: Row) -> bool:
    """Tell whether every value that was known is the same; what nobody could read may be known now."""
    return all(after.values.get(name) == value for name, value in before.values.items()) and all(
        name in before.values or name in after.values or cell.text == after.cells[name].text
        for name, cell in before.cells.items()
    )
