"""Staff's pages in a real browser: a whole walk by mouse and by keyboard, without script, on paper."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from noticeboard.commands.demo import demo
from noticeboard.commands.inbox import waiting
from noticeboard.commands.order import Given, step
from noticeboard.commands.paper import paper_of
from noticeboard.commands.rows import sound, write_rows
from noticeboard.commands.sheet import Waiting, sheet_command, sheet_page
from noticeboard.commands.slip import slip_command, slip_of, slip_page
from noticeboard.demo import Size
from noticeboard.edit import Change
from noticeboard.moves import standing
from noticeboard.project import Project
from noticeboard.qr import qr_code
from tests.browser import VNU, chromium, visit
from tests.conftest import DAY
from tests.matrix import thinned
from tests.staffserver import Staff, staff_of
from tests.test_browser import axe
from tests.test_staff import asked, partner

pytestmark = [pytest.mark.browser, pytest.mark.slow]
__all__ = ["asked"]
ORDER = "d00008"
WALK = ["claimed", "in_progress", "finished", "confirmed"]
PAGES = ["", "orders/", "orders/d00003/", "orders/d00004/", "orders/d00006/", "orders/d00007/",
         "orders/d00008/", "orders/d00012/", "months/", "bulletin/", "orders/d00006/slip", "sheet", "none/"]  # fmt: skip
# Headless Chromium asks for the picture of a tab even where the policy allows none.
QUIET = "favicon"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Project:
    size = Size(communities=2, units=8, projects=2, deeds=6, needs=12, responses=0)
    return demo(tmp_path_factory.mktemp("staff") / "town", size, 1, DAY)


@pytest.fixture
def town(made: Project, tmp_path: Path) -> Project:
    shutil.copytree(made.root, tmp_path / "town")
    return Project(tmp_path / "town")


@pytest.fixture
def staff(town: Project) -> Iterator[Staff]:
    with staff_of(town) as running:
        yield running


def events(town: Project) -> list[str]:
    return [row.get("state") for row in standing(sound(town, DAY), ORDER).events]


@pytest.mark.parametrize("width", thinned([360, 1280]))
@pytest.mark.parametrize("script", thinned([True, False]), ids=["script", "no-script"])
def test_an_order_is_walked_with_the_mouse(
    browser: Browser, town: Project, staff: Staff, width: int, script: bool
) -> None:
    unit = partner(town)
    with visit(browser, width, javascript=script) as seen:
        page = seen.open(f"{staff.origin}/staff/")
        page.get_by_role("link", name="办理单", exact=True).click()
        title = standing(sound(town, DAY), ORDER).order.get("title")
        page.get_by_role("link", name=title, exact=True).click()
        page.get_by_role("button", name="受理", exact=True).click()
        page.get_by_label("派给哪家单位").select_option(unit)
        page.get_by_text("15 天").click()
        page.get_by_role("button", name="派单", exact=True).click()
        assert "【派单通知单】d00008" in page.locator("#slip-text").input_value()
        copy = page.locator("[data-copy]").first
        copy.wait_for(state="visible" if script else "hidden")
        page.get_by_role("button", name="单位接单了").click()
        page.get_by_role("button", name="单位动手办了").click()
        page.get_by_label("办成了什么").fill("灯修好了")
        page.get_by_role("button", name="办好了", exact=True).click()
        page.get_by_role("button", name="确认办好了").click()
        page.get_by_role("status").get_by_text("现在是“已确认”").wait_for()
        assert events(town)[1:] == ["accepted", "dispatched", *WALK]
        assert seen.outside == []
        assert [line for line in seen.complaints if QUIET not in line] == []


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what has this name has the focus; everything on the way can be seen."""
    for _ in range(200):
        page.keyboard.press("Tab")
        found = page.evaluate(
            "() => { const e = document.activeElement; const l = e.labels && e.labels[0];"
            " const r = e.getBoundingClientRect();"
            " return [(l ? l.innerText : e.getAttribute('aria-label') || e.innerText || '').trim(),"
            " r.width > 0 && r.height > 0]; }"
        )
        assert found[1], found
        if found[0].startswith(name):
            return
    raise AssertionError(f"{name} cannot be reached")


