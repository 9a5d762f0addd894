"""``make bench``: every command once a round, in turn; medians and ratios to ``RESULTS.md``."""

from __future__ import annotations

import argparse
import itertools
import multiprocessing
import os
import platform
import shutil
import statistics
import tempfile
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import version
from pathlib import Path

from benchmarks.prepare import prepare
from benchmarks.runs import Runs, run

ROOT = Path(__file__).resolve().parents[1]
# Projects so that, with their lists of 300, there are so many pages: the sizes of the towns.
SIZES = {386: 384, 5_137: 5_119, 51_361: 51_190}
ROUNDS = {386: 9, 5_137: 7, 51_361: 3}
ROUNDS_OF_MATERIAL = {386: 3, 5_137: 1, 51_361: 1}
NAMES = {
    "writing": "writing the files, nothing else",
    "ours": "Noticeboard, record stage",
    "hugo": "Hugo, data adapter",
    "material": "Material for MkDocs, no search, not in nav",
}


def main() -> None:
    """Measure, and write the results beside this file."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--sizes", type=int, nargs="*", default=list(SIZES), choices=SIZES)
    arguments.add_argument("--rounds", type=int, help="rounds at every size")
    given = arguments.parse_args()
    fast = Path("/dev/shm")
    place = fast if fast.is_dir() else Path(tempfile.gettempdir())
    results = {}
    with tempfile.TemporaryDirectory(dir=place) as folder:
        for pages in given.sizes:
            rounds = given.rounds or ROUNDS[pages]
            slow = ROUNDS_OF_MATERIAL[pages]
            results[pages] = measure(Path(folder) / str(pages), pages, rounds, slow)
            shutil.rmtree(Path(folder) / str(pages))
    target = ROOT / "benchmarks" / "RESULTS.md"
    target.write_text(report(results), encoding="utf-8")
    print(f"wrote {target.relative_to(ROOT)}")


def measure(folder: Path, pages: int, rounds: int, slow: int) -> dict[str, Runs]:
    """Return the runs of every command at one size, interleaved."""
    print(f"{pages} pages: preparing …", flush=True)
    folder.mkdir()
    out = folder / "out"
    # In a process of its own: a child's largest memory begins with its parent's.
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        commands = pool.submit(prepare, folder, SIZES[pages], out).result()
    runs = {name: Runs() for name in commands}
    for number in range(rounds):
        for name, (command, cwd) in commands.items():
            if name == "material" and number >= slow:
                continue
            run(command, cwd, runs[name])
            made = sum(1 for _ in out.rglob("index.html"))
            assert abs(made - pages) <= 2, f"{name} made {made} pages of {pages}"
            shutil.rmtree(out)
            print(
                f"{pages} pages, round {number + 1}, {name}: {runs[name].seconds[-1]:.2f} s",
                flush=True,
            )
    return runs


def ratio(runs: dict[str, Runs], name: str, base: str) -> float:
    """Return the median of the per-round ratios of two commands."""
    pairs = zip(runs[name].seconds, runs[base].seconds, strict=False)
    return statistics.median(one / other for one, other in pairs)


def report(results: dict[int, dict[str, Runs]]) -> str:
    """Return ``RESULTS.md``."""
    text = (ROOT / "benchmarks" / "introduction.md").read_text(encoding="utf-8")
    text = text.format(
        python=platform.python_version(),
        cores=os.cpu_count(),
        hugo=version("hugo"),
        material=version("mkdocs-material"),
        jinja=version("jinja2"),
    )
    for pages, runs in results.items():
        text += f"\n## {pages:,} pages\n\n"
        text += "| command | runs | wall s (min–max) | CPU s | pages/s | × writing | × Hugo | largest process MB |\n"
        text += "|---|---|---|---|---|---|---|---|\n"
        for name, measured in runs.items():
            if measured.seconds:
                text += row(runs, name, measured, pages)
    return text + conclusions(results)


def row(runs: dict[str, Runs], name: str, measured: Runs, pages: int) -> str:
    """Return a command's line of the table."""
    wall = statistics.median(measured.seconds)
    cells = [
        NAMES[name],
        str(len(measured.seconds)),
        f"{wall:.2f} ({min(measured.seconds):.2f}–{max(measured.seconds):.2f})",
        f"{statistics.median(measured.cpu):.2f}",
        f"{pages / wall:,.0f}",
        f"{ratio(runs, name, 'writing'):.1f}",
        f"{ratio(runs, name, 'hugo'):.2f}",
        f"{statistics.median(measured.megabytes):,.0f}",
    ]
    return f"| {' | '.join(cells)} |\n"


def conclusions(results: dict[int, dict[str, Runs]]) -> str:
    """Return what the figures say of the claims, held or not."""
    text = "\n## What this says\n\n"
    for pages, runs in results.items():
        share = ratio(runs, "ours", "hugo")
        word = "ahead of" if share < 1 else "behind"
        memory = statistics.median(runs["ours"].megabytes) / statistics.median(
            runs["hugo"].megabytes
        )
        text += f"* {pages:,} pages: {word} Hugo ({share:.2f} of its time, {memory:.2f} of its largest process).\n"
    sizes = sorted(results)
    for small, large in itertools.pairwise(sizes):
        grown = statistics.median(results[large]["ours"].seconds) / statistics.median(
            results[small]["ours"].seconds
        )
        text += f"* {large / small:.1f} times the pages take {grown:.1f} times as long ({small:,} → {large:,}).\n"
    return text


if __name__ == "__main__":
    main()
