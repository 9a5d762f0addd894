"""The site as the data are now: the same pages as a build would write, each when it is asked for."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from noticeboard.assemble import Kept, Surveyed, assemble_again
from noticeboard.commands.build import plain_files, theme_version
from noticeboard.commands.changes import Found, facts_of, told
from noticeboard.commands.clock import chinese_day, git, today, updated_on
from noticeboard.commands.fill import Job, Made, templates_of
from noticeboard.commands.ledger import published
from noticeboard.dataset import Dataset, Resource
from noticeboard.figures import figures
from noticeboard.model import Town
from noticeboard.model.photographs import Shown
from noticeboard.pages import Page, pages
from noticeboard.preview.frames import WITHOUT_ADDRESS, EngineInput, Frames
from noticeboard.project import Project
from noticeboard.publish.calendar import CALENDAR, calendar
from noticeboard.publish.feed import NAME as FEED
from noticeboard.publish.open_data import table_names
from noticeboard.query import with_counts
from noticeboard.records import Filler, Frame, split_frame
from noticeboard.render import engine_input, engine_settings
from noticeboard.survey.definition import surveyed
from noticeboard.templates import Codes
from noticeboard.views import Indexes


@dataclass
class Site:
    """A state of the site. ``dataset`` is what was read, ``files`` what stands beside the pages.

    Not for several threads at once.
    """

    dataset: Dataset
    made: Made
    files: dict[str, bytes]
    filled: dict[str, Page]
    _job: Job
    _engine: EngineInput
    _frames: Frames
    _indexes: Indexes
    _codes: Codes
    _split: dict[str, Frame] = field(default_factory=dict)
    _filler: Filler | None = None

    def page(self, address: str) -> str | None:
        """Return the page at an address; ``None`` where there is none."""
        if address in self.filled:
            return self._fill(self.filled[address])[f"{address}index.html"]
        own = any(page.address == address for page in self.made.plan.prose)
        return self._frames.page(self._engine, address) if own else None

    def missing(self) -> str:
        """Return the page for addresses that do not exist."""
        return self._frames.page(self._engine, WITHOUT_ADDRESS)

    def rows(self, name: str) -> str | None:
        """Return the script of the rows of a list; ``None`` where it is none."""
        if "/rows/" not in name:
            return None
        page = next((page for page in self.filled.values() if page.rows_file == name), None)
        return self._fill(page)[name] if page else None

    def _fill(self, page: Page) -> dict[str, str]:
        if self._filler is None:
            environment = templates_of(self._job, self.made, self._indexes, self._codes)
            self._filler = Filler(self.made.plan.known | self._job.files, environment)
        whole = self._frames.page(self._engine, page.frame)
        if page.frame not in self._split:
            self._split[page.frame] = split_frame(page.frame, whole)
        return dict(self._filler.fill(page, self._split[page.frame]))


@dataclass
class _Beside:
    """What stands beside the pages, and what it was made from."""

    of: tuple[Any, ...] = ()
    files: dict[str, bytes] = field(default_factory=dict)
    shown: dict[str, Shown] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    version: str = ""


class Maker:
    """Makes the site of the data as they were read, again and again; keeps what did not change."""

    def __init__(self, project: Project) -> None:
        """Begin with nothing made."""
        self._project = project
        self._frames = Frames(project)
        self._nouns: Kept = {}
        self._pages: dict[str, Page] = {}
        self._facts: tuple[tuple[Any, ...], Found] | None = None
        self._settings: tuple[tuple[Any, ...], bytes] | None = None
        self._beside = _Beside()
        self._indexes: Indexes = {}
        self._codes: Codes = {}
        # Of everything that is no table: which state of it.
        self._others = 0
        self._history = 0
        self._git = ThreadPoolExecutor(1)
        self._in_git = git(project, "rev-parse", "--git-dir") is not None

    def beside(self) -> Maker:
        """Return what makes another site of the same files; it shares the engine's pages."""
        other = Maker(self._project)
        other._frames, other._others, other._history = self._frames, self._others, self._history
        return other

    def forget(self, *, others: bool = False, history: bool = False) -> None:
        """Take it that files other than tables were changed, or what git knows."""
        if others:
            self._others += 1
            self._codes = {}
        self._history += history

    def make(self, read: Dataset, day: dt.date) -> Site:
        """Return the site.

        Data that were not checked may break what relies on the checks, with any error of theirs.
        """
        updating = self._git.submit(updated_on, self._project, None) if self._in_git else None
        dataset = with_counts(published(self._project, read, day, write=False))
        asked = Surveyed(*surveyed(dataset))
        town = assemble_again(dataset, asked, self._nouns)
        numbers = figures(town, day)
        resources = {name: table.resource for name, table in dataset.tables.items()}
        changes = told(dataset, self._facts_of(resources, day), day)
        plan = pages(town, numbers, dataset.prose, changes, self._pages)
        self._pages = {page.address: page for page in plan.filled}
        updated = updating.result() if updating else today()
        beside = self._files_of(town, updated)
        job = Job(
            rows=self._project.rows,
            resources=resources,
            settings=dataset.settings,
            prose=dataset.prose,
            frames={},
            templates=self._project.template_folders,
            files=frozenset({*table_names(dataset), *beside.names}),
            out=self._project.site,
            day=day,
            offline=False,
            changes=changes,
            asked=asked,
            shown=beside.shown,
            version=beside.version,
            sizes={name: len(content) for name, content in beside.files.items()},
        )
        sources = engine_input(numbers, plan, dataset.prose)
        engine = EngineInput(sources, self._settings_of(town, updated), self._others)
        made = Made(town, numbers, plan)
        return Site(
            read, made, beside.files, self._pages, job, engine, self._frames, self._indexes,
            self._codes,
        )  # fmt: skip

    def _facts_of(self, resources: dict[str, Resource], day: dt.date) -> Found:
        of = (self._history, day, *resources.values())
        if self._facts is None or not _alike(self._facts[0], of):
            self._facts = of, facts_of(self._project, resources, day)
        return self._facts[1]

    def _settings_of(self, town: Town, updated: dt.date) -> bytes:
        of = (self._others, updated, town.settings, town.places, bool(town.notices))
        if self._settings is None or not _alike(self._settings[0], of):
            base = self._project.engine_config
            self._settings = (
                of,
                engine_settings(base, town, chinese_day(updated), self._beside.version),
            )
        return self._settings[1]

    def _files_of(self, town: Town, updated: dt.date) -> _Beside:
        """Return what stands beside the pages; the feed and the calendar by their names alone."""
        of = (
            self._others, updated, town.settings, town.notices, town.agreements, town.surveys,
            town.tallies, town.communities, town.meetings, town.photos,
        )  # fmt: skip
        if not _alike(self._beside.of, of):
            kept = self._project.preview / "photos"
            files, shown = plain_files(self._project, town, kept)
            dated = {FEED, *([CALENDAR] if calendar(town, updated) else [])}
            names = frozenset({*files, *dated})
            self._beside = _Beside(of, files, shown, names, theme_version(self._project))
        return self._beside


def _alike(before: tuple[Any, ...], now: tuple[Any, ...]) -> bool:
    """Tell whether all is the same; what is the very same object is not looked into."""
    return len(before) == len(now) and all(
        a is b or a == b for a, b in zip(before, now, strict=True)
    )
