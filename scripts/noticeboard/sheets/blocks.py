"""A notice's HTML in the pieces that may stand on one page or on the next."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html.parser import HTMLParser

VOID = frozenset(("br", "hr", "img"))


@dataclass(frozen=True)
class Element:
    """An element of a fragment: its tag and attributes, what stands in it, its text."""

    tag: str
    attributes: dict[str, str]
    inner: str
    text: str


@dataclass(frozen=True)
class Cell:
    """A cell of a table, and the class that aligns it."""

    html: str
    text: str
    align: str


@dataclass(frozen=True)
class Table:
    """A table's head and the shares of its columns, in percent."""

    head: tuple[Cell, ...]
    shares: tuple[int, ...]


@dataclass(frozen=True)
class Block:
    """A piece that stays together: a heading, paragraph, list item, row of a table, quotation.

    ``number`` is the place of an item in a numbered list, 0 in another. ``part`` tells that a
    paragraph was parted: ``begun`` goes on on the next page, ``rest`` began on the one before.
    """

    kind: str
    html: str
    text: str
    level: int = 0
    number: int = 0
    table: Table | None = None
    cells: tuple[Cell, ...] = ()
    part: str = ""


class _Reader(HTMLParser):
    """Cuts a fragment into its outermost elements."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Element] = []
        self._html = html
        self._starts = [0]
        for line in html.split("\n"):
            self._starts.append(self._starts[-1] + len(line) + 1)
        self._depth, self._begun, self._tag = 0, 0, ""
        self._attributes: dict[str, str] = {}
        self._text: list[str] = []
        self.feed(html)
        self.close()

    def _at(self) -> int:
        line, column = self.getpos()
        return self._starts[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin an element; a line break is part of the text."""
        if tag in VOID:
            self._text.append("\n" if tag == "br" else "")
            if not self._depth and tag == "hr":
                self.found.append(Element(tag, {}, "", ""))
            return
        if not self._depth:
            self._tag, self._text = tag, []
            self._attributes = {name: value or "" for name, value in attrs}
            self._begun = self._at() + len(self.get_starttag_text() or "")
        elif tag in ("li", "p", "ul", "ol", "tr"):
            self._text.append("\n")
        self._depth += 1

    def handle_endtag(self, tag: str) -> None:
        """End an element."""
        if tag in VOID:
            return
        self._depth -= 1
        if not self._depth:
            inner = self._html[self._begun : self._at()]
            text = re.sub(r"\s*\n\s*", "\n", "".join(self._text)).strip()
            self.found.append(Element(self._tag, self._attributes, inner, text))

    def handle_data(self, data: str) -> None:
        """Keep the text; a line end in the source is a space, as browsers have it."""
        if self._depth:
            self._text.append(data.replace("\n", " " if data.strip() else ""))


def elements(html: str) -> list[Element]:
    """Return the outermost elements of a well-formed fragment."""
    return _Reader(html).found


LINK = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
IMAGE = re.compile(r'<img alt="([^"]*)"[^>]*>')


def _on_paper(html: str) -> str:
    """Return a text without what paper cannot do: of a link to elsewhere the address is written out."""

    def written(link: re.Match[str]) -> str:
        address, words = link[1], link[2]
        return f"{words}（{address}）" if address.startswith("http") and address != words else words

    return IMAGE.sub(r"\1", LINK.sub(written, html))


def blocks(html: str) -> list[Block]:
    """Return the pieces of a notice's text, as ``notice_html`` makes it, in their order."""
    return [block for element in elements(_on_paper(html)) for block in _blocks_of(element)]


def _blocks_of(element: Element) -> Iterator[Block]:
    if element.tag in ("ul", "ol"):
        first = int(element.attributes.get("start", "1"))
        for index, item in enumerate(elements(element.inner)):
            number = first + index if element.tag == "ol" else 0
            yield Block("item", item.inner, item.text, number=number)
    elif element.tag == "div":
        for inner in elements(element.inner):
            yield from _rows(inner)
    elif element.tag.startswith("h") and element.tag[1:].isdigit():
        yield Block("heading", element.inner, element.text, level=int(element.tag[1:]))
    elif element.tag == "blockquote":
        for inner in elements(element.inner):
            yield from (replace(block, kind="quote") for block in _blocks_of(inner))
    elif element.tag == "hr":
        yield Block("rule", "", "")
    else:
        yield Block("paragraph", element.inner, element.text)


def _rows(table: Element) -> Iterator[Block]:
    """Yield the rows of a table; each knows the head, which is repeated on every page."""
    rows = [row for part in elements(table.inner) for row in elements(part.inner)]
    cells = [tuple(_cell(cell) for cell in elements(row.inner)) for row in rows]
    if not cells:
        return
    made = Table(cells[0], shares([[cell.text for cell in row] for row in cells]))
    for row in cells[1:]:
        yield Block("row", "", "", table=made, cells=row)


def _cell(cell: Element) -> Cell:
    return Cell(cell.inner, cell.text, cell.attributes.get("class", ""))


# A column is at least as wide as three letters, and asks for no more than this.
LEAST_COLUMN, MOST_COLUMN = 3.0, 24.0


def shares(rows: Sequence[Sequence[str]]) -> tuple[int, ...]:
    """Return the columns' widths in percent: by their longest text."""
    from noticeboard.sheets.measure import width

    longest = [
        min(MOST_COLUMN, max(LEAST_COLUMN, *(width(text) for text in column))) + 1.6
        for column in zip(*rows, strict=True)
    ]
    whole = sum(longest)
    made = [max(2, int(100 * wide / whole)) for wide in longest]
    for n in range(100 - sum(made)):
        made[n % len(made)] += 1
    return tuple(made)


SENTENCE = re.compile(r"[。；！？]”?")


def parted(block: Block, most: int) -> tuple[Block, Block] | None:
    """Return a paragraph in two, after the last sentence that ends within ``most`` letters.

    ``None`` where there is none, or marks of the text stand in the way.
    """
    if block.kind != "paragraph" or "<" in block.html or "&" in block.html:
        return None
    ends = [m.end() for m in SENTENCE.finditer(block.html) if m.end() <= most]
    if not ends or ends[-1] >= len(block.html):
        return None
    first, rest = block.html[: ends[-1]], block.html[ends[-1] :]
    return (
        replace(block, html=first, text=first, part="begun"),
        replace(block, html=rest, text=rest, part="rest"),
    )
