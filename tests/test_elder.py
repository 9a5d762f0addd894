"""长辈版: one tap, remembered or carried, large, one thing below the other, the same content, read aloud."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from noticeboard.project import Project
from tests.browser import AXE, QUIET, chromium, seen_as, system_chromium, visit
from tests.matrix import thinned
from tests.test_browser import DEMO_KINDS, KINDS, axe

pytestmark = pytest.mark.browser

NO_STORE = """Object.defineProperty(window, "localStorage", {get: function () { throw new Error("refused"); }});"""
SIZE = "getComputedStyle(document.body).fontSize"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


def enter(page: Page) -> None:
    page.get_by_role("button", name="长辈版").click()


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_one_tap_makes_every_page_large_and_one_tap_back(
    browser: Browser, demo_served: str, width: int
) -> None:
    with visit(browser, width) as seen:
        page = seen.open(demo_served + "projects/j00002/")
        assert page.evaluate(SIZE) == "18px"
        box = page.get_by_role("button", name="长辈版").bounding_box()
        assert box
        assert box["height"] >= 44
        assert box["y"] + box["height"] < 200, "on the first screen"
        enter(page)
        assert page.evaluate(SIZE) == "24px"
        expect(page.get_by_role("button", name="大字")).to_be_focused()
        page.get_by_role("button", name="特大").click()
        assert page.evaluate(SIZE) == "30px"
        page.goto(demo_served + "notices/")
        assert page.evaluate(SIZE) == "30px"
        assert page.get_by_role("button", name="特大").get_attribute("aria-pressed") == "true"
        page.get_by_role("button", name="标准版").click()
        assert page.evaluate(SIZE) == "18px"
        expect(page.get_by_role("button", name="长辈版")).to_be_focused()
        page.goto(demo_served)
        assert page.evaluate(SIZE) == "18px"
        assert not seen.complaints


@pytest.mark.parametrize(
    ("query", "size"),
    [("?elder", 24), ("?elder=1", 24), ("?elder=2", 30), ("?elder=0", 18), ("?standard", 18), ("?code=x&elder=2", 30), ("?elders", 18)],
)  # fmt: skip
def test_an_address_says_it_and_is_remembered(
    browser: Browser, demo_served: str, query: str, size: int
) -> None:
    with visit(browser) as seen:
        page = seen.open(demo_served + query)
        assert page.evaluate(SIZE) == f"{size}px"
        page.get_by_role("link", name="查进度").first.click()
        page.wait_for_url("**/receipt/")
        assert page.evaluate(SIZE) == f"{size}px"


def test_what_somebody_left_in_the_store_breaks_nothing(browser: Browser, demo_served: str) -> None:
    with visit(browser) as seen:
        seen.page.add_init_script("localStorage.setItem('nb-elder', '9 x')")
        assert seen.open(demo_served).evaluate(SIZE) == "18px"
        assert not seen.complaints


def test_links_carry_it_where_nothing_is_remembered(browser: Browser, demo_served: str) -> None:
    with visit(browser) as seen:
        seen.page.add_init_script(NO_STORE)
        page = seen.open(demo_served)
        enter(page)
        assert page.url.endswith("?elder=1")
        page.get_by_role("link", name="查进度").first.click()
        page.wait_for_url("**/receipt/?elder=1")
        assert page.evaluate(SIZE) == "24px"
        page.get_by_role("button", name="特大").click()
        page.locator(".brand").click()
        page.wait_for_url("**/?elder=2")
        assert page.evaluate(SIZE) == "30px"
        page.get_by_role("button", name="标准版").click()
        assert "elder" not in page.url
        page.get_by_role("link", name="查进度").first.click()
        page.wait_for_url("**/receipt/")
        assert page.evaluate(SIZE) == "18px"
        assert not seen.complaints


def test_it_works_from_a_folder(browser: Browser, built: Project) -> None:
    for script in ("", NO_STORE):
        with visit(browser) as seen:
            seen.page.add_init_script(script)
            page = seen.open((built.site / "index.html").as_uri())
            enter(page)
            page.get_by_role("button", name="全部栏目").click()
            page.get_by_role("link", name="项目", exact=True).click()
            page.wait_for_url("**/projects/index.html*")
            assert page.evaluate(SIZE) == "24px"
            assert not seen.complaints


def test_it_is_set_before_the_first_paint(browser: Browser, demo_served: str) -> None:
    """The class is there when the body begins, whatever else is late."""
    with visit(browser) as seen:
        seen.page.route("**/site.js*", lambda route: route.abort())
        seen.page.add_init_script(
            "new MutationObserver(function (all, me) { if (document.body) { window.atBody = document"
            ".documentElement.className; me.disconnect(); } }).observe(document, {childList: true, subtree: true})"
        )
        page = seen.open(demo_served + "?elder")
        assert "elder-1" in page.evaluate("window.atBody")


def test_without_script_there_is_no_dead_button(browser: Browser, demo_served: str) -> None:
    with visit(browser, javascript=False) as seen:
        page = seen.open(demo_served)
        for name in ("长辈版", "标准版", "全部栏目", "读给我听"):
            assert page.get_by_role("button", name=name).count() == 0
        page.get_by_role("link", name="字太小？").click()
        assert "放大" in page.locator("main").inner_text()
        page.goto(demo_served)
        assert page.get_by_role("link", name="项目", exact=True).is_visible()


WORDS = "() => document.querySelector('main').textContent.replace(/\\s+/g, '')"
SHOWN = """() => [...document.querySelectorAll('main *')].filter(e => e.children.length === 0 && e.textContent.trim()
    && e.checkVisibility()).map(e => e.textContent.trim())"""


def test_the_content_is_the_same(browser: Browser, demo_served: str) -> None:
    """What is visible in the one view is visible in the other, or one press away beside the filters."""
    for kind in ("", "projects/j00002/", "notices/open-lamp/", "communities/c1/", "figures/"):
        with visit(browser, 1280) as seen:
            page = seen.open(demo_served + kind)
            words, shown = page.evaluate(WORDS), page.evaluate(SHOWN)
            assert len(shown) > 10
            enter(page)
            assert page.evaluate(WORDS) == words
            assert page.evaluate(SHOWN) == shown, kind


SMALL = """() => [...document.querySelectorAll('a[href], button, summary, select, input:not([type=hidden])')]
    .filter(e => e.checkVisibility({checkVisibilityCSS: true}) && !e.closest('.trap') && !e.matches('.skip, .pick input')
      && !(e.matches('a') && getComputedStyle(e).display === 'inline' && e.parentNode.matches('p, li, dd, td, .quiet, span, div')))
    .map(e => [e.textContent.trim().slice(0, 20), e.getBoundingClientRect().height]).filter(([_, h]) => h < 59.5)"""


@pytest.mark.full
def test_targets_are_sixty_pixels_high(browser: Browser, served: str, demo_served: str) -> None:
    """All but links inside running text."""
    with visit(browser, 360) as seen:
        for base, kinds in ((served, KINDS), (demo_served, DEMO_KINDS)):
            for kind in kinds:
                page = seen.open(seen_as(base + kind, "?elder"))
                page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
                assert page.evaluate(SMALL) == [], kind


COLUMNS = """() => [...document.querySelectorAll('main section, main li, main .card, main .door')]
    .filter(e => e.checkVisibility()).flatMap(e => [...e.parentNode.children].filter(o => o !== e
      && o.matches('section, li, .card, .door') && o.checkVisibility()).filter(o => {
        const a = e.getBoundingClientRect(), b = o.getBoundingClientRect();
        return a.height && b.height && a.left + 5 < b.left && Math.abs(a.top - b.top) < 5; })
      .map(o => o.textContent.slice(0, 30)))"""


def test_one_thing_stands_below_the_other(browser: Browser, demo_served: str) -> None:
    with visit(browser, 1280) as seen:
        for kind in (
            "",
            "orders/",
            "lists/",
            "communities/c1/",
            "projects/j00002/",
            "notices/open-lamp/",
        ):
            page = seen.open(f"{demo_served}{kind}?elder")
            assert page.evaluate(COLUMNS) == [], kind
        assert seen.open(f"{demo_served}?elder=0").evaluate(COLUMNS) != [], (
            "the look fails to see columns"
        )


@pytest.mark.parametrize("default", [16, 24])
@pytest.mark.full
def test_no_sideways_scroll_however_large(
    browser: Browser, served: str, demo_served: str, default: int
) -> None:
    """At 320 px, also where the phone's own type is half as large again (45 px then)."""
    setting = f"--blink-settings=defaultFontSize={default}"
    large = browser.browser_type.launch(executable_path=system_chromium(), args=[*QUIET, setting])
    with visit(large, 320) as seen:
        for base, kinds in ((served, KINDS), (demo_served, DEMO_KINDS)):
            for kind in kinds:
                page = seen.open(seen_as(base + kind, "?elder=2"))
                page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
                assert page.evaluate(SIZE) == f"{default * 30 / 16:g}px"
                wide = page.evaluate("document.documentElement.scrollWidth")
                assert wide <= 320, f"{kind}: {wide}"
    large.close()


