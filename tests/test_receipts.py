"""Receipt codes and the page where they are looked up."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from noticeboard import receipts
from noticeboard.commands.build import Options, build
from noticeboard.demo.answered import demo_code
from noticeboard.personal import find_personal
from noticeboard.project import Project
from tests.browser import chromium, visit
from tests.conftest import DAY
from tests.test_cases import made_project

CODES = st.text(receipts.SYMBOLS, min_size=11, max_size=11).map(
    lambda body: body + receipts.check_symbol(body)
)


def test_a_new_code_can_be_read() -> None:
    made = {receipts.new_code() for _ in range(200)}
    assert len(made) == 200
    for code in made:
        assert receipts.read(receipts.shown(code)) == code
        assert re.fullmatch(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){2}", receipts.shown(code))
        assert not set(code) & set("ILOU")


@given(CODES, st.integers(0, 11), st.sampled_from(receipts.SYMBOLS))
def test_one_wrong_symbol_is_noticed(code: str, place: int, symbol: str) -> None:
    wrong = code[:place] + symbol + code[place + 1 :]
    assert (receipts.read(wrong) == wrong) is (wrong == code)


@given(CODES, st.integers(0, 10))
def test_two_neighbours_changed_over_are_noticed(code: str, place: int) -> None:
    wrong = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert (receipts.read(wrong) is not None) is (wrong == code)


def disguised(code: str, dice: random.Random) -> str:
    """Return a code as somebody may type it."""
    looks = {"0": "0Oo０", "1": "1IiLl１"}
    letters = []
    for symbol in code:
        kinds = looks.get(symbol, symbol + symbol.lower() + chr(ord(symbol) + 0xFEE0))
        letters.append(
            dice.choice(kinds) + dice.choice(["", "", "", "-", " ", "—", "　", "\u200b"])
        )
    return " " + "".join(letters) + "\n"


@given(CODES, st.randoms(use_true_random=False))
def test_any_shape_is_read(code: str, dice: random.Random) -> None:
    assert receipts.read(disguised(code, dice)) == code


@pytest.mark.parametrize(
    ("text", "says"),
    [("", "还没有填"), ("7KQ4", "这里是 4 位"), ("7KQ4-9M2X-TBC*", "“*”"), ("您好", "“您”"),
     ("7KQ4-9M2X-TBC5", "有一位抄错了"), ("7KQ4-9M2X-TBC55", "13 位")],
)  # fmt: skip
def test_what_is_wrong_is_said(text: str, says: str) -> None:
    assert says in receipts.why(text)
    assert receipts.read(text) is None


@given(st.text(max_size=40))
def test_nothing_that_is_typed_breaks_it(text: str) -> None:
    assert (receipts.why(text) == "") is (receipts.read(text) is not None)


@given(CODES)
def test_a_digest_looks_like_no_number(code: str) -> None:
    told = receipts.digest(code)
    assert re.fullmatch(r"[a-pr-wyz2-9]{26}", told)


def test_digests_are_taken_for_nobodys_number() -> None:
    """With plain base32 eighty of these would be reported as accounts, and stop every build."""
    digests = [receipts.digest(demo_code(number)) for number in range(20_000)]
    assert find_personal(digests) == []


def shards(site: Path) -> dict[str, tuple[dict[str, list[object]], list[str]]]:
    """Return what the look-up files hold, by their letters."""
    found = {}
    for path in sorted((site / "receipt" / "look").iterdir()):
        text = path.read_text(encoding="utf-8")
        assert text.startswith("nbReceipts(") and text.endswith(");\n")
        assert "<" not in text
        name, entries, told = json.loads(f"[{text[11:-3]}]")
        assert (name or "all") == path.stem
        found[name] = (entries, told)
    return found


@pytest.mark.slow
@pytest.mark.parametrize(("count", "files"), [(15, 1), (16, 32), (500, 32), (501, 1024)])
def test_every_receipt_is_in_its_file_and_every_file_is_there(
    tmp_path: Path, count: int, files: int
) -> None:
    project = made_project("whole", tmp_path / "town")
    rows = [
        f"{receipts.digest(demo_code(n))},needs,2026-10-01,accepted,2026-10-02,lamp-broken,o-lamp,"
        for n in range(count)
    ]
    head = "digest,survey,received,state,decided,need,order,reason"
    (project.data / "receipts.csv").write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    build(project, Options(today=DAY))
    found = shards(project.site)
    assert len(found) == files
    digests = [digest for entries, _ in found.values() for digest in entries]
    assert sorted(digests) == sorted(row.split(",")[0] for row in rows)
    for name, (entries, told) in found.items():
        assert all(digest.startswith(name) for digest in entries)
        assert all(entry[2] in range(len(told)) for entry in entries.values())


@pytest.mark.slow
def test_words_of_staff_are_escaped_and_promises_are_working_days(tmp_path: Path) -> None:
    project = made_project("whole", tmp_path / "town")
    path = project.data / "receipts.csv"
    hostile = "<img src=x onerror=alert(1)></script>"
    path.write_text(path.read_text(encoding="utf-8").replace("是自己家里的设施", hostile), "utf-8")
    build(project, Options(today=DAY))
    ((entries, told),) = shards(project.site).values()
    assert any("&lt;img src=x onerror=alert(1)&gt;" in piece for piece in told)
    assert not any("<img" in piece for piece in told)
    # Received on Friday, 20 November; five working days later is the Friday after.
    assert ["2026年11月20日", "2026年11月27日"] in [entry[:2] for entry in entries.values()]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


def look(page: Page, typed: str) -> str:
    page.fill("#code", typed)
    page.click("[data-look] button")
    page.wait_for_selector("[data-say=loading]", state="hidden")
    return page.inner_text(".look")


@pytest.mark.browser
def test_the_page_makes_the_same_codes(browser: Browser, demo_served: str) -> None:
    dice = random.Random(7)
    with visit(browser) as seen:
        page = seen.open(f"{demo_served}receipt/")
        made = page.evaluate(
            "Array.from({length: 200}, function () { return noticeboardReceipt.fresh(); })"
        )
        for code in made:
            assert receipts.read(code) == code
        typed = [disguised(code, dice) for code in made] + ["", "您好", "7KQ4-9M2X-TBC5", "7KQ4"]
        for text in typed:
            read, why = page.evaluate(
                "t => [noticeboardReceipt.read(t), noticeboardReceipt.why(t)]", text
            )
            assert (read, why) == (receipts.read(text) or "", receipts.why(text))
        for code in made[:50]:
            assert page.evaluate("c => noticeboardReceipt.digest(c)", code) == receipts.digest(code)
        assert not seen.complaints


@pytest.mark.browser
def test_a_code_is_looked_up_in_any_shape(browser: Browser, demo_served: str) -> None:
    with visit(browser) as seen:
        page = seen.open(f"{demo_served}receipt/")
        told = look(page, disguised(demo_code(0), random.Random(3)))
        assert "已收到" in told and "看这张办理单" in told
        assert receipts.shown(demo_code(0)) in told
        assert page.evaluate("location.hash") == f"#{receipts.shown(demo_code(0))}"
        assert page.evaluate("document.activeElement.tagName") == "H2"
        page.emulate_media(media="print")
        assert page.locator("section:visible").count() == 0, "it is printed alone"
        assert page.is_visible("h3:has-text('经过')")
        page.emulate_media(media="screen")
        page.click("text=看这张办理单")
        assert "/orders/" in page.url
        assert not seen.complaints


@pytest.mark.browser
def test_what_is_wrong_is_told_apart(browser: Browser, demo_served: str) -> None:
    with visit(browser) as seen:
        page = seen.open(f"{demo_served}receipt/")
        code = receipts.shown(demo_code(0))
        other = "3" if code[0] != "3" else "4"
        assert "有一位抄错了" in look(page, other + code[1:])
        assert page.get_attribute("#code", "aria-invalid") == "true"
        assert "还没有登记到网站上" in look(page, receipts.shown(demo_code(99_999)))
        page.context.route("**/receipt/look/*", lambda route: route.abort())
        assert "没有连上网站" in look(page, receipts.shown(demo_code(77_777)))
        page.context.unroute("**/receipt/look/*")
        assert "还没有登记" in look(page, receipts.shown(demo_code(77_777)))


@pytest.mark.browser
def test_a_link_or_qr_code_shows_it_at_once(browser: Browser, demo_built: Project) -> None:
    code = receipts.shown(demo_code(1))
    page_file = (demo_built.site / "receipt" / "index.html").as_uri()
    for ending in (f"#{code}", f"?code={code.lower()}", f"#{code.replace('-', '%20')}"):
        with visit(browser) as seen:
            page = seen.open(page_file + ending)
            page.wait_for_selector("[data-say=found]:not([hidden])")
            link = page.get_attribute(".card .more", "href") or ""
            assert link.partition("#")[0].endswith("index.html"), "works from a disk"
            assert not seen.complaints and not seen.outside


@pytest.mark.browser
def test_each_way_a_request_can_end_is_told(browser: Browser, demo_served: str) -> None:
    """The demo's last four requests led nowhere; before them each has its order or its need."""
    said = {
        "submitted": "还没有答复",
        "declined": "社区的答复",
        "transferred": "已经转给县供电部门",
        "withdrawn": "已经解决了",
    }
    with visit(browser) as seen:
        page = seen.open(f"{demo_served}receipt/")
        told = ""
        for number in range(0, 60):
            text = look(page, demo_code(number))
            if "还没有登记" in text:
                break
            assert "接下来" in text
            told += text
        for words in said.values():
            assert words in told
        for words in ("和其他居民提的是同一件事", "退单", "重办", "等单位来认领", "挂起"):
            assert words in told
        assert not seen.complaints


@pytest.mark.browser
def test_without_script_it_says_what_else_to_do(browser: Browser, demo_served: str) -> None:
    with visit(browser, javascript=False) as seen:
        page = seen.open(f"{demo_served}receipt/")
        assert page.is_visible("text=要打开浏览器的脚本")
        assert not page.is_visible("#code")
        page.click(".no-script a")
        assert page.url.endswith("/orders/")


@pytest.mark.browser
def test_keyboard_alone(browser: Browser, demo_served: str) -> None:
    with visit(browser) as seen:
        page = seen.open(f"{demo_served}receipt/")
        for _ in range(30):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.id") == "code":
                break
        page.keyboard.type(demo_code(0).lower())
        page.keyboard.press("Enter")
        page.wait_for_selector("[data-say=found]:not([hidden])")
        assert receipts.shown(demo_code(0)) in page.inner_text("[data-result]")
