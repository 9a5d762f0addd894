"""Whatever stands in the files, ``load`` and ``check`` tell problems: no crash, no row lost."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from noticeboard.check import check
from noticeboard.commands.check import try_prose
from noticeboard.errors import DataProblems, Problem
from noticeboard.load import load
from noticeboard.load.csv_table import read_csv_table
from noticeboard.load.descriptor import read_descriptor
from noticeboard.load.files import UnreadableError, unix_lines
from noticeboard.project import Project
from tests.conftest import ROOT, copy_project
from tests.matrix import thinned

NOTICE = "content/notices/shili.md"
NOTICE_TEXT = """---
title: 示例公示
kind: service
period_start: 2026-11-20
attachments:
  - shili.pdf
---

# 示例

关于示例的公示。
"""
FILES = {
    name: (ROOT / name).read_bytes()
    for name in ("data/people.csv", "data/projects.csv", "data/places.csv", "data/communities.yaml",
                 "data/figures.yaml", "data/site.yaml", "data/datapackage.yaml", "content/about/index.md",
                 "content/index.md")
} | {NOTICE: NOTICE_TEXT.encode()}  # fmt: skip
# What breaks readers, put in where it hurts.
SPLINTERS = [b'"', b",", b"\n", b"\r", b"\0", b"\xff", b"\xb0\xa1", b": ", b"- ", b"  ", b"\t", b"[", b"{", b"&a ", b"*a",
             b"!x ", b"#", b"'", b"|\n", b">-\n", b"---\n", b"%", b"?", b"\xef\xbb\xbf", b"\xe2\x80\x8b", b"\xc2\xa0", b"~",
             b"null", b"9" * 40, b"{{", b"}}", b"{% if %}", b"\\", "；".encode(), "示例".encode(), b"..", b"true", b"-1", b"\n\n\n"]  # fmt: skip
bounded = settings(
    max_examples=25, derandomize=True, deadline=None, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    yield copy_project(tmp_path_factory.mktemp("properties") / "town")


@st.composite
def mutated(draw: st.DrawFn, content: bytes) -> bytes:
    """The content with a few cuts, doublings and splinters."""
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(content)))
        end = min(len(content), start + draw(st.sampled_from([0, 0, 1, 2, 9, 80])))
        middle = draw(
            st.one_of(
                st.sampled_from(SPLINTERS), st.just(content[start:end] * 2), st.binary(max_size=4)
            )
        )
        content = content[:start] + middle + content[end:]
    return content


def judged(project: Project) -> tuple[Problem, ...]:
    try:
        dataset = replace(load(project), today=dt.date(2026, 11, 24))
        problems = check(dataset)
        if not problems:
            try_prose(dataset, dt.date(2026, 11, 24))
        return problems
    except DataProblems as error:
        return error.problems


def assert_told(project: Project, name: str, content: bytes) -> None:
    """Assert that what is wrong in this file is told at a place that is in it, in few words."""
    path = project.root / name
    before = path.read_bytes() if path.exists() else None
    path.write_bytes(content)
    try:
        problems = judged(project)
    finally:
        path.unlink() if before is None else path.write_bytes(before)
    lines = unix_lines(content).count(b"\n") + 1
    for problem in problems:
        assert problem.message
        assert problem.hint
        assert len(problem.message) < 1_000
        assert problem.place.line >= 1
        assert problem.place.column >= 1
        assert problem.place.file != name or problem.place.line <= lines + 1, problem


@pytest.mark.slow
@pytest.mark.parametrize("name", thinned(FILES, 3))
def test_mutated_files_are_read_or_told(town: Project, name: str) -> None:
    @bounded
    @given(mutated(FILES[name]))
    def tell(content: bytes) -> None:
        assert_told(town, name, content)

    tell()


@pytest.mark.full
@pytest.mark.parametrize("name", FILES)
def test_any_bytes_are_told(town: Project, name: str) -> None:
    @settings(bounded, max_examples=10)
    @given(
        st.one_of(
            st.binary(max_size=300),
            st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")),
        )
    )
    def tell(content: bytes) -> None:
        assert_told(town, name, content)

    tell()


# --- no line of a CSV file is lost

PEOPLE = FILES["data/people.csv"]
HEAD, *LINES = PEOPLE.rstrip(b"\n").split(b"\n")


def assert_no_line_is_lost(content: bytes) -> None:
    """Every line that is not empty is a row, has a problem, or follows a quote that is open."""
    _, resources = read_descriptor(Project(ROOT))
    people = next(resource for resource in resources if resource.name == "people")
    try:
        table, problems = read_csv_table(people, "data/people.csv", content)
    except UnreadableError:
        return  # the whole file is told
    rows = {row.place.line for row in table.rows}
    wrong = {problem.place.line: problem.rule for problem in problems}
    after_quote = False
    for line, raw in enumerate(unix_lines(content).split(b"\n")[1:], 2):
        if line in wrong:
            after_quote = wrong[line] == "csv-quote"
        elif line in rows:
            after_quote = False
        elif not raw.decode("utf-8", "replace").replace(",", "").replace('"', "").strip():
            continue
        else:
            assert after_quote, (line, raw)
            assert not table.complete, "a row may be missing"


@bounded
@given(st.data())
@example(None)
def test_no_line_of_a_table_is_lost(data: st.DataObject | None) -> None:
    if data is None:
        assert_no_line_is_lost(HEAD + b'\n"a,b\nc,d\n' + b"\n".join(LINES))
        return
    assert_no_line_is_lost(HEAD + b"\n" + data.draw(mutated(b"\n".join(LINES))))


@settings(bounded, max_examples=150)
@given(st.lists(st.text(alphabet='a,"\n\r;\u3000示\u200b ', max_size=24), max_size=6))
def test_no_line_of_wild_cells_is_lost(lines: list[str]) -> None:
    assert_no_line_is_lost(HEAD + b"\n" + "\n".join(lines).encode())


def test_a_project_without_its_folders_is_told(town: Project, tmp_path: Path) -> None:
    for name in (
        "content",
        "data/people.csv",
        "data/communities.yaml",
        "content/notices",
        "data/site.yaml",
    ):
        copy = tmp_path / name.replace("/", "-")
        shutil.copytree(town.root, copy)
        gone = copy / name
        shutil.rmtree(gone) if gone.is_dir() else gone.unlink()
        assert judged(Project(copy)) or name == "content/notices"
