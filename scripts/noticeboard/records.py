"""Fill the frames: each record's fragment between the two marks of its frame."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment

from noticeboard.errors import BuildError
from noticeboard.links import Links
from noticeboard.pages import Pages

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


def filled_pages(
    pages: Pages,
    engine: dict[str, str],
    environment: Environment,
    files: set[str],
) -> Iterator[tuple[str, str]]:
    """Yield (address, HTML) of every page of the site, 404 included.

    ``files`` are the other files that a page may link to.
    """
    frames = {page.frame: split_frame(page.frame, engine[page.frame]) for page in pages.filled}
    known = {*pages.addresses(), *files}
    head = environment.get_template("records/head.html")
    title = environment.get_template("records/title.html")
    for page in pages.filled:
        frame, link = frames[page.frame], Links(page.address, known)
        shared: dict[str, Any] = {
            "page": page,
            "link": link,
        }
        template = environment.get_template(f"records/{page.template}")
        parts = [frame.start, head.render(shared), frame.middle]
        if not page.titled:
            parts.append(title.render(shared))
        yield page.address, "".join((*parts, template.render(shared | page.data), frame.end))
    for written in pages.prose:
        yield written.address, engine[written.address]
    yield "404", engine["404"]


def assert_filled(address: str, page: str) -> None:
    """Raise ``BuildError`` where a mark of ours is left in a finished page."""
    if "<!--nb:" in page:
        raise BuildError(f"页面 {address or '首页'} 里还有没有填上的框架标记")
