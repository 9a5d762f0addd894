"""``noticeboard new``: what is asked, how answers are judged, what is written and what is not."""

from __future__ import annotations

import datetime as dt
import os
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from noticeboard.cli import app
from noticeboard.cli.asking import led as led_here
from noticeboard.commands.check import check_command
from noticeboard.commands.ledger import published
from noticeboard.commands.new import Interview, begin, missing
from noticeboard.commands.new import Result as Made
from noticeboard.errors import DataProblems, UsageError
from noticeboard.load import load
from noticeboard.making.answers import amount, one_of, when
from noticeboard.making.asking import Choice, RefusedError
from noticeboard.making.kinds import ELSEWHERE, KINDS, WITH_FILE, kind_of
from noticeboard.making.notice import end_of
from noticeboard.project import Project
from tests.conftest import DAY
from tests.interviews import Led, led

REGISTER = "\n- id: register\n  title: 测试登记簿\n  kind: register\n"
ORGANISATION = "tushuguan,县图书馆,,public_institution,,,,local,register,测试"


@pytest.fixture
def town(project: Project) -> Project:
    """The real town with a register and a library, as if somebody had begun to work."""
    with (project.data / "sources.yaml").open("a", encoding="utf-8") as file:
        file.write(REGISTER)
    with (project.data / "organisations.csv").open("a", encoding="utf-8") as file:
        file.write(ORGANISATION + "\n")
    with (project.data / "units.csv").open("a", encoding="utf-8") as file:
        file.write("tushuguan,partner,,local,register,测试\n")
    return project


def asked(project: Project, word: str, *answers: str, **given: str) -> tuple[Interview, Led[Made]]:
    interview = begin(project, word, given, short=False, day=DAY)
    return interview, led(interview.questions(), answers)


def command(project: Project, *words: str) -> Result:
    every = ["new", *words, "--root", str(project.root), "--today", DAY.isoformat()]
    return CliRunner().invoke(app, every)


def state(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
            and ".noticeboard" not in p.parts}  # fmt: skip


def row(project: Project, table: str, key: str) -> dict[str, str]:
    resource = load(project).tables[table]
    found = next(r for r in resource.rows if str(r.get(resource.resource.key)) == key)
    return {name: cell.text for name, cell in found.cells.items() if cell.text}


def sound(project: Project) -> list[str]:
    return [p.told() for p in check_command(project, day=DAY) if p.severity == "error"]


# Answers of one kind each, from the first question to the end.


def test_a_project_with_two_funders_adds_up(town: Project) -> None:
    interview, seen = asked(
        town, "项目", "加装路灯", "已批准", "城西", "政法", "装灯；换线", "2026年11月", "6万元", "", "", "", "",
        "财政", "县委政法", "4万", "自筹", "图书馆", "",
    )  # fmt: skip
    assert seen.result.key == "jiazhuang-ludeng"
    assert any("还差 20000 元" in line for q in seen.asked for line in q.told)
    assert seen.asked[-1].default == "20000"
    interview.write()
    written = row(town, "projects", "jiazhuang-ludeng")
    assert written["cost_cny"] == "60000" and written["cost_as_stated"] == "6万元"
    assert (written["time_text"], written["time_value"]) == ("2026年11月", "2026-11-01")
    assert written["scope"] == "装灯；换线" and written["lead"] == "xian-zhengfawei"
    assert row(town, "funding", "jiazhuang-ludeng-2")["funder"] == "tushuguan"
    assert sound(town) == []


def test_amounts_that_do_not_add_up_are_asked_about(town: Project) -> None:
    begun = ("加装路灯", "已批准", "", "", "", "", "6万元", "", "", "", "", "财政", "", "5万", "")
    _, seen = asked(town, "project", *begun)
    assert seen.waiting and seen.waiting.title == "金额对不上，怎么办"
    assert "还差 10000 元" in seen.waiting.told[0]
    interview, seen = asked(town, "project", *begun, "2")
    cells = {c.table: c.cells for c in interview.desk.made()}
    assert seen.made and cells["projects"]["cost_cny"] == "50000"
    interview, seen = asked(town, "project", *begun, "3", "捐赠", "", "6万")
    kinds = [c.cells["source_kind"] for c in interview.desk.made() if c.table == "funding"]
    assert seen.made and kinds == ["donation"]


