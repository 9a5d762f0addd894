"""A hundred realistic searches in Chromium: found in the first three, for few bytes.

The searches, and the rule of their answers, stand in benchmarks/search/; Pagefind is measured beside
this by ``make bench`` only.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from benchmarks.search import asking, sites
from benchmarks.search.measures import SETS, Asked, ask
from benchmarks.search.questions import (
    LOOKED_AT,
    SITES,
    Search,
    arrives,
    known_pages,
    searches,
    town_of,
)
from benchmarks.search.report import (
    BUDGETS,
    PROMISED,
    class_table,
    conclusions,
    early,
    found_table,
    kilobytes,
)

from noticeboard.project import Project
from tests.browser import chromium

Projects = dict[str, Project]


@pytest.fixture(scope="module")
def projects(built: Project, tmp_path_factory: pytest.TempPathFactory) -> Projects:
    """The real site and the invented town as ``noticeboard demo`` makes it."""
    return {"real": built, "town": sites.town(tmp_path_factory.mktemp("search") / "town")}


@pytest.fixture(scope="module")
def given(projects: Projects) -> dict[str, list[Search]]:
    towns = {name: town_of(project) for name, project in projects.items()}
    return {name: searches(name, towns) for name in SETS}


# --- the searches ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hit", "target", "expected"),
    [
        ("projects/a/", "projects/a/", True),
        ("projects/a/#cost", "projects/a/", True),
        ("projects/", "projects/a/", False),
        ("deeds/#a", "deeds/#a", True),
        ("deeds/", "deeds/#a", True),
        ("deeds/#b", "deeds/#a", False),
        ("deeds/part/2/#a", "deeds/#a", False),
    ],
)
def test_where_a_result_arrives(hit: str, target: str, expected: bool) -> None:
    assert arrives(hit, target) == expected


def test_the_rank_is_that_of_the_first_result_that_arrives() -> None:
    search = Search("电梯", "", "real", ("projects/a/",))
    assert search.found_at([["units/"], ["about/", "projects/a/#b"], ["projects/a/"]]) == 2
    assert search.found_at([["units/"]]) is None


@pytest.mark.slow
@pytest.mark.full
def test_every_search_has_a_page_to_lead_to(
    projects: Projects, given: dict[str, list[Search]]
) -> None:
    whole = [search for name in SETS for search in given[name]]
    lost = [s.words for s in whole if not known_pages(projects[s.site].site, s)]
    assert not lost
    assert {name: len(given[name]) for name in SETS} == {"queries": 100, "heldout": 60}
    assert len({search.words for search in whole}) == len(whole)


def test_a_page_of_results_says_what_held() -> None:
    def asked(kind: str, rank: int | None) -> Asked:
        return Asked(Search("x", kind, "real", ("a/",)), rank, asking.Answer((), 1000, 1))

    one = {"ours": [asked("title", 1), asked("pinyin", 3)], "pagefind": [asked("title", 4), asked("pinyin", None)]}  # fmt: skip
    found = dict.fromkeys(SETS, one)
    tables = found_table(found) + class_table(one)
    widths = [line.count("|") for line in tables.splitlines() if line.startswith("| the hundred")]
    assert widths == [6, 6]
    assert "| the hundred, Noticeboard | 2 | 1 | 2 | 2 |" in tables
    assert "| the hundred, Pagefind extended | 2 | 0 | 0 | 1 |" in tables
    said = conclusions(found, {})
    assert "**not held** (2; Pagefind 0)" in said
    assert "Of the 1 of them that ask for words as they stand on a page: 1; Pagefind 0." in said


# --- what is sent ------------------------------------------------------------------------------


@pytest.mark.browser
def test_every_search_begins_with_empty_caches_and_every_byte_is_counted(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(
        '<!doctype html><title>x</title><link rel="icon" href="data:,"><script src="a.js"></script>'
    )
    (tmp_path / "a.js").write_text("// 啊\n" * 2000)
    with chromium() as browser, asking.visiting(browser, tmp_path) as visitor:
        for _ in range(2):
            _, whole = visitor.come("", lambda _: [])
            sent = dict(whole)
            assert sent.keys() >= {"/", "/a.js"}
            # Compressed, with its headers.
            assert 100 < sent["/a.js"] < 1000


# --- what is found -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hundred(projects: Projects, given: dict[str, list[Search]]) -> Iterator[list[Asked]]:
    found: list[Asked] = []
    with chromium() as browser:
        for site in SITES:
            with asking.ours(browser, projects[site].site) as engine:
                found += ask(engine, [s for s in given["queries"] if s.site == site])
    yield found


@pytest.mark.full
@pytest.mark.browser
def test_of_a_hundred_searches_ninety_five_are_found_in_the_first_three(
    hundred: list[Asked],
) -> None:
    reached = early(hundred, LOOKED_AT)
    lost = [(one.search.words, one.rank) for one in hundred if one not in reached]
    assert len(reached) >= PROMISED, lost


@pytest.mark.full
@pytest.mark.browser
def test_a_first_search_on_a_small_site_is_small(hundred: list[Asked]) -> None:
    assert max(kilobytes(hundred)) <= BUDGETS[5_000]


@pytest.mark.full
@pytest.mark.browser
def test_a_first_search_in_five_thousand_records_is_small(
    given: dict[str, list[Search]], tmp_path: Path
) -> None:
    town = sites.town(tmp_path / "town", sites.SIZES[5_000])
    mine = [s for name in SETS for s in given[name] if s.site == "town"]
    with chromium() as browser, asking.ours(browser, town.site) as engine:
        found = ask(engine, mine)
    too_large = {
        s.search.words: s.answer.sent for s in found if s.answer.sent > BUDGETS[5_000] * 1000
    }
    assert not too_large
