"""The real data say what the article says, to the letter, and nothing more."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from noticeboard.assemble import assemble
from noticeboard.load import load
from noticeboard.model import Town
from noticeboard.project import Project

ROOT = Path(__file__).resolve().parents[1]
ARTICLE = ROOT.parent / "shared" / "article.txt"

NO_BASIS = ("sources", "notices", "notice_ledger")


@pytest.fixture(scope="module")
def town() -> Town:
    return assemble(load(Project(ROOT)))


@pytest.mark.skipif(not ARTICLE.is_file(), reason="the article's text is not beside this checkout")
def test_every_excerpt_is_in_the_article_to_the_letter(town: Town) -> None:
    lines = ARTICLE.read_text(encoding="utf-8").splitlines()
    for excerpt in town.excerpts.values():
        assert excerpt.id == f"L{excerpt.line}"
        assert excerpt.text in lines[excerpt.line - 1]


def test_every_row_says_where_it_comes_from(town: Town) -> None:
    for name, rows in vars(town).items():
        for key, row in rows.items() if isinstance(rows, dict) and name not in NO_BASIS else ():
            assert row.basis.source in town.sources, (name, key)
            assert row.basis.locator, (name, key)
            assert row.basis.provenance == "reported", (name, key)


def test_what_the_article_states(town: Town) -> None:
    assert list(town.communities) == ["chengdong", "chengxi", "chengbei", "fuping"]
    codes = {c.name: c.admin_code for c in town.communities.values()}
    assert codes == {
        "城北社区": "441422100001",
        "城东社区": "441422100002",
        "城西社区": "441422100003",
        "福坪社区": "441422100005",
    }
    assert len(town.projects) == 8
    stages = [project.stage for project in town.projects.values()]
    assert (stages.count("completed"), stages.count("planned")) == (5, 3)
    costs = {p.id: (p.cost.cny, p.cost.as_stated) for p in town.projects.values() if p.cost.cny}
    assert costs == {
        "longshan-weigaizao": (3_350_000, "335万元"),
        "longshan-dangqunzhijia": (176_800, "17.68万元"),
    }
    assert town.funding["longshan-dangqunzhijia-1"].funder is None
    stated = [(str(f.value), f.unit, f.basis.locator[0]) for f in town.figures.values()]
    assert stated == [
        ("46", "家", "L14"), ("46", "家", "L4"), ("46", "家", "L13"), ("46", "家", "L32"),
        ("4", "个", "L11"), ("4", "个", "L11"), ("645", "万元", "L27"), ("327", "件", "L27"),
        ("53", "项", "L27"), ("335", "万元", "L22"), ("17.68", "万元", "L23"), ("16", "名", "L24"),
    ]  # fmt: skip
    assert {p.name: p.post for p in town.people.values()} == {
        "余煜": "湖寮镇党委组织委员",
        "罗海华": "湖寮镇城西社区龙山小区党支部书记",
        "刘伟华": "湖寮镇党建办主任",
        "刘逢纲": "大埔县政数局党组成员，湖寮镇城西社区的兼职委员",
        "张先生": "小区居民",
    }


def test_what_is_only_planned_is_not_said_to_be_there(town: Town) -> None:
    status = {m.id: m.status for m in town.mechanisms.values()}
    assert {key: status[key] for key in ("san-wu", "banben", "lianxi-moshi", "bianmin-mubiao")} == {
        "san-wu": "planned", "banben": "named", "lianxi-moshi": "named", "bianmin-mubiao": "planned",
    }  # fmt: skip
    assert [key for key, value in status.items() if value == "in_place"] == [
        "da-dangwei", "jianzhi-weiyuan", "shuang-baodao", "gongjian-xieyi",
    ]  # fmt: skip
    assert status["diandan"] == status["lianxi-huiyi"] == status["si-da-yuan"] == "planned"
    assert status["san-zhang-qingdan"] == "named"


def test_no_year_stands_in_the_data() -> None:
    """The article names no year; only the division codes and dates of software have digits.

    What editors are told (``.schemas``) has examples of how dates are written.
    """
    data = [path for path in sorted((ROOT / "data").rglob("*")) if path.is_file()]
    for path in data + sorted((ROOT / "content").rglob("*.md")):
        text = path.read_text(encoding="utf-8")
        if path.name != "datapackage.yaml" and path.parent.name != ".schemas":
            assert not re.search(r"(?<!\d)20[12]\d(?!\d)", text), path
