"""Move an order along its states: what is asked, what is refused, which rows come of it.

Everything is read from the one table in ``orders.py``. Commands, the staff page and workbooks come
here; what they write is judged by the same rules once more before it stays.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from noticeboard.dataset import Dataset, Row
from noticeboard.edit import Change
from noticeboard.errors import UsageError
from noticeboard.orders import ACTORS, DONE, NEED_WORDS, STATES, VERBS, State
from noticeboard.words import joined, nearest

REPORTED, REGISTER = "reported", "register"
# Where a deadline is set, or set anew; on the way only when work goes on after it had stopped.
SETS_DUE = ("dispatched", "transferred", "reopened")
STOPPED = ("suspended", "transferred", "reopened")
# With these steps nobody has the order until it is given to somebody again.
LEAVES_UNIT = ("returned", "transferred")
# So begins the note of an order that was merged: receipts follow it.
MERGED_INTO = re.compile(r"并到 ?([a-z0-9]+(?:-[a-z0-9]+)*)")


@dataclass(frozen=True)
class Move:
    """A wish: this order shall reach this state, by whom, on which day, with what is needed then."""

    order: str
    state: str
    actor: str
    day: dt.date
    unit: str = ""
    due_on: dt.date | None = None
    outcome: str = ""
    cost_cny: int | None = None
    evidence: str = ""
    note: str = ""
    into: str = ""


@dataclass(frozen=True)
class Standing:
    """Where an order stands: its row, its events in their order, its state."""

    order: Row
    events: tuple[Row, ...]
    state: State

    @property
    def since(self) -> dt.date:
        """Return the day of the last step."""
        day: dt.date = self.events[-1].get("date")
        return day

    @property
    def next_verbs(self) -> tuple[str, ...]:
        """Return what may be done now, as commands call it."""
        return tuple(verb for verb, (state, _) in VERBS.items() if state in self.state.then)


def standings(dataset: Dataset) -> dict[str, Standing]:
    """Return where every order stands, by its id, in the order of the table."""
    events: dict[str, list[Row]] = {}
    for row in dataset.rows("order_events"):
        events.setdefault(row.get("order"), []).append(row)
    found = {}
    for order in dataset.rows("orders"):
        own = sorted(events.get(order.get("id"), []), key=lambda row: int(row.get("seq")))
        if own:
            state = STATES[own[-1].get("state")]
            found[order.get("id")] = Standing(order, tuple(own), state)
    return found


def standing(dataset: Dataset, order: str) -> Standing:
    """Return where an order stands; ``UsageError`` for one that is not there."""
    known = standings(dataset)
    if order not in known:
        hint = nearest(order, known) or "有哪些，运行 noticeboard order list 看"
        raise UsageError(f"没有「{order}」这张单。{hint}")
    return known[order]


def moved(dataset: Dataset, move: Move) -> tuple[Change, ...]:
    """Return the rows that the move writes: one step more, and what the order says of it.

    Raises ``UsageError`` where the table does not allow it, or something is missing.
    """
    now = standing(dataset, move.order)
    state = STATES[move.state]
    _refuse_wrong_step(now, state, move)
    _refuse_too_early(now, state, move)
    unit = _unit(dataset, now, state, move)
    cells = _of_the_order(now, state, move, unit)
    note = _goal(dataset, move) if move.state == "merged" else move.note
    given = {"unit": unit, "note": note, **cells}
    for name in state.needs:
        if not given.get(name) and not (name in ("due_on", "outcome") and now.order.get(name)):
            about = name.removesuffix("_on")
            raise UsageError(f"到“{state.word}”要写明{NEED_WORDS[name]}", about)
    seq = len(now.events) + 1
    step = {
        "order": move.order,
        "seq": str(seq),
        "date": move.day.isoformat(),
        "state": move.state,
        "actor": move.actor,
        "unit": unit,
        "note": note,
        **origin(dataset, now.order),
    }
    changes = [Change("order_events", f"{move.order}-{seq}", step, new=True)]
    if cells:
        changes.append(Change("orders", move.order, cells))
    if move.state == "merged":
        changes += _merged_need(dataset, now, move.into)
    return tuple(changes)


def _goal(dataset: Dataset, move: Move) -> str:
    """Return the note of a merger, which names the order where it goes on."""
    if not move.into:
        raise UsageError("并到哪一张办理单？写明它的编号（命令里是 --into）", "into")
    goal = standing(dataset, move.into)
    if move.into == move.order:
        raise UsageError("不能并到自己", "into")
    if goal.state.key in ("merged", "withdrawn", "declined"):
        raise UsageError(f"办理单 {move.into} 已经{goal.state.word}，不能再并进去", "into")
    if goal.order.get("community") != standing(dataset, move.order).order.get("community"):
        raise UsageError(f"办理单 {move.into} 是另一个社区的，不能并进去", "into")
    return f"并到 {move.into}" + (f"：{move.note}" if move.note else "")


def _merged_need(dataset: Dataset, now: Standing, into: str) -> list[Change]:
    """Take the need of a merged order off the list: it is seen to with the other's."""
    need = now.order.get("need")
    other = standing(dataset, into).order.get("need")
    if not need or need == other or not any(r.get("id") == need for r in dataset.rows("needs")):
        return []
    told = {"withdrawn_reason": f"和办理单 {into} 是同一件事，合在一起办"}
    return [Change("needs", need, told)]


