"""The workbook in which staff edit the tables: out, through WPS' hands, and back."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from noticeboard.commands.demo import demo
from noticeboard.commands.xlsx import export, plan, undo, write
from noticeboard.demo import Size
from noticeboard.errors import UsageError
from noticeboard.load import load
from noticeboard.project import Project
from noticeboard.workbook.faults import WorkbookFaults
from tests.conftest import DAY, ROOT, copy_project
from tests.matrix import thinned
from tests.workbook_acts import difference, do, listed, spot, texts_of

CASES = Path(__file__).parent / "workbook"
EDITS, MISTAKES = listed(CASES / "edits.yaml"), listed(CASES / "mistakes.yaml")
SMALL = Size(4, 12, 8, 16, 14)


@pytest.fixture(scope="session")
def given_out(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A small invented town, with its workbook."""
    project = demo(tmp_path_factory.mktemp("workbook") / "town", SMALL, 1, DAY)
    export(project, project.root / "表.xlsx", day=DAY)
    return project


@pytest.fixture
def town(given_out: Project, tmp_path: Path) -> Project:
    shutil.copytree(given_out.root, tmp_path / "town")
    return Project(tmp_path / "town")


def book_of(town: Project) -> Path:
    return town.root / "表.xlsx"


def bytes_of(town: Project) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in town.data.rglob("*") if p.is_file()}


def test_there_are_thirty_of_each() -> None:
    assert len(EDITS) >= 30
    assert len(MISTAKES) >= 30


def test_what_nobody_changed_is_no_change(town: Project) -> None:
    assert plan(town, book_of(town), DAY).is_empty
    openpyxl.load_workbook(book_of(town)).save(book_of(town))
    wish = plan(town, book_of(town), DAY)
    assert wish.is_empty
    assert not wish.remarks


def test_the_same_data_are_the_same_bytes(town: Project) -> None:
    export(town, town.root / "again.xlsx", day=DAY)
    assert (town.root / "again.xlsx").read_bytes() == book_of(town).read_bytes()


@pytest.mark.parametrize("case", thinned(EDITS, 15), ids=lambda case: case["name"])
def test_an_edit_changes_what_was_edited_and_nothing_else(
    case: dict[str, Any], town: Project
) -> None:
    before, old = texts_of(load(town)), bytes_of(town)
    do(book_of(town), case["do"])
    wish = plan(town, book_of(town), DAY)
    assert wish.lines
    files = write(wish)
    expected = {t: {str(k): c for k, c in rows.items()} for t, rows in case["then"].items()}
    for rows in expected.values():
        for cells in rows.values():
            cells.update({name: str(text) for name, text in cells.items()})
    assert difference(before, texts_of(load(town))) == expected
    paths = {t: load(town).tables[t].resource.path for t in expected}
    assert {f"data/{path}" for path in paths.values()} == set(files)
    for remark in case.get("remarks", []):
        assert any(remark in said for said in wish.remarks), wish.remarks
    new = bytes_of(town)
    for name, path in paths.items():
        lines = set(old[path].splitlines()) ^ set(new[path].splitlines())
        most = sum(2 * max(1, len(cells)) + 1 for cells in expected[name].values())
        assert len(lines) <= most, "lines that nobody changed keep their bytes"
    undo(town)
    assert bytes_of(town) == old


@pytest.mark.parametrize("case", thinned(MISTAKES, 15), ids=lambda case: case["name"])
def test_a_mistake_is_named_by_sheet_and_cell_and_nothing_is_written(
    case: dict[str, Any], town: Project
) -> None:
    old = bytes_of(town)
    do(book_of(town), case["do"])
    with pytest.raises(WorkbookFaults) as caught:
        plan(town, book_of(town), DAY)
    told = [fault.told() for fault in caught.value.faults]
    wanted = case["says"]
    assert len(told) == len(wanted), told
    for at, words in wanted:
        place = at if isinstance(at, str) else spot(book_of(town), *at)
        found = [line for line in told if line.startswith(f"{place} ")]
        assert found, (place, told)
        assert any(words in line for line in found), (words, found)
    assert bytes_of(town) == old


def test_all_harmless_edits_at_once(town: Project) -> None:
    before = texts_of(load(town))
    chosen = [EDITS[n] for n in (0, 4, 9, 12, 14, 16, 17, 20, 22)]
    do(book_of(town), [act for case in chosen for act in case["do"]])
    write(plan(town, book_of(town), DAY))
    changed = difference(before, texts_of(load(town)))
    for case in chosen:
        for table, rows in case["then"].items():
            for key, cells in rows.items():
                got = changed[table][str(key)]
                assert {n: got[n] for n in cells} == {n: str(t) for n, t in cells.items()}


def test_five_mistakes_at_once_are_five_faults(town: Project) -> None:
    chosen = [MISTAKES[n] for n in (0, 2, 5, 8, 12)]
    do(book_of(town), [act for case in chosen for act in case["do"]])
    with pytest.raises(WorkbookFaults) as caught:
        plan(town, book_of(town), DAY)
    assert len(caught.value.faults) == sum(len(case["says"]) for case in chosen)


