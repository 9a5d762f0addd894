"""The same facts of an OpenDocument sheet, in which rows and cells may stand for many."""

from __future__ import annotations

from noticeboard.workbook.facts import MOST, Facts, parse

# Rows and cells behind the last one with content are written as one that repeats.
FAR = 200_000


class _Tables:
    """Looks at rows and cells as they come."""

    def __init__(self) -> None:
        self.found: dict[str, Facts] = {}
        self.facts = Facts()
        self.row = self.column = 0
        self.rows = 1

    def start(self, name: str, attrs: dict[str, str]) -> None:
        if name == "table":
            self.facts = self.found.setdefault(attrs.get("name", ""), Facts())
            self.row = 0
            self.rows = 1
        elif name == "table-row":
            self.row += 1
            self.rows = min(FAR, int(attrs.get("number-rows-repeated", "1")))
            self.column = 0
            if attrs.get("visibility") in ("collapse", "filter") and self.rows < FAR:
                self.facts.hidden |= set(range(self.row, min(self.row + self.rows, MOST)))
        elif name in ("table-cell", "covered-table-cell"):
            self.column += 1
            self._cell(attrs)
            self.column += min(FAR, int(attrs.get("number-columns-repeated", "1"))) - 1

    def _cell(self, attrs: dict[str, str]) -> None:
        here = (self.row, self.column)
        if "formula" in attrs:
            self.facts.formulas.add(here)
            if not attrs.get("value-type"):
                self.facts.uncounted.add(here)
        down = int(attrs.get("number-rows-spanned", "1"))
        across = int(attrs.get("number-columns-spanned", "1"))
        if (down > 1 or across > 1) and len(self.facts.merged) < MOST:
            self.facts.merged.append((*here, self.row + down - 1, self.column + across - 1))

    def end(self, name: str) -> None:
        if name == "table-row":
            self.row += self.rows - 1


def facts_of_ods(body: bytes) -> dict[str, Facts]:
    """Return the facts of every sheet by its name; ``ValueError`` where numbers are none."""
    look = _Tables()
    parse(body, look.start, look.end)
    return look.found
