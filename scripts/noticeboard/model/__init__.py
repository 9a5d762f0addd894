"""The nouns: what a town's notice board is about. All are frozen and fully checked.

Field names equal the column names of ``data/datapackage.yaml``, except for the composed
ones: ``When`` (``*_text``, ``*_precision``, ``*_value``, ``*_value_end``), ``Money``
(``*_cny``, ``*_as_stated``) and ``Basis`` (``provenance``, ``source``, ``locator``).
``None`` and an empty ``When`` or ``Money`` mean 原文未载明.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from noticeboard.model.bodies import (
    Agreement,
    BuildingHead,
    Community,
    Compound,
    Facility,
    Membership,
    Organisation,
    Pairing,
    Person,
    Unit,
)
from noticeboard.model.parts import (
    Basis,
    Money,
    When,
)
from noticeboard.model.photographs import Photo
from noticeboard.model.sources import (
    Division,
    Excerpt,
    Figure,
    Mechanism,
    PrivacyException,
    Source,
)
from noticeboard.model.surveys import Receipt, Survey
from noticeboard.model.tallies import Tally
from noticeboard.model.work import (
    Appraisal,
    Deed,
    Funding,
    Holiday,
    LedgerEntry,
    Meeting,
    Need,
    Notice,
    Order,
    OrderEvent,
    Project,
    Resolution,
    Resource,
    ScheduledMatter,
    Service,
)

__all__ = [
    "Agreement",
    "Appraisal",
    "Basis",
    "BuildingHead",
    "Community",
    "Compound",
    "Deed",
    "Division",
    "Excerpt",
    "Facility",
    "Figure",
    "Funding",
    "Holiday",
    "LedgerEntry",
    "Mechanism",
    "Meeting",
    "Membership",
    "Money",
    "Need",
    "Notice",
    "Order",
    "OrderEvent",
    "Organisation",
    "Pairing",
    "Person",
    "Photo",
    "PrivacyException",
    "Project",
    "Receipt",
    "Resolution",
    "Resource",
    "ScheduledMatter",
    "Service",
    "Settings",
    "Source",
    "Survey",
    "Tally",
    "Town",
    "Unit",
    "When",
]


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
    collector: str
    days_to_answer: int = 0
    inbox_days: int = 90


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
    agreements: dict[str, Agreement]
    memberships: dict[str, Membership]
    needs: dict[str, Need]
    resources: dict[str, Resource]
    services: dict[str, Service]
    orders: dict[str, Order]
    order_events: dict[str, OrderEvent]
    meetings: dict[str, Meeting]
    resolutions: dict[str, Resolution]
    appraisals: dict[str, Appraisal]
    deeds: dict[str, Deed]
    facilities: dict[str, Facility]
    building_heads: dict[str, BuildingHead]
    publication_schedule: dict[str, ScheduledMatter]
    holidays: dict[str, Holiday]
    notices: dict[str, Notice]
    notice_ledger: dict[str, LedgerEntry]
    privacy_exceptions: dict[str, PrivacyException]
    photos: dict[str, Photo] = field(default_factory=dict)
    receipts: dict[str, Receipt] = field(default_factory=dict)
    surveys: dict[str, Survey] = field(default_factory=dict)
    tallies: dict[str, Tally] = field(default_factory=dict)

    @property
    def is_reported(self) -> bool:
        """Tell whether it rests on what others published, not only on its own register."""
        return any(source.kind != "register" for source in self.sources.values())

    @property
    def said(self) -> str:
        """Return what its facts are taken from, as a sentence begins."""
        own = self.settings.operator or self.settings.purpose == "demo" or not self.is_reported
        return "登记" if own else "文章"
