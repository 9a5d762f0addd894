"""What takes its time, in processes of its own: the whole check, and the whole build.

Each does the newest wish only: what it does for an older one is given up at its next step.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any, Protocol

from noticeboard.commands.build import Options, build
from noticeboard.commands.check import check_command
from noticeboard.errors import DataProblems, NoticeboardError, Problem
from noticeboard.load import Memory, no_memory
from noticeboard.project import Project
from noticeboard.writer import Written

# Answers in the browser go before: so much less of the processor is asked for a build.
NICE = {"check": 2, "build": 10}
SECONDS_TO_END = 3.0
SPAWN = multiprocessing.get_context("spawn")


class SupersededError(Exception):
    """There is a newer wish."""


@dataclass(frozen=True)
class Outcome:
    """What came of a wish: its number, the problems found, what was written, or why it failed."""

    number: int
    problems: tuple[Problem, ...] = ()
    written: Written | None = None
    failed: str = ""


class Asks(Protocol):
    """What can be asked for the newest data by their number, and ended."""

    def ask(self, number: int) -> None:
        """Wish for it."""

    def end(self) -> None:
        """Wish for nothing any more."""


Step = Callable[[str], None]


def _check(project: Project, number: int, step: Step, memory: Memory) -> Outcome:
    return Outcome(number, check_command(project, (), None, step, memory))


def _build(project: Project, number: int, step: Step, memory: Memory) -> Outcome:
    try:
        return Outcome(number, written=build(project, Options(memory=memory, register=False), step))
    except DataProblems as error:
        return Outcome(number, error.problems)


TASKS = {"check": _check, "build": _build}


class Worker:
    """One process for one task; ``told`` is called, in a thread, with what came of each wish.

    A process that ended, whatever the reason, is started again with the next wish.
    """

    def __init__(self, task: str, project: Project, told: Callable[[Outcome], None]) -> None:
        """Start no process yet."""
        self._task, self._project, self._told = task, project, told
        self._newest: Any = SPAWN.Value("q", 0)
        self._process: SpawnProcess | None = None
        self._line: Connection | None = None
        self._lock = threading.Lock()
        self._ended = False

    def ask(self, number: int) -> None:
        """Wish for the newest data, by their number; older wishes are given up."""
        with self._lock:
            if self._ended:
                return
            self._newest.value = number
            if self._process is None or not self._process.is_alive():
                self._start()
            assert self._line is not None
            with suppress(OSError):  # it ended just now: the thread that listens tells so
                self._line.send(number)

    def _start(self) -> None:
        self._line, theirs = SPAWN.Pipe()
        self._process = SPAWN.Process(
            target=_work, args=(self._task, self._project, theirs, self._newest)
        )
        self._process.start()
        theirs.close()
        threading.Thread(target=self._listen, args=(self._line,), daemon=True).start()

    def _listen(self, line: Connection) -> None:
        while True:
            try:
                outcome = line.recv()
            except (EOFError, OSError):
                break
            self._told(outcome)
        if not self._ended:
            self._told(Outcome(self._newest.value, failed="做这一步的程序停了，原因写在窗口里"))

    def end(self) -> None:
        """Give up what is being done, and end the process."""
        with self._lock:
            self._ended = True
            self._newest.value = -1
            if self._line is not None:
                # Not by closing the line: as long as our own thread reads from it, it stays open.
                with suppress(OSError):
                    self._line.send(None)
            process = self._process
        if process is not None:
            process.join(SECONDS_TO_END)
            if process.is_alive():
                process.terminate()


def _work(task: str, project: Project, line: Connection, newest: Any) -> None:
    """Do one wish after the other until nobody wishes any more."""
    # Who stops the program stops the parent; it says when to end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Not at once: processes that were started for a build are ended with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    if hasattr(os, "nice"):
        os.nice(NICE[task])
    memory = no_memory()
    while True:
        try:
            number = line.recv()
        except (EOFError, OSError):
            return
        if number is None:
            return
        if number == newest.value:
            with suppress(SupersededError, BrokenPipeError):
                line.send(_outcome(task, project, number, newest, memory))


def _outcome(task: str, project: Project, number: int, newest: Any, memory: Memory) -> Outcome:
    def step(_: str) -> None:
        if newest.value != number:
            raise SupersededError

    try:
        return TASKS[task](project, number, step, memory)
    except NoticeboardError as error:
        return Outcome(number, failed=str(error))
    except OSError as error:
        return Outcome(number, failed=f"文件读不了或者写不进去，多半是别的程序正开着它：{error}")
