"""The one table of an order's states: what each is called, who sets it, what it needs.

群众点单 → 社区下单 → 共建单位接单 → 办结. Checks, pages, symbols and docs read this table;
a state that is not here does not exist.
"""

from __future__ import annotations

from dataclasses import dataclass

ACTORS = {"resident": "居民", "community": "社区", "unit": "共建单位", "town": "镇里"}


@dataclass(frozen=True)
class State:
    """A state of an order.

    ``sentence`` tells a resident what it means and what comes next. ``symbol`` names the
    drawing: so much of the ring (``ring-0`` … ``ring-star``) or a sign. ``actors`` may set it;
    ``needs`` are the columns that must be filled then, ``note`` and ``unit`` of the event,
    ``due_on`` and ``outcome`` of the order. ``then`` are the states that may follow.
    """

    key: str
    word: str
    sentence: str
    symbol: str
    actors: tuple[str, ...]
    needs: tuple[str, ...]
    then: tuple[str, ...]

    @property
    def is_final(self) -> bool:
        """Tell whether nothing follows but, perhaps, a re-opening."""
        return set(self.then) <= {"reopened"}


def _table(*states: State) -> dict[str, State]:
    return {state.key: state for state in states}


COMMUNITY = ("community",)
OFFICE = ("community", "town")
LOCAL = ("resident", "community")
DOING = ("unit", "community")

STATES = _table(
    State("submitted", "已收到", "社区已经收到，接下来看属不属于社区能办的事。", "ring-0", LOCAL, (),
          ("accepted", "merged", "withdrawn", "declined", "transferred")),
    State("accepted", "已受理", "社区受理了，接下来派给合适的单位。", "ring-dot", COMMUNITY, (),
          ("dispatched", "merged", "withdrawn", "declined", "transferred", "suspended")),
    State("dispatched", "已派单", "社区派给了一家单位，等它接单。", "ring-1", OFFICE, ("unit", "due_on"),
          ("claimed", "returned", "withdrawn", "transferred")),
    State("claimed", "已接单", "单位接了，接下来动手办。", "ring-2", ("unit",), ("unit",),
          ("in_progress", "finished", "returned", "withdrawn", "transferred", "suspended")),
    State("in_progress", "办理中", "单位正在办。", "ring-3", ("unit",), (),
          ("finished", "returned", "withdrawn", "transferred", "suspended")),
    State("finished", "已办结", "单位说办好了，等社区和居民看过确认。", "ring-tick", DOING, ("outcome",),
          ("confirmed", "reopened")),
    State("confirmed", "已确认", "社区和居民看过了，确实办好了。", "ring-star", LOCAL, (),
          ("rated", "reopened")),
    State("rated", "已评价", "办好了，居民也评过了。", "star", LOCAL, ("note",),
          ("reopened",)),
    State("returned", "退单", "单位办不了，退回社区，社区另想办法。", "back", ("unit",), ("note",),
          ("dispatched", "transferred", "declined", "suspended", "withdrawn")),
    State("transferred", "转办", "转给了另外的单位或部门去办。", "arrow", OFFICE, ("note",),
          ("dispatched", "claimed", "in_progress", "finished", "declined", "withdrawn")),
    State("merged", "合并", "和别人提的是同一件事，并在一起办。", "merge", COMMUNITY, ("note",), ()),
    State("withdrawn", "撤单", "提的人不想办了，或者已经不用办了。", "minus", LOCAL, ("note",), ()),
    State("declined", "不予办理", "这件事办不了，原因写明在单上。", "cross", OFFICE, ("note",),
          ("reopened",)),
    State("suspended", "挂起", "先停一停，等条件够了再办，原因写明在单上。", "pause", DOING, ("note",),
          ("in_progress", "dispatched", "returned", "declined", "withdrawn")),
    State("reopened", "重办", "没有办好，重新办。", "again", LOCAL, ("note",),
          ("dispatched", "claimed", "in_progress", "declined")),
)  # fmt: skip

FIRST = "submitted"
# An agreement that stands so lets a unit take orders of its community.
IN_FORCE = ("signed", "renewed")
DONE = ("finished", "confirmed", "rated")
CLAIMED = ("claimed", "in_progress", *DONE)
STEPS = ("submitted", "accepted", "dispatched", "claimed", "in_progress", "finished", "confirmed",
         "rated")  # fmt: skip
NEED_WORDS = {"unit": "单位", "due_on": "期限", "outcome": "结果", "note": "说明"}

# What staff do, by a word of its own: the state it leads to, and who does it if nobody says.
VERBS = {
    "accept": ("accepted", "community"),
    "dispatch": ("dispatched", "community"),
    "claim": ("claimed", "unit"),
    "start": ("in_progress", "unit"),
    "finish": ("finished", "unit"),
    "confirm": ("confirmed", "community"),
    "rate": ("rated", "resident"),
    "return": ("returned", "unit"),
    "transfer": ("transferred", "community"),
    "merge": ("merged", "community"),
    "suspend": ("suspended", "community"),
    "reopen": ("reopened", "community"),
    "decline": ("declined", "community"),
    "withdraw": ("withdrawn", "resident"),
}

# How a step is called where it is chosen from a list.
VERB_WORDS = {
    "accept": "受理", "dispatch": "派单", "claim": "接单", "start": "开始办", "finish": "办结",
    "confirm": "确认办好", "rate": "记下评价", "return": "退单", "transfer": "转办", "merge": "合并",
    "suspend": "挂起", "reopen": "重办", "decline": "不予办理", "withdraw": "撤单",
}  # fmt: skip

# How a rating's note begins where the resident said it; a note that begins otherwise tells neither.
SATISFIED = ("满意", "很满意", "非常满意", "基本满意")
UNSATISFIED = ("不满意", "很不满意", "非常不满意", "不太满意")


def satisfaction(note: str) -> bool | None:
    """Return whether a rating's note begins by saying 满意 or 不满意; ``None`` if it says neither."""
    said = note.removeprefix("居民说")
    if said.startswith(UNSATISFIED):
        return False
    return True if said.startswith(SATISFIED) else None
