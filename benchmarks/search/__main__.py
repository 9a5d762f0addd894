"""``python -m benchmarks.search``: measure, and write ``benchmarks/SEARCH.md``."""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path

from tests.browser import chromium

from benchmarks.search.measures import Grown, grown, quality
from benchmarks.search.report import report
from benchmarks.search.sites import ROOT, SIZES

OUT = ROOT / "benchmarks" / "SEARCH.md"
ROUNDS = {5_000: 5, 50_000: 3}
# GB that must be free for Pagefind: it held 7 GB at 50,000 pages.
NEEDED = {5_000: 2, 50_000: 10}


def main() -> None:
    """Measure, and write the results."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--sizes", type=int, nargs="*", default=list(SIZES), choices=SIZES)
    arguments.add_argument("--rounds", type=int, help="rounds at every size")
    given = arguments.parse_args()
    fast = Path("/dev/shm")
    place = fast if fast.is_dir() else Path(tempfile.gettempdir())
    sizes: dict[int, Grown] = {}
    with tempfile.TemporaryDirectory(dir=place) as folder:
        found = quality(Path(folder))
        with chromium() as browser:
            name = f"Chromium {browser.version}"
        town = [one.search for one in found["queries"]["ours"] if one.search.site == "town"]
        for number in given.sizes:
            rounds, enough = given.rounds or ROUNDS[number], free_gb() >= NEEDED[number]
            where = Path(folder) / str(number)
            sizes[number] = grown(where, number, rounds, town, enough)
            shutil.rmtree(where)
            # After each size: the largest takes long, and may end early.
            OUT.write_text(report(found, sizes, name), encoding="utf-8")
            print(f"wrote {OUT.relative_to(ROOT)}: up to {number:,} records", flush=True)


def free_gb() -> float:
    """Return how much memory is free, GB; infinite where the system does not tell."""
    told = Path("/proc/meminfo")
    if not told.is_file():
        return float("inf")
    lines = dict(line.split(":") for line in told.read_text().splitlines())
    return int(lines["MemAvailable"].split()[0]) / 1e6


if __name__ == "__main__":
    main()
