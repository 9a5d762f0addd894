"""The numbers of the charts, each with its rows: what is counted, where a bar begins, how long it is.

A chart parts rows of one table: each row stands in exactly one part, so that the parts add up to
the rows. A list can be narrowed to the rows of a part by its ``choice`` (``state=met&category=parking``),
which stands behind ``#?`` in an address.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from noticeboard.charts.lengths import LEAST_ROWS, Bar, Chart, Part, bars_of, grouped, percent
from noticeboard.charts.times import AGES, OLDEST, age_of, between, period_word, periods_of
from noticeboard.model import Project, Town
from noticeboard.model.work import STAGES_AHEAD, STAGES_DONE
from noticeboard.orders import STATES
from noticeboard.progress import Progress

NEED_PARTS = ("met", "in_hand", "unmet", "withdrawn")
TENSES = ("done", "doing", "ahead", "cancelled")
UNKNOWN = "unknown"


__all__ = [
    "AGES",
    "UNKNOWN",
    "Bar",
    "Chart",
    "Charts",
    "Part",
    "age_of",
    "charts",
    "late_word",
    "period_word",
    "tense",
]


@dataclass(frozen=True, slots=True)
class Charts:
    """All charts, as they stand on a day. ``needs_in`` is a bar for each community; ``orders`` are open, done and closed."""

    day: dt.date
    needs: Chart
    needs_in: Mapping[str, Bar]
    orders: Mapping[str, Chart]
    projects: Chart
    funds_by_kind: Chart
    funds_by_funder: Chart
    periods: Mapping[str, str]
    period_of: Mapping[str, str]


def charts(
    town: Town,
    moved: Mapping[str, Progress],
    needs: Mapping[str, tuple[str, str]],
    today: dt.date,
) -> Charts:
    """Return the numbers of all charts; ``moved`` is how far orders are, ``needs`` what became of each."""
    period_of = periods_of(town)
    return Charts(
        day=today,
        needs=_needs(town, needs),
        needs_in=_needs_in(town, needs),
        orders=_orders(moved),
        projects=_projects(town, period_of),
        funds_by_kind=_funds(town, "kind", {key: f.source_kind for key, f in town.funding.items()}),
        funds_by_funder=_funds(
            town, "unit", {k: f.funder or UNKNOWN for k, f in town.funding.items()}
        ),
        periods={key: period_word(key) for key in sorted(set(period_of.values()), reverse=True)},
        period_of=period_of,
    )


def _needs(town: Town, states: Mapping[str, tuple[str, str]]) -> Chart:
    """Return the needs by category, those asked for most first."""
    rows = [(key, need.category, states[key][0]) for key, need in town.needs.items()]
    bars = bars_of(grouped(rows), NEED_PARTS, ("category", "state"))
    return Chart("needs", tuple(sorted(bars, key=lambda bar: -bar.listed)))


def _needs_in(town: Town, states: Mapping[str, tuple[str, str]]) -> dict[str, Bar]:
    """Return what became of each community's needs, each as a bar of the whole width."""
    found = {}
    for key, group in grouped(
        (key, need.community, states[key][0]) for key, need in town.needs.items()
    ).items():
        whole = sum(map(len, group.values()))
        if whole >= LEAST_ROWS:
            (found[key],) = bars_of({key: group}, NEED_PARTS, ("community", "state"), whole)
    return found


def late_word(step: Progress) -> str:
    """Return ``late`` or ``kept`` for an order whose deadline was decided, else an empty string."""
    return {True: "kept", False: "late", None: ""}[step.on_time]


def _orders(moved: Mapping[str, Progress]) -> dict[str, Chart]:
    """Return the orders by state and age: those that are open, those done, those that ended otherwise."""
    made = {}
    widest = max((len(rows) for rows in _by_state(moved).values()), default=1)
    for group in ("open", "done", "closed"):
        steps = {key: step for key, step in moved.items() if _group(step) == group}
        there = grouped((key, step.state.key, age_of(step.days)) for key, step in steps.items())
        ordered = {key: there[key] for key in STATES if key in there}
        bars = bars_of(ordered, (*AGES, OLDEST), ("state", "age"), widest)
        made[group] = Chart("orders", tuple(_with_late(bar, moved) for bar in bars))
    return made


def _by_state(moved: Mapping[str, Progress]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, step in moved.items():
        found.setdefault(step.state.key, []).append(key)
    return found


def _group(step: Progress) -> str:
    return "done" if step.done else "closed" if step.closed else "open"


def _with_late(bar: Bar, moved: Mapping[str, Progress]) -> Bar:
    rows = tuple(row for row in bar.rows if late_word(moved[row]) == "late")
    late = Part("late", rows, f"{bar.choice}&late=late") if rows else None
    return Bar(bar.key, bar.parts, bar.choice, bar.listed, late)


def tense(project: Project) -> str:
    """Return ``ahead``, ``doing``, ``done`` or ``cancelled``: in which words to tell a project."""
    if project.stage in STAGES_AHEAD:
        return "ahead"
    if project.stage in STAGES_DONE:
        return "done"
    return "cancelled" if project.stage == "cancelled" else "doing"


def _projects(town: Town, period_of: Mapping[str, str]) -> Chart:
    """Return the projects by the time they were done in, the newest first; others are left out."""
    there = grouped((key, period, tense(town.projects[key])) for key, period in period_of.items())
    groups = {period: there.get(period, {}) for period in between(period_of.values())}
    bars = bars_of(groups, TENSES, ("period", ""))
    return Chart("projects", bars, tuple(key for key in town.projects if key not in period_of))


def _funds(town: Town, name: str, group_of: Mapping[str, str]) -> Chart:
    """Return sums of money by what they have in common, the largest first.

    Only stated amounts are added, in whole yuan. The list shows projects: one for all sums of a
    kind that it was given.
    """
    found: dict[str, list[str]] = {}
    for key, group in group_of.items():
        found.setdefault(group, []).append(key)
    stated = {key: fund.amount.cny for key, fund in town.funding.items()}
    sums = {group: sum(stated[key] or 0 for key in keys) for group, keys in found.items()}
    widest = max(sums.values(), default=0)
    bars = []
    for group in sorted(found, key=lambda group: (-sums[group], group == UNKNOWN)):
        keys, choice = tuple(found[group]), f"{name}={group}"
        bars.append(
            Bar(
                key=group,
                parts=(Part("stated", keys, choice, "0", percent(sums[group], widest)),),
                choice=choice,
                listed=len({town.funding[key].project for key in keys}),
                amount=sums[group],
                unstated=sum(stated[key] is None for key in keys),
            )
        )
    return Chart("funding", tuple(bars))
