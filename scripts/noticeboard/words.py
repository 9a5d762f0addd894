"""Small helpers for messages in Chinese."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

MAX_GUESSED = 100  # nobody mistypes so long a word, and comparing it takes long


def nearest(wrong: str, valid: Iterable[str], names: dict[str, str] | None = None) -> str:
    """Return 是不是 …？ for the valid value nearest to ``wrong``, or an empty string.

    ``names`` maps other spellings (names, aliases) to the valid value they stand for.
    """
    if len(wrong) > MAX_GUESSED:
        return ""
    spellings = {value: value for value in valid} | (names or {})
    lowered = {spelling.lower(): spelling for spelling in spellings}
    found = difflib.get_close_matches(wrong.lower(), lowered, n=1, cutoff=0.6)
    if not found:
        return ""
    spelling = lowered[found[0]]
    value = spellings[spelling]
    return f"是不是 {value}？" if value == spelling else f"是不是 {value}（{spelling}）？"


def joined(values: Iterable[str], most: int = 12) -> str:
    """Return the values with 、 between them, cut after ``most``."""
    listed = list(values)
    tail = f" 等 {len(listed)} 个" if len(listed) > most else ""
    return "、".join(listed[:most]) + tail
