"""Whole exports as real files: every tool's layout, what staff do to them, what must be refused."""

from __future__ import annotations

import datetime as dt
import functools
import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from noticeboard.model.surveys import Question, SourceSpec, Survey
from noticeboard.survey.encodings import csv_rows, encoding_of
from noticeboard.survey.snapshot import Given, Snapshot, SourceError, SourceFormatError
from noticeboard.survey.sources import csv_file, paper, tencent, wjx
from noticeboard.survey.sources.google_form import google_answers
from noticeboard.survey.workbooks import sheets_of
from tests.exports import (
    GOOGLE_EN,
    GOOGLE_ROWS,
    GOOGLE_ZH,
    GRADE,
    PEOPLE,
    PHONE,
    QUESTIONS,
    SAYS,
    SEX,
    TENCENT,
    WANTS,
    WHERE,
    WJX_CODE,
    WJX_TEXT,
    csv_bytes,
    option,
    spec,
    survey,
    xls_bytes,
    xlsx_bytes,
)

Reader = Callable[[Survey, SourceSpec, str, bytes], Snapshot]
EMPTY, SKIPPED = Given("empty"), Given("skipped")


def codes(*names: str, other: str = "") -> Given:
    return Given("answered", names, "", other)


def text(words: str) -> Given:
    return Given("answered", text=words)


def assert_refused(read: Callable[[], object], *words: str) -> str:
    with pytest.raises(SourceFormatError) as caught:
        read()
    message = str(caught.value)
    for word in (*words, "怎么改"):
        assert word in message, message
    return message


def column(rows: Any, title: str) -> list[Any]:
    place = rows[0].index(title)
    return [row[place] for row in rows]


# ---- 问卷星 ------------------------------------------------------------------------------------

WJX_FILES: dict[str, Callable[[Any], bytes]] = {
    "utf-8": csv_bytes,
    "bom": lambda rows: csv_bytes(rows, "utf-8-sig"),
    "gb18030": lambda rows: csv_bytes(rows, "gb18030"),
    "utf-16": lambda rows: csv_bytes(rows, "utf-16"),
    "xls": xls_bytes,
    "xlsx": xlsx_bytes,
}


@pytest.mark.parametrize("make", WJX_FILES.values(), ids=WJX_FILES)
def test_wjx_in_words(make: Callable[[Any], bytes]) -> None:
    found = wjx.read(survey(), spec("wjx"), "导出", make(WJX_TEXT))
    assert (found.source, found.kind, found.header_row, found.blank) == ("made", "wjx", 1, 0)
    assert found.ignored == ("来源", "来源详情", "来自IP")
    first, second, third = found.answers
    assert (first.native, first.row, first.seconds) == ("1", 2, 10)
    assert (
        first.submitted == second.submitted == dt.datetime(2026, 9, 18, 11, 20, 55, tzinfo=dt.UTC)
    )
    assert first.given == {
        "sex": codes("m"), "wants": codes("sport", "read"), "grade": codes("4"), "community": codes("nan"),
        "people": text("3"), "since": text("2020-01-02"), "says": text("灯不亮😀\n请修"),
    }  # fmt: skip
    assert second.seconds == 80
    assert second.given["wants"] == codes("music", "other", other="下棋┋打牌")
    assert second.given["community"] == codes("else", other="城外")
    assert [second.given[name] for name in ("people", "since", "says")] == [EMPTY, SKIPPED, EMPTY]
    assert third.given["wants"] == codes("music", "sport")
    assert (third.given["people"], third.given["grade"], third.seconds) == (
        text("2"),
        SKIPPED,
        3601,
    )


@pytest.mark.parametrize("make", WJX_FILES.values(), ids=WJX_FILES)
def test_wjx_in_numbers(make: Callable[[Any], bytes]) -> None:
    found = wjx.read(survey(), spec("wjx"), "导出", make(WJX_CODE))
    assert "总分" in found.ignored and "选项序号" in found.notes[0]
    first, second, third = (one.given for one in found.answers)
    assert first["wants"] == codes("sport", "read") and first["since"] == SKIPPED
    assert (first["sex"], first["grade"], first["people"]) == (codes("m"), codes("4"), text("3"))
    assert second["wants"] == codes("other") and second["community"] == codes("else", other="城外")
    assert second["people"] == second["since"] == EMPTY
    assert third["wants"] == third["grade"] == SKIPPED


