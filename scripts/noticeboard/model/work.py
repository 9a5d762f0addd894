"""What is done: projects, the three lists, orders, meetings, appraisals, what must be published."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from noticeboard.model.parts import Basis, Money, When

# What a project's stage says of it: nothing done yet, or done.
STAGES_AHEAD = ("proposed", "planned", "publicised", "approved")
STAGES_DONE = ("completed", "accepted")


@dataclass(frozen=True, slots=True)
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
    owners_vote: str | None
    not_stated: tuple[str, ...]
    basis: Basis


@dataclass(frozen=True, slots=True)
class Funding:
    """One sum of money of a project and who gave it."""

    id: str
    project: str
    source_kind: str
    funder: str | None
    amount: Money
    basis: Basis


@dataclass(frozen=True, slots=True)
class Need:
    """An item of 需求清单. Whether it is met follows from its orders, never from a column."""

    id: str
    title: str
    community: str
    compound: str | None
    category: str
    detail: str | None
    beneficiaries: str | None
    raised_by: str | None
    raised: When
    urgency: str | None
    withdrawn_reason: str | None
    basis: Basis


@dataclass(frozen=True, slots=True)
class Resource:
    """An item of 资源清单; without ``communities`` it is there for all of them."""

    id: str
    title: str
    unit: str
    kind: str
    categories: tuple[str, ...]
    communities: tuple[str, ...]
    quantity: Decimal | None
    unit_of_measure: str | None
    availability: str | None
    conditions: str | None
    basis: Basis


@dataclass(frozen=True, slots=True)
class Service:
    """An item of 服务清单; without ``communities`` it is there for all of them."""

    id: str
    title: str
    unit: str
    categories: tuple[str, ...]
    communities: tuple[str, ...]
    content: str | None
    audience: str | None
    schedule: str | None
    capacity: str | None
    how_to_book: str | None
    cost: str | None
    basis: Basis


@dataclass(frozen=True, slots=True)
class Order:
    """办理单. Its state and its dates are those of its events (``OrderEvent``)."""

    id: str
    title: str
    community: str
    need: str | None
    resource: str | None
    service: str | None
    unit: str | None
    membership: str | None
    due_on: dt.date | None
    outcome: str | None
    cost: Money
    evidence: tuple[str, ...]
    basis: Basis


@dataclass(frozen=True, slots=True)
class OrderEvent:
    """One step of an order; ``state`` is the state after it (``orders.STATES``)."""

    id: str
    order: str
    seq: int
    date: dt.date
    state: str
    actor: str
    unit: str | None
    note: str | None
    basis: Basis


@dataclass(frozen=True, slots=True)
class Meeting:
    """联席会议 and the founding meeting."""

    id: str
    name: str
    kind: str
    community: str | None
    status: str
    held: When
    place: str | None
    convener: str | None
    invited: tuple[str, ...]
    present: tuple[str, ...]
    agenda: tuple[str, ...]
    summary: tuple[str, ...]
    not_stated: tuple[str, ...]
    basis: Basis


@dataclass(frozen=True, slots=True)
class Resolution:
    """议定事项 of a meeting."""

    id: str
    title: str
    meeting: str
    lead: str | None
    partners: tuple[str, ...]
    due_on: dt.date | None
    status: str
    result: str | None
    project: str | None
    needs: tuple[str, ...]
    basis: Basis


@dataclass(frozen=True, slots=True)
class Appraisal:
    """考核评议 of a unit or of a part-time member: a grade, never a score or a rank."""

    id: str
    title: str
    period: str
    unit: str | None
    membership: str | None
    method: str | None
    criteria: tuple[str, ...]
    grade: str
    comment: str | None
    notice: str | None
    appeal_until: dt.date | None
    basis: Basis


@dataclass(frozen=True, slots=True)
class Deed:
    """实事好事: one thing done for residents."""

    id: str
    title: str
    community: str | None
    category: str
    unit: str | None
    done: When
    order: str | None
    project: str | None
    basis: Basis


@dataclass(frozen=True, slots=True)
class ScheduledMatter:
    """A row of 公开目录: what is to be published, on what basis, how often, by whom."""

    id: str
    matter: str
    group: str | None
    content: str | None
    legal_basis: str
    time_limit: str
    cycle_days: int | None
    publisher: str | None
    channel: tuple[str, ...]
    audience: str | None
    method: str
    table: str | None
    basis: Basis


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day that the State Council made a day of rest or of work (调休)."""

    date: dt.date
    kind: str
    name: str | None
    basis: Basis


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice (公示, 公告, 公开 …): its own document, written by the town.

    ``body`` is Markdown, and empty after ``hide_on``. There is no publication date here: it
    stands in the ledger.
    """

    id: str
    title: str
    kind: str
    category: str
    community: str | None
    project: str | None
    issuer: str
    doc_no: str | None
    index_no: str | None
    legal_basis: tuple[str, ...]
    period_start: dt.date | None
    period_end: dt.date | None
    declared_days: int | None
    day_kind: str | None
    first_day: str | None
    accept_dept: str | None
    accept_hours: str | None
    accept_phone: str | None
    accept_address: str | None
    postcode: str | None
    supervise_phone: str | None
    accept_modes: tuple[str, ...]
    anonymity: str | None
    signed_by: str | None
    signed_on: dt.date | None
    effective_from: dt.date | None
    expires_on: dt.date | None
    attachments: tuple[str, ...]
    objections: str | None
    result_notice: str | None
    corrects: str | None
    withdraws: str | None
    hide_on: dt.date | None
    redacted_on: dt.date | None
    redaction_reason: str | None
    body: str


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """When a notice was first published."""

    notice: str
    published_on: dt.date
