"""Sheets that ask what to do next: a row for each thing that waits, and columns to fill in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from noticeboard.workbook import look
from noticeboard.workbook.cells import is_blank
from noticeboard.workbook.faults import Fault, Spot
from noticeboard.workbook.layout import FIRST_ROW, HEAD_ROW, NOTES_ROW
from noticeboard.workbook.lists import Lists
from noticeboard.workbook.reading import HEADINGS_WITHIN, Found, Grid, heading


@dataclass(frozen=True)
class Asked:
    """A column to fill in: its heading, what to write, how it is formatted, what it offers."""

    title: str
    note: str
    kind: str = "text"
    offered: tuple[str, ...] = ()
    width: float = 18


@dataclass(frozen=True)
class Said:
    """A row in which something was filled in: its number, its id, the cells by heading."""

    number: int
    key: str
    cells: Mapping[str, object]


def form_sheet(
    sheet: Worksheet,
    fixed: Sequence[tuple[str, float]],
    asked: Sequence[Asked],
    rows: Sequence[Sequence[object]],
    lists: Lists,
) -> None:
    """Write a sheet: what is known, grey, and what is asked, yellow."""
    look.widths(sheet, [*(width for _, width in fixed), *(one.width for one in asked)])
    titles = [*(title for title, _ in fixed), *(one.title for one in asked)]
    notes = [*("" for _ in fixed), *(one.note for one in asked)]
    tallest = max(look.lines_of(one.note, one.width * 1.2) for one in asked)
    for number, (title, note) in enumerate(zip(titles, notes, strict=True), 1):
        look.note(look.put(sheet, NOTES_ROW, number, note or None))
        look.head(look.put(sheet, HEAD_ROW, number, title))
    sheet.row_dimensions[NOTES_ROW].height = 13 * tallest + 4
    sheet.row_dimensions[HEAD_ROW].height = 32
    for row, values in enumerate(rows, FIRST_ROW):
        for number, value in enumerate(values, 1):
            look.body(look.put(sheet, row, number, value), "yyyy-mm-dd", locked=True)
        look.tall(sheet, row, values, [width for _, width in fixed])
        for number, one in enumerate(asked, len(fixed) + 1):
            cell = look.put(sheet, row, number, None)
            look.body(cell, look.FORMATS.get(one.kind, "@"), False, look.FILL_IN)
    last = FIRST_ROW + max(1, len(rows)) - 1
    for number, one in enumerate(asked, len(fixed) + 1):
        if one.offered:
            letter = get_column_letter(number)
            rule = lists.of(one.offered)
            rule.add(f"{letter}{FIRST_ROW}:{letter}{last}")
            sheet.add_data_validation(rule)
    sheet.freeze_panes = f"C{FIRST_ROW}"
    sheet.auto_filter.ref = f"A{HEAD_ROW}:{get_column_letter(len(titles))}{last}"
    look.protect(sheet)
    look.page(sheet, f"{NOTES_ROW}:{HEAD_ROW}")


@dataclass(frozen=True)
class FormRead:
    """A form that came back: where each heading stands, the rows in which something is filled in."""

    name: str
    columns: dict[str, int]
    rows: tuple[Said, ...]

    def spot(self, row: int, title: str) -> Spot:
        """Return the cell below a heading."""
        return Spot(self.name, row, self.columns.get(title, 0))


def read_form(
    name: str, grid: Grid, key: str, asked: Sequence[Asked], found: Found
) -> FormRead | None:
    """Return what was filled in; ``None`` and a fault where its headings are gone."""
    titles = [key, *(one.title for one in asked)]
    wanted = {heading(title): title for title in titles}
    best: dict[str, int] = {}
    at = 0
    for index, row in enumerate(grid[:HEADINGS_WITHIN]):
        known = {wanted[h]: c for c, value in enumerate(row, 1) if (h := heading(value)) in wanted}
        if len(known) > len(best):
            best, at = known, index
    missing = [title for title in titles if title not in best]
    if missing:
        hint = "把标题改回去，或者重新导出一份再填"
        found.faults.append(Fault(Spot(name, HEAD_ROW), f"没有“{missing[0]}”这一栏", hint))
        return None
    rows = []
    for number, row in enumerate(grid[at + 1 :], at + 2):
        cells = {t: row[c - 1] if c <= len(row) else None for t, c in best.items()}
        if any(not is_blank(cells[one.title]) for one in asked):
            rows.append(Said(number, str(cells[key] or "").strip(), cells))
    return FormRead(name, best, tuple(rows))
