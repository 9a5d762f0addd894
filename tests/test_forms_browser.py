"""The form in a real browser: with and without script, offline, twice, wrong, on small screens."""

from __future__ import annotations

import json
import re
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from noticeboard.project import Project
from noticeboard.receipts import digest
from tests.browser import chromium, visit
from tests.forms import Collector, serve, survey_town
from tests.matrix import thinned
from tests.test_browser import axe

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NEEDS = "surveys/needs/form/c1/"
EVERYTHING = "surveys/everything/form/c1/"
CODE = re.compile("[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return survey_town(tmp_path_factory.mktemp("forms"))


@pytest.fixture
def collector(town: Project) -> Iterator[Collector]:
    yield from serve(town.site)


def pick(page: Page, words: str) -> None:
    page.locator(".pick", has_text=words).first.click()


def code_of(page: Page) -> str:
    told = page.locator("[data-code]:visible").inner_text()
    assert CODE.fullmatch(told)
    return told


def whole(page: Page) -> Page:
    """Show all questions below each other, as they stand on a wide screen or without script."""
    button = page.get_by_role("button", name="全部题目一起看")
    if button.count() and button.is_visible():
        button.click()
    return page


def fill_needs(page: Page) -> None:
    pick(page, "停车出行")
    page.locator("#q-detail").fill("东门路灯不亮")


def send(page: Page) -> None:
    page.get_by_role("button", name="送出").click()


def stored(page: Page) -> None:
    expect(page.get_by_role("heading", name="收到了，谢谢您")).to_be_focused()


def test_an_answer_is_sent_once_and_its_code_stays_the_same(
    browser: Browser, collector: Collector
) -> None:
    with visit(browser, 360) as seen:
        page = whole(seen.open(collector.base + NEEDS))
        code = code_of(page)
        fill_needs(page)
        page.get_by_role("button", name="送出").dblclick()
        stored(page)
        assert code_of(page) == code
        ((path, kind, body),) = collector.got
        assert (path, kind) == ("/collect/needs/c1", "application/json")
        told = json.loads(body)
        assert set(told) == {"id", "version", "digest", "answers", "other", "seconds", "website"}
        assert told["answers"] == {"category": ["parking"], "detail": "东门路灯不亮"}
        assert re.fullmatch("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", told["id"])  # fmt: skip
        assert told["digest"] == digest(code.replace("-", ""))
        assert code.replace("-", "") not in body
        assert told["website"] == ""
        assert page.evaluate("localStorage.length") == 0
        assert page.locator("form.form").is_hidden()
        assert axe(page) == []
        link = page.get_by_role("link", name="查进度").get_attribute("href") or ""
        assert link.endswith("/receipt/#" + code.replace("-", ""))
        page.get_by_role("link", name="再填一份").click()
        page.wait_for_load_state()
        assert code_of(page) != code
        assert page.locator("#q-detail").input_value() == ""
        assert seen.complaints == seen.outside == []


def test_every_kind_of_question_arrives_as_it_was_given(
    browser: Browser, collector: Collector
) -> None:
    with visit(browser, 360) as seen:
        page = whole(seen.open(collector.base + EVERYTHING))
        assert page.locator("[data-code]").count() == 0
        assert page.locator("[data-q=floor]").is_hidden()
        page.locator("input[value=else]").check()
        page.locator("[name='q.place.other']").fill("树下")
        page.locator("input[value=home]").check()
        assert page.locator("[name='q.place.other']").is_hidden()
        page.locator("#q-floor").fill("3")
        page.locator("input[name='q.wants'][value=a]").check()
        page.locator("input[name='q.wants'][value=c]").check()
        page.locator("[name='q.wants.other']").fill("丁")
        page.locator("input[name='q.score'][value='10']").check()
        page.locator("#q-day").fill("2026-11-20")
        page.locator("#q-short").fill("一")
        page.locator("#q-long").fill("二\n三")
        page.locator("#q-street").select_option("s7")
        send(page)
        stored(page)
        told = json.loads(collector.got[0][2])
        assert told["answers"] == {
            "place": ["home"], "floor": "3", "wants": ["a", "c"], "score": ["10"], "day": "2026-11-20",
            "short": "一", "long": "二\n三", "street": ["s7"],
        }  # fmt: skip
        assert told["other"] == {"wants": "丁"}
        assert "digest" not in told
        assert told["version"] == 3


def next_one(page: Page) -> None:
    page.get_by_role("button", name="下一题").click()


def test_on_a_phone_there_is_one_thing_at_a_time(browser: Browser, collector: Collector) -> None:
    with visit(browser, 360) as seen:
        page = seen.open(collector.base + NEEDS)
        assert page.locator("[data-q]:visible").count() == 0
        assert page.get_by_role("button", name="送出").is_hidden()
        assert page.get_by_role("heading", name="填以前，请先看").is_visible()
        code = code_of(page)
        assert axe(page) == []
        page.get_by_role("button", name="开始填").click()
        names = []
        while page.get_by_role("button", name="送出").is_hidden():
            (name,) = page.locator("[data-q]:visible").evaluate_all(
                "all => all.map(e => e.getAttribute('data-q'))"
            )
            names.append(name)
            if name == "category":
                # What must be answered is asked for before the next one comes.
                next_one(page)
                assert page.locator("[data-q=category] .wrong").is_visible()
                pick(page, "停车出行")
            if name == "detail":
                page.locator("#q-detail").fill("东门路灯不亮")
                assert axe(page) == []
            assert page.locator("[data-q]:visible").count() == 1
            assert page.evaluate("document.documentElement.scrollWidth") <= 360
            next_one(page)
        assert names == ["compound", "category", "detail", "urgency", "age"]
        assert code_of(page) == code, "to be copied before it is sent"
        page.get_by_role("button", name="上一题").click()
        assert page.locator("[data-q=age]").is_visible()
        next_one(page)
        send(page)
        stored(page)
        assert json.loads(collector.got[0][2])["answers"] == {
            "category": ["parking"], "detail": "东门路灯不亮",
        }  # fmt: skip
        assert seen.complaints == []


def test_one_at_a_time_leads_to_what_is_wrong(browser: Browser, collector: Collector) -> None:
    words = "这一题写了电话，请删去。"
    collector.answers = [(422, {"error": "invalid", "message": words, "question": "detail"})]
    with visit(browser, 360) as seen:
        page = seen.open(collector.base + NEEDS)
        page.get_by_role("button", name="开始填").click()
        next_one(page)
        pick(page, "停车出行")
        next_one(page)
        page.locator("#q-detail").fill("打13800012345")
        for _ in range(3):
            next_one(page)
        send(page)
        expect(page.locator("#q-detail")).to_be_focused()
        assert words in page.locator("[data-q=detail]").inner_text()
        assert page.locator("[data-q]:visible").count() == 1


def test_questions_that_come_and_go_are_counted(browser: Browser, collector: Collector) -> None:
    with visit(browser, 360) as seen:
        page = seen.open(collector.base + EVERYTHING)
        page.get_by_role("button", name="开始填").click()
        while page.locator("input[value=home]").is_hidden():
            next_one(page)
        before = page.locator(".steps-bar [role=status]").inner_text()
        page.locator("input[value=home]").check()
        after = page.locator(".steps-bar [role=status]").inner_text()
        assert before != after
        next_one(page)
        assert page.locator("#q-floor").is_visible()
        page.locator("#q-floor").fill("3")
        page.keyboard.press("Enter")
        assert page.locator("#q-floor").is_hidden(), "Enter asks for the next question"
        assert collector.got == []


def test_a_wide_screen_shows_them_all(browser: Browser, collector: Collector) -> None:
    with visit(browser, 1280) as seen:
        page = seen.open(collector.base + NEEDS)
        assert page.locator("[data-q]:visible").count() == 6
        assert page.locator(".steps-bar").is_hidden()
        assert page.get_by_role("button", name="送出").is_visible()


def test_what_does_not_apply_is_not_sent(browser: Browser, collector: Collector) -> None:
    with visit(browser, 360) as seen:
        page = whole(seen.open(collector.base + EVERYTHING))
        page.locator("input[value=home]").check()
        page.locator("#q-floor").fill("3")
        page.locator("input[value=road]").check()
        page.locator("#q-long").fill("好")
        send(page)
        stored(page)
        assert json.loads(collector.got[0][2])["answers"] == {"place": ["road"], "long": "好"}


def test_without_script_the_browser_sends_the_form(browser: Browser, collector: Collector) -> None:
    with visit(browser, 360, javascript=False) as seen:
        page = whole(seen.open(collector.base + EVERYTHING))
        assert "只有“在哪里？”选了“家里”，才要答这一题。" in page.locator("main").inner_text()
        assert page.locator("[name='q.place.other']").is_visible()
        assert page.get_by_role("button", name="清空").count() == 0
        send(page)
        assert collector.got == [], "the browser itself asks for what is required"
        page.locator("input[value=home]").check()
        page.locator("input[name='q.wants'][value=a]").check()
        page.locator("input[name='q.wants'][value=b]").check()
        page.locator("#q-long").fill("好")
        send(page)
        page.wait_for_url("**/collect/everything/c1")
        path, kind, body = collector.got[0]
        assert path == "/collect/everything/c1"
        assert kind == "application/x-www-form-urlencoded"
        told = urllib.parse.parse_qs(body)
        assert told == {"q.place": ["home"], "q.wants": ["a", "b"], "q.long": ["好"], "version": ["3"]}  # fmt: skip
        assert urllib.parse.parse_qs(body, keep_blank_values=True)["website"] == [""]


def test_offline_nothing_is_lost_and_it_is_sent_when_the_line_is_back(
    browser: Browser, collector: Collector
) -> None:
    with visit(browser, 360) as seen:
        page = whole(seen.open(collector.base + NEEDS))
        code = code_of(page)
        fill_needs(page)
        page.context.set_offline(True)
        send(page)
        trouble = page.get_by_role("alert")
        expect(trouble).to_contain_text("还没有送出")
        assert code_of(page) == code
        assert page.locator("#q-detail").input_value() == "东门路灯不亮"
        page.context.set_offline(False)
        stored(page)
        assert code_of(page) == code
        assert len(collector.got) == 1


def test_an_error_keeps_words_code_and_id_over_a_reload(
    browser: Browser, collector: Collector
) -> None:
    collector.answers = [
        (503, {"error": "store", "message": "现在存不了。"}),
        (201, "<p>log in to the network"),
        (409, {"error": "conflict", "message": "x"}),
    ]
    with visit(browser, 360) as seen:
        page = whole(seen.open(collector.base + NEEDS))
        code = code_of(page)
        fill_needs(page)
        send(page)
        expect(page.get_by_role("alert")).to_contain_text("存不下来")
        page.reload()
        whole(page)
        expect(page.get_by_role("alert")).to_contain_text("还没有送出")
        assert code_of(page) == code
        assert page.locator("#q-detail").input_value() == "东门路灯不亮"
        page.locator("#q-detail").fill("东门两盏路灯不亮")
        send(page)
        stored(page)
        assert "后来改的字没有算进去" in page.locator("[data-done]").inner_text()
        assert code_of(page) == code
        ids = {json.loads(body)["id"] for _, _, body in collector.got}
        assert len(ids) == 1
        assert collector.got[0][2] == collector.got[1][2], "the same words are the same message"


def test_a_code_that_somebody_has_is_changed(browser: Browser, collector: Collector) -> None:
    collector.answers = [(409, {"error": "code-taken", "message": "x"})]
    with visit(browser, 360) as seen:
        page = whole(seen.open(collector.base + NEEDS))
        code = code_of(page)
        fill_needs(page)
        send(page)
        expect(page.get_by_role("alert")).to_contain_text("回执码换了一个")
        assert code_of(page) != code
        send(page)
        stored(page)
        first, second = (json.loads(body) for _, _, body in collector.got)
        assert first["id"] != second["id"]
        assert first["digest"] != second["digest"]
        assert second["digest"] == digest(code_of(page).replace("-", ""))


def test_a_wrong_answer_is_jumped_to_and_told(browser: Browser, collector: Collector) -> None:
    words = "这一题写了电话，请删去。"
    collector.answers = [(422, {"error": "invalid", "message": words, "question": "detail"})]
    with visit(browser, 360) as seen:
        page = whole(seen.open(collector.base + NEEDS))
        send(page)
        expect(page.locator("input[name='q.category']").first).to_be_focused()
        assert page.locator("[data-q=category] .wrong").inner_text() == "这一题要答。"
        assert page.locator("[data-q=category] input").first.get_attribute("aria-invalid") == "true"
        assert collector.got == []
        assert axe(page) == []
        fill_needs(page)
        send(page)
        detail = page.locator("#q-detail")
        expect(detail).to_be_focused()
        assert page.get_by_role("alert").inner_text() == words
        assert words in page.locator("[data-q=detail]").inner_text()
        assert "wrong-detail" in (detail.get_attribute("aria-describedby") or "")
        detail.fill("东门")
        send(page)
        stored(page)
        assert page.locator(".wrong").count() == 0


def test_too_many_and_no_number_are_told_before_sending(
    browser: Browser, collector: Collector
) -> None:
    with visit(browser, 360) as seen:
        page = whole(seen.open(collector.base + EVERYTHING))
        page.locator("input[value=home]").check()
        page.locator("#q-floor").fill("三楼")
        for code in "abc":
            page.locator(f"input[name='q.wants'][value={code}]").check()
        page.locator("#q-long").fill("好")
        send(page)
        told = page.locator(".wrong").all_inner_texts()
        assert told == ["这里只填数字，例如 12。", "最多选 2 个，您选了 3 个。"]
        assert collector.got == []


@pytest.mark.parametrize("broken", ["throws", "gone"])
def test_without_a_store_all_else_works(
    browser: Browser, collector: Collector, broken: str
) -> None:
    how = "throw new Error('no')" if broken == "throws" else "return null"
    with visit(browser, 360) as seen:
        seen.page.add_init_script(
            f"Object.defineProperty(window, 'localStorage', {{get: function () {{ {how} }}}})"
        )
        page = whole(seen.open(collector.base + NEEDS))
        code = code_of(page)
        fill_needs(page)
        assert page.locator("[data-kept]").is_hidden()
        send(page)
        stored(page)
        assert code_of(page) == code
        assert seen.complaints == []


def test_a_shared_phone_is_cleared_and_old_words_go(browser: Browser, collector: Collector) -> None:
    with visit(browser, 360) as seen:
        page = whole(seen.open(collector.base + NEEDS))
        code = code_of(page)
        fill_needs(page)
        page.on("dialog", lambda dialog: dialog.accept())
        page.get_by_role("button", name="清空").click()
        assert page.evaluate("localStorage.length") == 0
        assert page.locator("#q-detail").input_value() == ""
        assert code_of(page) != code
        page.locator("#q-detail").fill("旧的")
        page.evaluate(
            "() => { const k = localStorage.key(0), v = JSON.parse(localStorage.getItem(k));"
            " v.at -= 8 * 24 * 3600 * 1000; localStorage.setItem(k, JSON.stringify(v)); }"
        )
        page.reload()
        assert page.locator("#q-detail").input_value() == ""
        assert page.evaluate("localStorage.length") == 0


def test_the_confirmation_is_printed_alone(browser: Browser, collector: Collector) -> None:
    with visit(browser, 360) as seen:
        page = whole(seen.open(collector.base + NEEDS))
        fill_needs(page)
        send(page)
        stored(page)
        page.emulate_media(media="print")
        assert page.locator(".done > .code").is_visible()
        assert page.locator(".done button:visible").count() == 0
        assert page.locator("form:visible, .code-box:visible").count() == 0


ALL = [NEEDS, EVERYTHING, "surveys/needs/form/", "surveys/satisfaction/form/c2/", "surveys/needs/", ""]  # fmt: skip


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize(
    ("width", "scheme"),
    thinned([(320, "light"), (360, "dark"), (1280, "light")], several=True),
)
def test_forms_fit_small_screens_and_axe_finds_nothing(
    browser: Browser, collector: Collector, javascript: bool, width: int, scheme: str
) -> None:
    with visit(browser, width, scheme, javascript=javascript) as seen:
        for address in ALL:
            page = seen.open(collector.base + address)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{address}: {wide} at {width}"
            if javascript:
                assert axe(page) == [], address
            small = page.evaluate(
                "() => [...document.querySelectorAll('.pick, .press, .ask select, .ask textarea,"
                " .ask input[type=text], .clear')].map(e => [e.outerHTML, e.getBoundingClientRect()])"
                ".filter(([_, r]) => r.height && r.height < 48).map(([t]) => t)"
            )
            assert small == [], address
        assert seen.complaints == []


def test_the_trap_is_seen_by_nobody(browser: Browser, collector: Collector) -> None:
    with visit(browser, 360) as seen:
        page = whole(seen.open(collector.base + NEEDS))
        box = page.locator("[name=website]").bounding_box()
        assert box
        assert box["x"] + box["width"] < 0
        assert page.get_by_role("textbox", name="这一格请空着").count() == 0


def test_a_closed_day_is_told_by_the_page_itself(
    browser: Browser, town: Project, tmp_path: Path
) -> None:
    page_file = town.site / NEEDS / "index.html"
    text = page_file.read_text(encoding="utf-8")
    closing = tmp_path / "site"
    (closing / NEEDS).mkdir(parents=True)
    (closing / "assets").symlink_to(town.site / "assets")
    (closing / NEEDS / "index.html").write_text(
        text.replace('data-closes=""', 'data-closes="2026-01-01"'), encoding="utf-8"
    )
    for collector in serve(closing):
        with visit(browser, 360) as seen:
            page = whole(seen.open(collector.base + NEEDS))
            fill_needs(page)
            send(page)
            expect(page.get_by_role("alert")).to_contain_text("已经截止")
            assert collector.got == []
