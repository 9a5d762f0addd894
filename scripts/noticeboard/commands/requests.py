"""Where requests are kept: the private ledgers and answers, and what a fetch adds to them."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path

from noticeboard.commands.rows import write_rows
from noticeboard.dataset import Dataset
from noticeboard.edit import Change
from noticeboard.errors import UsageError
from noticeboard.model.surveys import Survey
from noticeboard.project import Project
from noticeboard.survey.answers import Answer, id_of
from noticeboard.survey.contents import trace
from noticeboard.survey.requests import (
    OPEN,
    WORDS_DAYS,
    Entry,
    Known,
    entries_bytes,
    read_entries,
    with_new,
    without_words,
)
from noticeboard.survey.store import from_bytes, to_lines
from noticeboard.writer import write_private

KEY_BYTES = 32


def ledger_file(project: Project, survey: str) -> Path:
    """Return where the decisions on a survey's answers are."""
    return project.private / "inbox" / f"{survey}.csv"


def answers_file(project: Project, survey: str, source: str) -> Path:
    """Return where the judged answers of a source are."""
    return project.private / "answers" / survey / f"{source}.csv"


def answers_key(project: Project) -> bytes:
    """Return the secret with which answers get their ids; made at the first fetch."""
    path = project.private / "key"
    if not path.is_file():
        write_private(path, secrets.token_bytes(KEY_BYTES))
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise UsageError(
            f"{project.name_of(path)} 坏了（{len(key)} 个字节，应该有 {KEY_BYTES} 个）。怎么改：从备份里"
            "恢复；没有备份就删掉，下次读取时全部答案都会算作新的"
        )
    return key


def ledger_of(project: Project, dataset: Dataset, survey: str) -> dict[str, Entry]:
    """Return a survey's ledger, made to agree with what is published.

    A run that ended between the rows and the ledger left the rows: they count. Where somebody took
    the rows back, the request waits again.
    """
    path = ledger_file(project, survey)
    entries = read_entries(path.read_bytes()) if path.is_file() else {}
    told = published(dataset)
    filed = _filed(dataset)
    rows = {str(row.get("id")) for name in ("needs", "orders") for row in dataset.rows(name)}
    for key, entry in entries.items():
        known = told.get(entry.receipt)
        if _was_undone(entry, known, rows):
            entries[key] = Entry(key, entry.receipt, entry.received)
            continue
        if entry.state == OPEN and known and known.state != "submitted":
            entries[key] = Entry(key, entry.receipt, entry.received, *_outcome(known))
        elif entry.state == OPEN and filed_under(key) in filed:
            known = filed[filed_under(key)]
            entries[key] = Entry(key, entry.receipt, entry.received, *_outcome(known))
    return entries


def _was_undone(entry: Entry, known: Known | None, rows: set[str]) -> bool:
    """Tell whether a decision stands in the ledger alone: somebody took the rows back with git."""
    if entry.state == OPEN:
        return False
    if entry.receipt:
        return known is None or known.state == "submitted"
    goal = entry.need or entry.order
    return bool(goal) and goal not in rows


def _outcome(known: Known) -> tuple[str, str, str, str]:
    return known.state, known.decided, known.need, known.order


def filed_under(answer: str) -> str:
    """Return where a need says it comes from: the request's number, which tells nobody's name."""
    return f"群众点单{answer[:8]}"


def _filed(dataset: Dataset) -> dict[str, Known]:
    """Return what was made of requests, by where it says it is filed."""
    return {
        place: Known("accepted", "", str(row.get("id")), "")
        for row in dataset.rows("needs")
        for place in row.get("locator") or ()
        if place.startswith("群众点单")
    }


def published(dataset: Dataset) -> dict[str, Known]:
    """Return what is published of every receipt, by its digest."""
    return {
        str(row.get("digest")): Known(
            str(row.get("state")),
            row.get("decided").isoformat() if row.get("decided") else "",
            row.get("need") or "",
            row.get("order") or "",
        )
        for row in dataset.rows("receipts")
    }


