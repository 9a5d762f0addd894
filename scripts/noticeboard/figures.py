"""Every number on the site is born here, with the rows or the sentence it comes from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from noticeboard.charts import Charts, charts
from noticeboard.model import Figure, Funding, Money, OrderEvent, Town
from noticeboard.orders import STATES
from noticeboard.progress import Progress, need_word, notice_states, progress


@dataclass(frozen=True)
class Number:
    """A number ready to be shown.

    ``declared`` tells the two kinds apart: a declared number rests on a sentence
    (``figure``), a counted one on rows (``table`` and ``rows``, their keys).
    """

    label: str
    value: str
    unit: str
    declared: bool
    figure: Figure | None = None
    table: str = ""
    rows: tuple[str, ...] = ()
    listed: int | None = None


@dataclass(frozen=True)
class Figures:
    """All numbers: those of ``data/figures.yaml`` by id, and counts of rows."""

    by_id: dict[str, Number]
    restated: dict[str, tuple[Number, ...]]
    rows: dict[str, Number]
    projects_of: dict[str, Number]
    units_of: dict[str, Number]
    of_place: dict[str, tuple[Number, ...]]
    of_project: dict[str, tuple[Number, ...]]
    progress: dict[str, Progress]
    need_states: dict[str, tuple[str, str]]
    orders_in: dict[str, Number]
    on_time: OnTime
    funds: dict[str, tuple[Funding, ...]]
    funded_projects: int
    charts: Charts
    notice_states: dict[str, str]
    survey_states: dict[str, str]
    day: dt.date


@dataclass(frozen=True)
class OnTime:
    """Orders whose deadline is decided: kept, missed, and the percent kept (empty under 20)."""

    kept: int
    missed: int
    percent: int | None


def figures(town: Town, today: dt.date) -> Figures:
    """Return every number of the site, as it stands on ``today``."""
    rows = tables(town)
    by_id = {figure.id: _number(figure, rows) for figure in town.figures.values()}
    main = [n for n in by_id.values() if n.figure and not n.figure.restates]
    moved = _progress(town, today)
    needs = _need_states(town, moved)
    return Figures(
        by_id=by_id,
        restated={
            key: tuple(n for n in by_id.values() if n.figure and n.figure.restates == key)
            for key in by_id
        },
        rows={name: counted(name, "条", name, keys) for name, keys in rows.items()},
        projects_of={
            key: counted("项目", "个", "projects", projects)
            for key, projects in _projects_of(town).items()
        },
        units_of={
            key: counted("对接的单位", "家", "pairings", units)
            for key, units in _units_of(town).items()
        },
        of_place={
            code: tuple(n for n in main if n.figure and n.figure.place == code)
            for code in town.places
        },
        of_project={
            key: tuple(n for n in main if n.figure and n.figure.project == key)
            for key in town.projects
        },
        progress=moved,
        need_states=needs,
        orders_in={
            key: counted(
                state.word, "张", "orders", [k for k, p in moved.items() if p.state.key == key]
            )
            for key, state in STATES.items()
        },
        on_time=_on_time(moved),
        funds=_funds(town),
        funded_projects=len({fund.project for fund in town.funding.values()}),
        charts=charts(town, moved, needs, today),
        notice_states=notice_states(town, today),
        survey_states={key: one.state(today) for key, one in town.surveys.items()},
        day=today,
    )


def _progress(town: Town, today: dt.date) -> dict[str, Progress]:
    """Return how far every order is."""
    events: dict[str, list[OrderEvent]] = {}
    for event in town.order_events.values():
        events.setdefault(event.order, []).append(event)
    return {
        key: progress(order, tuple(sorted(events[key], key=lambda e: e.seq)), today)
        for key, order in town.orders.items()
    }


def _need_states(town: Town, moved: dict[str, Progress]) -> dict[str, tuple[str, str]]:
    of_need: dict[str, list[Progress]] = {}
    for step in moved.values():
        if step.order.need:
            of_need.setdefault(step.order.need, []).append(step)
    return {key: need_word(need, of_need.get(key, [])) for key, need in town.needs.items()}


MIN_FOR_PERCENT = 20


def _on_time(moved: dict[str, Progress]) -> OnTime:
    """Return how many deadlines were kept. A percentage of few orders says more than it knows."""
    kept = sum(1 for step in moved.values() if step.on_time is True)
    missed = sum(1 for step in moved.values() if step.on_time is False)
    total = kept + missed
    return OnTime(kept, missed, round(100 * kept / total) if total >= MIN_FOR_PERCENT else None)


def _funds(town: Town) -> dict[str, tuple[Funding, ...]]:
    """Return the sums of money by funder; those of unknown funders under an empty key."""
    found: dict[str, list[Funding]] = {}
    for fund in town.funding.values():
        found.setdefault(fund.funder or "", []).append(fund)
    return {key: tuple(rows) for key, rows in sorted(found.items(), key=lambda item: not item[0])}


def total(funds: Iterable[Funding]) -> Money:
    """Return the sum of amounts, in whole yuan; one amount keeps its own words."""
    amounts = [fund.amount for fund in funds]
    if len(amounts) == 1:
        return amounts[0]
    known = [amount.cny for amount in amounts if amount.cny is not None]
    return Money(sum(known) if known else None, None)


def tables(town: Town) -> dict[str, tuple[str, ...]]:
    """Return the keys of the rows of every table."""
    return {name: tuple(value) for name, value in vars(town).items() if isinstance(value, dict)}


def counted(label: str, unit: str, table: str, rows: Iterable[str]) -> Number:
    """Return a number that is the count of these rows."""
    keys = tuple(rows)
    return Number(label, str(len(keys)), unit, declared=False, table=table, rows=keys)


def _number(figure: Figure, rows: dict[str, tuple[str, ...]]) -> Number:
    table = (figure.query or "").split(".")[0]
    return Number(
        label=figure.label,
        value=plain(figure.value),
        unit=figure.unit,
        declared=figure.derivation == "declared",
        figure=figure,
        table=table,
        rows=rows.get(table, ()),
        listed=len(rows[figure.listed]) if figure.listed else None,
    )


def _projects_of(town: Town) -> dict[str, list[str]]:
    """Return the projects of every community."""
    found: dict[str, list[str]] = {key: [] for key in town.communities}
    for key, project in town.projects.items():
        if project.community:
            found[project.community].append(key)
    return found


def _units_of(town: Town) -> dict[str, dict[str, None]]:
    """Return the organisations that are paired, or have an agreement, with each community."""
    found: dict[str, dict[str, None]] = {key: {} for key in town.communities}
    for pairing in town.pairings.values():
        found[pairing.community][pairing.organisation] = None
    for agreement in town.agreements.values():
        found[agreement.community][agreement.unit] = None
    return found


def plain(value: Decimal) -> str:
    """Return a number without exponent and without idle zeros: 17.68, 645."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def money_text(money: Money) -> str:
    """Return an amount as its source states it, else in 万元 or 元, exactly."""
    if money.as_stated:
        return money.as_stated
    if money.cny is None:
        return ""
    if money.cny >= 10_000 and money.cny % 100 == 0:
        return f"{plain(Decimal(money.cny) / 10_000)}万元"
    return f"{money.cny}元"


def yuan(amount: int) -> str:
    """Return a sum of yuan in 万元 or 元, exactly."""
    return money_text(Money(amount, None))


def share(given: Iterable[Funding]) -> list[tuple[str, Money, int]]:
    """Return (funding id, amount, percent of all of them) of each sum given to a project."""
    funds = tuple(given)
    whole = sum(f.amount.cny or 0 for f in funds)
    return [
        (f.id, f.amount, round(100 * (f.amount.cny or 0) / whole) if whole else 0) for f in funds
    ]
