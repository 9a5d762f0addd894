"""Change single rows of a CSV table; every other byte of the file stays as it is.

One line is one record, so a change of a row is a change of a line, and git shows just that. The
lines written are canonical: no quotes but where they are needed, cells without blanks around.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from noticeboard.errors import UsageError

FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Change:
    """Cells of one row of a table. ``key`` is its id.

    With ``new`` the row is added at the end, with ``gone`` it is taken out.
    """

    table: str
    key: str
    cells: Mapping[str, str]
    new: bool = False
    gone: bool = False


def changed(content: bytes, key: str, changes: Iterable[Change], file: str) -> bytes:
    """Return a CSV file with these rows changed, added or taken out; ``key`` is the column of the ids.

    Raises ``UsageError`` where a column or a row is not there, or a new row is there already.
    """
    mark = BOM if content.startswith(BOM) else b""
    body = content.removeprefix(BOM)
    tail = "\r" if body.partition(b"\n")[0].endswith(b"\r") else ""
    lines = body.decode().split("\n")
    if lines and not lines[-1].strip():
        lines.pop()
    if lines and not lines[-1].endswith(tail):
        lines[-1] += tail
    header = _cells(lines[0]) if lines else []
    if key not in header:
        raise UsageError(f"{file} 的第一行里没有 {key} 这一列")
    at = header.index(key)
    places = _places(lines, at)
    gone: set[int] = set()
    for change in changes:
        for name in change.cells:
            if name not in header:
                raise UsageError(f"{file} 里没有 {name} 这一列")
        place = places.get(change.key)
        if change.new == (place is not None):
            raise UsageError(f"{file} 里{'已经有' if change.new else '没有'}「{change.key}」这一行")
        if change.gone and place is not None:
            gone.add(place)
            continue
        old = _cells(lines[place]) if place is not None else []
        row = dict(zip(header, [*old, *[""] * len(header)], strict=False))
        # A cell is one line: whoever typed on several means one text.
        row |= {name: safe(" ".join(text.split())) for name, text in change.cells.items()}
        row[key] = change.key
        line = _line([row[name] for name in header])
        if place is None:
            places[change.key] = len(lines)
            lines.append(line + tail)
        else:
            lines[place] = line + ("\r" if lines[place].endswith("\r") else "")
    left = [line for number, line in enumerate(lines) if number not in gone]
    return mark + ("\n".join(left) + "\n").encode()


def _places(lines: Sequence[str], at: int) -> dict[str, int]:
    """Return where each row stands, by its id; of two with one id neither."""
    places: dict[str, int] = {}
    for number, line in enumerate(lines[1:], 1):
        cells = _cells(line)
        if len(cells) > at and cells[at]:
            places[cells[at]] = number
    return places


def safe(text: str) -> str:
    """Return the text of a cell. Raises ``UsageError`` for what a spreadsheet would run.

    Staff open these tables in WPS, and what they type may be copied from somebody else's words.
    """
    if text.startswith(FORMULA):
        hint = "换一个开头，例如先写在哪里、什么事"
        raise UsageError(f"「{text[:20]}」开头的 {text[0]} 会被表格软件当成公式。{hint}")
    return text


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in next(csv.reader([line.rstrip("\r")]), [])]


def _line(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(cells)
    return out.getvalue()
