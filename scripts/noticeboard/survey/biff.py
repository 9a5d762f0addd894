"""Look an .xls over before it is read.

The library that reads it trusts the sizes that the file claims: a broken one makes it ask for more
memory than there is, which ends the process. So the container (a small file system of sectors) and
the records in it are walked here first, and every size is compared with what is there.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from noticeboard.survey.encodings import MAX_BYTES, MAX_CELLS
from noticeboard.survey.snapshot import SourceFormatError

MAX_TABLE = 12_000_000
MAX_COLUMNS = 256
LAST_SECTOR = 0xFFFFFFFA
HEADER = struct.Struct("<8s16xHHHHH6xIIIIIIIIII")
ENTRY = struct.Struct("<64sHBBIII36xIII")
WORKBOOKS = ("workbook", "book")
MINI_CUTOFF = 4096
# Records with a row and a column: blank, number, label, boolean, formula, RK, label of the table.
CELLS = {0x0201, 0x0203, 0x0204, 0x0205, 0x0006, 0x0406, 0x0206, 0x027E, 0x00FD, 0x00D6, 0x0001, 0x0002, 0x0003, 0x0004, 0x0005}  # fmt: skip
# One row, several columns: many RK, many blanks.
CELL_ROWS = {0x00BD, 0x00BE}
BEGIN, DIMENSIONS, TEXTS, SHEET, PASSWORD = 0x0809, 0x0200, 0x00FC, 0x0085, 0x002F


class _Broken(Exception):
    """A size or a place that the file does not have."""


def check_xls(where: str, body: bytes) -> None:
    """Raise ``SourceFormatError`` for an .xls that is broken, locked, or spans too much."""
    if len(body) > MAX_BYTES:
        raise SourceFormatError(f"{where}：文件超过了 {MAX_BYTES // 1024 // 1024} MB")
    try:
        rows, columns, locked = _extent(_workbook(body))
    except (_Broken, struct.error, IndexError):
        message = f"{where}：这个表格打不开，可能坏了或不完整"
        raise SourceFormatError(
            f"{message}。怎么改：重新导出；或者用 WPS 打开，另存为 xlsx"
        ) from None
    if locked:
        raise SourceFormatError(f"{where}：这个表格有密码。怎么改：去掉密码再保存")
    if rows * columns > MAX_TABLE or columns > MAX_CELLS:
        message = f"{where}：表格撑到了 {rows} 行 {columns} 列，中间多半是空的"
        raise SourceFormatError(f"{message}。怎么改：删去远处的零散格子，或者重新导出")


def _workbook(body: bytes) -> bytes:
    """Return the stream with the workbook out of the container."""
    head = HEADER.unpack_from(body)
    shift, mini_shift = head[4], head[5]
    if shift not in (9, 12) or mini_shift != 6 or head[3] != 0xFFFE:
        raise _Broken
    size = 1 << shift
    sectors = len(body) // size
    _, fat_count, first_dir, _, cutoff, first_mini, mini_count, first_more, more_count = head[6:15]
    if max(fat_count, mini_count, more_count, head[6]) > sectors or cutoff != MINI_CUTOFF:
        raise _Broken
    table = _table(body, size, fat_count, first_more)
    entries = list(_entries(_chain(body, size, table, first_dir)))
    if any(length > len(body) for _, _, length in entries):
        raise _Broken
    root = next((one for one in entries if one[0] == "root entry"), ("", LAST_SECTOR, 0))
    book = next((one for name in WORKBOOKS for one in entries if one[0] == name), None)
    if book is None:
        raise _Broken
    if book[2] >= MINI_CUTOFF:
        stream = _chain(body, size, table, book[1])
    else:
        mini = _chain(body, size, table, root[1])
        mini_table = _numbers(_chain(body, size, table, first_mini))
        stream = _chain(bytes(64) + mini, 64, mini_table, book[1])
    if len(stream) < book[2]:
        raise _Broken
    return stream[: book[2]]


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])


def _sector(body: bytes, size: int, number: int) -> bytes:
    start = (number + 1) * size
    if number >= LAST_SECTOR or start >= len(body):
        raise _Broken
    return body[start : start + size]


def _table(body: bytes, size: int, count: int, more: int) -> tuple[int, ...]:
    """Return which sector follows each one."""
    places = [place for place in _numbers(body[76:512]) if place < LAST_SECTOR]
    seen: set[int] = set()
    while more < LAST_SECTOR:
        if more in seen:
            raise _Broken
        seen.add(more)
        numbers = _numbers(_sector(body, size, more))
        places += [place for place in numbers[:-1] if place < LAST_SECTOR]
        more = numbers[-1]
    if len(places) < count or len(set(places)) != len(places):
        raise _Broken
    return _numbers(b"".join(_sector(body, size, place) for place in places))


def _chain(body: bytes, size: int, table: tuple[int, ...], first: int) -> bytes:
    """Return the sectors of a stream, in order; none may come twice."""
    parts: list[bytes] = []
    while first < LAST_SECTOR:
        if first >= len(table) or len(parts) * size > len(body):
            raise _Broken
        parts.append(_sector(body, size, first))
        first = table[first]
    return b"".join(parts)


def _entries(directory: bytes) -> Iterator[tuple[str, int, int]]:
    """Yield name, first sector and length of what is in the container."""
    for start in range(0, len(directory) - ENTRY.size + 1, 128):
        name, length, kind, _, _, _, _, first, low, _ = ENTRY.unpack_from(directory, start)
        if kind in (1, 2, 5):
            if not 2 <= length <= 64:
                raise _Broken
            yield name[: length - 2].decode("utf-16-le", "replace").lower(), first, low


def _extent(stream: bytes) -> tuple[int, int, bool]:
    """Return rows and columns of the largest sheet, and whether the book is locked."""
    place = rows = columns = table = 0
    largest = (0, 0)
    end = len(stream)
    locked = False
    while place + 4 <= end:
        kind, length = struct.unpack_from("<HH", stream, place)
        data, place = place + 4, place + 4 + length
        if place > end:
            raise _Broken
        if kind in CELLS or kind in CELL_ROWS:
            row, column = _cell(stream, kind, data, length)
            rows, columns = max(rows, row + 1), max(columns, column + 1)
        elif kind == BEGIN:
            rows = columns = 0
        elif kind == DIMENSIONS:
            table = max(table, _claimed(stream, data, length))
        elif kind == TEXTS:
            _check_texts(stream, data, length)
        elif kind == SHEET and struct.unpack_from("<I", stream, data)[0] >= end:
            raise _Broken
        locked = locked or kind == PASSWORD
        if rows * columns > largest[0] * largest[1]:
            largest = rows, columns
    if largest[1] > MAX_COLUMNS or table > MAX_TABLE:
        raise _Broken
    return (*largest, locked)


def _cell(stream: bytes, kind: int, data: int, length: int) -> tuple[int, int]:
    """Return the row and the last column of a record with cells."""
    row, column = struct.unpack_from("<HH", stream, data)
    if kind in CELLS:
        return row, column
    last: int = struct.unpack_from("<H", stream, data + length - 2)[0]
    if length < 6 or last < column or column + (length - 6) // 2 < last:
        raise _Broken
    return row, last


def _claimed(stream: bytes, data: int, length: int) -> int:
    """Return how many cells a sheet claims to have."""
    if length >= 14:
        first, last, left, right = struct.unpack_from("<IIHH", stream, data)
    else:
        first, last, left, right = struct.unpack_from("<HHHH", stream, data)
    if last < first or right < left or right > MAX_COLUMNS or last > 65_536:
        raise _Broken
    claimed: int = (last - first) * (right - left)
    return claimed


def _check_texts(stream: bytes, data: int, length: int) -> None:
    """Compare the number of texts with the room there is: each takes three bytes at least."""
    if length < 8:
        raise _Broken
    _, unique = struct.unpack_from("<II", stream, data)
    if unique * 3 > len(stream) - data:
        raise _Broken
