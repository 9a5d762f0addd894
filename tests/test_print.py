"""``noticeboard print``, and the figures on sheets: those of the monthly table."""

from __future__ import annotations

import datetime as dt
import io
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader

from noticeboard.assemble import assemble
from noticeboard.cli import main
from noticeboard.commands import browser as browsers
from noticeboard.commands.demo import demo
from noticeboard.commands.rows import sound
from noticeboard.demo import Size
from noticeboard.markdown import notice_html
from noticeboard.monthly.counts import month_of, report_of, year_of
from noticeboard.monthly.figures import FIGURES
from noticeboard.monthly.listed import listed
from noticeboard.project import Project
from noticeboard.sheets.blocks import blocks, parted
from noticeboard.sheets.measure import lines
from tests.conftest import DAY
from tests.papers import with_address


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Project:
    size = Size(communities=3, units=12, projects=10, deeds=20, needs=40)
    return with_address(demo(tmp_path_factory.mktemp("print") / "town", size, 1, DAY))


Run = Callable[..., "Ran"]


class Ran:
    """What the command printed and returned."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


@pytest.fixture
def run(
    town: Project,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Callable[..., Ran]:
    monkeypatch.chdir(tmp_path)

    def ran(*words: str, root: Path = town.root) -> Ran:
        monkeypatch.setattr(
            sys, "argv", ["noticeboard", "print", *words, "--root", str(root), "--today", str(DAY)]
        )
        code: int | str | None = 0
        try:
            main()
        except SystemExit as end:
            code = end.code
        told = capsys.readouterr()
        return Ran(int(code or 0), told.out, told.err)

    return ran


def test_a_sheet_is_one_file_that_asks_for_no_other(run: Run, tmp_path: Path) -> None:
    done = run("open-lamp", "--size", "A3")
    assert done.code == 0
    assert "写好了：open-lamp-a3.html" in done.out
    assert "A3 纸，1 页" in done.out
    page = (tmp_path / "open-lamp-a3.html").read_text(encoding="utf-8")
    assert "@page { size: 297mm 420mm; margin: 0; }" in page
    assert "<link" not in page
    assert "<script" not in page
    assert " style=" not in page
    assert "example.cn/gongshi/notices/open-lamp/" in page


def test_names_and_addresses_are_understood(run: Run, tmp_path: Path) -> None:
    for words, file in (
        (("东岭社区", "--month", "2026年10月"), "c1-2026-10-a4.html"),
        (("communities/c1/",), "c1-2026-11-a4.html"),
        (("示例镇中心小学", "--year", "2025"), "u001-2025-a4.html"),
        (("关于加装路灯方案的公示",), "open-lamp-a4.html"),
        (("board", "--size", "a3"), "board-a3.html"),
        (("board/东岭社区",), "board-c1-a4.html"),
        (("公示栏",), "board-a4.html"),
    ):
        assert run(*words).code == 0
        assert (tmp_path / file).is_file(), file


def test_what_cannot_be_printed_is_told(run: Run) -> None:
    for words, said in (
        (("opn-lamp",), "是不是 open-lamp？"),
        (("dongling",), "c1"),
        (("board/东岭",), "是不是 c1（东岭社区）"),
        (("draft-plan",), "还没有批准，不能张贴"),
        (("wrong-fee",), "已经更正，不能再张贴。要贴的是 wrong-fee-fixed"),
        (("gone-meeting",), "已经撤回，不能再张贴"),
        (("u001", "--size", "a3"), "只有 A4"),
        (("open-lamp", "--size", "a5"), "没有「a5」这种纸"),
        (("c1", "--month", "2027-01"), "还没有到"),
        (("c1", "--month", "10"), "不是月份"),
        (("u001", "--year", "2027"), "还没有到"),
        (("u001", "--year", "今年"), "不是年份"),
        (("open-lamp", "--out", "nowhere/x.html"), "写不到"),
        (("open-lamp", "--out", "x.pdf"), "以 .html 结尾"),
    ):
        done = run(*words)
        assert done.code == 2, words
        assert said in done.err, done.err


def test_what_should_be_known_is_remarked(run: Run, tmp_path: Path, town: Project) -> None:
    assert "公示期到 2026-11-16 已经满了" in run("ended-budget").err
    assert run("open-lamp").err == ""
    root = tmp_path / "unpublished"
    shutil.copytree(town.root, root)
    ledger = root / "data/notice_ledger.csv"
    lines = ledger.read_text(encoding="utf-8").splitlines(keepends=True)
    assert lines[-1].startswith("upcoming-aid,"), "it was published last"
    ledger.write_text("".join(lines[:-1]), encoding="utf-8")
    assert "这一份还没有发布，正文还能改" in run("upcoming-aid", root=root).err
    for number, (url, said) in enumerate(
        [
            ("https://a-town-with-a-long-name.example.cn/gongshi/lan/", "超过 60 个"),
            ("", "没有二维码"),
        ]
    ):
        root = tmp_path / f"town{number}"
        shutil.copytree(town.root, root)
        text = (root / "data/site.yaml").read_text(encoding="utf-8")
        line = f'site_url: "{url}"' if url else ""
        text = text.replace('site_url: "https://example.cn/gongshi/"', line)
        (root / "data/site.yaml").write_text(text, encoding="utf-8")
        done = run("open-lamp", root=root)
        assert done.code == 0, done.err + done.out
        assert said in done.err
        assert ("<svg" in (tmp_path / "open-lamp-a4.html").read_text(encoding="utf-8")) == bool(url)


@pytest.mark.browser
def test_the_computers_browser_makes_a_pdf(run: Run, tmp_path: Path) -> None:
    done = run("open-lamp", "--pdf")
    assert done.code == 0, done.err
    assert "写好了：open-lamp-a4.pdf" in done.out
    pdf = PdfReader(io.BytesIO((tmp_path / "open-lamp-a4.pdf").read_bytes()))
    assert len(pdf.pages) == 1
    assert abs(float(pdf.pages[0].mediabox.height) * 25.4 / 72 - 297) < 0.5


def test_without_a_browser_it_says_what_to_do(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browsers, "browser", lambda: "")
    done = run("open-lamp", "--pdf")
    assert done.code == 2
    assert "另存为 PDF" in done.err
    assert (tmp_path / "open-lamp-a4.html").is_file()
    monkeypatch.setattr(browsers, "browser", lambda: shutil.which("false") or "false")
    done = run("open-lamp", "--pdf")
    assert done.code == 1
    assert "没有做成 PDF" in done.err


def test_figures_of_sheets_are_those_of_the_monthly_table(town: Project) -> None:
    made = assemble(sound(town, DAY))
    counted = 0
    for month in range(6, 12):
        span = month_of(2026, month, DAY)
        report = report_of(made, span)
        for key, line in zip(made.communities, report.communities, strict=True):
            told = listed(made, span, community=key)
            assert {f.key: told.count(f.key) for f in FIGURES} == line.counts
            done = line.counts["in_time"] + line.counts["late"] + line.counts["undated"]
            assert len(told.finished) == done
            counted += sum(line.counts.values())
    assert counted > 20
    year = year_of(2026, DAY)
    assert (year.first, year.until) == (dt.date(2026, 1, 1), DAY)
    by_name = {line.name: line for line in report_of(made, year).units}
    for key in made.units:
        line = by_name.get(made.organisations[key].name)  # type: ignore[assignment]
        told = listed(made, year, unit=key)
        for figure in (f for f in FIGURES if f.of_units):
            assert told.count(figure.key) == (line.counts[figure.key] if line else 0)


def test_money_of_finished_orders_is_told_with_what_is_not_stated(town: Project) -> None:
    made = assemble(sound(town, DAY))
    for key in made.communities:
        told = listed(made, year_of(2026, DAY), community=key)
        costs = [o.cost.cny for o in told.finished]
        assert told.spent.cny == (sum(c for c in costs if c is not None) or None)
        assert told.unstated == costs.count(None)


def test_lines_are_reckoned_like_a_browser_breaks_them() -> None:
    assert lines("一二三四五", 5) == 1
    assert lines("一二三四五六", 5) == 2
    # A stop does not begin a line: the letter before it goes down with it.
    assert lines("一二三四五。六七八九", 5) == 3
    assert lines("一（二", 2) == 2
    assert lines("甲\n乙", 9) == 2
    assert lines("a" * 40, 5) > 4


def test_a_notice_comes_apart_and_keeps_its_words() -> None:
    text = "一段。\n\n## 标题\n\n* 甲\n* 乙\n    * 丙\n\n结尾 [这里](https://a.cn/)\n\n|甲|乙|\n|---|---|\n|1|2|\n"
    found = blocks(notice_html(text))
    assert [b.kind for b in found] == ["paragraph", "heading", "item", "item", "paragraph", "row"]
    assert found[3].text == "乙\n丙"
    assert found[4].text == "结尾 这里（https://a.cn/）"
    assert sum(found[5].table.shares if found[5].table else ()) == 100


def test_a_paragraph_parts_after_a_sentence_only() -> None:
    block = blocks(notice_html("第一句。第二句！第三句"))[0]
    made = parted(block, 9)
    assert made is not None
    assert [one.text for one in made] == ["第一句。第二句！", "第三句"]
    assert parted(block, 3) is None
    assert parted(blocks(notice_html("**重**。第二句"))[0], 9) is None
