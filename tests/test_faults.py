"""One fault at a time in a copy of the real data: found alone, at its place, in Chinese."""

from __future__ import annotations

import csv
import io
import os
import re
from pathlib import Path

import pytest

from noticeboard.check import check
from noticeboard.dataset import Cell, Field, Resource, Row
from noticeboard.errors import DataProblems, Problem
from noticeboard.load import load
from noticeboard.project import Project
from tests.conftest import copy_project

CHINESE = re.compile("[\u4e00-\u9fff]")


def problems_of(project: Project) -> tuple[Problem, ...]:
    try:
        return check(load(project))
    except DataProblems as error:
        return error.problems


def replace_once(path: Path, old: str, new: str, nth: int = 1) -> None:
    """Replace the ``nth`` occurrence; the test is wrong when it is not there."""
    parts = path.read_text(encoding="utf-8").split(old)
    assert len(parts) > nth, f"{old!r} is not {nth} times in {path.name}"
    text = old.join(parts[:nth]) + new + old.join(parts[nth:])
    path.write_text(text, encoding="utf-8")


def test_the_real_data_have_no_problem(project: Project) -> None:
    assert problems_of(project) == ()


# file, old, new, nth, line, column, rule, words of message or hint
FAULTS = [
    ("data/pairings.csv", "xian-zhengfawei,chengxi", "xian-zhengfawei,chengxii", 1, 2, 3, "references_resolve", "是不是 chengxi"),
    ("data/pairings.csv", "xian-zhengfawei,chengxi", "xian-zhengfawei,城西社区", 1, 2, 3, "references_resolve", "是不是 chengxi（城西社区）"),
    ("data/projects.csv", "huliao-dangwei；", "huliao-dangwe；", 1, 2, 7, "list_references_resolve", "是不是 huliao-dangwei"),
    ("data/projects.csv", "去年11月,relative,,", "去年11月,relative,2021-11-31,", 1, 7, 13, "type-error", "日历上有的日子"),
    ("data/projects.csv", "去年11月,relative,,", "去年11月,relative,2021-11-01,", 1, 7, 13, "relative_dates_stay_relative", "没有写年份"),
    ("data/projects.csv", "去年11月,relative", "去年11月,month", 1, 7, 12, "relative_dates_stay_relative", "改成 relative"),
    ("data/pairings.csv", "主要对接城西社区,,,,", "主要对接城西社区,2025年3月1日,day,2025-03-02,", 2, 3, 7, "dates_agree_with_precision", "照原文"),
    ("data/pairings.csv", "主要对接城西社区,,,,", "主要对接城西社区,,day,,", 2, 3, 7, "dates_agree_with_precision", "填上日期"),
    ("data/pairings.csv", "主要对接城西社区,,,,", "主要对接城西社区,,day,2025-03-02,2025-03-01", 2, 3, 8, "dates_agree_with_precision", "之前"),
    ("data/projects.csv", "longshan,planned,", "longshan,planed,", 1, 6, 5, "constraint-error", "是不是 planned"),
    ("data/projects.csv", "longshan,planned,", "longshan,计划中,", 1, 6, 5, "constraint-error", "是不是 planned（计划中）"),
    ("data/projects.csv", "longshan-dianti,加装电梯等事项", "longshan-dianti,", 1, 6, 2, "missing-value", "不能空着"),
    ("data/projects.csv", "longshan-dianti,加装", "longshan-weiqiang,加装", 1, 6, 1, "duplicate-id", "第 5 行"),
    ("data/projects.csv", ",3350000,335万元,", ",3360000,,", 1, 2, 15, "funding_sums_to_cost", "3350000"),
    ("data/funding.csv", ",176800,17.68万元,", ",176900,,", 1, 0, 0, "funding_sums_to_cost", "176900"),
    ("data/funding.csv", ",3350000,", ",335万元,", 1, 2, 5, "type-error", "只写数字"),
    ("data/projects.csv", "做好群众反映的加装电梯等事项,,", "做好群众反映的加装电梯等事项,装好了,", 1, 6, 10, "planned_has_no_result", "计划中"),
    ("data/units.csv", "reported,article,L35", "illustrative,article,L35", 1, 4, 4, "illustrative_rows_only_in_demo", "示例数据"),
    ("data/people.csv", "reported,article,L10；L33", "reported,article,L10；L99", 1, 2, 10, "excerpts_cover_locators", "L99"),
    ("data/people.csv", "reported,article,L10；L33", "reported,,L10；L33", 1, 2, 9, "missing-value", "来源"),
    ("data/figures.yaml", "value: 645", "value: 646", 1, 100, 10, "as_stated_is_quoted", "645"),
    ("data/figures.yaml", "先后筹集资金645万元", "先后筹集资金六百四十五万元", 1, 102, 14, "as_stated_is_quoted", "逐字"),
    ("data/figures.yaml", "attribution: 据悉", "attribution:", 1, 103, 16, "figures_say_who", "据报道"),
    ("data/figures.yaml", "query: communities\n", "query: comunities\n", 1, 79, 10, "counted_figures_agree", "communities"),
    ("data/figures.yaml", "listed: units", "listed: unitz", 1, 15, 11, "counted_figures_agree", "units"),
    ("data/communities.yaml", "party_org: committee", "party_org: comittee", 2, 23, 14, "constraint-error", "committee"),
    ("data/communities.yaml", '"441422100002"', '"441422100004"', 1, 6, 15, "references_resolve", "是不是 44142210000"),
    ("data/communities.yaml", "  name: 城西社区", "   name: 城西社区", 1, 21, 4, "yaml-indent", "缩进"),
    ("data/communities.yaml", "  name: 城西社区\n", "", 1, 20, 3, "missing-value", "名称"),
    ("data/communities.yaml", "  name: 城西社区", "  nmae: 城西社区", 1, 21, 3, "yaml-name", "是不是 name"),
    ("data/communities.yaml", "  name: 城西社区", "  id: 城西社区", 1, 21, 3, "yaml-duplicate-key", "写了两次"),
    ("data/communities.yaml", "  name: 城西社区", "  name: *x", 1, 21, 9, "yaml-alias", "锚点"),
    ("data/communities.yaml", "  name: 城西社区", "\tname: 城西社区", 1, 21, 1, "yaml-syntax", "Tab"),
    ("data/communities.yaml", "  name: 城西社区", "  name: 城西: 社区", 1, 21, 11, "yaml-syntax", "冒号"),
    ("data/sources.yaml", '同心圆"', "同心圆", 1, 4, 10, "yaml-quote", "成对"),
    ("data/people.csv", "余煜", '"余煜', 1, 2, 2, "csv-quote", "引号"),
    ("data/people.csv", "余煜", "余,煜", 1, 2, 11, "csv-cells", "半角逗号"),
    ("data/people.csv", "yu-yu,余煜", "yu-yu余煜", 1, 2, 10, "csv-cells", "9 格"),
    ("data/people.csv", "name_policy", "name_polcy", 1, 1, 6, "csv-header", "name_policy"),
    ("data/people.csv", ",name_policy", "", 1, 1, 10, "csv-header", "缺少"),
    ("data/site.yaml", "purpose: production", "purpose: prod", 1, 9, 10, "settings", "不能填「prod」"),
    ("data/site.yaml", "hotline:", "hotlin:", 1, 18, 1, "settings", "是不是 hotline"),
    ("data/site.yaml", "place: \"441422100\"", "place: \"441422101\"", 1, 6, 8, "site_place_exists", "441422100"),
    ("data/site.yaml", "  - deeds-done", "  - deed-done", 1, 24, 5, "headline_figures_exist", "deeds-done"),
    ("data/site.yaml", "how_it_works: diandan", "how_it_works: diandn", 1, 29, 15, "home_mechanism_exists", "diandan"),
    ("data/mechanisms.yaml", "将定期召开联席会议", "已定期召开联席会议", 1, 78, 14, "as_stated_is_quoted", "逐字"),
    ("data/site.yaml", "operator:", "operator: 城西社区居委会", 1, 12, 11, "operator_has_contact", "联系方式"),
    ("data/datapackage.yaml", "    path: units.csv", "    path: http://127.0.0.1/units.csv", 1, 0, 0, "descriptor", "units.csv"),
    ("content/about/index.md", "title: 这个", "titel: 这个", 1, 2, 1, "front-matter", "是不是 title"),
    ("data/communities.yaml", "  name: 城西社区", "  name：城西社区", 1, 21, 3, "yaml-syntax", "半角"),
    ("data/communities.yaml", "  name: 城西社区", "  name:城西社区", 1, 21, 3, "yaml-syntax", "半角"),
    ("data/communities.yaml", "  name: 城西社区", "  name 城西社区", 1, 21, 3, "yaml-syntax", "半角"),
    ("data/communities.yaml", "- id: chengxi", "- id：chengxi", 1, 20, 3, "yaml-syntax", "半角"),
    ("data/communities.yaml", "  name: 城西社区", "  name: [城西社区", 1, 21, 9, "yaml-syntax", "成对"),
    ("data/communities.yaml", "    - 社区党委的组成人员", "    -社区党委的组成人员", 2, 30, 5, "yaml-syntax", "空格"),
    ("data/communities.yaml", "    - 社区党委的组成人员", "    －社区党委的组成人员", 2, 30, 5, "yaml-syntax", "空格"),
    ("data/communities.yaml", "  name: 城西社区", "  名称: 城西社区", 1, 21, 3, "yaml-name", "是不是 name"),
    ("data/communities.yaml", "  name: 城西社区", "  qqq: 城西社区", 1, 21, 3, "yaml-name", "能用的名称"),
    ("data/communities.yaml", "  name: 城西社区", "  name: 城西社区\"", 1, 21, 9, "yaml-quote", "成对"),
    ("data/site.yaml", "how_it_works: diandan", "how_it_works：diandan", 1, 29, 1, "yaml-syntax", "半角"),
    ("data/site.yaml", "  - units-agreed", "  - units-agreed: x", 1, 22, 5, "settings", "应当是文字"),
    ("data/mechanisms.yaml", "    - 社区党委的组成人员\n", "      - 社区党委的组成人员\n", 1, 9, 7, "yaml-indent", "缩进"),
    ("data/units.csv", "xian-zhengshuju,", "xian-zhengshujux,", 1, 4, 1, "references_resolve", "xian-zhengshuju"),
    ("data/people.csv", "余煜", "余煜\"", 1, 2, 2, "csv-quote", "半个引号"),
    ("data/people.csv", "余煜", "余\"煜", 1, 2, 2, "csv-quote", "半个引号"),
    ("data/people.csv", "余煜", "\"余煜\n同志\"", 1, 2, 2, "csv-quote", "换行"),
    ("data/holidays.csv", "locator\n", "locator\n2027/1/1,rest,元旦,reported,article,L1\n", 1, 2, 1, "type-error", "日期"),
]  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS, ids=[f"{f[0]}-{f[6]}-{i}" for i, f in enumerate(FAULTS)])
def test_a_single_fault_is_found_alone(
    project: Project, fault: tuple[str, str, str, int, int, int, str, str]
) -> None:
    file, old, new, nth, line, column, rule, words = fault
    replace_once(project.root / file, old, new, nth)
    (problem,) = problems_of(project)
    assert problem.rule == rule
    assert words in problem.message + problem.hint
    assert CHINESE.search(problem.message)
    assert CHINESE.search(problem.hint)
    if line:
        assert (problem.place.file, problem.place.line, problem.place.column) == (
            file, line, column,
        )  # fmt: skip


