"""Files in canonical form: the same values, written in the one way, and not a byte more.

CSV: the columns of the descriptor in its order, no blanks around cells, quotes where they are
needed, empty rows gone, dates, amounts and lists in the one way of ``canonical.py``. YAML keeps its
comments, quotes and order: only the values of dates, numbers and lists, line ends and blanks at the
ends of lines are touched. UTF-8 without BOM, Unix line ends: what git compares well.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping

from noticeboard.canonical import canonical
from noticeboard.dataset import Resource, Table
from noticeboard.yaml_rows import Record, mapping_of, records_of
from noticeboard.yaml_text import scalar

FENCE = "---"


def tidy_csv(table: Table) -> bytes:
    """Return a CSV table that was read without a problem in canonical form."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    fields = table.resource.fields
    writer.writerow(fields)
    for row in table.rows:
        texts = {name: row.cells[name].text if name in row.cells else "" for name in fields}
        writer.writerow([canonical(field, texts[name]) for name, field in fields.items()])
    return out.getvalue().encode()


def tidy_yaml(text: str, resource: Resource) -> str:
    """Return a YAML table in canonical form; ``UsageError`` where it is written in an unknown way."""
    for record in reversed(records_of(text, resource.where)):
        text = _with_canonical_values(text, record, resource)
    return text


def tidy_notice(text: str, resource: Resource, file: str) -> str:
    """Return a notice with its front matter in canonical form; its text stays as it is."""
    lines = text.split("\n")
    end = next((i for i, line in enumerate(lines[1:], 1) if line.rstrip() == FENCE), 0)
    if not end:
        return text
    front = "\n".join(lines[1:end]) + "\n"
    if front.strip():
        front = _with_canonical_values(front, mapping_of(front, file), resource)
    return "\n".join([FENCE, *tidy_lines(front).rstrip("\n").split("\n"), FENCE, *lines[end + 1 :]])


def tidy_lines(text: str) -> str:
    """Return a text without blanks at the ends of its lines and with one line end at its own."""
    stripped = re.sub(r"[ \t]+$", "", text, flags=re.M).rstrip("\n")
    return stripped + "\n" if text else ""


def tidy_end(text: str) -> str:
    """Return a text with one line end at its own end; its lines stay."""
    return text.rstrip("\n") + "\n" if text else ""


def _with_canonical_values(text: str, record: Record, resource: Resource) -> str:
    """Return the text with the dates, numbers and lists of a record as they are written."""
    for name, value in sorted(record.values.items(), key=lambda item: -item[1].start):
        field = resource.fields.get(name)
        if field is None or field.type == "string" or value.style not in ("plain", "quoted"):
            continue
        meant = canonical(field, value.text)
        if meant and meant != value.text:
            written = scalar(field, meant)
            written = f'"{meant}"' if value.style == "quoted" and written == meant else written
            text = text[: value.start] + written + text[value.end :]
    return text


def comments_in(text: str) -> Mapping[str, int]:
    """Return how often each comment stands in a YAML text: none may be lost."""
    found: dict[str, int] = {}
    for line in text.split("\n"):
        at = re.search(r"(?:^|\s)#.*", line)
        if at:
            words = at[0].strip()
            found[words] = found.get(words, 0) + 1
    return found
