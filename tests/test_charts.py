"""Charts: what they count adds up, and each of their numbers leads to just what was counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser

from noticeboard.assemble import assemble
from noticeboard.charts import AGES, Bar, Chart, age_of
from noticeboard.charts.lengths import bars_of, grouped
from noticeboard.charts.times import between, period_word
from noticeboard.commands.build import Options, build
from noticeboard.figures import Figures, figures
from noticeboard.load import load
from noticeboard.model import Town
from noticeboard.project import Project
from tests.browser import chromium, visit
from tests.conftest import DAY, invented, serve_folder

ROWS = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.sampled_from(("met", "unmet", "in_hand"))), max_size=60
)


def town_of(project: Project) -> tuple[Town, Figures]:
    town = assemble(load(project))
    return town, figures(town, DAY)


def all_charts(numbers: Figures) -> list[Chart]:
    made = numbers.charts
    return [
        made.needs,
        *made.orders.values(),
        made.projects,
        made.funds_by_kind,
        made.funds_by_funder,
    ]


@given(ROWS)
def test_parts_add_up_to_the_rows_and_stand_end_to_end(drawn: list[tuple[str, str]]) -> None:
    rows = [(f"r{n}", bar, part) for n, (bar, part) in enumerate(drawn)]
    bars = bars_of(grouped(rows), ("met", "unmet", "in_hand"), ("category", "state"))
    assert sorted(row for bar in bars for row in bar.rows) == sorted(row for row, _, _ in rows)
    longest = max((len(bar.rows) for bar in bars), default=0)
    for bar in bars:
        end = Decimal(0)
        for part in bar.parts:
            assert abs(Decimal(part.start) - end) <= Decimal("0.02")
            assert abs(Decimal(part.length) - Decimal(100 * len(part.rows)) / longest) < Decimal(
                "0.01"
            )
            end = Decimal(part.start) + Decimal(part.length)
        assert end <= Decimal("100.02")
        assert bar.choice == f"category={bar.key}"
    if bars:
        assert any(sum(Decimal(p.length) for p in bar.parts) > Decimal("99.9") for bar in bars)


@given(st.integers(0, 5000))
def test_every_age_lies_in_one_span(days: int) -> None:
    spans = [key for key, last in AGES.items() if days <= last]
    assert age_of(days) == (spans[0] if spans else "longer")


@given(st.sets(st.integers(4040, 4060), min_size=1))
def test_no_half_year_between_is_left_out(numbers: set[int]) -> None:
    halves = [f"{n // 2:04}-{n % 2 + 1}" for n in numbers]
    every = between(halves)
    assert len(every) == max(numbers) - min(numbers) + 1
    assert set(halves) <= set(every)
    assert every == sorted(every, reverse=True)


def test_periods_are_told_in_words() -> None:
    assert [period_word(p) for p in ("2026", "2026-1", "2025-2")] == [
        "2026年",
        "2026年上半年",
        "2025年下半年",
    ]


def test_every_row_of_the_demo_stands_in_its_chart_once(demo_built: Project) -> None:
    town, numbers = town_of(demo_built)
    made = numbers.charts
    assert sorted(made.needs.rows) == sorted(town.needs)
    assert sorted(row for chart in made.orders.values() for row in chart.rows) == sorted(
        town.orders
    )
    assert sorted(made.projects.rows + made.projects.left_out) == sorted(town.projects)
    for chart in (made.funds_by_kind, made.funds_by_funder):
        assert sorted(chart.rows) == sorted(town.funding)
        stated = [f.amount.cny for f in town.funding.values() if f.amount.cny is not None]
        assert sum(bar.amount for bar in chart.bars) == sum(stated)
        assert sum(bar.unstated for bar in chart.bars) == len(town.funding) - len(stated)
    assert all(len(bar.rows) >= 3 for bar in made.needs_in.values())
    late = [key for key, step in numbers.progress.items() if step.on_time is False]
    assert sorted(row for chart in made.orders.values() for row in chart.late) == sorted(late)
    assert late


def test_what_is_declared_is_never_among_what_is_counted(project: Project) -> None:
    """The article's 645万元 is a sentence; the chart adds rows, 335万元 and 17.68万元."""
    _, numbers = town_of(project)
    made = numbers.charts
    assert sum(bar.amount for bar in made.funds_by_kind.bars) == 3_526_800
    assert not made.funds_by_kind.is_worth_drawing
    assert not made.projects.rows


