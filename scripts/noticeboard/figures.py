"""Every number on the site is born here, with the rows or the sentence it comes from."""

from __future__ import annotations

import datetime as dt
import functools
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
class OnTime:
    """Orders whose deadline is decided: kept, missed, and the percent kept (empty under 20)."""

    kept: int
    missed: int
    percent: int | None


class _NoneElse(dict[str, tuple[Number, ...]]):
    """Numbers by a key; of every other key there are none."""

    def __missing__(self, key: str) -> tuple[Number, ...]:
        return ()


class Figures:
    """All numbers, as they stand on ``day``: those of ``data/figures.yaml``, and counts of rows.

    Each is found when it is first asked for, and kept: a page shows few of them.
    """

    def __init__(self, town: Town, day: dt.date) -> None:
        """Keep what they are counted in."""
        self._town, self.day = town, day

    @functools.cached_property
    def _tables(self) -> dict[str, tuple[str, ...]]:
        return tables(self._town)

    @functools.cached_property
    def by_id(self) -> dict[str, Number]:
        """The figures of ``data/figures.yaml``."""
        return {key: _number(one, self._tables) for key, one in self._town.figures.items()}

    @functools.cached_property
    def restated(self) -> dict[str, tuple[Number, ...]]:
        """Figure → those that state it once more."""
        return {
            key: tuple(n for n in self.by_id.values() if n.figure and n.figure.restates == key)
            for key in self.by_id
        }

    @functools.cached_property
    def rows(self) -> dict[str, Number]:
        """Table → how many rows it has."""
        return {name: counted(name, "条", name, keys) for name, keys in self._tables.items()}

    @functools.cached_property
    def projects_of(self) -> dict[str, Number]:
        """Community → its projects."""
        found = _projects_of(self._town)
        return {key: counted("项目", "个", "projects", rows) for key, rows in found.items()}

    @functools.cached_property
    def units_of(self) -> dict[str, Number]:
        """Community → the organisations that it works with."""
        found = _units_of(self._town)
        return {key: counted("对接的单位", "家", "pairings", rows) for key, rows in found.items()}

    @functools.cached_property
    def of_place(self) -> dict[str, tuple[Number, ...]]:
        """Place → the figures that are told of it."""
        return self._main_by("place")

    @functools.cached_property
    def of_project(self) -> dict[str, tuple[Number, ...]]:
        """Project → the figures that are told of it."""
        return self._main_by("project")

    def _main_by(self, column: str) -> dict[str, tuple[Number, ...]]:
        """Return the figures that restate no other by what one of their columns says."""
        found: dict[str, list[Number]] = {}
        for number in self.by_id.values():
            if number.figure and not number.figure.restates:
                found.setdefault(getattr(number.figure, column), []).append(number)
        return _NoneElse({key: tuple(numbers) for key, numbers in found.items()})

    @functools.cached_property
    def progress(self) -> dict[str, Progress]:
        """Order → how far it is."""
        return _progress(self._town, self.day)

    @functools.cached_property
    def need_states(self) -> dict[str, tuple[str, str]]:
        """Need → what became of it, as a word."""
        return _need_states(self._town, self.progress)

    @functools.cached_property
    def orders_in(self) -> dict[str, Number]:
        """State → the orders in it."""
        return {
            key: counted(
                state.word,
                "张",
                "orders",
                [k for k, p in self.progress.items() if p.state.key == key],
            )
            for key, state in STATES.items()
        }

    @functools.cached_property
    def on_time(self) -> OnTime:
        """How many deadlines were kept."""
        return _on_time(self.progress)

    @functools.cached_property
    def funds(self) -> dict[str, tuple[Funding, ...]]:
        """Funder → the sums it gave; those of unknown funders under an empty key."""
        return _funds(self._town)

    @functools.cached_property
    def funded_projects(self) -> int:
        """Return how many projects money was given for."""
        return len({fund.project for fund in self._town.funding.values()})

    @functools.cached_property
    def charts(self) -> Charts:
        """The numbers of all charts."""
        return charts(self._town, self.progress, self.need_states, self.day)

    @functools.cached_property
    def notice_states(self) -> dict[str, str]:
        """Notice → its state."""
        return notice_states(self._town, self.day)

    @functools.cached_property
    def survey_states(self) -> dict[str, str]:
        """Survey → its state."""
        return {key: one.state(self.day) for key, one in self._town.surveys.items()}


def figures(town: Town, today: dt.date) -> Figures:
    """Return every number of the site, as it stands on ``today``."""
    return Figures(town, today)


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
    declared = figure.derivation == "declared"
    value, unit = plain(figure.value), figure.unit
    if unit == "元" and not declared and figure.value == int(figure.value):
        # What was declared stays as it was said; a sum of ours is told as other sums are.
        text = yuan(int(figure.value))
        unit = "万元" if text.endswith("万元") else unit
        value = text.removesuffix(unit)
    return Number(
        label=figure.label,
        value=value,
        unit=unit,
        declared=declared,
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
