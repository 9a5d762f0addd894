"""``python -m benchmarks.preview``: from the save of an edit to the page that shows it; to ``PREVIEW.md``."""

from __future__ import annotations

import argparse
import contextlib
import csv
import io
import json
import os
import pickle
import platform
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from benchmarks import inputs
from benchmarks.peers import make_eleventy
from benchmarks.prepare import hugo_binary
from benchmarks.runs import Runs, run
from noticeboard.project import Project

ROOT = Path(__file__).resolve().parents[1]
SIZES = {386: 384, 5_137: 5_119}
EDITS, IN_A_ROW = 9, 6
SECONDS_BETWEEN_ASKING = 0.002
# A server that uses less of a processor than this has done what it does after an edit.
IDLE, SECONDS_TO_WATCH, SECONDS_AT_MOST = 0.05, 1.0, 120.0
NAMES = {
    "ours": "Noticeboard, `serve`",
    "hugo": "Hugo, `server`",
    "eleventy": "Eleventy, `--serve --incremental`",
    "zensical": "Zensical, `serve` (a Markdown file is edited)",
}


@dataclass
class Peer:
    """A server: how it is started, the page that is asked for, and what an edit writes where."""

    command: Callable[[int], list[str]]
    cwd: Path
    page: str
    edit: Callable[[str], tuple[Path, bytes]]
    quiet: list[float] = field(default_factory=list)
    in_a_row: list[float] = field(default_factory=list)
    megabytes: float = 0.0


