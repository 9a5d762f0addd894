"""Orders moved by command: only along the table, by whom it names, with what it needs."""

from __future__ import annotations

import contextlib
import datetime as dt
import multiprocessing
import shutil
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from noticeboard.check import check
from noticeboard.cli import app
from noticeboard.commands.demo import demo
from noticeboard.commands.order import Given, list_orders, missing, show_order, step
from noticeboard.commands.rows import sound, write_rows
from noticeboard.commands.todo import todo
from noticeboard.dataset import Dataset
from noticeboard.demo import Size
from noticeboard.edit import BOM, FORMULA, Change, changed
from noticeboard.errors import DataProblems, UsageError
from noticeboard.load.csv_table import read_csv_table
from noticeboard.moves import Move, merged_into, moved, name_of, standing, standings
from noticeboard.orders import ACTORS, STATES, VERBS
from noticeboard.project import Project
from tests.conftest import DAY

ORDER = "d00008"
TABLE = b'id,name,note\na,first,\nb,second,"x, y"\n'


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Project:
    size = Size(communities=2, units=6, projects=6, deeds=6, needs=12)
    return demo(tmp_path_factory.mktemp("orders") / "town", size, 1, DAY)


@pytest.fixture
def town(made: Project, tmp_path: Path) -> Project:
    shutil.copytree(made.root, tmp_path / "town")
    return Project(tmp_path / "town")


def test_only_the_row_meant_is_written_anew() -> None:
    edited = changed(TABLE, "id", [Change("t", "a", {"note": " two\nlines "})], "t.csv")
    assert edited == b'id,name,note\na,first,two lines\nb,second,"x, y"\n'
    added = changed(TABLE, "id", [Change("t", "c", {"name": "第三"}, new=True)], "t.csv")
    assert added == TABLE + "c,第三,\n".encode()


def test_what_wps_saved_stays_as_wps_saved_it() -> None:
    content = BOM + TABLE.replace(b"\n", b"\r\n").removesuffix(b"\r\n")
    edited = changed(content, "id", [Change("t", "b", {"name": "2"})], "t.csv")
    assert edited == BOM + b'id,name,note\r\na,first,\r\nb,2,"x, y"\r\n'
    assert changed(content, "id", [Change("t", "c", {}, new=True)], "t.csv").endswith(
        b"\r\nc,,\r\n"
    )


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (Change("t", "z", {"name": "x"}), "没有「z」"),
        (Change("t", "a", {"name": "x"}, new=True), "已经有「a」"),
        (Change("t", "a", {"title": "x"}), "没有 title 这一列"),
    ],
)
def test_a_row_or_column_that_is_not_there_is_refused(change: Change, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        changed(TABLE, "id", [change], "t.csv")


# Of what begins like a formula: test_what_looks_like_a_formula_is_not_written.
cells = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=8).filter(
    lambda text: not text.strip().startswith(FORMULA)
)


@pytest.mark.parametrize("text", ["=1+1", "+86", "-1", "@SUM(1)", " =1", "＝1"])
def test_what_looks_like_a_formula_is_not_written(text: str) -> None:
    with pytest.raises(UsageError, match="公式"):
        changed(TABLE, "id", [Change("t", "a", {"note": text})], "t.csv")


@given(st.lists(st.tuples(cells, cells), max_size=6), st.data())
def test_an_edit_is_read_back_and_touches_no_other_line(
    rows: list[tuple[str, str]], data: st.DataObject
) -> None:
    content = b"id,name,note\n"
    for number, (name, note) in enumerate(rows):
        change = Change("t", f"r{number}", {"name": name, "note": note}, new=True)
        content = changed(content, "id", [change], "t.csv")
    assert content.count(b"\n") == len(rows) + 1
    if rows:
        chosen = data.draw(st.integers(0, len(rows) - 1))
        after = changed(content, "id", [Change("t", f"r{chosen}", {"name": "new"})], "t.csv")
        differing = [
            number
            for number, (one, other) in enumerate(
                zip(content.split(b"\n"), after.split(b"\n"), strict=True)
            )
            if one != other
        ]
        assert set(differing) <= {chosen + 1}


