"""How wide a text is and how many lines it takes, without a browser.

A Chinese character is as wide as the type is high in every font; letters and digits differ from
font to font and are taken at their widest. So an estimate is never too small by a line.
"""

from __future__ import annotations

import functools
import re
import unicodedata

MM = 25.4 / 72
"""Millimetres of a point."""

# Widths of what is not Chinese, in parts of the type size; the widest of the usual fonts, bold.
NARROW, DIGIT, SMALL, CAPITAL, BROAD = 0.38, 0.62, 0.65, 0.76, 1.0
THIN = frozenset("iljtfrI.,:;'|!()[]{}-·")
WIDE = frozenset("mwMW@%—…")
# A gap between Chinese and Latin, which browsers add.
GAP = 0.26

CLOSING = "，。、；：？！）》」』”’〕】％…—"
OPENING = "（《「『“‘〔【"
WORDS = re.compile(rf"[{OPENING}]*(?:[A-Za-z0-9_./:@#%&=+~$'\"()\[\]-]+|.)[{CLOSING}]*", re.DOTALL)


@functools.lru_cache(4096)
def letter_width(letter: str) -> float:
    """Return the width of a letter in parts of the type size."""
    if unicodedata.east_asian_width(letter) in "WFA":
        return 1.0
    if letter in WIDE:
        return BROAD
    if letter.isdigit():
        return DIGIT
    if letter.isspace() or letter in THIN:
        return NARROW
    return CAPITAL if letter.isupper() else SMALL


def width(text: str) -> float:
    """Return the width of a text in one line, in parts of the type size."""
    total, before = 0.0, ""
    for letter in text:
        total += letter_width(letter)
        if before and (letter_width(before) == 1.0) != (letter_width(letter) == 1.0):
            total += GAP
        before = letter
    return total


@functools.lru_cache(8192)
def lines(text: str, room: float) -> int:
    """Return how many lines a text takes in a width of ``room`` type sizes.

    Punctuation does not begin or end a line where it may not; a word longer than a line is broken.
    """
    count = 0
    for piece in text.split("\n"):
        count += 1
        taken = 0.0
        for word in WORDS.findall(piece):
            wide = width(word) + (GAP if word.isascii() else 0)
            if taken and taken + wide > room:
                count, taken = count + 1, 0.0
            if wide > room:
                count, wide = count + int(wide // room), wide % room
            taken += wide
    return count
