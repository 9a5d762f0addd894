"""Orders and answers by workbook: the rows that the commands write, the refusals they give."""

from __future__ import annotations

import datetime as dt
import shutil
import stat
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from noticeboard.commands.inbox import Decision, decide, waiting
from noticeboard.commands.order import step
from noticeboard.commands.steps import Given
from noticeboard.commands.xlsx import export, plan, undo, write
from noticeboard.project import Project
from noticeboard.workbook.faults import WorkbookFaults
from tests.conftest import DAY
from tests.test_inbox import LAMP, LOCK, SAME, SILENT, asked_town, take
from tests.test_workbook import book_of, bytes_of, given_out, town
from tests.workbook_acts import do, spot

__all__ = ["given_out", "town"]

Chosen = dict[str, dict[str, Any]]


def fill(path: Path, sheet: str, chosen: Chosen) -> None:
    """Fill in what is asked for each of these rows."""
    do(path, [{"set": [sheet, key, title, value]}
              for key, cells in chosen.items() for title, value in cells.items()])  # fmt: skip


def test_three_orders_by_workbook_are_the_rows_of_the_commands(
    town: Project, tmp_path: Path
) -> None:
    twin = Project(tmp_path / "twin")
    shutil.copytree(town.root, twin.root)
    due = dt.date(2026, 12, 20)
    step(twin, "dispatch", "d00007", Given(unit="u004", due=due), DAY)
    step(twin, "claim", "d00006", Given(), DAY)
    step(
        twin,
        "finish",
        "d00004",
        Given(outcome="换好了灭火器", cost=300, evidence="照片；收据"),
        DAY,
    )
    fill(book_of(town), "办理单", {
        "d00007": {"下一步": "派单", "哪家单位": "卫生院", "新的期限": {"date": "2026-12-20"}},
        "d00006": {"下一步": "接单"},
        "d00004": {"下一步": "办结", "办成了什么": "换好了灭火器", "花费（元）": 300, "凭据": "照片；收据"},
    })  # fmt: skip
    wish = plan(town, book_of(town), DAY)
    assert wish.lines[0] == "办理单：走 3 步"
    assert any("从“已派单”到“已接单”" in line for line in wish.lines)
    assert set(write(wish)) == {"data/orders.csv", "data/order_events.csv"}
    # The commands took the steps in another order than the sheet's rows stand in.
    for name in ("orders.csv", "order_events.csv"):
        rows = [sorted((one.data / name).read_text("utf-8").splitlines()) for one in (town, twin)]
        assert rows[0] == rows[1]


def test_a_list_offers_only_the_steps_that_may_follow(town: Project) -> None:
    book = openpyxl.load_workbook(book_of(town))
    sheet = book["办理单"]
    states = {str(row[0].value): str(row[3].value) for row in sheet.iter_rows(min_row=3)}
    assert states["d00006"] == "已派单"
    assert "d00012" not in states, "what was merged is over"
    row = int(spot(book_of(town), "办理单", "d00006", "下一步").partition("!H")[2])
    rules = [r for r in sheet.data_validations.dataValidation if f"H{row}" in r.sqref]
    (rule,) = rules
    area = book.defined_names[rule.formula1].attr_text
    title, cells = area.split("!")
    offered = [cell.value for (cell,) in book[title.strip("'")][cells]]
    assert offered == ["接单", "退单", "转办", "撤单"]


REFUSED = [
    ({"下一步": "办结", "办成了什么": "好了"}, "下一步", "不能到“已办结”"),
    ({"下一步": "退单"}, "说明", "要写明说明"),
    ({"下一步": "接单", "哪家单位": "幼儿园"}, "哪家单位", "派给的是"),
    ({"下一步": "结单"}, "下一步", "没有「结单」这一步"),
    ({"说明": "忘了选"}, "下一步", "没有选下一步"),
    ({"下一步": "接单", "哪一天": "昨天"}, "哪一天", "不是日期"),
    ({"下一步": "接单", "哪一天": {"date": "2020-01-01"}}, "哪一天", "还早"),
    ({"下一步": "接单", "谁办的": "社区"}, "谁办的", "不能由社区来办"),
    ({"下一步": "退单", "说明": "人手不够", "花费（元）": "很多"}, "花费（元）", "不是数"),
    ({"下一步": "合并", "并到哪张单": "没有的单"}, "并到哪张单", "没有「没有的单」"),
]


@pytest.mark.parametrize(("cells", "title", "words"), REFUSED, ids=lambda x: str(x)[:30])
def test_what_the_command_refuses_is_refused_at_its_cell(
    cells: dict[str, Any], title: str, words: str, town: Project
) -> None:
    old = bytes_of(town)
    fill(book_of(town), "办理单", {"d00006": cells, "d00001": {"下一步": "重办", "说明": "又坏了"}})
    with pytest.raises(WorkbookFaults) as caught:
        plan(town, book_of(town), DAY)
    (fault,) = caught.value.faults
    assert str(fault.spot) == spot(book_of(town), "办理单", "d00006", title)
    assert words in fault.message
    assert bytes_of(town) == old


def test_a_step_that_somebody_took_meanwhile_is_told(town: Project) -> None:
    fill(book_of(town), "办理单", {"d00006": {"下一步": "退单", "说明": "人手不够"}})
    step(town, "claim", "d00006", Given(), DAY)
    with pytest.raises(WorkbookFaults, match="刚刚已经走了一步"):
        plan(town, book_of(town), DAY)


def test_what_the_rules_say_of_a_step_stands_at_its_cell(town: Project) -> None:
    fill(book_of(town), "办理单", {"d00006": {"下一步": "退单", "说明": "请打13912345678"}})
    with pytest.raises(WorkbookFaults, match="手机号") as caught:
        plan(town, book_of(town), DAY)
    (fault,) = caught.value.faults
    assert str(fault.spot) == spot(book_of(town), "办理单", "d00006", "说明")


