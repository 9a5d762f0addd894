"""Text as it is searched: one shape for what looks or means the same, and the grams of it.

``assets/nb/search.js`` folds what is typed in the same way; ``reading.py`` does so once more, by
itself, to test what was built.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from itertools import pairwise

from noticeboard.publish.search.traditional import PAIRS
from noticeboard.sounds import Sound, alike, sounds

# What nobody types when looking for something: everything but letters, digits and "." (see REST).
SIGNS = (
    r"\x00-\x09\x0b-\x2d/:-@\[-`{-\xbf\xd7\xf7\u02b0-\u036f\u2000-\u2bff\u2e00-\u2e7f"
    r"\u3000-\u3004\u3008-\u3020\u302a-\u3030\u303d-\u303f\u30fb\ue000-\uf8ff\ufe00-\ufe6f\ufeff\ufff0-\uffff"
    "\U0001f000-\U0001faff\U000e0000-\U000e0fff"
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
    begin: list[frozenset[str]] = []
    end: list[frozenset[str]] = []
    every: list[frozenset[str]] = []
    for part in title.split(APART):
        read = sounds(part)
        if not read:
            continue
        alone = [_heard(sound) for sound in read]
        pairs = [_neighbours(*two) for two in pairwise(read)]
        twos = [_initials(two) for two in pairwise(read)]
        threes = [_initials(three) for three in zip(read, read[1:], read[2:], strict=False)]
        for grams_of_size in (alone, pairs, twos, threes):
            every += grams_of_size
            begin += grams_of_size[:1]
            end += grams_of_size[-1:]
    return _union(begin), _union(end), _union(every)


def _union(sets: list[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*sets)


@functools.lru_cache(KEPT)
def _heard(sound: Sound) -> frozenset[str]:
    return frozenset(f"'{one}" for one in {*sound, *map(alike, sound)})


@functools.lru_cache(KEPT)
def _neighbours(one: Sound, other: Sound) -> frozenset[str]:
    pairs = {(a, b) for a in one for b in other}
    return frozenset(f"'{a}'{b}" for a, b in pairs | {(alike(a), alike(b)) for a, b in pairs})


@functools.lru_cache(KEPT)
def _initials(read: tuple[Sound, ...]) -> frozenset[str]:
    made = {"^"}
    for sound in read:
        letters = {one[0] for one in sound}
        made = {start + letter for start in made for letter in letters}
    return frozenset(made)
