"""How a time, an amount and a source are told: shared by all nouns."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class When:
    """A time as its source tells it; ``value`` is empty when the source names no year."""

    text: str | None
    precision: str | None
    value: dt.date | None
    value_end: dt.date | None


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in whole yuan (元), and as its source writes it (17.68万元)."""

    cny: int | None
    as_stated: str | None


@dataclass(frozen=True, slots=True)
class Basis:
    """What a row rests on: its kind, the source's id, the places in it."""

    provenance: str
    source: str
    locator: tuple[str, ...]
