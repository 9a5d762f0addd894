"""What a file tells beside its text: who made it, where a picture was taken, what is hidden in it."""

from __future__ import annotations

import io
import re
import warnings
import zlib
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

from noticeboard.personal.archives import (
    OFFICE,
    PICTURES,
    UnreadableFileError,
    reading,
    unpacked,
)


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


# What a camera writes beside the picture, by where it stands: first table, second table.
FIRST = {0x010F: "手机或相机的型号", 0x0110: "手机或相机的型号", 0x0132: "拍摄时间", 0x010E: "说明", 0x013B: "作者", 0x8298: "版权"}  # fmt: skip
SECOND = {0x9003: "拍摄时间", 0x9004: "拍摄时间", 0x9286: "说明", 0x927C: "手机或相机自己的记录", 0xA430: "机主", 0xA431: "机身编号", 0xA420: "编号"}  # fmt: skip
PLACE, DETAILS = 0x8825, 0x8769
# A phone's 动态照片 is a JPEG with a film, and its sound, behind it.
FILM = re.compile(rb"ftyp(?:mp4|isom|iso\d|avc1|qt  )")


def picture_tells(body: bytes) -> list[str]:
    """Return what a photograph tells beside the picture (in Chinese), the place first.

    How it is to be turned, and its size, are no news.
    """
    told: list[str] = []
    for kind, block in picture_blocks(body):
        if kind == "EXIF":
            told += _camera_tells(block)
        else:
            told.append("作者或说明（XMP）" if kind == "XMP" else "作者或说明")
    if FILM.search(body):
        told.append("一段录像（动态照片）")
    return sorted(dict.fromkeys(told), key=lambda word: word != "拍摄地点")


def _camera_tells(block: bytes) -> list[str]:
    from PIL.Image import Exif

    exif = Exif()
    try:
        with warnings.catch_warnings(), reading():
            warnings.simplefilter("ignore")  # what is broken is told below
            exif.load(block)
            details = exif.get_ifd(DETAILS)
            return [
                *(["拍摄地点"] if exif.get_ifd(PLACE) else []),
                *(word for tag, word in FIRST.items() if exif.get(tag)),
                *(word for tag, word in SECOND.items() if details.get(tag)),
            ]
    except UnreadableFileError:
        return ["拍摄信息（EXIF）"]


def _told_by_pdf(body: bytes) -> list[str]:
    from pypdf import PdfReader

    with reading():
        reader = PdfReader(io.BytesIO(body))
        told = ["作者"] if dict(reader.metadata or {}).get("/Author") else []
        notes = any(
            item.get_object().get("/Subtype") in NOTES
            for page in reader.pages
            for item in page.get("/Annots") or ()
        )
    return [*told, "批注"] if notes else told


NOTES = (
    "/Text",
    "/FreeText",
    "/Popup",
    "/Highlight",
    "/Underline",
    "/StrikeOut",
    "/Squiggly",
    "/Ink",
)


def _told_by_office(body: bytes) -> Iterator[str]:
    for name, content in unpacked(body):
        if name.startswith("docProps/") or name == "meta.xml":
            if PROPERTY.search(content):
                yield "作者或单位"
        elif "comment" in name.lower() and name.endswith(".xml"):
            yield "批注"
        elif name == "xl/workbook.xml" and HIDDEN.search(content):
            yield "隐藏的工作表"
        elif name.startswith("xl/worksheets/") and HIDDEN_ROWS.search(content):
            yield "隐藏的行或列"
        elif "/media/" in name or name.startswith("Pictures/"):
            yield from told_beside(name, content)
        elif name == "word/document.xml" and re.search(rb"<w:(?:ins|del)\b", content):
            yield "修订痕迹"
