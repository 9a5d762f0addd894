"""The nouns: what a town's notice board is about. All are frozen and fully checked.

Field names equal the column names of ``data/datapackage.yaml``, except for the composed
ones: ``When`` (``*_text``, ``*_precision``, ``*_value``, ``*_value_end``), ``Money``
(``*_cny``, ``*_as_stated``) and ``Basis`` (``provenance``, ``source``, ``locator``).
``None`` and an empty ``When`` or ``Money`` mean 原文未载明.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class When:
    """A time as its source tells it; ``value`` is empty when the source names no year."""

    text: str | None
    precision: str | None
    value: dt.date | None
    value_end: dt.date | None


@dataclass(frozen=True)
class Money:
    """An amount in whole yuan (元), and as its source writes it (17.68万元)."""

    cny: int | None
    as_stated: str | None


@dataclass(frozen=True)
class Basis:
    """What a row rests on: its kind, the source's id, the places in it."""

    provenance: str
    source: str
    locator: tuple[str, ...]


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class Excerpt:
    """A passage copied from a source to the letter; ``line`` counts its paragraphs."""

    id: str
    line: int
    text: str
    basis: Basis


@dataclass(frozen=True)
class Division:
    """An administrative division (resource ``places``)."""

    code: str
    name: str
    level: str
    parent: str | None
    basis: Basis


@dataclass(frozen=True)
class Community:
    """社区."""

    id: str
    name: str
    admin_code: str
    party_org: str | None
    upgraded: When
    office_address: str | None
    office_phone: str | None
    not_stated: tuple[str, ...]
    basis: Basis


@dataclass(frozen=True)
class Organisation:
    """Any body that a source names."""

    id: str
    name: str
    aliases: tuple[str, ...]
    kind: str
    community: str | None
    note: str | None
    basis: Basis


@dataclass(frozen=True)
class Unit:
    """驻区单位, 共建单位: the organisation of the same id, and why it counts as one."""

    id: str
    standing: str
    note: str | None
    basis: Basis


@dataclass(frozen=True)
class Pairing:
    """对接: a source joins this organisation to this community."""

    id: str
    organisation: str
    community: str
    relation: str
    time: When
    basis: Basis


@dataclass(frozen=True)
class Compound:
    """小区."""

    id: str
    name: str
    aliases: tuple[str, ...]
    community: str
    party_branch: str | None
    before: str | None
    not_stated: tuple[str, ...]
    basis: Basis


@dataclass(frozen=True)
class Project:
    """项目: something done, being done or planned."""

    id: str
    name: str
    community: str | None
    compound: str | None
    stage: str
    lead: str | None
    partners: tuple[str, ...]
    before: str | None
    scope: tuple[str, ...]
    outcome: str | None
    time: When
    cost: Money
    not_stated: tuple[str, ...]
    basis: Basis


@dataclass(frozen=True)
class Funding:
    """One sum of money of a project and who gave it."""

    id: str
    project: str
    source_kind: str
    funder: str | None
    amount: Money
    basis: Basis


@dataclass(frozen=True)
class Person:
    """A person whom a source names, with the post as written there."""

    id: str
    name: str
    post: str
    organisation: str | None
    community: str | None
    name_policy: str
    publish_basis: str
    basis: Basis


@dataclass(frozen=True)
class Figure:
    """A number the site shows: declared by a source, or counted from rows."""

    id: str
    label: str
    value: Decimal
    unit: str
    as_stated: str
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


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class Settings:
    """``data/site.yaml``."""

    name: str
    tagline: str
    description: str
    place: str
    purpose: str
    operator: str
    contact: str
    site_url: str
    hotline: str
    headline: tuple[str, ...]
    how_it_works: str


@dataclass(frozen=True)
class Town:
    """Everything, by id and in the order of the files."""

    settings: Settings
    sources: dict[str, Source]
    excerpts: dict[str, Excerpt]
    places: dict[str, Division]
    communities: dict[str, Community]
    organisations: dict[str, Organisation]
    units: dict[str, Unit]
    pairings: dict[str, Pairing]
    compounds: dict[str, Compound]
    projects: dict[str, Project]
    funding: dict[str, Funding]
    people: dict[str, Person]
    figures: dict[str, Figure]
    mechanisms: dict[str, Mechanism]
