"""Read a CSV table: one line is one record, so that one fault costs one row.

A cell may therefore not hold a line break. In exchange an unclosed quote is found on its
own line instead of swallowing the rest of the file, a line number is the row number that
WPS shows, and a change in git is one line.
"""

from __future__ import annotations

import csv
import functools
import re

from noticeboard.dataset import Cell, Resource, Row, Table
from noticeboard.errors import Place, Problem
from noticeboard.load.files import UnreadableError, bad_encoding, garbled_at, unix_lines
from noticeboard.load.unseen import odd_space_in, unseen_in
from noticeboard.load.values import typed_values
from noticeboard.words import nearest

MAX_CELLS = 500
MAX_LINE = 100_000
# A cell up to the next comma or the end. No quote is looked at twice: lines may be hostile.
SOUND_CELL = re.compile(r'"(?:[^"]|"")*+"(?=,|$)|(?!")[^,]*')


class KnownRows:
    """The rows of one file that were read without a problem, for whoever reads it again and again.

    A row depends on its line, the number of the line, the header and the description of the table.
    """

    def __init__(self) -> None:
        """Know none."""
        self._for: tuple[Resource, list[str]] | None = None
        self._lines: list[bytes] = []
        self._rows: list[Row | None] = []

    def of(self, resource: Resource, header: list[str], lines: list[bytes]) -> list[Row | None]:
        """Return for each line the row that it was before; ``None`` where it is another line."""
        kept = self._for
        if kept is None or kept[0] is not resource or kept[1] != header:
            self._for, self._lines = (resource, header), []
        known = [
            row if old == new else None
            for old, new, row in zip(self._lines, lines, self._rows, strict=False)
        ]
        self._lines, self._rows = lines, known + [None] * (len(lines) - len(known))
        return self._rows

    def keep(self, line: int, row: Row) -> None:
        """Know this row from now on; ``line`` is counted from 1."""
        self._rows[line - 1] = row


def read_csv_table(
    resource: Resource, file: str, content: bytes, known_rows: KnownRows | None = None
) -> tuple[Table, list[Problem]]:
    """Return the table and the problems of single rows.

    Lines that ``known_rows`` knows are not read anew: their rows are the same objects as before.
    Raises ``UnreadableError`` when the header is missing or wrong: then no column is known.
    """
    lines = unix_lines(content).split(b"\n")
    header = _header(resource, file, lines[0])
    before = known_rows.of(resource, header, lines) if known_rows else []
    rows: list[Row] = []
    problems: list[Problem] = []
    complete, open_quote = True, False
    for line, raw in enumerate(lines[1:], 2):
        if open_quote and _continues(raw, header):
            open_quote = raw.count(b'"') % 2 == 0
            complete = complete and not raw.strip()
            continue
        open_quote = False
        if before and (known := before[line - 1]):
            rows.append(known)
            continue
        try:
            cells = _cells(file, line, raw)
            if not any(cells):
                continue
            rows.append(_row(resource, file, line, header, cells))
            if known_rows:
                known_rows.keep(line, rows[-1])
        except UnreadableError as error:
            problems.append(error.problem(resource.name))
            certain = _broken_row(resource, file, line, header, raw, error)
            rows += certain
            complete = complete and bool(certain)
            open_quote = error.rule == "csv-quote"
    return Table(resource, tuple(rows), complete), problems


def _continues(raw: bytes, header: list[str]) -> bool:
    """Tell whether a line after an open quote is the rest of that cell, not a record."""
    if raw.count(b'"') % 2:
        return True
    return bool(raw.strip()) and len(_split(raw.decode("utf-8", "replace"))[0]) != len(header)


def address(column: int, line: int) -> str:
    """Return the spreadsheet address of a cell, e.g. ``D3``."""
    return f"{_letters(column)}{line}"


@functools.cache
def _letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _place(file: str, line: int, column: int) -> Place:
    return Place(file, line, column, address(column, line))


def _cells(file: str, line: int, raw: bytes) -> list[str]:
    """Return the stripped cells of one line; ``UnreadableError`` at the cell that is wrong."""
    if len(raw) > MAX_LINE:
        message = f"这一行有 {len(raw)} 个字节，太长了"
        raise UnreadableError(_place(file, line, 1), "line-size", message, "检查是不是漏了换行")
    try:
        text, broken = raw.decode("utf-8"), False
    except UnicodeDecodeError as error:
        text, broken = raw[: error.start].decode("utf-8"), True
    garbled = garbled_at(text)
    if broken or garbled is not None:
        before = text[:garbled]
        raise bad_encoding(_place(file, line, len(_split(before)[0]) if before else 1))
    cells, sound = _split(text)
    for column, cell in enumerate(cells[:MAX_CELLS], 1):
        if unseen := unseen_in(cell):
            raise _unseen(_place(file, line, column), unseen)
    if len(cells) > MAX_CELLS:
        message = f"这一行有 {len(cells)} 格，太多了"
        raise UnreadableError(_place(file, line, MAX_CELLS), "line-size", message, "删去多出的逗号")
    if not sound:
        message = "这一格的引号没有成对，或者单元格里有换行"
        hint = "补上（或删去）引号；单元格里不要换行，多项内容用“；”隔开"
        raise UnreadableError(_place(file, line, len(cells)), "csv-quote", message, hint)
    for column, cell in enumerate(cells, 1):
        if cell.count('"') % 2:
            message = "这一格里有半个引号，没有成对"
            hint = "一般是多打的，删去它；真要引用，用一对中文引号“”"
            raise UnreadableError(_place(file, line, column), "csv-quote", message, hint)
    return [cell.strip() for cell in cells]