@pytest.mark.parametrize("scheme", thinned(["light", "dark"]))
def test_axe_and_contrast_in_the_elder_view(
    browser: Browser, demo_served: str, scheme: str
) -> None:
    with visit(browser, 360, scheme) as seen:
        for kind in (
            "",
            "projects/j00002/",
            "notices/open-lamp/",
            "orders/",
            "receipt/",
            "surveys/needs/results/",
            "surveys/needs/form/c1/",
            "lists/needs/",
        ):
            page = seen.open(f"{demo_served}{kind}?elder")
            page.get_by_role("button", name="全部栏目").click()
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            assert axe(page) == [], kind
            found = page.evaluate(
                "() => axe.run(document, {runOnly: ['color-contrast-enhanced'],"
                " rules: {'color-contrast-enhanced': {enabled: true}}})"
            )
            assert [n["failureSummary"] for v in found["violations"] for n in v["nodes"]] == [], (
                kind
            )
        assert AXE.is_file()


PRINTED = """() => [...document.querySelectorAll('body *')].filter(e => e.checkVisibility()
    && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
    .map(e => [e.textContent.trim().slice(0, 20), parseFloat(getComputedStyle(e).fontSize) * 0.75])"""


def test_paper_is_large_too(browser: Browser, demo_served: str) -> None:
    """As everybody prints it, but nothing below 14 pt."""
    with visit(browser, 360, media="print") as seen:
        for kind in ("", "projects/j00002/", "notices/open-lamp/", "figures/", "orders/d00001/"):
            printed = seen.open(f"{demo_served}{kind}?elder").evaluate(PRINTED)
            assert len(printed) > 10
            assert [one for one in printed if one[1] < 13.99] == []
            assert not {"标准版", "大字", "全部栏目"} & {one[0] for one in printed}