def main() -> None:
    """Measure, and write the results beside this file."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--sizes", type=int, nargs="*", default=list(SIZES), choices=SIZES)
    arguments.add_argument("--edits", type=int, default=EDITS)
    given = arguments.parse_args()
    fast = Path("/dev/shm")
    place = fast if fast.is_dir() else Path(tempfile.gettempdir())
    results = {}
    with tempfile.TemporaryDirectory(dir=place) as folder:
        for pages in given.sizes:
            peers = prepare(Path(folder) / str(pages), SIZES[pages])
            measure(peers, pages, given.edits)
            results[pages] = peers
            shutil.rmtree(Path(folder) / str(pages))
    target = ROOT / "benchmarks" / "PREVIEW.md"
    target.write_text(report(results), encoding="utf-8")
    print(f"wrote {target.relative_to(ROOT)}")


def prepare(folder: Path, projects: int) -> dict[str, Peer]:
    """Write everybody's site, hold the peers' record pages to our words, and return the servers."""
    print(f"{projects} projects: preparing …", flush=True)
    folder.mkdir()
    town = inputs.make_town(folder / "town", projects)
    job_file, out = inputs.make_job(town, folder / "out"), folder / "out"
    job = pickle.loads(job_file.read_bytes())
    hugo = inputs.make_hugo(town, job, folder / "hugo")
    eleventy = make_eleventy(job, hugo, folder / "eleventy")
    zensical = inputs.make_material(town, folder / "zensical")
    run([sys.executable, "-m", "benchmarks.ours", str(job_file)], ROOT, Runs())
    ours = inputs.records(out)
    shutil.rmtree(out)
    run([hugo_binary(), "--quiet", "-d", str(out)], hugo, Runs())
    inputs.assert_same(ours, inputs.records(out))
    shutil.rmtree(out)
    run(["node_modules/.bin/eleventy", "--quiet"], eleventy, Runs())
    inputs.assert_same(ours, inputs.records(eleventy / "out"))
    return servers(town, hugo, eleventy, zensical)


def servers(town: Project, hugo: Path, eleventy: Path, zensical: Path) -> dict[str, Peer]:
    """Return the servers; an edit changes what one record says of its outcome."""
    rows = [row for row in inputs.table(town, "projects") if row["outcome"]]
    row = rows[len(rows) // 2]
    page = f"projects/{row['id']}/"
    eleventy_command = ["node_modules/.bin/eleventy", "--serve", "--incremental", "--quiet"]
    return {
        "ours": Peer(
            lambda port: [sys.executable, "-m", "noticeboard", "serve", "--port", str(port)],
            town.root,
            page,
            _csv_edit(town.data / "projects.csv", row["id"]),
        ),
        "hugo": Peer(
            lambda port: [hugo_binary(), "server", "--quiet", "--port", str(port)],
            hugo,
            page,
            _json_edit(hugo / "data" / "projects.json", row["id"]),
        ),
        "eleventy": Peer(
            lambda port: [*eleventy_command, f"--port={port}"],
            eleventy,
            page,
            _json_edit(eleventy / "src" / "_data" / "projects.json", row["id"]),
        ),
        "zensical": Peer(
            lambda port: [sys.executable, "-m", "zensical", "serve", "-a", f"127.0.0.1:{port}"],
            zensical,
            page,
            _text_edit(zensical / "docs" / page / "index.md", row["outcome"]),
        ),
    }


def _csv_edit(path: Path, key: str) -> Callable[[str], tuple[Path, bytes]]:
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
    column = rows[0].index("outcome")
    row = next(row for row in rows if row[0] == key)

    def edit(words: str) -> tuple[Path, bytes]:
        row[column] = words
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(rows)
        return path, out.getvalue().encode()

    return edit


def _json_edit(path: Path, key: str) -> Callable[[str], tuple[Path, bytes]]:
    rows = json.loads(path.read_text(encoding="utf-8"))
    row = next(row for row in rows if row["id"] == key)

    def edit(words: str) -> tuple[Path, bytes]:
        row["outcome"] = words
        return path, json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()

    return edit


def _text_edit(path: Path, old: str) -> Callable[[str], tuple[Path, bytes]]:
    text = path.read_text(encoding="utf-8")
    return lambda words: (path, text.replace(old, words, 1).encode())


def measure(peers: dict[str, Peer], pages: int, edits: int) -> None:
    """Start all servers, and edit one after the other, each when all are idle; then edits in a row."""
    with contextlib.ExitStack() as stack:
        running = {name: stack.enter_context(started(name, peer)) for name, peer in peers.items()}
        for number in range(edits + 1):
            for name, peer in peers.items():
                idle(running.values())
                took = seconds(peer, running[name], f"第{number}次改的结果")
                if number:  # the first is for what is loaded at the first edit
                    peer.quiet.append(took)
                print(f"{pages} pages, edit {number}, {name}: {took * 1000:.0f} ms", flush=True)
        for name, peer in peers.items():
            idle(running.values())
            for number in range(IN_A_ROW):
                peer.in_a_row.append(seconds(peer, running[name], f"接连第{number}次改的结果"))
            peer.megabytes = memory(running[name].process.pid)
            print(f"{pages} pages, in a row, {name}: {peer.in_a_row}", flush=True)


@dataclass(frozen=True)
class Running:
    """A server that runs, and its port."""

    process: subprocess.Popen[bytes]
    port: int


@contextlib.contextmanager
def started(name: str, peer: Peer) -> Iterator[Running]:
    """Start a server and wait for its page; it is ended with all that it started."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    paths = os.pathsep.join([str(ROOT / "scripts"), os.environ.get("PYTHONPATH", "")])
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(
            peer.command(port),
            cwd=peer.cwd,
            stdout=told,
            stderr=told,
            start_new_session=True,
            env=os.environ | {"PYTHONPATH": paths},
        )
        try:
            wait_for(peer, Running(process, port), "", 600)
            print(f"{name} is up", flush=True)
            yield Running(process, port)
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(30)


def wait_for(peer: Peer, running: Running, words: str, most: float) -> None:
    """Ask for the page until it says these words."""
    end = time.monotonic() + most
    while time.monotonic() < end:
        with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            address = f"http://127.0.0.1:{running.port}/{peer.page}"
            with urllib.request.urlopen(address, timeout=60) as answer:
                if words.encode() in answer.read():
                    return
        assert running.process.poll() is None, f"{peer.command(0)} ended"
        time.sleep(SECONDS_BETWEEN_ASKING)
    raise SystemExit(f"{peer.command(0)}: no page that says {words!r}")


