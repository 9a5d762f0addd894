"""The desk behind the pages: reads the data, takes steps one at a time, fills templates."""

from __future__ import annotations

import datetime as dt
import secrets
import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse

from noticeboard.commands.order import Done, step, still_missing
from noticeboard.commands.paper import INVENTED, staff_templates
from noticeboard.commands.rows import sound
from noticeboard.commands.steps import Moved
from noticeboard.commands.xlsx import Plan
from noticeboard.dataset import Dataset
from noticeboard.errors import DataProblems, UsageError
from noticeboard.moves import standing
from noticeboard.orders import STATES
from noticeboard.project import Project
from noticeboard.staff.steps import given_of
from noticeboard.words import joined

# Steps whose words are kept for the page that follows them.
MOST_KEPT = 200
Stats = dict[Path, tuple[int, int]]


class Desk:
    """One town's desk. Whatever reads or writes the tables here does so under ``lock``."""

    def __init__(
        self, project: Project, say: Callable[[str], None], day: Callable[[], dt.date]
    ) -> None:
        self.project, self.say, self.day = project, say, day
        # Also for reading: whoever reads finishes a change of files that he finds half done.
        self.lock = threading.RLock()
        self.token = secrets.token_urlsafe(32)
        self.environment = staff_templates(project)
        self.done: dict[tuple[str, int], Done] = {}
        self.words: dict[str, tuple[str, ...]] = {}
        # Workbooks that were looked at, by a mark, until somebody says yes.
        self.plans: dict[str, Plan] = {}
        self._kept: tuple[Stats, dt.date, Dataset | DataProblems] | None = None

    def read(self) -> Dataset:
        """Return the data, read anew when a file changed; ``DataProblems`` where they are not sound."""
        with self.lock:
            stats, day = _stats(self.project), self.day()
            if self._kept is None or self._kept[:2] != (stats, day):
                self._kept = (stats, day, self._read(day))
            found = self._kept[2]
        if isinstance(found, DataProblems):
            raise DataProblems(found.problems)
        return found

    def _read(self, day: dt.date) -> Dataset | DataProblems:
        try:
            return sound(self.project, day)
        except DataProblems as error:
            return error

    def take(self, verb: str, name: str, fields: Mapping[str, str]) -> int:
        """Take a step as a form says and return its number.

        Raises ``UsageError`` and ``DataProblems`` where it cannot be taken; ``Moved`` where the
        order went on since the form was made.
        """
        with self.lock:
            day = self.day()
            now = standing(self.read(), name)
            seen = int(fields["seq"]) if fields.get("seq", "").isdecimal() else -1
            if seen != len(now.events):
                raise Moved("这张单刚刚已经走了一步，您这一次没有写进去。看看现在的样子，再决定")
            given = given_of(fields, day)
            # A step that may not follow is told by the step itself.
            if verb in now.next_verbs and (missing := still_missing(now, verb, given)):
                raise UsageError(f"还要写明{joined(word for _, word in missing)}")
            done = step(self.project, verb, name, given, day, seen)
            self.keep(name, seen + 1, done)
        self.say(f"{name} {STATES[standing(self.read(), name).state.key].word}")
        return seen + 1

    def keep(self, name: str, number: int, done: Done) -> None:
        """Keep what a step told, for the page that follows."""
        self.done[(name, number)] = done
        while len(self.done) > MOST_KEPT:
            del self.done[next(iter(self.done))]

    def tell(self, lines: Iterable[str]) -> str:
        """Keep what was told for the page that follows, and return by which name."""
        mark = secrets.token_urlsafe(6)
        self.words[mark] = tuple(line for line in lines if line)
        while len(self.words) > MOST_KEPT:
            del self.words[next(iter(self.words))]
        return mark

    def said(self, request: Request) -> tuple[str, ...]:
        """Return what was told before this page."""
        return self.words.get(request.query_params.get("said", ""), ())

    def page(
        self, request: Request, template: str, tab: str, status: int = 200, **names: Any
    ) -> HTMLResponse:
        """Return a page, filled."""
        return HTMLResponse(self.fill(request, template, tab=tab, **names), status)

    def fill(self, request: Request, template: str, **names: Any) -> str:
        """Return the text of a page."""
        kept = self._kept[2] if self._kept else None
        settings = kept.settings if isinstance(kept, Dataset) else {}
        text: str = self.environment.get_template(template).render(
            base=base_of(request),
            town=settings.get("name", "共建公示栏"),
            invented=INVENTED if settings.get("purpose") == "demo" else "",
            token=self.token,
            today=self.day(),
            **names,
        )
        return text


def base_of(request: Request) -> str:
    """Return where the pages stand: ``/staff/``."""
    return f"{request.scope.get('root_path', '')}/"


def _stats(project: Project) -> Stats:
    """Return time and size of every file that is read, and of a change that was cut short."""
    folders = (project.data, project.content, project.data.with_name(".data.staging"))
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    files.append(project.engine_config)
    return {
        path: (path.stat().st_mtime_ns, path.stat().st_size) for path in files if path.is_file()
    }