def test_all_that_is_wrong_is_told_at_once(town: Project) -> None:
    """What cannot be read and what the command refuses: one look at the sheet, not one a fault."""
    fill(book_of(town), "办理单", {
        "d00006": {"下一步": "退单"}, "d00001": {"下一步": "重办", "说明": "又坏了", "哪一天": "昨天"},
    })  # fmt: skip
    with pytest.raises(WorkbookFaults) as caught:
        plan(town, book_of(town), DAY)
    assert {str(fault.spot) for fault in caught.value.faults} == {
        spot(book_of(town), "办理单", "d00006", "说明"),
        spot(book_of(town), "办理单", "d00001", "哪一天"),
    }


def test_a_second_export_overwrites_nothing(town: Project, tmp_path: Path) -> None:
    first = export(town, None, day=DAY, here=tmp_path).path
    first.write_bytes(b"edited")
    second = export(town, None, day=DAY, here=tmp_path).path
    assert second.name == f"{first.stem}-2.xlsx"
    assert first.read_bytes() == b"edited"


def test_a_step_and_an_edit_in_one_workbook(town: Project) -> None:
    fill(book_of(town), "办理单", {"d00006": {"下一步": "接单"}})
    do(book_of(town), [{"set": ["办理单登记", "d00006", "办什么", "讲讲医保怎么报"]}])
    old = bytes_of(town)
    write(plan(town, book_of(town), DAY))
    assert ",讲讲医保怎么报," in (town.data / "orders.csv").read_text("utf-8")
    undo(town)
    assert bytes_of(town) == old


@pytest.fixture
def asked(tmp_path: Path) -> Project:
    project = asked_town(tmp_path / "asked")
    take(project, LAMP, SAME, LOCK, SILENT)
    return project


def private_book(project: Project) -> Path:
    path = project.root / "内部.xlsx"
    done = export(project, path, day=DAY, inbox=True)
    assert "内部" in " ".join(done.lines)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    return path


def ids_by_words(path: Path) -> dict[str, str]:
    rows = openpyxl.load_workbook(path)["收件箱"].iter_rows(min_row=3, values_only=True)
    return {str(row[1])[:2]: str(row[0]) for row in rows}


def test_without_being_asked_no_words_of_residents_leave(asked: Project) -> None:
    export(asked, asked.root / "t.xlsx", day=DAY)
    assert "收件箱" not in openpyxl.load_workbook(asked.root / "t.xlsx").sheetnames
    book = openpyxl.load_workbook(private_book(asked))
    assert "内部" in " ".join(str(c.value) for row in book["说明"].iter_rows() for c in row)


def test_answers_by_workbook_are_those_of_the_command(asked: Project, tmp_path: Path) -> None:
    twin = Project(tmp_path / "twin")
    shutil.copytree(asked.root, twin.root)
    path = private_book(asked)
    ids = ids_by_words(path)
    decide(twin, "needs", ids["三号"], Decision("accept", title="路灯不亮"), DAY)
    decide(twin, "needs", ids["家里"], Decision("refer", to="锁匠店", reason="请找他们"), DAY)
    fill(path, "收件箱", {
        ids["三号"]: {"怎样答复": "受理", "公开的标题": "路灯不亮"},
        ids["家里"]: {"怎样答复": "转办", "转给谁": "锁匠店", "原因": "请找他们"},
    })  # fmt: skip
    wish = plan(asked, path, DAY)
    assert "收件箱：答复 2 条" in wish.lines
    write(wish)
    for name in ("needs.csv", "orders.csv", "order_events.csv", "receipts.csv"):
        assert (asked.data / name).read_bytes() == (twin.data / name).read_bytes(), name
    left = {one.key for one in waiting(asked, DAY)}
    assert left == {one.key for one in waiting(twin, DAY)}
    assert len(left) == 2
    kept = b"".join(p.read_bytes() for p in (asked.private / "answers").rglob("*.csv"))
    assert "锁坏了".encode() not in kept, "the words of what was answered are gone"


def test_an_answer_that_lacks_something_is_told_at_its_cell(asked: Project) -> None:
    path = private_book(asked)
    ids = ids_by_words(path)
    fill(path, "收件箱", {
        ids["三号"]: {"怎样答复": "受理"},
        ids["家里"]: {"怎样答复": "不予办理"},
        ids["想有"]: {"公开的标题": "下棋的地方"},
    })  # fmt: skip
    old = bytes_of(asked)
    with pytest.raises(WorkbookFaults) as caught:
        plan(asked, path, DAY)
    assert {str(fault.spot) for fault in caught.value.faults} == {
        spot(path, "收件箱", ids[words], "怎样答复") for words in ("想有", "三号", "家里")
    }
    fill(path, "收件箱", {ids["想有"]: {"公开的标题": None}})
    with pytest.raises(WorkbookFaults) as caught:
        plan(asked, path, DAY)
    assert {str(fault.spot) for fault in caught.value.faults} == {
        spot(path, "收件箱", ids[words], "怎样答复") for words in ("三号", "家里")
    }
    assert bytes_of(asked) == old
    assert len(waiting(asked, DAY)) == 4


def test_what_was_answered_meanwhile_is_told(asked: Project) -> None:
    path = private_book(asked)
    ids = ids_by_words(path)
    decide(asked, "needs", ids["三号"], Decision("decline", reason="不归社区"), DAY)
    fill(path, "收件箱", {ids["三号"]: {"怎样答复": "受理", "公开的标题": "路灯不亮"}})
    with pytest.raises(WorkbookFaults, match="已经答复过了"):
        plan(asked, path, DAY)
