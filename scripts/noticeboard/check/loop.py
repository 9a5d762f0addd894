"""Rules about orders and their events: the table in ``orders.py``, applied."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from noticeboard.check.report import error_at
from noticeboard.dataset import Dataset, Row, Table
from noticeboard.errors import Problem
from noticeboard.orders import ACTORS, DONE, FIRST, IN_FORCE, NEED_WORDS, STATES
from noticeboard.words import joined

OF_THE_ORDER = ("due_on", "outcome")
# With these steps an order leaves the unit that had claimed it.
LEAVES_UNIT = ("returned", "transferred", "dispatched")
# Whose order it was no longer counts: another unit may take it from here.
FREE = ("returned", "transferred", "reopened")


def _told(dataset: Dataset) -> Iterator[tuple[Row, list[Row]]]:
    """Yield each order with its events in their sequence; none where an event is not fully known.

    An event whose order, sequence or state could not be read might belong to any of them.
    """
    events, orders = dataset.tables.get("order_events"), dataset.tables.get("orders")
    if not events or not orders or not events.complete:
        return
    if not all(row.knows("order", "seq") for row in events.rows):
        return
    of_order: dict[str, list[Row]] = {}
    for row in events.rows:
        of_order.setdefault(row.get("order"), []).append(row)
    for order in orders.rows:
        if order.knows("id"):
            own = of_order.get(order.get("id"), [])
            yield order, sorted(own, key=lambda row: int(row.get("seq")))


def order_events_follow_the_table(dataset: Dataset) -> list[Problem]:
    """Each event follows the one before it, is set by who may, and has what its state needs."""
    problems: list[Problem] = []
    table = dataset.tables.get("order_events")
    for order, events in _told(dataset):
        for index, event in enumerate(events):
            before = events[index - 1] if index else None
            assert table is not None
            after = events[index + 1] if index + 1 < len(events) else None
            lost = _out_of_order(table, before, event, after, index + 1)
            found = lost or _wrong_step(table, order, before, event)
            problems += [found] if found else []
            if lost:
                break  # what follows a step that does not follow cannot be judged
    return problems


def _out_of_order(
    table: Table, before: Row | None, event: Row, after: Row | None, number: int
) -> Problem | None:
    """Return what is wrong with an event's number or state: it cannot stand here."""
    rule = "order_events_follow_the_table"
    if event.get("seq") != number:
        message = f"这是第 {number} 步，写的却是 {event.get('seq')}"
        return error_at(table, event, "seq", rule, message, "一步加一，不跳号，不重号")
    state = STATES.get(event.get("state") or "")
    if state is None or (before and before.get("state") is None):
        return None
    expected = STATES[before.get("state")].then if before else (FIRST,)
    if state.key in expected:
        return None
    was = f"“{STATES[before.get('state')].word}”以后" if before else "第一步"
    words = [f"{key}（{STATES[key].word}）" for key in expected]
    hint = f"可以是 {joined(words)}" if words else "这张单已经结束，新的情况另开一张单"
    fitting = [key for key in expected if after and after.get("state") in STATES[key].then]
    if len(fitting) == 1:
        hint += f"；接得上下一步的只有 {fitting[0]}（{STATES[fitting[0]].word}）"
    message = f"办理单 {event.get('order')}：{was}不能到“{state.word}”"
    return error_at(table, event, "state", rule, message, hint)


def _wrong_step(table: Table, order: Row, before: Row | None, event: Row) -> Problem | None:
    """Return what is wrong with an event that may stand here; later ones are judged all the same."""
    rule = "order_events_follow_the_table"
    state, day = STATES.get(event.get("state") or ""), event.get("date")
    last = before.get("date") if before else None
    if state is None:
        return None
    if day and last and day < last:
        message = f"日期 {day} 比上一步的 {last} 还早"
        return error_at(table, event, "date", rule, message, "核对两步的日期")
    if event.get("actor") and event.get("actor") not in state.actors:
        who = joined([f"{actor}（{ACTORS[actor]}）" for actor in state.actors])
        message = f"“{state.word}”不能由{ACTORS[event.get('actor')]}来办"
        return error_at(table, event, "actor", rule, message, f"应当是 {who}")
    return _missing(table, order, event)


