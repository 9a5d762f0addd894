"""``noticeboard inbox``: requests that wait for an answer, and what is decided on them.

A decision writes the public rows first (judged with everything else, all files or none), then the
private ledger, then erases what the resident wrote: whatever ends the run, running again does the
rest, and nothing is decided twice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from noticeboard.commands.clock import today
from noticeboard.commands.requests import (
    answers_key,
    erase_collected,
    erase_words,
    filed_under,
    ledger_file,
    ledger_of,
)
from noticeboard.commands.rows import sound, write_rows
from noticeboard.commands.waiting import Case, Request, all_cases, chosen_case, triaged, waiting
from noticeboard.dataset import Dataset
from noticeboard.edit import Change
from noticeboard.errors import UsageError
from noticeboard.moves import standings
from noticeboard.openings import Wanted, need_of, need_row, next_id, open_order_of, order_rows
from noticeboard.orders import STATES
from noticeboard.project import Project
from noticeboard.survey.requests import Entry, entries_bytes
from noticeboard.words import joined, nearest
from noticeboard.writer import write_private

__all__ = [
    "Decision",
    "Done",
    "Plan",
    "Request",
    "decide",
    "decide_all",
    "planned",
    "settle",
    "waiting",
]

# How a decision is called, and the state that a receipt gets by it.
KINDS = {"accept": "accepted", "merge": "merged", "refer": "transferred", "decline": "declined"}


@dataclass(frozen=True)
class Decision:
    """What staff decided. ``kind`` is one of ``KINDS``; the rest as that kind asks for it."""

    kind: str
    title: str = ""
    category: str = ""
    community: str = ""
    compound: str = ""
    urgency: str = ""
    into: str = ""
    to: str = ""
    reason: str = ""
    need_only: bool = False
    detail: str = ""


@dataclass(frozen=True)
class Done:
    """What a decision wrote, in words; ``order`` and ``need`` where it leads there."""

    lines: tuple[str, ...]
    need: str = ""
    order: str = ""


@dataclass(frozen=True)
class Plan:
    """A decision that is not written yet: what to tell, the public rows, the private entries."""

    done: Done
    changes: tuple[Change, ...]
    decided: tuple[tuple[Case, Entry], ...]


def decide(
    project: Project, survey: str, handle: str, decision: Decision, day: dt.date | None = None
) -> Done:
    """Decide on one request and write what follows.

    Raises ``UsageError`` where something is missing or does not fit, ``DataProblems`` where the
    data would not be sound; nothing is written then.
    """
    return decide_all(project, survey, [handle], decision, day)


def decide_all(
    project: Project,
    survey: str,
    names: Sequence[str],
    decision: Decision,
    day: dt.date | None = None,
) -> Done:
    """Decide on several requests at once: accepted together, the others are merged with the first."""
    on = today(day)
    dataset = sound(project, on)
    plan = planned(dataset, all_cases(project, dataset, survey), names, decision, on)
    files = write_rows(project, dataset, plan.changes) if plan.changes else ()
    # As it is now: a ledger that says more than the tables was taken back.
    left = settle(project, sound(project, on), plan.decided, on)
    held = any(case.entry.receipt for case, _ in plan.decided)
    return replace(plan.done, lines=(*plan.done.lines, *_after(files, left, held=held)))


def planned(
    dataset: Dataset, cases: Sequence[Case], names: Sequence[str], decision: Decision, on: dt.date
) -> Plan:
    """Return what a decision on these requests writes; nothing is written yet.

    Raises ``UsageError`` where something is missing or does not fit.
    """
    chosen = [chosen_case(cases, name) for name in dict.fromkeys(names)]
    if not chosen:
        raise UsageError("哪一条？把编号写在后面；有哪些，运行 noticeboard inbox list 看")
    changes, outcome = _outcome(dataset, chosen, decision, on)
    receipts = {row.get("digest") for row in dataset.rows("receipts")}
    decided = []
    for number, case in enumerate(chosen):
        state = "merged" if number and decision.kind == "accept" else KINDS[decision.kind]
        entry = replace(
            case.entry,
            state=state,
            # Whoever backdates does not answer before anybody asked.
            decided=max(on.isoformat(), case.entry.received),
            need=outcome.need,
            order=outcome.order,
        )
        decided.append((case, entry))
        if entry.receipt:
            new = entry.receipt not in receipts
            changes.append(_receipt(case, entry, _reason(decision), new))
    return Plan(outcome, tuple(changes), tuple(decided))


def _receipt(case: Case, entry: Entry, reason: str, new: bool) -> Change:
    """Return the public row of a receipt by which a resident follows what was decided."""
    cells = {
        "state": entry.state,
        "decided": entry.decided,
        "need": entry.need,
        "order": entry.order,
        "reason": reason,
    }
    if new:
        cells |= {"survey": case.survey.id, "received": entry.received}
    return Change("receipts", entry.receipt, cells, new=new)


def settle(
    project: Project, dataset: Dataset, decided: Sequence[tuple[Case, Entry]], day: dt.date
) -> str:
    """Write the ledgers, then erase the words wherever they are; return what could not be erased."""
    left = ""
    for name, one in triaged(dataset).items():
        own = {entry.id: entry for case, entry in decided if case.survey.id == name}
        if own:
            entries = ledger_of(project, dataset, name) | own
            write_private(ledger_file(project, name), entries_bytes(entries))
            erase_words(project, dataset, one, day)
            left = erase_collected(project, dataset, one, answers_key(project), day) or left
    return left


def _after(files: Sequence[str], left: str, *, held: bool) -> Iterator[str]:
    yield f"{left}。" if left else "居民自己写的话已经从本机删去。"
    if files:
        later = "发布以后凭回执码就能查到" if held else "提的人没有回执，想办法告诉他"
        yield f"写进了 {joined(files)}。看一眼，用 git 提交，再发布；{later}。"


def _reason(decision: Decision) -> str:
    if decision.kind == "refer":
        return f"转给{decision.to}" + (f"：{decision.reason}" if decision.reason else "")
    return decision.reason


def _outcome(
    dataset: Dataset, chosen: Sequence[Case], decision: Decision, day: dt.date
) -> tuple[list[Change], Done]:
    """Return the rows of needs and orders, and what is told of them."""
    count = f"{len(chosen)} 条" if len(chosen) > 1 else "这一条"
    if decision.kind == "accept":
        return _accepted(dataset, chosen, decision, day)
    if decision.kind == "merge":
        need, order = _goal(dataset, decision.into, chosen)
        title = _title(dataset, need, order)
        where = f"办理单 {order}（{title}）" if order else f"需求 {need}（{title}）"
        return [], Done(
            (f"{count}并进了{where}：回执上写明和其他居民提的是同一件事。",), need, order
        )
    if decision.kind == "refer":
        if not decision.to:
            raise UsageError("转给谁？加上 --to，例如 --to 县供电部门")
        return [], Done((f"{count}转给了{decision.to}。请真的告诉他们，并问清什么时候办。",))
    if decision.kind == "decline":
        if not decision.reason:
            raise UsageError("为什么不办？加上 --reason，居民凭回执码看得到")
        return [], Done((f"{count}不予办理，原因写在回执上。",))
    hint = nearest(decision.kind, KINDS) or f"可以是 list、show、{joined(KINDS)}"
    raise UsageError(f"没有「{decision.kind}」这种答复。{hint}")


def _accepted(
    dataset: Dataset, chosen: Sequence[Case], decision: Decision, day: dt.date
) -> tuple[list[Change], Done]:
    first = chosen[0].request
    if not decision.title:
        raise UsageError("受理以后公开的标题是什么？加上 --title，一句话，不写姓名、电话和门牌号")
    places = {case.request.community for case in chosen}
    if len(places) > 1 and not decision.community:
        raise UsageError(
            f"这几条是不同社区提的（{joined(sorted(places))}），不是同一件事。分开受理；真的是一件事，"
            "加上 --community 写明归哪个社区"
        )
    wanted = Wanted(
        title=decision.title,
        detail=decision.detail,
        community=decision.community or first.community,
        category=decision.category or first.category,
        raised=min(first.received, day),
        compound=decision.compound or first.compound,
        urgency=decision.urgency or first.urgency,
        # Of the first alone: how many asked for the same thing is told nowhere.
        locator=filed_under(chosen[0].entry.id),
    )
    twins = _same_title(dataset, decision.title)
    key = next_id(dataset, wanted.community, day)
    changes = [need_row(dataset, key, wanted)]
    others = f"，另外 {len(chosen) - 1} 条并在一起" if len(chosen) > 1 else ""
    if decision.need_only:
        told = f"列进了需求清单：{key}{others}。要派单的时候：noticeboard order new {key}"
        return changes, Done((told, *twins), key)
    changes += order_rows(dataset, key, wanted, key, day)
    told = f"受理了：需求 {key}，办理单 {key}{others}。"
    command = f"接下来派单：noticeboard order dispatch {key} --unit 单位编号 --due 日期"
    return changes, Done((told, *twins, command), key, key)


def _same_title(dataset: Dataset, title: str) -> tuple[str, ...]:
    """Say which needs are called the same: they may be the same thing."""
    same = [str(r.get("id")) for r in dataset.rows("needs") if r.get("title") == title]
    return (f"注意：需求 {joined(same)} 也叫这个标题，看看是不是同一件事。",) if same else ()


def _title(dataset: Dataset, need: str, order: str) -> str:
    """Return how a need or an order is called."""
    table, key = ("orders", order) if order else ("needs", need)
    return next((str(r.get("title")) for r in dataset.rows(table) if r.get("id") == key), "")


def _goal(dataset: Dataset, into: str, chosen: Sequence[Case]) -> tuple[str, str]:
    """Return the need and the order into which requests of one community go."""
    need, order = _found(dataset, into)
    table, key = ("orders", order) if order else ("needs", need)
    place = next((r.get("community") for r in dataset.rows(table) if r.get("id") == key), None)
    for case in chosen:
        if place and case.request.community not in ("", place):
            raise UsageError(f"{into} 是另一个社区（{place}）的，{case.request.id} 不能并进去")
    return need, order


def _found(dataset: Dataset, into: str) -> tuple[str, str]:
    if not into:
        raise UsageError("并到哪里？加上 --into，写办理单或者需求的编号")
    known = standings(dataset)
    if into in known:
        now = known[into]
        if now.state.key in ("merged", "withdrawn", "declined"):
            raise UsageError(f"办理单 {into} 已经{STATES[now.state.key].word}，不能再并进去")
        return now.order.get("need") or "", into
    needs = [str(row.get("id")) for row in dataset.rows("needs")]
    if into not in needs:
        hint = nearest(into, [*known, *needs]) or "有哪些，运行 noticeboard order list 看"
        raise UsageError(f"没有「{into}」这张办理单，也没有这条需求。{hint}")
    need = need_of(dataset, into)
    if need.get("withdrawn_reason"):
        raise UsageError(f"需求 {into} 已经撤下了，不能再并进去")
    return into, open_order_of(dataset, into)