def test_a_wrong_sum_is_reported_at_the_total(project: Project) -> None:
    replace_once(project.data / "funding.csv", ",176800,17.68万元,", ",176900,,")
    (problem,) = problems_of(project)
    assert str(problem.place) == "data/projects.csv:3:15 (O3)"
    assert problem.field == "cost_cny"


def test_a_gbk_line_is_found_at_its_first_character(project: Project) -> None:
    path = project.data / "people.csv"
    lines = path.read_bytes().split(b"\n")
    lines[2] = lines[2].decode().encode("gbk")
    path.write_bytes(b"\n".join(lines))
    (problem,) = problems_of(project)
    assert str(problem.place) == "data/people.csv:3:2 (B3)"
    assert problem.rule == "encoding"
    path = project.data / "figures.yaml"
    copy = path.read_bytes().replace("筹集资金\n".encode(), "筹集资金\n".encode("gbk"))
    path.write_bytes(copy)
    assert [str(p.place) for p in problems_of(project) if p.place.file.endswith("yaml")] == [
        "data/figures.yaml:99:10"
    ]


def test_gbk_bytes_that_happen_to_be_utf8_are_seen(project: Project) -> None:
    """目前 in GBK is valid UTF-8, for two letters that Chinese text does not use."""
    path = project.data / "figures.yaml"
    sound = path.read_bytes()
    path.write_bytes(
        sound.replace("time_text: 目前".encode(), b"time_text: " + "目前".encode("gbk"))
    )
    (problem,) = problems_of(project)
    assert (problem.rule, problem.place.column) == ("encoding", 14)
    path.write_bytes(sound)
    path = project.data / "people.csv"
    path.write_bytes(path.read_bytes().replace("小区居民".encode(), "学校".encode("gbk")))
    (problem,) = problems_of(project)
    assert str(problem.place) == "data/people.csv:6:3 (C6)"


