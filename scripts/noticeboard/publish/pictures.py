"""Pictures made at the build: the QR codes of pages, and what stands beside a link passed on.

The share pictures are our mark and a shape for the kind of page, without a letter: no font can
be relied on where a site is built. The same bytes every time.
"""

from __future__ import annotations

import functools
import io
import math
from typing import Any

from noticeboard.model import Town
from noticeboard.qr import qr_png
from noticeboard.sharing import PICTURES, PIXELS, SITE, code_file, coded_addresses, picture_file

PAPER, RED, GREEN = "#fbfaf6", "#8e1c14", "#0c5a4b"
# Drawn this many times larger, then made smaller: smooth edges.
FINE = 2


def pictures(town: Town) -> dict[str, bytes]:
    """Return name → PNG of all QR codes and share pictures; nothing without a ``site_url``."""
    if not town.settings.site_url:
        return {}
    files = {picture_file(name): share_picture(name) for name in (SITE, *PICTURES.values())}
    for address in coded_addresses(town):
        files[code_file(address)] = qr_png(town.settings.site_url + address)
    return files


@functools.lru_cache(8)
def share_picture(name: str) -> bytes:
    """Return a square PNG: the mark under the red line, with the shape of this kind of page."""
    from PIL import Image, ImageDraw

    size = PIXELS * FINE
    large = Image.new("RGB", (size, size), PAPER)
    draw = ImageDraw.Draw(large)
    draw.rectangle((0, 0, size, size // 40), fill=RED)
    SHAPES[name](draw, size)
    small = large.resize((PIXELS, PIXELS), Image.Resampling.LANCZOS)
    made = io.BytesIO()
    small.quantize(32).save(made, "PNG", optimize=True)
    return made.getvalue()


def _mark(draw: Any, x: float, y: float, radius: float, colour: str = RED) -> None:
    """Draw the three circles."""
    stroke = radius * 0.145
    for part in (1.0, 0.64):
        r = radius * part
        draw.ellipse((x - r, y - r, x + r, y + r), outline=colour, width=round(stroke))
    r = radius * 0.28
    draw.ellipse((x - r, y - r, x + r, y + r), fill=colour)


def _site(draw: Any, size: int) -> None:
    _mark(draw, size / 2, size * 0.51, size * 0.32)


def _community(draw: Any, size: int) -> None:
    """Draw the mark among others: neighbours around one middle."""
    _mark(draw, size / 2, size * 0.51, size * 0.2)
    for number in range(8):
        turn = math.tau * number / 8
        x, y = size / 2 + math.cos(turn) * size * 0.33, size * 0.51 + math.sin(turn) * size * 0.33
        r = size * 0.05
        draw.ellipse((x - r, y - r, x + r, y + r), fill=GREEN)


def _notice(draw: Any, size: int) -> None:
    """Draw a sheet with ruled lines."""
    left, top, right, bottom = size * 0.24, size * 0.14, size * 0.76, size * 0.88
    draw.rectangle((left, top, right, bottom), fill="#ffffff", outline=RED, width=size // 60)
    _mark(draw, size / 2, size * 0.33, size * 0.11)
    for number in range(4):
        y = size * (0.53 + number * 0.08)
        end = right - size * (0.08 if number < 3 else 0.25)
        draw.line((left + size * 0.08, y, end, y), fill=GREEN, width=size // 50)


def _project(draw: Any, size: int) -> None:
    """Draw a wall that is being built, under the mark."""
    _mark(draw, size / 2, size * 0.34, size * 0.2)
    wide, high, gap = size * 0.2, size * 0.075, size * 0.02
    for row, bricks in enumerate((3, 2, 3)):
        y = size * 0.6 + row * (high + gap)
        left = (size - bricks * wide - (bricks - 1) * gap) / 2
        for number in range(bricks):
            x = left + number * (wide + gap)
            draw.rectangle((x, y, x + wide, y + high), fill=GREEN)


def _order(draw: Any, size: int) -> None:
    """Draw the ring that fills, half full: a matter on its way."""
    x, y, r = size / 2, size * 0.51, size * 0.32
    draw.ellipse((x - r, y - r, x + r, y + r), outline=GREEN, width=round(r * 0.145))
    r *= 0.72
    draw.pieslice((x - r, y - r, x + r, y + r), -90, 90, fill=GREEN)


SHAPES = {
    SITE: _site,
    "community": _community,
    "notice": _notice,
    "project": _project,
    "order": _order,
}
