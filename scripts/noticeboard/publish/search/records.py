"""The documents of records: who and where, and what is done."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from noticeboard.figures import money_text
from noticeboard.progress import NOTICE_WORDS
from noticeboard.publish.search.documents import Document, Kind, Told, day, said, when

CURRENT_NOTICES = ("open", "upcoming", "standing")


def by(records: dict[str, Any], field: str) -> dict[str, list[Any]]:
    """Return records by the value of a field."""
    found: dict[str, list[Any]] = defaultdict(list)
    for record in records.values():
        found[getattr(record, field)].append(record)
    return found


def communities(told: Told) -> Iterator[Document]:
    """Yield the communities, with the people and the partners that their page names."""
    people, partners = by(told.town.people, "community"), by(told.town.pairings, "community")
    for one in told.town.communities.values():
        texts = said(
            one.office_address,
            one.office_phone,
            told.label("communities", "party_org", one.party_org),
            when(one.upgraded),
            *(f"{told.body(p.organisation)} {p.relation}" for p in partners[one.id]),
            *(f"{p.name} {p.post}" for p in people[one.id]),
        )
        yield Document("communities", one.name, told.plan.at("communities", one.id), texts, one.id)


def compounds(told: Told) -> Iterator[Document]:
    """Yield the compounds."""
    for one in told.town.compounds.values():
        texts = said(told.place(one.community), one.before, told.body(one.party_branch))
        at = told.plan.at("compounds", one.id)
        yield Document("compounds", one.name, at, texts, one.community, one.aliases)


def units(told: Told) -> Iterator[Document]:
    """Yield every organisation: all have a page under ``units/``."""
    town = told.town
    people, partners = by(town.people, "organisation"), by(town.pairings, "organisation")
    agreed, seats = by(town.agreements, "unit"), by(town.memberships, "unit")
    for one in town.organisations.values():
        member = town.units.get(one.id)
        places = dict.fromkeys(
            [p.community for p in partners[one.id]] + [a.community for a in agreed[one.id]]
        )
        texts = said(
            told.label("units", "standing", member.standing) if member else "",
            told.label("organisations", "kind", one.kind),
            member.note if member else "",
            one.note,
            "、".join(map(told.place, places)) or told.place(one.community),
            *(p.relation for p in partners[one.id]),
            *(f"{p.name} {p.post}" for p in people[one.id]),
            *(f"{town.people[m.person].name} {m.post}" for m in seats[one.id]),
        )
        home = one.community or (next(iter(places)) if len(places) == 1 else "")
        at = told.plan.at("organisations", one.id)
        yield Document("units", one.name, at, texts, home, one.aliases)


def projects(told: Told) -> Iterator[Document]:
    """Yield the projects."""
    funds = by(told.town.funding, "project")
    for one in told.town.projects.values():
        state = told.label("projects", "stage", one.stage)
        texts = said(
            "、".join(said(told.place(one.community), told.compound(one.compound))),
            "；".join(one.scope),
            one.outcome,
            one.before,
            "，".join(said(state, when(one.time), money_text(one.cost))),
            "、".join(said(told.body(one.lead), *map(told.body, one.partners))),
            "、".join(said(*(told.body(f.funder) for f in funds[one.id]))),
            one.owners_vote,
        )
        at = told.plan.at("projects", one.id)
        yield Document(
            "projects", one.name, at, texts, one.community or "", (), state, one.time.value
        )


def facilities(told: Told) -> Iterator[Document]:
    """Yield the facilities."""
    for one in told.town.facilities.values():
        texts = said(
            "、".join(said(told.place(one.community), told.compound(one.compound), one.location)),
            "、".join(one.services),
            one.hours,
            one.phone,
            one.note,
            when(one.opened),
            told.project(one.project),
        )
        at, state = told.plan.at("facilities", one.id), told.label("facilities", "kind", one.kind)
        yield Document("facilities", one.name, at, texts, one.community or "", (), state)


def _offer(told: Told, one: Any) -> str:
    return f"{told.body(one.unit)}，" + ("、".join(map(told.place, one.communities)) or "各社区")


def services(told: Told) -> Iterator[Document]:
    """Yield what is offered as a service."""
    for one in told.town.services.values():
        texts = said(one.content, _offer(told, one), one.audience, one.schedule, one.how_to_book)
        home = one.communities[0] if len(one.communities) == 1 else ""
        at = told.plan.at("services", one.id)
        yield Document("services", one.title, at, texts, home, (), one.cost or "")


def resources(told: Told) -> Iterator[Document]:
    """Yield what is offered as a resource."""
    for one in told.town.resources.values():
        state = told.label("resources", "kind", one.kind)
        texts = said(_offer(told, one), one.availability, one.conditions, state)
        home = one.communities[0] if len(one.communities) == 1 else ""
        at = told.plan.at("resources", one.id)
        yield Document("resources", one.title, at, texts, home, (), state)


def orders(told: Told) -> Iterator[Document]:
    """Yield the orders, each with its steps."""
    for key, one in told.town.orders.items():
        way = told.numbers.progress[key]
        texts = said(
            "，".join(said(told.place(one.community), told.body(one.unit))),
            one.outcome,
            "，".join(said(way.state.word, day(way.opened), money_text(one.cost))),
            "；".join(one.evidence),
            *(event.note for event in way.events),
        )
        at = told.plan.at("orders", key)
        yield Document(
            "orders", one.title, at, texts, one.community, (), way.state.word, way.opened
        )


def needs(told: Told) -> Iterator[Document]:
    """Yield what residents asked for."""
    for key, one in told.town.needs.items():
        word = told.numbers.need_states[key][1]
        category = told.label("needs", "category", one.category)
        texts = said(
            one.detail,
            "，".join(said(told.place(one.community), told.compound(one.compound), category)),
            one.withdrawn_reason,
            when(one.raised),
        )
        at = told.plan.at("needs", key)
        yield Document("needs", one.title, at, texts, one.community, (), word, one.raised.value)


def deeds(told: Told) -> Iterator[Document]:
    """Yield the good deeds."""
    for key, one in told.town.deeds.items():
        texts = said(
            "，".join(said(told.place(one.community), told.body(one.unit), when(one.done))),
            told.label("deeds", "category", one.category),
            told.project(one.project),
        )
        at = told.plan.at("deeds", key)
        yield Document("deeds", one.title, at, texts, one.community or "", (), "", one.done.value)


def meetings(told: Told) -> Iterator[Document]:
    """Yield the meetings with what was resolved."""
    decided = by(told.town.resolutions, "meeting")
    for key, one in told.town.meetings.items():
        state = told.label("meetings", "status", one.status)
        texts = said(
            "，".join(said(when(one.held), one.place, told.body(one.convener))),
            *one.agenda,
            *(one.summary if one.status == "held" else ()),
            *(text for r in decided[key] for text in (r.title, r.result)),
            "、".join(map(told.body, one.present)),
        )
        at = told.plan.at("meetings", key)
        home = one.community or ""
        yield Document("meetings", one.name, at, texts, home, (), state, one.held.value)


def notices(told: Told) -> Iterator[Document]:
    """Yield the notices; of one whose text is hidden by now, what its page still shows."""
    labels = functools.partial(told.label, "notices")
    for key, one in told.town.notices.items():
        state = told.numbers.notice_states[key]
        published = told.town.notice_ledger[key].published_on
        texts = said(
            "，".join(said(one.issuer, one.doc_no, labels("category", one.category))),
            *(line.strip("#*-|> ") for line in one.body.splitlines()),
            "，".join(said(one.accept_dept, one.accept_phone, one.accept_address)),
            "；".join(one.legal_basis),
            "，".join(map(day, (d for d in (one.period_start, one.period_end, published) if d))),
            *one.attachments,
            one.objections,
        )
        group = "notices" if state in CURRENT_NOTICES else "notices-past"
        at, home = told.plan.at("notices", key), one.community or ""
        yield Document(group, one.title, at, texts, home, (), NOTICE_WORDS[state], published)


KINDS: tuple[Kind, ...] = (
    communities, compounds, units, projects, facilities, services, resources, orders, needs, deeds,
    meetings, notices,
)  # fmt: skip
