"""``fmt``: canonical form, once and for all; no value changes its meaning, no comment is lost."""

from __future__ import annotations

import csv
import functools
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from noticeboard.cli import app
from noticeboard.commands.fmt import _csv, _yaml, fmt
from noticeboard.dataset import Dataset, Resource, Value
from noticeboard.errors import NoticeboardError
from noticeboard.load import load
from noticeboard.load.csv_table import read_csv_table
from noticeboard.load.files import UnreadableError, read_bytes
from noticeboard.load.yaml_table import read_yaml_table
from noticeboard.project import Project
from noticeboard.tidy import comments_in
from tests.conftest import ROOT

Known = dict[str, list[dict[str, Value]]]


def known(dataset: Dataset) -> Known:
    return {name: [row.values for row in table.rows] for name, table in dataset.tables.items()}


def bytes_of(project: Project) -> dict[str, bytes]:
    folders = (project.data, project.content)
    return {p.as_posix(): p.read_bytes() for f in folders for p in f.rglob("*") if p.is_file()}


def test_the_real_data_are_canonical(project: Project) -> None:
    old = bytes_of(project)
    assert fmt(project, check=True).changed == ()
    assert fmt(project) == fmt(project)
    assert bytes_of(project) == old


def test_a_table_as_excel_saves_it_becomes_canonical(project: Project) -> None:
    path = project.data / "funding.csv"
    before, text = known(load(project)), path.read_text(encoding="utf-8")
    lines = [f'"{line.replace(",", chr(34) + "," + chr(34))}",,' for line in text.splitlines()]
    path.write_bytes(b"\xef\xbb\xbf" + ("\r\n".join([*lines, ",,,,,,,,,,", ""])).encode())
    assert fmt(project, check=True).changed == ("data/funding.csv",)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf"), "only told"
    fmt(project)
    assert path.read_text(encoding="utf-8") == text
    assert known(load(project)) == before


@pytest.mark.parametrize(
    ("written", "meant"),
    [("335万元", "3350000"), ("３３５００００", "3350000"), ("3,350,000", "3350000"), ("+3350000", "3350000")],
)  # fmt: skip
def test_amounts_are_written_in_figures(project: Project, written: str, meant: str) -> None:
    path = project.data / "funding.csv"
    text = path.read_text(encoding="utf-8")
    cell = f'"{written}"' if "," in written else written
    path.write_text(text.replace(",3350000,", f",{cell},"), encoding="utf-8")
    fmt(project)
    assert path.read_text(encoding="utf-8") == text
    assert f",{meant}," in text


def test_dates_and_lists_are_written_in_one_way(project: Project) -> None:
    path = project.data / "holidays.csv"
    path.write_text(
        "kind,date,name,provenance,source,locator\nrest,2027年1月1日,元旦,local,article, L1;L2 ；\n",
        encoding="utf-8",
    )
    fmt(project)
    assert path.read_text(encoding="utf-8") == (
        "date,kind,name,provenance,source,locator\n2027-01-01,rest,元旦,local,article,L1；L2\n"
    )


def test_yaml_keeps_its_comments_and_its_quotes(project: Project) -> None:
    path = project.data / "sources.yaml"
    text = path.read_text(encoding="utf-8")
    odd = text.replace(
        "  kind: dataset", "  kind: dataset   # 国家统计局  \n  published_on: 2023/1/5"
    )
    path.write_bytes(odd.replace("\n", "\r\n").encode())
    assert fmt(project).changed == ("data/sources.yaml",)
    made = path.read_text(encoding="utf-8")
    assert "published_on: 2023-01-05\n" in made
    assert comments_in(made) == comments_in(odd)
    assert made == odd.replace("2023/1/5", "2023-01-05").replace("局  \n", "局\n")


def test_the_front_matter_of_a_notice_is_tidied_and_its_text_is_not(project: Project) -> None:
    path = project.notices / "draft.md"
    path.write_text(
        "---\ntitle: 试一试  \nkind: publicity\nperiod_start: 2026/11/5\n---\n\n两个空格换行  \n第二行\n\n\n",
        "utf-8",
    )
    fmt(project)
    assert path.read_text(encoding="utf-8") == (
        "---\ntitle: 试一试\nkind: publicity\nperiod_start: 2026-11-05\n---\n\n两个空格换行  \n第二行\n\n\n"
    )