def merged_into(note: str | None) -> str:
    """Return the order into which one was merged, by its note; empty where it names none."""
    found = MERGED_INTO.match(note or "")
    return found[1] if found else ""


def _refuse_wrong_step(now: Standing, state: State, move: Move) -> None:
    """Refuse what the graph, the actors or the calendar do not allow."""
    if state.key not in now.state.then:
        words = [STATES[key].word for key in now.state.then]
        can = f"接下来可以是：{joined(words)}" if words else "它已经结束，新的情况另开一张单"
        raise UsageError(f"「{move.order}」现在是“{now.state.word}”，不能到“{state.word}”。{can}")
    if move.actor not in state.actors:
        who = joined([f"{actor}（{ACTORS[actor]}）" for actor in state.actors])
        told = ACTORS.get(move.actor, move.actor)
        raise UsageError(f"“{state.word}”不能由{told}来办，应当是 {who}", "by")
    if move.day < now.since:
        raise UsageError(f"日期 {move.day} 比上一步的 {now.since} 还早", "day")
    if move.due_on and move.due_on < move.day:
        raise UsageError(f"期限 {move.due_on} 比这一步的日期 {move.day} 还早", "due")


def _refuse_too_early(now: Standing, state: State, move: Move) -> None:
    """Refuse what an order cannot tell yet: a result before it is finished, a new deadline on the way."""
    if state.key not in DONE and (move.outcome or move.cost_cny is not None or move.evidence):
        raise UsageError(f"到“{state.word}”还没有办好，不写结果、花费和凭据", "outcome")
    goes_on = state.key in ("claimed", "in_progress") and now.state.key in STOPPED
    if move.due_on and state.key not in SETS_DUE and not goes_on:
        how = "要延期，先 suspend 写明原因，再 start 写新的期限"
        raise UsageError(f"到“{state.word}”不能改期限；期限在派单的时候定。{how}", "due")


def _unit(dataset: Dataset, now: Standing, state: State, move: Move) -> str:
    """Return the unit of the step: who was named, else whose order it is."""
    own: str = now.order.get("unit") or ""
    if state.actors == ("unit",) or (move.actor == "unit" and state.key != "dispatched"):
        anew = state.key == "claimed" and now.state.key in STOPPED
        if move.unit and own and move.unit != own and not anew:
            raise UsageError(
                f"「{move.order}」派给的是 {own}，不是 {move.unit}。换单位先退单，再派给另一家",
                "unit",
            )
        unit = move.unit or own
    else:
        unit = move.unit
    known = {row.get("id") for row in dataset.rows("units")}
    if unit and unit not in known:
        names = {
            name: row.get("id")
            for row in dataset.rows("organisations")
            for name in (row.get("name"), *(row.get("aliases") or ()))
            if name and row.get("id") in known
        }
        hint = nearest(unit, known, names) or "先在 data/units.csv 里添上"
        raise UsageError(f"单位表里没有「{unit}」。{hint}", "unit")
    return unit


def _of_the_order(now: Standing, state: State, move: Move, unit: str) -> dict[str, str]:
    """Return the cells of the order that the step sets."""
    cells = {}
    holder = "" if state.key == "returned" else move.unit if state.key == "transferred" else unit
    if holder != (now.order.get("unit") or "") and (holder or state.key in LEAVES_UNIT):
        cells["unit"] = holder
    if move.due_on:
        cells["due_on"] = move.due_on.isoformat()
    if move.outcome:
        cells["outcome"] = move.outcome
    if move.cost_cny is not None:
        cells["cost_cny"] = str(move.cost_cny)
    if move.evidence:
        cells["evidence"] = move.evidence
    return cells


def origin(dataset: Dataset, order: Row | None = None) -> dict[str, str]:
    """Return where a row that staff write is from: the register of the order, or the town's own.

    What was taken from a publication goes on in the register, too. Raises ``UsageError`` where
    the town names no register.
    """
    if order is not None and order.get("provenance") != REPORTED:
        return {name: order.cells[name].text for name in ("provenance", "source", "locator")}
    for row in dataset.rows("sources"):
        if row.get("kind") == REGISTER:
            provenance = "illustrative" if dataset.settings.get("purpose") == "demo" else "local"
            return {"provenance": provenance, "source": row.get("id"), "locator": "办理记录"}
    raise UsageError(
        "data/sources.yaml 里还没有登记簿，写在本地的事没有出处。在最后添上：\n"
        "- id: register\n  title: 群众点单登记簿\n  kind: register"
    )


def name_of(dataset: Dataset, table: str, key: str | None) -> str:
    """Return how a row of a table is called; empty where none is meant."""
    for row in dataset.rows(table):
        if key and row.get("id") == key:
            return str(row.get("short_name") or row.get("name") or key)
    return key or ""
