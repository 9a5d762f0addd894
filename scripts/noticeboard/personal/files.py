"""The text in a published file, whatever its kind, and what it tells beside its text."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from noticeboard.personal.archives import (
    MAX_UNPACKED,
    OFFICE,
    PICTURES,
    UnreadableFileError,
    reading,
    unpacked,
)
from noticeboard.personal.beside import picture_blocks
from noticeboard.personal.markup import Piece, json_pieces, markup_pieces, script_pieces

MARKUP = (".html", ".htm", ".xml", ".svg", ".xhtml", ".rss", ".atom")
WORDS = (".txt", ".md", ".ics", ".vcf", ".webmanifest", "")
# Parts of an office file that no reader of ours opens: drawings, embedded objects, macros.
UNREAD_PARTS = (".emf", ".wmf", ".bin", ".vml", ".rdf", ".ttf", ".odttf", ".svm", ".dat")
# Parts of an office file that hold only form and numbering.
FORM = re.compile(
    r"(?:^|/)(?:styles|theme|settings|fontTable|webSettings|numbering|calcChain|\[Content_Types\]|manifest)|_rels/|/theme/"
)
PICTURE_STARTS = (
    b"\x89PNG",
    b"\xff\xd8",
    b"RIFF",
    b"GIF8",
    b"\0\0\1\0",
    b"\0\0\0",
    b"wOFF",
    b"wOF2",
)
# In a row of a list, a name and what is said of it stand in cells of their own.
WHOLE_ROW = "（整行）"
ROW_KINDS = ("minor", "hardship", "address")


def file_pieces(name: str, body: bytes) -> list[Piece]:
    """Return (where, text) of a file. Raises ``UnreadableFileError``."""
    return list(_pieces(name, body))


def _pieces(name: str, body: bytes, depth: int = 0) -> Iterator[Piece]:
    """Yield (where, text) of a file; ``depth`` is how many archives it lies in."""
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in MARKUP:
        yield from markup_pieces(_text(body))
    elif suffix == ".csv":
        yield from _csv(_text(body), whole=not name.startswith("data/"))
    elif suffix in (".json", ".geojson", ".jsonl"):
        yield from _json(_text(body))
    elif suffix in (".js", ".mjs"):
        yield from script_pieces(_text(body))
    elif suffix == ".css":
        yield from script_pieces(_text(body), "style")
    elif suffix == ".xlsx":
        yield from _workbook(body, whole=not name.startswith("data/"))
    elif suffix in OFFICE or suffix == ".zip":
        yield from _archive(body, suffix != ".zip", depth)
    elif suffix == ".pdf":
        yield from _pdf(body)
    elif suffix in PICTURES:
        if not body.startswith(PICTURE_STARTS):
            raise UnreadableFileError("名字是图片，内容不是")
        yield from (("图片里的文字", text) for text in _picture_texts(body))
    elif suffix in WORDS:
        yield "文字", _unfolded(_text(body))
    else:
        raise UnreadableFileError(f"不认识 {suffix} 文件，没有看里面的内容")


def _text(body: bytes) -> str:
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", "replace")
    if b"\0" in body:
        raise UnreadableFileError("文件里有空字符，看不了")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("gb18030", "replace")


def _unfolded(text: str) -> str:
    """Return a calendar's lines whole: a long line is continued after a space."""
    return re.sub(r"\r?\n[ \t]", "", text) if text.startswith("BEGIN:") else text


def _csv(text: str, whole: bool) -> Iterator[Piece]:
    csv.field_size_limit(MAX_UNPACKED)
    # The limit is above every size that is read, so that no row raises.
    for line, row in enumerate(csv.reader(io.StringIO(text, newline="")), 1):
        cells = [cell for cell in row if cell]
        yield from (
            (f"第 {line} 行第 {column} 格", cell) for column, cell in enumerate(row, 1) if cell
        )
        if whole and len(cells) > 1:
            yield f"第 {line} 行{WHOLE_ROW}", "，".join(cells)


