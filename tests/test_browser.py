"""Every page in a real browser: accessible, quiet, usable by keyboard, without script, from a folder."""

from __future__ import annotations

import csv
import gzip
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from noticeboard.commands.build import Options, build
from noticeboard.project import Project
from tests.browser import AXE, VNU, chromium, visit
from tests.conftest import DAY, addresses
from tests.matrix import thinned

pytestmark = pytest.mark.browser

KINDS = ["", "communities/", "communities/chengxi/", "communities/fuping/", "units/",
         "units/xian-zhengfawei/", "projects/", "projects/longshan-weigaizao/",
         "projects/longshan-dianti/", "compounds/", "compounds/longshan/", "mechanisms/", "members/", "agreements/", "lists/", "lists/needs/", "orders/", "deeds/",
         "meetings/", "meetings/chengli-dahui/", "facilities/", "funds/", "appraisals/", "catalogue/", "figures/", "changes/", "data/", "surveys/", "surveys/needs/", "surveys/needs/results/", "receipt/",
         "search/", "search/?q=%E9%BE%99%E5%B1%B1", "help/", "help/words/", "privacy/", "accessibility/", "about/", "about/article/", "print/", "print/communities/chengxi/2026-11/a4/", "404.html"]  # fmt: skip
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


def axe(page: Page) -> list[str]:
    """Return what axe finds, a line each. It is injected past the policy, by the debugger."""
    # After a click the page may be there and its style not yet.
    page.wait_for_load_state("load")
    page.evaluate(AXE.read_text(encoding="utf-8") + "; 0")
    result = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", TAGS
    )
    assert len(result["passes"]) > 10, "axe did not run"
    return [
        f"{v['id']}: {node['target']} {node['failureSummary']}"
        for v in result["violations"]
        for node in v["nodes"]
    ]


VARIANTS = [
    (360, "light", "screen"),
    (1280, "light", "screen"),
    (360, "dark", "screen"),
    (1280, "dark", "screen"),
    (1280, "light", "print"),
    (360, "light", "print"),
]


def named(variant: tuple[int, str, str]) -> str:
    return "-".join(map(str, variant))


def faults_of(
    browser: Browser, base: str, pages: list[str], variant: tuple[int, str, str]
) -> list[str]:
    """Return what axe finds, what pages ask of others, and what the browser complains of."""
    found = []
    with visit(browser, *variant) as seen:
        for address in pages:
            page = seen.open(base + address)
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            found += [f"{address}: {line}" for line in axe(page)]
        return [*found, *seen.outside, *seen.complaints]


@pytest.mark.full
@pytest.mark.parametrize("variant", VARIANTS, ids=named)
def test_axe_finds_nothing_on_any_kind_of_page(
    browser: Browser, served: str, variant: tuple[int, str, str]
) -> None:
    assert faults_of(browser, served, KINDS, variant) == []


@pytest.mark.full
@pytest.mark.parametrize("variant", VARIANTS, ids=named)
def test_axe_finds_nothing_on_any_page(
    browser: Browser, built: Project, served: str, variant: tuple[int, str, str]
) -> None:
    assert faults_of(browser, served, [*addresses(built), "404.html"], variant) == []


def test_axe_sees_a_planted_fault(browser: Browser, served: str) -> None:
    with visit(browser) as seen:
        page = seen.open(served)
        page.evaluate("document.querySelector('h1').innerHTML = '<img src=\"assets/nb/mark.svg\">'")
        assert any("image-alt" in line for line in axe(page))


@pytest.mark.full
def test_text_has_the_contrast_of_seven_to_one(browser: Browser, served: str) -> None:
    for scheme in ("light", "dark"):
        with visit(browser, 360, scheme) as seen:
            for address in KINDS:
                page = seen.open(served + address)
                page.evaluate(AXE.read_text(encoding="utf-8") + "; 0")
                found = page.evaluate(
                    "() => axe.run(document, {runOnly: ['color-contrast-enhanced'],"
                    " rules: {'color-contrast-enhanced': {enabled: true}}})"
                )
                lines = [n["failureSummary"] for v in found["violations"] for n in v["nodes"]]
                assert lines == [], f"{address} {scheme}"


@pytest.mark.full
def test_nothing_is_asked_of_others_and_nothing_complains(
    browser: Browser, built: Project, served: str
) -> None:
    with visit(browser, 1280) as seen:
        for address in [*addresses(built), "404.html"]:
            seen.open(served + address)
        assert seen.outside == []
        assert seen.complaints == []


