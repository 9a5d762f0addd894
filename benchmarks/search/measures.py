"""What is measured: which searches arrive, what the first costs, how long an index takes."""

from __future__ import annotations

import multiprocessing
import shutil
import sys
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser
from tests.browser import chromium

from benchmarks.inputs import make_job
from benchmarks.runs import Runs, run
from benchmarks.search import asking, peer, sites
from benchmarks.search.asking import Answer, Engine
from benchmarks.search.questions import Search, known_pages, records_in, searches, town_of
from noticeboard.project import Project

ENGINES = ("ours", "pagefind")
SETS = ("queries", "heldout")
# What Pagefind writes beside its index for those who use its looks; not needed to search.
LOOKS = ("pagefind-ui", "pagefind-modular", "pagefind-component", "pagefind-highlight")


@dataclass(frozen=True)
class Asked:
    """A search and the rank at which an engine found it (``None``: not), and what was sent."""

    search: Search
    rank: int | None
    answer: Answer


@dataclass(frozen=True)
class Made:
    """A grown town: its site, Pagefind's copy of it, what makes each index, where that goes."""

    site: Path
    copy: Path | None
    out: Path
    commands: dict[str, list[str]]
    records: int
    pages: int


@dataclass(frozen=True)
class Grown:
    """What a town of some size takes: the first search of each engine, and making its index."""

    made: Made
    asked: dict[str, list[Asked]]
    runs: dict[str, Runs]
    sizes: dict[str, tuple[int, int]]


def quality(folder: Path) -> dict[str, dict[str, list[Asked]]]:
    """Return, by set and engine, what came of every search on the real site and on the town."""
    projects = {"real": sites.real(folder / "real"), "town": sites.town(folder / "town")}
    towns = {name: town_of(project) for name, project in projects.items()}
    given = {name: searches(name, towns) for name in SETS}
    found: dict[str, dict[str, list[Asked]]] = {n: {e: [] for e in ENGINES} for n in SETS}
    with chromium() as browser:
        for site, project in projects.items():
            mine = {name: [s for s in given[name] if s.site == site] for name in SETS}
            for search in (s for name in SETS for s in mine[name]):
                assert known_pages(project.site, search), f"{search.words}: no such page"
            copy = indexed_copy(project, folder / f"{site}-pagefind")
            for engine, opened in engines(browser, project.site, copy).items():
                with opened as asked:
                    for name in SETS:
                        found[name][engine] += ask(asked, mine[name])
                print(f"{site}: {engine} asked", flush=True)
    return found


def grown(folder: Path, number: int, rounds: int, given: list[Search], peers: bool) -> Grown:
    """Return what a town of about so many records takes; without ``peers`` of ours alone."""
    # In a process of its own: a child's largest memory begins with its parent's.
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        made = pool.submit(make, folder, number, peers).result()
    print(f"{number:,} records: {made.records:,} on {made.pages:,} pages", flush=True)
    runs = {name: Runs() for name in made.commands}
    for turn in range(rounds):
        for name, command in made.commands.items():
            shutil.rmtree(made.out, ignore_errors=True)
            shutil.rmtree((made.copy or made.out) / "pagefind", ignore_errors=True)
            run(command, sites.ROOT, runs[name])
            took = f"{runs[name].seconds[-1]:.2f} s"
            print(f"{number:,} records, round {turn + 1}, {name}: {took}", flush=True)
    sizes = {"ours": size_of(made.site / "search")}
    if made.copy:
        sizes["pagefind"] = size_of(made.copy / "pagefind", *LOOKS)
    asked = {}
    with chromium() as browser:
        for name, opened in engines(browser, made.site, made.copy).items():
            with opened as engine:
                asked[name] = ask(engine, given)
            print(f"{number:,} records: {name} asked", flush=True)
    return Grown(made, asked, runs, sizes)


def make(folder: Path, number: int, peers: bool) -> Made:
    """Build a grown town, and make ready what indexes it."""
    project = sites.town(folder / "town", sites.SIZES[number])
    out = folder / "out"
    job = str(make_job(project, out, only=""))
    commands = {"ours": [sys.executable, "-m", "benchmarks.search.indexing", job, str(out)]}
    copy = peer.prepared(project.site, folder / "pagefind") if peers else None
    if copy:
        commands["pagefind"] = peer.command(copy)
    pages = sum(1 for _ in project.site.rglob("index.html"))
    return Made(project.site, copy, out, commands, records_in(town_of(project)), pages)


def indexed_copy(project: Project, copy: Path) -> Path:
    """Return a copy of a built site, indexed by Pagefind."""
    run(peer.command(peer.prepared(project.site, copy)), copy, Runs())
    return copy


def engines(
    browser: Browser, site: Path, copy: Path | None
) -> dict[str, AbstractContextManager[Engine]]:
    """Return each engine, to be opened."""
    found: dict[str, AbstractContextManager[Engine]] = {"ours": asking.ours(browser, site)}
    if copy:
        found["pagefind"] = asking.pagefind(browser, copy)
    return found


def ask(engine: Engine, given: list[Search]) -> list[Asked]:
    """Ask an engine everything, each time with empty caches."""
    found = []
    for search in given:
        answer = engine.ask(search.words)
        found.append(Asked(search, search.found_at(answer.hits), answer))
    return found


def size_of(folder: Path, *without: str) -> tuple[int, int]:
    """Return files and bytes of an index; pages in its folder and names that begin so are not of it."""
    sizes = [
        path.stat().st_size
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".html" and not path.name.startswith(without or "\0")
    ]
    return len(sizes), sum(sizes)
