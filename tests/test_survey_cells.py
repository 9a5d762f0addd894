"""One cell of each tool: what it says, and what nobody may read into it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from noticeboard.model.surveys import Option, Question
from noticeboard.survey.cells import (
    CSV,
    GOOGLE,
    TENCENT,
    WJX_CODE,
    WJX_TEXT,
    Dialect,
    read_split,
    reader,
)
from noticeboard.survey.moments import Clock, date_text, moment, seconds_of, zone_of
from noticeboard.survey.snapshot import Given, SourceFormatError
from noticeboard.survey.wordings import number_text, plain, text_of
from tests.exports import GRADE, PEOPLE, SAYS, SEX, SINCE, WANTS, WHERE, option

# As a survey file has it: its options are numbers, without words.
STARS = Question("stars", "scale", {"zh": "请打分"})
ALL = (GOOGLE, WJX_TEXT, WJX_CODE, TENCENT, CSV)
INVALID = Given("invalid")


def answered(*codes: str, other: str = "", text: str = "") -> Given:
    return Given("answered", codes, text, other)


@pytest.mark.parametrize(
    ("question", "dialect", "cell", "expected"),
    [
        (SEX, GOOGLE, "男", answered("m")),
        (SEX, GOOGLE, " Male\u200b ", answered("m")),
        (SEX, GOOGLE, "m", answered("m")),
        (SEX, GOOGLE, "男, 女", INVALID),
        (SEX, GOOGLE, "别的", INVALID),
        (SEX, GOOGLE, None, Given("empty")),
        (SEX, GOOGLE, " \u3000", Given("empty")),
        (WHERE, GOOGLE, "城外, 很远", answered("else", other="城外, 很远")),
        (WANTS, GOOGLE, "运动, 读书, 看报", answered("sport", "read")),
        (WANTS, GOOGLE, "读书, 看报, 运动", answered("sport", "read")),
        (WANTS, GOOGLE, "读书", answered("other", other="读书")),
        (WANTS, GOOGLE, "运动, 下棋, 打牌", answered("sport", "other", other="下棋, 打牌")),
        (WANTS, GOOGLE, "运动, 运动", answered("sport", "other", other="运动")),
        (WANTS, GOOGLE, "下棋, 运动", answered("other", other="下棋, 运动")),
        (GRADE, GOOGLE, 4, answered("4")),
        (GRADE, GOOGLE, 4.0, answered("4")),
        (GRADE, GOOGLE, "５", answered("5")),
        (GRADE, CSV, "5.0", answered("5")),
        (STARS, CSV, "4分", answered("4")),
        (STARS, CSV, "4.0 分", answered("4")),
        (STARS, CSV, "4颗星", answered("4")),
        (STARS, WJX_TEXT, "5=非常满意", answered("5")),
        (STARS, WJX_TEXT, "5（非常满意）", answered("5")),
        (STARS, WJX_TEXT, "6分", INVALID),
        (STARS, WJX_TEXT, "4.5分", INVALID),
        (STARS, WJX_TEXT, "4-5分", INVALID),
        (STARS, WJX_TEXT, "4=5", INVALID),
        (STARS, WJX_TEXT, "非常满意", INVALID),
        (GRADE, GOOGLE, 6, INVALID),
        (GRADE, GOOGLE, 4.5, INVALID),
        (GRADE, GOOGLE, True, INVALID),
        (SEX, WJX_TEXT, "(空)", Given("empty")),
        (SEX, WJX_TEXT, "（跳过）", Given("skipped")),
        (SEX, WJX_TEXT, "男〖多说的〗", answered("m")),
        (WHERE, WJX_TEXT, "其他【请注明】〖城外〗", answered("else", other="城外")),
        (WHERE, WJX_TEXT, "其他〖〗", answered("else")),
        (WHERE, WJX_TEXT, "城外", INVALID),
        (WHERE, WJX_TEXT, "其他〖城外", INVALID),
        (WANTS, WJX_TEXT, "音乐┋运动", answered("sport", "music")),
        (WANTS, WJX_TEXT, "运动┋其他〖下棋┋音乐〗", answered("sport", "other", other="下棋┋音乐")),
        (WANTS, WJX_TEXT, "音乐→运动", answered("music", "sport")),
        (WANTS, WJX_TEXT, "运动┋跳舞", INVALID),
        (WANTS, WJX_TEXT, "运动┋运动", INVALID),
        (SEX, WJX_CODE, "2", answered("f")),
        (SEX, WJX_CODE, 2, answered("f")),
        (SEX, WJX_CODE, 3, INVALID),
        (SEX, WJX_CODE, 0, INVALID),
        (SEX, WJX_CODE, -2, Given("empty")),
        (SEX, WJX_CODE, "−3", Given("skipped")),
        (WHERE, WJX_CODE, "3〖城外〗", answered("else", other="城外")),
        (PEOPLE, WJX_CODE, -2, Given("empty")),
        (PEOPLE, WJX_TEXT, -2, answered(text="-2")),
        (GRADE, WJX_CODE, 5, answered("5")),
        (SEX, TENCENT, "A.男", answered("m")),
        (SEX, TENCENT, "B. 女", answered("f")),
        (SEX, TENCENT, "B", INVALID),
        (WHERE, TENCENT, "C.其他：城外", answered("else", other="城外")),
        (WANTS, CSV, "运动；音乐", answered("sport", "music")),
        (WANTS, CSV, "运动|读书, 看报;\n", answered("sport", "read")),
        (WANTS, CSV, "；", Given("empty")),
        (WANTS, CSV, "运动;其他：下棋", answered("sport", "other", other="下棋")),
        (WANTS, CSV, "运动;下棋", INVALID),
        (WANTS, CSV, "运动,读书, 看报", answered("sport", "read")),
        (WANTS, CSV, "读书, 看报、音乐", answered("read", "music")),
        (WANTS, CSV, "运动，其他：下棋", answered("sport", "other", other="下棋")),
        (WANTS, CSV, "其他：下棋,运动", answered("other", other="下棋,运动")),
        (WANTS, CSV, "运动,其他：下棋,音乐", INVALID),
        (WANTS, CSV, "运动,下棋", INVALID),
        (WANTS, CSV, "运动,运动", INVALID),
        (WANTS, WJX_TEXT, "运动,音乐", INVALID),
        (PEOPLE, CSV, "１２", answered(text="12")),
        (PEOPLE, CSV, 12.0, answered(text="12")),
        (PEOPLE, CSV, "1e3", INVALID),
        (PEOPLE, CSV, "1,2", INVALID),
        (PEOPLE, CSV, "5²", INVALID),
        (PEOPLE, CSV, "٣", INVALID),
        (PEOPLE, CSV, True, INVALID),
        (SINCE, GOOGLE, 43832, answered(text="2020-01-02")),
        (SINCE, CSV, "2020/1/2 0:00:00", answered(text="2020-01-02")),
        (SINCE, CSV, "2020年1月2日", answered(text="2020-01-02")),
        (SINCE, CSV, dt.date(2020, 1, 2), answered(text="2020-01-02")),
        (SINCE, CSV, "2020-02-30", INVALID),
        (SINCE, CSV, 2020, INVALID),
        (SINCE, CSV, "3/4/2023", INVALID),
        (SINCE, CSV, "10/14/16", INVALID),
        (SAYS, CSV, " 灯, 坏了\n；请修 ", answered(text="灯, 坏了\n；请修")),
        (SAYS, GOOGLE, 123.0, answered(text="123")),
        (SAYS, GOOGLE, "=1+1", answered(text="=1+1")),
        (SAYS, WJX_TEXT, "(空)", Given("empty")),
    ],
)  # fmt: skip
def test_cell(question: Question, dialect: Dialect, cell: Any, expected: Given) -> None:
    assert reader(question, dialect)(cell) == expected


def test_what_can_be_read_in_two_ways_is_not_read() -> None:
    twice = replace(WANTS, options=(option("a", "甲"), option("b", "乙"), option("ab", "甲, 乙")))
    assert reader(twice, GOOGLE)("甲, 乙") == INVALID
    assert reader(twice, GOOGLE)("甲") == answered("a")
    longest = replace(WANTS, options=(option("a", "甲"), option("ab", "甲, 乙"), option("c", "丙")))
    assert reader(longest, GOOGLE)("甲, 乙, 丙") == answered("ab", "c")
    back = replace(
        WANTS, options=(option("a", "甲"), option("ab", "甲, 乙"), option("bc", "乙, 丙"))
    )
    assert reader(back, GOOGLE)("甲, 乙, 丙") == answered("a", "bc")
    shared = replace(SEX, options=(option("a", "甲", "", "同"), option("b", "乙", "", "同")))
    assert reader(shared, CSV)("同") == INVALID


def test_a_wording_wins_over_a_code() -> None:
    crossed = replace(SEX, options=(option("1", "2"), option("2", "3"), option("x", "一")))
    assert [reader(crossed, CSV)(cell).codes for cell in ("2", "3", "1")] == [
        ("1",),
        ("2",),
        ("1",),
    ]


def test_columns_of_options() -> None:
    sport, music, other = WANTS.options[0], WANTS.options[2], WANTS.options[3]

    def split(*cells: Any, dialect: Dialect = WJX_CODE, words: Any = None) -> Given:
        pairs = list(zip((sport, music, other), cells, strict=True))
        return read_split([*pairs], [(other, words)] if words else [], dialect)

    assert split(1, 0, 1) == answered("sport", "other")
    assert split(2, 1, 0) == answered("music", "sport")
    assert split("1.0", "0.0", "0.0") == answered("sport")
    assert split(2, 2, 1) == split(2, 0, 0) == split("x", 0, 0) == INVALID
    assert split(0, 0, 0) == split(-2, -2, -2) == split("", "", "") == Given("empty")
    assert split(-3, -3, -3) == Given("skipped")
    assert split(-3, 1, 0) == answered("music")
    assert split("运动", "", "1", dialect=TENCENT) == answered("sport", "other")
    assert split("", "", "下棋", dialect=TENCENT) == answered("other", other="下棋")
    assert split("", "", "1", dialect=TENCENT, words="下棋") == answered("other", other="下棋")
    assert read_split([(sport, "1"), (None, "1")], [], TENCENT) == INVALID
    assert read_split([(sport, "1"), (None, "0")], [], TENCENT) == answered("sport")


WORD = st.text(
    st.sampled_from("甲乙丙丁戊己庚辛ABCxyz()·，！😀") | st.characters(categories=["Lo"]),
    min_size=1,
    max_size=6,
).filter(lambda text: plain(text) == text and text[-1] not in "-:")


@st.composite
def chosen(draw: st.DrawFn) -> tuple[Question, list[Option]]:
    words = draw(st.lists(WORD, min_size=1, max_size=7, unique=True))
    options = tuple(Option(f"o{n}", {"zh": word}) for n, word in enumerate(words))
    picked = [one for one in options if draw(st.booleans())] or [options[0]]
    return Question("q", "multi", {"zh": "题"}, options), picked


@given(chosen())
@settings(max_examples=150, deadline=None)
def test_options_come_back_from_a_cell(made: tuple[Question, list[Option]]) -> None:
    question, picked = made
    expected = answered(*(one.code for one in picked))
    words = [one.label["zh"] for one in picked]
    places = [str(question.options.index(one) + 1) for one in picked]
    for dialect, cell in (
        (GOOGLE, ", ".join(words)),
        (WJX_TEXT, "┋".join(words)),
        (WJX_CODE, "┋".join(places)),
        (CSV, "；".join(words)),
        (CSV, "\n".join(words)),
    ):
        assert reader(question, dialect)(cell) == expected, dialect
    ranked = picked[::-1]
    ordered = answered(*(one.code for one in ranked))
    assert reader(question, WJX_TEXT)("→".join(one.label["zh"] for one in ranked)) == ordered
    for place, one in enumerate(question.options):
        single = reader(replace(question, kind="single"), TENCENT)
        assert single(f"{chr(65 + place)}.{one.label['zh']}") == answered(one.code)
    columns = [(one, "1" if one in picked else "") for one in question.options]
    assert read_split([*columns], [], TENCENT) == expected
    columns = [(one, one.label["zh"] if one in picked else "") for one in question.options]
    assert read_split([*columns], [], TENCENT) == expected


ANY_CELL = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.datetimes() | st.dates() | st.times()
    | st.timedeltas() | st.text()
    | st.text(st.sampled_from("男女运动其他┋〖〗→, ；|/-:.0123456789年月日上下午TZ+Febam \n"))
)  # fmt: skip


@example(",")
@given(ANY_CELL)
@settings(max_examples=400, deadline=None)
def test_no_cell_makes_it_fall(cell: Any) -> None:
    for question in (SEX, WANTS, GRADE, WHERE, PEOPLE, SINCE, SAYS):
        for dialect in ALL:
            given_ = reader(question, dialect)(cell)
            assert given_.state in ("answered", "empty", "skipped", "invalid")
            assert bool(given_.codes or given_.text) == (given_.state == "answered")
    text_of(cell)
    seconds_of(cell)
    when = moment(cell, "America/New_York", "en_US")
    assert when is None or when.tzinfo is dt.UTC


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("cell", "zone", "locale", "expected"),
    [
        (45691.5893402778, "Asia/Shanghai", "zh_CN", utc("2025-02-03 06:08:39")),
        (45691.58934032, "Asia/Shanghai", "", utc("2025-02-03 06:08:39.004")),
        (43831, "Etc/GMT", "", utc("2020-01-01 00:00")),
        ("2025-2-3 下午02:08:39", "Asia/Shanghai", "", utc("2025-02-03 06:08:39")),
        ("2025-2-3 上午12:08:39", "Asia/Shanghai", "", utc("2025-02-02 16:08:39")),
        ("2025-2-3 中午12:08:39", "Asia/Shanghai", "", utc("2025-02-03 04:08:39")),
        ("2025/2/3 凌晨1:00", "Asia/Shanghai", "", utc("2025-02-02 17:00")),
        ("2025-2-3 下午13:08:39", "Asia/Shanghai", "", None),
        ("2025/02/03 2:08:39 下午 GMT+8", "Etc/GMT", "", utc("2025-02-03 06:08:39")),
        ("2025/02/03 12:08:39 上午 GMT+8", "Etc/GMT", "", utc("2025-02-02 16:08:39")),
        ("2025/02/03 2:08:39 PM GMT+8", "Etc/GMT", "", utc("2025-02-03 06:08:39")),
        ("2025/02/03 下午2:08:39 下午", "Etc/GMT", "", None),
        ("8/31/2023 19:08:16", "Etc/GMT", "", utc("2023-08-31 19:08:16")),
        ("31/8/2023 19:08:16", "Etc/GMT", "", utc("2023-08-31 19:08:16")),
        ("31/8/2023 19:08:16", "Etc/GMT", "en_US", None),
        ("8/31/2023 7:08:16 PM", "Etc/GMT", "", utc("2023-08-31 19:08:16")),
        ("10/14/16 10:05", "Etc/GMT", "", utc("2016-10-14 10:05")),
        ("3/4/2023 10:05", "Etc/GMT", "", None),
        ("3/4/2023 10:05", "Etc/GMT", "en_US", utc("2023-03-04 10:05")),
        ("3/4/2023 10:05", "Etc/GMT", "en_GB", None),
        ("2026/9/18 19:20:55", "Asia/Shanghai", "", utc("2026-09-18 11:20:55")),
        ("2026/9/18  19:20:55 ", "Asia/Shanghai", "", utc("2026-09-18 11:20:55")),
        ("２０２６年９月１８日 １９：２０", "Asia/Shanghai", "", utc("2026-09-18 11:20")),
        ("2026年9月18日 19时20分55秒", "Asia/Shanghai", "", utc("2026-09-18 11:20:55")),
        ("02-Feb-2021 20:26:58", "Asia/Shanghai", "", utc("2021-02-02 12:26:58")),
        ("02-Foo-2021 20:26:58", "Asia/Shanghai", "", None),
        ("2026-09-18T11:20:55Z", "Asia/Shanghai", "", utc("2026-09-18 11:20:55")),
        ("2026-09-18T11:20:55.123456+08:00", "Etc/GMT", "", utc("2026-09-18 03:20:55.123")),
        ("2026-09-18 11:20:55 UTC", "Asia/Shanghai", "", utc("2026-09-18 11:20:55")),
        ("45691.5893402778", "Asia/Shanghai", "", utc("2025-02-03 06:08:39")),
        (dt.datetime(2026, 9, 18, 19, 20, 55), "Asia/Shanghai", "", utc("2026-09-18 11:20:55")),
        (dt.date(2026, 9, 18), "Asia/Shanghai", "", utc("2026-09-17 16:00")),
        ("2026-9-18", "Asia/Shanghai", "", utc("2026-09-17 16:00")),
        ("2026/13/18 19:20:55", "Asia/Shanghai", "", None),
        ("2026-9/18", "Asia/Shanghai", "", None),
        ("2026/9/18 25:20:55", "Asia/Shanghai", "", None),
        ("昨天", "Asia/Shanghai", "", None),
        (True, "Asia/Shanghai", "", None),
        (12, "Asia/Shanghai", "", None),
        ("", "Asia/Shanghai", "", None),
        # Twice there: the first. Not there: moved on.
        ("2025-11-02 01:30:00", "America/New_York", "", utc("2025-11-02 05:30")),
        ("2025-03-09 02:30:00", "America/New_York", "", utc("2025-03-09 07:30")),
    ],
)
def test_moment(cell: Any, zone: str, locale: str, expected: dt.datetime | None) -> None:
    assert moment(cell, zone, locale) == expected


def test_doubtful_hours_are_counted() -> None:
    clock = Clock(zone_of("America/New_York", "x"))
    for cell in (
        "2025-11-02 01:30:00",
        "2025-11-02 01:59:59",
        "2025-03-09 02:30:00",
        "2025-03-09 03:00:00",
    ):
        clock.moment(cell)
    assert clock.doubtful == 3


def test_a_zone_that_is_not_known() -> None:
    for name in ("Mars/North", "../etc", "", "a" * 300):
        with pytest.raises(SourceFormatError, match="时区"):
            zone_of(name, "来源")


@given(st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2080, 1, 1)))
@settings(max_examples=200, deadline=None)
def test_a_serial_number_comes_back_to_the_millisecond(when: dt.datetime) -> None:
    when = when.replace(microsecond=when.microsecond // 1000 * 1000)
    serial = (when - dt.datetime(1899, 12, 30)) / dt.timedelta(days=1)
    assert moment(serial, "Etc/GMT") == when.replace(tzinfo=dt.UTC)
    assert moment(str(when), "Etc/GMT") == when.replace(tzinfo=dt.UTC)


def test_how_long_it_took() -> None:
    shapes: list[Any] = [
        "10秒",
        "1分20秒",
        "1小时1秒",
        "00:01:20",
        "80",
        80,
        80.0,
        dt.timedelta(minutes=1),
        "",
        "很久",
        "-5",
    ]
    assert [seconds_of(one) for one in shapes] == [
        10,
        80,
        3601,
        80,
        80,
        80,
        80,
        60,
        None,
        None,
        None,
    ]


def test_numbers_and_texts_stay_what_they_are() -> None:
    assert number_text(" +007.50 ") == "+007.50"
    assert number_text(0.1) == "0.1"
    assert number_text(1e21) == "1" + "0" * 21
    assert number_text("9" * 40) is None
    assert text_of(1e-7) == "0.0000001"
    assert text_of(float("nan")) == ""
    assert date_text("2026.9.7") == "2026-09-07" == date_text(20260907) == date_text("20260907")


@pytest.mark.parametrize("piece", ["运动, ", "┋", "〖", "运动〖", "；", "→", "其他__", "(", "A."])
def test_long_cells_take_no_long_time(piece: str) -> None:
    """A respondent may write what they like; a minute for a cell would be an attack."""
    for dialect in ALL:
        assert reader(WANTS, dialect)(piece * (19_000 // len(piece)) + "x").codes in (
            (),
            ("sport", "other"),
            ("other",),
        )
        assert reader(WANTS, dialect)(piece * 40_000) == INVALID
