"""A short mark for contents: what changed has another."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

# Sixteen letters in which no word is written, so that no mark looks like somebody's account.
LETTERS = "bcdfghjklmnprstz"
LONG = 12


def mark_of(parts: Mapping[str, bytes]) -> str:
    """Return twelve letters (48 bits) for names and their contents, in the order they have."""
    digest = hashlib.sha256()
    for name, content in parts.items():
        digest.update(name.encode() + b"\0" + content + b"\0")
    return "".join(LETTERS[byte % 16] for byte in digest.digest()[:LONG])
