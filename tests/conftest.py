"""Fixtures: copies of the real project, the built real site, a server on loopback, a browser."""

from __future__ import annotations

import datetime as dt
import functools
import shutil
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from noticeboard.commands.build import Options, build
from noticeboard.project import Project
from tests.loopback import Guard, guarded

ROOT = Path(__file__).resolve().parents[1]
DAY = dt.date(2026, 11, 24)


def copy_project(target: Path, source: Path = ROOT) -> Project:
    """Copy data, content and settings, not the templates: those are shared."""
    target.mkdir(parents=True, exist_ok=True)
    for name in ("data", "content"):
        if (source / name).is_dir():
            shutil.copytree(source / name, target / name)
    shutil.copy(source / "mkdocs.yml", target)
    return Project(target)


@pytest.fixture(scope="session", autouse=True)
def loopback() -> Iterator[Guard]:
    """No test reaches beyond this machine."""
    with guarded() as guard:
        yield guard
        assert not guard.attempts


@pytest.fixture(autouse=True)
def stays_here(loopback: Guard) -> Iterator[None]:
    """Fail the test that tried to, also where something caught the refusal."""
    yield
    tried, loopback.attempts = loopback.attempts, []
    assert not tried


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return copy_project(tmp_path / "town")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The real data, built once with MkDocs."""
    project = copy_project(tmp_path_factory.mktemp("built") / "town")
    build(project, Options(today=DAY))
    return project


def invented(folder: Path, **size: int) -> Project:
    """Return the invented town of this size, built."""
    from noticeboard.commands.demo import demo
    from noticeboard.demo import Size

    project = demo(folder / "town", Size(**size), 1, DAY)
    build(project, Options(today=DAY))
    return project


@pytest.fixture(scope="session")
def demo_built(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The invented town, at a small size."""
    folder = tmp_path_factory.mktemp("demo")
    return invented(folder, communities=4, units=46, projects=24, deeds=60, needs=53)


@pytest.fixture(scope="session")
def long_built(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """An invented town whose lists are so long that they stand in parts."""
    folder = tmp_path_factory.mktemp("long")
    return invented(folder, communities=4, units=8, projects=310, deeds=650, needs=320)


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="session")
def served(built: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The built site in a sub-folder of a server on loopback: the address of its home page."""
    yield from serve_folder(built.site, tmp_path_factory.mktemp("served"))


@pytest.fixture(scope="session")
def demo_served(demo_built: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    yield from serve_folder(demo_built.site, tmp_path_factory.mktemp("demo-served"))


@pytest.fixture(scope="session")
def long_served(long_built: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    yield from serve_folder(long_built.site, tmp_path_factory.mktemp("long-served"))


def serve_folder(site: Path, top: Path) -> Iterator[str]:
    shutil.copytree(site, top / "gongshi")
    handler = functools.partial(QuietHandler, directory=str(top))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/gongshi/"
    server.shutdown()
    server.server_close()
    thread.join()


def addresses(project: Project) -> list[str]:
    """Return the address of every page of a built site."""
    pages = sorted(project.site.rglob("index.html"))
    found = [page.parent.relative_to(project.site).as_posix() for page in pages]
    return ["" if address == "." else f"{address}/" for address in found]