def test_nothing_private_outlives_the_reading() -> None:
    for read, rows in ((wjx.read, WJX_TEXT), (tencent.read, TENCENT)):
        told = repr(read(survey(), spec("x"), "导出", csv_bytes(rows)))
        for private in ("192.0.2", "昵称甲", "虚构省", "000", "'phone'", "UA'r'"):
            assert private not in told
    told = repr(
        google_answers(survey(), spec("google_sheet"), [GOOGLE_ZH, *GOOGLE_ROWS], "Asia/Shanghai")
    )
    assert "example.org" not in told and "000" not in told.replace("46283.80", "")


def test_wjx_options_that_are_numbers() -> None:
    """Words or places, that is the question; where both are the same, it is none."""
    head = ["序号", "提交答卷时间", "1、家里几口人"]
    rows = [head, ["1", "2026/9/18 19:20:55", "2"], ["2", "2026/9/18 19:20:55", "1"]]

    def read(*words: str) -> list[tuple[str, ...]]:
        asked = Question(
            "n",
            "single",
            {"zh": "家里几口人"},
            tuple(option(f"c{w}", w) for w in words),
            publish="counts",
        )
        found = wjx.read(survey(asked), spec("wjx"), "a.csv", csv_bytes(rows))
        return [one.given["n"].codes for one in found.answers]

    assert read("1", "2", "3") == [("c2",), ("c1",)]
    assert read("一", "二") == [("c二",), ("c一",)]
    assert_refused(lambda: read("0", "1", "2"), "分不清", "按选项文本")


def test_wjx_numbered_groups_that_cannot_be_told_apart() -> None:
    other = replace(WANTS, id="again", label={"zh": "另外还希望什么"})
    rows = [[*WJX_CODE[0][:2], "第2题(运动)", "第2题(读书, 看报)", "第2题(音乐)", "第2题(其他)"],
            [1, "2026/9/18 19:20:55", 1, 0, 0, 0]]  # fmt: skip
    body = csv_bytes(rows)
    assert_refused(lambda: wjx.read(survey(WANTS, other), spec("wjx"), "a", body), "缺少题目")
    named = spec("wjx", columns={"wants": "第2题"})
    optional = replace(other, publish="none")
    found = wjx.read(survey(WANTS, optional), named, "a", body)
    assert found.answers[0].given == {"wants": codes("sport")}


def test_wjx_options_under_the_number_alone() -> None:
    """序号 of today: 2、(运动) where it was 第2题(运动)."""
    head = [title.replace("第2题", "2、").replace("第3题", "3、") for title in WJX_CODE[0]]
    head[WJX_CODE[0].index("第2题(其他)")] = "2、(其他（请补充）:)"
    found = wjx.read(survey(), spec("wjx"), "a", csv_bytes([head, *WJX_CODE[1:]]))
    assert [one.given["wants"].codes for one in found.answers] == [
        ("sport", "read"),
        ("other",),
        (),
    ]
    named = wjx.read(
        survey(), spec("wjx", columns={"wants": "第2题"}), "a", csv_bytes([head, *WJX_CODE[1:]])
    )
    assert named.answers == found.answers
    half = [title.replace("2、(运动)", "2、您希望增加哪些活动？(运动)") for title in head]
    assert_refused(
        lambda: wjx.read(survey(), spec("wjx"), "a", csv_bytes([half, *WJX_CODE[1:]])), "缺少题目"
    )


# ---- 腾讯问卷, 金数据, paper ----------------------------------------------------------------------