def last_day_of_words(dataset: Dataset, day: dt.date) -> dt.date:
    """Return the day before which nobody's own words are kept any more."""
    days = dataset.settings.get("inbox_days")
    return day - dt.timedelta(days=days if isinstance(days, int) else WORDS_DAYS)


def settled(entries: Mapping[str, Entry]) -> set[str]:
    """Return the answers that are decided."""
    return {key for key, entry in entries.items() if entry.state != OPEN}


def forgetful(
    project: Project, dataset: Dataset, survey: Survey, answers: list[Answer], day: dt.date
) -> list[Answer]:
    """Return answers as they may be kept: without words that are decided on, or too old."""
    done = settled(ledger_of(project, dataset, survey.id)) if survey.triage else set()
    return without_words(answers, done, last_day_of_words(dataset, day))


def take_requests(
    project: Project, dataset: Dataset, survey: Survey, answers: Iterable[Answer], day: dt.date
) -> tuple[str, ...]:
    """Enter what is new into the ledger, and its receipts into ``data/receipts.csv``.

    Returns which public files changed. A run that ends in between is completed by the next one.
    """
    if not survey.triage or "receipts" not in dataset.tables:
        return ()
    told = published(dataset)
    elsewhere = {
        str(row.get("digest")) for row in dataset.rows("receipts") if row.get("survey") != survey.id
    }
    known = ledger_of(project, dataset, survey.id)
    entries = with_new(known, answers, told, day, elsewhere)
    write_private(ledger_file(project, survey.id), entries_bytes(entries))
    new = [entry for entry in entries.values() if entry.receipt and entry.receipt not in told]
    rows = [
        Change(
            "receipts",
            entry.receipt,
            {"survey": survey.id, "received": entry.received, "state": "submitted"},
            new=True,
        )
        # By digest: the table does not tell who came before whom.
        for entry in sorted(new, key=lambda one: one.receipt)
    ]
    return write_rows(project, dataset, rows) if rows else ()


def erase_collected(
    project: Project, dataset: Dataset, survey: Survey, key: bytes, day: dt.date
) -> str:
    """Erase what the town's own collector still holds of words that are decided on, or too old.

    Returns what to tell where it could not; the next fetch tries again.
    """
    specs = [spec for spec in survey.sources if spec.kind == "collector"]
    if not specs:
        return ""
    from noticeboard.collector.database import database_at
    from noticeboard.collector.forgetting import forget_words
    from noticeboard.collector.store import StoreError

    done = settled(ledger_of(project, dataset, survey.id)) if survey.triage else set()
    last = last_day_of_words(dataset, day).isoformat()
    asked = [question.id for question in survey.questions if question.kind in ("short", "long")]
    database = database_at(project.private)
    try:
        forget_words(
            database,
            survey.id,
            asked,
            lambda one: one.received < last or id_of(specs[0], one.id, key) in done,
            lambda text: trace(text, key),
        )
    except StoreError as error:
        return f"答复过的原话还没有从收件的数据库里删去（{error}），下次读取再删"
    finally:
        database.close()
    return ""


def kept_answers(project: Project, survey: Survey) -> dict[str, list[Answer]]:
    """Return the judged answers of a survey that are kept, by source."""
    folder = project.private / "answers" / survey.id
    files = sorted(folder.glob("*.csv")) if folder.is_dir() else []
    return {path.stem: from_bytes(survey, path.read_bytes()) for path in files}


def erase_words(project: Project, dataset: Dataset, survey: Survey, day: dt.date) -> int:
    """Erase the words of answers that are decided on or too old; return of how many."""
    erased = 0
    for source, answers in kept_answers(project, survey).items():
        now = forgetful(project, dataset, survey, answers, day)
        changed = sum(a is not b for a, b in zip(answers, now, strict=True))
        if changed:
            write_private(answers_file(project, survey.id, source), to_lines(survey, now))
        erased += changed
    return erased
