"""The search in a real browser: typing, keyboard, filters, nothing found, a broken line, from a disk, without script."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, Route

from noticeboard.project import Project
from tests.browser import chromium, visit

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


def told(page: Page) -> str:
    """Return what is said of the search, when it is over."""
    page.locator('#search-told[data-done="1"]').wait_for()
    return page.locator("#search-told").inner_text()


def hits(page: Page) -> list[tuple[str, str]]:
    """Return title and address of each result."""
    links = page.locator("ol.search-results > li a").all()
    return [(link.inner_text(), str(link.get_attribute("href"))) for link in links]


def ask(page: Page, base: str, query: str) -> list[tuple[str, str]]:
    page.goto(f"{base}search/?q={quote(query)}")
    told(page)
    return hits(page)


FIRST = {
    "龙山小区": "../compounds/longshan/",
    "场小": "../compounds/longshan/",
    "lsxq": "../compounds/longshan/",
    "longshan": "../compounds/longshan/",
    "long shan": "../compounds/longshan/",
    "ＬＳＸＱ": "../compounds/longshan/",
    "龍山市場小區": "../compounds/longshan/",
    "城西社区": "../communities/chengxi/",
    "chengxi": "../communities/chengxi/",
    "驻区单位": "../units/",
    "６４５万元": "../figures/#funds-raised",
    "电梯": "../projects/longshan-dianti/",
    "电梯什么时候装": "../projects/longshan-dianti/",
    "墙": "../projects/longshan-weiqiang/",
    "县政务服务数据管理局": "../units/xian-zhengshuju/",
    "需求清单": "../lists/needs/",
    "不会用手机": "../help/#no-phone",
}


def test_what_residents_type_leads_there(browser: Browser, served: str) -> None:
    with visit(browser) as seen:
        for query, address in FIRST.items():
            assert ask(seen.page, served, query)[0][1] == address, query
            assert "接近" not in told(seen.page), query
        assert not seen.complaints
        assert not seen.outside


@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("成西社区", "../communities/chengxi/"),
        ("城西杜区", "../communities/chengxi/"),
        ("城西社社区", "../communities/chengxi/"),
        ("龙市场小区", "../compounds/longshan/"),
        ("陇山小区", "../compounds/longshan/"),
    ],
)
def test_a_near_miss_is_said_to_be_one(
    browser: Browser, served: str, query: str, address: str
) -> None:
    with visit(browser) as seen:
        assert address in [where for _, where in ask(seen.page, served, query)][:3]
        assert told(seen.page).startswith(f"没有和“{query}”完全一样的，下面这些接近")


def test_every_reading_of_a_character_is_tried(browser: Browser, demo_served: str) -> None:
    """露 is lou and lu; 路灯 sounds like the second."""
    with visit(browser) as seen:
        assert "路灯" in ask(seen.page, demo_served, "露灯")[0][0]
        assert "接近" in told(seen.page)


def test_by_keyboard_alone(browser: Browser, served: str) -> None:
    with visit(browser) as seen:
        page = seen.open(served + "projects/")
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.name") == "q"
        page.keyboard.type("龙山/小区")
        page.keyboard.press("Enter")
        assert "找到" in told(page)
        assert "/search/?q=" in page.url
        assert page.locator("#q").input_value() == "龙山/小区"
        for _ in range(40):
            page.keyboard.press("Tab")
            if page.evaluate("!!document.activeElement.closest('.search-results')"):
                break
        page.keyboard.press("Enter")
        page.wait_for_url("**/compounds/longshan/")
        page.go_back()
        assert "找到" in told(page)
        assert hits(page)[0][1] == "../compounds/longshan/"


def test_a_result_says_what_it_is_and_shows_the_words(browser: Browser, served: str) -> None:
    with visit(browser) as seen:
        ask(seen.page, served, "柏油路")
        first = seen.page.locator(".search-results > li").first
        assert first.locator(".what b").inner_text() == "项目"
        assert "城西社区" in first.locator(".what").inner_text()
        assert first.locator("mark").first.inner_text() == "柏油路"
        ask(seen.page, served, "辖区单位")
        assert "驻区单位" in seen.page.locator(".search-results mark").all_inner_texts()


def test_nothing_found_says_what_to_try(browser: Browser, served: str) -> None:
    with visit(browser) as seen:
        assert ask(seen.page, served, "火星基地") == []
        assert told(seen.page) == "没有找到“火星基地”。"
        none = seen.page.locator(".search-none")
        assert none.is_visible()
        for words in ("少打几个字", "拼音", "全部内容", "12345"):
            assert words in none.inner_text()
        assert not seen.page.locator(".search-broken").is_visible()


def test_filters_count_and_stand_in_the_address(browser: Browser, demo_served: str) -> None:
    with visit(browser) as seen:
        page = seen.page
        ask(page, demo_served, "停车")
        everything = int(told(page).split()[1])
        option = page.locator("select[name=kind] option", has_text="项目").first
        count = int(option.inner_text().split("（")[1].strip("）"))
        page.locator("select[name=kind]").select_option("项目")
        assert f"找到 {count} 条" in told(page)
        assert 0 < count < everything
        assert all(text == "项目" for text in page.locator(".what b").all_inner_texts())
        page.reload()
        assert f"找到 {count} 条" in told(page)
        page.locator("select[name=community]").select_option(index=1)
        assert "没有" not in told(page)


def test_more_are_shown_ten_at_a_time(browser: Browser, demo_served: str) -> None:
    with visit(browser) as seen:
        page = seen.page
        assert len(ask(page, demo_served, "社区")) == 10
        page.get_by_role("button", name="再看 10 条").click()
        page.locator(".search-results > li:nth-child(20)").wait_for()
        told(page)
        assert len(hits(page)) == len(set(hits(page))) == 20
        assert page.evaluate(
            "document.activeElement === document.querySelectorAll('.search-results a')[10]"
        )


@pytest.mark.parametrize("broken", ["search/g/", "search/d/", "search/index.js", "search/near.js"])
def test_a_broken_line_is_never_nothing_found(browser: Browser, served: str, broken: str) -> None:
    with visit(browser) as seen:
        page, cut = seen.page, [True]

        def line(route: Route) -> None:
            route.abort() if cut[0] and broken in route.request.url else route.continue_()

        page.context.unroute("**/*")
        page.context.route("**/*", line)
        query = "成西社区" if "near" in broken else "城西社区"
        page.goto(f"{served}search/?q={quote(query)}")
        assert "没有取到全部内容" in told(page)
        assert "没有找到" not in page.inner_text("main")
        assert not page.locator(".search-none").is_visible()
        cut[0] = False
        page.get_by_role("button", name="再试一次").click()
        page.locator(".search-results > li").first.wait_for()
        assert hits(page)[0][1] == "../communities/chengxi/"


def test_a_part_of_an_older_build_is_not_believed(browser: Browser, served: str) -> None:
    """A cache kept another build's file: it is asked for anew, else the line counts as broken."""
    with visit(browser) as seen:
        page = seen.page

        def old(route: Route) -> None:
            name = route.request.url.split("/search/")[1].split(".js")[0]
            route.fulfill(
                body=f'nbSearchPart("{name}","older","");', content_type="text/javascript"
            )

        page.context.route("**/search/g/*", old)
        page.goto(f"{served}search/?q={quote('城西社区')}")
        assert "没有取到全部内容" in told(page)