def test_tencent() -> None:
    found = tencent.read(survey(), spec("tencent"), "123_456.csv", csv_bytes(TENCENT))
    first, second = found.answers
    assert (first.native, first.seconds, second.seconds) == ("101", 58, 20)
    assert first.submitted == dt.datetime(2021, 2, 2, 12, 26, 58, tzinfo=dt.UTC)
    assert first.given == {
        "sex": codes("m"), "wants": codes("sport", "music"), "grade": codes("4"), "community": codes("bei"),
        "people": text("3"), "since": text("2020-01-02"), "says": text("好"),
    }  # fmt: skip
    assert second.given["wants"] == codes("other")
    assert second.given["community"] == codes("else", other="城外")
    assert found.ignored == ("昵称", "IP", "UA", "Referrer")


def test_tencent_option_that_the_survey_does_not_know() -> None:
    """Who chose it would otherwise look as if nothing was chosen."""
    rows = [
        [*row[:-1], extra]
        for row, extra in zip(TENCENT, ["2.您希望增加哪些活动？:跳舞", "", "1"], strict=True)
    ]
    found = tencent.read(survey(), spec("tencent"), "a.csv", csv_bytes(rows))
    assert [one.given["wants"].state for one in found.answers] == ["answered", "invalid"]


JIN = [["序号", "您的性别", "您希望增加哪些活动？", "环境卫生", "您住在哪个社区", "提交时间", "扩展属性"],
       ["7", "男", "运动；音乐", "3", "虚构南社区", "2026-09-18 19:20:55", "x"],
       [], ["8", "女", "", "3", "其他：城外", "2026-09-18 19:20:56", "y"]]  # fmt: skip


def test_any_other_table() -> None:
    source = spec("csv", time_column="提交时间", id_column="序号", columns={"grade": "环境卫生"})
    found = csv_file.read(survey(), source, "a.csv", csv_bytes(JIN))
    assert [(one.native, one.row) for one in found.answers] == [("7", 2), ("8", 4)]
    assert found.blank == 1 and found.ignored == ("扩展属性",)
    assert found.answers[0].given["wants"] == codes("sport", "music")
    assert found.answers[1].given["community"] == codes("else", other="城外")
    without = csv_file.read(survey(), spec("csv"), "a.csv", csv_bytes(JIN))
    assert without.answers[0].submitted is None and without.answers[0].native == ""
    assert_refused(
        lambda: csv_file.read(survey(), spec("csv", time_column="交表时间"), "a", csv_bytes(JIN)),
        "交表时间",
    )


def test_paper() -> None:
    titles = [question.label["zh"] for question in QUESTIONS if not question.private]
    rows: list[list[Any]] = [
        ["虚构镇问卷录入表"], [], ["编号", "收到日期", *titles, "备注"],
        ["P1", dt.date(2026, 9, 18), "男", "运动;其他：下棋", 4, "虚构南社区", 3, dt.datetime(2020, 1, 2), "好", "字迹不清"],
        ["P2", dt.datetime(2026, 9, 19), "m", "", "", "bei"],
    ]  # fmt: skip
    found = paper.read(survey(), spec("paper"), "录入.xlsx", xlsx_bytes([["说明"]], rows))
    first, second = found.answers
    assert (found.header_row, first.row, first.native, first.moment) == (3, 4, "P1", "2026-09-18")
    assert first.submitted == dt.datetime(2026, 9, 17, 16, tzinfo=dt.UTC)
    assert first.given["wants"] == codes("sport", "other", other="下棋")
    assert first.given["since"] == text("2020-01-02")
    assert (second.given["sex"], second.given["community"]) == (codes("m"), codes("bei"))
    bare = [["收到日期", *titles], ["2026-9-18", "男"]]
    assert_refused(lambda: paper.read(survey(), spec("paper"), "a.csv", csv_bytes(bare)), "编号")


# ---- Google -----------------------------------------------------------------------------------


