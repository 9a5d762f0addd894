"""Reads a built index as the page's script does, and finds in it what must be found.

By itself: it folds text, spreads grams and unpacks numbers in its own way, from the bytes of the
files. What it shares with the rest is only what they are called.
"""

from __future__ import annotations

import functools
import json
import unicodedata
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from noticeboard.errors import BuildError

FINAL = "abcdefghijklmnoprstuyzABCDEFGHIJKLMNOPRSTUYZ!$%()*"
CARRY = "-./:;=?[]^_{|}~'"
VALUES = {letter: place for place, letter in enumerate(FINAL)}
CARRIED = {letter: place + len(FINAL) for place, letter in enumerate(CARRY)}


def unpacked(text: str) -> Iterator[int]:
    """Yield the numbers that the symbols tell."""
    value, scale = 0, 1
    for letter in text:
        if letter in CARRIED:
            value += CARRIED[letter] * scale
            scale *= len(CARRY)
        else:
            yield value + VALUES[letter] * scale
            value, scale = 0, 1


def plain(text: str, pairs: Mapping[str, str]) -> str:
    """Return text as a query of it is looked for: letters and digits, one character after the other."""
    half = [pairs.get(one, one) for one in unicodedata.normalize("NFKC", text).lower()]
    kept: list[str] = []
    for place, one in enumerate(half):
        if one == "\n" or (one.isalnum() and unicodedata.category(one) != "No"):
            kept.append(one)
        elif kept and kept[-1] in "0123456789":
            kept += _between(one, "".join(half[place + 1 :]))
    return "".join(kept)


def _between(sign: str, rest: str) -> str:
    """Return what is left of a sign after a digit."""
    if not rest[:1].isdigit() or not rest[:1].isascii():
        return ""
    run = len(rest) - len(rest.lstrip("0123456789"))
    return "." if sign == "." else "" if sign == "," and run == 3 else "\n"


class BuiltIndex:
    """A built index: ``find`` answers with the numbers of documents, ``shown`` with their titles."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        """Read ``search/index.js``. Raises ``BuildError`` where a file is missing or not of this build."""
        self._files = files
        self._mark = ""
        # Each is read once: a part, the entries of a file of grams, the documents that have a gram.
        self._part = functools.cache(self._read)
        self._entries = functools.cache(self._read_entries)
        self.having = functools.cache(self._read_lists)
        about = self._part("index")
        (self.documents,) = unpacked(about["documents"])
        (self.shards,) = unpacked(about["shards"])
        self.words = [[plain(word, {}) for word in group] for group in about["words"]]
        self._blocks: list[tuple[int, int]] = []
        for number, size in enumerate(unpacked(about["blocks"])):
            self._blocks += [(number, place) for place in range(size)]
        pairs = self._part("near")["pairs"]
        self.pairs = dict(zip(pairs[::2], pairs[1::2], strict=True))

    def _read(self, name: str) -> Any:
        try:
            text = self._files[f"search/{name}.js"].decode()
        except KeyError:
            raise BuildError(f"搜索的文件 search/{name}.js 没有生成") from None
        try:
            called, mark, data = json.loads("[" + text.removeprefix("nbSearchPart(")[:-3] + "]")
        except ValueError:
            raise BuildError(f"搜索的文件 search/{name}.js 读不出来") from None
        self._mark = self._mark or mark
        if (called, mark) != (name, self._mark):
            raise BuildError(f"搜索的文件 search/{name}.js 不是这一次生成的")
        return data

    def _shard(self, gram: str) -> int:
        if gram.isascii() and gram.isalpha():
            return 0
        units = gram.encode("utf-16-be")
        value = 0
        for high, low in zip(units[::2], units[1::2], strict=True):
            value = (31 * value + (high << 8 | low)) % 1_000_003
        return value % self.shards

    def _read_entries(self, shard: int) -> dict[str, list[str]]:
        found = {}
        for entry in self._part(f"g/{shard}").split(" "):
            gram, *lists = entry.split(",")
            found[gram] = lists
        return found

    def _read_lists(self, gram: str) -> frozenset[int]:
        found: set[int] = set()
        for text in self._entries(self._shard(gram)).get(gram, ()):
            packed = text
            if text.startswith("+"):
                file, _count = unpacked(text[1:])
                packed = self._part(f"b/{file}")
            number = -1
            for gap in unpacked(packed):
                number += gap + 1
                found.add(number)
        return frozenset(found)

    def find(self, word: str) -> frozenset[int]:
        """Return the documents in which a word, or one that means the same, is expected."""
        typed = plain(word, self.pairs)
        found = self._all(self._two(typed))
        for number, group in enumerate(self.words):
            if typed in group:
                found |= self.having(f"={number}")
        return found

    def find_sound(self, syllables: tuple[str, ...]) -> frozenset[int]:
        """Return the documents of which a title sounds so."""
        grams = [f"'{a}'{b}" for a, b in pairwise(syllables)]
        return self._all(grams or [f"'{one}" for one in syllables])

    def find_initials(self, letters: str) -> frozenset[int]:
        """Return the documents of which a title has these initials, two or more."""
        if len(letters) == 2:
            return self.having("^" + letters)
        return self._all(["^" + letters[at : at + 3] for at in range(len(letters) - 2)])

    def _two(self, typed: str) -> list[str]:
        if len(typed) < 2:
            return [typed] if typed else []
        return [typed[at : at + 2] for at in range(len(typed) - 1)]

    def _all(self, grams: list[str]) -> frozenset[int]:
        """Return what has all grams; for no gram nothing: a query of nothing finds nothing."""
        if not grams:
            return frozenset()
        return frozenset.intersection(*map(self.having, grams))

    def shown(self, number: int) -> tuple[str, str]:
        """Return title and address of a document as results show them."""
        block, place = self._blocks[number]
        title, address = self._part(f"d/{block}")[place][:2]
        return title, address