def test_the_policy_refuses_what_is_planted(browser: Browser, served: str) -> None:
    with visit(browser) as seen:
        page = seen.open(served)
        page.evaluate(
            "() => { const s = document.createElement('script'); s.textContent = 'window.x = 1';"
            " document.body.append(s); const i = new Image(); i.src = 'https://example.org/a.png';"
            " document.body.append(i); }"
        )
        page.wait_for_timeout(200)
        assert page.evaluate("window.x") is None
        assert any("Content Security Policy" in text for text in seen.complaints)


@pytest.mark.parametrize("width", thinned([320, 360, 768]))
def test_no_sideways_scroll(browser: Browser, built: Project, served: str, width: int) -> None:
    with visit(browser, width) as seen:
        for address in [*addresses(built), "404.html"]:
            page = seen.open(served + address)
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{address}: {wide} at {width}"


@pytest.mark.parametrize("width", [320, 360, 1280])
@pytest.mark.full
def test_every_link_is_reached_by_keyboard_and_seen(
    browser: Browser, served: str, width: int
) -> None:
    with visit(browser, width) as seen:
        for address in KINDS[:-1]:
            page = seen.open(served + address)
            wanted = page.locator("a[href]:visible, button:visible, summary:visible").count()
            reached, ends = 0, 0
            # On the search's page one begins in its field, and comes round to what stands before it.
            begun = page.evaluate("document.activeElement !== document.body")
            for _ in range(wanted + 8):
                page.keyboard.press("Tab")
                box = page.evaluate(
                    "() => { const e = document.activeElement; if (e === document.body) return null;"
                    " const r = e.getBoundingClientRect(), s = getComputedStyle(e);"
                    " return [r.left, r.right, r.top, r.bottom, innerWidth, innerHeight, s.outlineStyle]; }"
                )
                if box is None:
                    ends += 1
                    if ends > begun or reached >= wanted:
                        break
                    continue
                if page.evaluate("document.activeElement.matches('.table, input, select')"):
                    continue
                reached += 1
                left, right, top, bottom, across, down, outline = box
                assert left >= 0, f"{address}: focus leaves the page"
                assert right <= across + 1, f"{address}: focus leaves the page"
                assert bottom > 0, f"{address}: focus above the window"
                assert top < down, f"{address}: focus below the window"
                assert outline != "none", f"{address}: focus cannot be seen"
            assert reached >= wanted, f"{address}: {reached} of {wanted} reached"


def test_menu_opens_a_page_with_the_enter_key(browser: Browser, served: str) -> None:
    with visit(browser, 360) as seen:
        page = seen.open(served)
        page.get_by_role("link", name="项目", exact=True).focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/projects/")
        assert page.locator(".tabs [aria-current]").inner_text() == "项目"


def test_targets_are_large_enough(browser: Browser, served: str) -> None:
    with visit(browser, 360) as seen:
        for address in KINDS:
            page = seen.open(served + address)
            small = page.evaluate(
                "() => [...document.querySelectorAll('.tabs a, .door, .mark, .more, .acts a,"
                " .acts button:not([hidden]), summary, .foot li a, .crumbs a')]"
                ".map(e => [e.textContent, e.getBoundingClientRect()])"
                ".filter(([_, r]) => r.height && r.height < 47.5).map(([t, r]) => t + r.height)"
            )
            assert small == [], address


def test_without_script_everything_is_there(browser: Browser, served: str) -> None:
    with visit(browser, 360, javascript=False) as seen:
        page = seen.open(served)
        assert "46" in page.locator(".numbers").inner_text()
        page.get_by_role("link", name="项目", exact=True).click()
        page.get_by_role("link", name="龙山市场小区微改造第一步").click()
        assert "335万元" in page.locator("main").inner_text()
        page.get_by_text("看原文是怎么写的").click()
        assert "大埔县委政法委投入335万元" in page.locator("details:not(.words)").inner_text()
        assert page.locator("[data-print]").is_hidden()


def test_works_from_a_folder(browser: Browser, built: Project) -> None:
    with visit(browser, 360) as seen:
        page = seen.open((built.site / "index.html").as_uri())
        page.get_by_role("link", name="数字", exact=True).click()
        assert page.url.endswith("/figures/index.html")
        page.locator("#funds-raised .mark").click()
        assert page.url.endswith("/about/article/index.html#L27")
        page.locator(".brand").click()
        assert page.locator("h1").inner_text() == "社区和单位办了什么"
        assert seen.complaints == []


def test_offline_copy_works_from_a_folder_without_script(
    browser: Browser, built: Project, tmp_path: Path
) -> None:
    build(built, Options(out=tmp_path / "usb", offline=True, today=DAY))
    with visit(browser, 360, javascript=False) as seen:
        page = seen.open((tmp_path / "usb" / "index.html").as_uri())
        for name in ("社区", "项目", "单位", "数字", "数据", "首页"):
            page.get_by_role("link", name=name, exact=True).click()
            assert page.url.endswith("index.html")
            assert page.locator("main h1").count() == 1
        page.get_by_role("link", name="有事找社区").click()
        assert page.url.endswith("communities/index.html#ask")


