"""A workbook that came back: read under guard, compared with its base, put onto the data in memory."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from noticeboard.commands.drafts import Draft
from noticeboard.dataset import Dataset
from noticeboard.edit import Change
from noticeboard.errors import Place, Problem, UsageError
from noticeboard.moves import origin
from noticeboard.names import Names, names_of
from noticeboard.project import Project
from noticeboard.survey.snapshot import SourceFormatError
from noticeboard.survey.workbooks import sheets_of
from noticeboard.workbook.base import Base, digest_of, joined_pieces, unpacked
from noticeboard.workbook.cells import as_text
from noticeboard.workbook.cover import NUMBER
from noticeboard.workbook.facts import Facts, facts_of
from noticeboard.workbook.faults import Fault, Spot, WorkbookFaults
from noticeboard.workbook.layout import BASE, COVER
from noticeboard.workbook.merge import ADDED, DELETED, Merge, OneTable, tables_of
from noticeboard.workbook.reading import Found, read_sheets
from noticeboard.workbook.rows import merge_tables

MAX_BYTES = 64 * 1024 * 1024
Grids = dict[str, list[list[object]]]


@dataclass
class Came:
    """A workbook as it was read: its sheets' cells, what else they are, and its base."""

    grids: Grids
    facts: dict[str, Facts]
    base: Base


def opened(project: Project, path: Path) -> Came:
    """Return what is in a workbook. Raises ``UsageError`` where it is none, or not one of ours."""
    if not path.is_file():
        raise UsageError(f"找不到 {path.name}。把文件名（或整个路径）写对")
    if path.stat().st_size > MAX_BYTES:
        raise _too_large(path.name)
    return unpacked_book(project, path.name, path.read_bytes())


def _too_large(name: str) -> UsageError:
    return UsageError(f"{name} 超过了 {MAX_BYTES // 1024 // 1024} MB，不像我们的登记表")


def unpacked_book(project: Project, name: str, body: bytes) -> Came:
    """Return what is in a workbook of this name. Raises ``UsageError`` as ``opened`` does."""
    if len(body) > MAX_BYTES:
        raise _too_large(name)
    try:
        sheets = [(s.name, [list[object](row) for row in s.rows], s.merged)
                  for s in sheets_of(name, body, open_document=True)]  # fmt: skip
    except SourceFormatError as error:
        raise UsageError(str(error)) from None
    facts = facts_of(body)
    for sheet, _, merged in sheets:
        if sheet not in facts:
            facts[sheet] = Facts(merged=list(merged))
    grids: Grids = {sheet: rows for sheet, rows, _ in sheets}
    return Came(grids, facts, _base(project, name, grids))


def base_file(project: Project, digest: str) -> Path:
    """Return where the base of a workbook is kept beside what the workbook itself carries."""
    return project.private / "workbooks" / f"{digest}.base"


def _base(project: Project, name: str, grids: Grids) -> Base:
    """Return the base that the workbook carries, else the one that was kept under its number."""
    content = joined_pieces(grids.get(BASE, []))
    if not content:
        digest = _number_of(grids.get(COVER, []))
        kept = base_file(project, digest)
        content = kept.read_bytes() if digest and kept.is_file() else b""
        content = content if digest_of(content) == digest else b""
    base = unpacked(content) if content else None
    if base is None and name.lower().endswith(".csv"):
        raise UsageError(
            f"{name} 是 CSV，不是导出的登记表。data 里的表改好了不用交，直接 noticeboard check；"
            "要用登记表，先 noticeboard xlsx export"
        )
    if base is None:
        raise UsageError(
            f"{name} 不是这里导出的登记表，或者里面用来对照的底稿没有了（藏着的页“{BASE}”被删了）。"
            "怎么改：重新运行 noticeboard xlsx export，把改动抄到新的一份里"
        )
    return base


def _number_of(grid: list[list[object]]) -> str:
    """Return the number that the first sheet tells."""
    for row in grid:
        for value in row:
            text = as_text(value)
            if NUMBER in text:
                rest = text.partition(NUMBER)[2].lstrip("：: ")
                number = rest[: rest.find("（")] if "（" in rest else rest
                return number if number.isalnum() and number.isascii() else ""
    return ""


@dataclass
class Merged:
    """The workbook put onto the data: what changes, and the data as they will be."""

    found: Found
    tables: list[OneTable]
    merge: Merge
    draft: Draft
    before: Dataset
    old_names: Names
    # Rows that come of a step or an answer: the cell of each column, for the rest the one where it was chosen.
    spots: dict[tuple[str, str, str], Spot] = field(default_factory=dict)


