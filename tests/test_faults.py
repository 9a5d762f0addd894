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
