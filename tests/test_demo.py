"""The invented town: sound, the same every time, showing every state, saying that it is invented."""

from __future__ import annotations

import datetime as dt
import io
import os
import re
from pathlib import Path

import pytest

from noticeboard.assemble import assemble, town_of
from noticeboard.commands import build as building
from noticeboard.commands import fill as filling
from noticeboard.commands.build import Options, build
from noticeboard.commands.check import check_command
from noticeboard.commands.demo import demo
from noticeboard.demo import Size
from noticeboard.errors import UsageError
from noticeboard.figures import figures
from noticeboard.load import load
from noticeboard.orders import STATES
from noticeboard.progress import NOTICE_WORDS
from noticeboard.project import Project
from noticeboard.query import with_counts
from noticeboard.snapshot import read_snapshot, snapshot
from noticeboard.writer import read_tree_digest
from tests.conftest import DAY
from tests.matrix import thinned
from tests.test_site import Reader, same_tree

pytestmark = pytest.mark.slow


def test_the_town_has_the_size_it_was_asked_for_and_is_sound(tmp_path: Path) -> None:
    project = demo(tmp_path / "town", Size(), 1, DAY)
    assert check_command(project, day=DAY) == ()
    town = assemble(load(project))
    sizes = {name: len(getattr(town, name)) for name in ("communities", "units", "deeds", "needs")}
    assert sizes == {"communities": 4, "units": 46, "deeds": 327, "needs": 53}
    for name, rows in vars(town).items():
        for row in rows.values() if isinstance(rows, dict) else ():
            if hasattr(row, "basis"):
                assert row.basis.provenance == "illustrative", name


@pytest.mark.parametrize("seed", thinned([1, 2, 99]))
@pytest.mark.parametrize("day", thinned(["2027-02-10", "2026-11-24", "2026-12-30", "2026-03-01"]))
def test_any_seed_on_any_day_is_sound(tmp_path: Path, seed: int, day: str) -> None:
    size = Size(communities=5, units=9, projects=70, deeds=20, needs=80)
    today = dt.date.fromisoformat(day)
    project = demo(tmp_path / "town", size, seed, today)
    from noticeboard.check import check
    from noticeboard.commands.ledger import with_history

    assert check(with_history(project, load(project), today)) == ()


def test_the_same_seed_and_day_give_the_same_bytes(tmp_path: Path) -> None:
    one, other = (demo(tmp_path / name, Size(needs=10), 7, DAY) for name in ("one", "other"))
    assert same_tree(one.root, other.root)


def test_every_state_of_orders_and_notices_is_shown(demo_built: Project) -> None:
    town = assemble(load(demo_built))
    numbers = figures(town, DAY)
    assert {p.state.key for p in numbers.progress.values()} == set(STATES)
    drafts = {"draft-plan"}
    shown = {state for key, state in numbers.notice_states.items() if key not in drafts}
    assert shown == set(NOTICE_WORDS)
    assert {n.kind for n in town.notices.values()} >= {
        "publicity", "announcement", "circular", "notice", "disclosure", "consultation",
        "result", "correction", "withdrawal",
    }  # fmt: skip


def test_every_page_says_that_it_is_invented_and_every_link_leads_somewhere(
    demo_built: Project,
) -> None:
    readers = {
        path: Reader(path.read_text(encoding="utf-8")) for path in demo_built.site.rglob("*.html")
    }
    for path, reader in readers.items():
        assert "示例数据：本页的人、事、数字都是编的" in "".join(reader.text)
        assert len(set(reader.ids)) == len(reader.ids), path
        for link in reader.links:
            if link.startswith(("https:", "tel:")):
                continue
            whole, _, anchor = link.partition("#")
            target = whole.partition("?")[0]
            file = (path.parent / target).resolve() if target else path
            file = file / "index.html" if file.is_dir() else file
            assert file.is_file(), f"{path}: {link}"
            if anchor:
                assert anchor in readers[file].ids, f"{path}: {link}"


def test_long_lists_stand_in_parts_and_links_find_the_part(long_built: Project) -> None:
    deeds = long_built.site / "deeds"
    pages = [
        deeds / "index.html",
        deeds / "part" / "2" / "index.html",
        deeds / "part" / "3" / "index.html",
    ]
    ids = [Reader(page.read_text(encoding="utf-8")).ids for page in pages]
    assert [sum(key.startswith("e0") for key in found) for found in ids] == [300, 300, 50]
    assert "e00650" in ids[2]
    assert "第3部分" in pages[0].read_text(encoding="utf-8")
    assert not (deeds / "part" / "4").exists()
    test_every_page_says_that_it_is_invented_and_every_link_leads_somewhere(long_built)


@pytest.mark.full
def test_notices_stand_in_parts_what_is_open_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("noticeboard.addresses", "noticeboard.pages"):
        monkeypatch.setattr(f"{module}.PART", 3)
    town = demo(tmp_path / "town", Size(communities=2, units=4, projects=2), 1, DAY)
    build(town, Options(today=DAY))
    whole = len((town.data / "notice_ledger.csv").read_text(encoding="utf-8").splitlines()) - 1
    states: list[str] = []
    for number in range(1, -(-whole // 3) + 1):
        name = "notices/index.html" if number == 1 else f"notices/part/{number}/index.html"
        page = (town.site / name).read_text(encoding="utf-8")
        rows = re.findall(r'<li data-category=[^>]*data-state="([a-z]+)">', page)
        assert len(rows) == min(3, whole - 3 * (number - 1)), name
        states += rows
    now = [state in ("open", "upcoming") for state in states]
    assert any(now)
    assert not all(now)
    assert now == sorted(now, reverse=True), "what one can still have a say on comes first"


def test_a_folder_with_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    with pytest.raises(UsageError):
        demo(tmp_path, Size(), 1, DAY)


@pytest.mark.full
def test_both_engines_make_the_same_html_of_the_demo(demo_built: Project, tmp_path: Path) -> None:
    build(demo_built, Options(engine="zensical", out=tmp_path / "zensical", today=DAY))
    assert same_tree(demo_built.site, tmp_path / "zensical")


@pytest.mark.full
def test_several_processes_fill_the_same_pages(
    demo_built: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A large site is filled by a new process that forks others: to the same bytes."""
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    before = read_tree_digest(demo_built.site)
    monkeypatch.setattr(filling, "PAGES_FOR_A_PROCESS", 1)
    done = build(demo_built, Options(today=DAY))
    assert (done.changed, done.removed) == (0, 0)
    monkeypatch.setattr(
        building, "fill", lambda job, _dataset, _made, others: [*others(), *filling.fill_pages(job)]
    )
    done = build(demo_built, Options(today=DAY))
    assert (done.changed, done.removed) == (0, 0)
    assert read_tree_digest(demo_built.site) == before


def test_a_snapshot_gives_the_same_town(demo_built: Project) -> None:
    dataset = load(demo_built)
    resources = {name: table.resource for name, table in dataset.tables.items()}
    lines = io.BytesIO(snapshot(with_counts(dataset)))
    again = town_of(dataset.settings, read_snapshot(lines, resources))
    assert again == assemble(dataset)
