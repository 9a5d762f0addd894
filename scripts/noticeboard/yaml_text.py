"""How a value is written in YAML: without quotes where it can be."""

from __future__ import annotations

import json
import re

import yaml

from noticeboard.dataset import Field

# What others than we read as something else than text.
OTHERWISE = re.compile(
    r"[+-]?[0-9][0-9_.,:eExX+-]*|~|null|true|false|yes|no|on|off|y|n|[.](inf|nan)", re.I
)
MARKS = tuple("-?:,[]{}#&*!|>'\"%@`=~")


def scalar(field: Field, text: str, in_brackets: bool = False) -> str:
    """Return a text as a YAML scalar of one line; numbers and dates of their columns are bare."""
    if not text:
        return ""
    bare = field.type in ("integer", "number", "date")
    fits = bare or not OTHERWISE.fullmatch(text)
    if fits and _plain(text, in_brackets) and '"' not in text and "'" not in text:
        return text
    return json.dumps(text, ensure_ascii=False)


def _plain(text: str, in_brackets: bool) -> bool:
    """Tell whether a text without quotes is read back as it is."""
    if text.startswith(MARKS) or text != text.strip() or "\n" in text:
        return False
    if in_brackets and re.search(r"[\[\]{},]", text):
        return False
    if ": " in text or " #" in text or text.endswith(":"):
        return False
    try:
        read = [e for e in yaml.parse(f"k: {text}\n", Loader=yaml.SafeLoader)
                if isinstance(e, yaml.ScalarEvent)]  # fmt: skip
    except yaml.YAMLError:
        return False
    return len(read) == 2 and read[1].value == text and not read[1].style
