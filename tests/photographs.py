"""Photographs for tests: drawn, with what a camera would write beside them, or broken in one way."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

ORIENTATION, MODEL, TAKEN, OWNER = 0x0112, 0x0110, 0x9003, 0xA430
DETAILS, PLACE = 0x8769, 0x8825


def drawn(width: int = 1200, height: int = 800, mode: str = "RGB") -> Image.Image:
    """Return a picture whose corners differ: red, green, blue, white (clockwise from the left top)."""
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    half = (width // 2, height // 2)
    draw.rectangle((0, 0, *half), fill="#c0392b")
    draw.rectangle((half[0], 0, width, half[1]), fill="#27ae60")
    draw.rectangle((*half, width, height), fill="#2458a6")
    return image.convert(mode)


def camera(orientation: int = 6, place: bool = False, device: bool = False) -> bytes:
    """Return a camera's remarks: how the picture is to be turned; where and with what it was taken."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    if device:
        exif[MODEL] = "Phone 12"
        exif.get_ifd(DETAILS)[TAKEN] = "2026:11:24 10:00:00"
        exif.get_ifd(DETAILS)[OWNER] = "机主"
    if place:
        exif.get_ifd(PLACE).update({1: "N", 2: (24.0, 21.0, 9.0), 3: "E", 4: (116.0, 41.0, 2.0)})
    return exif.tobytes()


def photograph(content: bytes, remark: str = "", **options: Any) -> bytes:
    """Return a PNG with something beside the picture."""
    out = io.BytesIO()
    if remark:
        options["pnginfo"] = PngInfo()
        options["pnginfo"].add_itxt("Author", remark)
    Image.open(io.BytesIO(content)).save(out, "PNG", **options)
    return out.getvalue()


def saved(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """Return a picture as a file of this kind."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()
