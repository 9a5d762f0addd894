"""How the collector's database is opened: durable settings, one address, no file made without need."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from noticeboard.errors import UsageError
from noticeboard.writer import begin_private

ADDRESS = "NOTICEBOARD_COLLECTOR_DB"
SECONDS_TO_CONNECT = 5
SECONDS_FOR_A_STATEMENT = 10
SECONDS_FOR_A_LOCK = 5
# A commit returns when the disk has it; NORMAL would not wait in WAL mode.
SYNCHRONOUS = "FULL"
# A flood may fill what it likes but this: the site, the staff's own files and this machine go on.
LEAST_FREE = 200 * 1024 * 1024


class Database:
    """One database: an SQLite file, or PostgreSQL."""

    def __init__(self, url: URL) -> None:
        """Prepare; nothing is opened yet."""
        self.url = url
        self.file = Path(url.database or "") if url.get_backend_name() == "sqlite" else None
        self.engine = _sqlite(url) if self.file else _postgres(url)
        self._ready: object = None

    def engine_for_writing(self, prepare: Callable[[Engine], None]) -> Engine:
        """Return the engine; what it needs is there.

        A file that was moved away would go on taking what is written, and nobody would find it:
        then a new one is begun.
        """
        identity = self._identity()
        if self._ready is None or self._ready != identity:
            self.engine.dispose()
            if self.file and identity is None:
                begin_private(self.file)
            prepare(self.engine)
            self._settle()
            self._ready = self._identity()
        return self.engine

    def has_room(self) -> bool:
        """Tell whether the disk takes more; of another machine's disk nothing is known here."""
        return not self.file or shutil.disk_usage(self.file.parent).free >= LEAST_FREE

    def engine_for_reading(self) -> Engine | None:
        """Return the engine; ``None`` where nothing was ever kept."""
        if self.file and not self.file.is_file():
            return None
        return self.engine.execution_options(reading=True)

    def forget_connections(self) -> None:
        """Open new connections from now on."""
        self.engine.dispose()

    def close(self) -> None:
        """Let go of the file, or of the line."""
        self.engine.dispose()

    def wipe(self) -> bool:
        """Leave nothing of what was overwritten in the files; not while somebody reads as it was."""
        if not self.file:
            return True
        with closing(self.engine.raw_connection()) as line:
            busy, _, _ = line.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy

    def _settle(self) -> None:
        """Put on the disk what a killed process wrote and did not wait for.

        It is read as if it were kept, and whoever sends it again is told so.
        """
        if self.file:
            # Not inside of a transaction, which every other connection begins.
            with closing(self.engine.raw_connection()) as line:
                line.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)")

    def _identity(self) -> object:
        """Return which file it is now; ``None`` where it is not there."""
        if not self.file:
            return "postgres"
        try:
            found = self.file.stat()
        except FileNotFoundError:
            return None
        return found.st_dev, found.st_ino


def database_at(folder: Path, address: str = "") -> Database:
    """Return the database of a town: by the environment's address, else a file in its private folder.

    Raises ``UsageError`` where the address is none that works here.
    """
    address = address or os.environ.get(ADDRESS, "")
    if not address:
        return Database(URL.create("sqlite", database=str(folder / "collector.sqlite")))
    try:
        url = make_url(address)
        backend = url.get_backend_name()
    except ArgumentError:
        raise UsageError(f"{ADDRESS} 不是数据库的地址，写法见 docs/collector.md") from None
    if backend == "postgresql":
        return Database(url.set(drivername="postgresql+psycopg"))
    if backend != "sqlite" or not url.database or url.database == ":memory:":
        raise UsageError(f"{ADDRESS} 只能是 sqlite 的文件或者 postgresql，写法见 docs/collector.md")
    return Database(URL.create("sqlite", database=str(Path(url.database).resolve())))


def _sqlite(url: URL) -> Engine:
    engine = create_engine(url, pool_size=1, max_overflow=2, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def durable(connection: Any, _: object) -> None:
        # Python's own module would begin transactions by rules of its own.
        connection.isolation_level = None
        for setting in (
            f"busy_timeout={SECONDS_FOR_A_LOCK * 1000}",
            "journal_mode=WAL",
            f"synchronous={SYNCHRONOUS}",
            # What is overwritten is gone from the file, too.
            "secure_delete=ON",
        ):
            connection.execute(f"PRAGMA {setting}").close()

    @event.listens_for(engine, "begin")
    def at_once(connection: Connection) -> None:
        # Two processes that both read first and then write would wait for each other in vain;
        # who only reads waits for nobody.
        reading = connection.get_execution_options().get("reading")
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def _postgres(url: URL) -> Engine:
    settings: dict[str, Any] = {
        "connect_timeout": SECONDS_TO_CONNECT,
        "tcp_user_timeout": SECONDS_FOR_A_STATEMENT * 1000,
        "options": f"-c statement_timeout={SECONDS_FOR_A_STATEMENT * 1000}",
    }
    try:
        engine = create_engine(
            url, pool_size=1, max_overflow=2, hide_parameters=True, connect_args=settings
        )
    except ModuleNotFoundError:
        message = "用 PostgreSQL 还缺一个软件包：pip install 'noticeboard[postgres]'"
        raise UsageError(message) from None

    @event.listens_for(engine, "connect")
    def durable(connection: Any, _: object) -> None:
        # A role or a database may have it switched off: then a commit would not wait for the disk.
        with connection.cursor() as cursor:
            cursor.execute("SHOW synchronous_commit")
            if cursor.fetchone() in (("off",), ("local",)):
                cursor.execute("SET SESSION synchronous_commit = on")
        connection.commit()

    return engine