@pytest.mark.parametrize("head", [GOOGLE_ZH, GOOGLE_EN], ids=["zh", "en"])
@pytest.mark.parametrize(
    "above", [[], [[]], [["欢迎填写", "谢谢"]], [[], ["横幅"], []]], ids=["first", "blank", "banner", "both"]
)  # fmt: skip
def test_google(head: list[str], above: list[list[Any]]) -> None:
    rows: list[Any] = [*above, head, *GOOGLE_ROWS[:2], [], ["", "", ""], *GOOGLE_ROWS[2:], []]
    found = google_answers(survey(), spec("google_sheet"), rows, "Asia/Shanghai", "zh_CN")
    assert (found.header_row, found.blank, len(found.answers)) == (len(above) + 1, 3, 3)
    first, second, third = found.answers
    assert (first.row, third.row) == (len(above) + 2, len(above) + 6)
    assert (
        first.submitted == second.submitted == dt.datetime(2026, 9, 18, 11, 20, 31, tzinfo=dt.UTC)
    )
    assert first.moment == "46283.805914351855"
    assert first.given["wants"] == codes("sport", "read") and first.given["since"] == text(
        "2020-01-02"
    )
    assert second.given["wants"] == codes("music", "other", other="打牌, 下棋")
    assert (
        second.given["community"] == codes("else", other="城外") and second.given["says"] == EMPTY
    )
    assert third.given["community"] == codes("bei")
    assert found.ignored == (head[1],)


def test_google_rows_may_go_and_columns_may_move() -> None:
    order = [3, 0, 9, 2, 5, 4, 8]
    rows = [[row[i] if i < len(row) else "" for i in order] for row in [GOOGLE_ZH, *GOOGLE_ROWS]]
    moved = google_answers(survey(), spec("google_sheet"), rows, "Asia/Shanghai")
    whole = google_answers(
        survey(), spec("google_sheet"), [GOOGLE_ZH, *GOOGLE_ROWS], "Asia/Shanghai"
    )
    for one, other in zip(moved.answers, whole.answers, strict=True):
        assert one.submitted == other.submitted
        assert one.given == {name: other.given[name] for name in one.given}
    fewer = google_answers(
        survey(), spec("google_sheet"), [GOOGLE_ZH, GOOGLE_ROWS[0]], "Asia/Shanghai"
    )
    assert len(fewer.answers) == 1
    nobody = google_answers(survey(), spec("google_sheet"), [GOOGLE_ZH], "Asia/Shanghai")
    assert nobody.answers == ()


def test_a_header_shorter_than_its_rows() -> None:
    rows = [GOOGLE_ZH[:6], [*GOOGLE_ROWS[0], "多出来的", "更多"]]
    found = google_answers(survey(), spec("google_sheet"), rows, "Asia/Shanghai")
    assert found.answers[0].given["sex"] == codes("m")


def _google(head: list[Any], **more: Any) -> Snapshot:
    return google_answers(
        survey(), spec("google_sheet", **more), [head, *GOOGLE_ROWS], "Asia/Shanghai"
    )


def changed(old: str, new: str) -> list[str]:
    return [new if title == old else title for title in GOOGLE_ZH]


@pytest.mark.parametrize(
    ("head", "words"),
    [
        ([f"Column {n}" for n in range(1, 15)], ["找不到表头"]),
        ([f"列 {n}" for n in range(1, 15)], ["找不到表头"]),
        (["第一项", "第二项"], ["找不到表头"]),
        (GOOGLE_ROWS[0], ["找不到表头"]),
        (changed("您的性别", "您的性別是"), ["缺少题目「您的性别」", "您的性別是"]),
        (changed("您的性别", ""), ["缺少题目「您的性别」"]),
        (changed("您的性别", "目前文档遭到恶意刷屏"), ["缺少题目「您的性别」"]),
        (changed("时间戳记", "时间"), ["时间戳记"]),
        ([*GOOGLE_ZH, "您的性别"], ["「您的性别」对得上不止一列"]),
        ([*GOOGLE_ZH, "Your sex "], ["「您的性别」对得上不止一列"]),
        ([*GOOGLE_ZH, "时间戳记"], ["时间戳记", "2 次"]),
        ([*GOOGLE_ZH, "1、您的性别"], ["「您的性别」对得上不止一列"]),
    ],
)  # fmt: skip
def test_a_header_that_is_not_the_surveys(head: list[Any], words: list[str]) -> None:
    message = assert_refused(lambda: _google(head), *words)
    for cell in ("a@example.org", "城外", "46283"):
        assert cell not in message
    assert len(message) < 700


