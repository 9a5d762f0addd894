"""What was acknowledged is kept, once: the collector and its database are killed while hundreds send."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from noticeboard.project import Project
from tests.clusters import Cluster, cluster, programs
from tests.collecting import ask, need
from tests.crowd import Crowd, Process, end_all, free_port, lost_and_doubled, plunder, small_town

pytestmark = pytest.mark.slow

NEEDS_POSTGRES = pytest.mark.skipif(programs() is None, reason="PostgreSQL is not installed")
# A collector that says yes first and keeps later: what it is told in the meantime dies with it.
HASTY = """
import threading, time
from concurrent.futures import Future
from noticeboard.collector import store
from noticeboard.commands import collect

class Hasty(store.Store):
    def put(self, submission, earlier=None):
        def later():
            time.sleep(0.3)
            store.Store.put(self, submission, earlier)
        threading.Thread(target=later, daemon=True).start()
        done = Future()
        done.set_result(store.Kept(store.Outcome.STORED, submission.id))
        return done

collect.Store = Hasty
from noticeboard.cli import main
main()
"""


@pytest.fixture(autouse=True)
def ended() -> Iterator[None]:
    yield
    end_all()


def crowded(
    process: Process,
    crowd: Crowd,
    harm: Callable[[], None],
    every: tuple[float, float],
    limit: float,
) -> int:
    """Let a crowd send while harm is done; return how often it was."""
    process.start()
    with ThreadPoolExecutor(1) as pool:
        sender = pool.submit(crowd.run, limit)
        times = plunder(harm, every, sender.done)
        sender.result()
    process.stop()
    return times


def again(process: Process) -> Callable[[], None]:
    """Return what kills the collector and starts it again."""

    def harm() -> None:
        process.kill()
        process.start()

    return harm


def again_at(process: Process, crowd: Crowd, numbers: list[int]) -> Callable[[], None]:
    """Return what does so each time that many were acknowledged; those that came are taken off."""

    def harm() -> None:
        if numbers and len(crowd.acknowledged) >= numbers[0]:
            del numbers[0]
            again(process)()

    return harm


OFTEN = (0.005, 0.01)


def test_what_was_acknowledged_outlives_the_collector(tmp_path: Path) -> None:
    project = small_town(tmp_path)
    process = Process(project, free_port())
    crowd = Crowd(process.port, 1_000, 60)
    numbers = [200, 600]
    crowded(process, crowd, again_at(process, crowd, numbers), OFTEN, 60)
    assert not numbers
    assert len(crowd.acknowledged) == 1_000
    assert crowd.told["line lost"]
    assert lost_and_doubled(crowd, project) == ([], [])


@pytest.mark.full
def test_the_check_finds_a_collector_that_answers_before_it_keeps(tmp_path: Path) -> None:
    project = small_town(tmp_path)
    process = Process(project, free_port(), script=HASTY)
    crowd = Crowd(process.port, 600, 60)
    numbers = [100, 300]
    crowded(process, crowd, again_at(process, crowd, numbers), OFTEN, 60)
    assert not numbers
    lost, _ = lost_and_doubled(crowd, project)
    assert lost


@pytest.mark.full
def test_twenty_thousand_outlive_many_kills(tmp_path: Path) -> None:
    project = small_town(tmp_path)
    process = Process(project, free_port())
    crowd = Crowd(process.port, 20_000, 300)
    kills = crowded(process, crowd, again(process), (0.5, 2), 600)
    assert kills >= 5
    assert len(crowd.acknowledged) == 20_000
    assert lost_and_doubled(crowd, project) == ([], [])


@pytest.fixture
def postgres() -> Iterator[Cluster]:
    with cluster() as made:
        yield made


@pytest.mark.full
@NEEDS_POSTGRES
def test_twenty_thousand_outlive_kills_of_postgresql_and_collector(
    tmp_path: Path, postgres: Cluster
) -> None:
    project = small_town(tmp_path)
    process = Process(project, free_port(), postgres.url)
    crowd = Crowd(process.port, 20_000, 300)
    harms = [0, 0]

    def harm() -> None:
        which = sum(harms) % 2
        harms[which] += 1
        if which:
            postgres.stop("immediate")
            time.sleep(0.5)
            postgres.start()
        else:
            again(process)()

    crowded(process, crowd, harm, (0.5, 2), 600)
    assert min(harms) >= 3
    assert len(crowd.acknowledged) == 20_000
    assert not any((project.private).glob("*.sqlite*"))
    assert lost_and_doubled(crowd, project, postgres.url) == ([], [])


@pytest.mark.full
@NEEDS_POSTGRES
def test_two_collectors_on_one_database_keep_each_answer_once(
    tmp_path: Path, postgres: Cluster
) -> None:
    project = small_town(tmp_path)
    processes = [Process(project, free_port(), postgres.url) for _ in range(2)]
    crowds = [Crowd(process.port, 2_000, 50) for process in processes]
    for process in processes:
        process.start()
    senders = [threading.Thread(target=crowd.run, args=(120,)) for crowd in crowds]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    for process, crowd in zip(processes, crowds, strict=True):
        process.stop()
        assert len(crowd.acknowledged) == 2_000
        lost, doubled = lost_and_doubled(crowd, project, postgres.url)
        assert (lost, doubled) == ([], [])


def test_it_stops_when_it_is_asked_and_says_where_it_listens(tmp_path: Path) -> None:
    process = Process(small_town(tmp_path), free_port())
    process.start()
    assert ask(process.port, "POST", "/collect/needs/chengxi").status == 415
    assert "已停止" in process.stop()


def traced(project: Project, log: Path) -> Process:
    calls = "trace=fsync,fdatasync,sendto,write,sendmsg"
    before = ("strace", "-f", "-qq", "-s", "32", "-e", calls, "-o", str(log))
    return Process(project, free_port(), before=before)


def may_trace() -> bool:
    program = shutil.which("strace")
    if not program:
        return False
    done = subprocess.run(
        [program, "-qq", "-o", "/dev/null", "true"], capture_output=True, check=False
    )
    return done.returncode == 0


@pytest.mark.skipif(not may_trace(), reason="strace is not installed, or may not trace here")
def test_the_disk_has_it_before_it_is_acknowledged(tmp_path: Path) -> None:
    """Each answer follows a write to the disk that was made after the answer before it."""
    log = tmp_path / "calls"
    process = traced(small_town(tmp_path), log)
    process.start()
    head = {"Content-Type": "application/json"}
    for number in range(20):
        body = json.dumps(need(f"第{number}件虚构的事")).encode()
        assert ask(process.port, "POST", "/collect/needs/chengxi", body, head).status == 201
    # What is known already needs no write.
    for _ in range(5):
        assert ask(process.port, "POST", "/collect/needs/chengxi", body, head).status == 200
    # strace passes no signal on: the collector is its child.
    assert process.process
    parent = process.process.pid
    (child,) = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    os.kill(int(child), signal.SIGTERM)
    process.process.communicate(timeout=30)
    synced, syncs, answers = False, 0, 0
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        if re.search(r"\b(fsync|fdatasync)\(.*= 0|<\.\.\. (fsync|fdatasync) resumed>.*= 0", line):
            synced, syncs = True, syncs + 1
        elif "HTTP/1.1 201" in line:
            assert synced, "acknowledged before it was on the disk"
            synced, answers = False, answers + 1
    assert answers == 20
    # A commit in WAL mode is one; making the file and the log, and closing them, are a few more.
    assert 20 <= syncs <= 40


@pytest.mark.skipif(os.name != "posix", reason="the shell sets the limit")
@pytest.mark.full
def test_more_lines_than_files_are_refused_quietly(tmp_path: Path) -> None:
    log = tmp_path / "log"
    few = ("bash", "-c", f'ulimit -n 160; exec "$@" 2>"{log}"', "bash")
    process = Process(small_town(tmp_path), free_port(), before=few)
    process.start()
    with ExitStack() as lines:
        for _ in range(400):
            line = socket.create_connection(("127.0.0.1", process.port), timeout=10)
            lines.enter_context(line)
        time.sleep(1)
    body, kind = json.dumps(need()).encode(), {"Content-Type": "application/json"}
    assert ask(process.port, "POST", "/collect/needs/chengxi", body, kind).status == 201
    process.stop()
    assert log.stat().st_size < 10_000
