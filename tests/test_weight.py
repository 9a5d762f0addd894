"""Weak networks: how heavy a first view is, what it waits for, and that nothing moves when it comes."""

from __future__ import annotations

import functools
import gzip
import re
import threading
import time
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Browser

from noticeboard.project import Project
from tests.browser import chromium, seen_as, visit
from tests.conftest import QuietHandler
from tests.test_browser import DEMO_KINDS, KINDS

pytestmark = pytest.mark.browser
MOST = 30_000
LATE = {".css": 0.05, ".js": 0.2}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


class LateHandler(QuietHandler):
    """Styles come late, scripts later, each as over a weak network."""

    def do_GET(self) -> None:  # noqa: N802 (its base's name)
        time.sleep(LATE.get(Path(urlsplit(self.path).path).suffix, 0))
        super().do_GET()


def late(site: Path) -> Iterator[str]:
    handler = functools.partial(LateHandler, directory=str(site))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def late_real(built: Project) -> Iterator[str]:
    yield from late(built.site)


@pytest.fixture(scope="module")
def late_demo(demo_built: Project) -> Iterator[str]:
    yield from late(demo_built.site)


def loaded(page: Path, site: Path) -> list[Path]:
    """Return what a page loads at once: its styles and scripts; and see that images have a size."""
    text = page.read_text(encoding="utf-8")
    found = re.findall(r'<link rel="stylesheet" href="([^"]+)">|<script src="([^"]+)"', text)
    for image in re.findall(r"<img [^>]+>", text):
        assert re.search(r' width="\d+"', image), f"{page}: {image}"
        assert re.search(r' height="\d+"', image), f"{page}: {image}"
    base = f"http://x/{page.relative_to(site).as_posix()}"
    return [site / urlsplit(urljoin(base, a or b)).path.lstrip("/") for a, b in found]


def weight(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 9))


@pytest.mark.parametrize("which", ["built", "demo_built"])
def test_a_first_view_is_light_and_waits_for_one_round_only(
    which: str, request: pytest.FixtureRequest
) -> None:
    """Page, styles, scripts. The elder view's own script comes after the first view, there only."""
    site = request.getfixturevalue(which).site
    assert weight(site / "assets" / "nb" / "elder.js") < 2_500
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 50
    for page in pages:
        if page.name == "404.html" and which == "built":
            continue  # its links fit the site's root only
        files = loaded(page, site)
        total = weight(page) + sum(map(weight, files))
        assert total <= MOST, f"{page}: {total} bytes compressed"
        for style in files:
            if style.suffix == ".css":
                told = style.read_text(encoding="utf-8")
                assert not re.search(r"@import|@font-face|url\(", told), style


SHIFTS = """new PerformanceObserver(list => { for (const one of list.getEntries())
    for (const source of one.sources.length ? one.sources : [{}])
      (window.__moved = window.__moved || []).push([one.value, source.node && (source.node.outerHTML || source.node.data || "").slice(0, 80)]);
    }).observe({type: "layout-shift", buffered: true});"""


def moved(browser: Browser, base: str, kinds: list[str], query: str) -> list[str]:
    found = []
    for kind in kinds:
        with visit(browser, 360) as seen:
            seen.page.add_init_script(SHIFTS)
            page = seen.open(seen_as(base + kind, query))
            page.wait_for_load_state("load")
            page.evaluate(
                "() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 50)))"
            )
            found += [f"{kind}: {one}" for one in page.evaluate("window.__moved || []")]
    return found


@pytest.mark.full
@pytest.mark.parametrize("query", ["", "?elder"])
def test_nothing_moves_when_styles_and_scripts_come_late(
    browser: Browser, late_real: str, late_demo: str, query: str
) -> None:
    assert moved(browser, late_real, KINDS, query) == []
    assert moved(browser, late_demo, DEMO_KINDS, query) == []