def test_print_hides_what_cannot_be_pressed_and_fits_the_paper(
    browser: Browser, served: str
) -> None:
    with visit(browser, 1280) as seen:
        for address in ("", "projects/longshan-weigaizao/", "communities/fuping/"):
            page = seen.open(served + address)
            page.emulate_media(media="print")
            pdf = page.pdf(prefer_css_page_size=True)
            sizes = set(re.findall(rb"/MediaBox \[([^\]]+)\]", pdf))
            assert len(sizes) == 1
            width, height = (float(n) for n in next(iter(sizes)).split()[2:])
            assert (round(width), round(height)) in ((595, 842), (596, 842), (595, 841))
            assert page.locator(".tabs").is_hidden()
            assert page.locator("button").first.is_hidden()
            page.emulate_media(media="screen")


def test_first_view_is_light(built: Project) -> None:
    shared = [built.site / "assets" / "nb" / name for name in
              ("base.css", "parts.css", "print.css", "site.js", "mark.svg")]  # fmt: skip
    fixed = sum(len(gzip.compress(path.read_bytes())) for path in shared)
    for page in built.site.rglob("*.html"):
        weight = fixed + len(gzip.compress(page.read_bytes()))
        assert weight <= 30_000, f"{page}: {weight} bytes compressed"


def test_html_checker_finds_no_error(built: Project) -> None:
    assert VNU.is_file(), "vnu is not installed: .ci/tools says how"
    command = ["java", "-jar", str(VNU), "--errors-only", "--skip-non-html", str(built.site)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.stdout + done.stderr).strip() == ""
    assert done.returncode == 0
    for kind in ("css", "svg"):
        files = [str(path) for path in (built.site / "assets").rglob(f"*.{kind}")]
        assert files
        command = ["java", "-jar", str(VNU), "--errors-only", f"--{kind}", *files]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        lines = [line for line in done.stderr.splitlines() if not KNOWN_GAPS.search(line)]
        assert lines == []


# Properties newer than the checker's CSS grammar; browsers that lack them ignore them.
KNOWN_GAPS = re.compile("text-autospace|text-wrap|text-size-adjust|color-scheme|doesn't exist")


DEMO_KINDS = ["", "communities/c1/", "units/u001/", "projects/j00002/", "projects/", "members/",
              "agreements/", "lists/", "lists/needs/", "lists/resources/", "lists/services/", "orders/",
              "orders/d00001/", "orders/d00014/", "deeds/", "meetings/", "meetings/h2/", "appraisals/",
              "facilities/", "funds/", "catalogue/", "notices/", "notices/open-lamp/", "notices/wrong-fee/",
              "notices/resulted-tree/", "notices/category/finance/", "compounds/c1-x1/",
              "surveys/", "surveys/needs/", "surveys/needs/results/", "surveys/satisfaction/results/",
              "surveys/needs/form/", "surveys/needs/form/c1/", "surveys/satisfaction/form/c2/", "receipt/",
              "projects/j00001/", "photos/", "help/", "help/words/", "privacy/",
              "print/", "print/board/a4/", "print/notices/open-lamp/a4/", "print/communities/c1/2026-11/a3/", "print/units/u001/2026/a4/"]  # fmt: skip


def test_some_full_pages_pass_what_all_pass(browser: Browser, demo_served: str) -> None:
    assert faults_of(browser, demo_served, DEMO_KINDS[::3], VARIANTS[0]) == []


@pytest.mark.full
@pytest.mark.parametrize("variant", VARIANTS, ids=named)
def test_full_pages_pass_what_thin_ones_pass(
    browser: Browser, demo_served: str, variant: tuple[int, str, str]
) -> None:
    assert faults_of(browser, demo_served, DEMO_KINDS, variant) == []


def test_full_pages_do_not_scroll_sideways(browser: Browser, demo_served: str) -> None:
    with visit(browser, 320) as seen:
        for address in DEMO_KINDS:
            page = seen.open(demo_served + address)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= 320, f"{address}: {wide}"


def test_bars_can_be_told_apart_on_paper(browser: Browser, demo_served: str) -> None:
    """Everything is black there: a bar on a black ground would look full."""
    colours = """() => [...document.querySelectorAll("table.bars svg")].map(one => [
        getComputedStyle(one).backgroundColor, getComputedStyle(one.firstElementChild).fill])"""
    with visit(browser, 1280) as seen:
        page = seen.open(demo_served + "surveys/needs/results/")
        page.emulate_media(media="print")
        found = page.evaluate(colours)
        assert found
        assert all(ground != bar for ground, bar in found)