def test_an_amount_that_is_not_stated_is_counted_apart(demo_built: Project, tmp_path: Path) -> None:
    town, _ = town_of(demo_built)
    some = next(iter(town.funding))
    project = invented_copy(demo_built, tmp_path)
    path = project.data / "funding.csv"
    lines = path.read_text(encoding="utf-8").split("\n")
    columns = lines[0].split(",")
    for n, line in enumerate(lines):
        cells = line.split(",")
        if cells[0] == some:
            cells[columns.index("amount_cny")] = ""
            lines[n] = ",".join(cells)
    path.write_text("\n".join(lines), encoding="utf-8")
    after, numbers = town_of(project)
    assert after.funding[some].amount.cny is None
    assert sum(bar.unstated for bar in numbers.charts.funds_by_kind.bars) == 1


def invented_copy(project: Project, folder: Path) -> Project:
    import shutil

    shutil.copytree(project.root, folder / "copy", ignore=shutil.ignore_patterns("site", "build"))
    return Project(folder / "copy")


def test_the_real_site_tells_thin_data_in_a_sentence(built: Project) -> None:
    for address in ("orders/", "lists/needs/", "projects/", "funds/"):
        assert "<table" not in (built.site / address / "index.html").read_text(encoding="utf-8")
    projects = (built.site / "projects/index.html").read_text(encoding="utf-8")
    assert "这 8 个项目都没有写明是哪一年办的" in projects
    funds = (built.site / "funds/index.html").read_text(encoding="utf-8")
    assert "这 2 笔都没有写明是财政的钱" in funds


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """An invented town in which every list is long enough to be narrowed."""
    return invented(
        tmp_path_factory.mktemp("rich"), communities=3, units=46, projects=60, deeds=20, needs=80
    )


