"""The nearest valid value: by spelling, by name and alias, by sound and by initials."""

from __future__ import annotations

import subprocess
import sys

import pytest

from noticeboard.words import nearest

IDS = ["chengxi", "chengdong", "longshan", "c-3"]
NAMES = {
    "城西社区": "chengxi",
    "城东社区": "chengdong",
    "龙山市场小区": "longshan",
    "龙山小区": "longshan",
    "重庆路社区": "c-3",
}

# wrong, the value, the spelling by which it was found
CASES = [
    ("chengxii", "chengxi", ""),
    ("城西社区", "chengxi", "城西社区"),
    ("城西", "chengxi", "城西社区"),
    ("成西", "chengxi", "城西社区"),
    ("成西社区", "chengxi", "城西社区"),
    ("城溪社区", "chengxi", "城西社区"),
    ("chengxi shequ", "chengxi", "城西社区"),
    ("Cheng Xi She Qu", "chengxi", "城西社区"),
    ("longshan xiaoqu", "longshan", "龙山小区"),
    ("longshan-shichang-xiaoqu", "longshan", "龙山市场小区"),
    ("lsxq", "longshan", "龙山小区"),
    ("LSSCXQ", "longshan", "龙山市场小区"),
    ("隆山小区", "longshan", "龙山小区"),
    ("chongqinglu", "c-3", "重庆路社区"),
    ("cqlsq", "c-3", "重庆路社区"),
    ("虫庆路", "c-3", "重庆路社区"),
]


@pytest.mark.parametrize(("wrong", "value", "spelling"), CASES)
def test_the_nearest_value(wrong: str, value: str, spelling: str) -> None:
    shown = f"{value}（{spelling}）" if spelling else value
    assert nearest(wrong, IDS, NAMES) == f"是不是 {shown}？"


@pytest.mark.parametrize("wrong", ["zzz-none", "", "？", "学校门口", "sq", "cheng"])
def test_nothing_is_guessed_where_nothing_is_near(wrong: str) -> None:
    assert nearest(wrong, ["c-1", "c-2"], {"城西社区": "c-1", "城东社区": "c-2"}) == ""


def test_two_of_one_sound_are_not_chosen_between() -> None:
    assert nearest("xxsq", ["a-1", "a-2"], {"小溪社区": "a-1", "新兴社区": "a-2"}) == ""


def test_pinyin_is_loaded_only_for_a_hint() -> None:
    code = (
        "import sys, noticeboard.check, noticeboard.words as w; w.nearest('colour', ['color']);"
        "sys.exit('pypinyin' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
