"""``noticeboard fetch``: read the survey sources; keep answers private, publish safe counts.

A story in four steps for each survey: read every source (whole, or not at all), judge its
answers, keep them in ``.noticeboard/``, and, if every source was read, publish in
``data/tallies/`` what may be told. Each file is written whole or not at all, private ones
first: whatever ends the run, the last good state stays, and running again does the rest.
"""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from noticeboard.check import check
from noticeboard.commands.clock import today
from noticeboard.commands.fetch_sources import read_source
from noticeboard.commands.requests import (
    answers_file,
    answers_key,
    erase_collected,
    forgetful,
    take_requests,
)
from noticeboard.dataset import Dataset
from noticeboard.errors import DataProblems, UsageError
from noticeboard.load import load
from noticeboard.model.surveys import Survey
from noticeboard.model.tallies import Tally
from noticeboard.project import Project
from noticeboard.survey.answers import Answer, judge
from noticeboard.survey.counts import Counts, count
from noticeboard.survey.definition import surveys_of
from noticeboard.survey.snapshot import SourceError
from noticeboard.survey.store import (
    Changes,
    changes,
    fell_too_far,
    held,
    known_in,
    to_lines,
    used_in,
)
from noticeboard.survey.tally import publish
from noticeboard.survey.tally_file import tally_of
from noticeboard.survey.tally_file import to_bytes as tally_bytes
from noticeboard.words import joined, nearest
from noticeboard.writer import write_file, write_private


@dataclass(frozen=True)
class Fetched:
    """What came of one survey: its sources' changes and errors, and whether counts were published."""

    survey: str
    changes: tuple[Changes, ...] = ()
    failures: tuple[tuple[str, str], ...] = ()
    published: bool = False
    stale_since: dt.date | None = None
    entered: tuple[str, ...] = ()
    note: str = ""

    @property
    def complete(self) -> bool:
        """Tell whether every source was read and used."""
        return not self.failures and not any(one.why_held for one in self.changes)


Say = Callable[[str], None]


def fetch(
    project: Project,
    names: Iterable[str] = (),
    confirmed: Iterable[str] = (),
    day: dt.date | None = None,
    say: Say = lambda _: None,
) -> list[Fetched]:
    """Read the sources of these surveys, of all that have any where none is named.

    ``confirmed`` are sources whose sudden loss of answers somebody looked at. Raises
    ``DataProblems`` where the data are not sound, ``UsageError`` for a survey that is not there
    or for which nobody answers.
    """
    dataset = load(project)
    errors = [problem for problem in check(dataset) if problem.severity == "error"]
    if errors:
        raise DataProblems(errors)
    surveys = surveys_of(dataset)
    chosen = _chosen(surveys, list(names))
    on = today(day)
    key = answers_key(project)
    # A million answers are many small objects without cycles: looking for cycles among them
    # again and again takes longer than reading them.
    collects = gc.isenabled()
    gc.disable()
    found: list[Fetched] = []
    try:
        for survey in chosen:
            done = _fetch(project, dataset, survey, set(confirmed), on, key, say)
            if done.entered:  # the next survey's receipts are entered beside these
                dataset = load(project)
            note = erase_collected(project, dataset, survey, key, on)
            found.append(replace(done, note=note))
    finally:
        if collects:
            gc.enable()
    return found


def _chosen(surveys: dict[str, Survey], names: list[str]) -> list[Survey]:
    for name in names:
        if name not in surveys:
            hint = nearest(name, surveys) or f"有这些：{joined(surveys) or '没有问卷'}"
            raise UsageError(f"没有问卷「{name}」。{hint}")
    chosen = [surveys[name] for name in names] or [s for s in surveys.values() if s.sources]
    if not chosen:
        how = "在 data/surveys 的问卷里填 sources，写法见 docs/surveys.md"
        raise UsageError(f"还没有写答案从哪里来：{how}")
    for survey in chosen:
        if not survey.sources:
            raise UsageError(f"问卷「{survey.id}」没有写来源（sources），写法见 docs/surveys.md")
        if not survey.controller:
            raise UsageError(
                f"问卷「{survey.id}」没有写明谁收、谁保管答案：在 data/site.yaml 填 operator，"
                "或者在问卷里填 controller，再读取"
            )
    return chosen


def _fetch(
    project: Project,
    dataset: Dataset,
    survey: Survey,
    confirmed: set[str],
    day: dt.date,
    key: bytes,
    say: Say,
) -> Fetched:
    """Read one survey's sources and publish its counts."""
    found: list[Changes] = []
    failures: list[tuple[str, str]] = []
    used: dict[str, list[Answer]] = {}
    for spec in survey.sources:
        say(f"读 {survey.id} 的来源 {spec.id}")
        try:
            read = read_source(project, survey, spec)
            now = judge(survey, spec, read, key, day)
        except SourceError as error:
            failures.append((spec.id, str(error)))
            continue
        path = answers_file(project, survey.id, spec.id)
        loss = "" if spec.id in confirmed else _loss(path, now)
        if loss:
            found.append(held(spec.id, len(now), loss))
            continue
        notes = read.notes
        if read.blank:
            notes = (*notes, f"跳过了 {read.blank} 行：要读的列里什么都没有")
        found.append(changes(spec.id, _kept(path), now, read.ignored, notes))
        used[spec.id] = now
    for name, now in used.items():
        kept = forgetful(project, dataset, survey, now, day)
        write_private(answers_file(project, survey.id, name), to_lines(survey, kept))
    entered = take_requests(project, dataset, survey, chain.from_iterable(used.values()), day)
    tally = _tally(dataset, survey)
    if failures or any(one.why_held for one in found):
        dates = [edition.date for edition in tally.editions.values()]
        return Fetched(
            survey.id, tuple(found), tuple(failures), False, max(dates, default=None), entered
        )
    communities = [row.get("id") for row in dataset.rows("communities")]

    def recount(edition: str, last: dt.date) -> Counts:
        """Count an edition without what came after a day."""
        kept = {
            source: [
                one for one in answers if one.edition == edition and one.day and one.day <= last
            ]
            for source, answers in used.items()
        }
        return count(survey, kept).get(edition, Counts())

    new = publish(tally, survey, count(survey, used), communities, day, recount)
    if new is not tally:
        write_file(project.tallies / f"{survey.id}.yaml", tally_bytes(new))
    return Fetched(survey.id, tuple(found), (), new is not tally, None, entered)


def _tally(dataset: Dataset, survey: Survey) -> Tally:
    """Return what was published of a survey; nothing where it is the first time."""
    for document in dataset.tallies:
        if document.value["survey"] == survey.id:
            return tally_of(document.value)
    return Tally(survey.id, survey.version)


def _loss(path: Path, now: Sequence[Answer]) -> str:
    """Return what was lost since the last fetch, where it is so much that somebody should look."""
    if not path.is_file():
        return ""
    before = sum(1 for _ in _kept(path))
    if fell_too_far(before, len(now)):
        return f"上次有 {before} 份，这次只有 {len(now)} 份"
    with path.open("rb") as file:
        used_before = used_in(file)
    used_now = sum(1 for answer in now if not answer.reason)
    if fell_too_far(used_before, used_now):
        return f"上次采用 {used_before} 份，这次只能采用 {used_now} 份"
    return ""


def _kept(path: Path) -> Iterator[tuple[str, str]]:
    """Yield what the answers of the last fetch are known by."""
    if path.is_file():
        with path.open("rb") as file:
            yield from known_in(file)
