"""Sheets to hang up, printed by the system's browser: whole, on the pages that are stated, with codes that lead home."""

from __future__ import annotations

import io
import re
import shutil
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser
from pypdf import PdfReader

from noticeboard.commands.build import Options, build
from noticeboard.project import Project
from tests.browser import chromium
from tests.conftest import DAY
from tests.papers import (
    LONG_TITLE,
    LONG_UNIT,
    NOTICES,
    URL,
    Seen,
    codes_of,
    hard_town,
    print_all,
)

pytestmark = pytest.mark.browser

SIZES = {"a4": (210, 297), "a3": (297, 420)}
Printed = dict[str, Seen]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = hard_town(tmp_path_factory.mktemp("paper"))
    build(project, Options(today=DAY))
    return project


@pytest.fixture(scope="module")
def printed(browser: Browser, town: Project) -> Printed:
    return print_all(browser, town.site)


def test_every_kind_of_sheet_is_there(town: Project, printed: Printed) -> None:
    kinds = {address.split("/")[1] for address in printed}
    assert kinds == {"board", "notices", "communities", "units"}
    for board in ("board", "communities/c1/board", "communities/c-bare/board"):
        assert f"print/{board}/a4/" in printed
    assert len(printed) > 50
    for key in NOTICES:
        assert f"print/notices/{key}/a4/" in printed


def test_every_sheet_is_on_the_stated_number_of_pages(town: Project, printed: Printed) -> None:
    listed = (town.site / "print" / "index.html").read_text(encoding="utf-8")
    for address, seen in printed.items():
        pages = len(PdfReader(io.BytesIO(seen.pdf)).pages)
        assert pages == seen.stated, address
        here = address.removeprefix("print/")
        assert f'href="../print/{here}">{here[-3:-1].upper()} 纸<small>，{pages} 页' in listed, (
            address
        )


def test_the_paper_has_its_size_to_the_millimetre(printed: Printed) -> None:
    for address, seen in printed.items():
        wide, high = SIZES[address[-3:-1]]
        for page in PdfReader(io.BytesIO(seen.pdf)).pages:
            assert abs(float(page.mediabox.width) * 25.4 / 72 - wide) < 0.5, address
            assert abs(float(page.mediabox.height) * 25.4 / 72 - high) < 0.5, address


def test_nothing_leaves_the_paper_overlaps_or_is_cut(printed: Printed) -> None:
    assert {address: seen.faults for address, seen in printed.items() if seen.faults} == {}


def test_the_look_sees_planted_faults(browser: Browser, town: Project) -> None:
    page = (town.site / "print/notices/open-lamp/a4/index.html").read_text(encoding="utf-8")
    for number, (old, new) in enumerate(
        [('<div class="seal"></div>', '<div class="seal">章</div>'),
         ("<h1 ", "<h1 hidden></h1><p class='issuer'>" + "字" * 200 + "</p><h1 "),
         ('<div class="text">', '<div class="text">' + "<p>一行字</p>" * 40)]
    ):  # fmt: skip
        folder = town.site / "print/notices" / f"planted{number}" / "a4"
        folder.mkdir(parents=True)
        (folder / "index.html").write_text(page.replace(old, new), encoding="utf-8")
        try:
            seen = print_all(browser, town.site, f"planted{number}/")
        finally:
            shutil.rmtree(folder.parent)
        assert [bool(one.faults) for one in seen.values()] == [True]


def letters(text: str) -> Counter[str]:
    return Counter(re.sub(r"\s", "", unicodedata.normalize("NFKC", text)))


def test_all_words_of_a_sheet_are_in_the_pdf(printed: Printed) -> None:
    for address, seen in printed.items():
        text = "".join(
            page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(seen.pdf)
        )
        missing = letters(seen.text) - letters(text)
        assert missing == Counter(), address


def test_codes_lead_to_the_page_and_are_large_enough(printed: Printed) -> None:
    for address, seen in printed.items():
        codes = codes_of(seen.pdf)
        kind, _, rest = address.removeprefix("print/").partition("/")
        page = (
            "notices/"
            if kind == "board" or "/board/" in address
            else f"{kind}/{rest.split('/')[0]}/"
        )
        assert URL + page in [text for text, _ in codes], address
        assert seen.codes == [f"网址：{(URL + page).removeprefix('https://')}"], address
        for text, wide in codes:
            assert wide >= 30, f"{address}: {wide}"
            assert page == "notices/" or text == URL + page, address


def test_only_black_and_white_is_printed(printed: Printed) -> None:
    for address in (
        "print/board/a4/",
        "print/notices/document/a4/",
        "print/communities/c1/2026-11/a4/",
    ):
        for page in pypdfium2.PdfDocument(printed[address].pdf):
            image = page.render(scale=1).to_pil().convert("RGB")
            colours = image.getcolors(maxcolors=1 << 24) or []
            assert all(red == green == blue for _, (red, green, blue) in colours), address


