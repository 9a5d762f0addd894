"""Many who send at once to a collector that dies now and then, and what each of them was told."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from noticeboard import receipts
from noticeboard.collector.database import database_at
from noticeboard.collector.store import kept_in
from noticeboard.project import Project
from tests.collecting import FORM, JSON
from tests.conftest import ROOT

SECONDS_TO_START = 60
# One in so many comes from a page without script, which knows no id.
PLAIN = 10

# Those that a test which failed left behind have to end with it.
STARTED: list[subprocess.Popen[str]] = []
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Process:
    """``noticeboard collect`` in a process of its own, which may be killed and started again."""

    project: Project
    port: int
    address: str = ""
    # What is run in place of the command line, by tests that break it.
    script: str = "from noticeboard.cli import main; main()"
    before: tuple[str, ...] = ()
    process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        words = ["collect", "--port", str(self.port), "--behind-proxy", "--per-second", "1000000"]
        command = [
            *self.before,
            sys.executable,
            "-c",
            self.script,
            *words,
            "--root",
            str(self.project.root),
        ]
        more = {"NOTICEBOARD_COLLECTOR_DB": self.address} if self.address else {}
        path = os.pathsep.join([str(ROOT / "scripts"), str(ROOT)])
        env = os.environ | {"PYTHONPATH": path, "PYTHONUNBUFFERED": "1"} | more
        # A group of its own: what traces it, if anything, is ended together with it.
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, env=env, start_new_session=True
        )
        STARTED.append(self.process)
        assert self.process.stdout
        assert "收问卷" in self.process.stdout.readline()

    def kill(self) -> None:
        """End it as a power cut would end the program."""
        assert self.process
        assert self.process.stdout
        self.process.kill()
        self.process.wait(20)
        self.process.stdout.close()

    def stop(self) -> str:
        """Ask it to end; return what it said."""
        assert self.process
        self.process.send_signal(signal.SIGTERM)
        said, _ = self.process.communicate(timeout=30)
        assert self.process.returncode == 0
        return said


def end_all() -> None:
    """End every collector that still runs."""
    while STARTED:
        process = STARTED.pop()
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate(timeout=20)


@dataclass
class Crowd:
    """Who sends, and what was acknowledged: ids by script, words by plain forms."""

    port: int
    number: int
    lines: int
    seed: int = 1
    acknowledged: dict[str, str] = field(default_factory=dict)
    codes: dict[str, set[str]] = field(default_factory=dict)
    told: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    deadline: float = 0.0
    took: float = 0.0

    def run(self, limit: float) -> None:
        """Send all; whoever gets no answer tries again with the same."""
        self.deadline = time.monotonic() + limit
        begun = time.perf_counter()
        asyncio.run(self._run())
        self.took = time.perf_counter() - begun

    async def _run(self) -> None:
        waiting = self._all()
        await asyncio.gather(*(self._one_line(number, waiting) for number in range(self.lines)))

    def _all(self) -> Iterator[tuple[str, str, bytes]]:
        """Yield what each sends: by what it is known, which type, which body."""
        dice = random.Random(self.seed)
        for number in range(self.number):
            words = f"第{number}件虚构的事，第{self.seed}回"
            if number % PLAIN == 0:
                fields = [("version", "1"), ("q.category", "environment"), ("q.detail", words)]
                yield words, FORM, urlencode(fields).encode()
                continue
            name = str(uuid.UUID(int=dice.getrandbits(128), version=4))
            value = {"id": name, "version": 1, "digest": receipts.digest(name),
                     "answers": {"category": ["environment"], "detail": words}, "other": {}, "seconds": 30}  # fmt: skip
            yield name, JSON, json.dumps(value).encode()

    async def _one_line(self, number: int, waiting: Iterator[tuple[str, str, bytes]]) -> None:
        """Send over one line after the other, one at a time."""
        streams: Streams | None = None
        try:
            for name, kind, body in waiting:
                while True:
                    assert time.monotonic() < self.deadline, "not all was acknowledged in time"
                    begun = time.perf_counter()
                    try:
                        streams = streams or await asyncio.open_connection("127.0.0.1", self.port)
                        status, page = await _send(streams, number, kind, body)
                    except (OSError, EOFError, ValueError):
                        self.told["line lost"] += 1
                        await _closed(streams)
                        streams = None
                        await asyncio.sleep(0.05)
                        continue
                    self.told[str(status)] += 1
                    if status in (200, 201):
                        self.seconds.append(time.perf_counter() - begun)
                        self._acknowledged(name, kind, page)
                        break
                    assert status in (429, 503), (status, page.decode())
                    await asyncio.sleep(0.1)
        finally:
            await _closed(streams)

    def _acknowledged(self, name: str, kind: str, page: bytes) -> None:
        self.acknowledged[name] = kind
        if kind == FORM:
            code = page.decode().partition('<p class="large">')[2].partition("<")[0]
            self.codes.setdefault(name, set()).add(code)


async def _send(streams: Streams, number: int, kind: str, body: bytes) -> tuple[int, bytes]:
    reader, writer = streams
    head = (
        f"POST /collect/needs/chengxi HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {kind}\r\n"
        f"X-Forwarded-For: 10.{number // 250 % 250}.{number % 250}.{random.randrange(250)}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    writer.write(head.encode() + body)
    await writer.drain()
    answer = await reader.readuntil(b"\r\n\r\n")
    size = int(answer.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
    return int(answer.split(b" ", 2)[1]), await reader.readexactly(size)


async def _closed(streams: Streams | None) -> None:
    """End a line, whatever state it is in."""
    if streams:
        streams[1].close()
        with suppress(OSError):
            await streams[1].wait_closed()


def lost_and_doubled(
    crowd: Crowd, project: Project, address: str = ""
) -> tuple[list[str], list[str]]:
    """Return what was acknowledged and is not kept, and what is kept more than once."""
    kept = list(kept_in(database_at(project.private, address), "needs"))
    ids = Counter(row.id for row in kept)
    words = Counter(json.loads(row.content)["answers"]["detail"] for row in kept)
    receipt = {json.loads(row.content)["answers"]["detail"]: row.receipt for row in kept}
    lost = [
        name
        for name, kind in crowd.acknowledged.items()
        if not (ids if kind == JSON else words)[name]
    ]
    # The code that a page showed, whichever page, is the one whose digest is kept.
    lost += [
        name
        for name, codes in crowd.codes.items()
        if {receipts.digest(receipts.read(code) or "") for code in codes} != {receipt.get(name)}
    ]
    return lost, [name for name, times in (ids + words).items() if times > 1]


def plunder(
    act: Callable[[], None], every: tuple[float, float], until: Callable[[], bool], seed: int = 1
) -> int:
    """Do harm again and again until told to stop; return how often."""
    dice, times = random.Random(seed), 0
    while not until():
        time.sleep(dice.uniform(*every))
        if until():
            break
        act()
        times += 1
    return times


def small_town(folder: Path) -> Project:
    """Return a town whose survey of needs is answered here."""
    from tests.collecting import town_in

    project = town_in(folder)
    (project.surveys / "kinds.yaml").unlink()
    return project


__all__ = ["Any", "Crowd", "Process", "free_port", "lost_and_doubled", "plunder", "small_town"]
