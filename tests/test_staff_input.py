"""Input as WPS, Excel and people make it: read right, or refused with the exact mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from noticeboard.mend import mended, respelled
from noticeboard.project import Project
from tests.test_cases import made_project
from tests.test_faults import problems_of, replace_once


@pytest.mark.parametrize(
    ("kind", "written", "meant"),
    [
        ("date", "2022/9/7", "2022-09-07"),
        ("date", "2022.09.07", "2022-09-07"),
        ("date", "2022年9月7日", "2022-09-07"),
        ("date", "２０２２－９－７", "2022-09-07"),
        ("date", "2022\u00a0年 9 月 7 日", "2022-09-07"),
        ("date", "20220907", "2022-09-07"),
        ("date", "44811", "2022-09-07"),
        ("date", "2022/2/30", ""),
        ("date", "9月7日", ""),
        ("date", "2022-9", ""),
        ("integer", "1.768E+05", "176800"),
        ("integer", "３３５００００", "3350000"),
        ("integer", "3,350,000", "3350000"),
        ("integer", "335万元", "3350000"),
        ("integer", "17.68 万元", "176800"),
        ("integer", "￥1200", "1200"),
        ("integer", "12.5", ""),
        ("integer", "1e9999999999", ""),
        ("integer", "三百", ""),
        ("number", "１７．６８", "17.68"),
        ("number", "17.680 ", "17.68"),
        ("string", "17", ""),
    ],
)
def test_what_was_meant_is_found(kind: str, written: str, meant: str) -> None:
    assert mended(kind, written) == meant


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "words"),
    [
        (",3350000,", ",335万元,", 2, 15, "改成 3350000。"),
        (",3350000,", ",3.35E+06,", 2, 15, "改成 3350000。"),
        (",3350000,", ",３３５００００,", 2, 15, "改成 3350000。"),
        ("去年11月,relative,,", "去年11月,relative,2021/11/1,", 7, 13, "清空这一格"),
        ("去年11月,relative,,", "2021年11月1日,day,2021/11/1,", 7, 13, "改成 2021-11-01。"),
    ],
)
def test_a_cell_of_a_spreadsheet_is_refused_with_its_mend(
    project: Project, old: str, new: str, line: int, column: int, words: str
) -> None:
    replace_once(project.data / "projects.csv", old, new)
    (problem,) = problems_of(project)
    assert (problem.place.line, problem.place.column) == (line, column)
    assert words in problem.hint


def rewritten(path: Path, encoding: str) -> None:
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))


@pytest.mark.parametrize("name", ["projects.csv", "communities.yaml", "people.csv"])
@pytest.mark.parametrize(
    ("encoding", "words"),
    [("gb18030", "整个文件是 GBK"), ("utf-16", "UTF-16"), ("utf-16-be", "NUL")],
)
def test_a_file_in_another_encoding_is_one_problem(
    project: Project, name: str, encoding: str, words: str
) -> None:
    rewritten(project.data / name, encoding)
    (problem,) = problems_of(project)
    assert problem.place.file == f"data/{name}"
    assert words in problem.message
    assert "UTF-8" in problem.hint


@pytest.mark.parametrize("ends", ["\r\n", "\n"])
def test_what_a_spreadsheet_adds_is_read_past(project: Project, ends: str) -> None:
    """A BOM, Windows line ends, empty columns at the right, empty rows at the end."""
    for path in project.data.glob("*.csv"):
        lines = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
        wide = [f"{line},," for line in lines] + ["," * (lines[0].count(",") + 2)] * 100
        path.write_bytes(b"\xef\xbb\xbf" + (ends.join(wide) + ends).encode())
    ledger = project.data / "notice_ledger.csv"
    assert ledger.is_file()
    assert problems_of(project) == ()


@pytest.mark.parametrize(
    ("pattern", "written", "meant"),
    [
        ("^[^〔〕 ]{1,20}〔[0-9]{4}〕[1-9][0-9]*号$", "示府办（2026）3号", "示府办〔2026〕3号"),
        ("^[^〔〕 ]{1,20}〔[0-9]{4}〕[1-9][0-9]*号$", "示府办[2026] 03号", "示府办〔2026〕3号"),
        ("^[a-z0-9]+(-[a-z0-9]+)*$", "Long_Shan", "long-shan"),
        ("^[a-z0-9]+(-[a-z0-9]+)*$", "ｌｏｎｇ", "long"),
        ("^(0[0-9]{2,3}-)?[0-9]{5,8}$", "0990—1234567", "0990-1234567"),
        ("^[a-z0-9]+(-[a-z0-9]+)*$", "龙山", ""),
        ("^[0-9]{6}$", "51420", ""),
    ],
)
def test_what_was_meant_by_its_pattern_is_found(pattern: str, written: str, meant: str) -> None:
    assert respelled(pattern, written) == meant


def test_the_end_that_was_meant_is_told(tmp_path: Path) -> None:
    town = made_project("notices", tmp_path / "town")
    replace_once(town.notices / "lamp-plan.md", "period_end: 2026-12-01", "period_end: 2026-12-03")
    (problem,) = problems_of(town)
    assert "5 个对，period_end 改成 2026-12-01" in problem.hint
    assert "declared_days 改成 7" in problem.hint


def test_a_mobile_for_an_office_is_told_as_one(tmp_path: Path) -> None:
    town = made_project("notices", tmp_path / "town")
    replace_once(town.notices / "lamp-plan.md", '"0990-1234567"', '"13800012345"')
    (problem,) = problems_of(town)
    assert "是手机号" in problem.message
    assert "13800012345" not in problem.message


def test_a_copied_row_is_told_from_another_with_the_same_id(project: Project) -> None:
    path = project.data / "people.csv"
    lines = path.read_text(encoding="utf-8").split("\n")
    path.write_text("\n".join([*lines[:2], lines[1], *lines[2:]]), encoding="utf-8")
    (problem,) = problems_of(project)
    assert "两行一模一样" in problem.message
    assert problem.hint == "删去第 3 行"
    lines[2] = lines[2].replace("luo-haihua", "yu-yu")
    path.write_text("\n".join(lines), encoding="utf-8")
    problem = problems_of(project)[0]
    assert "那一条是“余煜”" in problem.message


def test_the_step_that_fits_the_next_one_is_told(tmp_path: Path) -> None:
    town = made_project("loop", tmp_path / "town")
    replace_once(town.data / "order_events.csv", "finished", "confirmed")
    problem = problems_of(town)[0]
    assert "接得上下一步的只有 finished（已办结）" in problem.hint
