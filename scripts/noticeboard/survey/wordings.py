"""Cells as they come, and their words without what is only form."""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from decimal import Decimal

Cell = str | int | float | bool | dt.datetime | dt.date | dt.time | dt.timedelta | None

# Zero-width characters, direction marks, soft hyphens: nobody sees them, tools leave them behind.
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
# More digits are no number that a person gave.
MAX_DIGITS = 30
NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
WIDE = {
    ord(wide): plain
    for wide, plain in zip("０１２３４５６７８９．＋－−", "0123456789.+--", strict=True)
}


def plain(text: str) -> str:
    """Return the words: NFKC, nothing unseen, every run of blanks and line breaks one space."""
    if text.isascii() and text.isalnum():
        return text
    return " ".join(UNSEEN.sub("", unicodedata.normalize("NFKC", text)).split())


def text_of(cell: Cell) -> str:
    """Return what stands in a cell as text; whole numbers without a fraction."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int):
        return str(cell)
    if isinstance(cell, float):
        return _float_text(cell)
    if isinstance(cell, dt.datetime):
        return cell.isoformat(" ")
    if isinstance(cell, dt.timedelta):
        return str(cell)
    return cell.isoformat()


def _float_text(number: float) -> str:
    if not math.isfinite(number):
        return ""
    if number.is_integer():
        return format(Decimal(number), "f")
    return format(Decimal(repr(number)), "f")


def is_blank(cell: Cell) -> bool:
    """Tell whether a cell holds nothing that can be seen."""
    if isinstance(cell, str):
        return not cell or not plain(cell)
    return cell is None


def number_text(cell: Cell) -> str | None:
    """Return a number as it was written, with plain digits; ``None`` for anything else.

    ``1e3``, ``1,200`` and ``５²`` are refused: what they mean is a guess.
    """
    if isinstance(cell, bool) or not isinstance(cell, (str, int, float)):
        return None
    text = UNSEEN.sub("", text_of(cell)).strip().translate(WIDE)
    return text if len(text) <= MAX_DIGITS and NUMBER.fullmatch(text) else None
