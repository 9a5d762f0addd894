"""What is said and where: sources, passages, places, figures, mechanisms."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from noticeboard.model.parts import Basis, When


@dataclass(frozen=True, slots=True)
class Source:
    """An article, document or dataset that rows rest on."""

    id: str
    title: str
    kind: str
    publisher: str | None
    url: str | None
    published_on: dt.date | None
    note: str | None
    not_stated: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A passage copied from a source to the letter; ``line`` counts its paragraphs."""

    id: str
    line: int
    text: str
    basis: Basis


@dataclass(frozen=True, slots=True)
class Division:
    """An administrative division (resource ``places``)."""

    code: str
    name: str
    level: str
    parent: str | None
    basis: Basis


@dataclass(frozen=True, slots=True)
class Figure:
    """A number the site shows: declared by a source, or counted from rows.

    Of a counted one ``value`` may be empty in the file: it is what there are now.
    """

    id: str
    label: str
    value: Decimal
    unit: str
    as_stated: str | None
    attribution: str | None
    place: str
    time: When
    derivation: str
    query: str | None
    listed: str | None
    restates: str | None
    project: str | None
    note: str | None
    not_stated: tuple[str, ...]
    basis: Basis


@dataclass(frozen=True, slots=True)
class Mechanism:
    """做法: an institution or a way of working, and whether it is there or only planned."""

    id: str
    name: str
    status: str
    summary: str
    steps: tuple[str, ...]
    as_stated: str
    not_stated: tuple[str, ...]
    basis: Basis


@dataclass(frozen=True, slots=True)
class PrivacyException:
    """审核过的例外: something personal that was reviewed and may be published until a day."""

    code: str
    reason: str
    reviewed_by: str
    reviewed_on: dt.date
    until: dt.date