def test_what_is_only_planned_is_not_asked_for_money(town: Project) -> None:
    _, seen = asked(town, "project", "加装路灯", "计划中", "", "", "", "", "", "", "", "")
    assert seen.result.key == "jiazhuang-ludeng"
    assert not any("花费" in title or "钱" in title for title in seen.titles())


def test_a_wrong_answer_is_told_at_once_and_asked_again(town: Project) -> None:
    _, seen = asked(town, "project", "", "=1+1", "找张三13812345678", "加装路灯", "99", "已批准", "成西", "1", "",
                    "", "也许", "2026-11-31", "近期", "很多钱")  # fmt: skip
    assert [told[:8] for told in seen.refusals()] == [
        "这一项一定要填", "「=1+1」开头的"[:8], "里面像有手机号码", "没有「99」。选"[:8], "没有「成西」。是"[:8],
        "看不出是什么时候", "写成 2026-1"[:8], "写金额，例如 3"[:8],
    ]  # fmt: skip


def test_rows_are_found_by_a_part_of_their_name_their_number_or_their_id() -> None:
    every = [
        Choice("chengxi", "城西社区"),
        Choice("chengdong", "城东社区"),
        Choice("fuping", "福坪社区"),
    ]
    assert one_of("2", every, every) == "chengdong"
    assert one_of("福", every, every) == "fuping"
    assert one_of("chengxi", [], every) == "chengxi"
    assert one_of("城东社区（chengdong）", [], every) == "chengdong"
    with pytest.raises(RefusedError) as many:
        one_of("城", [], every)
    assert [choice.value for choice in many.value.choices] == ["chengxi", "chengdong"]
    with pytest.raises(RefusedError, match="没有「4」"):
        one_of("4", every, every)


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("2026年11月24日", ("2026年11月24日", "day", "2026-11-24", "")),
        ("20261124", ("2026年11月24日", "day", "2026-11-24", "")),
        ("2026/1", ("2026年1月", "month", "2026-01-01", "")),
        ("2026年下半年", ("2026年下半年", "half_year", "2026-07-01", "2026-12-31")),
        ("2026", ("2026年", "year", "2026-01-01", "")),
        ("去年11月", ("去年11月", "relative", "", "")),
    ],
)
def test_a_time_is_as_precise_as_it_was_said(text: str, cells: tuple[str, ...]) -> None:
    said = when(text)
    assert tuple(said.get(n, "") for n in ("text", "precision", "value", "value_end")) == cells


def test_an_amount_keeps_its_words() -> None:
    assert amount("17.68万元") == {"cny": "176800", "as_stated": "17.68万元"}
    assert amount("200") == {"cny": "200", "as_stated": "200元"}
    for wrong in ("-5", "若干", "0.001元"):
        with pytest.raises(RefusedError):
            amount(wrong)


def test_a_unit_is_an_organisation_and_its_standing(town: Project) -> None:
    interview, _ = asked(town, "单位", "县医院", "医院", "", "", "共建单位", "", "", "")
    assert set(interview.write()) == {"data/organisations.csv", "data/units.csv"}
    assert row(town, "units", "xianyi-yuan")["standing"] == "partner"
    assert row(town, "organisations", "xianyi-yuan")["kind"] == "hospital"
    with pytest.raises(UsageError, match="已经在共建单位表里了"):
        asked(town, "单位", "县医院")


def test_what_a_row_points_to_can_be_made_with_it(town: Project) -> None:
    interview, seen = asked(town, "member", "+李四", "馆长", "全名", "本人同意", "lisi", "城西", "图书馆", "兼职委员",
                            "讲政策", "1、3", "拟聘", "", "", "", "", "", "", "")  # fmt: skip
    assert seen.result.key == "lisi-chengxi"
    assert "没有「讲政策」" in seen.refusals()[0]
    cells = {change.table: change.cells for change in interview.desk.made()}
    assert cells["people"]["name"] == "李四" and cells["people"]["source"] == "register"
    assert cells["memberships"]["roles"] == "policy_lecturer；project_follower"