def _missing(table: Table, order: Row, event: Row) -> Problem | None:
    """Return what the event's state needs and neither the event nor its order has."""
    state = STATES[event.get("state")]
    for name in state.needs:
        row = order if name in OF_THE_ORDER else event
        if row.knows(name) and not row.get(name):
            where = f"（办理单表的 {name}）" if name in OF_THE_ORDER else ""
            message = f"到“{state.word}”，要写明{NEED_WORDS[name]}{where}"
            field = "state" if name in OF_THE_ORDER else name
            hint = f"填上{NEED_WORDS[name]}；还没有到这一步就删去这条记录"
            return error_at(table, event, field, "order_events_follow_the_table", message, hint)
    return None


def orders_have_events(dataset: Dataset) -> list[Problem]:
    """Every order has its first event: without one nobody knows where it stands."""
    problems = []
    for order, events in _told(dataset):
        if not events:
            message = f"办理单「{order.get('id')}」没有一条办理记录"
            hint = "在 data/order_events.csv 里添第 1 步：submitted（已收到）"
            table = dataset.tables["orders"]
            problems.append(error_at(table, order, "id", "orders_have_events", message, hint))
    return problems


def unfinished_orders_have_no_outcome(dataset: Dataset) -> list[Problem]:
    """An order that was never finished has no outcome and no cost."""
    problems = []
    for order, events in _told(dataset):
        if not all(row.knows("state") for row in events) or not events:
            continue
        if any(row.get("state") in DONE for row in events):
            continue
        for name in ("outcome", "cost_cny"):
            if order.get(name) is not None:
                table = dataset.tables["orders"]
                word = STATES[events[-1].get("state")].word
                message = f"这张单还是“{word}”，不能填{table.resource.fields[name].title}"
                hint = "办好了先添一条“已办结”的记录；没有办好就清空这一格"
                rule = "unfinished_orders_have_no_outcome"
                problems.append(error_at(table, order, name, rule, message, hint))
    return problems


def orders_end_after_they_are_dispatched(dataset: Dataset) -> list[Problem]:
    """An order's deadline is not before the day on which it was dispatched."""
    problems = []
    for order, events in _told(dataset):
        days = [e.get("date") for e in events if e.get("state") == "dispatched" and e.get("date")]
        if days and order.get("due_on") and order.get("due_on") < min(days):
            message = f"期限 {order.get('due_on')} 比派单的日期 {min(days)} 还早"
            rule, table = "orders_end_after_they_are_dispatched", dataset.tables["orders"]
            problems.append(error_at(table, order, "due_on", rule, message, "核对期限和派单日期"))
    return problems


def standing_claim(events: list[Row]) -> Row | None:
    """Return the claim that holds: the last one, if the order did not leave that unit since."""
    for event in reversed(events):
        if event.get("state") in LEAVES_UNIT:
            return None
        if event.get("state") == "claimed":
            return event
    return None


def claims_rest_on_an_agreement(dataset: Dataset) -> list[Problem]:
    """A unit that claims an order has an agreement with its community in force on that day.

    Rows taken from a source are not judged: it may not tell of the agreement.
    """
    agreements = dataset.tables.get("agreements")
    if not agreements or not agreements.complete:
        return []
    problems = []
    for order, events in _told(dataset):
        claim = standing_claim(events)
        unit, community = order.get("unit"), order.get("community")
        if claim is None or not claim.get("date") or order.get("provenance") == "reported":
            continue
        if unit and community and not in_force(agreements, unit, community, claim.get("date")):
            message = f"{unit} 接单的那天（{claim.get('date')}）和 {community} 没有有效的共建协议"
            hint = "在 data/agreements.csv 里补上协议，或者改正承办单位"
            rule = "claims_rest_on_an_agreement"
            problems.append(error_at(dataset.tables["orders"], order, "unit", rule, message, hint))
    return problems


