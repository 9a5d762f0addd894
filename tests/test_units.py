"""The small parts, one by one."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noticeboard import writer
from noticeboard.addresses import address_of
from noticeboard.commands.clock import chinese_day, today, updated_on
from noticeboard.dataset import Cell, Field
from noticeboard.engine import engine_pages
from noticeboard.errors import BuildError, Place, UsageError
from noticeboard.figures import money_text, plain
from noticeboard.links import Links, offline_links
from noticeboard.load.csv_table import address
from noticeboard.load.files import UnreadableError
from noticeboard.load.values import UnparsedError, typed
from noticeboard.load.yaml_tree import Map, Seq, plain_value, read_tree
from noticeboard.model import Money
from noticeboard.project import Project
from noticeboard.query import QueryError, parse
from noticeboard.records import split_frame
from noticeboard.words import joined, nearest
from noticeboard.writer import MANIFEST, changing, write_tree

PLACE = Place("x.csv", 2, 1, "A2")


# --- writing


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != MANIFEST
    }


def test_a_tree_is_written_changed_and_thinned(tmp_path: Path) -> None:
    out = tmp_path / "site"
    assert write_tree(out, {"a/b.html": b"1", "c.html": b"2"}).changed == 2
    before = (out / "c.html").stat().st_mtime_ns
    done = write_tree(out, {"a/x.html": b"3", "c.html": b"2"})
    assert (done.total, done.changed, done.removed) == (2, 1, 1)
    assert tree(out) == {"a/x.html": b"3", "c.html": b"2"}
    assert (out / "c.html").stat().st_mtime_ns == before
    write_tree(out, {"c.html": b"2"})
    assert not (out / "a").exists()
    assert list(tmp_path.iterdir()) == [out]


def test_files_that_others_put_there_stay(tmp_path: Path) -> None:
    out = tmp_path / "site"
    write_tree(out, {"a.html": b"1"})
    (out / "CNAME").write_text("example.org", encoding="utf-8")
    write_tree(out, {"b.html": b"1"})
    assert tree(out) == {"b.html": b"1", "CNAME": b"example.org"}


KILLED = """
import os, sys
from pathlib import Path
from noticeboard import writer

steps, at, out = 0, int(sys.argv[1]), Path(sys.argv[2])


def step(function):
    def counted(*arguments, **named):
        global steps
        steps += 1
        if steps == at:
            os._exit(9)
        return function(*arguments, **named)

    return counted


writer._write = step(writer._write)
for name in ("replace", "unlink", "rmdir"):
    setattr(Path, name, step(getattr(Path, name)))
