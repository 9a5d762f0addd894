"""``python -m benchmarks.answers [NUMBER]``: write ``benchmarks/ANSWERS.md``.

The peer is the least that anybody could do with the same file: Python's own ``csv`` reads it
and a ``Counter`` counts one column; it checks nothing, tells nobody apart and keeps nothing.
Ours and the peer take turns.
"""

from __future__ import annotations

import csv
import datetime as dt
import platform
import random
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks.runs import Runs, run

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "benchmarks" / "ANSWERS.md"
ROUNDS = 3
OWN = 10
PLACES = ["城东社区", "城西社区", "城北社区", "福坪社区"]
KINDS = ["环境卫生", "停车出行", "养老助老", "治安消防", "设施维修", "文化体育"]
HEAD = ["编号", "时间", "您住在哪个社区？", "您住在哪个小区？", "您需要的是哪一类？", "具体是什么事？在哪里？",
        "有多急？", "您的年龄", "您愿意一起出力吗？"]  # fmt: skip
FLOOR = """
import collections, csv, sys
with open(sys.argv[1], encoding="utf-8", newline="") as file:
    counted = collections.Counter(row["您需要的是哪一类？"] for row in csv.DictReader(file))
print(len(counted))
"""


def make(folder: Path, number: int) -> tuple[Path, Path]:
    """Write a town with an open survey and an export of so many answers; return both."""
    town = folder / "town"
    for name in ("data", "content"):
        shutil.copytree(ROOT / name, town / name)
    shutil.copy(ROOT / "mkdocs.yml", town)
    survey = town / "data" / "surveys" / "needs.yaml"
    text = survey.read_text(encoding="utf-8").replace("opens:\n", "controller: 示例\nopens:\n", 1)
    source = "sources:\n  - {id: form, kind: csv, time_column: 时间, id_column: 编号}"
    survey.write_text(text.replace("sources: []", source), encoding="utf-8")
    export = town / ".noticeboard" / "imports" / "needs" / "form" / "answers.csv"
    export.parent.mkdir(parents=True)
    dice, begun = random.Random(1), dt.datetime(2026, 9, 1)
    with export.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEAD)
        for place in range(number):
            when = begun + dt.timedelta(seconds=place * 2)
            kinds = "；".join(dice.sample(KINDS, dice.choice((1, 1, 2, 3))))
            said = f"第{place}件虚构的事" if place % OWN == 0 else ""
            writer.writerow(
                [place, f"{when:%Y-%m-%d %H:%M:%S}", dice.choice(PLACES), "", kinds, said, "一般",
                 dice.choice(("18到34岁", "60岁以上")), "愿意"]
            )  # fmt: skip
    return town, export


def main(number: int) -> None:
    """Measure, and write what came of it."""
    ours, floor = Runs(), Runs()
    with tempfile.TemporaryDirectory() as folder:
        town, export = make(Path(folder), number)
        command = [sys.executable, "-m", "noticeboard", "fetch", "needs", "--root", str(town)]
        for place in range(ROUNDS):
            for kept in (town / ".noticeboard" / "answers", town / "data" / "tallies"):
                shutil.rmtree(kept, ignore_errors=True)
            run(command, ROOT, ours)
            run([sys.executable, "-c", FLOOR, str(export)], ROOT, floor)
            print(f"round {place + 1}: {ours.seconds[-1]:.1f} s, csv {floor.seconds[-1]:.1f} s")
        size = export.stat().st_size / 1e6
    OUT.write_text(told(number, size, ours, floor), encoding="utf-8")
    print(f"wrote {OUT.relative_to(ROOT)}")


def told(number: int, size: float, ours: Runs, floor: Runs) -> str:
    """Return the page."""
    mine, least = statistics.median(ours.seconds), statistics.median(floor.seconds)
    return f"""# From an export to published counts

Made by `python -m benchmarks.answers`: {number:,} invented answers ({size:.0f} MB of CSV; one in ten in
its own words) become judged answers, a private file and published counts. Beside it, in turns, the
least that anybody could do: Python's `csv.DictReader` and a `Counter` over one column, which checks
nothing and keeps nothing. Medians of {ROUNDS} rounds, Python {platform.python_version()}.

| | seconds | times the least | largest process, MB |
|---|---:|---:|---:|
| `noticeboard fetch` | {mine:.1f} | {mine / least:.1f} | {max(ours.megabytes):.0f} |
| `csv.DictReader` and `Counter` | {least:.1f} | 1.0 | {max(floor.megabytes):.0f} |
"""


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