def test_letters_of_pinyin_and_signs_are_not_taken_for_gbk(project: Project) -> None:
    replace_once(project.data / "people.csv", "小区居民", "小区居民（lǘ·é×°）")
    assert problems_of(project) == ()


def test_an_empty_settings_file_says_what_is_missing(project: Project) -> None:
    (project.data / "site.yaml").write_text("# 空的\n", encoding="utf-8")
    found = problems_of(project)
    assert {p.place.file for p in found} == {"data/site.yaml"}
    assert "缺少" in found[0].message


def test_a_file_that_may_not_be_read_is_a_problem(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = os.open

    def refuse(path: Path, flags: int) -> int:
        if Path(path).name == "units.csv":
            raise PermissionError(13, "denied")
        return opened(path, flags)

    monkeypatch.setattr(os, "open", refuse)
    (problem,) = problems_of(project)
    assert (problem.place.file, problem.rule) == ("data/units.csv", "file-kind")


def test_the_pages_that_all_others_link_to_are_needed(project: Project) -> None:
    (project.content / "about" / "index.md").unlink()
    (problem,) = problems_of(project)
    assert (problem.place.file, problem.rule) == ("content/about/index.md", "needed_pages_exist")


def test_a_missing_file_a_link_and_a_pipe_are_refused(project: Project, tmp_path: Path) -> None:
    path = project.data / "people.csv"
    body = path.read_bytes()
    path.unlink()
    assert [p.rule for p in problems_of(project)] == ["file-missing"]
    (tmp_path / "outside.csv").write_bytes(body)
    path.symlink_to(tmp_path / "outside.csv")
    assert [p.rule for p in problems_of(project)] == ["file-kind"]
    path.unlink()
    os.mkfifo(path)
    assert [p.rule for p in problems_of(project)] == ["file-kind"]


def test_five_faults_in_five_files_are_five_problems(project: Project) -> None:
    replace_once(project.data / "pairings.csv", "xian-zhengfawei,chengxi", "xian-zhengfawei,x")
    replace_once(project.data / "people.csv", "余煜", '"余煜')
    replace_once(project.data / "projects.csv", "longshan,planned,", "longshan,planed,")
    replace_once(project.data / "funding.csv", ",176800,", ",17.68,")
    replace_once(project.data / "sources.yaml", "kind: dataset", "kind: data")
    assert len(problems_of(project)) == 5


def with_cell(project: Project, resource: Resource, cell: Cell, text: str) -> bool:
    """Write ``text`` into the file where ``cell`` stands; False where that takes more lines."""
    path = project.root / cell.place.file
    lines = path.read_text(encoding="utf-8").split("\n")
    index = cell.place.line - 1
    if path.suffix == ".csv":
        cells = next(csv.reader([lines[index]]))
        cells[cell.place.column - 1] = text
        out = io.StringIO()
        csv.writer(out, lineterminator="").writerow(cells)
        lines[index] = out.getvalue()
    else:
        start = lines[index][: cell.place.column - 1].rstrip()
        if cell.items is not None or not start.endswith(":"):
            return False
        lines[index] = f"{start} {text}".rstrip()
    path.write_text("\n".join(lines), encoding="utf-8")
    return True


def wrong_texts(resource: Resource, row: Row, field: Field, first: Row) -> list[str]:
    """Return texts that are wrong in this cell, one for each kind of fault that it can have."""
    text = row.cells[field.name].text
    wrong = []
    if field.type == "date":
        wrong.append("2022-02-30")
    if not text:
        return wrong
    if field.name in resource.foreign_keys or field.labels:
        wrong.append("zzz-none")
    if field.references:
        wrong.append(f"{text}；zzz-none")
    if field.required:
        wrong.append("")
    if field.type in ("integer", "number"):
        wrong.append("1,2")
    if field.name == resource.key and row is not first:
        wrong.append(first.cells[resource.key].text)
    return wrong


@pytest.mark.full
def test_every_cell_of_the_real_data_reports_its_own_fault(tmp_path: Path) -> None:
    project = copy_project(tmp_path / "town")
    tried = 0
    for table in load(project).tables.values():
        resource = table.resource
        for row in table.rows:
            for name, cell in row.cells.items():
                path = project.root / cell.place.file  # a table of notices is a file a row
                sound = path.read_bytes()
                for text in wrong_texts(resource, row, resource.fields[name], table.rows[0]):
                    if with_cell(project, resource, cell, text):
                        found = [
                            (p.place.file, p.place.line, p.place.column)
                            for p in problems_of(project)
                        ]
                        place = cell.place
                        assert found == [(place.file, place.line, place.column)], (cell, text)
                        tried += 1
                    path.write_bytes(sound)
    assert tried > 800
