"""Single faults in the loop of needs, orders, meetings: found alone, at their place."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from noticeboard.assemble import assemble
from noticeboard.figures import figures
from noticeboard.load import load
from noticeboard.orders import ACTORS, FIRST, STATES
from noticeboard.project import Project
from tests.test_cases import made_project
from tests.test_faults import CHINESE, problems_of, replace_once


@pytest.fixture
def town(tmp_path: Path) -> Project:
    return made_project("loop", tmp_path / "town")


def test_the_sound_loop_has_no_problem(town: Project) -> None:
    assert problems_of(town) == ()


# file, old, new, line, column, rule, words of message or hint
FAULTS = [
    ("agreements", "team；charity", "team；charty", 2, 11, "list_values_are_known", "是不是 charity"),
    ("agreements", "team；charity", "team；公益联办", 2, 11, "list_values_are_known", "是不是 charity（公益联办）"),
    ("agreements", "2027-02-28", "2025-02-28", 2, 10, "periods_run_forward", "之前"),
    ("memberships", "2028-03-31", "2024-03-31", 2, 12, "periods_run_forward", "之前"),
    ("agreements", ",signed,2025", ",terminated,2025", 0, 0, "members_come_from_partner_units", "协议"),
    ("agreements", "2025-03-01,2027", "2026-11-01,2027", 0, 0, "claims_rest_on_an_agreement", "没有有效"),
    ("memberships", "dongjie,school,", "dongjie,bank,", 2, 4, "references_resolve", "bank"),
    ("orders", "2026-11-10", "2026-11-02", 3, 9, "orders_end_after_they_are_dispatched", "比派单"),
    ("orders", "school,,2026-11-10,", "school,,2026-11-10,办好了", 3, 10, "unfinished_orders_have_no_outcome", "已派单"),
    ("orders", "playground,yard", "lamp-broken,yard", 0, 0, "", ""),
    ("order_events", "o-lamp-4,o-lamp,4,", "o-lamp-4,o-lamp,5,", 5, 3, "order_events_follow_the_table", "第 4 步"),
    ("order_events", ",claimed,unit,school", ",claimed,unit,", 5, 7, "order_events_follow_the_table", "单位"),
    ("order_events", ",dispatched,community,school,,illustrative,register,R1\no-lamp-4", ",dispatched,unit,school,,illustrative,register,R1\no-lamp-4", 4, 6, "order_events_follow_the_table", "不能由共建单位"),
    ("order_events", "2026-10-21,confirmed,community", "2026-10-21,confirmed,unit", 8, 6, "order_events_follow_the_table", "community（社区）"),
    ("order_events", ",in_progress,", ",confirmed,", 6, 5, "order_events_follow_the_table", "“已接单”以后不能到“已确认”"),
    ("order_events", "2026-10-12", "2026-10-02", 6, 4, "order_events_follow_the_table", "比上一步"),
    ("order_events", "满意", "", 9, 8, "order_events_follow_the_table", "说明"),
    ("orders", "换了两盏灯，晚上亮了", "", 0, 0, "order_events_follow_the_table", "结果"),
    ("orders", "school,,2026-11-10", "school,,", 0, 0, "order_events_follow_the_table", "期限"),
    ("orders", "lamp-broken,,repair,school,chen", "lamp-broken,,repair,,chen", 2, 7, "claimed_unit_is_the_orders", "school"),
    ("meetings", "第二次联席会议,joint,,planned,,,,,,,,,,", "第二次联席会议,joint,,planned,,,,,,,,,,定了", 3, 15, "only_held_meetings_have_minutes", "打算开"),
    ("resolutions", ",m1,", ",m2,", 2, 3, "only_held_meetings_have_minutes", "还没有开"),
    ("resolutions", ",修好了,", ",,", 2, 8, "settled_resolutions_say_how", "结果"),
    ("appraisals", "上半年,school,", "上半年,,", 2, 4, "appraisals_judge_one_subject", "一个"),
    ("appraisals", "办结了几件", "点赞数", 2, 7, "appraisals_judge_one_subject", "点赞"),
    ("appraisals", ",good,", ",best,", 2, 8, "constraint-error", "能填的有"),
    ("publication_schedule", ",projects,", ",project,", 2, 12, "schedule_names_tables", "projects"),
]  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS, ids=[f"{f[0]}-{f[5]}-{i}" for i, f in enumerate(FAULTS)])
def test_a_single_fault_is_found_alone(
    town: Project, fault: tuple[str, str, str, int, int, str, str]
) -> None:
    name, old, new, line, column, rule, words = fault
    replace_once(town.data / f"{name}.csv", old, new)
    found = problems_of(town)
    if not rule:
        assert found == (), "a need that was met may get a second order"
        return
    (problem,) = found
    assert problem.rule == rule
    assert words in problem.message + problem.hint
    assert CHINESE.search(problem.message)
    if line:
        assert (problem.place.line, problem.place.column) == (line, column)


def add_row(project: Project, name: str, row: str) -> None:
    path = project.data / f"{name}.csv"
    path.write_text(path.read_text(encoding="utf-8") + row + "\n", encoding="utf-8")


def test_rows_that_do_not_go_together(town: Project) -> None:
    for name, row, rule in (
        ("orders", "o-two,再开一张,dongjie,playground,,,,,,,,,,illustrative,register,R1", "orders_have_events"),
        ("building_heads", "h2,liuyuan,3栋,,party_member,,,,,active,illustrative,register,R1", "one_head_for_a_building"),
        ("appraisals", "a2,又评一次,2026年上半年,school,,,,good,,,,illustrative,register,R1", "appraisals_judge_one_subject"),
        ("memberships", "li-dongjie,li,dongjie,bank,兼职委员,,appointed,,,,,,,,,illustrative,register,R1", "members_come_from_partner_units"),
    ):  # fmt: skip
        path = town.data / f"{name}.csv"
        sound = path.read_bytes()
        if name == "memberships":
            add_row(town, "units", "bank,partner,,illustrative,register,R1")
            add_row(
                town, "people", "li,李某,示例银行职员,bank,,full,consent,illustrative,register,R1"
            )
        add_row(town, name, row)
        assert [p.rule for p in problems_of(town)] == [rule]
        path.write_bytes(sound)


def test_a_need_has_one_open_order(town: Project) -> None:
    add_row(town, "orders", "o-two,再开一张,dongjie,playground,,,,,,,,,,illustrative,register,R1")
    add_row(
        town,
        "order_events",
        "e-two,o-two,1,2026-11-05,submitted,resident,,,illustrative,register,R1",
    )
    (problem,) = problems_of(town)
    assert (problem.rule, str(problem.place)) == (
        "one_order_at_a_time_for_a_need", "data/orders.csv:4:4 (D4)",
    )  # fmt: skip


def test_an_order_stays_in_its_needs_community(town: Project) -> None:
    path = town.data / "communities.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text + text.replace("dongjie", "xijie").replace("东街", "西街"), encoding="utf-8"
    )
    replace_once(town.data / "orders.csv", "开放操场,dongjie", "开放操场,xijie")
    (problem,) = problems_of(town)
    assert problem.rule == "orders_stay_in_the_needs_community"
    assert str(problem.place) == "data/orders.csv:3:3 (C3)"


def test_how_far_the_orders_are(town: Project) -> None:
    numbers = figures(assemble(load(town)), dt.date(2026, 11, 24))
    lamp, play = numbers.progress["o-lamp"], numbers.progress["o-play"]
    assert (lamp.state.key, lamp.days, lamp.on_time) == ("rated", 12, True)
    assert (play.state.key, play.days, play.on_time) == ("dispatched", 23, False)
    assert (numbers.on_time.kept, numbers.on_time.missed, numbers.on_time.percent) == (1, 1, None)
    words = {key: word for key, (word, _) in numbers.need_states.items()}
    assert words == {"lamp-broken": "met", "playground": "in_hand", "old-sign": "withdrawn"}


def test_the_table_of_states_is_whole() -> None:
    reached = {FIRST} | {key for state in STATES.values() for key in state.then}
    assert reached == set(STATES)
    for state in STATES.values():
        assert state.actors and set(state.actors) <= set(ACTORS)
        assert set(state.then) <= set(STATES)
        assert state.word and state.sentence.endswith("。")
    assert len({state.symbol for state in STATES.values()}) == len(STATES)
    assert "unit" not in STATES["confirmed"].actors + STATES["rated"].actors
