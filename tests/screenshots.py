"""``make screenshots``: every kind of page at three widths, light and dark, and on paper."""

from __future__ import annotations

import functools
import sys
import threading
from http.server import ThreadingHTTPServer
from pathlib import Path

from tests.browser import chromium, visit
from tests.conftest import ROOT, QuietHandler
from tests.test_browser import KINDS


def main() -> None:
    out = ROOT / "screenshots"
    out.mkdir(exist_ok=True)
    handler = functools.partial(QuietHandler, directory=str(ROOT / "site"))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}/"
    with chromium() as browser:
        for scheme in ("light", "dark"):
            for width in (360, 768, 1280):
                with visit(browser, width, scheme) as seen:
                    for kind in KINDS:
                        page = seen.open(base + kind)
                        page.screenshot(
                            path=out / f"{name(kind)}-{width}-{scheme}.png", full_page=True
                        )
        with visit(browser, 1280, media="print") as seen:
            for kind in KINDS:
                seen.open(base + kind).pdf(
                    path=out / f"{name(kind)}.pdf", prefer_css_page_size=True
                )
    server.shutdown()
    print(f"{len(list(out.iterdir()))} 个文件在 {out.relative_to(Path.cwd())}/", file=sys.stdout)


def name(kind: str) -> str:
    return kind.strip("/").replace("/", "-").removesuffix(".html") or "home"


if __name__ == "__main__":
    main()