def merged(project: Project, dataset: Dataset, came: Came, day: dt.date) -> Merged:
    """Merge every table of a workbook; faults are kept, not raised."""
    resources = {name: table.resource for name, table in dataset.tables.items()}
    found = read_sheets(came.grids, came.facts, came.base, resources)
    names, old = names_of(dataset), names_of(dataset)
    given = _given_names(dataset, came.base)
    for table, keys in given.by_id.items():
        for key, name in keys.items():
            if key not in names.by_id.get(table, {}):
                continue
            known = names.by_id[table][key]
            names.add(table, key, known, (name,))
    merge = Merge(names, given, origin=_origin(dataset), day=day.isoformat())
    merge.faults, merge.remarks = list(found.faults), list(found.remarks)
    tables = tables_of(dataset, came.base, found)
    merge_tables(tables, merge)
    draft = Draft(project, dataset, day)
    return Merged(found, tables, merge, draft, dataset, old)


def _given_names(dataset: Dataset, base: Base) -> Names:
    """Return how rows were called when the workbook was made; tables without a sheet as they are."""
    names = names_of(dataset)
    for table in base.tables.values():
        if table.name not in dataset.tables:
            continue
        own = [n for n in ("short_name", "name", "title", "label", "matter") if n in table.fields]
        for key in table.rows if own else ():
            cells = table.cells(key)
            names.add(table.name, key, next((cells[n] for n in own if cells[n]), ""))
    return names


def _origin(dataset: Dataset) -> Mapping[str, str]:
    try:
        return origin(dataset)
    except UsageError:  # the town names no register: whoever adds a row says where it is from
        return {}


def apply(one: Merged) -> None:
    """Put the changed rows onto the data in memory. Raises ``WorkbookFaults`` for what no file takes."""
    changes = [
        Change(
            change.table,
            change.key,
            {name: will for name, (_, will) in change.cells.items()}
            if change.kind != DELETED
            else {},
            new=change.kind == ADDED,
            gone=change.kind == DELETED,
        )
        for change in one.merge.changes
    ]
    try:
        one.draft.change(changes)
    except UsageError:
        one.draft = Draft(one.draft.project, one.before, one.draft.day)
        for change, wish in zip(one.merge.changes, changes, strict=True):
            try:
                one.draft.change([wish])
            except UsageError as error:
                fault = Fault(Spot(change.sheet, change.row), str(error), "改好这一行再交")
                raise WorkbookFaults([fault]) from None


Where = dict[Place, tuple[str, str, str]]


def new_problems(one: Merged, known: tuple[Problem, ...]) -> list[Fault]:
    """Return the errors that the data would get, at the cells of the workbook where they are from."""
    old = {_identity(problem, _places(one.before, problem)) for problem in known}
    faults = []
    for problem in one.draft.problems():
        where = _places(one.draft.dataset, problem)
        if _identity(problem, where) not in old:
            faults.append(_fault(one, problem, where.get(problem.place)))
    return faults


def _places(dataset: Dataset, problem: Problem) -> Where:
    """Return table, row and field of every cell of the file in which a problem is."""
    found: Where = {}
    for table in dataset.tables.values():
        if table.resource.where != problem.place.file:
            continue
        for row in table.rows:
            key = str(row.get(table.resource.key))
            found.setdefault(row.place, (table.resource.name, key, problem.field))
            for name, cell in row.cells.items():
                if cell.place != row.place or not problem.field:
                    found[cell.place] = (table.resource.name, key, name)
    return found


def _identity(problem: Problem, where: Where) -> tuple[object, ...]:
    return (problem.rule, where.get(problem.place) or (problem.place.file, problem.message))


def _fault(one: Merged, problem: Problem, where: tuple[str, str, str] | None) -> Fault:
    """Return a problem as a fault at its cell; by file and line where it is not in the workbook."""
    hint = f"{problem.hint} [{problem.rule}]"
    for known in (where, (*where[:2], "")) if where else ():
        if known in one.spots:
            return Fault(one.spots[known], problem.message, hint)
    for table in one.tables if where else ():
        if where and table.resource.name == where[0]:
            rows = {key: number for number, key in table.keys.items()}
            if where[1] in rows:
                spot = table.sheet.spot(rows[where[1]], where[2])
                return Fault(spot, problem.message, hint)
    return Fault(Spot(str(problem.place)), problem.message, hint)
