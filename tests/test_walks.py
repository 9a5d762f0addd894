"""Five walks in at most three taps from the home page; the main tasks by keyboard alone and without script."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from noticeboard import receipts
from noticeboard.demo.answered import demo_code
from noticeboard.project import Project
from tests.browser import chromium, visit
from tests.forms import Collector, serve, survey_town

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SCREEN = 800


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


class Walk:
    """A resident who begins at the home page and counts the taps."""

    def __init__(self, page: Page, home: str, elder: bool) -> None:
        self.page, self.taps, self.elder = page, 0, elder
        page.goto(home + ("?elder" if elder else ""))

    def tap(self, words: str) -> None:
        """Press what is called so. It is there, large, and no word of ours."""
        self.page.wait_for_load_state()  # before its styles a link has another size
        target = self.page.locator("a:visible, button:visible, label:visible").filter(
            has_text=words
        )
        box = target.first.bounding_box()
        assert box, words
        assert box["height"] >= 24, words
        target.first.click()
        self.taps += 1

    def assert_sees(self, *words: str, screens: int = 2) -> None:
        """The answer stands in the first screens of this page; of twice the size, twice as many."""
        assert self.taps <= 3
        end = SCREEN * screens * (2 if self.elder else 1)
        for word in words:
            place = self.page.locator("main").get_by_text(word).locator("visible=true").first
            expect(place).to_be_visible()
            box = place.bounding_box()
            assert box
            bottom = box["y"] + self.page.evaluate("scrollY") + min(box["height"], 100)
            assert bottom <= end, f"{word}: {bottom} of {end}"


VARIANTS = [(False, True), (True, True), (False, False)]


@pytest.fixture(params=VARIANTS, ids=["normal", "elder", "no-script"])
def variant(request: pytest.FixtureRequest) -> tuple[bool, bool]:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def walk(browser: Browser, demo_served: str, variant: tuple[bool, bool]) -> Iterator[Walk]:
    elder, script = variant
    with visit(browser, 360, javascript=script) as seen:
        yield Walk(seen.page, demo_served, elder)
        assert not seen.complaints


@pytest.fixture
def real_walk(browser: Browser, served: str, variant: tuple[bool, bool]) -> Iterator[Walk]:
    elder, script = variant
    with visit(browser, 360, javascript=script) as seen:
        yield Walk(seen.page, served, elder)
        assert not seen.complaints


def test_the_notices_open_now(walk: Walk) -> None:
    walk.assert_sees("正在征求意见", "关于加装路灯方案的公示")
    walk.tap("关于加装路灯方案的公示")
    walk.assert_sees("公示中", "公示期", "2026年12月1日", screens=1)


def test_all_notices_open_now(walk: Walk) -> None:
    walk.tap("全部公示")
    walk.assert_sees("正在公示，可以提意见", "关于加装路灯方案的公示")


def test_what_my_communitys_units_have_done(walk: Walk) -> None:
    walk.tap("全部社区")
    walk.tap("西溪社区")
    walk.assert_sees("做过和要做的事", "牵头")
    walk.assert_sees("单位为社区办的实事", screens=4)
    walk.page.locator("main").get_by_text("单位为社区办的实事").scroll_into_view_if_needed()
    assert (
        walk.page.locator("section", has_text="单位为社区办的实事").last.locator("li p").count() > 1
    )


def test_what_the_renovation_cost_and_who_paid(real_walk: Walk) -> None:
    real_walk.tap("龙山市场小区微改造第一步")
    real_walk.assert_sees("花了多少，谁出的", "335万元", "县委政法委", screens=2)


def test_the_renovation_by_the_door(real_walk: Walk) -> None:
    real_walk.tap("办了哪些事")
    real_walk.tap("龙山市场小区微改造第一步")
    real_walk.assert_sees("335万元", "县委政法委", screens=2)


def test_how_to_make_a_request(walk: Walk) -> None:
    walk.tap("我要点单")
    walk.assert_sees("您住在哪个社区？", screens=1)
    walk.tap("西溪社区")
    walk.assert_sees("群众点单", "填以前，请先看", screens=1)
    walk.page.get_by_text("也可以不在网上填").wait_for()


def test_how_to_make_a_request_where_no_form_is_open(real_walk: Walk) -> None:
    real_walk.tap("有事找社区")
    expect(real_walk.page.get_by_role("heading", name="有事找社区")).to_be_in_viewport()
    assert "就找哪个社区的居委会" in real_walk.page.locator("#ask").inner_text()


def test_what_became_of_mine(walk: Walk, variant: tuple[bool, bool]) -> None:
    walk.tap("查进度")
    if not variant[1]:
        walk.assert_sees("打不开，可以这样查", "办理单", screens=1)
        return
    field = walk.page.get_by_label("回执码")
    field.wait_for()
    box = field.bounding_box()
    assert box
    assert box["y"] + box["height"] < SCREEN
    field.fill(receipts.shown(demo_code(0)))
    walk.page.get_by_role("button", name="查进度").click()
    walk.page.get_by_role("heading", name="经过").wait_for()


# --- by keyboard alone

FOCUS = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const r = e.getBoundingClientRect(), shown = e.matches('.pick input') ? e.closest('.pick') : e, s = getComputedStyle(shown);
  const top = document.elementFromPoint(Math.min(innerWidth - 1, Math.max(0, r.left + r.width / 2)), Math.min(innerHeight - 1, Math.max(0, r.top + Math.min(r.height, 40) / 2)));
  return {words: (e.labels && e.labels.length ? e.labels[0].textContent : e.textContent).trim(), place: r.top + scrollY, inside: r.bottom > 0 && r.top < innerHeight,
    seen: s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2, over: !top || top === e || e.contains(top) || top.contains(e),
    field: e.matches('input, textarea, select')};
}"""


