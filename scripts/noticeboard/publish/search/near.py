"""What is needed only where nothing was found: how characters sound, and simplified characters."""

from __future__ import annotations

import functools
from typing import Any

from noticeboard.publish.search.traditional import PAIRS
from noticeboard.sounds import sounds

# The 3,755 characters that every Chinese primary school teaches: level 1 of GB 2312.
FIRST, LAST = 0xB0A1, 0xD7F9


@functools.cache
def near_table() -> dict[str, Any]:
    """Return syllables with their characters, and pairs of traditional and simplified ones."""
    by_sound: dict[str, str] = {}
    for letter in _taught():
        for sound in sounds(letter)[0]:
            by_sound[sound] = by_sound.get(sound, "") + letter
    return {"sounds": dict(sorted(by_sound.items())), "pairs": PAIRS}


def _taught() -> str:
    found = []
    for code in range(FIRST, LAST + 1):
        try:
            found.append(code.to_bytes(2, "big").decode("gb2312"))
        except UnicodeDecodeError:
            continue
    return "".join(found)