def test_what_staff_may_do_to_a_header() -> None:
    for new in (
        " 您的性别：",
        "您的　性别".replace("　", ""),
        "1. 您的性别",
        "您的性别 [单选题]",
        "您的性别*",
    ):
        assert _google(changed("您的性别", new)).answers[0].given["sex"] == codes("m")
    assert _google(changed("您的性别", "他或她"), columns={"sex": "他或她"}).answers
    assert _google([*changed("您的性别", "性别甲"), "您的性别"], columns={"sex": "性别甲"}).answers
    assert_refused(lambda: _google(GOOGLE_ZH, columns={"sex": "他或她"}), "他或她")
    rows: list[list[Any]] = [GOOGLE_ZH[:2] + GOOGLE_ZH[5:6], [1, "", ""]]
    late = replace(SEX, required=False, publish="none")
    found = google_answers(
        survey(late, WHERE),
        spec("google_sheet"),
        rows,
        "UTC",
    )
    assert list(found.answers[0].given) == ["community"]


def test_a_source_of_one_community_needs_not_ask() -> None:
    head = changed("您住在哪个社区", "随便什么")
    assert_refused(lambda: _google(head), "您住在哪个社区")
    assert "community" not in _google(head, community="nan").answers[0].given


def test_a_title_that_may_be_of_two_questions() -> None:
    twin = replace(SAYS, id="twin", publish="none")
    message = assert_refused(
        lambda: google_answers(survey(SEX, SAYS, twin), spec("g"), [GOOGLE_ZH, *GOOGLE_ROWS], "UTC")
    )
    assert "分不清" in message


def test_doubtful_hours_are_noted() -> None:
    rows: list[list[Any]] = [GOOGLE_ZH, [45963.0625, "", "男"]]  # 2025-11-02 01:30
    found = google_answers(survey(), spec("g"), rows, "America/New_York")
    assert "夏令时" in found.notes[0]
    assert_refused(lambda: google_answers(survey(), spec("g"), rows, "Mars/North"), "时区")


# ---- files that are not what they should be ------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", ["找不到表头"]),
        (b"\xff\xfe", ["找不到表头"]),
        ("序号,提交答卷时间\n1,\0".encode(), ["NUL", "第 2 行"]),
        ("序号,男".encode() + b"\xff\xff\n", ["GB18030"]),
        (csv_bytes(WJX_TEXT, "utf-8") + "乱".encode("gb18030") + b"\x80\xff", ["GB18030"]),
        (csv_bytes(WJX_TEXT, "utf-16")[:-1], ["GB18030"]),
        (csv_bytes(WJX_TEXT[:2]) + '3,"没关\n4,5\n'.encode(), ["从第 4 行", "引号"]),
        (csv_bytes(WJX_TEXT[:2]) + '3,"关"了\n4,5\n'.encode(), ["第 4 行", "引号"]),
        (csv_bytes([*WJX_TEXT[:1], ["x" * 200_000]]), ["第 2 行", "131072"]),
        (csv_bytes([*WJX_TEXT[:1], [""] * 3_000]), ["第 2 行", "2000 格"]),
        (b"<html><table><tr><td>1", ["网页"]),
        (b"PK\x03\x04" + b"x" * 100, ["打不开"]),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, ["打不开"]),
        (xls_bytes(WJX_TEXT)[:3000], ["打不开"]),
        (xlsx_bytes(WJX_TEXT)[:-500], ["打不开"]),
        (xlsx_bytes([["说明"]], [["无关"]]), ["工作表", "找不到表头"]),
        (b"%PDF-1.7 nothing", ["找不到表头"]),
    ],
    ids=range(17),
)  # fmt: skip
def test_refused_files(body: bytes, words: list[str]) -> None:
    message = assert_refused(
        lambda: wjx.read(survey(), spec("wjx"), "导出.csv", body), "导出.csv", *words
    )
    assert "没关" not in message