def test_a_community_brings_its_division(town: Project) -> None:
    figures = town.data / "figures.yaml"
    figures.write_text(figures.read_text("utf-8").replace("  value: 4\n", "  value:\n"), "utf-8")
    interview, seen = asked(town, "community", "东街社区", "001", "5", "099", "", "", "13812345678", "0753-1234567", "", "", "", "")  # fmt: skip
    assert seen.refusals()[0].startswith("441422100001 是城北社区")
    assert "12 位" in seen.refusals()[1] and "手机号码" in seen.refusals()[2]
    interview.write()
    assert row(town, "communities", "dongjie")["admin_code"] == "441422100099"
    assert row(town, "places", "441422100099")["parent"] == "441422100"
    assert sound(town) == []


def test_a_need_was_raised_today_and_gets_the_number_of_orders(town: Project) -> None:
    interview, seen = asked(
        town, "需求", "楼道灯坏了", "城西", "", "设施", "", "居民", "", "较急", "", "", "", ""
    )
    assert seen.result.key == "chengxi-2611-01"
    assert seen.result.then == ("开一张办理单：noticeboard order new chengxi-2611-01",)
    interview.write()
    assert row(town, "needs", "chengxi-2611-01")["raised_value"] == "2026-11-24"


def test_an_appraisal_is_of_one_subject(town: Project) -> None:
    interview, seen = asked(
        town, "评议", "单位", "年度评议", "2026年", "图书馆", "", "合格", "", "", "", "", "", ""
    )
    assert "兼职委员" not in seen.titles()
    assert interview.desk.made()[0].cells["unit"] == "tushuguan"


def test_the_source_is_asked_once_and_tells_what_kind_of_row_it_is(project: Project) -> None:
    _, seen = asked(
        project, "deed", "修了三盏路灯", "城西", "设施", "", "", "", "+登记簿", "", "", "第3页", ""
    )
    titles = seen.titles()
    assert titles.count("根据是什么（来源）") == 1
    told = next(q for q in seen.asked if q.name == "source").told
    assert "还没有登记簿" in told[0]
    interview, seen = asked(
        project, "deed", "修了三盏路灯", "城西", "设施", "", "", "", "朋友圈", "L22", ""
    )
    assert seen.made and interview.desk.made()[-1].cells["provenance"] == "reported"


# Notices.


NOTICE = ("公示", "项目", "加装路灯方案的公示", "城西", "", "城西社区居委会")


def test_a_notice_counts_its_working_days(town: Project) -> None:
    interview, seen = asked(town, "notice", *NOTICE, "2026-11-20", "2026-09-28", "2026-12-30", "", "", "5个", "1", "办公室",
                            "13812345678", "0753-1234567", "")  # fmt: skip
    refused = seen.refusals()
    assert "不能从过去的日子起" in refused[0] and "不能从过去的日子起" in refused[1]
    assert "2027 年的放假和调休还没有登记" in refused[2]
    (file,) = interview.write()
    assert file == "content/notices/jiazhuang-ludeng-fangan.md"
    written = row(town, "notices", "jiazhuang-ludeng-fangan")
    assert seen.made and (written["period_start"], written["period_end"]) == (
        "2026-12-30",
        "2026-12-31",
    )
    assert sound(town) == []


@pytest.mark.parametrize(
    ("start", "days", "first", "kind", "end"),
    [
        ("2026-09-28", 5, "not_counted", "working", "2026-10-10"),
        ("2026-11-26", 5, "not_counted", "working", "2026-12-03"),
        ("2026-11-26", 5, "counted", "working", "2026-12-02"),
        ("2026-11-26", 7, "not_counted", "calendar", "2026-12-03"),
    ],
)
def test_the_last_day_is_counted_with_holidays(
    start: str, days: int, first: str, kind: str, end: str
) -> None:
    day = dt.date.fromisoformat(start)
    assert end_of(day, days, kind, first, {}).isoformat() == end


def test_a_notice_is_a_draft_that_cannot_be_published_unfinished(town: Project) -> None:
    interview, seen = asked(town, "notice", *NOTICE, "", "", "", "5", "办公室", "0753-1234567", "")
    assert seen.result.then[0].startswith("打开 content/notices/")
    interview.write()
    path = town.notices / "jiazhuang-ludeng-fangan.md"
    text = path.read_text("utf-8")
    assert "公示期：2026年11月25日至2026年12月2日，共5个工作日，头一天不算在内" in text
    assert text.count("（待填：") == 2 and sound(town) == []
    approved = text.replace("# approved_by: 批准人的职务", "approved_by: 主任")
    approved = approved.replace("# approved_on: 2026", "approved_on: 2026").replace("# signed_on: 2026", "signed_on: 2026")  # fmt: skip
    path.write_text(approved, "utf-8")
    assert [p.rule for p in check_command(town, day=DAY) if p.severity == "error"] == [
        "notice_texts_are_final"
    ]
    path.write_text(approved.replace("（待填：", "写好了（"), "utf-8")
    assert sound(town) == []


