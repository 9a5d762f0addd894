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
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from noticeboard.assemble import town_of
from noticeboard.dataset import Prose, Resource
from noticeboard.figures import figures
from noticeboard.links import offline_links
from noticeboard.pages import pages
from noticeboard.records import filled_pages
from noticeboard.snapshot import read_snapshot
from noticeboard.templates import record_templates
from noticeboard.views import views
from noticeboard.writer import Staged, Tree

# Below this a second process costs more than it gives.
PAGES_FOR_A_PROCESS = 1_000


@dataclass(frozen=True)
class Job:
    """All that a process must know to fill its share of the pages.

    ``rows`` is the snapshot's file; ``frames`` are the engine's pages by address; ``files``
    the names that pages may link to; ``pages`` how many there are to fill. With ``only``,
    nothing but the pages whose address begins so.
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
    pages: int
    only: str = ""


def fill(job: Job, meanwhile: Callable[[], list[Staged]]) -> list[Staged]:
    """Stage all pages, and what ``meanwhile`` stages."""
    if job.pages < PAGES_FOR_A_PROCESS:
        return [*meanwhile(), *fill_pages(job)]
    # A new process begins with a small memory; "spawn" is the way that every system has.
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        filled = pool.submit(fill_pages, job)
        return [*meanwhile(), *filled.result()]


def fill_pages(job: Job) -> list[Staged]:
    """Stage all pages of a job, with as many processors as are worth it."""
    share = prepared(job)
    workers = min(os.cpu_count() or 1, job.pages // PAGES_FOR_A_PROCESS)
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


Share = Callable[[int, int], list[Staged]]


def prepared(job: Job) -> Share:
    """Read the rows, plan the pages; return what stages every ``of``-th page from a number on."""
    rows = io.BytesIO(job.rows.read_bytes())
    town = town_of(job.settings, read_snapshot(rows, job.resources))
    numbers = figures(town, job.day)
    plan = pages(town, numbers, job.prose)
    shared = views(job.resources, town, numbers, plan)
    templates = record_templates(job.templates, shared, job.rows.parent)
    chosen, tree = plan.below(job.only), Tree(job.out)

    def share(number: int, of: int) -> list[Staged]:
        staged = []
        for name, page in filled_pages(chosen, job.frames, templates, job.files, number, of):
            whole = offline_links(page) if job.offline else page
            staged.append(tree.stage(name, whole.encode()))
        return staged

    return share


_shares: list[Share] = []


def _remember(share: Share) -> None:
    """Keep, in a forked process, what it was forked with: a function cannot be sent to it."""
    _shares[:] = [share]


def _share(number: int, of: int) -> list[Staged]:
    return _shares[0](number, of)