def test_an_order_walks_to_its_end(town: Project) -> None:
    unit = partner(sound(town, DAY), ORDER)
    walk: list[tuple[str, Given, str]] = [
        ("accept", Given(), "已受理"),
        ("dispatch", Given(unit=unit, due=dt.date(2026, 12, 5)), "已派单"),
        ("claim", Given(), "已接单"),
        ("start", Given(), "办理中"),
        ("finish", Given(outcome="暑假有人看孩子", cost=300), "已办结"),
        ("confirm", Given(), "已确认"),
        ("rate", Given(note="满意"), "已评价"),
    ]
    for verb, wish, word in walk:
        done = step(town, verb, ORDER, wish, DAY)
        assert word in done.lines[0]
        assert ("派单通知单" in done.slip) == (verb == "dispatch")
    assert sound(town, DAY)
    story = "\n".join(show_order(town, ORDER, DAY))
    assert all(word in story for _, _, word in walk)
    assert "结果：暑假有人看孩子" in story


def test_what_goes_back_can_be_dispatched_to_another(town: Project) -> None:
    dataset = sound(town, DAY)
    unit = partner(dataset, ORDER)
    step(town, "accept", ORDER, Given(), DAY)
    step(town, "dispatch", ORDER, Given(unit=unit, due=dt.date(2026, 12, 5)), DAY)
    step(town, "return", ORDER, Given(note="没有场地"), DAY)
    lines = list_orders(town, DAY, "returned")
    assert any(ORDER in line and "退单" in line for line in lines)
    with pytest.raises(UsageError, match="要写明单位"):
        step(town, "dispatch", ORDER, Given(due=dt.date(2026, 12, 6)), DAY)
    step(town, "decline", ORDER, Given(note="没有单位办得了"), DAY)
    step(town, "reopen", ORDER, Given(note="有单位愿意了"), DAY)


def partner(dataset: Dataset, order: str) -> str:
    community = standing(dataset, order).order.get("community")
    return next(
        str(row.get("unit"))
        for row in dataset.rows("agreements")
        if row.get("community") == community and row.get("status") == "signed"
    )


REFUSED: list[tuple[str, Given, dt.date, str]] = [
    ("confirm", Given(), DAY, "不能到“已确认”"),
    ("accept", Given(by="unit"), DAY, "不能由共建单位来办"),
    ("accept", Given(by="mayor"), DAY, "不能由mayor来办"),
    ("accept", Given(outcome="办好了"), DAY, "还没有办好"),
    ("accept", Given(due=dt.date(2026, 12, 5)), DAY, "派单的时候定"),
    ("decline", Given(), DAY, "要写明说明"),
    ("accpet", Given(), DAY, "是不是 accept"),
    ("受理", Given(), DAY, "没有「受理」这一步"),
]


@pytest.mark.parametrize(("verb", "wish", "day", "told"), REFUSED)
def test_a_wrong_step_is_refused_and_nothing_written(
    town: Project, verb: str, wish: Given, day: dt.date, told: str
) -> None:
    before = files(town)
    with pytest.raises(UsageError, match=told):
        step(town, verb, ORDER, wish, day)
    assert files(town) == before


def test_a_stranger_and_personal_data_are_refused(town: Project) -> None:
    step(town, "accept", ORDER, Given(), DAY)
    before = files(town)
    dataset = sound(town, DAY)
    partners = {r.get("unit") for r in dataset.rows("agreements") if r.get("community") == "c1"}
    stranger = next(r.get("id") for r in dataset.rows("units") if r.get("id") not in partners)
    due = dt.date(2026, 12, 5)
    with pytest.raises(UsageError, match="没有有效的共建协议"):
        step(town, "dispatch", ORDER, Given(unit=stranger, due=due), DAY)
    with pytest.raises(UsageError, match="单位表里没有"):
        step(town, "dispatch", ORDER, Given(unit="nobody", due=due), DAY)
    with pytest.raises(DataProblems):
        step(town, "decline", ORDER, Given(note="找张示例，电话13800012345"), DAY)
    assert files(town) == before


