"""Who and where: communities, organisations, people and what binds them, places to go to."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from noticeboard.model.parts import Basis, When


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Organisation:
    """Any body that a source names."""

    id: str
    name: str
    aliases: tuple[str, ...]
    kind: str
    community: str | None
    note: str | None
    uscc: str | None
    basis: Basis


@dataclass(frozen=True, slots=True)
class Unit:
    """驻区单位, 共建单位: the organisation of the same id, and why it counts as one."""

    id: str
    standing: str
    note: str | None
    basis: Basis


@dataclass(frozen=True, slots=True)
class Pairing:
    """对接: a source joins this organisation to this community."""

    id: str
    organisation: str
    community: str
    relation: str
    time: When
    basis: Basis


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Agreement:
    """共建协议 between a community and a unit; ``channels`` are the five 联."""

    id: str
    community: str
    unit: str
    status: str
    signed: When
    valid_from: dt.date | None
    valid_to: dt.date | None
    channels: tuple[str, ...]
    scope: tuple[str, ...]
    file: str | None
    not_stated: tuple[str, ...]
    basis: Basis


@dataclass(frozen=True, slots=True)
class Membership:
    """兼职委员: a person of a unit who sits on a community's committee; ``roles`` are the 四大员."""

    id: str
    person: str
    community: str
    unit: str
    post: str
    roles: tuple[str, ...]
    status: str
    start: When
    end_on: dt.date | None
    appointed_by: str | None
    appointment_doc: str | None
    not_stated: tuple[str, ...]
    basis: Basis


@dataclass(frozen=True, slots=True)
class BuildingHead:
    """栋长; ``person`` is empty unless they agreed to be named."""

    id: str
    compound: str
    building: str
    person: str | None
    pool: str | None
    elected: When
    status: str
    basis: Basis


@dataclass(frozen=True, slots=True)
class Facility:
    """A place or a machine that residents use or meet."""

    id: str
    name: str
    kind: str
    community: str | None
    compound: str | None
    project: str | None
    location: str | None
    opened: When
    hours: str | None
    services: tuple[str, ...]
    phone: str | None
    note: str | None
    not_stated: tuple[str, ...]
    basis: Basis
