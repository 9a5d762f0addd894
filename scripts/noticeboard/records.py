"""Fill the frames: each record's fragment between the two marks of its frame."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from noticeboard.errors import BuildError
from noticeboard.links import Links
from noticeboard.pages import Page, Pages

HEAD, BODY = "<!--nb:head-->", "<!--nb:body-->"


@dataclass(frozen=True)
class Frame:
    """An engine page split at its marks."""

    start: str
    middle: str
    end: str


def split_frame(address: str, page: str) -> Frame:
    """Return the three parts of a frame; ``BuildError`` unless each mark occurs once."""
    for mark in (HEAD, BODY):
        if page.count(mark) != 1:
            raise BuildError(
                f"页面框架 {address} 里的 {mark} 有 {page.count(mark)} 个，应当是 1 个"
            )
    start, rest = page.split(HEAD)
    middle, end = rest.split(BODY)
    return Frame(start, middle, end)


# Parts of pages that are kept, for the pages of one depth.
PARTS_KEPT = 8192


def once(link: Links) -> Callable[..., str]:
    """Return what renders a part once for all pages of the same depth and arguments.

    In a template ``once(parts.organisation, id)`` is ``parts.organisation(id)``: for parts that
    stand on many pages alike. The arguments must be hashable, and the part may depend on
    nothing else.
    """

    @functools.lru_cache(PARTS_KEPT)
    def rendered(part: Callable[..., str], depth: int, *arguments: Any) -> str:
        return part(*arguments)

    return lambda part, *arguments: rendered(part, link.depth, *arguments)


INNER_LINK = re.compile(r'href="(?![a-z]+:|#)')


class Rows:
    """The rows of a list, for its page and for the script that filters all parts of it.

    In a template ``row(parts.deed_row, deed)`` is ``parts.deed_row(deed)``. A row is rendered
    once, as if it stood at the site's root.
    """

    def __init__(self, link: Links) -> None:
        """Begin without a row."""
        self._link = link
        self._made: dict[int, str] = {}

    def begin(self) -> None:
        """Forget the rows of the page before."""
        self._made.clear()

    def __call__(self, part: Callable[[Any], str], record: Any) -> Markup:
        """Return a record's row, its links as they must be on the page."""
        here = self._link.address
        self._link.stand_at("")
        made = self._made[id(record)] = part(record).strip()
        self._link.stand_at(here)
        return Markup(INNER_LINK.sub(f'href="{"../" * self._link.depth}', made) + "\n")

    def script(self, page: Page) -> str:
        """Return the rows of the page that was rendered last, as a script.

        A script, because pages opened from a disk may not fetch anything else.
        """
        made = [self._made[id(record)] for record in page.data["rows"]]
        # Two line ends that old browsers do not take inside a string.
        rows = json.dumps(made, ensure_ascii=False)
        rows = rows.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
        return f"nbRows({page.data['part']},{rows});\n"


class Filler:
    """Fills one page after the other; ``known`` are the addresses and files that they may link to."""

    def __init__(self, known: Collection[str], environment: Environment) -> None:
        """Give the templates what they need of the page they are filled for."""
        self._environment = environment
        self._link = Links(known)
        self._rows = Rows(self._link)
        environment.globals |= {"link": self._link, "once": once(self._link), "row": self._rows}
        self._head = environment.get_template("records/head.html")
        self._title = environment.get_template("records/title.html")
        self._tail = environment.get_template("records/tail.html")

    def fill(self, page: Page, frame: Frame) -> Iterator[tuple[str, str]]:
        """Yield name and content of the page's file, and of the script of its rows."""
        self._link.stand_at(page.address)
        self._rows.begin()
        parts = [frame.start, self._head.render(page=page), frame.middle]
        if not page.titled:
            parts.append(self._title.render(page=page))
        body = self._environment.get_template(f"records/{page.template}")
        parts += (body.render(page.data, page=page), self._tail.render(page=page), frame.end)
        yield f"{page.address}index.html", "".join(parts)
        if page.rows_file:
            yield page.rows_file, self._rows.script(page)


def filled_pages(
    pages: Pages,
    engine: dict[str, str],
    environment: Environment,
    files: Collection[str],
    share: int = 0,
    of: int = 1,
) -> Iterator[tuple[str, str]]:
    """Yield name and content of every ``of``-th page's file, beginning with number ``share``.

    ``files`` are the other files that a page may link to. The first share has the pages that
    the engine made whole, 404 among them.
    """
    frames = {key: split_frame(key, engine[key]) for key in {page.frame for page in pages.filled}}
    filler = Filler(pages.known | frozenset(files), environment)
    for page in pages.filled[share::of]:
        yield from filler.fill(page, frames[page.frame])
    if share == 0:
        for written in pages.prose:
            yield f"{written.address}index.html", engine[written.address]
        yield "404.html", engine["404"]
