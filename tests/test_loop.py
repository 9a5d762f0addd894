"""The whole loop at 360 px: a resident asks, staff answer by buttons, the receipt tells each step.

Everything is real and on loopback: ``noticeboard serve`` with its form, collector and staff pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from noticeboard import receipts
from noticeboard.commands.clock import today
from noticeboard.commands.demo import demo
from noticeboard.demo import Size
from noticeboard.project import Project
from tests.browser import chromium, visit
from tests.matrix import thinned
from tests.serving import serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CODE = re.compile("[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}")
WIDTH = 360
# A form that is sent at once was filled in by a machine.
AS_PEOPLE_DO = 2_100


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A small invented town whose needs are asked for on its own site, today."""
    return demo(tmp_path_factory.mktemp("loop") / "town", Size(2, 6, 2, 4, 6, 1), 1, today())


@pytest.fixture(scope="module")
def base(town: Project) -> Iterator[str]:
    """The address at which ``noticeboard serve`` shows the town."""
    with serving(town) as address:
        yield address


class Walk:
    """One resident and one member of staff, each with a window of their own."""

    def __init__(self, browser: Browser, base: str) -> None:
        self.browser, self.base = browser, base

    def ask(self, words: str, *, script: bool = True) -> str:
        """Fill in the form as a resident and return the receipt code."""
        with visit(self.browser, WIDTH, javascript=script) as seen:
            page = seen.open(f"{self.base}surveys/needs/form/c1/")
            if script:
                page.get_by_role("button", name="开始填").click()
            self._fill(page, words)
            page.wait_for_timeout(AS_PEOPLE_DO)
            page.get_by_role("button", name="送出").click()
            if script:
                expect(page.get_by_role("heading", name="收到了，谢谢您")).to_be_visible()
                code = page.locator("[data-code]:visible").inner_text()
            else:
                expect(page.get_by_role("heading", name="收到了，谢谢")).to_be_visible()
                expect(page.get_by_text("不超过 5 个工作日")).to_be_visible()
                expect(page.get_by_text("示例数据")).to_be_visible()
                code = page.locator(".large").inner_text()
                assert page.locator(".large").bounding_box()["height"] < 50  # type: ignore[index]
            assert CODE.fullmatch(code)
            assert receipts.read(code)
            assert not seen.complaints
        return code

    def _fill(self, page: Page, words: str) -> None:
        """Answer what is asked; with script one question stands there at a time."""
        for _ in range(12):
            category = page.locator(".pick", has_text="设施维修").first
            if category.is_visible():
                category.click()
            if page.locator("#q-detail").is_visible():
                page.locator("#q-detail").fill(words)
            if page.get_by_role("button", name="送出").is_visible():
                return
            page.get_by_role("button", name="下一题").click()
        raise AssertionError("no end of questions")

    def receipt(self, code: str, *told: str) -> str:
        """Look a code up until the built site tells all this, or time is up; return what it tells."""
        with visit(self.browser, WIDTH) as seen:
            for attempt in range(60):
                page = seen.open(f"{self.base}receipt/?again={attempt}#{code}")
                page.wait_for_selector("[data-say]:not([hidden]):not([data-say=loading])")
                text = page.inner_text("[data-result]")
                if all(words in text for words in told):
                    break
                page.wait_for_timeout(500)
            else:
                raise AssertionError(f"{told} not in {text}")
            assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH
            assert not seen.complaints
        return text


class Desk:
    """The pages for staff, by what stands on their buttons."""

    def __init__(self, page: Page, base: str) -> None:
        self.page, self.base = page, f"{base}staff/"

    def read_in(self) -> None:
        self.page.goto(f"{self.base}inbox/")
        self.page.get_by_role("button", name="读进新的点单").click()
        expect(self.page.locator("[role=status]")).to_be_visible()

    def open_request(self, words: str) -> None:
        self.page.goto(f"{self.base}inbox/")
        self.page.locator("li", has_text=words).get_by_role("link", name="答复").click()

    def accept(self, words: str, title: str) -> str:
        """Accept a request and return its order's number."""
        self.open_request(words)
        self.page.get_by_label("公开的标题").fill(title)
        self.page.get_by_role("button", name="受理").click()
        return self._order()

    def _order(self) -> str:
        expect(self.page.locator("[role=status]")).to_be_visible()
        found = re.search(r"c1-\d{4}-\d\d", self.page.inner_text("main"))
        assert found, self.page.inner_text("main")
        return found[0]

    def answer(self, words: str, summary: str, button: str, **fields: str) -> None:
        """Give another answer than accepting."""
        self.open_request(words)
        box = self.page.locator("details.other", has_text=summary)
        box.locator("summary").click()
        for label, text in fields.items():
            box.locator(f"input[name={label}]").fill(text)
        box.get_by_role("button", name=button).click()
        expect(self.page.locator("[role=status]")).to_be_visible()

    def step(self, order: str, verb: str, **fields: str) -> None:
        """Take a step with an order, whether its form is the first or stands among the others."""
        self.page.goto(f"{self.base}orders/{order}/")
        form = self.page.locator(f"form[action$='/{order}/{verb}']")
        if not form.get_by_role("button").last.is_visible():
            self.page.locator("details.other", has=form).locator("summary").first.click()
        for name, text in fields.items():
            if name == "unit":
                form.locator("select[name=unit]").select_option(index=1)
            elif name == "days":
                form.locator(f"input[name=days][value='{text}']").check()
            else:
                form.locator(f"input[name={name}]").fill(text)
        form.locator("button[type=submit]").click()
        expect(self.page.locator("[role=status]")).to_be_visible()


