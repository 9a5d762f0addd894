"""The text in a published file, whatever its kind, and what it tells beside its text."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

from noticeboard.personal.markup import Piece, json_pieces, markup_pieces, script_pieces

MARKUP = (".html", ".htm", ".xml", ".svg", ".xhtml", ".rss", ".atom")
WORDS = (".txt", ".md", ".ics", ".vcf", ".webmanifest", "")
OFFICE = (".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".et", ".wps")
# Parts of an office file that hold only form and numbering.
FORM = re.compile(
    r"(?:^|/)(?:styles|theme|settings|fontTable|webSettings|numbering|calcChain|\[Content_Types\]|manifest)|_rels/|/theme/"
)
# An attachment is at most 5 MB; unpacked it may be more, but not without end.
MAX_UNPACKED = 64 * 1024 * 1024
PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".ico", ".avif", ".woff", ".woff2")


class UnreadableFileError(Exception):
    """The file cannot be looked into: broken, locked, too large, or of an unknown kind."""


def file_pieces(name: str, body: bytes) -> Iterator[Piece]:
    """Yield (where, text) of a file. Raises ``UnreadableFileError``."""
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in MARKUP:
        yield from markup_pieces(_text(name, body))
    elif suffix == ".csv":
        yield from _csv(_text(name, body))
    elif suffix in (".json", ".geojson", ".jsonl"):
        yield from _json(_text(name, body))
    elif suffix in (".js", ".mjs"):
        yield from script_pieces(_text(name, body))
    elif suffix == ".css":
        yield from script_pieces(_text(name, body), "style")
    elif suffix == ".xlsx":
        yield from _workbook(body)
    elif suffix in OFFICE or suffix == ".zip":
        yield from _archive(body)
    elif suffix == ".pdf":
        yield from _pdf(body)
    elif suffix in PICTURES:
        yield from (("图片里的文字", text) for text in _picture_texts(body))
    elif suffix in WORDS:
        yield "文字", _unfolded(_text(name, body))
    else:
        raise UnreadableFileError(f"不认识 {suffix} 文件，没有看里面的内容")


def _text(name: str, body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("gb18030", "replace")


def _unfolded(text: str) -> str:
    """Return a calendar's lines whole: a long line is continued after a space."""
    return re.sub(r"\r?\n[ \t]", "", text) if text.startswith("BEGIN:") else text


def _csv(text: str) -> Iterator[Piece]:
    for line, row in enumerate(csv.reader(io.StringIO(text, newline="")), 1):
        yield from (
            (f"第 {line} 行第 {column} 格", cell) for column, cell in enumerate(row, 1) if cell
        )


def _json(text: str) -> Iterator[Piece]:
    try:
        yield from json_pieces(json.loads(text))
    except ValueError:
        yield "文字", text


def _workbook(body: bytes) -> Iterator[Piece]:
    """Yield the cells of every sheet, hidden ones too, and the remarks on them."""
    from openpyxl import load_workbook

    _unpacked(body)
    try:
        book = load_workbook(io.BytesIO(body), read_only=True, data_only=False)
    except (KeyError, ValueError, OSError, zipfile.BadZipFile) as error:
        raise UnreadableFileError(f"打不开：{error}") from None
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    yield f"{sheet.title} {cell.coordinate}", str(cell.value)
    for name, content in _unpacked(body):
        if "comment" in name.lower() or name.startswith("docProps/"):
            yield from markup_pieces(content.decode("utf-8", "replace"))


def _archive(body: bytes) -> Iterator[Piece]:
    for name, content in _unpacked(body):
        if FORM.search(name):
            continue
        if PurePosixPath(name).suffix.lower() in (".xml", ".rels"):
            text = re.sub(
                r"</?w:(?:r|t|rPr|proofErr)\b[^>]*>", "", content.decode("utf-8", "replace")
            )
            yield from markup_pieces(text)
            continue
        try:
            yield from file_pieces(name, content)
        except UnreadableFileError:
            continue


def _unpacked(body: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of a zip's files. Raises ``UnreadableFileError``, also for a bomb."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            if sum(item.file_size for item in archive.infolist()) > MAX_UNPACKED:
                raise UnreadableFileError("解开以后太大，没有看里面的内容")
            for item in archive.infolist():
                if not item.is_dir():
                    yield item.filename, archive.read(item)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError) as error:
        raise UnreadableFileError(f"打不开：{error}") from None


def _pdf(body: bytes) -> Iterator[Piece]:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(body))
        for number, page in enumerate(reader.pages, 1):
            yield f"第 {number} 页", page.extract_text()
        for key, value in dict(reader.metadata or {}).items():
            yield f"文件属性 {key}", str(value)
    except (PyPdfError, ValueError, KeyError, OSError, RecursionError) as error:
        raise UnreadableFileError(f"打不开：{error}") from None


