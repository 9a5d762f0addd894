"""Notices: how days are counted, what is refused, what the ledger proves."""

from __future__ import annotations

import datetime as dt
import subprocess
from pathlib import Path

import pytest

from noticeboard.commands.build import Options, build
from noticeboard.commands.check import check_command
from noticeboard.errors import DataProblems, Problem
from noticeboard.project import Project
from noticeboard.workdays import UnknownDayError, count_days
from tests.conftest import DAY
from tests.test_cases import made_project
from tests.test_faults import replace_once

NEW_YEAR = {dt.date(2027, 1, 1): "rest"}

# start, end, kind, first day, the town's table, days: counted by hand from the State Council's notices
DAYS = [
    ("2022-11-04", "2022-11-14", "working", "counted", {}, 7),
    ("2022-11-04", "2022-11-14", "working", "not_counted", {}, 6),
    ("2022-05-07", "2022-05-12", "working", "counted", {}, 5),  # Saturday 5-07 is worked
    ("2022-05-07", "2022-05-12", "working", "not_counted", {}, 4),
    ("2026-11-24", "2026-11-30", "working", "counted", {}, 5),
    ("2026-11-24", "2026-11-30", "working", "not_counted", {}, 4),
    ("2026-11-24", "2026-11-30", "calendar", "counted", {}, 7),
    ("2026-11-24", "2026-11-30", "calendar", "not_counted", {}, 6),
    ("2026-09-30", "2026-10-12", "working", "counted", {}, 5),  # 9-30, 10-8, 9, 10 (Sat), 12
    ("2026-09-30", "2026-10-12", "working", "not_counted", {}, 4),
    ("2026-02-13", "2026-02-28", "working", "counted", {}, 7),  # two worked Saturdays
    ("2026-02-13", "2026-02-28", "working", "not_counted", {}, 6),
    ("2026-02-15", "2026-02-24", "working", "counted", {}, 1),  # all of Spring Festival
    ("2025-12-31", "2026-01-07", "working", "counted", {}, 5),  # Sunday 1-04 is worked
    ("2025-12-31", "2026-01-07", "working", "not_counted", {}, 4),
    ("2026-05-08", "2026-05-11", "working", "counted", {}, 3),  # Saturday 5-09 is worked
    ("2026-09-18", "2026-09-21", "working", "counted", {}, 3),  # Sunday 9-20 is worked
    ("2026-12-28", "2027-01-05", "working", "counted", NEW_YEAR, 6),
    ("2026-12-28", "2027-01-05", "working", "counted", NEW_YEAR | {dt.date(2027, 1, 3): "work"}, 7),
    ("2026-12-28", "2027-01-05", "calendar", "counted", {}, 9),
    ("2026-11-24", "2026-11-24", "working", "counted", {}, 1),
    ("2026-11-24", "2026-11-24", "working", "not_counted", {}, 0),
]


@pytest.mark.parametrize(
    "case", DAYS, ids=[f"{c[0]}-{c[3]}-{c[2]}-{i}" for i, c in enumerate(DAYS)]
)
def test_days_as_counted_by_hand(case: tuple[str, str, str, str, dict[dt.date, str], int]) -> None:
    start, end, kind, first, own, days = case
    dates = dt.date.fromisoformat(start), dt.date.fromisoformat(end)
    assert count_days(*dates, kind, first, own) == days


def test_a_year_that_nobody_announced_is_not_guessed() -> None:
    with pytest.raises(UnknownDayError) as raised:
        count_days(dt.date(2026, 12, 28), dt.date(2027, 1, 5), "working", "counted", {})
    assert raised.value.day == dt.date(2027, 1, 1)


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(dt.datetime(2026, 11, 24, 12).timestamp())))
    return made_project("notices", tmp_path / "town")


def found(project: Project) -> tuple[Problem, ...]:
    return check_command(project)


def published_town(town: Project, monkeypatch: pytest.MonkeyPatch, day: dt.date) -> Project:
    """Publish as on that day: the build is for today, and today is faked, not chosen."""
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    for module in ("build", "check"):
        monkeypatch.setattr(f"noticeboard.commands.{module}.today", lambda given=None: given or day)
    build(town, Options())
    return town