def test_an_order_is_walked_with_the_keyboard(
    browser: Browser, town: Project, staff: Staff
) -> None:
    step(town, "accept", ORDER, Given(), DAY)
    with visit(browser, 1280) as seen:
        page = seen.open(f"{staff.origin}/staff/orders/{ORDER}/")

        def press(name: str, *keys: str) -> None:
            tab_to(page, name)
            for key in keys:
                page.keyboard.press(key)

        press("派给哪家单位", "ArrowDown")
        press("7 天", "ArrowDown", "ArrowDown")
        with page.expect_navigation():
            press("派单", "Enter")
        for button in ("单位接单了", "单位动手办了"):
            with page.expect_navigation():
                press(button, "Enter")
        tab_to(page, "办成了什么")
        page.keyboard.type("灯修好了")
        with page.expect_navigation():
            press("办好了", "Enter")
        with page.expect_navigation():
            press("确认办好了", "Enter")
        assert events(town)[2:] == ["dispatched", *WALK]
        due = standing(sound(town, DAY), ORDER).order.get("due_on")
        assert (due - DAY).days == 30


@pytest.mark.parametrize(
    ("width", "scheme"),
    thinned([(360, "light"), (1280, "light"), (1280, "dark")], several=True),
)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    browser: Browser, staff: Staff, width: int, scheme: str
) -> None:
    found = []
    with visit(browser, width, scheme) as seen:
        for address in PAGES:
            page = seen.open(f"{staff.origin}/staff/{address}")
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            found += [f"{address}: {line}" for line in axe(page)]
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address
            small = page.evaluate(
                "() => [...document.querySelectorAll('button, select, summary, .do, .go, .pick, .tabs a')]"
                ".filter(e => e.offsetParent && e.getBoundingClientRect().height < 44)"
                ".map(e => e.outerHTML.slice(0, 80))"
            )
            assert small == [], address
    assert found == []


def test_axe_finds_nothing_where_a_step_was_refused(browser: Browser, staff: Staff) -> None:
    with visit(browser, 360) as seen:
        page = seen.open(f"{staff.origin}/staff/orders/{ORDER}/")
        page.get_by_text("不予办理").first.click()
        page.get_by_label("为什么办不了").fill("打 13800012345 问")
        page.get_by_role("button", name="不予办理").click()
        assert "没有写进去" in page.get_by_role("alert").inner_text()
        assert page.get_by_label("为什么办不了").input_value() == "打 13800012345 问"
        assert axe(page) == []


@pytest.mark.parametrize(
    ("width", "scheme"), thinned([(360, "light"), (1280, "dark")], several=True)
)
def test_a_request_is_answered_and_dispatched(
    browser: Browser, asked: tuple[Project, Staff], width: int, scheme: str
) -> None:
    project, staff = asked
    with visit(browser, width, scheme) as seen:
        page = seen.open(f"{staff.origin}/staff/")
        assert axe(page) == []
        page.get_by_role("link", name="去答复").click()
        assert axe(page) == []
        page.get_by_role("link", name="答复：三号楼").click()
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        (refer, *_) = page.get_by_role("button", name="转出去").all()
        page.get_by_label("转给谁").fill("打13812345678")
        refer.click()
        assert "没有写进去" in page.get_by_role("alert").inner_text()
        assert axe(page) == []
        page.get_by_label("公开的标题").fill("修门口的路灯")
        page.locator("form[action$=accept]").get_by_text("老人看不见路").click()
        page.get_by_role("button", name="受理", exact=True).click()
        page.get_by_role("status").get_by_text("另外 1 条并在一起").wait_for()
        assert page.get_by_label("派给哪家单位").is_visible()
        assert len(waiting(project, DAY)) == 2
        page.get_by_role("link", name="点单", exact=True).click()
        page.get_by_role("button", name="读进新的点单").click()
        page.get_by_role("status").first.wait_for()


def test_the_policy_holds_in_the_browser(browser: Browser, staff: Staff) -> None:
    with visit(browser) as seen:
        page = seen.open(f"{staff.origin}/staff/orders/{ORDER}/")
        page.evaluate(
            "() => { const s = document.createElement('script'); s.textContent = 'window.x = 1';"
            " document.body.append(s); }"
        )
        assert page.evaluate("window.x") is None
        assert any("Content Security Policy" in line for line in seen.complaints)


def test_a_foreign_page_cannot_send_a_form_here(
    browser: Browser, town: Project, staff: Staff, tmp_path: Path
) -> None:
    """It stands on this computer, on another port, and even knows the token."""
    form = staff.form(ORDER)
    fields = "".join(f'<input name="{name}" value="{value}">' for name, value in form.items())
    (tmp_path / "evil.html").write_text(
        f'<form method="post" action="{staff.origin}/staff/orders/{ORDER}/accept">{fields}'
        "<button>go</button></form>"
    )
    with visit(browser) as seen:
        page = seen.open((tmp_path / "evil.html").as_uri())
        page.get_by_role("button").click()
        page.wait_for_url("**/accept")
        assert "没有做" in page.content()
    assert events(town) == ["submitted"]