def test_a_file_that_cannot_be_read_is_left_and_named(project: Project) -> None:
    path = project.data / "funding.csv"
    broken = path.read_text(encoding="utf-8").replace("longshan-weigaizao-1,", 'longshan-"x,', 1)
    path.write_text(broken, encoding="utf-8")
    old = bytes_of(project)
    done = fmt(project)
    assert done.changed == ()
    (left,) = done.left
    assert left.startswith("data/funding.csv:2:")
    assert bytes_of(project) == old
    ran = CliRunner().invoke(app, ["fmt", "--root", str(project.root)])
    assert ran.exit_code == 1


def test_the_command_says_what_would_change(project: Project) -> None:
    words = ["fmt", "--check", "--root", str(project.root)]
    assert CliRunner().invoke(app, words).exit_code == 0
    path = project.data / "funding.csv"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    ran = CliRunner().invoke(app, words)
    assert ran.exit_code == 1
    assert "要改：data/funding.csv" in ran.output


LETTERS = st.sampled_from(list("a1２,，；;\"'“” 　:#-[]{}&*!|>%@`号万元年月日./\\~é"))
TEXT = st.text(LETTERS, max_size=12)
AMOUNT = st.one_of(TEXT, st.from_regex(r"[+-]?[0-9]{1,9}(\.[0-9]{1,3})?(万元)?", fullmatch=True))
DATE = st.one_of(
    TEXT, st.from_regex(r"20[0-9]{2}[-/年.][01]?[0-9][-/月.][0-3]?[0-9]日?", fullmatch=True)
)
ENDS = st.sampled_from(["\n", "\r\n"])


@settings(max_examples=150, deadline=None)
@given(rows=st.lists(st.tuples(TEXT, AMOUNT, DATE, TEXT), max_size=4), end=ENDS, mark=st.booleans())
def test_no_value_of_a_csv_table_changes_its_meaning(
    rows: list[tuple[str, str, str, str]], end: str, mark: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        project, path = Project(Path(folder)), Path(folder) / "data" / "orders.csv"
        resource = resource_of("orders")
        fields = list(resource.fields)
        out = io.StringIO()
        writer = csv.DictWriter(out, fields, lineterminator=end, quoting=csv.QUOTE_ALL)
        writer.writeheader()
        for number, (title, cost, due, evidence) in enumerate(rows):
            writer.writerow({"id": f"o{number}", "title": title, "cost_cny": cost, "due_on": due, "evidence": evidence})  # fmt: skip
        path.parent.mkdir()
        path.write_bytes((b"\xef\xbb\xbf" if mark else b"") + out.getvalue().encode())
        assert_same_meaning(project, path, resource)


def yaml_scalar(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@settings(max_examples=150, deadline=None)
@given(
    rows=st.lists(st.tuples(TEXT, st.lists(TEXT, max_size=3), DATE, TEXT), max_size=4),
    end=ENDS, plain=st.booleans(),
)  # fmt: skip
def test_no_value_of_a_yaml_table_changes_its_meaning(
    rows: list[tuple[str, list[str], str, str]], end: str, plain: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        project, path = Project(Path(folder)), Path(folder) / "data" / "sources.yaml"
        path.parent.mkdir()
        lines = ["# 来源  "]
        for number, (title, listed, day, words) in enumerate(rows):
            lines += [
                f"- id: s{number}",
                f"  title: {title if plain else yaml_scalar(title)}   ",
                f"  # {words}",
            ]
            lines += [f"  published_on: {yaml_scalar(day)}", f"  note: {yaml_scalar(words)}"]
            lines += ["  not_stated:", *(f"    - {yaml_scalar(item)}" for item in listed)]
        path.write_bytes(end.join([*lines, "", ""]).encode())
        comments = comments_in(path.read_text(encoding="utf-8"))
        assert_same_meaning(project, path, resource_of("sources"))
        assert comments_in(path.read_text(encoding="utf-8")) == comments


@functools.cache
def resource_of(table: str) -> Resource:
    return load(Project(ROOT)).tables[table].resource


def assert_same_meaning(project: Project, path: Path, resource: Resource) -> None:
    """Tidy one file twice: what was known is the same, and the second time nothing changes."""
    read = read_csv_table if path.suffix == ".csv" else read_yaml_table
    tidied = (_csv if path.suffix == ".csv" else _yaml)(project, resource)
    try:
        before, _ = read(resource, resource.where, read_bytes(project, path))
        made = tidied(path)
    except (UnreadableError, NoticeboardError):
        return  # such a file stays as it is
    path.write_bytes(made)
    after, _ = read(resource, resource.where, made)
    assert len(after.rows) == len(before.rows)
    for one, other in zip(before.rows, after.rows, strict=True):
        for name, value in one.values.items():
            assert other.values[name] == value
    assert tidied(path) == made