def in_force(agreements: Table, unit: str, community: str, day: dt.date | None) -> bool:
    """Tell whether an agreement of the two is, or may be, in force (on ``day``)."""
    for row in agreements.rows:
        if not row.knows("unit", "community", "status", "valid_from", "valid_to", "signed_value"):
            return True
        if (row.get("unit"), row.get("community")) != (unit, community):
            continue
        start, end = row.get("valid_from") or row.get("signed_value"), row.get("valid_to")
        ended = row.get("status") not in IN_FORCE
        if day is None or (end is None and ended):
            if not ended:
                return True
            continue
        if row.get("status") == "draft":
            continue
        if (start is None or start <= day) and (end is None or day <= end):
            return True
    return False


def claimed_unit_is_the_orders(dataset: Dataset) -> list[Problem]:
    """The unit that claimed last, and did not give the order back, is the order's unit.

    A step of a unit is taken by the one that has the order then.
    """
    rule, problems = "claimed_unit_is_the_orders", []
    for order, events in _told(dataset):
        if found := _of_another_unit(dataset.tables["order_events"], events):
            problems.append(found)
            continue
        claim = standing_claim(events)
        if claim is None or not claim.get("unit") or not order.knows("unit"):
            continue
        if order.get("unit") != claim.get("unit"):
            message = f"接单的是 {claim.get('unit')}，承办单位写的是 {order.get('unit') or '空的'}"
            hint = f"改成 {claim.get('unit')}，或者改正接单的记录"
            table = dataset.tables["orders"]
            problems.append(error_at(table, order, "unit", rule, message, hint))
    return problems


def _of_another_unit(table: Table, events: list[Row]) -> Problem | None:
    """Return the first step that a unit took with an order that another one had then."""
    holder = None
    for event in events:
        unit, state = event.get("unit"), event.get("state")
        if state is None or not event.knows("unit", "actor"):
            return None
        if event.get("actor") == "unit" and unit and holder and unit != holder:
            message = f"这张单那时在 {holder} 手里，“{STATES[state].word}”写的却是 {unit}"
            hint = f"改成 {holder}；真的换了单位，先退单，再派给另一家"
            return error_at(table, event, "unit", "claimed_unit_is_the_orders", message, hint)
        if state in ("dispatched", "claimed"):
            holder = unit
        elif state in FREE:
            holder = None
    return None


def one_order_at_a_time_for_a_need(dataset: Dataset) -> list[Problem]:
    """A need has at most one order that is still open."""
    problems: list[Problem] = []
    first: dict[str, str] = {}
    for order, events in _told(dataset):
        need = order.get("need")
        state = STATES.get(events[-1].get("state") or "") if events else None
        if not need or state is None or state.is_final or state.key in DONE:
            continue
        if need in first:
            message = f"需求「{need}」已经有一张没有办完的单（{first[need]}）"
            hint = "同一件事只留一张单；另一张走“合并”"
            rule, table = "one_order_at_a_time_for_a_need", dataset.tables["orders"]
            problems.append(error_at(table, order, "need", rule, message, hint))
        first.setdefault(need, order.get("id"))
    return problems


def orders_stay_in_the_needs_community(dataset: Dataset) -> list[Problem]:
    """An order belongs to the community of its need."""
    needs = {row.get("id"): row.get("community") for row in dataset.rows("needs")}
    problems = []
    for order in dataset.rows("orders"):
        wanted, own = needs.get(order.get("need")), order.get("community")
        if wanted and own and wanted != own:
            message = f"需求是 {wanted} 提的，这张单写的社区是 {own}"
            rule, table = "orders_stay_in_the_needs_community", dataset.tables["orders"]
            hint = f"改成 {wanted}，或者改正需求的编号"
            problems.append(error_at(table, order, "community", rule, message, hint))
    return problems