def test_type_is_never_smaller_than_can_be_read_on_a_wall(printed: Printed) -> None:
    for address, seen in printed.items():
        for box in seen.boxes:
            large = address.endswith("a3/")
            assert box["small"] >= (14 if large else 10.5), f"{address}: {box}"
            if "/notices/" in address and box["text"] and not box["table"]:
                assert box["text"] >= (20 if large else 14), f"{address}: {box}"
            if "/notices/" in address and box["title"]:
                assert box["title"] >= (48 if large else 22), f"{address}: {box}"


def test_a_long_notice_is_numbered_and_its_table_has_a_head_on_every_page(printed: Printed) -> None:
    for size in SIZES:
        seen = printed[f"print/notices/long-text/{size}/"]
        count = len(seen.boxes)
        assert count >= (6 if size == "a4" else 4)
        assert [box["foot"] for box in seen.boxes] == [
            f"第{n}页/共{count}页" for n in range(1, count + 1)
        ]
        with_rows = [box for box in seen.boxes if box["rows"]]
        assert len(with_rows) >= 2
        assert sum(box["rows"] for box in with_rows) == 40
        assert all(box["heads"] == 1 for box in with_rows)
        for box in seen.boxes[:-1]:
            assert box["last"] not in ("H2", "H3"), "a heading is parted from its text"
        assert seen.boxes[-1]["some"] > 20, "the last page has a seal and no text"
        assert [box["seal"] for box in seen.boxes] == [False] * (count - 1) + [True]


def test_a_text_that_would_run_over_by_two_lines_is_on_one_page(printed: Printed) -> None:
    """Its type is smaller, but not smaller than may hang."""
    for size in SIZES:
        seen = printed[f"print/notices/two-lines-over/{size}/"]
        assert seen.stated == 1
        assert printed["print/notices/open-member/a4/"].boxes[0]["text"] > 25


def test_a_document_has_the_geometry_of_the_standard(printed: Printed) -> None:
    for key in ("document", "short-document"):
        for box in printed[f"print/notices/{key}/a4/"].boxes:
            assert abs(box["left"] - 28) < 0.3
            assert abs(box["right"] - 26) < 0.3
            assert box["text"] is None or abs(box["text"] - 16) < 0.1


def test_long_titles_and_names_stand_whole(printed: Printed) -> None:
    assert len(LONG_TITLE) == 50
    assert len(LONG_UNIT) >= 30
    for size in SIZES:
        assert LONG_TITLE in printed[f"print/notices/long-title/{size}/"].text
    seen = printed["print/units/u-long/2026/a4/"]
    assert LONG_UNIT in seen.text.replace("\n", "")


def test_who_has_nothing_but_a_name_has_a_sheet_that_says_so(printed: Printed) -> None:
    assert "有这家单位的名字" in printed["print/units/u-bare/2026/a4/"].text
    bare = printed["print/communities/c-bare/2026-11/a4/"].text
    assert "这个月没有收到新的事" in bare
    assert "地址" not in bare


def test_the_seal_has_a_place_and_nothing_is_drawn_there(printed: Printed) -> None:
    places = {box["free"] for seen in printed.values() for box in seen.boxes if box["seal"]}
    assert places
    assert all(re.fullmatch(r"示例镇社区服务中心\d+年\d+月\d+日", place) for place in places)


@pytest.mark.full
def test_forty_open_notices_are_listed_with_one_code(browser: Browser, tmp_path: Path) -> None:
    project = hard_town(tmp_path, open_notices=40)
    build(project, Options(today=DAY))
    boards = print_all(browser, project.site, "/board/")
    listed: dict[str, int] = {}
    for address, seen in boards.items():
        assert seen.faults == [], address
        pages = len(PdfReader(io.BytesIO(seen.pdf)).pages)
        assert pages == seen.stated, address
        listed[address] = seen.text.count("为止")
        soon = seen.text.count("日起，到")
        assert f"，{listed[address] - soon} 件正在公示" in seen.text
        assert soon == 0 or f"；{soon} 件就要开始。" in seen.text
        codes = [text for text, _ in codes_of(seen.pdf)]
        assert codes.count(f"{URL}notices/") == 1
        assert len(codes) == 1 or listed[address] < 40
        assert seen.boxes[-1]["foot"] == (f"第{pages}页/共{pages}页" if pages > 1 else "")
    assert listed["print/board/a4/"] == 40 + 4 + len(NOTICES), "one of the demo's begins soon"
    assert listed["print/communities/c1/board/a4/"] > 40
    assert listed["print/communities/c-bare/board/a4/"] == 2, "those of the whole town"


def test_without_an_address_there_is_no_code_and_the_sheet_still_fits(
    browser: Browser, built: Project
) -> None:
    printed = print_all(browser, built.site)
    assert len(printed) >= 11
    for address, seen in printed.items():
        assert seen.faults == [], address
        assert codes_of(seen.pdf) == []
        assert seen.codes == []
        assert len(PdfReader(io.BytesIO(seen.pdf)).pages) == seen.stated == 1
        assert "资料摘自公开报道，不代表湖寮镇" in seen.text
        assert "12345" in seen.text
        assert "None" not in seen.text