@pytest.fixture(scope="module")
def rich_served(rich: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    yield from serve_folder(rich.site, tmp_path_factory.mktemp("rich-served"))


def counts_of(bar: Bar) -> dict[str, int]:
    """Return how many entries the list must show under each choice of a bar."""
    found = {part.choice: len(part.rows) for part in bar.parts if part.rows and part.choice}
    if bar.late:
        found[bar.late.choice] = len(bar.late.rows)
    return found | ({bar.choice: bar.listed} if bar.rows else {})


def expected(numbers: Figures) -> dict[str, dict[str, int]]:
    made = numbers.charts
    pages: dict[str, list[Any]] = {
        "lists/needs/": [*made.needs.bars, *made.needs_in.values()],
        "orders/": [bar for chart in made.orders.values() for bar in chart.bars],
        "projects/": list(made.projects.bars),
        "funds/": [*made.funds_by_kind.bars, *made.funds_by_funder.bars],
    }
    return {
        page: {choice: count for bar in bars for choice, count in counts_of(bar).items()}
        for page, bars in pages.items()
    }


@pytest.mark.browser
@pytest.mark.full
def test_every_number_leads_to_just_the_rows_that_were_counted(
    browser: Browser, rich: Project, rich_served: str
) -> None:
    _, numbers = town_of(rich)
    tried = 0
    with visit(browser, 1280) as seen:
        for address, choices in expected(numbers).items():
            page = seen.open(rich_served + address)
            links = page.eval_on_selector_all(
                ".chart a[href*='#?']", "all => all.map(a => a.getAttribute('href'))"
            )
            assert links
            for href in dict.fromkeys(links):
                choice = href.partition("#?")[2]
                page.evaluate("hash => { location.hash = hash; }", f"?{choice}")
                page.wait_for_function(
                    "() => document.querySelector('.found').textContent.indexOf('找到') === 0"
                )
                page.wait_for_timeout(20)
                assert page.locator(".results > li").count() == choices[choice], (address, choice)
                tried += 1
        page = seen.open(rich_served + "communities/c1/")
        links = page.eval_on_selector_all(".chart a[href*='#?']", "all => all.map(a => a.href)")
        assert links
        for href in links:
            page = seen.open(rich_served)
            page = seen.open(href)
            choice = href.partition("#?")[2]
            assert (
                page.locator(".results > li").count() == expected(numbers)["lists/needs/"][choice]
            )
        assert seen.complaints == []
    assert tried > 60


@pytest.mark.browser
def test_without_script_a_number_leads_to_the_list(browser: Browser, rich_served: str) -> None:
    with visit(browser, 360, javascript=False) as seen:
        page = seen.open(rich_served + "orders/")
        page.locator(".chart a[href*='#?']").first.click()
        top = page.locator("#all").evaluate("e => e.getBoundingClientRect().top")
        assert -100 < top < 300


@pytest.mark.browser
@pytest.mark.parametrize(
    "address", ["orders/", "lists/needs/", "funds/", "projects/", "communities/c1/"]
)
def test_charts_fit_the_narrowest_phone_in_the_largest_letters(
    browser: Browser, rich_served: str, address: str
) -> None:
    for width in (320, 800, 1280):
        with visit(browser, width) as seen:
            page = seen.open(rich_served + address)
            page.evaluate("document.documentElement.classList.add('elder', 'elder-2')")
            assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "30px"
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            cut = page.evaluate(
                "() => [...document.querySelectorAll('.chart td, .chart th')].filter("
                "e => e.scrollWidth > e.clientWidth + 1 && e.closest('tbody')).map(e => e.textContent)"
            )
            assert cut == []


@pytest.mark.browser
def test_strips_of_a_chart_are_measured_alike(browser: Browser, rich_served: str) -> None:
    """A strip is as long as its number; columns that followed their words would stretch some."""
    for width in (360, 1280):
        with visit(browser, width) as seen:
            page = seen.open(rich_served + "funds/")
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            for chart in page.locator(".chart").all():
                widths = chart.evaluate(
                    "t => [...t.querySelectorAll('.strip')].map(s => s.getBoundingClientRect().width)"
                )
                assert len(widths) > 2
                assert max(widths) - min(widths) < 0.5


@pytest.mark.browser
def test_parts_differ_without_colour(browser: Browser, rich_served: str) -> None:
    """Each kind of part has its own pattern, its own words, and is there on paper, too."""
    for media in ("screen", "print"):
        with visit(browser, 1280, media=media) as seen:
            page = seen.open(rich_served + "lists/needs/")
            looks = page.evaluate(
                "() => [...document.querySelectorAll('.one')].map(one => {"
                " const r = one.querySelector('rect'), c = getComputedStyle(r);"
                " return [one.textContent.trim().split(' ')[0], c.fill, c.stroke]; })"
            )
            by_word = {word: (fill, stroke) for word, fill, stroke in looks}
            assert set(by_word) == {"办好了", "正在办", "等人来办", "撤下了"}
            assert len({fill for fill, _ in by_word.values()}) == 4
            assert all(stroke != "none" for _, stroke in by_word.values())


def test_two_builds_draw_the_same(project: Project) -> None:
    build(project, Options(today=dt.date(2026, 11, 24)))
    page = project.site / "funds" / "index.html"
    first = page.read_bytes()
    build(project, Options(today=dt.date(2026, 11, 24)))
    assert page.read_bytes() == first
