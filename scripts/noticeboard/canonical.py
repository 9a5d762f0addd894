"""The one way to write a value: two texts of one meaning are one text.

``fmt`` puts files into it; a workbook's cells are compared with the tables by it.
"""

from __future__ import annotations

import re

from noticeboard.dataset import Field
from noticeboard.mend import mended

LIST_MARKS = re.compile("[；;]")
BETWEEN = "；"


def canonical(field: Field, text: str) -> str:
    """Return the text as it is written: dates as 2026-11-24, amounts in figures, lists with ；.

    What nobody can be sure of stays as it is.
    """
    text = text.strip()
    if field.type == "list":
        return BETWEEN.join(items(text))
    if field.type in ("integer", "number", "date"):
        return mended(field.type, text) or text
    return text


def items(text: str) -> list[str]:
    """Return the items of a list cell."""
    return [part.strip() for part in LIST_MARKS.split(text) if part.strip()]
