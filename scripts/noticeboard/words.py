"""Small helpers for messages in Chinese."""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Iterable

RUNNING = re.compile(r"([a-z][a-z-]*)(\d{1,6})", re.ASCII)
MAX_GUESSED = 100  # nobody mistypes so long a word, and comparing it takes long
HANZI = re.compile("[\u4e00-\u9fff]")
# Fewer letters are the initials of too many names.
LEAST_INITIALS = 3


def size_in_words(size: int) -> str:
    """Return how large a file of ``size`` bytes is, as people say it: 820 KB, 2.3 MB."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1_000))} KB"
    return f"{size / 1_000_000:.1f} MB"


def nearest(wrong: str, valid: Iterable[str], names: dict[str, str] | None = None) -> str:
    """Return 是不是 …？ for the valid value nearest to ``wrong``, or an empty string.

    ``names`` maps other spellings (names, aliases) to the valid value they stand for. They are
    also found by their sound: 成西 for 城西, ``longshan xiaoqu`` and ``lsxq`` for 龙山小区.
    """
    if len(wrong) > MAX_GUESSED:
        return ""
    spellings = {value: value for value in valid} | (names or {})
    spelling = (
        _of_one_sound(wrong, spellings)
        or _alike(wrong, spellings)
        or _begins_with_sound(wrong, spellings)
    )
    if not spelling:
        return ""
    value = spellings[spelling]
    return f"是不是 {value}？" if value == spelling else f"是不是 {value}（{spelling}）？"


def _alike(wrong: str, spellings: Iterable[str]) -> str:
    """Return the spelling that has most letters in common, if it has enough."""
    lowered = {spelling.lower(): spelling for spelling in spellings}
    found = difflib.get_close_matches(wrong.lower(), lowered, n=1, cutoff=0.6)
    return lowered[found[0]] if found and not _is_other_number(wrong, found[0]) else ""


def _is_other_number(wrong: str, found: str) -> bool:
    """Tell whether two ids differ in a running number alone: u046 says nothing of u047."""
    number = RUNNING.fullmatch(wrong.lower())
    other = RUNNING.fullmatch(found)
    return bool(number and other and number[1] == other[1] and len(number[2]) == len(other[2]))


def _of_one_sound(wrong: str, spellings: dict[str, str]) -> str:
    """Return the Chinese name that sounds like ``wrong`` or has its initials, if only one does."""
    if wrong in spellings:
        return wrong
    letters = _sound(wrong)[0]
    fits = [
        name
        for name in spellings
        if HANZI.search(name)
        and (
            letters == _sound(name)[0]
            or (len(letters) >= LEAST_INITIALS and letters == _sound(name)[1])
        )
    ]
    return fits[0] if len({spellings[name] for name in fits}) == 1 else ""


def _begins_with_sound(wrong: str, spellings: dict[str, str]) -> str:
    """Return the only Chinese name whose sound begins with ``wrong``, else the most alike."""
    letters = _sound(wrong)[0]
    sounds = {_sound(name)[0]: name for name in spellings if HANZI.search(name)}
    if not sounds or not letters:
        return ""
    begun = [name for sound, name in sounds.items() if sound.startswith(letters)]
    if len(letters) >= LEAST_INITIALS and len({spellings[name] for name in begun}) == 1:
        return begun[0]
    found = difflib.get_close_matches(letters, sounds, n=1, cutoff=0.75)
    return sounds[found[0]] if found else ""


@functools.lru_cache(10_000)
def _sound(text: str) -> tuple[str, str]:
    """Return the pinyin of a text and its initials, in small letters without spaces."""
    if not HANZI.search(text):
        return re.sub(r"[^a-z0-9]", "", text.lower()), ""
    from pypinyin import lazy_pinyin  # slow to import; only a hint needs it

    parts = [re.sub(r"[^a-z0-9]", "", part.lower()) for part in lazy_pinyin(text)]
    return "".join(parts), "".join(part[:1] for part in parts)


def joined(values: Iterable[str], most: int = 12) -> str:
    """Return the values with 、 between them, cut after ``most``."""
    listed = list(values)
    tail = f" 等 {len(listed)} 个" if len(listed) > most else ""
    return "、".join(listed[:most]) + tail