def published_one(town: Project) -> Path:
    """Make a notice of five working days, approve it, and let a build register it."""
    asked(town, "notice", *NOTICE, "", "", "", "5", "办公室", "0753-1234567", "")[0].write()
    path = town.notices / "jiazhuang-ludeng-fangan.md"
    text = path.read_text("utf-8").replace("（待填：", "写好了（")
    text = re.sub(r"# (approved_by|approved_on|signed_on): (\S+)", r"\1: \2", text)
    path.write_text(text, "utf-8")
    published(town, load(town), DAY, write=True)
    return path


def test_a_correction_names_what_it_corrects(town: Project) -> None:
    published_one(town)
    answers = ("1", "", "加装路灯方案的更正", "", "", "城西社区居委会", "")
    interview, seen = asked(town, "更正", *answers)
    assert b"corrects: jiazhuang-ludeng-fangan" in (
        interview.made.content if interview.made else b""
    )
    assert seen.titles()[:3] == ["更正哪一份", "类别", "标题"], "of which kind was said already"
    assert seen.asked[1].default == "project", "it is of the same kind of matter"
    assert any("data/funding.csv" in step for step in seen.result.then)
    interview.write()
    assert sound(town) == []


def test_nothing_published_is_nothing_to_correct(town: Project) -> None:
    asked(town, "notice", *NOTICE, "", "", "", "5", "办公室", "0753-1234567", "")[0].write()
    with pytest.raises(UsageError, match="没有发布的，直接改它的文件"):
        asked(town, "撤回")


def test_a_result_is_linked_from_the_notice_whose_result_it_is(town: Project) -> None:
    old = published_one(town)
    before = old.read_bytes().replace(b"\n", b"\r\n")
    old.write_bytes(before)
    _, early = asked(town, "结果", "项目", "路灯方案的结果", "", "", "城西社区居委会", "")
    assert "是哪一份公示的结果" not in early.titles(), "opinions may still be sent in"
    interview = begin(town, "结果", {}, short=False, day=dt.date(2026, 12, 3))
    seen = led(interview.questions(), ("1", "", "加装路灯方案的结果", "", "", "城西社区居委会", ""))
    assert seen.titles()[0] == "是哪一份公示的结果"
    text = interview.made.content.decode() if interview.made else ""
    assert "已于2026年11月25日至2026年12月2日公示。" in text
    result = seen.result.key
    assert f"  result_notice: {result}" in seen.result.shown
    assert interview.write() == (
        f"content/notices/{result}.md",
        "content/notices/jiazhuang-ludeng-fangan.md",
    )
    after = old.read_bytes()
    line = f"result_notice: {result}\r\n".encode()
    assert after.count(line) == 1 and after.replace(line, b"") == before
    assert row(town, "notices", "jiazhuang-ludeng-fangan")["result_notice"] == result
    assert [p for p in check_command(town, day=dt.date(2026, 12, 3)) if p.severity == "error"] == []


def test_a_result_without_anything_that_waits_for_one_is_a_notice_all_the_same(
    town: Project,
) -> None:
    _, seen = asked(town, "公示", "结果", "项目", "路灯方案的结果", "", "", "城西社区居委会", "")
    assert "是哪一份公示的结果" not in seen.titles()
    assert seen.result.key


def test_a_telephone_needs_its_area(town: Project) -> None:
    given = (*NOTICE, "", "", "", "5", "办公室", "5522222", "0753-5522222", "")
    _, seen = asked(town, "notice", *given)
    assert any("写成 区号-5522222" in told for told in seen.refusals())
    assert seen.result.key


# Surveys.