def edit_file(town: Project, name: str, old: str, new: str) -> None:
    path = town.data / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_what_others_changed_meanwhile_stays(town: Project) -> None:
    edit_file(town, "projects.csv", "漏雨，没人去", "常年漏雨")
    edit_file(town, "facilities.csv", "东岭服务点", "东岭便民点")
    do(book_of(town), [{"set": ["项目", "j00003", "结果", None]},
                       {"set": ["项目", "j00003", "名称", "翻新活动室"]},
                       {"set": ["设施", "c1-f3", "具体位置", "一楼"]}])  # fmt: skip
    write(plan(town, book_of(town), DAY))
    texts = texts_of(load(town))
    assert texts["projects"]["j00003"]["before"] == "常年漏雨"
    assert texts["projects"]["j00003"]["name"] == "翻新活动室"
    assert texts["facilities"]["c1-f3"]["name"] == "东岭便民点"
    assert texts["facilities"]["c1-f3"]["location"] == "一楼"


def test_one_cell_changed_by_both_is_named_with_three_values(town: Project) -> None:
    edit_file(town, "projects.csv", "漏雨，没人去", "常年漏雨")
    do(book_of(town), [{"set": ["项目", "j00003", "原来", "漏雨"]},
                       {"set": ["项目", "j00001", "结果", "装好了"]}])  # fmt: skip
    old = bytes_of(town)
    with pytest.raises(WorkbookFaults) as caught:
        plan(town, book_of(town), DAY)
    (fault,) = caught.value.faults
    assert str(fault.spot) == spot(book_of(town), "项目", "j00003", "原来")
    for words in ("漏雨，没人去", "常年漏雨", "漏雨"):
        assert f"「{words}」" in fault.message
    assert any("装好了" in line for line in caught.value.good), "the rest is told"
    assert bytes_of(town) == old


def test_both_made_the_same_change(town: Project) -> None:
    edit_file(town, "projects.csv", "漏雨，没人去", "常年漏雨")
    do(book_of(town), [{"set": ["项目", "j00003", "原来", "常年漏雨"]}])
    assert plan(town, book_of(town), DAY).is_empty


def test_a_row_that_others_deleted_or_changed(town: Project) -> None:
    path = town.data / "resources.csv"
    lines = path.read_text(encoding="utf-8").split("\n")
    path.write_text("\n".join(x for x in lines if not x.startswith("u009-r1,")), encoding="utf-8")
    assert plan(town, book_of(town), DAY).is_empty
    do(book_of(town), [{"set": ["资源清单", "u009-r1", "数量", 9]}])
    with pytest.raises(WorkbookFaults, match="现在没有了"):
        plan(town, book_of(town), DAY)


def test_deleting_what_others_just_changed_is_a_conflict(town: Project) -> None:
    edit_file(town, "resources.csv", "高空作业车", "高空车")
    do(book_of(town), [{"mark": ["资源清单", "u009-r1"]}])
    with pytest.raises(WorkbookFaults, match="别人刚改过"):
        plan(town, book_of(town), DAY)


def test_rows_that_others_added_stay(town: Project) -> None:
    path = town.data / "holidays.csv"
    path.write_text(
        path.read_text("utf-8") + "2028-01-01,rest,元旦,illustrative,register,第1页\n", "utf-8"
    )
    do(book_of(town), [{"set": ["节假日和调休", "2027-01-01", "名称", "新年"]}])
    write(plan(town, book_of(town), DAY))
    holidays = texts_of(load(town))["holidays"]
    assert "2028-01-01" in holidays
    assert holidays["2027-01-01"]["name"] == "新年"


def test_the_same_workbook_handed_in_twice_adds_nothing_twice(town: Project) -> None:
    for case in (EDITS[19], EDITS[20]):
        do(book_of(town), case["do"])
    write(plan(town, book_of(town), DAY))
    old = bytes_of(town)
    again = plan(town, book_of(town), DAY)
    assert again.is_empty
    assert sum("已经添过了" in remark for remark in again.remarks) == 4
    assert bytes_of(town) == old


def test_undo_refuses_where_somebody_went_on(town: Project) -> None:
    do(book_of(town), EDITS[0]["do"])
    write(plan(town, book_of(town), DAY))
    edit_file(town, "projects.csv", "漏雨，没人去", "常年漏雨")
    after = bytes_of(town)
    with pytest.raises(UsageError, match=r"data/projects\.csv"):
        undo(town)
    assert bytes_of(town) == after


def test_undo_without_an_import_says_so(town: Project) -> None:
    with pytest.raises(UsageError, match="没有可以退回的"):
        undo(town)


def test_a_workbook_without_its_hidden_sheets_is_known_by_its_number(town: Project) -> None:
    do(book_of(town), [{"drop_sheet": ["底稿"]}, *EDITS[0]["do"]])
    assert not plan(town, book_of(town), DAY).is_empty
    shutil.rmtree(town.private / "workbooks")
    with pytest.raises(UsageError, match="底稿"):
        plan(town, book_of(town), DAY)


def test_the_real_data_come_back_unchanged(tmp_path: Path) -> None:
    project = copy_project(tmp_path / "real", ROOT)
    export(project, tmp_path / "r.xlsx", day=DAY)
    openpyxl.load_workbook(tmp_path / "r.xlsx").save(tmp_path / "r.xlsx")
    assert plan(project, tmp_path / "r.xlsx", DAY).is_empty


@pytest.mark.full
@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_libreoffice_saves_what_is_no_change(town: Project, tmp_path: Path, kind: str) -> None:
    office = shutil.which("soffice")
    assert office, "LibreOffice is not installed: .ci/tools says how"
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", kind, "--outdir"]
    subprocess.run([*command, str(tmp_path / "saved"), str(book_of(town))],
                   check=True, capture_output=True, timeout=240)  # fmt: skip
    wish = plan(town, tmp_path / "saved" / f"表.{kind}", DAY)
    assert wish.is_empty
    assert not wish.remarks
