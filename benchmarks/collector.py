"""``python -m benchmarks.collector [NUMBER]``: write ``benchmarks/COLLECTOR.md``.

The same server, the same crowd, three stores in turns: ours; one with a commit for each answer,
as a plain application would write it; and one that does not wait for the disk (``synchronous=OFF``),
which nobody may use, as the bound of what waiting costs.
"""

from __future__ import annotations

import os
import platform
import statistics
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from tests.crowd import Crowd, Process, free_port, lost_and_doubled, small_town

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "benchmarks" / "COLLECTOR.md"
ROUNDS = 5
LINES = 200
RUN = "from noticeboard.cli import main; main()"
EACH = f"from noticeboard.collector import store; store.MOST_AT_ONCE = 1; {RUN}"
BOUND = f"from noticeboard.collector import database; database.SYNCHRONOUS = 'OFF'; {RUN}"
STORES = {
    "ours: one commit for all that wait": RUN,
    "a commit for each answer": EACH,
    "not waiting for the disk (a bound, not a choice)": BOUND,
}


@dataclass
class Seen:
    """What the rounds of one store took: answers a second, and how long each waited."""

    rates: list[float] = field(default_factory=list)
    middle: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)


def one_round(folder: Path, script: str, number: int, seen: Seen) -> None:
    """Send so many answers over many lines to a fresh collector."""
    project = small_town(folder)
    process = Process(project, free_port(), script=script)
    crowd = Crowd(process.port, number, LINES)
    process.start()
    crowd.run(600)
    process.stop()
    assert lost_and_doubled(crowd, project) == ([], [])
    waits = sorted(crowd.seconds)
    seen.rates.append(number / crowd.took)
    seen.middle.append(waits[len(waits) // 2] * 1000)
    seen.late.append(waits[len(waits) * 99 // 100] * 1000)


def main(number: int) -> None:
    """Measure, and write what came of it."""
    seen = {name: Seen() for name in STORES}
    for place in range(ROUNDS):
        for name, script in STORES.items():
            with tempfile.TemporaryDirectory() as folder:
                one_round(Path(folder), script, number, seen[name])
            print(f"round {place + 1}: {name}: {seen[name].rates[-1]:.0f} a second")
    OUT.write_text(told(number, seen), encoding="utf-8")
    print(f"wrote {OUT.relative_to(ROOT)}")


def told(number: int, seen: dict[str, Seen]) -> str:
    """Return the page."""
    medians = {
        name: (statistics.median(one.rates), statistics.median(one.middle), statistics.median(one.late))
        for name, one in seen.items()
    }  # fmt: skip
    ours = medians[next(iter(medians))][0]
    lines = "\n".join(
        f"| {name} | {rate:.0f} ({min(seen[name].rates):.0f} to {max(seen[name].rates):.0f}) | {rate / ours:.2f} | {middle:.0f} | {late:.0f} |"
        for name, (rate, middle, late) in medians.items()
    )
    return f"""# From a form to the disk

Made by `python -m benchmarks.collector`: {number:,} invented answers (one in ten from a page without
script) over {LINES} lines to `noticeboard collect` on loopback, each acknowledged only when it is kept;
afterwards every acknowledged answer is looked up. Who sends runs on the same processors. In turns, the
same server with one commit for each answer, and with a database that does not wait for the disk.
Medians of {ROUNDS} rounds (lowest to highest), SQLite, Python {platform.python_version()}, {os.cpu_count()} processors.

| | answers a second | beside ours | half waited at most, ms | 99 in 100, ms |
|---|---:|---:|---:|---:|
{lines}

A disk that takes longer for a commit widens the distance between the first two: there the second
waits once for each answer.
"""


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000)
