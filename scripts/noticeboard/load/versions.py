"""Read an earlier version of a table, as git kept it: whatever can be read, judging nothing.

Columns may have been fewer, or others; what they are called today is all that is known of
them. What is only form (quotes, blanks, the order of rows and columns) is gone after reading.
"""

from __future__ import annotations

import csv
from dataclasses import replace

from noticeboard.dataset import Field, Resource, Row, Table
from noticeboard.errors import Place
from noticeboard.load.csv_table import read_csv_table
from noticeboard.load.files import UnreadableError, text_bytes
from noticeboard.load.notice_table import read_notice
from noticeboard.load.yaml_table import read_yaml_table


def read_pair(
    resource: Resource, file: str, before: bytes, after: bytes
) -> tuple[Table | None, Table | None]:
    """Return two versions of a table (``version_text``), of a CSV only the lines that are not in both.

    ``None`` for one that cannot be read at all.
    """
    if file.endswith(".csv"):
        before, after = _without_common_lines(before, after)
    return _read(resource, file, before), _read(resource, file, after)


def count_rows(resource: Resource, file: str, content: bytes) -> int:
    """Return how many records a version has; of a CSV it is not asked whether each can be read."""
    if file.endswith(".csv"):
        return max(0, sum(1 for line in content.splitlines() if line.strip(b",; \t")) - 1)
    table = _read(resource, file, content)
    return len(table.rows) if table else 0


def read_notice_version(resource: Resource, file: str, content: bytes) -> Row | None:
    """Return a version of a notice; ``None`` where it cannot be read."""
    try:
        return read_notice(resource, file, text_bytes(Place(file), content))[0]
    except UnreadableError:
        return None


def version_text(file: str, content: bytes | None) -> bytes | None:
    """Return a version as text; ``None`` where it is none, or none that is read."""
    if content is None:
        return None
    try:
        return text_bytes(Place(file), content)
    except UnreadableError:
        return None


def _read(resource: Resource, file: str, content: bytes) -> Table | None:
    if not content.strip():
        return Table(resource, ())
    try:
        if file.endswith(".csv"):
            return read_csv_table(_with_columns_of(resource, content), file, content)[0]
        return read_yaml_table(resource, file, content)[0]
    except (UnreadableError, csv.Error):
        return None


def _without_common_lines(before: bytes, after: bytes) -> tuple[bytes, bytes]:
    """Return both without the lines that they share, where their columns are the same.

    A table of thousands of rows changes by a few a day; a line is a record (``csv_table``).
    """
    old, new = before.split(b"\n"), after.split(b"\n")
    if old[0] != new[0]:
        return before, after
    ours, theirs = set(old), set(new)
    return (
        b"\n".join([old[0], *(line for line in old[1:] if line not in theirs)]),
        b"\n".join([new[0], *(line for line in new[1:] if line not in ours)]),
    )


def _with_columns_of(resource: Resource, content: bytes) -> Resource:
    """Return the resource with the columns that this version has."""
    line = content.partition(b"\n")[0].decode("utf-8", "replace")
    names = [name.strip() for name in next(csv.reader([line]), [])]
    fields = {
        name: resource.fields.get(name) or Field(name, "string", name, "") for name in names if name
    }
    return replace(resource, fields=fields)
