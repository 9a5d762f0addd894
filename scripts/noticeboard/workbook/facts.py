"""What a workbook's cells are besides their values: formulas, errors, merged, hidden.

The reader of values tells nothing of it: a formula nobody computed is an empty cell to it, and so
is all but the first of merged cells. The file was looked at before (``survey/workbooks.py``).
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from noticeboard.errors import UsageError

REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
OOXML, ODF = "xl/workbook.xml", "content.xml"
# Of hidden rows and merged areas so many are kept: more are told no better.
MOST = 100_000
Area = tuple[int, int, int, int]


@dataclass
class Facts:
    """Of a sheet: cells by row and column from 1, areas by first row and column, last row and column."""

    formulas: set[tuple[int, int]] = field(default_factory=set)
    uncounted: set[tuple[int, int]] = field(default_factory=set)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)


def facts_of(body: bytes) -> dict[str, Facts]:
    """Return the facts of every sheet by its name; none for a format that tells nothing.

    Raises ``UsageError`` for a file that cannot be read.
    """
    if not zipfile.is_zipfile(io.BytesIO(body)):
        return {}
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            names = set(archive.namelist())
            if OOXML in names:
                sheets = _sheets(archive)
                return {name: _sheet(archive.read(part)) for name, part in sheets if part in names}
            if ODF in names:
                from noticeboard.workbook.facts_ods import facts_of_ods

                return facts_of_ods(archive.read(ODF))
            return {}
    except (zipfile.BadZipFile, expat.ExpatError, ValueError, KeyError, OSError, RuntimeError):
        raise UsageError(
            "这个表格打不开，可能坏了或不完整。怎么改：用 WPS 打开，另存为 xlsx"
        ) from None


def parse(body: bytes, started: Any, ended: Any = None, text: Any = None) -> None:
    """Run over XML, names without their prefix; what declares entities of its own is refused."""
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        raise ValueError

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda name, attrs: started(
        name.rpartition(":")[2], {key.rpartition(":")[2]: value for key, value in attrs.items()}
    )
    if ended:
        parser.EndElementHandler = lambda name: ended(name.rpartition(":")[2])
    if text:
        parser.CharacterDataHandler = text
    parser.Parse(body, True)


def _sheets(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    """Return each sheet's name and its part of the archive."""
    targets: dict[str, str] = {}
    found: list[tuple[str, str]] = []

    def relation(name: str, attrs: dict[str, str]) -> None:
        if name == "Relationship":
            goal = attrs.get("Target", "")
            where = goal.lstrip("/") if goal.startswith("/") else posixpath.join("xl", goal)
            targets[attrs.get("Id", "")] = posixpath.normpath(where)

    def sheet(name: str, attrs: dict[str, str]) -> None:
        if name == "sheet":
            found.append((attrs.get("name", ""), targets.get(attrs.get("id", ""), "")))

    parse(archive.read("xl/_rels/workbook.xml.rels"), relation)
    parse(archive.read(OOXML), sheet)
    return found


class _Sheet:
    """Looks at the cells of a sheet as they come."""

    def __init__(self) -> None:
        self.facts = Facts()
        self.row = self.column = 0
        self.kind = ""
        self.formula = False
        self.inside, self.words = "", ""

    def start(self, name: str, attrs: dict[str, str]) -> None:
        if name == "row":
            self.row = int(attrs.get("r", self.row + 1))
            self.column = 0
            if attrs.get("hidden") in ("1", "true") and len(self.facts.hidden) < MOST:
                self.facts.hidden.add(self.row)
        elif name == "c":
            at = REFERENCE.fullmatch(attrs.get("r", ""))
            self.column = column_number(at[1]) if at else self.column + 1
            self.kind, self.formula = attrs.get("t", ""), False
            self.words = ""
        elif name in ("f", "v"):
            self.inside = name
            self.formula = self.formula or name == "f"
        elif name == "mergeCell" and len(self.facts.merged) < MOST:
            ends = REFERENCE.findall(attrs.get("ref", ""))
            if len(ends) == 2:
                (a, b), (c, d) = ends
                self.facts.merged.append((int(b), column_number(a), int(d), column_number(c)))

    def text(self, words: str) -> None:
        if self.inside == "v":
            self.words += words[:20]

    def end(self, name: str) -> None:
        self.inside = ""
        if name != "c":
            return
        here = (self.row, self.column)
        if self.kind == "e":
            self.facts.errors[here] = self.words[:20]
        if self.formula:
            self.facts.formulas.add(here)
            # Some write an empty value where they did not compute; an empty text is one, though.
            if not self.words and self.kind != "str":
                self.facts.uncounted.add(here)


def _sheet(body: bytes) -> Facts:
    look = _Sheet()
    parse(body, look.start, look.end, look.text)
    return look.facts


def column_number(letters: str) -> int:
    """Return 4 for D."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
