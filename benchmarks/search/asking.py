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
# Of each ranked result the addresses to which it leads.
Hits = list[list[str]]


@dataclass(frozen=True)
class Answer:
    """Ranked results, each the addresses to which it leads; and what was sent for them.

    ``sent`` are the bytes of all that search itself needs, headers included: not the page that
    shows it, nor what every page of the site loads.
    """

    hits: tuple[tuple[str, ...], ...]
    sent: int
    requests: int


class Visitor:
    """A telephone's page that comes each time with empty caches, to a server that counts.

    The browser's caches are emptied and switched off: that sends the same bytes as a new context
    (tried), in half the time. What the page complains of, or asks of others, is an error.
    """

    def __init__(self, browser: Browser, server: Counting) -> None:
        self.server = server
        self.context = browser.new_context(viewport={"width": 360, "height": 800})
        self.page, self.wrong = self.context.new_page(), list[str]()
        self.page.on("console", lambda one: self._note([one.text] if one.type == "error" else []))
        self.page.on("pageerror", lambda error: self._note([str(error)]))
        self.page.on("request", lambda one: self._note(foreign(one.url, server.address)))
        self.line = self.context.new_cdp_session(self.page)
        self.line.send("Network.enable")
        self.line.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def _note(self, wrong: list[str]) -> None:
        self.wrong += wrong

    def come(
        self, address: str, read: Callable[[Page], Hits]
    ) -> tuple[Hits, list[tuple[str, int]]]:
        """Return what ``read`` reads of a page, and all that was sent for it."""
        self.page.goto("about:blank")
        self.line.send("Network.clearBrowserCache")
        self.server.sent.clear()
        self.page.goto(f"{self.server.address}{address}")
        found = read(self.page)
        assert not self.wrong, (address, self.wrong)
        return found, list(self.server.sent)


def foreign(address: str, own: str) -> list[str]:
    """Return an address that is not of the server."""
    return [] if address.startswith((own, "about:", "data:", "blob:")) else [address]


class Engine:
    """A search in a served site: ``page`` shows it, ``read`` waits for its answer and reads it."""

    def __init__(
        self, visitor: Visitor, page: str, read: Callable[[Page], Hits], own: str = ""
    ) -> None:
        self.visitor, self.page, self.read = visitor, page, read
        _, plain = visitor.come(PLAIN, lambda _: [])
        self.known = frozenset({f"/{page}", f"/{own}", *(path for path, _ in plain)})

    def ask(self, words: str) -> Answer:
        """Ask with nothing in the browser's caches."""
        found, whole = self.visitor.come(f"{self.page}?q={quote(words)}", self.read)
        sent = [(path, size) for path, size in whole if path not in self.known]
        # From a cache, nothing would be sent.
        assert sent, f"nothing was sent for {words!r}"
        hits = tuple(tuple(self._own(address) for address in addresses) for addresses in found)
        return Answer(hits, sum(size for _, size in sent), len(sent))

    def _own(self, address: str) -> str:
        """Return an address from the site's root."""
        parts = urlsplit(urljoin(f"{self.visitor.server.address}{self.page}", address))
        return parts.path.lstrip("/") + (f"#{parts.fragment}" if parts.fragment else "")


def read_ours(page: Page) -> Hits:
    """Return the results of the site's own search page."""
    page.wait_for_selector('#search-told[data-done="1"]', state="attached", timeout=PATIENCE * 1000)
    links = page.query_selector_all("ol.search-results > li > a[href]")
    return [[link.get_attribute("href") or ""] for link in links]


def read_pagefind(page: Page) -> Hits:
    """Return the results that ``ask.js`` wrote down: each page with its places."""
    page.wait_for_selector("#answer[data-done]", state="attached", timeout=PATIENCE * 1000)
    found: Hits = json.loads(page.inner_text("#answer"))
    return found


@contextlib.contextmanager
def visiting(browser: Browser, site: Path) -> Iterator[Visitor]:
    """Yield who comes to a served site with empty caches."""
    with serving(site) as server:
        visitor = Visitor(browser, server)
        yield visitor
        visitor.context.close()


@contextlib.contextmanager
def ours(browser: Browser, site: Path) -> Iterator[Engine]:
    """Our search in a built site."""
    with visiting(browser, site) as visitor:
        yield Engine(visitor, "search/", read_ours)


@contextlib.contextmanager
def pagefind(browser: Browser, site: Path) -> Iterator[Engine]:
    """Pagefind in its copy of a site, asked by the bare page that ``peer.py`` put there."""
    with visiting(browser, site) as visitor:
        yield Engine(visitor, "ask.html", read_pagefind, own="ask.js")
