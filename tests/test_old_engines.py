"""The phones that people keep: Chromium 72 (2019) and 92 (2021), as they were, on every kind of page."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from noticeboard import receipts
from noticeboard.demo.answered import demo_code
from tests.browser import seen_as
from tests.old_engine import VERSIONS, Engine, old_chromium
from tests.test_browser import DEMO_KINDS, KINDS

pytestmark = [pytest.mark.browser, pytest.mark.full]


@pytest.fixture(scope="module", params=VERSIONS)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:  # fmt: skip
    with old_chromium(request.param, tmp_path_factory.mktemp("profile")) as running:
        assert re.search(f"Chrome/{request.param}\\.", running.run("navigator.userAgent"))
        running.size(360)
        yield running


@pytest.fixture(autouse=True)
def fresh(engine: Engine, demo_served: str) -> None:
    engine.open(demo_served + "?standard")
    engine.run("localStorage.clear()")
    engine.complaints.clear()


READABLE = """(function () {
  var h1 = document.querySelector("main h1"), main = document.querySelector("main"), box = h1.getBoundingClientRect();
  return {h1: box.height > 10 && box.width > 30, font: parseFloat(getComputedStyle(main).fontSize),
    words: main.innerText.length, wide: document.documentElement.scrollWidth,
    different: getComputedStyle(h1).color !== getComputedStyle(document.body).backgroundColor,
    styled: getComputedStyle(document.body).backgroundColor !== "rgba(0, 0, 0, 0)"};
})()"""


@pytest.mark.parametrize(("query", "size"), [("", 18), ("?elder", 24), ("?elder=2", 30)])
def test_every_kind_of_page_reads_well(
    engine: Engine, served: str, demo_served: str, query: str, size: int
) -> None:
    for base, kinds in ((served, KINDS), (demo_served, DEMO_KINDS)):
        for kind in kinds:
            engine.open(seen_as(base + kind, query))
            told = engine.run(READABLE)
            assert told["h1"], kind
            assert told["styled"], kind
            assert told["different"], kind
            assert told["font"] == size, kind
            assert told["words"] > 20, kind
            assert told["wide"] <= 360, f"{kind}: {told['wide']}"
    assert engine.complaints == []


def test_it_sees_what_it_should(engine: Engine, demo_served: str) -> None:
    engine.open(demo_served)
    engine.run("setTimeout(function () { undefinedHere(); }, 0), 0")
    engine.run("new Promise(function (done) { setTimeout(done, 50); })")
    assert any("undefinedHere" in text for text in engine.complaints)
    engine.complaints.clear()
    engine.run("new Promise(function (done) { var s = document.createElement('script'); s.src = 'no.js';"
               " s.onerror = function () { done(1); }; document.head.appendChild(s); })")  # fmt: skip
    engine.run("0")
    assert any("404" in text for text in engine.complaints)
    engine.complaints.clear()


def press(words: str) -> str:
    return ("[].slice.call(document.querySelectorAll('button, a, .pick')).filter(function (b) {"
            f" return b.getClientRects().length && b.textContent.trim() === '{words}'; }})[0].click()")  # fmt: skip


def test_the_elder_view_is_one_tap_and_remembered(engine: Engine, demo_served: str) -> None:
    engine.open(demo_served)
    engine.run(press("长辈版"))
    assert engine.run("getComputedStyle(document.body).fontSize") == "24px"
    engine.run(press("全部栏目"))
    engine.follow(press("项目"))
    assert engine.run("location.pathname").endswith("/projects/")
    assert engine.run("getComputedStyle(document.body).fontSize") == "24px"
    engine.run(press("标准版"))
    assert engine.run("getComputedStyle(document.body).fontSize") == "18px"
    assert engine.complaints == []


def test_a_list_is_narrowed(engine: Engine, demo_served: str) -> None:
    engine.open(demo_served + "lists/needs/")
    engine.run("(function () { var s = document.querySelector('select[name=category]'); s.value = 'parking';"
               " s.dispatchEvent(new Event('input', {bubbles: true})); })()")  # fmt: skip
    assert re.fullmatch(
        r"找到 \d+ 条，全部共 53 条", engine.run("document.querySelector('.found').textContent")
    )
    assert 0 < engine.run("document.querySelectorAll('.results > li').length") < 53
    assert engine.complaints == []


def test_a_photograph_has_its_place_before_it_comes(engine: Engine, demo_served: str) -> None:
    engine.open(demo_served + "photos/")
    boxes = engine.run("[].slice.call(document.querySelectorAll('.photo img')).map(function (i) {"
                       " var p = i.parentNode, w = i.getAttribute('width'), h = i.getAttribute('height'); p.removeChild(i);"
                       " var b = p.getBoundingClientRect(); return [b.width / b.height, w / h]; })")  # fmt: skip
    assert len(boxes) > 3
    for found, wanted in boxes:
        assert found == pytest.approx(wanted, rel=0.01)


def test_a_receipt_is_looked_up(engine: Engine, demo_served: str) -> None:
    engine.open(demo_served + "receipt/")
    code = receipts.shown(demo_code(0))
    engine.run(f"document.querySelector('#code').value = '{code}'")
    engine.run("document.querySelector('.look-form button').click()")
    engine.wait("document.querySelector('[data-say=found] h2')")
    assert "经过" in engine.run("document.querySelector('[data-say=found]').innerText")
    engine.run("document.querySelector('#code').value = '7KQ4'")
    engine.run("document.querySelector('.look-form button').click()")
    assert "4 位" in engine.run("document.querySelector('[data-wrong]').innerText")
    assert engine.complaints == []


@pytest.mark.parametrize("query", ["", "?elder"])
def test_a_form_goes_a_question_at_a_time(engine: Engine, demo_served: str, query: str) -> None:
    engine.open(demo_served + "surveys/needs/form/c1/" + query)
    code = engine.run("document.querySelector('[data-code]').textContent")
    assert receipts.read(code)
    engine.run(press("开始填"))
    seen = []
    for _ in range(12):
        shown = engine.run("[].slice.call(document.querySelectorAll('.ask')).filter(function (q) {"
                           " return q.getClientRects().length; }).map(function (q) { return q.getAttribute('data-q'); })")  # fmt: skip
        assert len(shown) == 1
        seen += shown
        engine.run("(function () { var f = document.querySelector('.step-here input[type=radio], .step-here input[type=checkbox]');"
                   " if (f) f.click(); var t = document.querySelector('.step-here textarea, .step-here input[type=text]');"
                   " if (t) { t.value = '东门路灯不亮'; t.dispatchEvent(new Event('input', {bubbles: true})); } })()")  # fmt: skip
        if engine.run("!!document.querySelector('.steps-last')"):
            break
        engine.run(press("下一题"))
    assert len(seen) > 3
    assert len(set(seen)) == len(seen)
    assert engine.run("document.querySelector('.send [type=submit]').getClientRects().length") == 1
    assert engine.run("document.documentElement.scrollWidth") <= 360
    assert engine.complaints == []
