"""Lists of numbers as short text, and which file a gram stands in.

The text has no digit, no quote and none of the letters with which a WeChat account is announced:
whoever looks for personal data in the finished site must see none where none is.
"""

from __future__ import annotations

from collections.abc import Iterable

# One symbol ends a number; those before it carry what is left.
LAST = "abcdefghijklmnoprstuyzABCDEFGHIJKLMNOPRSTUYZ!$%()*"
MORE = "-./:;=?[]^_{|}~'"
SHORT = 4096


def number(value: int) -> str:
    """Return a number from 0 as symbols: one below 50, two below 850."""
    head = ""
    while value >= len(LAST):
        value -= len(LAST)
        head += MORE[value % len(MORE)]
        value //= len(MORE)
    return head + LAST[value]


_SHORT = tuple(number(value) for value in range(SHORT))


def packed(ids: list[int]) -> str:
    """Return rising numbers as their distances."""
    gaps = [one - before - 1 for before, one in zip([-1, *ids], ids, strict=False)]
    return "".join([_SHORT[gap] if gap < SHORT else number(gap) for gap in gaps])


def numbers(values: Iterable[int]) -> str:
    """Return numbers, in any order, as symbols."""
    return "".join(map(number, values))


def shard_of(gram: str, shards: int) -> int:
    """Return in which of so many files a gram stands; the script computes the same.

    The few words of Latin letters are all in the first: a query in pinyin asks for many such grams.
    """
    if gram.isascii() and gram.isalpha():
        return 0
    value = 0
    code = gram.encode("utf-16-le")
    for at in range(0, len(code), 2):
        value = (value * 31 + code[at] + 256 * code[at + 1]) % 1_000_003
    return value % shards
