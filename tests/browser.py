"""The system's Chromium, driven by Playwright, with everything outside loopback refused."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

TOOLS = Path(__file__).resolve().parent / "tools" / "node_modules"
AXE = TOOLS / "axe-core" / "axe.min.js"
VNU = TOOLS / "vnu-jar" / "build" / "dist" / "vnu.jar"
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
         "--disable-background-networking", "--disable-component-update")  # fmt: skip


def seen_as(address: str, query: str) -> str:
    """Return an address with ``?elder`` or the like behind what it asks already."""
    return address + (query.replace("?", "&") if "?" in address else query)


def system_chromium() -> str:
    """Return the path of the system's Chromium: without a window where Debian has it so.

    It is the same engine of the same source package; a page opens in a third of the time.
    """
    names = ("chromium-headless-shell", "chromium", "chromium-browser")
    path = next(filter(None, map(shutil.which, names)), None)
    assert path, "Chromium is not installed: .ci/tools says how"
    return path


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=system_chromium(), args=list(QUIET))
        yield browser
        browser.close()


class Visit:
    """A page with all that it asked for and complained of."""

    def __init__(self, context: BrowserContext) -> None:
        self.outside: list[str] = []
        self.complaints: list[str] = []
        context.route("**/*", self._route)
        self.page: Page = context.new_page()
        self.page.on(
            "console", lambda m: self.complaints.extend([m.text] if m.type == "error" else [])
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _route(self, route: Route) -> None:
        target = urlsplit(route.request.url)
        if target.scheme == "file" or target.hostname == "127.0.0.1":
            route.continue_()
        else:
            self.outside.append(route.request.url)
            route.abort()

    def open(self, url: str) -> Page:
        self.page.goto(url)
        return self.page


@contextlib.contextmanager
def visit(
    browser: Browser, width: int = 360, scheme: str = "light", media: str = "screen",
    javascript: bool = True,
) -> Iterator[Visit]:  # fmt: skip
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,  # type: ignore[arg-type]
        java_script_enabled=javascript,
    )
    seen = Visit(context)
    seen.page.emulate_media(media=media, color_scheme=scheme)  # type: ignore[arg-type]
    yield seen
    context.close()
