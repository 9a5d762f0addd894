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
from tests.test_faults import problems_of, replace_once


@pytest.fixture
def town(tmp_path: Path) -> Project:
    return made_project("loop", tmp_path / "town")


def test_the_sound_loop_has_no_problem(town: Project) -> None:
    assert problems_of(town) == ()


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