@pytest.mark.slow
def test_the_first_build_registers_and_later_ones_keep_the_day(
    town: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    published_town(town, monkeypatch, DAY)
    ledger = town.ledger.read_text(encoding="utf-8")
    lines = [line.split(",")[:2] for line in ledger.splitlines()[1:]]
    assert lines == [["lamp-plan", "2026-11-24"], ["lamp-plan-2", "2026-11-24"]]
    published_town_later = dt.date(2026, 12, 5)
    for module in ("build", "check"):
        monkeypatch.setattr(
            f"noticeboard.commands.{module}.today", lambda given=None: given or published_town_later
        )
    build(town, Options())
    assert town.ledger.read_text(encoding="utf-8") == ledger
    page = (town.site / "notices" / "lamp-plan" / "index.html").read_text(encoding="utf-8")
    assert "2026年11月24日" in page
    assert "这一份有更正，以更正为准" in page
    assert "东街北段" in page
    assert "&lt;b&gt;东街南段&lt;/b&gt;" in page
    other = (town.site / "notices" / "lamp-plan-2" / "index.html").read_text(encoding="utf-8")
    assert "应为5盏" in other
    assert "notices/lamp-plan/" in other


@pytest.mark.slow
def test_a_draft_is_in_no_file_of_the_site(town: Project) -> None:
    build(town, Options(today=DAY))
    assert not town.ledger.read_text(encoding="utf-8").count("lamp")
    for path in town.site.rglob("*"):
        assert not path.is_file() or "还没有批准的草稿".encode() not in path.read_bytes(), path
    assert (town.site / "files" / "plan.csv").is_file()


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("lamp-plan,2026-11-24", "lamp-plan,2026-11-01", "ledger_is_unbroken"),
        ("lamp-plan-2,2026-11-24", "lamp-plan-2,2026-11-23", "ledger_is_unbroken"),
        ("lamp-plan-2,2026-11-24", "draft,2026-11-24", "ledger_is_unbroken"),
    ],
)
@pytest.mark.slow
def test_an_edited_or_backdated_day_is_refused(
    town: Project, monkeypatch: pytest.MonkeyPatch, old: str, new: str, rule: str
) -> None:
    published_town(town, monkeypatch, DAY)
    replace_once(town.ledger, old, new)
    (problem,) = found(town)
    assert problem.rule == rule
    assert problem.place.file == "data/notice_ledger.csv"
    with pytest.raises(DataProblems):
        build(town, Options())


@pytest.mark.slow
def test_a_published_text_is_not_edited(town: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    published_town(town, monkeypatch, DAY)
    replace_once(town.notices / "lamp-plan.md", "晚上看不见路", "晚上看得见路")
    (problem,) = found(town)
    assert problem.rule == "published_notices_stay_as_they_were"
    assert "更正" in problem.hint
    replace_once(town.notices / "lamp-plan.md", "晚上看得见路", "晚上看不见路")
    replace_once(
        town.notices / "lamp-plan.md", "provenance:", "objections: 没有收到意见\nprovenance:"
    )
    assert found(town) == ()
    replace_once(town.notices / "lamp-plan.md", "approved_by: 居委会主任\n", "")
    assert [p.rule for p in found(town)] == ["published_notices_stay_as_they_were"]


@pytest.mark.slow
def test_git_knows_the_ledger_even_when_it_is_sealed_anew(
    town: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    from noticeboard.notices import Entry, ledger_text, seal_of

    published_town(town, monkeypatch, DAY)
    git = ["git", "-C", str(town.root), "-c", "user.name=t", "-c", "user.email=t@example.org"]
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "published"]):
        subprocess.run([*git, *words], check=True)
    assert found(town) == ()
    before, forged = "", []
    for line in town.ledger.read_text(encoding="utf-8").splitlines()[1:]:
        notice, _, digest, _ = line.split(",")
        before = seal_of(before, notice, "2026-11-20", digest)
        forged.append(Entry(notice, "2026-11-20", digest, before))
    town.ledger.write_text(ledger_text(forged), encoding="utf-8")
    assert "ledger_is_unbroken" in [p.rule for p in found(town)]
    town.ledger.write_text(ledger_text([]), encoding="utf-8")
    assert [p.rule for p in found(town)] == ["ledger_is_unbroken"]


def test_a_preview_publishes_nothing_and_a_build_says_what_it_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who only looks at a notice may go on writing it; who publishes it is told that it is final."""
    town = made_project("notices", tmp_path / "town")
    monkeypatch.setattr("noticeboard.commands.build.today", lambda _: DAY)
    said: list[str] = []
    build(town, Options(register=False), said.append)
    entered = town.ledger.read_text(encoding="utf-8") if town.ledger.exists() else ""
    assert "lamp-plan" not in entered
    assert not any("第一次发布" in line for line in said)
    replace_once(town.notices / "lamp-plan.md", "晚上看不见路。", "晚上看不清路。")
    build(town, Options(), said.append)
    assert any(line.startswith("第一次发布《") for line in said)
    assert "lamp-plan" in town.ledger.read_text(encoding="utf-8")
    replace_once(town.notices / "lamp-plan.md", "晚上看不清路。", "晚上看不见路。")
    with pytest.raises(DataProblems) as caught:
        build(town, Options())
    (problem,) = caught.value.problems
    assert "git checkout data/notice_ledger.csv" in problem.hint
