"""Turn the checked rows into nouns. A ``KeyError`` here is a missing check."""

from __future__ import annotations

import dataclasses
import typing
from typing import Any, TypeVar

from noticeboard.dataset import Dataset, Row
from noticeboard.model import Basis, Money, Settings, Town, When

Noun = TypeVar("Noun")


def assemble(dataset: Dataset) -> Town:
    """Return the town whose rows ``check`` found sound."""
    empty = {field.name: "" for field in dataclasses.fields(Settings)}
    settings = empty | {key: value or "" for key, value in dataset.settings.items()}
    settings["headline"] = tuple(settings["headline"])
    kinds = typing.get_type_hints(Town)
    del kinds["settings"]
    tables = {name: _nouns(dataset, name, typing.get_args(kinds[name])[1]) for name in kinds}
    return Town(settings=Settings(**settings), **tables)


def _nouns(dataset: Dataset, resource: str, kind: type[Noun]) -> dict[str, Noun]:
    """Return a table's records by their key (a date as 2026-11-24), in the order of the file."""
    key = dataset.tables[resource].resource.key
    return {str(row.get(key)): noun(kind, row) for row in dataset.rows(resource)}


def noun(kind: type[Noun], row: Row) -> Noun:
    """Return one record as a ``kind``, composing its ``When``, ``Money`` and ``Basis``."""
    values: dict[str, Any] = {}
    for name, type_ in typing.get_type_hints(kind).items():
        if type_ is Basis:
            parts: list[Any] = [row.values[p] for p in ("provenance", "source", "locator")]
            values[name] = Basis(*parts)
        elif type_ in (When, Money):
            parts = [row.values[f"{name}_{f.name}"] for f in dataclasses.fields(type_)]
            values[name] = type_(*parts)
        else:
            values[name] = row.values[name]
    return kind(**values)