def test_the_menu_is_a_button_and_says_whether_it_is_open(
    browser: Browser, demo_served: str
) -> None:
    with visit(browser) as seen:
        page = seen.open(f"{demo_served}projects/?elder")
        assert page.get_by_role("link", name="首页", exact=True).count() == 0
        button = page.get_by_role("button", name="全部栏目")
        assert button.get_attribute("aria-expanded") == "false"
        button.focus()
        page.keyboard.press("Enter")
        assert button.get_attribute("aria-expanded") == "true"
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="首页", exact=True)).to_be_focused()
        page.keyboard.press("Enter")
        page.wait_for_url(demo_served)


def test_filters_wait_behind_one_button(browser: Browser, demo_served: str) -> None:
    with visit(browser) as seen:
        page = seen.open(f"{demo_served}lists/needs/?elder")
        page.get_by_label("找几个字").fill("停车线")
        assert "找到" in page.locator(".found").inner_text()
        assert page.get_by_label("类别").is_hidden()
        page.get_by_role("button", name="按社区等找").click()
        page.get_by_label("社区").select_option("c1")
        assert "找到" in page.locator(".found").inner_text()
        page = seen.open("about:blank")
        page = seen.open(f"{demo_served}lists/needs/?elder#?category=parking")
        assert page.get_by_label("类别").is_visible(), "what narrows the list is seen"


VOICE = """(function () {
    var said = window.said = [], voices = %s, now = null;
    function Utterance(text) { this.text = text; }
    window.SpeechSynthesisUtterance = Utterance;
    Object.defineProperty(window, "speechSynthesis", {value: {
      getVoices: function () { return voices; }, addEventListener: function () {},
      cancel: function () { now = null; },
      speak: function (one) { said.push(one.text); now = one;
        setTimeout(function () { if (now === one) one.onend(); }, window.pace || 5); }}});
})()"""


def test_it_reads_the_page_in_its_order(browser: Browser, demo_served: str) -> None:
    with visit(browser) as seen:
        seen.page.add_init_script(VOICE % '[{lang: "en-US"}, {lang: "zh-CN"}]')
        page = seen.open(f"{demo_served}notices/open-lamp/?elder")
        button = page.locator("[data-read]")
        expect(button).to_be_visible()
        assert page.evaluate("said") == [], "never by itself"
        button.click()
        expect(button).to_have_text("读给我听")
        said = page.evaluate("said")
        assert said[0] == "关于加装路灯方案的公示"
        whole = "".join(said)
        places = [
            whole.index(words)
            for words in ("公示期", "拟在三处加装路灯", "材料", "欢迎提意见", "受理")
        ]
        assert places == sorted(places)
        assert "打印这一页" not in whole
        assert page.locator(".reading").count() == 0
        assert max(map(len, said)) < 200