def tab_to(page: Page, words: str, most: int = 120) -> None:
    """Press Tab until what is called so has the focus; every stop on the way is seen and not covered."""
    for _ in range(most):
        page.keyboard.press("Tab")
        told = page.evaluate(FOCUS)
        if not told:
            continue
        assert told["inside"], told
        assert told["seen"], told
        assert told["over"], told
        if words in told["words"]:
            return
    raise AssertionError(f"{words} is not reached")


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def keys(request: pytest.FixtureRequest, browser: Browser, demo_served: str) -> Iterator[tuple[Page, bool]]:  # fmt: skip
    with visit(browser, 1280, javascript=request.param) as seen:
        seen.open(demo_served)
        yield seen.page, request.param
        assert not seen.complaints


def press(page: Page, words: str, key: str = "Enter") -> None:
    tab_to(page, words)
    page.keyboard.press(key)


def heading(page: Page, words: str) -> Locator:
    return page.get_by_role("heading", name=words).first


def test_keys_read_a_notice(keys: tuple[Page, bool]) -> None:
    page, _ = keys
    press(page, "关于加装路灯方案的公示")
    page.wait_for_url("**/notices/open-lamp/")
    assert "拟在三处加装路灯" in page.locator("main").inner_text()
    press(page, "跳到正文")
    assert page.evaluate("document.activeElement.id") == "main"


def test_keys_find_a_project(keys: tuple[Page, bool]) -> None:
    page, _ = keys
    press(page, "项目")
    page.wait_for_url("**/projects/")
    press(page, "加装路灯（1号）")
    heading(page, "加装路灯（1号）").wait_for()
    assert "谁负责" in page.locator("main").inner_text()


def test_keys_narrow_a_list(browser: Browser, demo_served: str) -> None:
    with visit(browser, 360) as seen:
        page = seen.open(demo_served + "lists/needs/")
        tab_to(page, "找几个字")
        page.keyboard.type("停车线")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        expect(page.get_by_label("类别")).to_be_focused()
        page.keyboard.press("ArrowDown")
        assert page.locator(".found").inner_text().startswith(("找到", "没有符合的"))
        assert not seen.complaints


def test_keys_look_up_a_receipt(browser: Browser, demo_served: str) -> None:
    with visit(browser, 360) as seen:
        page = seen.open(demo_served)
        press(page, "查进度")
        page.wait_for_url("**/receipt/")
        tab_to(page, "回执码")
        page.keyboard.type(receipts.shown(demo_code(0)).lower())
        page.keyboard.press("Enter")
        expect(page.locator("[data-heading]")).to_be_focused()
        assert not seen.complaints


def test_keys_open_the_elder_view(browser: Browser, demo_served: str) -> None:
    with visit(browser, 360) as seen:
        page = seen.open(demo_served)
        press(page, "长辈版", "Space")
        assert page.evaluate("getComputedStyle(document.body).fontSize") == "24px"
        press(page, "特大")
        assert page.evaluate("getComputedStyle(document.body).fontSize") == "30px"
        press(page, "全部栏目", "Space")
        press(page, "项目")
        page.wait_for_url("**/projects/")
        tab_to(page, "标准版")
        page.keyboard.press("Enter")
        assert page.evaluate("getComputedStyle(document.body).fontSize") == "18px"
        assert not seen.complaints


@pytest.fixture(scope="module")
def form_town(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return survey_town(tmp_path_factory.mktemp("walks"))


@pytest.fixture
def collector(form_town: Project) -> Iterator[Collector]:
    yield from serve(form_town.site)


@pytest.mark.parametrize("elder", ["", "?elder"])
def test_keys_send_a_form_a_question_at_a_time(
    browser: Browser, collector: Collector, elder: str
) -> None:
    with visit(browser, 360) as seen:
        page = seen.open(f"{collector.base}surveys/needs/form/c1/{elder}")
        press(page, "开始填")
        for _ in range(12):
            step = page.locator(".step-here")
            if step.locator("input[type=radio], input[type=checkbox]").count():
                page.keyboard.press("Tab")
                page.keyboard.press("Space")
            elif step.locator("textarea").count():
                page.keyboard.press("Tab")
                page.keyboard.type("东门路灯不亮")
            if page.locator(".steps-last").count():
                break
            press(page, "下一题")
        press(page, "送出")
        expect(page.get_by_role("heading", name="收到了，谢谢您")).to_be_focused()
        assert "东门路灯不亮" in collector.got[0][2]


def test_keys_send_a_form_without_script(browser: Browser, collector: Collector) -> None:
    with visit(browser, 360, javascript=False) as seen:
        page = seen.open(f"{collector.base}surveys/needs/form/c1/")
        for question in page.locator(".ask[data-must]").all():
            assert question.is_visible()
        for _ in range(60):
            page.keyboard.press("Tab")
            told = page.evaluate(FOCUS)
            kind = page.evaluate("document.activeElement.type || ''")
            if kind == "radio":
                page.keyboard.press("Space")
            elif kind == "textarea":
                page.keyboard.type("东门路灯不亮")
            elif told and told["words"] == "送出":
                page.keyboard.press("Enter")
                break
        page.wait_for_url("**/collect/needs/c1")
        assert collector.got


def test_a_list_without_script_is_whole_and_read_by_keys(
    browser: Browser, demo_served: str
) -> None:
    with visit(browser, 360, javascript=False) as seen:
        page = seen.open(demo_served + "orders/")
        assert page.locator("[data-list] > li:visible").count() > 10
        link = page.locator("[data-list] .name").first.inner_text()
        press(page, link)
        page.wait_for_url("**/orders/d*/")
