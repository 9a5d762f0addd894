"""Bytes → the sheets of a workbook (.xls, .xlsx), or of a CSV file that is called one.

What a file is, its first bytes say, not its name. A workbook is looked at before it is read: it
may unpack to many times its size, or claim a cell so far out that the table in between would fill
the memory.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import IO, Any

from noticeboard.survey.biff import check_xls
from noticeboard.survey.encodings import MAX_BYTES, MAX_CELLS, MAX_ROWS, csv_rows
from noticeboard.survey.open_document import check_ods
from noticeboard.survey.snapshot import SourceFormatError
from noticeboard.survey.wordings import Cell

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_UNPACKED = 512 * 1024 * 1024
MAX_TABLE = 12_000_000
MAX_PARTS = 10_000
CHUNK = 1 << 20
REFERENCE = re.compile(rb"""\br\s*=\s*["']\s*([A-Za-z]{0,6})([0-9]{1,10})""")
ELEMENT = re.compile(rb"<(?:[A-Za-z0-9_]+:)?(row|c)[\s/>]")
# The library asks for memory by these before it reads on.
COUNT = re.compile(rb"""[cC]ount\s*=\s*["']\s*([0-9]+)""")
MAX_TAG = 65_536
# The library writes a shared text out for each cell that has it.
MAX_TEXTS = 1 << 30
TEXT_BEGINS = re.compile(rb"<(?:[A-Za-z0-9_]+:)?si[\s/>]")
VALUE = re.compile(rb"<(?:[A-Za-z0-9_]+:)?v[\s/>]")
PLAIN_VALUE = re.compile(rb"<(?:[A-Za-z0-9_]+:)?v(?:\s[^<>]*)?>([^<&]*)</")
PLACE = re.compile(rb"\s*\+?[0-9]{1,15}\s*")
HOW = "怎么改：重新导出；或者用 WPS 打开，另存为 xlsx"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its name, its rows from the first of the sheet on, and where .xls merged cells.

    An area is its first row and column and its last, from 1.
    """

    name: str
    rows: Iterator[Sequence[Cell]]
    merged: tuple[tuple[int, int, int, int], ...] = ()


def sheets_of(where: str, body: bytes, open_document: bool = False) -> Iterator[Sheet]:
    """Yield the tables of a file one after the other; ``SourceFormatError`` where it is broken.

    ``open_document`` takes what LibreOffice saves by default (.ods), too.
    """
    if body.startswith(ZIP):
        if not (open_document and check_ods(where, body)):
            _check_zip(where, body)
        yield from _sheets(where, body)
    elif body.startswith(OLE):
        check_xls(where, body)
        yield from _sheets(where, body)
    elif re.match(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|table|\?xml)", body[:200], re.I):
        raise SourceFormatError(f"{where}：这其实是一个网页，只是名字像表格。{HOW}")
    else:
        yield Sheet("", csv_rows(where, body))


class _NoPanic:
    """Turns a failed assertion of the library, which is no ``Exception``, into our error."""

    def __init__(self, where: str) -> None:
        self.where = where

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        if kind is not None and kind.__name__ == "PanicException":
            raise SourceFormatError(f"{self.where}：这个表格打不开，可能坏了。{HOW}") from None


def _sheets(where: str, body: bytes) -> Iterator[Sheet]:
    from python_calamine import (  # heavy; a CSV file does without
        CalamineError,
        CalamineWorkbook,
        PasswordError,
        SheetTypeEnum,
        WorksheetNotFound,
        XmlError,
        ZipError,
    )

    try:
        with _NoPanic(where):
            book = CalamineWorkbook.from_filelike(io.BytesIO(body))
        for number, about in enumerate(book.sheets_metadata):
            if about.typ == SheetTypeEnum.WorkSheet:
                with _NoPanic(where):
                    sheet = book.get_sheet_by_index(number)
                yield Sheet(
                    about.name, _rows(where, sheet.iter_rows(), sheet.width), _merged(sheet)
                )
    except PasswordError:
        raise SourceFormatError(f"{where}：这个表格有密码。怎么改：去掉密码再保存") from None
    except (CalamineError, XmlError, ZipError, WorksheetNotFound, OSError, ValueError):
        raise SourceFormatError(f"{where}：这个表格打不开，可能坏了或不完整。{HOW}") from None


def _merged(sheet: Any) -> tuple[tuple[int, int, int, int], ...]:
    areas = sheet.merged_cell_ranges or ()
    return tuple((a + 1, b + 1, c + 1, d + 1) for (a, b), (c, d) in areas)


def _rows(where: str, rows: Iterator[Sequence[Cell]], width: int) -> Iterator[Sequence[Cell]]:
    if width > MAX_CELLS:
        message = f"{where}：表格有 {width} 列，超过了 {MAX_CELLS} 列"
        raise SourceFormatError(f"{message}。怎么改：检查是不是放错了文件")
    for number, row in enumerate(rows, 1):
        if number > MAX_ROWS:
            raise SourceFormatError(
                f"{where}：超过了 {MAX_ROWS} 行。怎么改：按时间分成几个文件导出，每个文件放一个来源"
            )
        yield row


def _check_zip(where: str, body: bytes) -> None:
    """Refuse what is no .xlsx, unpacks to too much, or spans too large a table."""
    if len(body) > MAX_BYTES:
        raise SourceFormatError(f"{where}：文件超过了 {MAX_BYTES // 1024 // 1024} MB")
    broken = SourceFormatError(f"{where}：这个表格打不开，可能坏了或不完整。{HOW}")
    unpacked = 0
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            parts = archive.infolist()
            if not any(part.filename.lower() == "xl/workbook.xml" for part in parts):
                raise SourceFormatError(f"{where}：这不是 xlsx 表格（是压缩文件或别的文档）。{HOW}")
            if len(parts) > MAX_PARTS:
                raise broken
            # What is declared, first: then nothing of an honest bomb is unpacked.
            _refuse_large(where, sum(part.file_size for part in parts))
            texts = _Texts()
            for part in parts:
                unpacked = _check_part(where, archive, part, unpacked, texts)
            if texts.longest * texts.cells > MAX_TEXTS and texts.written(archive) > MAX_TEXTS:
                raise SourceFormatError(f"{where}：同样的字在很多格里，合起来太长。{HOW}")
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError,
            RuntimeError, LookupError):  # fmt: skip
        raise broken from None


class _Span:
    """How far a sheet reaches, from its XML: by what cells call themselves and by their number.

    A cell need not say where it stands; then it stands behind the one before it.
    """

    def __init__(self, texts: _Texts) -> None:
        self.texts, self.shared = texts, False
        self.rows = self.columns = self.claimed = 0
        self._row_count = self._cell_count = 0
        self._tail = b""

    def feed(self, chunk: bytes) -> None:
        """Take the next piece; a tag is looked at when all of it is there."""
        data = self._tail + chunk
        cut = data.rfind(b"<")
        if cut < 0 or len(data) - cut > MAX_TAG:
            cut = len(data)
        self._tail = data[cut:]
        self._look(data[:cut])

    def end(self) -> int:
        """Return the number of cells that the sheet spans."""
        self._look(self._tail)
        self.texts.end()
        self.rows = max(self.rows, self._row_count)
        return self.rows * self.columns

    def _look(self, data: bytes) -> None:
        self.shared = self.shared or b"sst" in data
        if self.shared:
            self.texts.feed(data)
        for letters, digits in set(REFERENCE.findall(data)):
            self.rows = max(self.rows, int(digits))
            self.columns = max(self.columns, _column(letters))
        for count in COUNT.findall(data):
            self.claimed = max(self.claimed, int(count[:20]))
        for name in ELEMENT.findall(data):
            if name == b"row":
                self._row_count += 1
                self._cell_count = 0
            else:
                self._cell_count += 1
                self.texts.cells += 1
                self.columns = max(self.columns, self._cell_count)


@dataclass(slots=True)
class _Texts:
    """How long the texts are that cells share, and how many cells there are."""

    lengths: list[int] = field(default_factory=list)
    cells: int = 0
    _open: bool = False

    @property
    def longest(self) -> int:
        """Return the bytes of the longest text."""
        return max(self.lengths, default=0)

    def feed(self, data: bytes) -> None:
        """Measure the texts in a piece of a part; the last one goes on in the next piece."""
        starts = [found.start() for found in TEXT_BEGINS.finditer(data)]
        if self._open:
            self.lengths[-1] += starts[0] if starts else len(data)
        ends = [*starts[1:], len(data)]
        self.lengths += (
            [end - start for start, end in zip(starts, ends, strict=True)] if starts else []
        )
        self._open = self._open or bool(starts)

    def end(self) -> None:
        """End a part."""
        self._open = False

    def written(self, archive: zipfile.ZipFile) -> int:
        """Return at most how many bytes it takes to write them out for each cell.

        Every value that is a number may be that of a text, one with entities or comments of any.
        """
        total = 0
        for part in archive.infolist():
            unpacking = archive.open
            with unpacking(part) as stream:
                for data in _pieces(stream):
                    values = PLAIN_VALUE.findall(data)
                    total += (len(VALUE.findall(data)) - len(values)) * self.longest
                    for value, times in Counter(values).items():
                        place = int(value) if PLACE.fullmatch(value) else len(self.lengths)
                        if place < len(self.lengths):
                            total += times * self.lengths[place]
        return total


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield a part in pieces that begin with a tag, and its value behind it."""
    tail = b""
    while chunk := stream.read(CHUNK):
        data = tail + chunk
        cut = max(data.rfind(b"<c "), data.rfind(b"<row"))
        if cut <= 0 or len(data) - cut > MAX_TAG:
            cut = len(data)
        tail = data[cut:]
        yield data[:cut]
    yield tail


def _refuse_large(where: str, unpacked: int) -> None:
    if unpacked > MAX_UNPACKED:
        size = MAX_UNPACKED // 1024 // 1024
        raise SourceFormatError(f"{where}：解开后超过 {size} MB，不像一份登记的表格。{HOW}")


def _check_part(
    where: str, archive: zipfile.ZipFile, part: zipfile.ZipInfo, unpacked: int, texts: _Texts
) -> int:
    """Unpack a part without keeping it; return how much was unpacked by now."""
    span = _Span(texts)
    # Which part is a sheet, another part says: every one is looked at.
    unpacking = archive.open  # in memory, no file
    with unpacking(part) as stream:
        while chunk := stream.read(CHUNK):
            unpacked += len(chunk)
            _refuse_large(where, unpacked)
            span.feed(chunk)
    size = span.end()
    if span.claimed > MAX_TABLE:
        raise SourceFormatError(f"{where}：这个表格打不开，可能坏了或不完整。{HOW}")
    if size > MAX_TABLE:
        message = f"{where}：表格撑到了 {span.rows} 行 {span.columns} 列，中间多半是空的"
        raise SourceFormatError(f"{message}。怎么改：删去远处的零散格子，或者重新导出")
    return unpacked


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