def _zip(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def test_bombs(monkeypatch: pytest.MonkeyPatch) -> None:
    for other in (_zip(**{"content.xml": b"<x/>"}), _zip(**{"xl__workbook.bin": b""})):
        assert_refused(lambda other=other: list(sheets_of("x", other)), "不是 xlsx")  # type: ignore[misc]
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes(WJX_TEXT))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(
        b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    )
    assert_refused(lambda: list(sheets_of("x", _zip(**parts))), "16384 列")
    cell = b"<c><v>1</v></c>"
    nameless = (
        b'<row r="5">' + cell * 16_000 + b'</row><row r="1048576">' + cell + b"</row></sheetData>"
    )
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(b"</sheetData>", nameless)
    assert_refused(lambda: list(sheets_of("x", _zip(**parts))), "16000 列")
    parts["xl/worksheets/sheet1.xml"] = sheet
    parts["xl/sharedStrings.xml"] = (
        b'<sst count="1" uniqueCount="99999999999"><si><t>x</t></si></sst>'
    )
    assert_refused(lambda: list(sheets_of("x", _zip(**parts))), "打不开")
    monkeypatch.setattr("noticeboard.survey.workbooks.MAX_UNPACKED", 1_000_000)
    bomb = _zip(**{"xl__workbook.xml": b"<x/>", "xl__media__a": b"0" * 2_000_000})
    assert_refused(lambda: list(sheets_of("x", bomb)), "解开后超过")


def test_an_xls_that_claims_too_much() -> None:
    import struct

    body = xls_bytes(WJX_TEXT)
    start = body.index(struct.pack("<HH", 0x0200, 14)) + 4
    huge = body[:start] + struct.pack("<IIHH", 0, 0xFFFFFF, 0, 255) + body[start + 12 :]
    assert_refused(lambda: list(sheets_of("x", huge)), "打不开")


def test_caps_say_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("noticeboard.survey.encodings.MAX_ROWS", 3)
    assert_refused(lambda: list(csv_rows("x", b"1\n2\n3\n4\n")), "超过了 3 行")
    monkeypatch.setattr("noticeboard.survey.encodings.MAX_BYTES", 3)
    assert_refused(lambda: list(csv_rows("x", b"1\n2\n3\n4\n")), "超过了 0 MB")


def test_forms_of_csv() -> None:
    rows = [["编号", "话"], ["1", '第一行\r\n第二行，“引”"号"'], [], ["2", "尾"]]
    for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
        assert list(csv_rows("x", csv_bytes(rows, encoding))) == rows
    assert list(csv_rows("x", b"\x84\x31\x95\x33" + csv_bytes(rows, "gb18030"))) == rows
    assert list(csv_rows("x", "编号\t话\r1\ta b\r".encode("utf-16"))) == [
        ["编号", "话"],
        ["1", "a b"],
    ]
    assert encoding_of("x", "好┋〖〗→".encode("gbk")) == "gb18030"


# ---- whatever comes ------------------------------------------------------------------------------

READERS: dict[str, Reader] = {
    "wjx": wjx.read,
    "tencent": tencent.read,
    "csv": csv_file.read,
    "paper": paper.read,
}
SOUND = [csv_bytes(WJX_TEXT), csv_bytes(TENCENT), xls_bytes(WJX_CODE), xlsx_bytes(WJX_TEXT)]


@st.composite
def broken(draw: st.DrawFn) -> bytes:
    body = bytearray(draw(st.sampled_from(SOUND)))
    for _ in range(draw(st.integers(0, 8))):
        body[draw(st.integers(0, len(body) - 1))] = draw(st.integers(0, 255))
    return bytes(body[: draw(st.integers(0, len(body)))] if draw(st.booleans()) else body)