def test_a_survey_is_asked_question_by_question(town: Project) -> None:
    interview, seen = asked(
        town, "问卷", "活动室开放时间", "想知道开到几点合适", "几点关门好？", "单选", "八点", "八点；九点", "满意吗？", "打分",
        "还想说什么？", "自己写", "", "", "", "",
    )  # fmt: skip
    assert "至少两个选项" in seen.refusals()[0]
    (file,) = interview.write()
    text = (town.root / file).read_text("utf-8")
    assert "options: communities" in text and text.count("  - id: ") == 4
    assert sound(town) == []
    _, seen = asked(
        town, "survey", "活动室开放时间", "想知道开到几点合适", "几点？", "打分", "", "", "", ""
    )
    assert "已经有了" in seen.refusals()[-1]


# On the command line.


def test_everything_can_be_given_as_options(town: Project) -> None:
    done = command(town, "project", "--name", "加装路灯", "--set", "stage=已批准", "--set", "cost=6万元",
                   "--funder", "县图书馆=4万=自筹", "--funder", "=2万=财政")  # fmt: skip
    assert done.exit_code == 0, done.output
    assert row(town, "funding", "jiazhuang-ludeng-2")["source_kind"] == "fiscal"
    assert "接下来" in done.output and sound(town) == []
    done = command(
        town,
        "survey",
        "--title",
        "开放时间",
        "--set",
        "purpose=开到几点合适",
        "--question",
        "单选=几点=八点；九点",
    )
    assert done.exit_code == 0, done.output


def test_what_is_missing_is_told_with_its_option(town: Project) -> None:
    before = state(town.root)
    for words, told in (
        (("project",), "--set name=…（名称）"),
        (("need", "--title", "楼道灯坏了"), "--set community=…"),
        (("unit", "--name", "县医院"), "--set kind=…"),
        (("notice",), "--set kind=…"),
        (("survey", "--title", "开放时间", "--set", "purpose=开到几点合适"), "--question"),
        (("project", "--name", "甲", "--set", "stage=已批准", "--set", "cost=5", "--funder", "=3=财政"), "还差 2 元"),
        (("project", "--name", "甲", "--set", "stage=已批准", "--funder", "3=财政"), "看不懂"),
        (("need", "--title", "灯", "--community", "城西", "--set", "category=设施", "--set", "urgancy=较急"), "是不是 urgency"),
        (("need", "--title", "灯", "--community", "城南"), "「城南」"),
        (("need", "--set", "category"), "--set 写成 列=值"),
        (("orders",), "noticeboard order new"),
        (("公是",), "是不是 notice（公示）"),
    ):  # fmt: skip
        done = command(town, *words)
        assert isinstance(done.exception, UsageError), (words, done.output)
        assert told in str(done.exception), (words, str(done.exception))
    assert state(town.root) == before


def test_what_does_not_fit_the_rest_is_not_written(town: Project) -> None:
    """The library has no agreement with this community: nobody of it can be a member there."""
    before = state(town.root)
    words = ("member", "--set", "person=+李四", "--set", "people.post=馆长", "--set", "people.name_policy=full",
             "--set", "people.publish_basis=consent", "--community", "城西", "--unit", "县图书馆", "--set", "post=委员",
             "--set", "status=appointed")  # fmt: skip
    done = command(town, *words)
    assert isinstance(done.exception, DataProblems)
    assert "noticeboard new member" in done.output and "--set person=+李四" in done.output
    assert state(town.root) == before


def test_dry_run_and_no_write_nothing(town: Project) -> None:
    before = state(town.root)
    done = command(town, "deed", "--title", "修了三盏路灯", "--set", "category=设施", "--dry-run")
    assert done.exit_code == 0 and "data/deeds.csv 添一行" in done.output
    assert state(town.root) == before


def test_a_file_that_was_made_meanwhile_is_not_overwritten(town: Project) -> None:
    first, _ = asked(town, "notice", *NOTICE, "", "", "", "5", "办公室", "0753-1234567", "")
    second, _ = asked(town, "notice", *NOTICE, "", "", "", "6", "办公室", "0753-1234567", "")
    first.write()
    before = state(town.root)
    with pytest.raises(UsageError, match="没有写入"):
        second.write()
    assert state(town.root) == before


def test_a_table_that_was_changed_meanwhile_is_not_overwritten(town: Project) -> None:
    interview, seen = asked(town, "deed", "修了三盏路灯", "", "设施", "", "", "", "", "", "")
    assert seen.made
    with (town.data / "deeds.csv").open("a", encoding="utf-8") as file:
        file.write("x,别的事,,facility,,,,,,,,local,register,测试\n")
    with pytest.raises(UsageError, match="刚刚被别人改过"):
        interview.write()


