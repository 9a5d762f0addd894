"""What is needed only where nothing was found: how characters sound, and simplified characters."""

from __future__ import annotations

import functools
from typing import Any

from noticeboard.publish.search.index import Index
from noticeboard.publish.search.traditional import PAIRS
from noticeboard.sounds import alike, sounds

# The 3,755 characters that every Chinese primary school teaches: level 1 of GB 2312.
FIRST, LAST = 0xB0A1, 0xD7F9


def near_table(index: Index) -> dict[str, Any]:
    """Return syllables with their characters, and pairs of traditional and simplified ones.

    Only what can lead to something: syllables of titles, characters that occur. On a small site that is a
    third of all.
    """
    known = frozenset(index.every())
    heard = {
        sound: letters for sound, letters in _by_sound().items() if f"'{alike(sound)}" in known
    }
    pairs = zip(PAIRS[::2], PAIRS[1::2], strict=True)
    return {"sounds": heard, "pairs": "".join(a + b for a, b in pairs if b in known)}


@functools.cache
def _by_sound() -> dict[str, str]:
    by_sound: dict[str, str] = {}
    for letter in _taught():
        for sound in sounds(letter)[0]:
            by_sound[sound] = by_sound.get(sound, "") + letter
    return dict(sorted(by_sound.items()))


def _taught() -> str:
    found = []
    for code in range(FIRST, LAST + 1):
        try:
            found.append(code.to_bytes(2, "big").decode("gb2312"))
        except UnicodeDecodeError:
            continue
    return "".join(found)
