"""Bytes → rows of a CSV file: every encoding in which the tools write, none of them guessed.

A file is UTF-8, UTF-16 with its mark, or GB18030 as a whole, or it is refused: a character
replaced by a question mark would be an answer that nobody gave. Rows come one by one, so that
a million of them need no more memory than what is made of them.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator

from noticeboard.survey.snapshot import SourceFormatError

MAX_BYTES = 256 * 1024 * 1024
# One sheet of Excel.
MAX_ROWS = 1_048_576
MAX_CELLS = 2_000
MAX_LETTERS = 131_072  # of one cell
CHUNK = 1 << 20
GB18030_MARK = b"\x84\x31\x95\x33"
HOW = "怎么改：用 WPS 打开，另存为“CSV UTF-8（逗号分隔）”或 xlsx"


def encoding_of(where: str, body: bytes) -> str:
    """Return the codec in which all of ``body`` can be read; ``SourceFormatError`` if none."""
    if len(body) > MAX_BYTES:
        size = f"{len(body) // 1024 // 1024} MB，超过了 {MAX_BYTES // 1024 // 1024} MB"
        raise SourceFormatError(
            f"{where}：文件有 {size}。怎么改：按时间分成几个文件导出，每个文件放一个来源"
        )
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ["utf-16"]
    elif body.startswith(codecs.BOM_UTF8):
        candidates = ["utf-8-sig"]
    elif body.startswith(GB18030_MARK):
        candidates = ["gb18030"]
    else:
        candidates = ["utf-8", "gb18030"]
    for codec in candidates:
        if _readable(where, body, codec):
            return codec
    message = f"{where}：不是 UTF-8，也不是 GB18030（GBK）编码，或者文件不完整"
    raise SourceFormatError(f"{message}。怎么改：重新导出；或者{HOW.removeprefix('怎么改：')}")


def _readable(where: str, body: bytes, codec: str) -> bool:
    """Tell whether all of it decodes; a piece at a time, nothing is kept."""
    decoder = codecs.getincrementaldecoder(codec)()
    view = memoryview(body)
    line = 1
    try:
        for start in range(0, len(body) or 1, CHUNK):
            text = decoder.decode(view[start : start + CHUNK], start + CHUNK >= len(body))
            if "\0" in text:
                line += text[: text.index("\0")].count("\n")
                raise SourceFormatError(
                    f"{where}：第 {line} 行里有空字符（NUL），不是文本文件。{HOW}"
                )
            line += text.count("\n")
    except UnicodeError:
        return False
    return True


def csv_rows(where: str, body: bytes) -> Iterator[list[str]]:
    """Yield the rows; a cell may hold line breaks, a blank line is an empty row.

    Raises ``SourceFormatError``, also while rows are taken: quotes that are not closed, too many
    rows or cells. Its message names the line on which the row begins.
    """
    # Of the whole process: whoever reads CSV sets what it takes.
    csv.field_size_limit(MAX_LETTERS)
    codec = encoding_of(where, body)
    content = body[len(GB18030_MARK) :] if body.startswith(GB18030_MARK) else body
    delimiter = _delimiter(content, codec)
    stream = io.TextIOWrapper(io.BytesIO(content), encoding=codec, newline="")
    reader = csv.reader(stream, strict=True, delimiter=delimiter)
    count, line = 0, 1
    try:
        for row in reader:
            count += 1
            if count > MAX_ROWS:
                message = f"{where}：超过了 {MAX_ROWS} 行"
                raise SourceFormatError(
                    f"{message}。怎么改：按时间分成几个文件导出，每个文件放一个来源"
                )
            if len(row) > MAX_CELLS:
                message = f"{where}：第 {line} 行有 {len(row)} 格，超过了 {MAX_CELLS} 格"
                raise SourceFormatError(f"{message}。怎么改：检查是不是放错了文件")
            line = reader.line_num + 1
            yield row
    except csv.Error as error:
        raise SourceFormatError(_told(where, line, str(error))) from None
    except UnicodeError:
        raise SourceFormatError(f"{where}：文件不完整，读到一半断了。怎么改：重新导出") from None


def _told(where: str, line: int, error: str) -> str:
    """Say what the CSV reader complains of; its own words hold nothing of the cells."""
    if "field larger" in error:
        message = f"从第 {line} 行起有一格超过了 {MAX_LETTERS} 个字，多半是引号没有成对"
    elif "unexpected end" in error:
        message = f"从第 {line} 行起有一个引号没有成对，后面的都被当成了一格"
    else:
        message = f"第 {line} 行的引号没有成对"
    return f"{where}：{message}。怎么改：重新导出，不要手工改 CSV；要改就用 WPS 打开改"


def _delimiter(body: bytes, codec: str) -> str:
    """Return a tab where the first lines hold tabs and no commas (“Unicode 文本”), else a comma."""
    head = codecs.getincrementaldecoder(codec)().decode(body[:65536])
    lines = head.splitlines()[:10]
    tabs = any("\t" in line for line in lines)
    return "\t" if tabs and not any("," in line for line in lines) else ","