def printed(page: Page) -> PdfReader:
    return PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))


def a4(reader: PdfReader, wide: bool = False) -> bool:
    sizes = {
        (round(float(p.mediabox.width)), round(float(p.mediabox.height))) for p in reader.pages
    }
    return all(
        abs(width - (842 if wide else 595)) <= 1 and abs(height - (595 if wide else 842)) <= 1
        for width, height in sizes
    )


def test_a_slip_is_one_page_even_with_long_words(
    browser: Browser, town: Project, staff: Staff, tmp_path: Path
) -> None:
    dataset = sound(town, DAY)
    order = standing(dataset, "d00006").order
    write_rows(
        town,
        dataset,
        [
            Change("orders", "d00006", {"title": "小区东门到老粮站一段路灯不亮，" * 3}),
            Change("needs", order.get("need"), {"detail": "晚上看不清路，老人孩子怕摔。" * 40}),
        ],
    )
    with visit(browser, 1280, media="print") as seen:
        reader = printed(seen.open(f"{staff.origin}/staff/orders/d00006/slip"))
        assert len(reader.pages) == 1 and a4(reader)
        text = reader.pages[0].extract_text()
        assert "d00006" in text and "返回" not in text
        out = tmp_path / "slip.html"
        slip_command(town, "d00006", out, DAY)
        assert len(printed(seen.open(out.as_uri())).pages) == 1
        assert seen.complaints == []


def test_a_slip_with_an_address_has_its_code(
    browser: Browser, town: Project, tmp_path: Path
) -> None:
    pytest.importorskip("segno")
    settings = town.data / "site.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(f"{text}\nsite_url: https://example.org/gongshi/\n", encoding="utf-8")
    dataset = sound(town, DAY)
    page = slip_page(paper_of(town, dataset), slip_of(dataset, "d00006"))
    assert "https://example.org/gongshi/orders/d00006/" in page
    assert qr_code("https://example.org/gongshi/orders/d00006/") in page
    assert "style=" not in page
    out = tmp_path / "slip.html"
    out.write_text(page, encoding="utf-8")
    with visit(browser, 1280, media="print") as seen:
        shown = seen.open(out.as_uri())
        box = shown.locator(".code svg").bounding_box()
        assert box and box["width"] > 95
        assert len(printed(shown).pages) == 1


def test_a_sheet_breaks_between_rows_and_repeats_its_head(
    browser: Browser, town: Project, tmp_path: Path
) -> None:
    paper = paper_of(town, sound(town, DAY))
    rows = [
        Waiting(f"d{number:05}", f"第{number}件事：给老楼换灭火器", "过了期" * 9, "东岭社区", 9, "")
        for number in range(40)
    ]
    out = tmp_path / "sheet.html"
    out.write_text(sheet_page(paper, rows, DAY, ""), encoding="utf-8")
    with visit(browser, 1280, media="print") as seen:
        reader = printed(seen.open(out.as_uri()))
        assert 2 < len(reader.pages) < 9 and a4(reader, wide=True)
        texts = [page.extract_text() for page in reader.pages]
        assert all("认领单位" in text for text in texts)
        for row in rows:
            assert sum(row.order in text for text in texts) == 1
        assert seen.complaints == []
    step(town, "accept", ORDER, Given(), DAY)
    made = sheet_command(town, "", out, DAY)
    assert made.startswith("【认领表】2026年11月24日")


@pytest.mark.full
def test_html_is_valid(staff: Staff, town: Project, tmp_path: Path) -> None:
    assert VNU.is_file(), "vnu is not installed: .ci/tools says how"
    staff.take(ORDER, "accept")
    refused = staff.take(ORDER, "decline", note="打 13800012345")
    (tmp_path / "refused.html").write_text(refused.text, encoding="utf-8")
    for number, address in enumerate(PAGES):
        text = staff.ask(address).text
        (tmp_path / f"{number}.html").write_text(text, encoding="utf-8")
    sheet_command(town, "", tmp_path / "sheet.html", DAY)
    pages = sorted(str(path) for path in tmp_path.glob("*.html"))
    command = ["java", "-jar", str(VNU), "--errors-only", *pages]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.stdout + done.stderr).strip() == ""