def test_html_of_the_demo_is_valid(demo_built: Project) -> None:
    command = ["java", "-jar", str(VNU), "--errors-only", "--skip-non-html", str(demo_built.site)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.stdout + done.stderr).strip() == ""
    assert done.returncode == 0


RESULTS = ".results > li:visible"


def test_a_list_is_narrowed_counted_sorted_and_linked(browser: Browser, demo_served: str) -> None:
    with visit(browser, 360) as seen:
        page = seen.open(demo_served + "lists/needs/")
        everything = page.locator("[data-list] > li:visible").count()
        assert page.locator(".found").inner_text() == f"共 {everything} 条"
        page.get_by_label("类别").select_option("parking")
        some = page.locator(RESULTS).count()
        assert 0 < some < everything
        assert page.locator(".found").inner_text() == f"找到 {some} 条，全部共 {everything} 条"
        assert page.locator("[data-list] > li:visible").count() == 0
        page.get_by_label("找几个字").fill("停车线")
        assert 0 < page.locator(RESULTS).count() <= some
        address = page.url
        assert "#?" in address
        page = seen.open("about:blank")
        page = seen.open(address)
        assert 0 < page.locator(RESULTS).count() <= some
        page.get_by_label("找几个字").fill("没有这样的事")
        assert "没有符合的" in page.locator(".found").inner_text()
        page.get_by_label("找几个字").fill("")
        page.get_by_label("类别").select_option("")
        assert page.locator("[data-list] > li:visible").count() == everything
        page = seen.open(demo_served + "deeds/")
        page.get_by_label("次序").select_option("old")
        days = page.eval_on_selector_all(
            RESULTS.split(":", maxsplit=1)[0], "a => a.map(r => r.dataset.sort)"
        )
        assert len(days) == 60
        assert days == sorted(days)
        page = seen.open(demo_served + "projects/#?state=planned")
        assert page.locator(RESULTS).count() > 0
        assert page.locator("section[data-group]:visible").count() == 0
        assert set(page.locator(".results .stage").all_inner_texts()) == {"计划中"}


@pytest.mark.full
def test_all_parts_of_a_list_are_searched_together(
    browser: Browser, long_built: Project, long_served: str
) -> None:
    """Also from a disk; without the other parts' rows the page says that they are missing."""
    offline = long_built.site.as_uri() + "/"
    with (long_built.data / "deeds.csv").open(encoding="utf-8") as lines:
        wanted = [
            row
            for row in csv.DictReader(lines)
            if row["community"] == "c1" and "垃圾桶" in row["title"]
        ]
    assert len(wanted) > 10
    for start in (
        long_served + "deeds/",
        long_served + "deeds/part/3/",
        f"{offline}deeds/index.html",
    ):
        with visit(browser, 360) as seen:
            page = seen.open(start)
            page.get_by_label("找几个字").fill("垃圾桶")
            page.get_by_label("社区").select_option("c1")
            page.locator(".found", has_text="找到").wait_for()
            assert page.locator(RESULTS).count() == len(wanted)
            links = page.eval_on_selector_all(".results a", "all => all.map(a => a.href)")
            for link in dict.fromkeys(links[:: max(1, len(links) // 5)]):
                page.goto(link)
                assert page.locator("h1").count() == 1


def test_a_missing_part_is_said(browser: Browser, long_served: str) -> None:
    with visit(browser, 360) as seen:
        seen.page.route("**/rows/2.js", lambda route: route.abort())
        page = seen.open(long_served + "deeds/")
        page.get_by_label("社区").select_option("c2")
        page.locator(".found", has_text="没有取到").wait_for()
        assert page.locator(RESULTS).count() > 0


def test_lists_are_whole_without_script(browser: Browser, demo_served: str) -> None:
    with visit(browser, 360, javascript=False) as seen:
        page = seen.open(demo_served + "lists/needs/")
        assert page.locator("[data-list] > li:visible").count() == 53
        assert page.locator(".filters:visible").count() == 0


def test_the_days_left_of_a_notice_follow_the_readers_clock(
    browser: Browser, demo_served: str
) -> None:
    with visit(browser, 360) as seen:
        for day, words in (
            ("2026-11-20", "还没有开始"), ("2026-11-24", "还有 7 天"), ("2026-12-01", "今天是最后一天"), ("2026-12-05", "公示期满"),
        ):  # fmt: skip
            seen.page.clock.set_fixed_time(f"{day}T09:00:00")
            page = seen.open(demo_served + "notices/open-lamp/")
            assert page.locator(".left").inner_text() == words
