"""The page of one order: its story, and a small form for each step that may follow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from noticeboard.check.loop import in_force
from noticeboard.commands.clock import chinese_day
from noticeboard.commands.slip import WITH_A_UNIT, slip_of, text_of
from noticeboard.commands.todo import when_due
from noticeboard.dataset import Dataset, Row
from noticeboard.moves import STOPPED, Standing, name_of
from noticeboard.orders import ACTORS, DONE, STATES, VERBS, State
from noticeboard.staff.board import Names, main_verb
from noticeboard.staff.steps import QUICK, RATING_HINT, WORDS, Words


@dataclass(frozen=True)
class Unit:
    """A unit to choose; ``why_not`` says why it cannot be."""

    id: str
    name: str
    why_not: str


@dataclass(frozen=True)
class Form:
    """A step that may follow: what is asked, what was typed, what was wrong with it."""

    verb: str
    state: State
    words: Words
    actors: tuple[tuple[str, str], ...]
    actor: str
    asks_unit: bool
    asks_due: bool
    asks_outcome: bool
    asks_cost: bool
    needs_note: bool
    asks_into: bool
    note_hint: str
    typed: Mapping[str, str]
    errors: tuple[str, ...]

    @property
    def is_tried(self) -> bool:
        """Tell whether somebody is at it."""
        return bool(self.errors)


@dataclass(frozen=True)
class Told:
    """A step that was taken."""

    number: int
    date: dt.date
    state: State
    who: str
    unit: str
    note: str


@dataclass(frozen=True)
class View:
    """Everything of one order; ``slip`` is the text for its unit, where it has one."""

    order: str
    title: str
    state: State
    facts: tuple[tuple[str, str], ...]
    story: tuple[Told, ...]
    forms: tuple[Form, ...]
    units: tuple[Unit, ...]
    quick: tuple[tuple[int, dt.date], ...]
    slip: str
    outcome: str
    seq: int
    today: dt.date


def view_of(
    dataset: Dataset,
    now: Standing,
    day: dt.date,
    tried: str = "",
    typed: Mapping[str, str] | None = None,
    errors: tuple[str, ...] = (),
) -> View:
    """Return the page of an order; ``tried`` is the step that was refused, with what was typed."""
    order, main = now.order, main_verb(now) if now.next_verbs else ""
    forms = [
        _form(now, verb, typed or {}, errors) if verb == tried else _form(now, verb, {}, ())
        for verb in sorted(now.next_verbs, key=lambda verb: verb != main)
    ]
    has_slip = now.state.key in WITH_A_UNIT and order.get("unit") and now.state.then
    asks = any(form.asks_unit for form in forms)
    return View(
        order=order.get("id"),
        title=order.get("title"),
        state=now.state,
        facts=tuple(_facts(dataset, now, day)),
        story=tuple(_told(dataset, event) for event in now.events),
        forms=tuple(forms),
        units=tuple(units_for(dataset, order.get("community"), day)) if asks else (),
        quick=tuple((days, day + dt.timedelta(days=days)) for days in QUICK),
        slip=text_of(slip_of(dataset, order.get("id"))) if has_slip else "",
        outcome=order.get("outcome") or "",
        seq=len(now.events),
        today=day,
    )


def _form(now: Standing, verb: str, typed: Mapping[str, str], errors: tuple[str, ...]) -> Form:
    """Return the form of a step: it asks for what the table of states requires then."""
    key, actor = VERBS[verb]
    state, order = STATES[key], now.order
    return Form(
        verb=verb,
        state=state,
        words=WORDS[verb],
        actors=tuple((one, ACTORS[one]) for one in state.actors),
        actor=actor,
        asks_unit="unit" in state.needs and (key == "dispatched" or not order.get("unit")),
        asks_due="due_on" in state.needs or _sets_due(now, verb),
        asks_outcome="outcome" in state.needs,
        asks_cost=key == "finished",
        needs_note="note" in state.needs and verb != "merge",
        asks_into=verb == "merge",
        note_hint=RATING_HINT if key == "rated" else "",
        typed=typed,
        errors=errors,
    )


def _sets_due(now: Standing, verb: str) -> bool:
    """Tell whether work goes on with this step, so that the deadline may be another."""
    return verb == "reopen" or (verb in ("claim", "start") and now.state.key in STOPPED)


def _facts(dataset: Dataset, now: Standing, day: dt.date) -> list[tuple[str, str]]:
    """Return what the order and its need say."""
    order, due = now.order, now.order.get("due_on")
    waits = due and not (now.state.key in DONE or now.state.is_final)
    need = next((n for n in dataset.rows("needs") if n.get("id") == order.get("need")), None)
    cost = order.get("cost_cny")
    found = [
        ("社区", name_of(dataset, "communities", order.get("community"))),
        ("小区", name_of(dataset, "compounds", need.get("compound")) if need else ""),
        ("情况", str(need.get("detail") or "") if need else ""),
        ("谁受益", str(need.get("beneficiaries") or "") if need else ""),
        ("承办单位", name_of(dataset, "organisations", order.get("unit"))),
        ("期限", f"{chinese_day(due)}{f'，{when_due(due, day)}' if waits else ''}" if due else ""),
        ("结果", order.get("outcome") or ""),
        ("花费", f"{cost} 元" if cost is not None else ""),
        ("凭据", "；".join(order.get("evidence") or ())),
    ]
    return [(title, text) for title, text in found if text]


def _told(dataset: Dataset, event: Row) -> Told:
    return Told(
        number=event.get("seq"),
        date=event.get("date"),
        state=STATES[event.get("state")],
        who=ACTORS[event.get("actor")],
        unit=name_of(dataset, "organisations", event.get("unit")),
        note=event.get("note") or "",
    )


def units_for(dataset: Dataset, community: str, day: dt.date) -> list[Unit]:
    """Return all units, those that can take an order of the community first."""
    names, agreements = Names(dataset), dataset.tables.get("agreements")
    own: dict[str, list[Row]] = {}
    for row in dataset.rows("agreements"):
        if row.get("community") == community:
            own.setdefault(row.get("unit"), []).append(row)
    found = []
    for unit in dataset.rows("units"):
        key = unit.get("id")
        # The command asks whether there is an agreement, the checks whether it holds on that day.
        fits = agreements is None or (
            in_force(agreements, key, community, None) and in_force(agreements, key, community, day)
        )
        why = "" if fits else _why_not(own.get(key, []), names(community), day)
        found.append(Unit(key, names(key), why))
    return sorted(found, key=lambda one: (bool(one.why_not), one.name))


def _why_not(agreements: list[Row], community: str, day: dt.date) -> str:
    """Return why a unit has no agreement in force: what its latest one says."""
    if not agreements:
        return f"没有和{community}签协议"
    last = max(agreements, key=lambda row: row.get("valid_from") or dt.date.min)
    start, end, status = last.get("valid_from"), last.get("valid_to"), last.get("status")
    if status == "draft":
        return "协议还没有签"
    if status == "terminated":
        return "协议终止了"
    if start and start > day:
        return f"协议 {start} 才开始"
    return f"协议 {end} 到期了" if end else "协议到期了"
