"""Text as a scanner must see it: without disguise, with the way back to what was written."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate

# Where something stands in ``undisguised`` text (from, to), which kind, its value.
Spot = tuple[int, int, str, str]
# Between two pieces of text: no letter, and no space either, so nothing is found across pieces.
APART = "\ufdd0"
# Zero-width and bidirectional marks, soft hyphens, variation selectors, the box of keycaps.
UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20e3\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
)
# Signs that are drawn as a dash or a dot; NFKC leaves them as they are.
ALIKE = {ord(dash): "-" for dash in "‐‑‒–—―−﹣─"} | {ord(dot): "." for dot in "·•・‧∙⋅"}
# White digits on black discs have no plain form of their own.
ALIKE |= {
    first + digit: str(digit + 1)
    for first in (0x2776, 0x2780, 0x278A, 0x24F5)
    for digit in range(9)
}
ALIKE[0x24FF] = "0"
NUMERALS = {
    ord(letter): str(value)
    for value, letters in enumerate(
        (
            "〇零○",
            "一壹幺弌",
            "二贰两貳弍",
            "三叁參仨",
            "四肆",
            "五伍",
            "六陆陸",
            "七柒",
            "八捌",
            "九玖",
        )
    )
    for letter in letters
}

HAN_DIGIT = f"[{''.join(map(chr, NUMERALS))}]"
DIGIT = f"[0-9{HAN_DIGIT[1:]}"


def undisguised(text: str) -> str:
    """Return text with full width made half, unseen marks gone, look-alike dashes as one."""
    if text.isascii():
        return text
    seen = UNSEEN.sub("", text)
    return unicodedata.normalize("NFKC", seen).translate(ALIKE)


def numerals(text: str) -> str:
    """Return text of the same length with the Chinese digits as 0–9."""
    return text if text.isascii() else text.translate(NUMERALS)


def written_from(text: str) -> list[int]:
    """Return, for each character of ``text`` and its end, where it begins in ``undisguised(text)``."""
    return [0, *accumulate(len(undisguised(letter)) for letter in text)]


def around(word: re.Pattern[str], text: str, reach: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches of text within ``reach`` letters of a word: only there is worth a look."""
    start, end = 0, 0
    for found in word.finditer(text):
        if found.start() - reach > end:
            if end:
                yield start, end
            start = found.start() - reach
        end = min(len(text), found.end() + reach)
    if end:
        yield start, end


@dataclass(frozen=True)
class Pieces:
    """Pieces of text, joined so that a pattern is run once over all of them."""

    written: tuple[str, ...]
    joined: str
    starts: tuple[int, ...]
    _begins: dict[int, list[int]] = field(default_factory=dict, compare=False)

    @classmethod
    def of(cls, texts: Iterable[str]) -> Pieces:
        """Join texts; each keeps its number."""
        written = tuple(texts)
        plain = [undisguised(text).replace(APART, " ") for text in written]
        starts = (0, *accumulate(len(text) + 1 for text in plain[:-1])) if plain else ()
        return cls(written, APART.join(plain), tuple(starts))

    def place(self, start: int, end: int) -> tuple[int, int, int]:
        """Return the number of the piece, and from where to where in what was written."""
        number = bisect_right(self.starts, start) - 1
        begin = self.starts[number]
        if number not in self._begins:
            self._begins[number] = written_from(self.written[number])
        begins = self._begins[number]
        first = bisect_right(begins, start - begin) - 1
        return number, first, bisect_right(begins, end - 1 - begin)
