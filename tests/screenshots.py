"""``make screenshots``: every kind of page of the real and an invented town, at three widths, normal, elder,
dark, and the sheets to print; ``screenshots/index.html`` shows them side by side."""

from __future__ import annotations

import functools
import html
import shutil
import sys
import tempfile
import threading
from http.server import ThreadingHTTPServer
from pathlib import Path

import pypdfium2
from playwright.sync_api import Browser

from tests.browser import chromium, seen_as, visit
from tests.conftest import ROOT, QuietHandler, invented
from tests.test_browser import DEMO_KINDS, KINDS

WIDTHS = (360, 768, 1280)
# name: colours, what is added to the address
VIEWS = {"normal": ("light", ""), "dark": ("dark", ""), "elder": ("light", "?elder"), "elder2": ("light", "?elder=2"), "elder-dark": ("dark", "?elder")}  # fmt: skip
# Nobody looks further down than this at once.
TALL = 6_000
MORE = ["search/", "changes/", "print/"]


def main() -> None:
    out = ROOT / "screenshots"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        town = invented(Path(folder), communities=4, units=46, projects=24, deeds=60, needs=53)
        for name, site, kinds in (("real", ROOT / "site", KINDS), ("town", town.site, DEMO_KINDS)):
            there = [
                k for k in dict.fromkeys([*kinds, *MORE]) if (site / k.partition("?")[0]).exists()
            ]
            shoot(browser, name, site, there, out)
            print_sheets(browser, name, site, out)
    pictures = sorted(path.name for path in out.glob("*.png"))
    (out / "index.html").write_text(contact_sheet(pictures), encoding="utf-8")
    print(
        f"{len(pictures)} 张图，打开 {(out / 'index.html').relative_to(ROOT)} 看", file=sys.stdout
    )


def serve(site: Path) -> ThreadingHTTPServer:
    handler = functools.partial(QuietHandler, directory=str(site))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def shoot(browser: Browser, name: str, site: Path, kinds: list[str], out: Path) -> None:
    server = serve(site)
    base = f"http://127.0.0.1:{server.server_port}/"
    for view, (scheme, query) in VIEWS.items():
        for width in WIDTHS if view in ("normal", "elder") else WIDTHS[:1]:
            with visit(browser, width, scheme) as seen:
                for kind in kinds:
                    page = seen.open(seen_as(base + kind, query))
                    high = min(TALL, page.evaluate("document.documentElement.scrollHeight"))
                    page.screenshot(
                        path=out / f"{name}.{of(kind)}.{view}.{width}.png",
                        full_page=True,
                        clip={"x": 0, "y": 0, "width": width, "height": high},
                    )
    server.shutdown()
    server.server_close()


def print_sheets(browser: Browser, name: str, site: Path, out: Path) -> None:
    """Print some pages and one sheet of each kind, and show each piece of paper."""
    server = serve(site)
    sheets: dict[str, str] = {}
    for path in sorted((site / "print").rglob("index.html")):
        parts = path.parent.relative_to(site).parts
        if parts[-1] in ("a3", "a4"):
            sheets.setdefault(f"{parts[1]}-{parts[-1]}", "/".join(parts) + "/")
    pages = {of(kind): kind for kind in ("", "projects/", "receipt/")} | sheets
    with visit(browser, 1280, media="print") as seen:
        for label, kind in pages.items():
            page = seen.open(f"http://127.0.0.1:{server.server_port}/{kind}")
            pdf = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
            for number in range(min(2, len(pdf))):
                picture = pdf[number].render(scale=1.2).to_pil()
                picture.save(out / f"{name}.{label}.paper.{number + 1}.png")
            pdf.close()
    server.shutdown()
    server.server_close()


def of(kind: str) -> str:
    plain = kind.partition("?")[0].strip("/").replace("/", "-").removesuffix(".html")
    return (plain or "home") + ("-asked" if "?" in kind else "")


def contact_sheet(pictures: list[str]) -> str:
    """Return a page with all pictures, one row a page of the site."""
    rows: dict[str, list[str]] = {}
    for picture in pictures:
        rows.setdefault(".".join(picture.split(".")[:2]), []).append(picture)
    body = "".join(
        f"<h2>{html.escape(row)}</h2><div>"
        + "".join(
            f'<figure><a href="{one}"><img src="{one}" alt="" loading="lazy"></a>'
            f"<figcaption>{html.escape(one)}</figcaption></figure>"
            for one in names
        )
        + "</div>"
        for row, names in rows.items()
    )
    style = "div{display:flex;overflow-x:auto;gap:1rem;align-items:flex-start}img{height:30rem;border:1px solid #999}"
    return f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>截图</title><style>{style}</style>{body}'


if __name__ == "__main__":
    main()
