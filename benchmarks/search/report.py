"""``benchmarks/SEARCH.md``: the tables, and what they say of the claims."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from benchmarks.search.measures import ENGINES, Asked, Grown
from benchmarks.search.questions import LOOKED_AT

HERE = Path(__file__).resolve().parent
NAMES = {"ours": "Noticeboard", "pagefind": "Pagefind extended"}
SETS = {"queries": "the hundred", "heldout": "held out"}
# What was promised: searches found of a hundred; kB of a first search by number of records.
PROMISED = 95
BUDGETS = {5_000: 50, 50_000: 80}
# Ways of typing that only a search made for this site can know.
OURS_ALONE = ("pinyin", "other name", "wrong character", "full width", "traditional")
Quality = dict[str, dict[str, list[Asked]]]


def report(found: Quality, sizes: dict[int, Grown], chromium: str) -> str:
    """Return the page."""
    text = (HERE / "introduction.md").read_text(encoding="utf-8")
    text = text.format(
        pagefind=version("pagefind-bin-extended"),
        chromium=chromium,
        cores=os.cpu_count(),
        python=platform.python_version(),
    )
    parts = [text, found_table(found), class_table(found["queries"]), misses(found["queries"])]
    parts += [bytes_table(found, sizes), index_table(sizes), conclusions(found, sizes)]
    return "\n".join(parts)


def early(asked: Iterable[Asked], within: int = LOOKED_AT) -> list[Asked]:
    """Return those that were found within so many results."""
    return [one for one in asked if one.rank is not None and one.rank <= within]


def table(head: str, rows: Iterable[Iterable[object]]) -> str:
    """Return a Markdown table; the first column is text, the others are numbers."""
    columns, cells = head.split("|"), [list(row) for row in rows]
    assert all(len(row) == len(columns) for row in cells), head
    line = "|".join(["---", *["---:"] * (len(columns) - 1)])
    body = "".join(f"| {' | '.join(map(str, row))} |\n" for row in cells)
    return f"| {' | '.join(c.strip() for c in columns)} |\n|{line}|\n{body}"


def found_table(found: Quality) -> str:
    """Return how many were found."""
    rows = [
        [f"{SETS[name]}, {NAMES[engine]}", len(asked[engine]), len(early(asked[engine], 1)),
         len(early(asked[engine])), len(early(asked[engine], 10))]
        for name, asked in found.items() for engine in ENGINES
    ]  # fmt: skip
    return "## Found\n\n" + table(
        "set and engine | searches | first result | first three | first ten", rows
    )


def class_table(asked: dict[str, list[Asked]]) -> str:
    """Return the hundred by the way in which they are typed."""
    kinds = dict.fromkeys(one.search.kind for one in asked["ours"])
    rows = []
    for kind in kinds:
        mine = {e: [one for one in asked[e] if one.search.kind == kind] for e in ENGINES}
        rows.append([kind, len(mine["ours"]), *(len(early(mine[e])) for e in ENGINES)])
    heads = " | ".join(f"{NAMES[engine]}, first three" for engine in ENGINES)
    return "The hundred, by the way in which they are typed:\n\n" + table(
        f"class | searches | {heads}", rows
    )


def misses(asked: dict[str, list[Asked]]) -> str:
    """Return what each engine did not find of the hundred."""
    text = "Not in the first three (in brackets where it stood, if anywhere in what was shown):\n\n"
    for engine in ENGINES:
        lost = [one for one in asked[engine] if one not in early(asked[engine])]
        told = "、".join(
            f"{one.search.words}（{one.rank or '—'}）" for one in lost
        )  # what was typed may hold a blank
        text += f"* {NAMES[engine]}: {told or 'none'}\n"
    return text


def kilobytes(asked: Iterable[Asked]) -> list[float]:
    """Return the kB (1,000 bytes) that each search took."""
    return [one.answer.sent / 1000 for one in asked]


def bytes_table(found: Quality, sizes: dict[int, Grown]) -> str:
    """Return what a first search sends."""
    rows = []
    for site, name in (("real", "the real site"), ("town", "the invented town")):
        for engine in ENGINES:
            mine = [one for one in found["queries"][engine] if one.search.site == site]
            rows.append([f"{name}, {NAMES[engine]}", *bytes_of(mine)])
    for grown in sizes.values():
        for engine, asked in grown.asked.items():
            place = f"{grown.made.records:,} records on {grown.made.pages:,} pages"
            rows.append([f"{place}, {NAMES[engine]}", *bytes_of(asked)])
    return "## Bytes of a first search\n\n" + table(
        "site | searches | median kB | worst kB | worst at | requests, median", rows
    )


def bytes_of(asked: list[Asked]) -> list[object]:
    """Return the cells of one line."""
    worst = max(asked, key=lambda one: one.answer.sent)
    median = statistics.median(kilobytes(asked))
    requests = statistics.median(one.answer.requests for one in asked)
    cells = [f"{median:.1f}", f"{worst.answer.sent / 1000:.1f}", worst.search.words]
    return [len(asked), *cells, f"{requests:.0f}"]


def index_table(sizes: dict[int, Grown]) -> str:
    """Return what the indexes take."""
    rows = []
    for grown in sizes.values():
        for engine, runs in grown.runs.items():
            files, size = grown.sizes[engine]
            base = grown.runs["ours"].seconds
            share = statistics.median(a / b for a, b in zip(runs.seconds, base, strict=True))
            wall = statistics.median(runs.seconds)
            rows.append(
                [f"{grown.made.records:,} records, {NAMES[engine]}", len(runs.seconds),
                 f"{wall:.2f} ({min(runs.seconds):.2f}–{max(runs.seconds):.2f})",
                 f"{statistics.median(runs.cpu):.2f}", f"{share:.1f}",
                 f"{statistics.median(runs.megabytes):,.0f}", f"{files:,}", f"{size / 1e6:.1f}"]
            )  # fmt: skip
    return "## Index\n\n" + table(
        "index | rounds | wall s (min–max) | CPU s | × ours | largest process MB | files | MB on disk",
        rows,
    )


def conclusions(found: Quality, sizes: dict[int, Grown]) -> str:
    """Return what the figures say of the claims, held or not."""
    text = "## What this says\n\n"
    reached = {e: len(early(found["queries"][e])) for e in ENGINES}
    held = {e: len(early(found["heldout"][e])) for e in ENGINES}
    word = "held" if reached["ours"] >= PROMISED else "**not held**"
    text += (
        f"* {PROMISED} of the hundred in the first three: {word} ({reached['ours']}; "
        f"Pagefind {reached['pagefind']}). Held out: {held['ours']} of "
        f"{len(found['heldout']['ours'])} (Pagefind {held['pagefind']}).\n"
    )
    plain = {
        e: [one for one in found["queries"][e] if one.search.kind not in OURS_ALONE]
        for e in ENGINES
    }
    text += (
        f"* Of the {len(plain['ours'])} of them that ask for words as they stand on a page: "
        f"{len(early(plain['ours']))}; Pagefind {len(early(plain['pagefind']))}.\n"
    )
    for number, grown in sizes.items():
        worst = max(kilobytes(grown.asked["ours"]))
        word = "held" if worst <= BUDGETS[number] else "**not held**"
        text += (
            f"* {number:,} records: a first search of at most {BUDGETS[number]} kB: {word} "
            f"(worst {worst:.1f} kB){beside(grown)}.\n"
        )
    return text


def beside(grown: Grown) -> str:
    """Return how the peer compares, or that it was not measured."""
    if "pagefind" not in grown.asked:
        return "; Pagefind was not measured: too little memory"
    kb = [statistics.median(kilobytes(grown.asked[e])) for e in ("pagefind", "ours")]
    mine, theirs = grown.runs["ours"].seconds, grown.runs["pagefind"].seconds
    share = statistics.median(a / b for a, b in zip(theirs, mine, strict=True))
    return f"; Pagefind sends {kb[0] / kb[1]:.1f} times as much, and takes {share:.1f} times as long to index"
