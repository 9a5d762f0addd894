"""One step of an order in the making: what was said of it, and the rows that it would write."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from noticeboard.check.loop import in_force
from noticeboard.dataset import Dataset, Row
from noticeboard.edit import Change
from noticeboard.errors import UsageError
from noticeboard.mend import how_to_write, mended
from noticeboard.moves import Move, Standing, moved, name_of, standing
from noticeboard.names import names_of, plain
from noticeboard.orders import SATISFIED, STATES, UNSATISFIED, VERBS, satisfaction
from noticeboard.words import joined, nearest


@dataclass(frozen=True)
class Given:
    """What was said on the command line of one step; ``None`` and empty where nothing was."""

    by: str = ""
    unit: str = ""
    due: dt.date | None = None
    outcome: str = ""
    cost: int | None = None
    evidence: str = ""
    note: str = ""
    into: str = ""

    def completed(self, option: str, text: str) -> Given:
        """Return what was said with one thing more; ``UsageError`` for a deadline that is no day."""
        if option != "due":
            return Given(**(vars(self) | {option: text}))
        try:
            day = dt.date.fromisoformat(mended("date", text) or text.strip())
        except ValueError:
            raise UsageError(f"「{text}」不是日期，{how_to_write(text)}") from None
        return Given(**(vars(self) | {option: day}))


class Moved(UsageError):
    """Somebody took a step with the order after it was looked at."""


def state_of(verb: str) -> str:
    """Return the state to which a step leads; ``UsageError`` for a word that is none."""
    if verb not in VERBS:
        words = {STATES[state].word: name for name, (state, _) in VERBS.items()}
        hint = nearest(verb, VERBS, words) or f"可以是 list、show、{joined(VERBS, 20)}"
        raise UsageError(f"没有「{verb}」这一步。{hint}")
    return VERBS[verb][0]


def planned_step(
    dataset: Dataset,
    verb: str,
    name: str,
    given: Given,
    day: dt.date,
    seen: int | None = None,
) -> tuple[Move, tuple[Change, ...]]:
    """Return the wish and the rows of one step; ``seen`` is the last step that was known.

    Raises ``UsageError`` where the table of states does not allow it, ``Moved`` where the order is
    further than was seen.
    """
    key = state_of(verb)
    if seen is not None and seen != len(standing(dataset, name).events):
        raise Moved(f"「{name}」刚刚已经走了一步，这一次没有写进去。看看现在的样子，再决定")
    given = replace(given, unit=unit_named(dataset, given.unit))
    wish = Move(
        order=name,
        state=key,
        actor=given.by or VERBS[verb][1],
        day=day,
        unit=given.unit,
        due_on=given.due,
        outcome=given.outcome,
        cost_cny=given.cost,
        evidence=given.evidence,
        note=given.note,
        into=given.into,
    )
    changes = moved(dataset, wish)
    if verb == "dispatch":
        _refuse_stranger(dataset, standing(dataset, name), given.unit)
    return wish, changes


def unit_named(dataset: Dataset, text: str) -> str:
    """Return the id of the unit that goes by a name; what is no name stays as it is.

    Raises ``UsageError`` where several go by it.
    """
    names = names_of(dataset)
    if not text or text in names.by_id.get("organisations", {}):
        return text
    found = names.ids.get("organisations", {}).get(plain(text), [])
    if len(found) > 1:
        told = joined([names.shown("organisations", one) for one in found], 8)
        raise UsageError(f"叫“{text}”的有 {len(found)} 家：{told}。写编号", "unit")
    return found[0] if found else text


def yuan(text: str) -> int | None:
    """Return whole yuan; ``UsageError`` for what is none."""
    if not text:
        return None
    digits = text.removesuffix("元").replace(",", "").replace("，", "").strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) < 13):
        raise UsageError(f"花费“{text}”不是整数，只写元数，例如 300", "cost")
    return int(digits)


def _refuse_stranger(dataset: Dataset, now: Standing, unit: str) -> None:
    """Refuse a unit that could not claim the order: it has no agreement with the community."""
    community, agreements = now.order.get("community"), dataset.tables.get("agreements")
    if agreements is None or in_force(agreements, unit, community, None):
        return
    partners = {row.get("unit") for row in agreements.rows if row.get("community") == community}
    fine = [one for one in sorted(partners) if in_force(agreements, one, community, None)]
    told = joined([f"{one}（{name_of(dataset, 'organisations', one)}）" for one in fine], 8)
    whom = name_of(dataset, "organisations", unit) or unit
    where = name_of(dataset, "communities", str(community)) or community
    raise UsageError(
        f"{whom}（{unit}）和{where}没有有效的共建协议，派了也接不了单。"
        + (f"有协议的是 {told}" if fine else "先在 data/agreements.csv 里补上协议"),
        "unit",
    )


def remarks_of(before: Row, wish: Move, real: dt.date) -> Iterator[str]:
    """Say what was written as it was wished, and may have been meant otherwise."""
    if wish.day > real:
        yield f"注意：这一步记的日期是 {wish.day}，还没有到。写错了，用 git 退回去再来。"
    spent = before.get("cost_cny")
    if wish.cost_cny is not None and spent is not None and spent != wish.cost_cny:
        yield f"注意：花费原来写的是 {spent} 元，现在是 {wish.cost_cny} 元；写到现在为止的总数。"
    if wish.state == "rated" and satisfaction(wish.note) is None:
        yield f"注意：月报只认开头写的{joined(SATISFIED)}、{joined(UNSATISFIED)}；别的写法数不进去。"
