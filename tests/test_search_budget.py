"""How many bytes a first search costs in a town of 5,000 records, and that every title there is found."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import pytest
from playwright.sync_api import Request

from noticeboard.project import Project
from noticeboard.publish.search.reading import BuiltIndex
from noticeboard.publish.search.selftest import WORDS
from noticeboard.sounds import sounds
from tests.browser import chromium, visit
from tests.conftest import invented, serve_folder
from tests.matrix import thinned

# Everything that is loaded for a search, compressed: the scripts, what of the index, what is shown.
BUDGET, USUAL = 50_000, 30_000
QUERIES = ("路灯", "小区", "停车", "院", "东岭社区", "加装路灯（12号）", "ludeng", "jzld", "12月3日", "2026",
           "厕所", "南塘 停车", "电动车在哪充电", "露灯", "东领社区", "老旧小区公共部位照明", "没有的东西",
           "关于老旧小区公共部位照明和消防通道综合整治及配套设施完善工程", "示例镇", "的")  # fmt: skip


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return invented(
        tmp_path_factory.mktemp("large"), communities=4, units=46, projects=2600, deeds=1200, needs=800
    )  # fmt: skip


def cost(site: Path, addresses: list[str]) -> int:
    """Return the compressed bytes of the scripts of the search among what was asked for."""
    total = 0
    for address in set(addresses):
        path = site / unquote(urlsplit(address).path).split("/gongshi/")[-1]
        if path.suffix == ".js" and "search" in path.as_posix().split("/site/")[-1]:
            total += len(gzip.compress(path.read_bytes()))
    return total


def _keeping(asked: list[str]) -> Callable[[Request], None]:
    return lambda request: asked.append(request.url)


@pytest.mark.browser
@pytest.mark.full
def test_a_first_search_is_cheap(large: Project, tmp_path: Path) -> None:
    spent: dict[str, int] = {}
    serving = serve_folder(large.site, tmp_path)
    base = next(serving)
    with chromium() as browser:
        for query in QUERIES:
            with visit(browser) as seen:
                asked: list[str] = []
                seen.page.on("request", _keeping(asked))
                seen.open(f"{base}search/?q={quote(query)}")
                seen.page.locator('#search-told[data-done="1"]').wait_for()
                assert "没有取到" not in seen.page.locator("#search-told").inner_text()
                spent[query] = cost(large.site, asked)
    next(serving, None)
    assert all(10_000 < total <= BUDGET for total in spent.values()), spent
    assert sorted(spent.values())[len(spent) // 2] <= USUAL, spent


@pytest.mark.slow
@pytest.mark.parametrize("town", thinned(["built", "large"]))
def test_every_title_is_found(town: str, request: pytest.FixtureRequest) -> None:
    """By two characters of its middle, by its initials, by its pinyin: all records, not a sample."""
    site = request.getfixturevalue(town).site
    files = {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in (site / "search").rglob("*.js")
    }
    index = BuiltIndex(files)
    assert index.documents > 100
    for number in range(index.documents):
        title, address = index.shown(number)
        for part in WORDS.findall(title):
            middle = part[max(0, len(part) // 2 - 1) :][:2]
            assert number in index.find(middle), (title, middle, address)
            read = tuple(sound[0] for sound in sounds(part))
            assert number in index.find_sound(read), (title, read)
            if len(read) > 1:
                assert number in index.find_initials("".join(one[0] for one in read)), title
