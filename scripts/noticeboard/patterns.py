"""The patterns of the descriptor, matched in linear time.

A pattern is data. Python's own engine needs longer than anybody waits for ``^(a+)+$`` and
forty letters; RE2 looks at each letter once, and refuses what it cannot do so.
"""

from __future__ import annotations

import functools
from typing import Any

import re2

# The library has no types.
compile_pattern: Any = re2.compile


class BadPatternError(ValueError):
    """The pattern is not one that RE2 reads."""


@functools.lru_cache(256)
def _compiled(pattern: str) -> Any:
    options = re2.Options()
    options.log_errors = False
    # RE2's \s is ASCII; what people take for a space (U+3000) is meant as well.
    wide = pattern.replace("[^\\s]", "[^\\s\\p{Z}]")
    try:
        return compile_pattern(f"(?:{wide})", options=options)
    except re2.error as error:
        raise BadPatternError(pattern) from error


def check_pattern(pattern: str) -> None:
    """Raise ``BadPatternError`` for a pattern that cannot be used."""
    _compiled(pattern)


def matches(pattern: str, text: str) -> bool:
    """Tell whether the whole text fits the pattern."""
    return _compiled(pattern).fullmatch(text) is not None
