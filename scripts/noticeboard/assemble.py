"""Turn the checked rows into nouns. A ``KeyError`` here is a missing check."""

from __future__ import annotations

import dataclasses
import functools
import operator
import typing
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, TypeVar

from noticeboard.dataset import Dataset, Resource, Row, Table, Value
from noticeboard.model import Basis, Money, Settings, Survey, Tally, Town, When
from noticeboard.query import with_counts

Noun = TypeVar("Noun")
Tables = Iterable[tuple[Resource, Iterable[Sequence[Value]]]]

# Times, amounts and grounds that many rows share are kept once.
SHARED_PARTS = 4096


@dataclasses.dataclass(frozen=True)
class Surveyed:
    """The surveys and what was published of their answers, by survey."""

    surveys: dict[str, Survey]
    tallies: dict[str, Tally]


NO_SURVEYS = Surveyed({}, {})


def assemble(dataset: Dataset, asked: Surveyed = NO_SURVEYS) -> Town:
    """Return the town whose rows ``check`` found sound."""
    tables = (
        (table.resource, (values_of(row, table.resource) for row in table.rows))
        for table in with_counts(dataset).tables.values()
    )
    return town_of(dataset.settings, tables, asked)


# The rows and nouns of each table, as they were assembled the last time.
Kept = dict[str, tuple[tuple[Row, ...], dict[str, Any]]]


def assemble_again(dataset: Dataset, asked: Surveyed, kept: Kept) -> Town:
    """Return the same as ``assemble``; only rows that ``kept`` does not know become nouns anew.

    A table in which nothing changed is the very dictionary that it was.
    """
    kinds, nouns = _types(Town), {}
    for name, table in with_counts(dataset).tables.items():
        if name in kinds:
            rows, made = kept.get(name, ((), {}))
            if rows is not table.rows:
                made = _nouns_again(table, typing.get_args(kinds[name])[1], rows, made)
            nouns[name] = made
            kept[name] = table.rows, made
    return Town(
        settings=_settings(dataset.settings), surveys=asked.surveys, tallies=asked.tallies, **nouns
    )


def _nouns_again(
    table: Table, kind: type[Noun], rows: tuple[Row, ...], made: dict[str, Noun]
) -> dict[str, Noun]:
    """Return a table's records by their key; those whose row is the very one of before are kept."""
    columns = list(table.resource.fields)
    key, noun = table.resource.key, maker(kind, columns)

    def pair(row: Row) -> tuple[str, Noun]:
        return str(row.values[key]), noun(values_of(row, table.resource))

    # Two rows with one key are one record: then nobody knows whose.
    known = made.items() if len(rows) == len(made) else ()
    if known and len(rows) == len(table.rows):
        both = zip(rows, table.rows, known, strict=True)
        found = dict([kept if old is row else pair(row) for old, row, kept in both])
    else:
        before = dict(zip(map(id, rows), known, strict=bool(known)))
        found = dict([before.get(id(row)) or pair(row) for row in table.rows])
    same = list(found) == list(made) and all(map(operator.is_, found.values(), made.values()))
    return made if same else found


def values_of(row: Row, resource: Resource) -> list[Value]:
    """Return a row's values in the order of its columns."""
    return [row.values[name] for name in resource.fields]


def town_of(settings: Mapping[str, Any], tables: Tables, asked: Surveyed = NO_SURVEYS) -> Town:
    """Return the town of these settings and rows; a row holds its values in column order."""
    kinds = _types(Town)
    nouns = {
        resource.name: _nouns(resource, typing.get_args(kinds[resource.name])[1], rows)
        for resource, rows in tables
        if resource.name in kinds
    }
    return Town(settings=_settings(settings), surveys=asked.surveys, tallies=asked.tallies, **nouns)


def _settings(settings: Mapping[str, Any]) -> Settings:
    empty: dict[str, Any] = {
        field.name: "" if field.default is dataclasses.MISSING else field.default
        for field in dataclasses.fields(Settings)
    }
    given = empty | {key: settings[key] or empty[key] for key in empty if key in settings}
    given["headline"] = tuple(given["headline"])
    return Settings(**given)


def _nouns(
    resource: Resource, kind: type[Noun], rows: Iterable[Sequence[Value]]
) -> dict[str, Noun]:
    """Return a table's records by their key (a date as 2026-11-24), in the order of the file."""
    columns = list(resource.fields)
    key, noun = columns.index(resource.key), maker(kind, columns)
    return {str(values[key]): noun(values) for values in rows}


def maker(kind: Callable[..., Noun], columns: Sequence[str]) -> Callable[[Sequence[Value]], Noun]:
    """Return what makes a ``kind`` of a row, composing its ``When``, ``Money`` and ``Basis``."""
    index = {name: number for number, name in enumerate(columns)}
    parts = [
        _part(type_, name, index) for name, type_ in _types(kind).items()
    ]  # in the order of the fields, which is the order of the constructor
    return lambda values: kind(*[part(values) for part in parts])


def _part(type_: type, name: str, index: dict[str, int]) -> Callable[[Sequence[Value]], Any]:
    """Return what takes one field's value out of a row."""
    if type_ is Basis:
        columns = ["provenance", "source", "locator"]
    elif type_ in (When, Money):
        columns = [f"{name}_{field.name}" for field in dataclasses.fields(type_)]
    else:
        return itemgetter(index[name])
    take = itemgetter(*(index[column] for column in columns))
    composed = functools.lru_cache(SHARED_PARTS)(type_)
    return lambda values: composed(*take(values))


@functools.cache
def _types(kind: Any) -> dict[str, Any]:
    return typing.get_type_hints(kind)