@given(st.binary(max_size=400) | broken() | st.text(max_size=200).map(str.encode))
@example(b'\xef\xbb\xbf"')
@settings(max_examples=250, deadline=None)
def test_no_bytes_make_it_fall(body: bytes) -> None:
    for name, read in READERS.items():
        try:
            found = read(survey(), spec(name), "x", body)
        except SourceError as error:
            assert "怎么改" in str(error)
        else:
            assert found.header_row >= 1


LINE = st.lists(
    st.sampled_from(
        ["", " ", "男", "运动", "4", "2026/9/18 1:02:03", "乱", '"', "a,b", "(空)", "-3", "\n"]
    ),
    max_size=16,
)


@given(st.lists(LINE, max_size=30))
@settings(max_examples=100, deadline=None)
def test_every_row_is_an_answer_or_blank(lines: list[list[str]]) -> None:
    for name, head, read in (("wjx", WJX_TEXT[0], wjx.read), ("tencent", TENCENT[0], tencent.read)):
        found = read(survey(), spec(name), "x", csv_bytes([head, *lines]))
        assert len(found.answers) + found.blank == len(lines)
    rows: list[list[Any]] = [GOOGLE_ZH, *lines]
    found = google_answers(survey(), spec("google_sheet"), rows, "Asia/Shanghai")
    assert len(found.answers) + found.blank == len(lines)
    assert [one.row for one in found.answers] == sorted({one.row for one in found.answers})


def test_private_columns_need_not_be_there() -> None:
    rows = [row[:-1] for row in WJX_TEXT]
    assert PHONE.required and wjx.read(survey(), spec("wjx"), "x", csv_bytes(rows)).answers
    assert {PEOPLE.id, GRADE.id} <= set(
        wjx.read(survey(), spec("wjx"), "x", csv_bytes(rows)).answers[0].given
    )


@pytest.mark.parametrize(
    "title",
    ["请打分 [环境卫生]", "3、请打分—环境卫生", "3.请打分:环境卫生", "请打分（环境卫生）", "3、(2)环境卫生",
     "第3题(环境卫生)", "Q3 请打分_环境卫生"],
)  # fmt: skip
def test_a_row_of_a_grid(title: str) -> None:
    body = csv_bytes([["提交答卷时间", title], ["2026/9/18 1:02:03", "4"]])
    found = wjx.read(survey(GRADE), spec("wjx"), "x", body)
    assert found.answers[0].given == {"grade": codes("4")}
    other = csv_bytes([["提交答卷时间", title.replace("环境", "个人")], ["2026/9/18 1:02:03", "4"]])
    assert_refused(lambda: wjx.read(survey(GRADE), spec("wjx"), "x", other), "缺少题目")


def test_the_sheet_that_comes_nearest_is_told_of() -> None:
    rows = [
        ["提交答卷时间", "1、你的性别", "4、您住在哪个社区"],
        ["2026/9/18 1:02:03", "男", "虚构南社区"],
    ]
    body = xlsx_bytes([["说明"]], rows, [["别的"]])
    assert_refused(
        lambda: wjx.read(survey(SEX, WHERE), spec("wjx"), "x", body), "Sheet1", "你的性别"
    )


def test_an_export_put_together_from_two_is_noted() -> None:
    found = wjx.read(survey(), spec("wjx"), "x", csv_bytes([*WJX_TEXT, *WJX_TEXT[1:]]))
    assert "3 行的编号" in found.notes[0] and len(found.answers) == 6