def _unseen(place: Place, found: tuple[int, str, str]) -> UnreadableError:
    return UnreadableError(place, "unseen-character", f"这一格{found[1]}", found[2])


def _split(text: str) -> tuple[list[str], bool]:
    """Split a line as CSV; False when the last cell returned has an unbalanced quote."""
    try:
        return next(csv.reader([text], strict=True), [""]), True
    except csv.Error:
        return _cells_up_to_fault(text), False


def _cells_up_to_fault(text: str) -> list[str]:
    """Return the cells before and with the one whose quoting is wrong; one look at each letter."""
    cells, start = [], 0
    while (found := SOUND_CELL.match(text, start)) and found.end() < len(text):
        cells.append(found[0])
        start = found.end() + 1
    return [*(_unquoted(cell) for cell in cells), text[start:]]


def _unquoted(cell: str) -> str:
    return cell[1:-1].replace('""', '"') if cell.startswith('"') else cell


def _header(resource: Resource, file: str, raw: bytes) -> list[str]:
    """Return the column names, checked against the descriptor."""
    names = _cells(file, 1, raw)
    while names and not names[-1]:
        names.pop()
    for column, name in enumerate(names, 1):
        place = _place(file, 1, column)
        if name not in resource.fields:
            missing = [f for f in resource.fields if f not in names]
            hint = nearest(name, missing) or "列名有：" + "、".join(resource.fields)
            raise UnreadableError(place, "csv-header", f"没有「{name}」这一列", hint)
        if name in names[: column - 1]:
            raise UnreadableError(
                place, "csv-header", f"「{name}」这一列出现了两次", "删去其中一列"
            )
    for name in resource.fields:
        if name not in names:
            message = f"缺少「{resource.fields[name].title}」这一列（{name}）"
            place = _place(file, 1, len(names) + 1)
            raise UnreadableError(place, "csv-header", message, f"在第一行补上 {name}")
    return names


def _row(resource: Resource, file: str, line: int, header: list[str], texts: list[str]) -> Row:
    """Return the record; ``UnreadableError`` where the number of cells is wrong."""
    while len(texts) > len(header) and not texts[-1]:
        texts.pop()
    if len(texts) != len(header):
        more = len(texts) > len(header)
        place = _place(file, line, len(header) + 1 if more else len(texts) + 1)
        message = f"这一行有 {len(texts)} 格，表头有 {len(header)} 格：有一处错开了，后面的都跟着错"
        hint = _too_many_hint(texts, line) if more else "和上下几行比一比，补上缺少的逗号"
        raise UnreadableError(place, "csv-cells", message, hint)
    cells = {
        name: Cell(text, _place(file, line, column))
        for column, (name, text) in enumerate(zip(header, texts, strict=True), 1)
    }
    for name, cell in cells.items():
        # A date or number with one is told by its type, with what was meant.
        odd = resource.fields[name].type in ("string", "list") and odd_space_in(cell.text)
        if odd:
            raise _unseen(cell.place, odd)
    return Row(_place(file, line, 1), cells, typed_values(resource.fields, cells))


def _too_many_hint(texts: list[str], line: int) -> str:
    """Say how to mend a line with a comma too many; an empty cell may be what it made."""
    empty = [address(column, line) for column, text in enumerate(texts, 1) if not text]
    shown = f"（空着的格子：{'、'.join(empty)}）" if 0 < len(empty) <= 6 else ""
    return (
        f"和上下几行比一比，从左往右找第一个错开的格子：多打了一个逗号、空出一格的，删去它{shown}；"
        "是一句话里的半角逗号，改成“，”"
    )


def _broken_row(
    resource: Resource, file: str, line: int, header: list[str], raw: bytes, error: UnreadableError
) -> list[Row]:
    """Return what is certain of a broken line: its key, where the fault lies behind it."""
    if error.rule not in ("csv-quote", "encoding", "unseen-character") or header[0] != resource.key:
        return []
    if error.place.column == 1:
        return []
    key = _split(raw.decode("utf-8", "replace"))[0][0].strip()
    cells = {resource.key: Cell(key, _place(file, line, 1))}
    return [Row(_place(file, line, 1), cells, {resource.key: key})]