def test_from_a_disk(browser: Browser, built: Project, tmp_path: Path) -> None:
    shutil.copytree(built.site, tmp_path / "site")
    with visit(browser) as seen:
        page = seen.open((tmp_path / "site" / "units" / "index.html").as_uri())
        page.locator("form[role=search] input").fill("lsxq")
        page.keyboard.press("Enter")
        assert "找到" in told(page)
        name, address = hits(page)[0]
        assert name == "龙山市场小区"
        page.goto(page.url.split("?")[0].replace("index.html", "") + address)
        assert page.locator("h1").inner_text().startswith("龙山市场小区")
        assert not seen.complaints


def test_without_script_everything_is_listed(
    browser: Browser, served: str, long_served: str
) -> None:
    with visit(browser, javascript=False) as seen:
        page = seen.open(served)
        page.locator("form[role=search] input").fill("龙山")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search/?q=*")
        assert page.get_by_role("link", name="龙山市场小区", exact=True).is_visible()
        page = seen.open(long_served + "search/")
        page.get_by_role("link", name="项目", exact=True).last.click()
        letters = page.locator("main h2").all_inner_texts()
        assert letters == sorted(letters)
        page.locator(".part-nav a").first.click()
        assert "/search/all/projects/part/2/" in page.url
        assert page.locator(".all-list a").count() == 10


@pytest.mark.parametrize("width", [320, 360, 768])
def test_the_box_fits_every_screen(browser: Browser, served: str, width: int) -> None:
    with visit(browser, width) as seen:
        for address in ("", "projects/", f"search/?q={quote('龙山')}"):
            page = seen.open(served + address)
            box = page.locator("form[role=search]")
            assert box.count() == 1
            for part in (box.locator("input"), box.locator("button")):
                shape = part.bounding_box()
                assert shape
                assert shape["height"] >= 44
                assert shape["x"] >= 0
                assert shape["x"] + shape["width"] <= width
            assert page.evaluate("document.documentElement.scrollWidth") <= width