@pytest.fixture
def walk(browser: Browser, base: str) -> Walk:
    return Walk(browser, base)


@pytest.fixture
def desk(browser: Browser, base: str) -> Iterator[Desk]:
    with visit(browser, WIDTH) as seen:
        yield Desk(seen.page, base)
        assert not seen.complaints
        assert not seen.outside


@pytest.mark.parametrize("script", thinned([True, False]), ids=["script", "no-script"])
def test_a_request_is_followed_to_its_end(walk: Walk, desk: Desk, script: bool) -> None:
    words = "东门的路灯不亮了" if script else "楼道的扶手松了"
    code = walk.ask(words, script=script)
    walk.receipt(code, "还没有登记到网站上")
    desk.read_in()
    walk.receipt(code, "已收到", "还没有答复", "最晚")
    order = desk.accept(words, f"修好：{words}")
    walk.receipt(code, "已受理", f"修好：{words}")
    desk.step(order, "dispatch", unit="first", days="7")
    walk.receipt(code, "已派单", "期限")
    desk.step(order, "claim")
    walk.receipt(code, "已接单")
    desk.step(order, "start")
    walk.receipt(code, "办理中", "单位正在办")
    desk.step(order, "finish", outcome="修好了，试过三天")
    walk.receipt(code, "已办结", "修好了，试过三天", "请您去看一看")
    desk.step(order, "confirm")
    walk.receipt(code, "已确认", "确实办好了")
    desk.step(order, "rate", note="满意")
    told = walk.receipt(code, "已评价")
    steps = ("已收到", "已受理", "已派单", "已接单", "办理中", "已办结", "已确认", "已评价")
    places = [told.rindex(step) for step in steps]
    assert places == sorted(places), "every step is told, in its order"


@pytest.mark.full
def test_the_ways_out(walk: Walk, desk: Desk, town: Project) -> None:
    """合并, 转办, 不予办理, 退单, 重办: each is told under its receipt."""
    pond, other = walk.ask("池塘边的栏杆断了一截"), walk.ask("池塘栏杆断了，孩子会掉下去")
    wires, lock = walk.ask("电线垂下来了，够得着"), walk.ask("我家的门锁打不开")
    desk.read_in()
    order = desk.accept("栏杆断了一截", "修池塘边的栏杆")
    desk.answer("孩子会掉下去", "和别的是同一件事", "并在一起", other_into=order)
    walk.receipt(other, "和其他居民提的是同一件事", "修池塘边的栏杆")
    desk.answer("电线垂下来", "归别的部门管", "转出去", to="县供电部门")
    walk.receipt(wires, "转办", "转给县供电部门")
    desk.answer("门锁", "办不了", "不办，说明原因", reason="是自己家里的锁，可以找开锁的师傅")
    walk.receipt(lock, "不予办理", "是自己家里的锁")
    desk.step(order, "dispatch", unit="first", days="7")
    desk.step(order, "return", note="人手不够")
    walk.receipt(pond, "退单", "人手不够")
    desk.step(order, "dispatch", unit="first", days="15")
    for verb in ("claim", "start"):
        desk.step(order, verb)
    desk.step(order, "finish", outcome="栏杆接上了")
    desk.step(order, "reopen", note="又松了")
    walk.receipt(pond, "重办", "又松了")
    walk.receipt(other, "重办", "又松了")
    # What residents wrote is nowhere any more but in what staff made of it.
    private = [p for p in town.private.rglob("*.csv") if p.is_file()]
    assert private
    for path in private:
        assert "孩子会掉下去" not in path.read_text(encoding="utf-8")


def test_the_published_site_knows_nothing_of_the_desk(base: str, town: Project) -> None:
    for path in town.site.rglob("*.html"):
        assert "/staff/" not in path.read_text(encoding="utf-8"), path
    assert not (town.site / "staff").exists()


def test_files_that_hold_answers_are_private(base: str, town: Project) -> None:
    for path in town.private.rglob("*"):
        if path.is_file():
            assert Path(path).stat().st_mode & 0o077 == 0, path