def seconds(peer: Peer, running: Running, words: str) -> float:
    """Save an edit and return how long it takes until it is served."""
    path, content = peer.edit(words)
    begun = time.perf_counter()
    path.write_bytes(content)
    wait_for(peer, running, words, SECONDS_AT_MOST)
    return time.perf_counter() - begun


def group(pid: int) -> Iterator[Path]:
    """Yield the folder in ``/proc`` of every process of a session."""
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            words = (folder / "stat").read_text().rpartition(")")[2].split()
            if int(words[3]) == pid:
                yield folder


def ticks(pid: int) -> int:
    """Return the processor time that a session's processes have used, in ticks."""
    total = 0
    for folder in group(pid):
        with contextlib.suppress(OSError):
            words = (folder / "stat").read_text().rpartition(")")[2].split()
            total += int(words[11]) + int(words[12])
    return total


def memory(pid: int) -> float:
    """Return what a session's processes hold of the memory, in MB; shared parts count once each."""
    total = 0.0
    for folder in group(pid):
        with contextlib.suppress(OSError, StopIteration):
            lines = (folder / "smaps_rollup").read_text().splitlines()
            total += int(next(line for line in lines if line.startswith("Pss:")).split()[1]) / 1024
    return total


def idle(running: object) -> None:
    """Wait until no server has anything to do, or a while."""
    servers = [one.process.pid for one in running]  # type: ignore[attr-defined]
    a_second = os.sysconf("SC_CLK_TCK")
    end = time.monotonic() + SECONDS_AT_MOST
    while time.monotonic() < end:
        before = sum(map(ticks, servers))
        time.sleep(SECONDS_TO_WATCH)
        used = (sum(map(ticks, servers)) - before) / a_second / SECONDS_TO_WATCH
        if used < IDLE * len(servers):
            return


def report(results: dict[int, dict[str, Peer]]) -> str:
    """Return ``PREVIEW.md``."""
    text = (ROOT / "benchmarks" / "preview.introduction.md").read_text(encoding="utf-8")
    text = text.format(
        python=platform.python_version(),
        cores=os.cpu_count(),
        hugo=version("hugo"),
        zensical=version("zensical"),
        eleventy=json.loads((ROOT / "benchmarks/eleventy/package.json").read_text())[
            "dependencies"
        ]["@11ty/eleventy"],
        load=f"{os.getloadavg()[0]:.1f}",
    )
    for pages, peers in results.items():
        text += f"\n## {pages:,} pages\n\n"
        text += "| server | edits | ms (min–max) | × ours | in a row, ms (min–max) | MB |\n"
        text += "|---|---|---|---|---|---|\n"
        for name, peer in peers.items():
            text += row(name, peer, peers["ours"])
    return text + conclusions(results)


def row(name: str, peer: Peer, ours: Peer) -> str:
    """Return a server's line of the table."""
    cells = [NAMES[name], str(len(peer.quiet)), spread(peer.quiet), f"{ratio(peer, ours):.1f}",
             spread(peer.in_a_row), f"{peer.megabytes:,.0f}"]  # fmt: skip
    return f"| {' | '.join(cells)} |\n"


def spread(took: list[float]) -> str:
    """Return median, least and most, in milliseconds."""
    most = [1000 * value for value in (statistics.median(took), min(took), max(took))]
    return f"{most[0]:,.0f} ({most[1]:,.0f}–{most[2]:,.0f})"


def ratio(peer: Peer, ours: Peer) -> float:
    """Return the median of the per-round ratios."""
    pairs = zip(peer.quiet, ours.quiet, strict=True)
    return statistics.median(theirs / own for theirs, own in pairs)


def conclusions(results: dict[int, dict[str, Peer]]) -> str:
    """Return what the figures say of the claims, held or not."""
    text = "\n## What this says\n\n"
    for pages, peers in results.items():
        for name, peer in peers.items():
            if name != "ours":
                times = ratio(peer, peers["ours"])
                word = "ahead of" if times > 1 else "behind"
                text += f"* {pages:,} pages: {word} {NAMES[name].partition(',')[0]} ({times:.1f} times).\n"
    return text


if __name__ == "__main__":
    main()
