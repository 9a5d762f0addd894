"""Text as it is searched: one shape for what looks or means the same, and the grams of it.

``assets/nb/search.js`` folds what is typed in the same way; ``reading.py`` does so once more, by
itself, to test what was built.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise

from noticeboard.publish.search.traditional import PAIRS
from noticeboard.sounds import Sound, alike, sounds

# What nobody types when looking for something: everything but letters, digits and "." (see REST).
SIGNS = (
    r"\x00-\x09\x0b-\x2d/:-@\[-`{-\xbf\xd7\xf7\u02b0-\u036f\u2000-\u2bff\u2e00-\u2e7f"
    r"\u3000-\u3004\u3008-\u3020\u302a-\u3030\u303d-\u303f\u30fb\ue000-\uf8ff\ufe00-\ufe6f\ufeff\ufff0-\uffff"
)
GAP = re.compile(f"(?<=[0-9])[.{SIGNS}]+(?=([0-9]+))")
REST = re.compile(f"[{SIGNS}]|(?<![0-9])\\.|\\.(?![0-9])")
PLAIN = dict(zip(map(ord, PAIRS[::2]), PAIRS[1::2], strict=True))
# Between two texts that do not belong together, and between two numbers.
APART = "\n"
KEPT = 65536


@functools.lru_cache(KEPT)
def fold(text: str) -> str:
    """Return text without signs, half width, lower case, in simplified characters.

    A "." between digits stays, a "," before three digits goes, other signs between digits part
    two numbers (``APART``): 8:30 is not 830.
    """
    half = unicodedata.normalize("NFKC", text).lower().translate(PLAIN)
    return REST.sub("", GAP.sub(_between_digits, half))


def _between_digits(gap: re.Match[str]) -> str:
    if gap[0] == ".":
        return "."
    return "" if gap[0] == "," and len(gap[1]) == 3 else APART


@functools.lru_cache(KEPT)
def grams(folded: str) -> frozenset[str]:
    """Return every character of folded text and every two neighbours, none across ``APART``."""
    found = {a + b for a, b in pairwise(folded)}
    return frozenset(gram for gram in {*folded, *found} if APART not in gram)


@functools.lru_cache(KEPT)
def ends(folded: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the grams with which a title begins, and those with which it ends."""
    return frozenset((folded[:1], folded[:2])), frozenset((folded[-1:], folded[-2:]))


@functools.lru_cache(KEPT)
def sound_grams(title: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Return the grams of how a folded title sounds: those it begins with, ends with, all.

    ``'long`` and ``'long'shan`` are syllables, ``'lon'san`` what they sound like to many ears;
    ``^ls`` and ``^lsx`` are initials.
    """
    begin: set[str] = set()
    end: set[str] = set()
    every: set[str] = set()
    for part in title.split(APART):
        read = sounds(part)
        for at in range(len(read)):
            here = {f"'{one}" for one in _heard(read[at])}
            if at + 1 < len(read):
                here |= {f"'{a}'{b}" for a, b in _neighbours(read[at], read[at + 1])}
            for size in (2, 3):
                here |= _initials(read[at : at + size], size)
            every |= here
            begin |= here if at == 0 else set()
            end |= {gram for gram in here if at + _size(gram) == len(read)}
    return frozenset(begin), frozenset(end), frozenset(every)


def _size(gram: str) -> int:
    return gram.count("'") if gram[0] == "'" else len(gram) - 1


def _heard(sound: Sound) -> set[str]:
    return {*sound, *map(alike, sound)}


def _neighbours(one: Sound, other: Sound) -> Iterable[tuple[str, str]]:
    pairs = {(a, b) for a in one for b in other}
    return pairs | {(alike(a), alike(b)) for a, b in pairs}


def _initials(read: tuple[Sound, ...], size: int) -> set[str]:
    if len(read) < size:
        return set()
    made = {"^"}
    for sound in read:
        letters = {one[0] for one in sound}
        made = {start + letter for start in made for letter in letters}
    return made
