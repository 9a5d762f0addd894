"""How far an OpenDocument spreadsheet (.ods) reaches: rows and cells may say that they repeat.

The reader writes a repeated cell out as often as it says.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from xml.parsers import expat

from noticeboard.survey.encodings import MAX_BYTES
from noticeboard.survey.snapshot import SourceFormatError

CONTENT = "content.xml"
MAX_UNPACKED = 256 * 1024 * 1024
MAX_CELLS_IN_ALL = 12_000_000
HOW = "怎么改：用 WPS 打开，另存为 xlsx"


class _Span:
    """Counts the cells up to the last one with content, of every table."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.cells = self.rows = self.waiting_rows = self.times = 0
        self.columns = self.waiting = self.widest = 0

    def start(self, name: str, attrs: dict[str, str]) -> None:
        kind = name.rpartition(":")[2]
        said = {key.rpartition(":")[2]: value for key, value in attrs.items()}
        if kind == "table":
            self.rows = self.widest = self.waiting_rows = 0
        elif kind == "table-row":
            self.times = max(1, int(said.get("number-rows-repeated", "1")))
            self.columns = self.waiting = 0
        elif kind in ("table-cell", "covered-table-cell"):
            times = max(1, int(said.get("number-columns-repeated", "1")))
            self.waiting += times
            if "value-type" in said or "formula" in said:
                self.columns += self.waiting
                self.waiting = 0

    def end(self, name: str) -> None:
        kind = name.rpartition(":")[2]
        if kind == "table-row":
            self.waiting_rows += self.times
            if self.columns:
                self.rows += self.waiting_rows
                self.waiting_rows = 0
                self.widest = max(self.widest, self.columns)
            self._refuse_too_much(self.cells + self.rows * self.widest)
        elif kind == "table":
            self.cells += self.rows * self.widest

    def _refuse_too_much(self, cells: int) -> None:
        if cells > MAX_CELLS_IN_ALL:
            message = f"{self.where}：表格撑得太大，中间多半是空的。怎么改：删去远处的零散格子"
            raise SourceFormatError(message)


def check_ods(where: str, body: bytes) -> bool:
    """Tell whether this is an OpenDocument file; ``SourceFormatError`` for one that is too large."""
    if len(body) > MAX_BYTES:
        raise SourceFormatError(f"{where}：文件超过了 {MAX_BYTES // 1024 // 1024} MB")
    broken = SourceFormatError(f"{where}：这个表格打不开，可能坏了或不完整。{HOW}")
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            if CONTENT not in archive.namelist():
                return False
            if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
                raise broken
            _span(where, archive.read(CONTENT), broken)
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, OSError, ValueError,
            NotImplementedError, RuntimeError):  # fmt: skip
        raise broken from None
    return True


def _span(where: str, content: bytes, broken: SourceFormatError) -> None:
    if len(content) > MAX_UNPACKED:
        raise broken
    span, parser = _Span(where), expat.ParserCreate()

    def refuse(*_: object) -> None:
        raise broken

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = span.start
    parser.EndElementHandler = span.end
    parser.Parse(content, True)