def _picture_texts(body: bytes) -> list[str]:
    """Return the readable texts in a picture's own blocks of information."""
    return [
        block.decode("utf-8", "ignore").replace("\0", " ")
        for kind, block in picture_blocks(body)
        if kind != "EXIF"
    ]


def picture_blocks(body: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield kind and content of what a JPEG, PNG or WebP carries beside the picture."""
    readers: dict[bytes, Callable[[bytes], Iterator[tuple[str, bytes]]]] = {
        b"\xff\xd8": _jpeg_blocks,
        b"\x89P": _png_blocks,
        b"RI": _webp_blocks,
    }
    if body[:2] in readers:
        yield from readers[body[:2]](body)


def _jpeg_blocks(body: bytes) -> Iterator[tuple[str, bytes]]:
    position = 2
    while position + 4 <= len(body) and body[position] == 0xFF:
        marker, size = body[position + 1], int.from_bytes(body[position + 2 : position + 4], "big")
        block = body[position + 4 : position + 2 + size]
        if marker == 0xDA or size < 2:
            return
        if marker == 0xE1:
            yield ("EXIF" if block.startswith(b"Exif") else "XMP"), block
        elif marker in (0xED, 0xFE):
            yield ("IPTC" if marker == 0xED else "注释"), block
        position += 2 + size


def _png_blocks(body: bytes) -> Iterator[tuple[str, bytes]]:
    import zlib

    position = 8
    while position + 8 <= len(body):
        size, kind = (
            int.from_bytes(body[position : position + 4], "big"),
            body[position + 4 : position + 8],
        )
        block = body[position + 8 : position + 8 + size]
        if kind == b"eXIf":
            yield "EXIF", block
        elif kind in (b"tEXt", b"iTXt"):
            yield "注释", block
        elif kind == b"zTXt":
            try:
                yield (
                    "注释",
                    zlib.decompressobj().decompress(block.partition(b"\0")[2][1:], 1_000_000),
                )
            except zlib.error:
                yield "注释", block
        position += 12 + size


def _webp_blocks(body: bytes) -> Iterator[tuple[str, bytes]]:
    position = 12
    while position + 8 <= len(body):
        kind, size = (
            body[position : position + 4],
            int.from_bytes(body[position + 4 : position + 8], "little"),
        )
        if kind in (b"EXIF", b"XMP "):
            yield kind.decode().strip(), body[position + 8 : position + 8 + size]
        position += 8 + size + size % 2


PROPERTY = re.compile(
    rb"<(?:dc:creator|cp:lastModifiedBy|meta:initial-creator|dc:contributor|Manager|Company)>([^<]+)<"
)
HIDDEN = re.compile(rb"<sheet\b[^>]*\bstate=\"(?:hidden|veryHidden)\"")
HIDDEN_ROWS = re.compile(rb"<(?:row|col)\b[^>]*\bhidden=\"(?:1|true)\"")


def told_beside(name: str, body: bytes) -> list[str]:
    """Return what a file tells beside what is seen (in Chinese): place, author, hidden sheets.

    Raises ``UnreadableFileError``.
    """
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in PICTURES:
        return sorted({_block_word(kind, block) for kind, block in picture_blocks(body)} - {""})
    if suffix == ".pdf":
        return _told_by_pdf(body)
    if suffix in OFFICE:
        return list(dict.fromkeys(_told_by_office(body)))
    return []


def _block_word(kind: str, block: bytes) -> str:
    if kind == "EXIF":
        return "拍摄信息（EXIF，可能有拍摄地点、时间、手机型号）"
    if kind in ("XMP", "IPTC"):
        return f"图片说明信息（{kind}）"
    return ""


def _told_by_pdf(body: bytes) -> list[str]:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(body))
        told = ["作者"] if dict(reader.metadata or {}).get("/Author") else []
        notes = any(
            item.get_object().get("/Subtype") in ("/Text", "/FreeText", "/Popup", "/Highlight")
            for page in reader.pages
            for item in page.get("/Annots") or ()
        )
        return [*told, "批注"] if notes else told
    except (PyPdfError, ValueError, KeyError, AttributeError, OSError, RecursionError) as error:
        raise UnreadableFileError(f"打不开：{error}") from None


def _told_by_office(body: bytes) -> Iterator[str]:
    for name, content in _unpacked(body):
        if name.startswith("docProps/") or name == "meta.xml":
            if PROPERTY.search(content):
                yield "作者或单位"
        elif "comment" in name.lower() and name.endswith(".xml"):
            yield "批注"
        elif name == "xl/workbook.xml" and HIDDEN.search(content):
            yield "隐藏的工作表"
        elif name.startswith("xl/worksheets/") and HIDDEN_ROWS.search(content):
            yield "隐藏的行或列"
        elif name == "word/document.xml" and re.search(rb"<w:(?:ins|del)\b", content):
            yield "修订痕迹"
