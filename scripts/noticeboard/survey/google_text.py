"""Texts inside an Apps Script: as strings, and as comments that nothing can end."""

from __future__ import annotations

import json


def js(text: str) -> str:
    r"""Return a JavaScript string. Whatever cannot be seen, and ``<``, is written ``\uXXXX``."""
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(one if one.isprintable() and one != "<" else _escaped(one) for one in quoted)


def _escaped(one: str) -> str:
    return "\\u003c" if one == "<" else json.dumps(one)[1:-1]


def comment(text: str) -> str:
    """Return a line comment. It never starts with the text: ``@ts-ignore`` there has a meaning."""
    seen = "".join(one if one.isprintable() else " " for one in text)
    return f"// · {seen.replace('*/', '* /').replace('<', '＜')}"
