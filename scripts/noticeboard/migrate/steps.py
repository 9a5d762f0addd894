"""What changed in the data since their first version, a step for each.

A step is done on whatever is there: what was done already stays as it is. The text of a new table
or column is the one that the program brings now, so that later steps find theirs done.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from noticeboard.migrate.edits import (
    with_column,
    with_key,
    with_line,
    with_pattern,
    with_table,
    with_word,
    without_demand,
)
from noticeboard.migrate.meanings import with_meanings
from noticeboard.migrate.tree import column, columns, keys, table

DESCRIPTOR = "datapackage.yaml"
EMPTY = "# 还没有\n"


@dataclass(frozen=True)
class State:
    """The files of ``data/`` by name, and what is left to people. ``shipped``: the program's descriptor."""

    files: dict[str, str]
    shipped: str
    left: tuple[str, ...] = ()

    @property
    def descriptor(self) -> str:
        """Return the descriptor's text."""
        return self.files[DESCRIPTOR]

    def put(self, name: str, text: str) -> State:
        """Return the state with another text of a file."""
        return State(self.files | {name: text}, self.shipped, self.left)


@dataclass(frozen=True)
class Step:
    """One step: the version to which it leads, what it does, how."""

    version: int
    title: str
    take: Callable[[State], State] = field(repr=False)


def _add_tables(*names: str) -> Callable[[State], State]:
    def take(state: State) -> State:
        for name in names:
            state = _whole_table(state, name)
        return state

    return take


def _whole_table(state: State, name: str) -> State:
    """Add a table with its file; where a town has it already, the columns that it lacks."""
    own = table(state.shipped, name)
    if own is None:
        return state
    if table(state.descriptor, name):
        for one in columns(state.shipped, own):
            state = _add_column(state, name, one.name)
    else:
        state = state.put(DESCRIPTOR, with_table(state.descriptor, name, state.shipped))
        path = own.text("path")
        if "*" not in path and path not in state.files:
            head = ",".join(one.name for one in columns(state.shipped, own)) + "\n"
            state = state.put(path, head if path.endswith(".csv") else EMPTY)
    for key in keys(state.shipped, own):
        state = _add_key(state, name, key.name)
    return state


def _add_key(state: State, name: str, of: str) -> State:
    """Add what a column points to, once the table to which it points is there."""
    return state.put(DESCRIPTOR, with_key(state.descriptor, name, of, state.shipped))


def _add_column(state: State, name: str, new: str) -> State:
    """Add a column to a table and, empty, to every row of its file."""
    block = table(state.descriptor, name)
    if block is None or column(state.descriptor, name, new):
        return state
    state = state.put(DESCRIPTOR, with_column(state.descriptor, name, new, state.shipped))
    path = block.text("path")
    if not path.endswith(".csv") or path not in state.files:
        return state
    head, *rows = state.files[path].split("\n")
    if new in head.strip("\r").split(","):
        return state
    lines = [_longer(head, new), *(_longer(row, "") if row.strip("\r") else row for row in rows)]
    return state.put(path, "\n".join(lines))


def _longer(line: str, cell: str) -> str:
    bare = line.removesuffix("\r")
    return f"{bare},{cell}{line[len(bare) :]}"


def _notices(state: State) -> State:
    state = _add_tables("notices", "notice_ledger")(state)
    return _add_key(state, "appraisals", "notice")


def _bodies(state: State) -> State:
    text = state.descriptor
    for value, label, before in (("school", "学校", "enterprise"), ("hospital", "医院", "enterprise"),
                                 ("social_organisation", "社会组织", "party_branch")):  # fmt: skip
        text = with_word(text, "organisations", "kind", value, label, before)
    state = state.put(DESCRIPTOR, text)
    state = _add_column(state, "organisations", "uscc")
    return _add_column(state, "projects", "owners_vote")


OFFICES = (
    ("communities", "office_address", "address"), ("communities", "office_phone", "telephone"),
    ("facilities", "location", "address"), ("facilities", "phone", "telephone"),
    ("notices", "accept_address", "address"), ("notices", "accept_phone", "telephone"),
    ("notices", "supervise_phone", "telephone"),
)  # fmt: skip
EXCEPTIONS = "privacy_exceptions.csv"


def _privacy(state: State) -> State:
    state = _add_tables("privacy_exceptions")(state)
    for name in ("hide_on", "redacted_on", "redaction_reason"):
        state = _add_column(state, "notices", name)
    text = state.descriptor
    for name, of, kind in OFFICES:
        text = with_line(text, name, of, "office", kind)
    text = with_pattern(text, "privacy_exceptions", "code", "[a-z2-7]{8}", "[a-z2-7]{4}")
    # A code is the beginning of the same digest, shorter now.
    rows = re.sub(r"^([a-z]+(?:-[a-z]+)*-[a-z2-7]{4})[a-z2-7]{4}(?=,)", r"\1",
                  state.files.get(EXCEPTIONS, ""), flags=re.M)  # fmt: skip
    state = state.put(DESCRIPTOR, text)
    return state.put(EXCEPTIONS, rows) if EXCEPTIONS in state.files else state


RECEIPTS = "receipts.csv"
# The same digest in letters that look like no account.
NEW_LETTERS = str.maketrans("xq", "89")


def _receipts(state: State) -> State:
    state = _add_tables("receipts")(state)
    text = without_demand(state.descriptor, "figures", "value")
    text = without_demand(text, "figures", "as_stated")
    text = with_pattern(text, "receipts", "digest", "[a-z2-7]{26}", "[a-pr-wyz2-9]{26}")
    head, *rows = state.files.get(RECEIPTS, "").split("\n")
    at = head.strip("\r").split(",").index("digest") if "digest" in head else 0
    state = state.put(DESCRIPTOR, text)
    return state.put(RECEIPTS, "\n".join([head, *(_relettered(row, at) for row in rows)]))


def _relettered(row: str, at: int) -> str:
    cells = row.split(",")
    if len(cells) > at and re.fullmatch(r"[a-z2-7]{26}", cells[at].strip()):
        cells[at] = cells[at].translate(NEW_LETTERS)
    return ",".join(cells)


def _meanings(state: State) -> State:
    text, left = with_meanings(state.descriptor, state.shipped)
    told = tuple(f"{word}：在后面写上 meaning，一句话，以句号结尾" for word in left)
    return State(state.files | {DESCRIPTOR: text}, state.shipped, (*state.left, *told))


STEPS = (
    Step(2, "做法：新的一张表", _add_tables("mechanisms")),
    Step(3, "协议、委员、三张清单、办理单、会议、评议、实事、设施、栋长、公开目录、节假日：新的表",
         _add_tables("agreements", "memberships", "needs", "resources", "services", "orders", "order_events",
                     "meetings", "resolutions", "appraisals", "deeds", "facilities", "building_heads",
                     "publication_schedule", "holidays")),
    Step(4, "公示和发布登记：新的表", _notices),
    Step(5, "组织多了学校、社会组织两种和统一社会信用代码；项目多了业主表决", _bodies),
    Step(6, "个人信息：审核过的例外一张表，公示的撤下和隐去日期，哪些格是单位的电话、地址", _privacy),
    Step(7, "回执登记：新的表；从名单里数的数字不用再写数值", _receipts),
    Step(8, "照片：新的一张表", _add_tables("photos")),
    Step(9, "每个词一句说明，网页上给居民看", _meanings),
)  # fmt: skip