def test_what_is_missing_is_named(town: Project) -> None:
    step(town, "accept", ORDER, Given(), DAY)
    assert missing(town, "dispatch", ORDER, Given(), DAY) == [("unit", "单位"), ("due", "期限")]
    assert missing(town, "decline", ORDER, Given(note="x"), DAY) == []


def test_what_waits_today_is_listed_the_most_urgent_first(town: Project) -> None:
    unit = partner(sound(town, DAY), ORDER)
    step(town, "accept", ORDER, Given(), DAY)
    step(town, "dispatch", ORDER, Given(unit=unit, due=DAY + dt.timedelta(days=2)), DAY)
    groups = {group.title: group.lines for group in todo(town, DAY)}
    assert [line for line in groups["快到期限"] if line.startswith(f"{ORDER}  还有 2 天  已派单")]
    assert any(f"noticeboard order claim {ORDER}" in line for line in groups["快到期限"])
    assert not any(ORDER in line for line in groups["等人办"]), "nothing is told twice"
    overdue = [row for row in sound(town, DAY).rows("orders") if is_late(town, row.get("id"))]
    assert overdue
    assert [line.split("  ")[0] for line in groups["超过期限"]] == [
        row.get("id") for row in sorted(overdue, key=lambda row: (row.get("due_on"), row.get("id")))
    ]
    step(town, "claim", ORDER, Given(), DAY)
    step(town, "finish", ORDER, Given(outcome="办好了"), DAY)
    groups = {group.title: group.lines for group in todo(town, DAY)}
    assert not any(
        ORDER in line for title in ("快到期限", "超过期限") for line in groups.get(title, ())
    )
    assert any(f"noticeboard order confirm {ORDER}" in line for line in groups["等人办"])


def is_late(project: Project, order: str) -> bool:
    """Say by the tables alone whether an order is open and past its day."""
    dataset = sound(project, DAY)
    due = next(row.get("due_on") for row in dataset.rows("orders") if row.get("id") == order)
    events = [row for row in dataset.rows("order_events") if row.get("order") == order]
    last = max(events, key=lambda row: int(row.get("seq"))).get("state")
    over = ("finished", "confirmed", "rated", "merged", "withdrawn", "declined")
    return bool(due and due < DAY and last not in over)


def test_a_unit_may_be_called_by_its_name(town: Project) -> None:
    unit = partner(sound(town, DAY), ORDER)
    name = name_of(sound(town, DAY), "organisations", unit)
    step(town, "accept", ORDER, Given(), DAY)
    step(town, "dispatch", ORDER, Given(unit=f" {name}", due=DAY), DAY)
    written = next(r for r in sound(town, DAY).rows("orders") if r.get("id") == ORDER)
    assert written.get("unit") == unit
    step(town, "claim", ORDER, Given(), DAY)
    given = Given(outcome="换好了", cost=300, evidence="照片；收据")
    step(town, "finish", ORDER, given, DAY)
    told = show_order(town, ORDER, DAY)
    assert "  花费：300 元" in told and "  凭据：照片；收据" in told


def test_drafts_of_notices_wait_in_todo(town: Project) -> None:
    day = DAY + dt.timedelta(days=1)
    draft = town.notices / "draft-plan.md"
    text = draft.read_text(encoding="utf-8")
    draft.write_text(text.replace("---\n", f"---\nperiod_start: {day}\n", 1), encoding="utf-8")
    groups = {group.title: group.lines for group in todo(town, DAY)}
    assert groups["还没有批准的公示"] == (
        f"content/notices/draft-plan.md  还在写的公示，公示期 {day} 起，还有 1 天",
    )
    late = {group.title: group.lines for group in todo(town, day + dt.timedelta(days=1))}
    assert "已经过了：改成批准以后的日子" in late["还没有批准的公示"][0]


