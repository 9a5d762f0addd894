"""Lighthouse and pa11y on every kind of page: what others will measure the site by."""

from __future__ import annotations

import concurrent.futures
import functools
import gzip
import io
import json
import shutil
import statistics
import subprocess
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from noticeboard.commands.build import Options, build
from noticeboard.project import Project
from tests.conftest import DAY
from tests.test_browser import DEMO_KINDS

pytestmark = [pytest.mark.browser, pytest.mark.full]

LOOK = Path(__file__).resolve().parent / "tools" / "engines" / "look.mjs"
ZIPPED = (".html", ".css", ".js", ".svg", ".json", ".xml")


class Zipping(SimpleHTTPRequestHandler):
    """As the recipe for a plain server does: compressed, and kept by the browser for a while."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def send_head(self) -> Any:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            return super().send_head()
        body = path.read_bytes()
        self.send_response(200)
        if path.suffix in ZIPPED:
            body = gzip.compress(body, 6)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Type", self.guess_type(path.name) + "; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=31536000")
        self.end_headers()
        return io.BytesIO(body)


def addressed(source: Project, folder: Path) -> Iterator[str]:
    """Build a copy that has an address of its own, serve it, and give where."""
    shutil.copytree(source.root, folder / "town", ignore=shutil.ignore_patterns("site", "build"))
    settings = folder / "town" / "data" / "site.yaml"
    lines = [
        line
        for line in settings.read_text(encoding="utf-8").splitlines()
        if not line.startswith("site_url:")
    ]
    lines.append('site_url: "https://gongshi.example.cn/"')
    settings.write_text("\n".join(lines) + "\n", encoding="utf-8")
    project = Project(folder / "town")
    build(project, Options(today=DAY))
    server = ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Zipping, directory=str(project.site))
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def real(built: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    yield from addressed(built, tmp_path_factory.mktemp("real"))


@pytest.fixture(scope="module")
def town(demo_built: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    yield from addressed(demo_built, tmp_path_factory.mktemp("town"))


def look(tool: str, pages: list[str]) -> list[dict[str, Any]]:
    """Return what the tool says of each page. Raises if it did not come to its end."""
    chrome = shutil.which("chromium")
    assert chrome
    done = subprocess.run(
        ["node", str(LOOK), tool, chrome, *pages], capture_output=True, text=True, check=False
    )
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(told) == len(pages), done.stderr
    return told


def both(tool: str, pages: list[str]) -> list[dict[str, Any]]:
    """The same in two browsers at once, half of the pages each."""
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        halves = pool.map(lambda half: look(tool, half), (pages[::2], pages[1::2]))
        return [one for half in halves for one in half]


# One page of every kind, with what only the real site has.
REAL = [
    "",
    "communities/chengxi/",
    "units/xian-zhengfawei/",
    "projects/longshan-weigaizao/",
    "mechanisms/",
    "about/article/",
    "notices/",
]
TOWN = [k for k in DEMO_KINDS if k not in ("orders/d00014/", "notices/wrong-fee/", "notices/resulted-tree/",
        "surveys/satisfaction/results/", "surveys/satisfaction/form/c2/", "lists/resources/")]  # fmt: skip
TOWN += ["search/", "changes/", "print/"]
# In the other views every piece that pages are made of is looked at once.
PIECES = ["", "projects/j00002/", "notices/open-lamp/", "orders/", "lists/needs/", "receipt/",
          "surveys/needs/results/", "surveys/needs/form/c1/", "figures/", "search/"]  # fmt: skip
VIEWS = [("", "light", "screen"), ("?elder", "light", "screen"), ("", "dark", "screen"), ("", "light", "print")]  # fmt: skip


@pytest.mark.parametrize("view", VIEWS, ids=["normal", "elder", "dark", "print"])
def test_pa11y_finds_nothing(real: str, town: str, view: tuple[str, str, str]) -> None:
    query, scheme, media = view
    whole = view == VIEWS[0]
    pages = [real + k for k in REAL if whole] + [town + k for k in (TOWN if whole else PIECES)]
    told = both("pa11y", [f"{page}{query} {scheme} {media}" for page in pages])
    assert {one["page"]: one["found"] for one in told if one["found"]} == {}


def test_pa11y_sees_a_planted_fault(tmp_path: Path) -> None:
    bad = tmp_path / "bad.html"
    bad.write_text(
        "<!doctype html><title>x</title><img src='x.png'><p style='color:#ccc'>淡", "utf-8"
    )
    (told,) = look("pa11y", [f"{bad.as_uri()} light screen"])
    assert any("image-alt" in one for one in told["found"])
    assert any("htmlcs" in one for one in told["found"])


def test_lighthouse_gives_full_marks(real: str, town: str) -> None:
    """Performance is the median of three where the first is not enough: other work on the machine is
    taken for slowness of the page. The other marks do not vary. A sheet is a small picture of paper on a
    telephone, where its type is too small to read by Lighthouse's measure: its page has the words."""
    wrong: dict[str, Any] = {}
    slow = []
    screens = [kind for kind in TOWN if not kind.endswith(("/a4/", "/a3/"))]
    for one in look(
        "lighthouse", [real + kind for kind in REAL] + [town + kind for kind in screens]
    ):
        assert not one["error"], one
        if one["scores"].pop("performance") < 0.98:
            slow.append(one["page"])
        if set(one["scores"].values()) != {1}:
            wrong[one["page"]] = (one["scores"], one["lost"])
    for page in slow:
        three = look("lighthouse", [page] * 3)
        if statistics.median(one["scores"]["performance"] for one in three) < 0.98:
            wrong[page] = [(one["scores"], one["lost"]) for one in three]
    assert wrong == {}
