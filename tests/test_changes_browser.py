"""The page of what changed, and the feed, in a real browser."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from noticeboard.commands.build import Options, build
from noticeboard.project import Project
from tests.browser import VNU, chromium, visit
from tests.conftest import DAY, serve_folder
from tests.matrix import thinned
from tests.planted_history import planted
from tests.test_browser import VARIANTS, faults_of, named

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = planted(tmp_path_factory.mktemp("planted") / "town").project
    build(project, Options(today=DAY))
    return project


@pytest.fixture(scope="module")
def base(history: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    yield from serve_folder(history.site, tmp_path_factory.mktemp("served"))


PAGES = ["changes/", "projects/longshan-weigaizao/", "figures/"]


@pytest.mark.parametrize("variant", thinned(VARIANTS[:5]), ids=named)
def test_axe_finds_nothing(browser: Browser, base: str, variant: tuple[int, str, str]) -> None:
    assert faults_of(browser, base, PAGES, variant) == []


def test_the_html_is_valid(history: Project) -> None:
    java = shutil.which("java")
    assert java
    pages = [str(history.site / address / "index.html") for address in PAGES]
    command = [java, "-jar", str(VNU), "--errors-only", *pages]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_nothing_scrolls_sideways_and_sentences_stay_in_one_piece(
    browser: Browser, base: str
) -> None:
    for width in (360, 1280):
        with visit(browser, width) as seen:
            page = seen.open(base + "changes/")
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            shown = page.evaluate(
                "[...document.querySelectorAll('.changes p a')].map(a => getComputedStyle(a).display)"
            )
            assert set(shown) == {"inline"}


def test_a_sentence_leads_to_what_it_tells_of(browser: Browser, base: str) -> None:
    with visit(browser, javascript=False) as seen:
        page = seen.open(base + "changes/")
        page.get_by_role("link", name="“龙山市场小区微改造第一步”").first.click()
        assert page.url == base + "projects/longshan-weigaizao/"
        page.get_by_role("link", name="看改了什么").click()
        assert page.url == base + "changes/#d20261003"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_feed_can_be_read_and_followed_in_a_browser(
    browser: Browser, base: str, scheme: str
) -> None:
    """Its entries are text with links: no program makes it so, for browsers drop XSLT."""
    with visit(browser, 360, scheme) as seen:
        page = seen.open(base + "feed.xml")
        read = page.evaluate("document.documentElement.textContent")
        assert "从 640万元 改为 645万元（更正）" in read
        looks = page.evaluate(
            """[...document.querySelectorAll('entry > title, content p')].map(
                 e => [getComputedStyle(e).display, e.getBoundingClientRect().width > 100])"""
        )
        assert looks
        assert all(look == ["block", True] for look in looks)
        hidden = page.evaluate(
            "[...document.querySelectorAll('id, updated, category')].map(e => getComputedStyle(e).display)"
        )
        assert set(hidden) == {"none"}
        colours = page.evaluate(
            """(() => { const s = getComputedStyle(document.documentElement);
                        return [s.color, s.backgroundColor]; })()"""
        )
        assert colours == (
            ["rgb(28, 37, 38)", "rgb(251, 250, 246)"]
            if scheme == "light"
            else ["rgb(236, 232, 222)", "rgb(23, 26, 26)"]
        )
        href = page.evaluate("document.querySelector('content a').href")
        assert href.startswith(base)
        assert seen.open(href).title().startswith("最近改了什么")
        assert seen.complaints == []
        assert seen.outside == []


def test_the_feed_of_an_offline_copy_leads_to_files(
    browser: Browser, history: Project, tmp_path: Path
) -> None:
    out = tmp_path / "copy"
    build(history, Options(out=out, offline=True, today=DAY))
    with visit(browser, javascript=False) as seen:
        page = seen.open((out / "feed.xml").as_uri())
        target = page.evaluate("document.querySelector('content a').href")
        assert seen.open(target).title().startswith("最近改了什么")
