"""Identifiers, amounts in words, votes, and reminders by the day: found alone, at their place."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from noticeboard.check import check
from noticeboard.check.identifiers import credit_check_letter
from noticeboard.errors import Problem
from noticeboard.load import load
from noticeboard.project import Project
from tests.test_cases import made_project
from tests.test_faults import problems_of, replace_once


@pytest.fixture
def town(tmp_path: Path) -> Project:
    return made_project("loop", tmp_path / "town")


def problems_on(project: Project, day: str) -> tuple[Problem, ...]:
    """Return what check says on a day."""
    return check(replace(load(project), today=dt.date.fromisoformat(day)))


@pytest.mark.parametrize(
    "code",
    ["91110000600037341L", "91350100M000100Y43", "91110108551385082Q", "114414220072182569"],
)
def test_credit_codes_of_every_authority_are_taken(town: Project, code: str) -> None:
    """Also those that begin with a letter, which other checkers refuse."""
    replace_once(town.data / "organisations.csv", "dongjie,,,illu", f"dongjie,,{code},illu")
    assert problems_of(town) == ()


@pytest.mark.parametrize("first", ["N1441422", "Y1441422", "A1441422", "54441422"])
def test_rural_and_other_codes_are_taken(town: Project, first: str) -> None:
    code = first + "MA0000017"
    code += credit_check_letter(code)
    replace_once(town.data / "organisations.csv", "dongjie,,,illu", f"dongjie,,{code},illu")
    assert problems_of(town) == ()


def test_a_claimed_order_that_does_not_begin_is_a_reminder(town: Project) -> None:
    path = town.data / "order_events.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text + "o-play-4,o-play,4,2026-11-04,claimed,unit,school,,illustrative,register,R1\n",
        encoding="utf-8",
    )
    settings = town.data / "site.yaml"
    settings.write_text(settings.read_text(encoding="utf-8") + "days_to_start: 5\n", "utf-8")
    rule = "claimed_orders_begin_in_time"
    assert [p for p in problems_on(town, "2026-11-11") if p.rule == rule] == []
    (problem,) = [p for p in problems_on(town, "2026-11-12") if p.rule == rule]
    assert (problem.place.file, problem.place.line) == ("data/orders.csv", 3)
    assert problem.severity == "warning"
    assert "6 个工作日" in problem.message


def test_a_resolution_past_its_day_is_a_reminder(town: Project) -> None:
    replace_once(town.data / "resolutions.csv", "2026-10-31,done,修好了", "2026-10-31,open,")
    rule = "resolutions_are_settled_in_time"
    assert [p for p in problems_on(town, "2026-10-31") if p.rule == rule] == []
    (problem,) = [p for p in problems_on(town, "2026-11-01") if p.rule == rule]
    assert (problem.place.line, problem.place.column) == (2, 6)


def test_a_table_that_is_not_kept_up_is_a_reminder(town: Project) -> None:
    rule = "tables_keep_their_cycle"
    (problem,) = [p for p in problems_on(town, "2026-11-24") if p.rule == rule]
    assert (problem.place.file, problem.place.line) == ("data/publication_schedule.csv", 2)
    assert "2025-03-31" in problem.message
    assert [p for p in problems_on(town, "2025-06-01") if p.rule == rule] == []


def test_an_ended_notice_without_result_is_a_reminder(tmp_path: Path) -> None:
    town = made_project("notices", tmp_path / "town")
    folder = town.content / "notices"
    (folder / "another.md").write_text((folder / "lamp-plan.md").read_text("utf-8"), "utf-8")
    rule = "ended_notices_have_a_result"
    late = [p for p in problems_on(town, "2026-12-31") if p.rule == rule]
    early = [p for p in problems_on(town, "2026-11-24") if p.rule == rule]
    assert early == []
    assert [(p.place.file, p.severity) for p in late] == [
        ("content/notices/another.md", "warning")  # the other one was corrected
    ]


def test_rebuilding_without_a_vote_is_a_reminder(town: Project) -> None:
    compounds = town.data / "compounds.csv"
    text = compounds.read_text(encoding="utf-8").rstrip("\n").split("\n")[0]
    compounds.write_text(f"{text}\nc1,一号院,,dongjie,,,,illustrative,register,R1\n", "utf-8")
    path = town.data / "projects.csv"
    replace_once(
        path,
        "dongjie,,accepted,school,bank,晚上看不见路,装路灯",
        "dongjie,c1,accepted,school,bank,晚上看不见路,加装电梯",
    )
    rule = "rebuilding_has_a_vote"
    (problem,) = [p for p in problems_of(town) if p.rule == rule]
    assert (problem.place.line, problem.place.column) == (2, 17)
    replace_once(path, ",15000,,,,", ",15000,,2026年3月1日表决，业主都同意,,")
    assert [p for p in problems_of(town) if p.rule == rule] == []