def test_reading_stops_and_goes_on(browser: Browser, demo_served: str) -> None:
    with visit(browser) as seen:
        seen.page.add_init_script(VOICE % '[{lang: "zh_CN"}]' + "; window.pace = 100000;")
        page = seen.open(f"{demo_served}notices/open-lamp/?elder")
        button = page.locator("[data-read]")
        button.click()
        assert button.inner_text() == "停下"
        assert page.locator(".reading").count() == 1
        button.click()
        assert button.inner_text() == "接着读"
        assert page.locator(".reading").count() == 0
        button.click()
        said = page.evaluate("said")
        assert said == [said[0], said[0]], "it goes on with the sentence that was cut"


def test_numbers_are_said_as_people_say_them(browser: Browser, demo_served: str) -> None:
    text = "2026-11-24 上午 9:30，电话 0753-5551234 或 12345，码 7KQ4-9M2X-TBC5，花了 335万元。"
    with visit(browser) as seen:
        seen.page.add_init_script(VOICE % '[{lang: "zh-CN"}]')
        page = seen.open(f"{demo_served}about/?elder")
        page.evaluate("t => { document.getElementById('main').innerHTML = '<p></p>';"
                      " document.querySelector('main p').textContent = t; }", text)  # fmt: skip
        page.locator("[data-read]").click()
        said = page.evaluate("said").pop()
        assert "2026年11月24日" in said
        assert "9点30分" in said
        assert "0 7 5 3 5 5 5 1 2 3 4" in said
        assert "1 2 3 4 5" in said
        assert "7 K Q 4 9 M 2 X T B C 5" in said
        assert "335万元" in said


@pytest.mark.parametrize("voices", ["[]", '[{lang: "en-US"}, {lang: "zh-HK"}]'])
def test_no_voice_no_button(browser: Browser, demo_served: str, voices: str) -> None:
    with visit(browser) as seen:
        seen.page.add_init_script(VOICE % voices)
        page = seen.open(f"{demo_served}?elder")
        assert page.locator("[data-read]").is_hidden()
        page.evaluate("localStorage.setItem('nb-mute', '1')")
        page = seen.open(f"{demo_served}projects/")
        assert page.locator("[data-read]").bounding_box() is None, "and no place is kept for it"


def test_without_a_synthesis_there_is_no_place_for_it(browser: Browser, demo_served: str) -> None:
    with visit(browser) as seen:
        seen.page.add_init_script(
            "delete window.speechSynthesis; delete Window.prototype.speechSynthesis"
        )
        page = seen.open(f"{demo_served}?elder")
        assert page.evaluate("'speechSynthesis' in window") is False
        assert page.locator("[data-read]").bounding_box() is None
        assert not seen.complaints


def test_a_script_that_does_not_come_leaves_the_page_as_without_one(
    browser: Browser, demo_served: str, tmp_path: Path
) -> None:
    with visit(browser) as seen:
        seen.page.route("**/receipt.js*", lambda route: route.abort())
        page = seen.open(f"{demo_served}receipt/")
        expect(page.locator(".no-script")).to_be_visible()
        expect(page.locator(".look-form")).to_be_hidden()


SHEET = """() => [...document.querySelectorAll('.paper, .paper *')].map(e => {
    const r = e.getBoundingClientRect(), s = getComputedStyle(e), p = e.closest('.paper').getBoundingClientRect();
    return [e.tagName, r.left - p.left, r.top - p.top, r.width, r.height, s.fontSize, s.color, s.display].join(' '); })"""


def test_sheets_are_printed_alike_in_both_views(
    browser: Browser, demo_built: Project, demo_served: str
) -> None:
    sheets = sorted((demo_built.site / "print").rglob("a[34]/index.html"))
    assert len(sheets) > 10
    with visit(browser, 1280, media="print") as seen:
        for sheet in sheets[:: len(sheets) // 8]:
            address = demo_served + sheet.parent.relative_to(demo_built.site).as_posix() + "/"
            as_ever = seen.open(address + "?standard").evaluate(SHEET)
            assert len(as_ever) > 10
            assert seen.open(address + "?elder=2").evaluate(SHEET) == as_ever, address
