"""Where answers are kept: an SQLite file beside the data, or PostgreSQL by its address.

One thread writes. It takes whatever waits, keeps all of it in one transaction, and answers
nobody before the commit: what was acknowledged is on the disk, once. Under load a commit serves
many, so that a slow disk makes waiting longer, not the queue.
"""

from __future__ import annotations

import errno
import os
import queue
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    func,
    insert,
    inspect,
    select,
)
from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError

from noticeboard.collector.database import Database
from noticeboard.errors import NoticeboardError

MOST_AT_ONCE = 500
MOST_WAITING = 5_000
ROWS_AT_ONCE = 2_000

SCHEMA = MetaData()
SUBMISSIONS = Table(
    "submissions",
    SCHEMA,
    Column("id", Text, primary_key=True),
    Column("survey", Text, nullable=False),
    Column("community", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("received", Text, nullable=False),
    Column("seconds", Integer),
    Column("receipt", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
)
COLUMNS = tuple(column.name for column in SUBMISSIONS.columns)
_RECEIPT = SUBMISSIONS.c.receipt
# Digests of codes are published: whoever repeats one would hang on to somebody else's answer.
Index("one_receipt", _RECEIPT, unique=True, sqlite_where=_RECEIPT != "", postgresql_where=_RECEIPT != "")  # fmt: skip
Index("by_survey", SUBMISSIONS.c.survey, SUBMISSIONS.c.received)


class StoreError(NoticeboardError):
    """It cannot be kept, or read, now; trying again later is safe."""


@dataclass(frozen=True, slots=True)
class Submission:
    """What is kept of one answer: nothing of who sent it.

    ``received`` is in UTC, as ISO text of one width; ``content`` the answers as canonical JSON
    without telephones and the like; ``receipt`` the digest of a code, or empty.
    """

    id: str
    survey: str
    community: str
    version: int
    received: str
    seconds: int | None
    receipt: str
    content: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """The id under which the same may have come a little earlier, and since when that counts."""

    id: str
    since: str


class Outcome(Enum):
    """What came of a submission: kept now, kept before, other content before, code of another."""

    STORED = "stored"
    KNOWN = "known"
    CONFLICT = "conflict"
    TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of a submission, and the id under which it is kept."""

    outcome: Outcome
    id: str


@dataclass(frozen=True, slots=True)
class _Waiting:
    submission: Submission
    earlier: Earlier | None
    future: Future[Kept] = field(default_factory=Future)


class Store:
    """Keeps submissions; nothing is opened before the first one comes."""

    def __init__(self, database: Database) -> None:
        """Begin with a thread that waits."""
        self.database = database
        self._queue: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._work, name="store", daemon=True)
        self._thread.start()

    def put(self, submission: Submission, earlier: Earlier | None = None) -> Future[Kept]:
        """Return what will come of it; the future fails with ``StoreError``."""
        if self._ended.is_set() or self._queue.qsize() >= MOST_WAITING:
            raise StoreError("现在存不下来")
        waiting = _Waiting(submission, earlier)
        self._queue.put(waiting)
        if self._ended.is_set():  # between the question and the queue
            self._fail_rest()
        return waiting.future

    def close(self) -> None:
        """Keep what waits, then stop."""
        self._queue.put(None)
        self._thread.join()
        self.database.close()

    def _work(self) -> None:
        try:
            while batch := self._next():
                self._answer(batch)
        finally:
            # Also where the thread ends by a mistake of ours: nobody may wait for ever.
            self._ended.set()
            self._fail_rest()

    def _next(self) -> list[_Waiting]:
        """Return what waits now, at least one; nothing where it is time to stop."""
        batch: list[_Waiting] = []
        one = self._queue.get()
        while one is not None:
            batch.append(one)
            if len(batch) == MOST_AT_ONCE or self._queue.empty():
                return batch
            one = self._queue.get()
        if batch:
            self._queue.put(None)
        return batch

    def _fail_rest(self) -> None:
        while not self._queue.empty():
            one = self._queue.get()
            if one is not None and one.future.set_running_or_notify_cancel():
                one.future.set_exception(StoreError("收件程序停了"))

    def _answer(self, batch: Sequence[_Waiting]) -> None:
        """Keep them in one transaction; where one of them cannot be, each in its own."""
        batch = [one for one in batch if one.future.set_running_or_notify_cancel()]
        if not batch:
            return
        try:
            kept = self._keep_again(batch)
        except (IntegrityError, DataError, UnicodeError, OverflowError) as error:
            if len(batch) > 1:
                for one in batch:
                    self._answer_alone(one)
            else:
                batch[0].future.set_exception(StoreError(str(type(error).__name__)))
        except (SQLAlchemyError, OSError) as error:
            for one in batch:
                one.future.set_exception(StoreError(str(type(error).__name__)))
        else:
            for one, came in zip(batch, kept, strict=True):
                one.future.set_result(came)

    def _answer_alone(self, one: _Waiting) -> None:
        try:
            (came,) = self._keep_again([one])
        except (SQLAlchemyError, OSError, UnicodeError, OverflowError) as error:
            one.future.set_exception(StoreError(str(type(error).__name__)))
        else:
            one.future.set_result(came)

    def _keep_again(self, batch: Sequence[_Waiting]) -> list[Kept]:
        """Keep them; once more where the database went away, or another machine came between.

        A commit of which nobody knows whether it was made is safe to repeat: ids tell.
        """
        try:
            return self._keep(batch)
        except (SQLAlchemyError, OSError):
            self.database.forget_connections()
            return self._keep(batch)

    def _keep(self, batch: Sequence[_Waiting]) -> list[Kept]:
        engine = self.database.engine_for_writing(SCHEMA.create_all)
        with engine.begin() as connection:
            kept, fresh = _sorted_out(connection, batch)
            if fresh:
                if not self.database.has_room():
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                connection.execute(insert(SUBMISSIONS), fresh)
        return kept


def _sorted_out(
    connection: Connection, batch: Sequence[_Waiting]
) -> tuple[list[Kept], list[dict[str, Any]]]:
    """Return what comes of each, and the rows that are new."""
    table = SUBMISSIONS.c
    ids = {one.submission.id for one in batch} | {one.earlier.id for one in batch if one.earlier}
    receipts = {one.submission.receipt for one in batch if one.submission.receipt}
    # One question for both: between two of them another machine may keep the very same answer,
    # which would look like somebody else's with this code.
    asked = select(table.id, table.survey, table.fingerprint, table.receipt, table.received)
    rows = connection.execute(asked.where(table.id.in_(ids) | table.receipt.in_(receipts))).all()
    known = {row.id: (row.survey, row.fingerprint, row.receipt, row.received) for row in rows}
    taken = {row.receipt for row in rows}
    kept, fresh = [], []
    for one in batch:
        mine = one.submission
        before = known.get(one.earlier.id) if one.earlier else None
        if one.earlier and before and before[3] >= one.earlier.since:
            kept.append(Kept(Outcome.KNOWN, one.earlier.id))
        elif mine.id in known:
            # Another code than the one that is kept would lead nowhere.
            same = known[mine.id][:3] == (mine.survey, mine.fingerprint, mine.receipt)
            kept.append(Kept(Outcome.KNOWN if same else Outcome.CONFLICT, mine.id))
        elif mine.receipt and mine.receipt in taken:
            kept.append(Kept(Outcome.TAKEN, mine.id))
        else:
            known[mine.id] = mine.survey, mine.fingerprint, mine.receipt, mine.received
            taken.add(mine.receipt)
            fresh.append({name: getattr(mine, name) for name in COLUMNS})
            kept.append(Kept(Outcome.STORED, mine.id))
    return kept, fresh


def kept_in(database: Database, survey: str) -> Iterator[Submission]:
    """Yield what is kept of a survey, in the order in which it came; the database is let go.

    Raises ``StoreError``.
    """
    try:
        engine = database.engine_for_reading()
        if engine is None or not inspect(engine).has_table(SUBMISSIONS.name):
            return
        yield from _rows(engine, survey)
    except SQLAlchemyError as error:
        raise StoreError(f"收件的数据库打不开（{type(error).__name__}）") from None
    finally:
        database.close()


def numbers_in(database: Database) -> dict[str, tuple[int, str]]:
    """Return of each survey how many are kept, and when the last came; the database is let go.

    Empty where nothing was ever kept. Raises ``StoreError``.
    """
    table = SUBMISSIONS.c
    asked = select(table.survey, func.count(), func.max(table.received)).group_by(table.survey)
    try:
        engine = database.engine_for_reading()
        if engine is None or not inspect(engine).has_table(SUBMISSIONS.name):
            return {}
        with engine.connect() as connection:
            return {survey: (number, last) for survey, number, last in connection.execute(asked)}
    except SQLAlchemyError as error:
        raise StoreError(f"收件的数据库打不开（{type(error).__name__}）") from None
    finally:
        database.close()


def _rows(engine: Engine, survey: str) -> Iterator[Submission]:
    table = SUBMISSIONS.c
    asked = select(SUBMISSIONS).where(table.survey == survey).order_by(table.received, table.id)
    with engine.connect() as connection:
        rows = connection.execution_options(yield_per=ROWS_AT_ONCE).execute(asked)
        yield from (Submission(*row) for row in rows)