def test_every_table_is_made_here_or_it_is_said_where(town: Project) -> None:
    dataset = load(town)
    made = {kind.table for kind in KINDS} | {"notices"}
    assert made | set(ELSEWHERE) == set(dataset.tables)
    for kind in KINDS:
        assert kind_of(kind.title, dataset) == kind_of(kind.table, dataset) == kind
        fields = dataset.tables[kind.table].resource.fields
        for name in kind.extra:
            assert name in fields or f"{name}_text" in fields or f"{name}_cny" in fields, (
                kind.word,
                name,
            )
    assert {kind_of(word, dataset) for word in WITH_FILE} == set(WITH_FILE)
    assert {kind_of(word, dataset) for word in ("更正", "公告", "结果", "撤回")} == {"notice"}
    listing = CliRunner().invoke(app, ["new"]).output
    assert all(f"{kind.word} " in listing and kind.title in listing for kind in KINDS)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.word)
def test_every_kind_asks_in_chinese_for_what_it_needs(town: Project, kind: object) -> None:
    word = getattr(kind, "word", "")
    interview = begin(town, word, {}, short=True, day=DAY)
    try:
        with pytest.raises(UsageError) as told:
            led_here(interview.questions(), lambda one: missing(interview, one))
    except StopIteration:
        raise AssertionError(word) from None
    assert "还要写 --set" in str(told.value) or "先运行 noticeboard new" in str(told.value)


def on_a_terminal(project: Project, words: list[str], answers: list[bytes]) -> tuple[str, int]:
    """Run the command on a terminal of its own; an answer is typed each time it waits for one."""
    import os
    import pty
    import select
    import sys

    child, terminal = pty.fork()
    if child == 0:
        os.chdir(project.root)
        os.execv(
            sys.executable,
            [sys.executable, "-m", "noticeboard", "new", *words, "--today", DAY.isoformat()],
        )
    seen, typed = b"", 0
    patience = 0
    while patience < 20:
        if not select.select([terminal], [], [], 3)[0]:
            patience += 1
            if typed and len(answers[typed - 1]) == 1 and answers[typed - 1] != b"\n":
                os.write(terminal, answers[typed - 1])  # nothing came of it: pressed again
            continue
        try:
            piece = os.read(terminal, 65536)
        except OSError:
            break
        if not piece:
            break
        seen += piece
        if seen.endswith(b"> ") and typed < len(answers):
            os.write(terminal, answers[typed])
            typed += 1
    os.close(terminal)
    return seen.decode("utf-8"), os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


DEED = [
    b"\xe4\xbf\xae\xe4\xba\x86\xe4\xb8\x89\xe7\x9b\x8f\xe8\xb7\xaf\xe7\x81\xaf\n",
    b"2\n",
    b"99\n",
    b"5\n",
]


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="no terminals of this kind")
def test_on_a_terminal_it_is_shown_asked_and_written(town: Project) -> None:
    told, code = on_a_terminal(
        town, ["实事"], [*DEED, b"\n", b"\n", b"\n", b"\n", b"\n", b"\n", b"\n"]
    )
    assert code == 0, told
    assert "办了什么？" in told and "2 城西社区（chengxi）" in told and "✗ 没有「99」" in told
    assert "[测试登记簿，直接回车]> " in told and "data/deeds.csv 添一行" in told
    assert "写好了：data/deeds.csv" in told and "noticeboard serve" in told
    assert sound(town) == []


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="no terminals of this kind")
@pytest.mark.parametrize("stop", [b"\x03", b"\x04"], ids=["Ctrl+C", "Ctrl+D"])
@pytest.mark.parametrize(
    "answers", [DEED[:1], [*DEED, b"\n", b"\n", b"\n", b"\n", b"\n", b"\n"]], ids=["asked", "shown"]
)
def test_ctrl_c_leaves_nothing(town: Project, stop: bytes, answers: list[bytes]) -> None:
    before = state(town.root)
    told, _ = on_a_terminal(town, ["deed"], [*answers, stop])
    assert "什么也没有写" in told or "没有写。" in told
    assert state(town.root) == before
