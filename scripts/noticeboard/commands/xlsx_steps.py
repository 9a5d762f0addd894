"""Steps of orders and answers to residents that a workbook asks for: the same as the commands do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from noticeboard.commands.clock import today
from noticeboard.commands.inbox import Decision, planned, settle
from noticeboard.commands.rows import sound
from noticeboard.commands.steps import Given, planned_step, remarks_of, yuan
from noticeboard.commands.waiting import Case, about, all_cases, waiting, words_of
from noticeboard.commands.xlsx_found import Came, Merged
from noticeboard.dataset import Dataset
from noticeboard.errors import UsageError
from noticeboard.moves import standing
from noticeboard.orders import STATES
from noticeboard.project import Project
from noticeboard.survey.requests import Entry
from noticeboard.words import joined
from noticeboard.workbook.faults import Fault
from noticeboard.workbook.forms import FormRead
from noticeboard.workbook.inbox import ANSWER, ANSWERS, NEED_ONLY, AnswerWish, Waiting, read_answers
from noticeboard.workbook.reading import Found
from noticeboard.workbook.steps import DAY, NEXT, OPTIONS, StepWish, read_steps

# What a refusal is about → its heading; a column that a step writes → the heading that it comes from.
HEADINGS = {option: heading for heading, option in OPTIONS.items()} | {"day": DAY}
COLUMNS_OF = {"date": DAY} | {
    name: HEADINGS[option]
    for name, option in {
        "unit": "unit", "actor": "by", "due_on": "due", "outcome": "outcome", "cost_cny": "cost",
        "evidence": "evidence", "note": "note",
    }.items()
}  # fmt: skip

HOW = "改好这一行；不走这一步的，把这一行黄色的格子清空"


@dataclass
class Asked:
    """What the two sheets ask for, as it was read."""

    steps: tuple[FormRead | None, list[StepWish]]
    answers: tuple[FormRead | None, list[AnswerWish]]
    faults: list[Fault]
    remarks: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    decided: list[tuple[Case, Entry]] = field(default_factory=list)


def requests_waiting(project: Project, day: dt.date) -> list[Waiting]:
    """Return the requests that wait, as the sheet shows them."""
    words = words_of(sound(project, day))
    return [
        Waiting(
            one.id,
            one.key,
            one.words or "（没有写具体的事，或者原话已经删去）",
            one.received.isoformat(),
            about(one, words),
            "；".join(
                part
                for part in (one.note, f"像是同一件事：{joined(one.alike)}" if one.alike else "")
                if part
            ),
        )
        for one in waiting(project, day)
    ]


def asked_for(one: Merged, came: Came) -> Asked:
    """Return what the sheets of orders and requests ask for; faults are kept."""
    found = Found()
    steps = read_steps(came.grids, came.base, one.merge.names, found)
    answers = read_answers(came.grids, came.base, one.merge.names, one.before, found)
    return Asked(steps, answers, found.faults)


def take(project: Project, one: Merged, came: Came, want: Asked, day: dt.date) -> None:
    """Put the steps and the answers onto the data in memory; what is refused is a fault at its row."""
    form, wishes = want.steps
    for wish in wishes if form else ():
        if form:
            _step(one, came, want, form, wish, day)
    sheet, answers = want.answers
    if sheet and answers:
        cases = all_cases(project, one.draft.dataset)
        for answer in answers:
            _answer(one, want, sheet, answer, cases, day)


def _step(
    one: Merged, came: Came, want: Asked, form: FormRead, wish: StepWish, day: dt.date
) -> None:
    said = wish.said
    try:
        given = Given(
            by=said.get("by", ""),
            unit=said.get("unit", ""),
            due=dt.date.fromisoformat(said["due"]) if said.get("due") else None,
            outcome=said.get("outcome", ""),
            cost=yuan(said.get("cost", "")),
            evidence=said.get("evidence", ""),
            note=said.get("note", ""),
            into=said.get("into", ""),
        )
        on = dt.date.fromisoformat(wish.day) if wish.day else day
        data, seen = one.draft.dataset, came.base.orders[wish.order]
        before = standing(data, wish.order)
        move, changes = planned_step(data, wish.verb, wish.order, given, on, seen)
        one.draft.change(changes)
    except UsageError as error:
        spot = form.spot(wish.row, HEADINGS.get(error.about, NEXT))
        want.faults.append(Fault(spot, str(error), HOW))
        return
    for change in changes:
        one.spots[change.table, change.key, ""] = form.spot(wish.row, NEXT)
        for name, heading in COLUMNS_OF.items():
            one.spots[change.table, change.key, name] = form.spot(wish.row, heading)
    title = before.order.get("title")
    after = STATES[move.state].word
    want.lines.append(f"  {title}（{wish.order}）：从“{before.state.word}”到“{after}”")
    want.remarks += remarks_of(before.order, move, today())


def _answer(
    one: Merged, want: Asked, form: FormRead, wish: AnswerWish, cases: Sequence[Case], day: dt.date
) -> None:
    only = wish.kind == NEED_ONLY
    decision = Decision("accept" if only else wish.kind, need_only=only, **wish.said)
    try:
        plan = planned(one.draft.dataset, cases, [wish.request], decision, day)
        one.draft.change(plan.changes)
    except UsageError as error:
        want.faults.append(Fault(form.spot(wish.row, ANSWER), str(error), HOW))
        return
    for change in plan.changes:
        one.spots[change.table, change.key, ""] = form.spot(wish.row, ANSWER)
    word = next(text for text, kind in ANSWERS.items() if kind == wish.kind)
    want.lines.append(f"  点单 {wish.request}：{word}。{plan.done.lines[0]}")
    want.decided += plan.decided


def told(want: Asked) -> list[str]:
    """Return a heading and a line for each step and each answer."""
    steps = [line for line in want.lines if not line.startswith("  点单 ")]
    answers = [line for line in want.lines if line.startswith("  点单 ")]
    return [
        *([f"办理单：走 {len(steps)} 步", *steps] if steps else []),
        *([f"收件箱：答复 {len(answers)} 条", *answers] if answers else []),
    ]


def settled(project: Project, dataset: Dataset, want: Asked, day: dt.date) -> str:
    """Write what was decided into the private ledgers; return what could not be erased."""
    return settle(project, dataset, want.decided, day) if want.decided else ""
