"""Fill the pages: in this process when they are few, else in new ones.

A new process reads the checked rows from ``build/records/rows.jsonl`` and needs nothing
else of the build: no frictionless, no places of cells. So it is small and starts at once.
"""

from __future__ import annotations

import datetime as dt
import io
import multiprocessing
import os
import sys
from collections.abc import Callable, Collection
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from jinja2 import Environment

from noticeboard.assemble import NO_SURVEYS, Surveyed, town_of
from noticeboard.changes import NOTHING, Changes
from noticeboard.commands.sheets import sheet_views
from noticeboard.dataset import Dataset, Prose, Resource
from noticeboard.figures import Figures, figures
from noticeboard.links import Links, offline_links
from noticeboard.lookup import look_ups
from noticeboard.model import Town
from noticeboard.model.photographs import Shown
from noticeboard.pages import Pages, pages
from noticeboard.publish.calendar import CALENDAR
from noticeboard.records import filled_pages
from noticeboard.snapshot import read_snapshot, snapshot
from noticeboard.templates import Codes, record_templates
from noticeboard.views import Indexes, views
from noticeboard.words import size_in_words
from noticeboard.writer import Staged, Tree, write_file

# Below this a second process costs more than it gives.
PAGES_FOR_A_PROCESS = 1_000


@dataclass(frozen=True)
class Job:
    """All that a process must know to fill its share of the pages.

    ``rows`` is the snapshot's file; ``frames`` are the engine's pages by address; ``files``
    the names that pages may link to, ``shown`` the copies of each photograph among them,
    ``sizes`` how many bytes they have; ``version`` is the mark of the theme's files. With ``only``, nothing but the pages whose address begins so (the benchmark compares one kind).
    """

    rows: Path
    resources: dict[str, Resource]
    settings: dict[str, Any]
    prose: tuple[Prose, ...]
    frames: dict[str, str]
    templates: tuple[Path, ...]
    files: frozenset[str]
    out: Path
    day: dt.date
    offline: bool
    only: str = ""
    changes: Changes = NOTHING
    asked: Surveyed = NO_SURVEYS
    shown: dict[str, Shown] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    version: str = ""


@dataclass(frozen=True)
class Made:
    """What the pages are filled with."""

    town: Town
    numbers: Figures
    plan: Pages


def fill(
    job: Job, dataset: Dataset, made: Made, others: Callable[[], list[Staged]]
) -> list[Staged]:
    """Stage all pages, and what ``others`` stages meanwhile."""
    if len(made.plan.filled) < PAGES_FOR_A_PROCESS:
        return [*others(), *share_of(job, made)(0, 1)]
    write_file(job.rows, snapshot(dataset))
    # A new process begins with a small memory; "spawn" is the way that every system has.
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        filled = pool.submit(fill_pages, job)
        return [*others(), *filled.result()]


def fill_pages(job: Job) -> list[Staged]:
    """Stage all pages from the snapshot, with as many processors as are worth it."""
    made = read(job)
    share = share_of(job, made)
    workers = min(os.cpu_count() or 1, len(made.plan.filled) // PAGES_FOR_A_PROCESS)
    # Forked, a process has at once what this one has read. Elsewhere than on Linux that is
    # not safe, or not there, and one process does all.
    if workers < 2 or sys.platform != "linux":
        return share(0, 1)
    fork = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(workers - 1, fork, _remember, (share,)) as pool:
        others = [pool.submit(_share, number, workers) for number in range(1, workers)]
        staged = share(0, workers)
        for other in others:
            staged += other.result()
    return staged


def read(job: Job) -> Made:
    """Return what the snapshot's rows make."""
    rows = io.BytesIO(job.rows.read_bytes())
    town = town_of(job.settings, read_snapshot(rows, job.resources), job.asked)
    numbers = figures(town, job.day)
    return Made(town, numbers, pages(town, numbers, job.prose, job.changes).below(job.only))


def rendered(job: Job, made: Made, addresses: Collection[str]) -> dict[str, str]:
    """Return the finished pages at some addresses: what they say stands in their templates alone."""
    few = tuple(page for page in made.plan.filled if page.address in addresses)
    plan = replace(made.plan, filled=few, prose=())
    templates = templates_of(job, made)
    pages_made = filled_pages(plan, job.frames, templates, job.files)
    return {name.removesuffix("index.html"): page for name, page in pages_made}


Share = Callable[[int, int], list[Staged]]


def templates_of(
    job: Job, made: Made, indexes: Indexes | None = None, codes: Codes | None = None
) -> Environment:
    """Return the templates of records, with everything that they may ask for.

    ``indexes`` and ``codes`` are kept by whoever needs them again and again.
    """
    shared = views(
        job.resources, made.town, made.numbers, made.plan, job.changes, job.shown, indexes
    )
    shared["size_of"] = lambda name: size_in_words(job.sizes[name])
    shared["version"] = job.version
    shared["has_calendar"] = CALENDAR in job.files
    shared |= sheet_views(made.town, made.numbers, job.resources)
    return record_templates(job.templates, shared, codes)


def share_of(job: Job, made: Made) -> Share:
    """Return what stages every ``of``-th page, beginning with a number."""
    templates, tree = templates_of(job, made), Tree(job.out)

    def share(number: int, of: int) -> list[Staged]:
        staged = []
        for name, page in filled_pages(made.plan, job.frames, templates, job.files, number, of):
            whole = offline_links(page) if job.offline else page
            staged.append(tree.stage(name, whole.encode()))
        if number == 0:
            known = made.plan.known | job.files
            link = templates.globals["link"] = Links(known)
            found = look_ups(made.town, made.numbers, templates, link)
            staged += [tree.stage(name, content) for name, content in found]
        return staged

    return share


_shares: list[Share] = []


def _remember(share: Share) -> None:
    """Keep, in a forked process, what it was forked with: a function cannot be sent to it."""
    _shares[:] = [share]


def _share(number: int, of: int) -> list[Staged]:
    return _shares[0](number, of)
