"""``fetch`` from a Google Sheet to published counts, over real HTTP, whatever Google does."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from noticeboard.commands import fetch_sources
from noticeboard.commands.fetch_words import told
from noticeboard.project import Project
from tests.conftest import copy_project
from tests.google import BOOK, Fault, Google, Tab, refused, served
from tests.test_fetch import one, state, tally
from tests.test_google_sheet import Clock, patient

pytestmark = pytest.mark.slow

TITLES = ["时间戳记", "您住在哪个社区？", "您住在哪个小区？", "您需要的是哪一类？", "具体是什么事？在哪里？",
          "有多急？", "您的年龄", "您愿意一起出力吗？", "电子邮件地址"]  # fmt: skip
GID = 7


def rows_of(number: int) -> list[list[Any]]:
    """Return the header and invented answers as a zh-CN form's sheet keeps them."""
    dice = random.Random(3)
    rows: list[list[Any]] = [TITLES]
    for place in range(number):
        kinds = ", ".join(dice.sample(["环境卫生", "停车出行", "养老助老"], dice.choice((1, 2))))
        moment = 46266.3 + place // 2 / 1000  # two answers in the same second
        home = dice.choice(["城东社区", "城西社区"])
        mail = f"invented{place}@example.com"
        rows.append([moment, home, "", kinds, "", "一般", "18到34岁", "愿意", mail])
    return rows


@pytest.fixture(scope="module")
def little() -> Google:
    return Google()


@pytest.fixture
def google(little: Google) -> Iterator[Google]:
    little.clear()
    little.tabs = [Tab(0, "别的"), Tab(GID, "第 1 张表单回复 🌵", rows_of(80))]
    with served(little):
        yield little
    assert little.violations == []


@pytest.fixture
def town(tmp_path: Path, google: Google, monkeypatch: pytest.MonkeyPatch) -> Project:
    project = copy_project(tmp_path / "town")
    survey = project.surveys / "needs.yaml"
    text = survey.read_text(encoding="utf-8").replace(
        "opens:\n", "controller: 示例居委会\nopens:\n", 1
    )
    source = f"sources:\n  - {{id: form, kind: google_sheet, spreadsheet: {BOOK}, gid: {GID}}}"
    survey.write_text(text.replace("sources: []", source), encoding="utf-8")
    project.private.mkdir()
    (project.private / "google-key.json").write_text(json.dumps(google.key()), encoding="utf-8")
    monkeypatch.setattr(fetch_sources, "GOOGLE", patient(google, Clock()))
    return project


def test_a_sheet_becomes_counts(town: Project, google: Google) -> None:
    done = one(town)
    (found,) = done.changes
    assert (found.read, found.accepted, found.new) == (80, 80, 80)
    assert found.ignored == ("电子邮件地址",)
    assert google.kinds() == ["token", "book", "values"]
    kept = b"".join(state(town).values())
    assert b"example.com" not in kept
    assert b"invented" not in kept
    assert tally(town)["editions"]


def test_moved_rows_banners_and_blanks_are_the_same_answers(town: Project, google: Google) -> None:
    one(town)
    before = state(town)
    header, *rest = rows_of(80)
    google.tabs[1].rows = [["请不要刷屏"], [], header, *rest[40:], [], *rest[:40]]
    (found,) = one(town).changes
    assert (found.read, found.new, found.unchanged) == (80, 0, 80)
    assert state(town) == before


@pytest.mark.parametrize(
    "rows",
    [
        [["Column 1", "Column 2", "Column 3"], *rows_of(80)[1:]],
        [[*TITLES[:3], "别的题目", *TITLES[4:]], *rows_of(80)[1:]],
        [[*TITLES, "您需要的是哪一类？"], *rows_of(80)[1:]],
        [TITLES],
        [],
    ],
    ids=["columns", "renamed", "twice", "no answers", "nothing"],
)
def test_what_is_not_the_survey_changes_nothing(
    town: Project, google: Google, rows: list[list[Any]]
) -> None:
    one(town)
    before = state(town)
    google.tabs[1].rows = rows
    done = one(town)
    assert not done.complete
    assert state(town) == before


FAULTS = {
    "429": refused(429, "RESOURCE_EXHAUSTED"),
    "403": refused(403, "PERMISSION_DENIED"),
    "404": refused(404, "NOT_FOUND"),
    "500": refused(500, "INTERNAL"),
    "dropped": Fault(way="drop"),
    "half": Fault(way="truncate"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_whatever_google_does_the_last_good_state_stays(
    town: Project, google: Google, name: str
) -> None:
    one(town)
    before = state(town)
    google.always["values"] = FAULTS[name]
    done = one(town)
    assert not done.complete
    assert state(town) == before
    assert "没有读成" in told(done)
    assert "example.com" not in told(done)


def test_without_a_key_it_says_where_to_put_one(town: Project) -> None:
    (town.private / "google-key.json").unlink()
    assert "google-key.json" in told(one(town))
