"""The preview in a real browser, beside ``noticeboard serve``: what changes by itself, what does not."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from noticeboard.commands.clock import today
from noticeboard.commands.demo import demo
from noticeboard.demo import Size
from noticeboard.project import Project
from tests.browser import chromium, visit
from tests.serving import serving
from tests.test_browser import axe
from tests.workbook_acts import do

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PAGE, OUTCOME = "projects/j00002/", "雨天不再返水"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A small invented town, at work on a day like today."""
    return demo(tmp_path_factory.mktemp("preview") / "town", Size(2, 6, 4, 4, 6, 1), 1, today())


@pytest.fixture(scope="module")
def base(town: Project) -> Iterator[str]:
    """The address at which ``noticeboard serve`` shows the town."""
    with serving(town) as address:
        yield address


def put(town: Project, old: str, new: str) -> None:
    """Save a table with another text in it, as an editor does."""
    path = town.data / "projects.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_an_edit_changes_the_page_a_mistake_shows_in_it_and_goes(
    town: Project, base: str, browser: Browser
) -> None:
    with visit(browser, 800) as seen:
        page = seen.open(f"{base}{PAGE}")
        expect(page.get_by_text(OUTCOME)).to_be_visible()
        put(town, OUTCOME, "从此不返水")
        expect(page.get_by_text("从此不返水").first).to_be_visible(timeout=15_000)
        # What was kept is waited for: then there is a last good page that tells it.
        expect(page.locator(".nbp-ahead")).to_have_count(0, timeout=60_000)

        put(town, ",accepted,u002", ",acepted,u002")
        panel = page.locator(".nbp-wrong[role=alert]")
        expect(panel).to_contain_text("data/projects.csv", timeout=15_000)
        expect(panel).to_contain_text("E3")
        expect(panel).to_contain_text("不能填「acepted」")
        expect(page.locator(".nbp-here")).to_contain_text("acepted")
        assert not axe(page)
        page.get_by_role("link", name="看上一次没有问题的样子").click()
        expect(page.get_by_text("这是上一次没有问题的样子")).to_be_visible()
        expect(page.get_by_text("从此不返水").first).to_be_visible()
        expect(page.locator(".nbp-wrong")).to_have_count(0)
        page.get_by_role("link", name="回到现在的样子").click()
        expect(panel).to_be_visible()

        put(town, ",acepted,u002", ",accepted,u002")
        expect(page.locator(".nbp-wrong")).to_have_count(0, timeout=30_000)
        expect(page.get_by_text("从此不返水").first).to_be_visible()
        assert not seen.complaints
        assert not seen.outside


def test_the_panel_stands_there_without_script_and_is_not_printed(
    town: Project, base: str, browser: Browser
) -> None:
    put(town, ",c2-x1,", ",c9-x9,")
    with visit(browser, 360, javascript=False) as seen:
        page = seen.open(base)
        for _ in range(100):
            if page.locator(".nbp-wrong").count():
                break
            page.wait_for_timeout(200)
            page.reload()
        expect(page.locator(".nbp-wrong")).to_contain_text("c9-x9")
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= 360
        page.emulate_media(media="print")
        expect(page.locator(".nbp-wrong")).to_be_hidden()
    put(town, ",c9-x9,", ",c2-x1,")


def test_what_somebody_types_is_not_thrown_away(town: Project, base: str, browser: Browser) -> None:
    with visit(browser, 800) as seen:
        page = seen.open(f"{base}{PAGE}")
        page.locator("header input[name=q]").fill("路灯")
        old = town.data.joinpath("projects.csv").read_text(encoding="utf-8")
        word = "从此不返水" if "从此不返水" in old else OUTCOME
        put(town, word, "换了一句")
        expect(page.get_by_text("您填了东西，所以没有自己换")).to_be_visible(timeout=15_000)
        assert page.locator("header input[name=q]").input_value() == "路灯"
        page.reload()
        expect(page.get_by_text("换了一句").first).to_be_visible()


def test_a_form_page_may_ask_nobody_and_still_hears(
    town: Project, base: str, browser: Browser
) -> None:
    with visit(browser, 800) as seen:
        page = seen.open(f"{base}surveys/needs/form/c1/")
        put(town, ",c2-x1,", ",c9-x9,")
        expect(page.locator(".nbp-wrong")).to_contain_text("c9-x9", timeout=20_000)
        put(town, ",c9-x9,", ",c2-x1,")
        expect(page.locator(".nbp-wrong")).to_have_count(0, timeout=30_000)
        assert not seen.complaints


def test_a_workbook_is_dropped_in_seen_written_and_taken_back(
    town: Project, base: str, browser: Browser, tmp_path: Path
) -> None:
    before = (town.data / "projects.csv").read_bytes()
    with visit(browser, 800) as seen:
        page = seen.open(f"{base}staff/workbook/")
        with page.expect_download() as waiting:
            page.get_by_role("link", name="下载登记表").click()
        book = tmp_path / "登记表.xlsx"
        waiting.value.save_as(book)
        do(book, [{"set": ["项目", "j00001", "名称", "在表格里换的名字"]}])
        page.locator("input[type=file]").set_input_files(book)
        page.get_by_role("button", name="看看会改什么").click()
        expect(page.get_by_text("改为 在表格里换的名字")).to_be_visible()
        assert (town.data / "projects.csv").read_bytes() == before
        assert not axe(page)
        page.get_by_role("button", name="确认写入").click()
        expect(page.get_by_text("写进了 data/projects.csv")).to_be_visible()
        shown = seen.open(f"{base}projects/j00001/")
        expect(shown.get_by_role("heading", name="在表格里换的名字")).to_be_visible()
        page = seen.open(f"{base}staff/workbook/")
        page.get_by_role("button", name="退回上一次").click()
        expect(page.get_by_text("退回了 data/projects.csv")).to_be_visible()
        assert (town.data / "projects.csv").read_bytes() == before
        do(book, [{"set": ["项目", "j00001", "社区", "没有的社区"]}])
        # Dropped by the mouse, as from a folder.
        page.evaluate(
            """bytes => {
              const file = new File([Uint8Array.from(atob(bytes), c => c.charCodeAt(0))], '登记表.xlsx');
              const held = new DataTransfer();
              held.items.add(file);
              document.querySelector('[data-drop]').dispatchEvent(
                new DragEvent('drop', {dataTransfer: held, bubbles: true, cancelable: true}));
            }""",
            base64.b64encode(book.read_bytes()).decode(),
        )
        expect(page.get_by_role("alert")).to_contain_text("项目!C")
        expect(page.get_by_role("alert")).to_contain_text("没有的社区")
        expect(page.get_by_role("button", name="确认写入")).to_have_count(0)
        assert (town.data / "projects.csv").read_bytes() == before


def test_the_site_that_is_published_knows_nothing_of_it(town: Project, base: str) -> None:
    assert base
    for path in town.site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert "_preview" not in text, path
        assert "nb-preview" not in text, path
