"""The whole story: facts of all days → days of sentences, in which nothing personal is left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from noticeboard.changes import Changes, Day, Told
from noticeboard.changes.compare import Fact
from noticeboard.changes.of_notices import changed_sentences, published_sentences
from noticeboard.changes.sentences import Sentence, Teller, beginning, order_sentences
from noticeboard.changes.words import PERSONS, SILENT, Present
from noticeboard.dataset import Dataset
from noticeboard.personal import find_personal

WEIGHT = ("begun", "notice", "money", "new", "changed", "gone")


def told_changes(
    dataset: Dataset,
    facts: Sequence[Fact],
    known: Changes,
    today: dt.date,
    begun: Mapping[str, int] | None = None,
) -> Changes:
    """Return ``known`` (state and first day) with the days told.

    ``dataset`` is what is published; ``facts`` are in any order, of days up to ``today``; ``begun``
    are the numbers of rows with which the tables began, on the first day.
    """
    present = Present(dataset)
    days: dict[dt.date, list[Sentence]] = {}
    by_day: dict[dt.date, list[Fact]] = {}
    for fact in facts:
        if fact.table in present.resources and fact.table not in SILENT:
            by_day.setdefault(fact.day, []).append(fact)
    for day, sentence in published_sentences(dataset, present, today):
        if known.since is None or day >= known.since:
            days.setdefault(day, []).append(sentence)
    if known.since and begun:
        days.setdefault(known.since, []).extend(beginning(present, begun))
    for day, found in by_day.items():
        days.setdefault(day, []).extend(_of_day(dataset, present, found, today))
    made = tuple(
        Day(day, told) for day in sorted(days, reverse=True) if (told := _harmless(days[day]))
    )
    return replace(known, days=made, latest=_latest(present, facts))


def _of_day(
    dataset: Dataset, present: Present, facts: list[Fact], today: dt.date
) -> Iterator[Sentence]:
    teller = Teller(present)
    by_table: dict[str, list[Fact]] = {}
    for fact in facts:
        by_table.setdefault(fact.table, []).append(fact)
    yield from changed_sentences(dataset, present, by_table.pop("notices", ()), today)
    steps = by_table.pop("order_events", [])
    yield from order_sentences(present, steps)
    moved = {str(fact.after.get("order")) for fact in steps if fact.after}
    for table in present.in_order:
        found = by_table.get(table, [])
        if table == "orders":
            # What a step wrote into its order is told by the step; what it cost is not.
            found = [
                f for f in found if f.key not in moved or not f.before or "cost_cny" in f.fields
            ]
        if found:
            yield from teller.sentences(table, found)


def _harmless(sentences: Iterable[Sentence]) -> tuple[Told, ...]:
    """Return what may be told, the weightiest first; what looks personal is told without a name."""
    ordered = sorted(sentences, key=lambda one: WEIGHT.index(one.told.kind))
    texts = ["\n".join((one.told.text, *one.numbers)) for one in ordered]
    found = {finding.piece for finding in find_personal(texts)}
    return tuple(one.instead if number in found else one.told for number, one in enumerate(ordered))


def _latest(present: Present, facts: Iterable[Fact]) -> dict[tuple[str, str], dt.date]:
    """Return the last day on which something changed in records that have a place of their own."""
    latest: dict[tuple[str, str], dt.date] = {}
    for fact in facts:
        if fact.after is None or fact.table in (*PERSONS, *SILENT):
            continue
        whose = fact.table, fact.key
        if fact.table in ("funding", "order_events"):
            column = {"funding": "project", "order_events": "order"}[fact.table]
            whose = f"{column}s", str(fact.after.get(column))
        if present.row(*whose) is not None:
            latest[whose] = max(fact.day, latest.get(whose, fact.day))
    return latest
