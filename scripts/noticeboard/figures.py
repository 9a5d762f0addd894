"""Every number on the site is born here, with the rows or the sentence it comes from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from noticeboard.model import Figure, Money, Project, Town


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


def figures(town: Town) -> Figures:
    """Return every number of the site."""
    by_id = {figure.id: _number(town, figure) for figure in town.figures.values()}
    main = [n for n in by_id.values() if n.figure and not n.figure.restates]
    return Figures(
        by_id=by_id,
        restated={
            key: tuple(n for n in by_id.values() if n.figure and n.figure.restates == key)
            for key in by_id
        },
        rows={name: counted(name, "条", name, rows) for name, rows in tables(town).items()},
        projects_of={
            key: counted("项目", "个", "projects", _projects_of(town, key))
            for key in town.communities
        },
        units_of={
            key: counted("写到的单位", "家", "pairings", _units_of(town, key))
            for key in town.communities
        },
        of_place={
            code: tuple(n for n in main if n.figure and n.figure.place == code)
            for code in town.places
        },
        of_project={
            key: tuple(n for n in main if n.figure and n.figure.project == key)
            for key in town.projects
        },
    )


def tables(town: Town) -> dict[str, tuple[str, ...]]:
    """Return the keys of the rows of every table."""
    return {name: tuple(value) for name, value in vars(town).items() if isinstance(value, dict)}


def counted(label: str, unit: str, table: str, rows: Iterable[str]) -> Number:
    """Return a number that is the count of these rows."""
    keys = tuple(rows)
    return Number(label, str(len(keys)), unit, declared=False, table=table, rows=keys)


def _number(town: Town, figure: Figure) -> Number:
    rows = tables(town)
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


def _projects_of(town: Town, community: str) -> list[str]:
    return [key for key, project in town.projects.items() if project.community == community]


def _units_of(town: Town, community: str) -> list[str]:
    """Return the organisations paired with a community, each once."""
    return list(
        dict.fromkeys(p.organisation for p in town.pairings.values() if p.community == community)
    )


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


def share(town: Town, project: Project) -> list[tuple[str, Money, int]]:
    """Return (funding id, amount, percent of the project's cost) of each sum given."""
    given = [f for f in town.funding.values() if f.project == project.id]
    total = sum(f.amount.cny or 0 for f in given)
    return [
        (f.id, f.amount, round(100 * (f.amount.cny or 0) / total) if total else 0) for f in given
    ]