def test_todo_on_the_command_line(town: Project) -> None:
    done = CliRunner().invoke(app, ["todo", "--root", str(town.root), "--today", DAY.isoformat()])
    assert done.exit_code == 0, done.output
    assert "等人办" in done.output
    again = CliRunner().invoke(app, ["order", "show", "d0008", "--root", str(town.root)])
    assert again.exit_code != 0


def files(project: Project) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(project.data.glob("*.csv"))}


class Killed(BaseException):
    """The power went."""


@pytest.mark.parametrize("at", range(5))
def test_two_files_change_together_or_not_at_all(
    town: Project, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    unit = partner(sound(town, DAY), ORDER)
    step(town, "accept", ORDER, Given(), DAY)
    before, calls = files(town), 0
    real = Path.replace

    def replaced(self: Path, target: Path) -> Path:
        nonlocal calls
        calls += 1
        if calls > at:
            raise Killed
        return real(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", replaced)
        with contextlib.suppress(Killed):
            step(town, "dispatch", ORDER, Given(unit=unit, due=dt.date(2026, 12, 5)), DAY)
    shown = CliRunner().invoke(app, ["check", "--root", str(town.root), "--today", DAY.isoformat()])
    assert shown.exit_code == 0, shown.output
    after = files(town)
    new = [name for name in after if after[name] != before[name]]
    assert new in ([], ["order_events.csv", "orders.csv"])
    assert standing(sound(town, DAY), ORDER).state.key == ("dispatched" if new else "accepted")


def test_what_somebody_changed_meanwhile_is_not_overwritten(town: Project) -> None:
    dataset = sound(town, DAY)
    changes = moved(dataset, Move(ORDER, "accepted", "community", DAY))
    step(town, "accept", ORDER, Given(), DAY)
    before = files(town)
    with pytest.raises(UsageError, match="刚刚被别人改过"):
        write_rows(town, dataset, changes)
    assert files(town) == before


def other_partner(project: Project, unit: str) -> str:
    """Return another unit that may take the order."""
    dataset = sound(project, DAY)
    community = standing(dataset, ORDER).order.get("community")
    found: str = next(
        row.get("unit")
        for row in dataset.rows("agreements")
        if row.get("community") == community
        and row.get("unit") != unit
        and row.get("status") in ("signed", "renewed")
        and (row.get("valid_to") or DAY) >= DAY
    )
    return found


@pytest.mark.parametrize("way", ["return", "transfer", "suspend", "reopen"])
def test_an_order_that_a_unit_had_claimed_goes_to_another(town: Project, way: str) -> None:
    """A clerk's month stumbled here: the claim of before stood against every new unit."""
    first = partner(sound(town, DAY), ORDER)
    second = other_partner(town, first)
    due = dt.date(2026, 12, 5)
    step(town, "accept", ORDER, Given(), DAY)
    step(town, "dispatch", ORDER, Given(unit=first, due=due), DAY)
    step(town, "claim", ORDER, Given(), DAY)
    if way == "reopen":
        step(town, "finish", ORDER, Given(outcome="修了"), DAY)
    step(town, way, ORDER, Given(note="办不了"), DAY)
    step(town, "dispatch", ORDER, Given(unit=second, due=due), DAY)
    step(town, "claim", ORDER, Given(), DAY)
    now = standing(sound(town, DAY), ORDER)
    assert now.order.get("unit") == second
    assert now.events[-1].get("unit") == second


def test_who_gave_an_order_back_is_not_said_to_have_finished_it(town: Project) -> None:
    unit = partner(sound(town, DAY), ORDER)
    step(town, "accept", ORDER, Given(), DAY)
    step(town, "dispatch", ORDER, Given(unit=unit, due=dt.date(2026, 12, 5)), DAY)
    step(town, "return", ORDER, Given(note="人手不够"), DAY)
    assert standing(sound(town, DAY), ORDER).order.get("unit") is None
    step(town, "transfer", ORDER, Given(note="转给县里"), DAY)
    step(town, "finish", ORDER, Given(by="community", outcome="县里修好了"), DAY)
    now = standing(sound(town, DAY), ORDER)
    assert now.order.get("unit") is None and now.events[-1].get("unit") is None


def test_a_deadline_may_be_another_when_work_goes_on(town: Project) -> None:
    unit, later = partner(sound(town, DAY), ORDER), dt.date(2026, 12, 25)
    step(town, "accept", ORDER, Given(), DAY)
    step(town, "dispatch", ORDER, Given(unit=unit, due=dt.date(2026, 12, 5)), DAY)
    step(town, "claim", ORDER, Given(), DAY)
    with pytest.raises(UsageError, match="先 suspend"):
        step(town, "start", ORDER, Given(due=later), DAY)
    step(town, "suspend", ORDER, Given(note="等材料"), DAY)
    step(town, "start", ORDER, Given(due=later), DAY)
    assert standing(sound(town, DAY), ORDER).order.get("due_on") == later


def test_a_merged_order_says_where_it_goes_on(town: Project) -> None:
    dataset = sound(town, DAY)
    community = standing(dataset, ORDER).order.get("community")
    alive = [
        key
        for key, now in standings(dataset).items()
        if now.order.get("community") == community and not now.state.is_final and key != ORDER
    ]
    elsewhere = next(
        key for key, now in standings(dataset).items() if now.order.get("community") != community
    )
    for wrong, told in (
        ("", "--into"),
        ("d99999", "没有"),
        (ORDER, "自己"),
        (elsewhere, "另一个社区"),
    ):
        with pytest.raises(UsageError, match=told):
            step(town, "merge", ORDER, Given(into=wrong), DAY)
    done = step(town, "merge", ORDER, Given(into=alive[0], note="同一盏灯"), DAY)
    assert "合并" in done.lines[0]
    now = standing(sound(town, DAY), ORDER)
    assert now.events[-1].get("note") == f"并到 {alive[0]}：同一盏灯"
    assert merged_into(now.events[-1].get("note")) == alive[0]
    (need,) = [r for r in sound(town, DAY).rows("needs") if r.get("id") == now.order.get("need")]
    assert alive[0] in need.get("withdrawn_reason")


def test_what_may_have_been_meant_otherwise_is_said(town: Project) -> None:
    unit = partner(sound(town, DAY), ORDER)
    step(town, "accept", ORDER, Given(), DAY)
    step(town, "dispatch", ORDER, Given(unit=unit, due=dt.date(2026, 12, 5)), DAY)
    step(town, "claim", ORDER, Given(), DAY)
    step(town, "finish", ORDER, Given(outcome="修了", cost=360), DAY)
    step(town, "reopen", ORDER, Given(note="又坏了"), DAY)
    step(town, "start", ORDER, Given(), DAY)
    again = step(town, "finish", ORDER, Given(outcome="又修了", cost=40), DAY)
    assert any("360" in line and "总数" in line for line in again.lines)
    step(town, "confirm", ORDER, Given(), DAY)
    rated = step(town, "rate", ORDER, Given(note="挺好的"), dt.date(2100, 1, 1))
    assert any("数不进去" in line for line in rated.lines)
    assert any("还没有到" in line for line in rated.lines)


@pytest.mark.full
def test_two_at_the_same_moment_do_not_both_write(town: Project) -> None:
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool:
        tries = [pool.submit(_accepted_in_another_process, str(town.root)) for _ in range(4)]
        came = [one.result() for one in tries]
    assert sum(came) == 1
    steps = [e.get("state") for e in standing(sound(town, DAY), ORDER).events]
    assert steps.count("accepted") == 1


def _accepted_in_another_process(root: str) -> bool:
    try:
        step(Project(Path(root)), "accept", ORDER, Given(), DAY)
    except UsageError:
        return False
    return True


moves = st.tuples(
    st.sampled_from(sorted(VERBS)),
    st.sampled_from([*ACTORS, ""]),
    st.booleans(),  # a unit is named
    st.booleans(),  # a due day
    st.booleans(),  # an outcome
    st.booleans(),  # a note
    st.integers(-2, 3),  # days later
)


@settings(max_examples=60, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(st.lists(moves, min_size=1, max_size=25))
def test_no_state_is_reached_against_the_table(
    made: Project, tries: Sequence[tuple[str, str, bool, bool, bool, bool, int]]
) -> None:
    dataset = sound(made, DAY)
    unit, day = partner(dataset, ORDER), DAY
    for verb, by, *named, later in tries:
        key, default = VERBS[verb]
        on = day + dt.timedelta(days=later)
        wish = Move(
            ORDER,
            key,
            by or default,
            on,
            unit if named[0] else "",
            on + dt.timedelta(days=9) if named[1] else None,
            "办好了" if named[2] else "",
            note="有原因" if named[3] else "",
            into="d00001" if named[3] else "",
        )
        now = standing(dataset, ORDER)
        try:
            changes = moved(dataset, wish)
        except UsageError:
            assert not allowed(now.state.key, wish, now.since, dataset)
            continue
        assert allowed(now.state.key, wish, now.since, dataset)
        dataset, day = after(dataset, made, changes), on
        assert standing(dataset, ORDER).state.key == key
    late = replace(dataset, today=max(day, DAY))
    assert [p.told() for p in check(late) if p.severity == "error"] == []


def allowed(state: str, wish: Move, since: dt.date, dataset: Dataset) -> bool:
    """Say by the published table alone whether a wish is one."""
    row, goal = standing(dataset, ORDER).order, STATES[wish.state]
    has = {
        "unit": wish.unit
        or (wish.actor == "unit" and wish.state != "dispatched" and row.get("unit")),
        "due_on": wish.due_on or row.get("due_on"),
        "outcome": wish.outcome or row.get("outcome"),
        "note": wish.note if wish.state != "merged" else wish.into,
    }
    goes_on = wish.state in ("claimed", "in_progress") and state in (
        "suspended", "transferred", "reopened",
    )  # fmt: skip
    return (
        wish.state in STATES[state].then
        and wish.actor in goal.actors
        and wish.day >= since
        and all(has[need] for need in goal.needs)
        and not (wish.outcome and wish.state not in ("finished", "confirmed", "rated"))
        and not (
            wish.due_on
            and wish.state not in ("dispatched", "transferred", "reopened")
            and not goes_on
        )
    )


def after(dataset: Dataset, project: Project, changes: Sequence[Change]) -> Dataset:
    """Return the data with the changes, without a file."""
    tables = dict(dataset.tables)
    for name in {change.table for change in changes}:
        resource = tables[name].resource
        key = (str(project.root), name)
        content = _contents.get(key) if tables[name] is _tables.get(key) else None
        if content is None:
            content = (project.data / resource.path).read_bytes()
        own = [change for change in changes if change.table == name]
        content = changed(content, resource.key, own, resource.where)
        tables[name], problems = read_csv_table(resource, resource.where, content)
        assert problems == []
        _contents[key], _tables[key] = content, tables[name]
    return replace(dataset, tables=tables)


# The bytes of a table that stands in no file.
_contents: dict[tuple[str, str], bytes] = {}
_tables: dict[tuple[str, str], object] = {}