def _json(text: str) -> Iterator[Piece]:
    try:
        yield from json_pieces(json.loads(text))
    except (ValueError, RecursionError):
        yield "文字", text


# Of a sheet's own XML: what stands beside the cells.
BESIDE_CELLS = re.compile(
    r"<(?:odd|even|first)(?:Header|Footer)>[^<]*<|<(?:formula1|formula2)>[^<]*<|location=\"[^\"]*\"|display=\"[^\"]*\""
)


def _workbook(body: bytes, whole: bool) -> Iterator[Piece]:
    """Yield the cells of every sheet, hidden ones too, and what stands beside them."""
    from openpyxl import load_workbook

    parts = unpacked(body)  # refuses a bomb before openpyxl unpacks it
    with reading():
        book = load_workbook(io.BytesIO(body), read_only=True, data_only=False)
        for sheet in book.worksheets:
            yield "工作表的名字", sheet.title
            sheet.reset_dimensions()
            for row in sheet.iter_rows():
                cells = [cell for cell in row if cell.value is not None]
                yield from ((f"{sheet.title} {cell.coordinate}", str(cell.value)) for cell in cells)
                if whole and len(cells) > 1:
                    words = "，".join(str(cell.value) for cell in cells)
                    yield f"{sheet.title} 第 {cells[0].row} 行{WHOLE_ROW}", words
    for name, content in parts:
        text = content.decode("utf-8", "replace")
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            yield from (("页眉、页脚和说明", found) for found in BESIDE_CELLS.findall(text))
        elif "comment" in name.lower() or name.startswith("docProps/") or name.endswith(".rels"):
            yield from markup_pieces(text)


# What ends a stretch of words in a document; Word parts a line wherever digits meet letters.
ENDS = re.compile(
    r"<(?!/?(?:w:p|w:tc|w:tr|w:br|w:tab|a:p|a:br|text:p|text:h|table:table-cell|text:line-break|dc:|cp:|meta:|Relationship)\b)[^<>]{0,4000}>"
)


def _archive(body: bytes, office: bool, depth: int) -> Iterator[Piece]:
    if depth > 2:
        raise UnreadableFileError("压缩包里套压缩包，套得太深")
    for name, content in unpacked(body):
        yield "里面的文件名", name
        if office and FORM.search(name) and not name.endswith(".rels"):
            continue
        if PurePosixPath(name).suffix.lower() in (".xml", ".rels") and office:
            text = content.decode(
                "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "replace"
            )
            yield from markup_pieces(ENDS.sub("", text))
        elif not (office and PurePosixPath(name).suffix.lower() in UNREAD_PARTS):
            yield from _pieces(name, content, depth + 1)


def _pdf(body: bytes) -> Iterator[Piece]:
    from pypdf import PdfReader

    with reading():
        reader = PdfReader(io.BytesIO(body))
        for number, page in enumerate(reader.pages, 1):
            yield f"第 {number} 页", page.extract_text()
            yield from _links(page, number)
        for key, value in dict(reader.metadata or {}).items():
            yield f"文件属性 {key}", str(value)


def _links(page: Any, number: int) -> Iterator[Piece]:
    """Yield the addresses behind a page's links, and the words of its notes and fields."""
    for item in page.get("/Annots") or ():
        note = item.get_object()
        for key in ("/Contents", "/V", "/T"):
            if isinstance(note.get(key), str):
                yield f"第 {number} 页的批注", str(note[key])
        action = note.get("/A")
        if action is not None and "/URI" in action.get_object():
            yield f"第 {number} 页的链接", str(action.get_object()["/URI"])


def _picture_texts(body: bytes) -> list[str]:
    """Return the readable texts in a picture's own blocks of information."""
    return [
        block.decode("utf-8", "ignore").replace("\0", " ")
        for kind, block in picture_blocks(body)
        if kind != "EXIF"
    ]
