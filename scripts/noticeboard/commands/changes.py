"""What changed, from git to sentences: read the versions, compare them, tell what may be told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from noticeboard.changes import NOTHING, Changes
from noticeboard.changes.compare import Fact, fact_between, facts_between, is_readable
from noticeboard.changes.tell import told_changes
from noticeboard.changes.words import SILENT
from noticeboard.commands.history import History, Version, history
from noticeboard.dataset import Dataset, Resource, Row
from noticeboard.load.versions import count_rows, read_notice_version, read_pair, version_text
from noticeboard.project import Project


@dataclass(frozen=True)
class Found:
    """What git tells of the data: the facts, what is known of their history, with how many rows tables began."""

    facts: tuple[Fact, ...] = ()
    known: Changes = NOTHING
    begun: dict[str, int] = field(default_factory=dict)


def changes_of(project: Project, dataset: Dataset, today: dt.date) -> Changes:
    """Return what changed up to ``today``, told with what ``dataset`` publishes.

    Edits that are not committed are no change yet.
    """
    resources = {name: table.resource for name, table in dataset.tables.items()}
    return told(dataset, facts_of(project, resources, today), today)


def told(dataset: Dataset, found: Found, today: dt.date) -> Changes:
    """Return the facts as sentences, with what ``dataset`` publishes."""
    return told_changes(dataset, found.facts, found.known, today, found.begun)


def facts_of(project: Project, resources: Mapping[str, Resource], today: dt.date) -> Found:
    """Return what git tells of these tables up to ``today``."""
    tables = {
        project.name_of(project.data / resource.path): resource
        for name, resource in resources.items()
        if name not in SILENT and name != "notices"
    }
    notices = f"{project.name_of(project.notices)}/"
    known = history(project, today, (*tables, notices))
    if known is None:
        return Found()
    facts: list[Fact] = []
    begun: dict[str, int] = {}
    for path, versions_of in known.versions.items():
        before, versions = known.before.get(path, b""), versions_of
        if path in tables and _begins(known, path, versions[0]):
            # Nothing is told of its rows, and there may be thousands.
            before, versions = versions[0].content, versions[1:]
            begun[tables[path].name] = count_rows(tables[path], path, before or b"")
        if path in tables:
            facts += _of_table(tables[path], path, before, versions)
        elif PurePosixPath(path).parent.as_posix() == notices.rstrip("/"):
            facts += _of_notice(resources["notices"], path, before, versions)
    state = replace(NOTHING, state="since" if known.cut else "all", since=known.since)
    return Found(tuple(facts), state, begun)


def _begins(known: History, path: str, first: Version) -> bool:
    """Tell whether a file came on the day on which everything begins."""
    return not known.cut and first.day == known.since and path not in known.before


def _of_table(
    resource: Resource, path: str, before: bytes | None, versions: tuple[Version, ...]
) -> Iterator[Fact]:
    """Yield what changed in a table. A version that cannot be read whole is passed over.

    Where it cannot be read what stood before, nothing is told of what came then.
    """
    last = version_text(path, before)
    for version in versions:
        text = version_text(path, version.content)
        if text is None or last is None:
            last = text if last is None else last
            continue
        old, new = read_pair(resource, path, last, text)
        if new is None or not is_readable(new):
            continue
        if old is not None and is_readable(old):
            yield from facts_between(version.day, old, new, resource)
        last = text


def _of_notice(
    resource: Resource, path: str, before: bytes | None, versions: tuple[Version, ...]
) -> Iterator[Fact]:
    """Yield what changed in a notice, a file of its own."""
    key = PurePosixPath(path).stem
    if PurePosixPath(path).suffix != ".md" or key == "index":
        return
    last = _notice(resource, path, before)
    for version in versions:
        row = _notice(resource, path, version.content)
        if version.content is not None and row is None:
            continue
        yield from fact_between(version.day, key, last, row, resource)
        last = row


def _notice(resource: Resource, path: str, content: bytes | None) -> Row | None:
    return read_notice_version(resource, path, content) if content else None
