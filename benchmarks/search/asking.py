"""Ask an engine in Chromium, each time with empty caches: what it answers, what it sends."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit

from playwright.sync_api import Browser, Page

from benchmarks.search.served import Counting, serving

# A page of the site that does not search: what it loads is not search's.
PLAIN = "about/"
# Seconds after which an engine has not answered.
PATIENCE = 60


@dataclass(frozen=True)
class Answer:
    """Ranked results, each the addresses to which it leads; and what was sent for them.

    ``sent`` are the bytes of all that search itself needs, headers included: not the page that
    shows it, nor what every page of the site loads.
    """

    hits: tuple[tuple[str, ...], ...]
    sent: int
    requests: int


@contextlib.contextmanager
def fresh(browser: Browser, server: Counting) -> Iterator[Page]:
    """Yield a telephone's page with empty caches; what it complains of, or asks of others, is an error."""
    context = browser.new_context(viewport={"width": 360, "height": 800})
    page, wrong = context.new_page(), list[str]()
    page.on("console", lambda said: wrong.extend([said.text] if said.type == "error" else []))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda one: wrong.extend(foreign(one.url, server.address)))
    server.sent.clear()
    yield page
    context.close()
    assert not wrong, wrong


def foreign(address: str, own: str) -> list[str]:
    """Return an address that is not of the server."""
    return [] if address.startswith((own, "data:", "blob:")) else [address]


class Engine:
    """A search in a served site: ``page`` shows it, ``read`` waits for its answer and reads it."""

    def __init__(
        self,
        browser: Browser,
        server: Counting,
        page: str,
        read: Callable[[Page], list[list[str]]],
        own: str = "",
    ) -> None:
        self.browser, self.server, self.page, self.read = browser, server, page, read
        self.known = frozenset({f"/{page}", f"/{own}"}) | self._plain()

    def ask(self, words: str) -> Answer:
        """Ask with nothing in the browser's caches."""
        with fresh(self.browser, self.server) as page:
            page.goto(f"{self.server.address}{self.page}?q={quote(words)}")
            found = self.read(page)
            sent = [(path, size) for path, size in self.server.sent if path not in self.known]
        # A context of its own has caches of its own: were they not empty, nothing would be sent.
        assert sent, f"nothing was sent for {words!r}"
        hits = tuple(tuple(self._own(address) for address in addresses) for addresses in found)
        return Answer(hits, sum(size for _, size in sent), len(sent))

    def _own(self, address: str) -> str:
        """Return an address from the site's root."""
        parts = urlsplit(urljoin(f"{self.server.address}{self.page}", address))
        return parts.path.lstrip("/") + (f"#{parts.fragment}" if parts.fragment else "")

    def _plain(self) -> frozenset[str]:
        """Return what a page loads that does not search."""
        with fresh(self.browser, self.server) as page:
            page.goto(f"{self.server.address}{PLAIN}")
            return frozenset(path for path, _ in self.server.sent)


def read_ours(page: Page) -> list[list[str]]:
    """Return the results of the site's own search page."""
    page.wait_for_selector('#search-told[data-done="1"]', state="attached", timeout=PATIENCE * 1000)
    links = page.query_selector_all("ol.search-results > li > a[href]")
    return [[link.get_attribute("href") or ""] for link in links]


def read_pagefind(page: Page) -> list[list[str]]:
    """Return the results that ``ask.js`` wrote down: each page with its places."""
    page.wait_for_selector("#answer[data-done]", state="attached", timeout=PATIENCE * 1000)
    found: list[list[str]] = json.loads(page.inner_text("#answer"))
    return found


@contextlib.contextmanager
def ours(browser: Browser, site: Path) -> Iterator[Engine]:
    """Our search in a built site."""
    with serving(site) as server:
        yield Engine(browser, server, "search/", read_ours)


@contextlib.contextmanager
def pagefind(browser: Browser, site: Path) -> Iterator[Engine]:
    """Pagefind in its copy of a site, asked by the bare page that ``peer.py`` put there."""
    with serving(site) as server:
        yield Engine(browser, server, "ask.html", read_pagefind, own="ask.js")