@pytest.mark.parametrize(
    ("title", "label"),
    [("1、1.您的性别", "您的性别"), ("1、1.您的性别", "1.您的性别"), ("3.18岁以上几人", "18岁以上几人"),
     ("5、18岁以上几人", "18岁以上几人"), ("25、(其他（请补充）:)", "其他（请补充）"), ("Q3、题目", "题目"),
     ("第6题 题目", "题目"), ("12：题目？", "题目"), ("7、题目\n含晚自习", "题目 含晚自习"), ("8、题目（多选题）", "题目"),
     ("*1.题目", "题目"), ("Q1_题目", "题目"), ("1、题目&nbsp;", "题目"), ("1、甲&amp;乙", "甲&乙"),
     ("题目（多选题）（必填）", "题目"), ("1、_____岁", "_____岁"),
     ("2 号楼", "2 号楼"), ("９、ＡＢＣ", "abc")],
)  # fmt: skip
def test_numbers_before_titles(title: str, label: str) -> None:
    asked = Question("q", "short", {"zh": label}, required=True)
    body = csv_bytes([["提交答卷时间", title], ["2026/9/18 1:02:03", "虚构"]])
    assert wjx.read(survey(asked), spec("wjx"), "x", body).answers[0].given == {"q": text("虚构")}


def test_numbers_that_are_the_title() -> None:
    for title, label in (
        ("2 号楼", "号楼"),
        ("2026年计划", "年计划"),
        ("3月去哪", "月去哪"),
        ("Quality", "uality"),
    ):
        asked = Question("q", "short", {"zh": label}, required=True)
        body = csv_bytes([["提交答卷时间", title], ["2026/9/18 1:02:03", "虚构"]])
        read = functools.partial(wjx.read, survey(asked), spec("wjx"), "x", body)
        assert_refused(read)


def test_split_columns_of_options_that_are_numbers() -> None:
    asked = replace(
        WANTS, label={"zh": "哪几天"}, options=tuple(option(f"d{n}", f"{n}") for n in range(1, 5))
    )
    rows = [["编号", "结束答题时间", *(f"2.哪几天:{n}" for n in range(1, 5))],
            ["1", "02-Feb-2021 20:26:58", "", "2", "3", ""], ["2", "02-Feb-2021 20:26:58", "1", "", "1", ""]]  # fmt: skip
    found = tencent.read(survey(asked), spec("tencent"), "x", csv_bytes(rows))
    assert [one.given["wants"] for one in found.answers] == [codes("d2", "d3"), codes("d1", "d3")]


def test_a_row_of_blanks_is_blank() -> None:
    rows = [WJX_TEXT[0], *WJX_TEXT[1:2], [" "] * 14, ["", "\u3000", "", "只有别的列"]]
    found = wjx.read(survey(), spec("wjx"), "x", csv_bytes(rows))
    assert (len(found.answers), found.blank) == (1, 2)


def test_titles_of_two_rows_are_refused() -> None:
    """Only the first option's column has the question's title: the others would not be read."""
    rows: list[list[Any]]
    rows = [["序号", "提交时间", "您的性别", "您希望增加哪些活动？", None, None],
            [None, None, None, "运动", "音乐", "其他"],
            [1, "2026-09-18 19:20:55", "男", "运动", "音乐", None]]  # fmt: skip
    source = spec("csv", time_column="提交时间", id_column="序号")
    asked = survey(SEX, WANTS)
    assert_refused(
        lambda: csv_file.read(asked, source, "a.xlsx", xlsx_bytes(rows)), "第 1 行和第 2 行"
    )
    # An answer with a remark beside it is none.
    remark = [rows[0], [1, "2026-09-18 19:20:55", "男", "运动", "备注", None]]
    assert len(csv_file.read(asked, source, "a.xlsx", xlsx_bytes(remark)).answers) == 1


def test_answers_in_two_sheets_are_refused() -> None:
    first, second = WJX_TEXT[:2], [WJX_TEXT[0], *WJX_TEXT[2:]]
    message = assert_refused(
        lambda: wjx.read(survey(), spec("wjx"), "a.xlsx", xlsx_bytes(first, second)), "Sheet1"
    )
    assert "城外" not in message
    others: list[list[Any]] = [[], [["说明"]], [WJX_TEXT[0]], [["您的性别", "份数"], ["男", 1]]]
    for other in others:
        found = wjx.read(survey(), spec("wjx"), "a.xlsx", xlsx_bytes(other, WJX_TEXT, other))
        assert len(found.answers) == 3
