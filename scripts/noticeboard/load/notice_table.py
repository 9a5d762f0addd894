"""Read ``content/notices/*.md`` as a table: a notice a row, the file's name its id."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path, PurePosixPath

from noticeboard.dataset import Cell, Resource, Row, Table
from noticeboard.errors import Place, Problem
from noticeboard.load.files import UnreadableError, decode, read_bytes
from noticeboard.load.folders import files_below
from noticeboard.load.prose import split_page
from noticeboard.load.values import typed_values
from noticeboard.load.yaml_table import read_row
from noticeboard.project import Project

DATES_OF_OURS = ("published_on", "published_at", "publish_date", "date")


def read_notices(project: Project, resource: Resource) -> tuple[Table, list[Problem]]:
    """Return the table and its problems; a file that cannot be read leaves it incomplete."""
    rows: list[Row] = []
    problems: list[Problem] = []
    # What must not be there, the pages' reader tells: it walks the whole of content/.
    paths, wrong = files_below(project, project.notices)
    complete = not wrong
    for path in sorted(paths, key=lambda path: path.stem):
        if path.name == "index.md" or path.suffix != ".md" or path.parent != project.notices:
            continue
        try:
            row, found = _notice(project, resource, path)
        except UnreadableError as error:
            problems.append(error.problem(resource.name))
            complete = False
            continue
        rows.append(row)
        problems += found
    return Table(resource, tuple(rows), complete), problems


def _notice(project: Project, resource: Resource, path: Path) -> tuple[Row, list[Problem]]:
    return read_notice(resource, project.name_of(path), read_bytes(project, path))


def read_notice(resource: Resource, name: str, content: bytes) -> tuple[Row, list[Problem]]:
    """Read one notice: front matter, its name as ``id``, its text as ``body``.

    Raises ``UnreadableError``.
    """
    tree, body, body_line = split_page(name, decode(content, name))
    row, problems = read_row(resource, tree)
    problems = [_own_date(problem) for problem in problems]
    blank = len(body) - len(body.lstrip("\n"))
    own = {
        "id": Cell(PurePosixPath(name).stem, Place(name)),
        "body": Cell(body.strip(), Place(name, body_line + blank)),
    }
    cells = row.cells | own
    values = row.values | typed_values({n: resource.fields[n] for n in own}, own)
    return Row(Place(name), cells, values), problems


def _own_date(problem: Problem) -> Problem:
    """Say of a publication date in the front matter that nobody may set it."""
    if problem.rule != "yaml-name" or not any(f"「{n}」" in problem.message for n in DATES_OF_OURS):
        return problem
    return replace(
        problem,
        message="发布日期不能自己填",
        hint="删去这一行：第一次发布的日期由网站登记在 data/notice_ledger.csv；落款的日期写 signed_on",
    )