writer.write_tree(out, {"a.html": b"new", "b/c.html": b"new"})
"""


@pytest.mark.parametrize("at", range(1, 12))
def test_a_killed_run_is_undone_or_finished(tmp_path: Path, at: int) -> None:
    """Kill the writer at its n-th step on disk: what the next run leaves is whole."""
    out = tmp_path / "site"
    old = {"a.html": b"old", "gone/z.html": b"old"}
    new = {"a.html": b"new", "b/c.html": b"new"}
    write_tree(out, old)
    done = subprocess.run([sys.executable, "-c", KILLED, str(at), str(out)], check=False)
    assert done.returncode == 9 or (at > 9 and tree(out) == new)
    writer.recover(out)
    assert tree(out) in (old, new)
    write_tree(out, new)
    assert tree(out) == new
    assert list(tmp_path.iterdir()) == [out]


def test_an_error_while_files_are_put_aside_leaves_nothing_behind(tmp_path: Path) -> None:
    out = tmp_path / "site"
    write_tree(out, {"a.html": b"old"})
    with pytest.raises(KeyError), changing(out) as site:
        site.stage("a.html", b"new")
        raise KeyError
    assert tree(out) == {"a.html": b"old"}
    assert list(tmp_path.iterdir()) == [out]


def test_a_foreign_folder_and_a_file_are_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(UsageError):
        write_tree(tmp_path / "file", {"a": b"1"})
    with pytest.raises(UsageError):
        write_tree(tmp_path, {"a": b"1"})
    assert (tmp_path / "file").read_text(encoding="utf-8") == "x"


# --- links


@pytest.mark.parametrize(
    ("here", "target", "link"),
    [
        ("", "", "./"),
        ("", "units/", "units/"),
        ("units/", "", "../"),
        ("units/x/", "projects/y/#z", "../../projects/y/#z"),
        ("data/", "data/a.csv", "../data/a.csv"),
    ],
)
def test_links_are_relative(here: str, target: str, link: str) -> None:
    assert Links({"", "units/", "projects/y/", "data/a.csv"}, here)(target) == link


def test_a_link_to_nowhere_is_a_bug() -> None:
    with pytest.raises(KeyError):
        Links({""})("nowhere/")


def test_only_items_of_lists_stand_in_a_part() -> None:
    parts = {("projects", "p"): 2, ("deeds", "d"): 2}
    assert address_of("projects", "p", parts) == "projects/p/"
    assert address_of("deeds", "d", parts) == "deeds/part/2/#d"


@pytest.mark.parametrize(
    ("written", "offline"),
    [
        ('<a href="../">', '<a href="../index.html">'),
        ('<a href=".">', '<a href="./index.html">'),
        ('<a class="x" href="../units/#a">', '<a class="x" href="../units/index.html#a">'),
        ('<a href="#main">', '<a href="#main">'),
        ('<a href="a.csv">', '<a href="a.csv">'),
        ('<a href="https://example.org/">', '<a href="https://example.org/">'),
        ('<a href="tel:12345">', '<a href="tel:12345">'),
        ('<link href="../assets/nb/">', '<link href="../assets/nb/">'),
    ],
)
def test_offline_links_end_in_a_file(written: str, offline: str) -> None:
    assert offline_links(written) == offline


# --- values


@pytest.mark.parametrize(
    ("money", "text"),
    [
        (Money(176_800, "17.68万元"), "17.68万元"),
        (Money(176_800, None), "17.68万元"),
        (Money(6_450_000, None), "645万元"),
        (Money(9_999, None), "9999元"),
        (Money(10_001, None), "10001元"),
        (Money(None, None), ""),
        (Money(0, None), "0元"),
    ],
)
def test_money_is_exact(money: Money, text: str) -> None:
    assert money_text(money) == text


def test_plain_numbers() -> None:
    assert [plain(Decimal(t)) for t in ("17.680", "645", "100", "0.50", "1E+3")] == [
        "17.68", "645", "100", "0.5", "1000",
    ]  # fmt: skip


def field(kind: str) -> Field:
    return Field("f", kind, "列", "说明")


def test_lists_are_split_at_both_marks() -> None:
    assert typed(field("list"), Cell("甲；乙;  丙；", PLACE)) == ("甲", "乙", "丙")
    assert typed(field("list"), Cell("甲；乙", PLACE, ("甲；乙",))) == ("甲；乙",)


@settings(deadline=None, max_examples=300)
@given(
    st.sampled_from(["integer", "number", "date"]),
    st.one_of(
        st.text(alphabet="0123456789-+.,eE年月日 /", min_size=1, max_size=12),
        st.dates().map(str),
        st.decimals(allow_nan=False, allow_infinity=False).map(str),
        st.text(min_size=1, max_size=8),
    ),
)
def test_what_we_read_frictionless_reads_alike(kind: str, text: str) -> None:
    """A value that passes our reader passes frictionless, and is the same value."""
    from frictionless import Field as FrictionlessField

    text = text.strip()
    judge = FrictionlessField.from_descriptor({"name": "f", "type": kind})
    try:
        ours = typed(field(kind), Cell(text, PLACE))
    except UnparsedError:
        return
    if ours is not None:
        theirs, notes = judge.read_cell(text)
        assert notes is None, (kind, text, notes)
        assert theirs == ours


# --- yaml


def test_yaml_text_stays_text() -> None:
    tree_ = read_tree("x.yaml", b"a: no\nb: 010\nc: 12:30\nd: '1'\ne:\nf: true\ng: 3\nh: 1.5\n")
    assert plain_value(tree_) == {
        "a": "no", "b": "010", "c": "12:30", "d": "1", "e": None, "f": True, "g": 3, "h": 1.5,
    }  # fmt: skip


def test_yaml_places() -> None:
    tree_ = read_tree("x.yaml", "- id: 甲\n  名: 乙\n".encode(), first_line=5)
    assert isinstance(tree_, Seq)
    (record,) = tree_.items
    assert isinstance(record, Map)
    assert record.items["名"].place == Place("x.yaml", 6, 6)
    assert record.keys["名"] == Place("x.yaml", 6, 3)


@pytest.mark.parametrize(
    "text",
    [
        "a: &x [1]\nb: [*x, *x]",
        "a: {<<: *x}",
        "a: !!python/object:os.system x",
        "a: !x y",
        "a: 1\na: 2",
        "[" * 50 + "]" * 50,
        "a: b\n---\nc: d",
        "? [a]\n: b",
        "a: \x07",
        "a: '",
        "a: [1, 2",
    ],
)
def test_dangerous_or_broken_yaml_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError):
        read_tree("x.yaml", text.encode())


@settings(deadline=None, max_examples=300)
@given(st.text(alphabet="ab: -\n'\"[]{}#&*!|>?%@`\t，；0", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        read_tree("x.yaml", text.encode())
    except UnreadableError as error:
        assert 1 <= error.place.line <= text.count("\n") + 2
        assert error.hint


def test_an_empty_file_is_an_empty_mapping() -> None:
    assert plain_value(read_tree("x.yaml", b"# nothing\n")) == {}


# --- the rest


def test_spreadsheet_addresses() -> None:
    assert [address(n, 3) for n in (1, 4, 26, 27, 703)] == ["A3", "D3", "Z3", "AA3", "AAA3"]


def test_queries() -> None:
    assert parse("communities") == ("communities", "", None)
    assert parse("communities.party_org=committee") == ("communities", "party_org", "committee")
    with pytest.raises(QueryError):
        parse("how many communities")


def test_nearest_and_joined() -> None:
    assert nearest("chengxii", ["chengxi", "fuping"]) == "是不是 chengxi？"
    assert nearest("城西", ["chengxi"], {"城西社区": "chengxi"}) == "是不是 chengxi（城西社区）？"
    assert nearest("xyz", ["chengxi"]) == ""
    assert joined(str(n) for n in range(15)).endswith(" 等 15 个")


def test_a_frame_has_each_mark_once() -> None:
    head, body = "<!--nb:head-->", "<!--nb:body-->"
    assert split_frame("x/", f"a{head}b{body}c").middle == "b"
    for wrong in (f"a{head}b", f"a{head}{head}b{body}", ""):
        with pytest.raises(BuildError):
            split_frame("x/", wrong)


def test_the_day(monkeypatch: pytest.MonkeyPatch, project: Project) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert today() == dt.date(2023, 11, 14)
    assert updated_on(project, None) == dt.date(2023, 11, 14)
    assert today(dt.date(2030, 1, 2)) == dt.date(2030, 1, 2)
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert updated_on(project, None) == today()
    assert chinese_day(dt.date(2026, 1, 2)) == "2026年1月2日"


def test_the_last_commit_dates_the_data(monkeypatch: pytest.MonkeyPatch, project: Project) -> None:
    import subprocess

    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    person = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    git = ["git", "-C", str(project.root), *person]
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "add", "-A"], check=True)
    when = {"GIT_COMMITTER_DATE": "2025-03-04T12:00:00", "GIT_AUTHOR_DATE": "2025-03-04T12:00:00"}
    for name, value in when.items():
        monkeypatch.setenv(name, value)
    subprocess.run([*git, "commit", "-qm", "x"], check=True)
    assert updated_on(project, None) == dt.date(2025, 3, 4)
    (project.data / "new.csv").write_text("x", encoding="utf-8")
    assert updated_on(project, None) == today()


def test_an_engine_that_is_not_installed_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from importlib.metadata import PackageNotFoundError

    def missing(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr("noticeboard.engine.version", missing)
    with pytest.raises(BuildError, match="pip install zensical"):
        engine_pages("zensical", tmp_path)


def test_outside_a_project_one_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--root"):
        Project.find(tmp_path)
