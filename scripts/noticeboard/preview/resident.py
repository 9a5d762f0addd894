"""The preview's state: what stands on the disk, the site made of it, what is known to be wrong."""

from __future__ import annotations

import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from jinja2 import TemplateError

from noticeboard.commands.clock import today
from noticeboard.dataset import Dataset
from noticeboard.errors import DataProblems, NoticeboardError, Problem
from noticeboard.preview.drafts import Drafted, Drafts, drafts_of
from noticeboard.preview.judge import is_readable, judged
from noticeboard.preview.placed import Placed, placed
from noticeboard.preview.reading import Reader, Rows, changed_rows, lost_rows
from noticeboard.preview.site import Maker, Site
from noticeboard.preview.watch import Stamp, Watch, differing
from noticeboard.preview.workers import Asks, Outcome, Worker
from noticeboard.project import Project

# Editors empty a file before they write it, or take it away before they put another in its place:
# what looks broken is believed when it has looked so for this long.
SECONDS_TO_SETTLE = 0.25
# More rows than somebody edits at once: the whole check tells of them.
MOST_JUDGED = 200
# What code that relies on the checks may do with data that were not checked yet.
UNSOUND = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, AssertionError,
           TemplateError, NoticeboardError, OSError)  # fmt: skip


@dataclass
class Standing:
    """How things stand: numbers count the states of the disk that were taken up, from 1.

    ``made`` is the state of the pages, ``checked`` the last that was checked as a whole, ``built``
    the last that stands in ``site/``.
    """

    number: int = 0
    made: int = 0
    checked: int = 0
    built: int = 0
    problems: tuple[Problem, ...] = ()
    failed: str = ""

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep the data from being published."""
        return tuple(problem for problem in self.problems if problem.severity == "error")


@dataclass
class _Open:
    """A change that looks as if it were still being written: since when, and which files were read."""

    stamps: dict[str, Stamp] = field(default_factory=dict)
    since: float = 0.0
    read: set[Path] = field(default_factory=set)


class Preview:
    """One town, kept in memory. ``sound`` is given the data whenever they were found to be so."""

    def __init__(
        self,
        project: Project,
        say: Callable[[str], None],
        sound: Callable[[Dataset], object],
        worker: Callable[[str, Project, Callable[[Outcome], None]], Asks] = Worker,
    ) -> None:
        """Read nothing yet; ``worker`` makes what checks and what builds."""
        self.project, self.lock = project, threading.RLock()
        self.standing, self.tick, self.stopped = Standing(), 1, False
        self.now: Site | None = None
        self.good: Site | None = None
        self.placed: tuple[Placed, ...] = ()
        self._say, self._sound = say, sound
        self._watch, self._reader, self._maker = Watch(project), Reader(project), Maker(project)
        self._drafts = Drafts()
        self._dataset: Dataset | None = None
        self._taken: dict[str, Stamp] = {}
        self._day = today()
        self._open = _Open()
        self._unjudged: tuple[int, Dataset, Rows] | None = None
        self._done_once = threading.Event()
        self._checker = worker("check", project, self._checked)
        self._builder = worker("build", project, self._built)

    def begin(self) -> None:
        """Take up the data, and wait until they were built, or found not to be sound."""
        self._look(settle=False)
        self._done_once.wait()

    def end(self) -> None:
        """Stop what runs beside."""
        self.stopped = True
        self._checker.end()
        self._builder.end()

    def look(self) -> None:
        """Take up what was changed on the disk since the last look."""
        self._look(settle=True)

    def _look(self, *, settle: bool) -> None:
        with self.lock:
            stamps, day = self._watch.stamps(), today()
            changed = differing(self._taken, stamps) | self._open.read
            if not changed and day == self._day:
                return
            dataset, problems = self._read(changed, day)
            if settle and self._is_being_written(stamps, dataset, changed):
                return
            self._open = _Open()
            self._taken, self._day = stamps, day
            self._take(changed, dataset, problems)

    def _read(self, changed: set[Path], day: object) -> tuple[Dataset | None, tuple[Problem, ...]]:
        try:
            dataset = self._reader.read(changed, today())
        except DataProblems as error:
            return None, error.problems
        return dataset, dataset.problems

    def _is_being_written(
        self, stamps: dict[str, Stamp], dataset: Dataset | None, changed: set[Path]
    ) -> bool:
        """Tell whether to wait: a file is broken or shorter, and was so for a moment only."""
        broken = dataset is None or any(p.severity == "error" for p in dataset.problems)
        if not broken and not (dataset and lost_rows(self._dataset, dataset)):
            return False
        now = time.monotonic()
        if self._open.stamps != stamps:
            self._open.stamps, self._open.since = stamps, now
        self._open.read |= changed
        return now - self._open.since < SECONDS_TO_SETTLE

    def _take(
        self, changed: set[Path], dataset: Dataset | None, problems: tuple[Problem, ...]
    ) -> None:
        standing, before = self.standing, self._dataset
        rows = changed_rows(before, dataset) if dataset else {}
        history = {path for path in changed if self._watch.is_history(str(path))}
        paths = {table.resource.where for table in dataset.tables.values()} if dataset else set()
        others = {p for p in changed - history if self._name(p) not in paths}
        self._maker.forget(others=bool(others), history=bool(history))
        standing.number += 1
        standing.failed = ""
        standing.problems = self._still(changed, rows, dataset) + problems
        self._dataset = dataset
        if dataset is not None:
            shown = self.now.dataset if self.now else None
            if is_readable(dataset, rows if shown is before else changed_rows(shown, dataset)):
                self._make(dataset)
            self._unjudged = standing.number, dataset, rows
        self._tell()
        self._checker.ask(standing.number)

    def _name(self, path: Path) -> str:
        root = self.project.root
        return self.project.name_of(path) if path.is_relative_to(root) else str(path)

    def _still(
        self, changed: set[Path], rows: Rows, dataset: Dataset | None
    ) -> tuple[Problem, ...]:
        """Return the problems of before that may still be there: at what was not changed."""
        if not self.standing.problems:
            return ()
        files = {self._name(path) for path in changed}
        tables = dataset.tables.values() if dataset else ()
        same = {
            (row.place.file, row.place.line)
            for table in tables
            if table.resource.where in files
            for row in table.rows
        } - {(row.place.file, row.place.line) for some in rows.values() for row in some}
        return tuple(
            problem
            for problem in self.standing.problems
            if problem.place.file not in files
            or (problem.place.cell and (problem.place.file, problem.place.line) in same)
        )

    def _make(self, dataset: Dataset, *, checked: bool = False) -> None:
        """Make the site, unless the data break it: then it stays what it was.

        What breaks it though the data are ``checked`` is a mistake of ours: it is told whole.
        """
        try:
            self.now = self._maker.make(dataset, self._day)
            self.standing.made = self.standing.number
        except UNSOUND:
            if checked:
                self._say(traceback.format_exc())

    @property
    def drafts(self) -> tuple[Drafted, ...]:
        """The notices that nobody approved yet."""
        return drafts_of(self._dataset)

    def draft(self, address: str) -> str | None:
        """Return the page of a draft; ``None`` where there is none, or where it cannot be made."""
        if self._dataset is None:
            return None
        try:
            number = self.standing.number
            return self._drafts.page(number, self._dataset, self._day, address, self._maker)
        except UNSOUND:
            return None

    def judge(self) -> None:
        """Tell what the rows that were changed last say by themselves."""
        with self.lock:
            wanted, self._unjudged = self._unjudged, None
        if wanted is None or sum(map(len, wanted[2].values())) > MOST_JUDGED:
            return
        number, dataset, rows = wanted
        found = judged(dataset, rows)
        with self.lock:
            standing = self.standing
            if standing.number == number and standing.checked != number:
                known = {problem.place for problem in standing.problems}
                new = tuple(problem for problem in found if problem.place not in known)
                if new:
                    standing.problems += new
                    self._tell()

    def _tell(self) -> None:
        """Let open pages know that something is other than before."""
        parts = self.now.made.plan.parts if self.now else {}
        errors = sorted(dict.fromkeys(self.standing.errors))
        self.placed = (
            placed(self._dataset, errors, parts)
            if self._dataset
            else tuple(Placed(problem) for problem in errors)
        )
        self.tick += 1

    def _checked(self, outcome: Outcome) -> None:
        """Take up what the whole check found."""
        with self.lock:
            if outcome.number != self.standing.number:
                return
            if outcome.failed:
                self._fail(outcome.failed)
                return
            self.standing.checked = outcome.number
            self.standing.problems = outcome.problems
            if self.standing.errors:
                self._refuse()
                return
            if self._dataset is not None:
                if self.standing.made != outcome.number:
                    self._make(self._dataset, checked=True)
                self.good = self.now
                self._sound(self._dataset)
            self._tell()
            self._builder.ask(outcome.number)

    def _built(self, outcome: Outcome) -> None:
        """Take up that ``site/`` is as the data are."""
        with self.lock:
            if outcome.number != self.standing.number:
                return
            if outcome.failed:
                self._fail(outcome.failed)
                return
            if outcome.written is None:
                self.standing.problems = outcome.problems
                self._refuse()
                return
            self.standing.built = outcome.number
            self._say(f"已生成，新写 {outcome.written.changed} 个文件。")
            self._tell()
            self._done_once.set()

    def _refuse(self) -> None:
        for problem in self.standing.errors:
            self._say(f"{problem.place} {problem.message}（{problem.hint}）")
        self._say("资料有问题，网站还是上一次的样子。")
        self._tell()
        self._done_once.set()

    def _fail(self, words: str) -> None:
        self.standing.failed = words
        self._say(words)
        self._tell()
        self._done_once.set()
