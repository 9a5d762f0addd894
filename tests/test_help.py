"""Help, privacy and accessibility are true for the town as it is, in three states of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from noticeboard.commands.build import Options, build
from noticeboard.project import Project
from tests.collecting import town_in
from tests.conftest import DAY, addresses, copy_project
from tests.test_site import words

pytestmark = pytest.mark.slow

PAGES = ("help/", "privacy/", "accessibility/")


@pytest.fixture(scope="module")
def operated(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A town with an operator, surveys that are open, and no hotline."""
    project = town_in(tmp_path_factory.mktemp("operated"))
    site = project.data / "site.yaml"
    text = site.read_text(encoding="utf-8")
    text = re.sub(r"(?m)^hotline:.*$", "hotline:", text)
    text = re.sub(r"(?m)^operator:.*$", "operator: 城西社区居委会", text)
    text = re.sub(r"(?m)^contact:.*$", "contact: 0753-0000000", text)
    text = text.replace("\nsite_url:", "\ncollector: /collect/\nsite_url:", 1)
    site.write_text(text, encoding="utf-8")
    build(project, Options(today=DAY))
    return project


def main_of(project: Project, address: str) -> str:
    """Return the words of a page, without its head and foot."""
    page = (project.site / address / "index.html").read_text(encoding="utf-8")
    main = page.partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", f"<main{main}"))


def test_the_real_site_promises_nothing_that_is_not_there(built: Project) -> None:
    told = main_of(built, "help/")
    assert "现在还不能在网上提" in told
    assert "还没有主办单位" in told
    assert "12345" in told
    assert "没有写，所以这里也没有" in told
    for missing in ("我要点单", "回执码", "工作日", "查进度", "替您登记", "有意见，找谁”"):
        assert missing not in told, missing
    page = (built.site / "help" / "index.html").read_text(encoding="utf-8")
    assert "/form/" not in page
    assert "receipt/" not in page
    private = main_of(built, "privacy/")
    assert "现在没有开放的问卷" in private
    assert "没有收件的电话和地址" in private
    for missing in ("留多久？", "回执码", "谷歌", "问卷星", "存下来的是"):
        assert missing not in private, missing


def test_the_three_questions_of_the_article_are_answered_from_it(built: Project) -> None:
    page = (built.site / "help" / "index.html").read_text(encoding="utf-8")
    for question in ("“大党委”是什么？", "在基层怎么运作？", "兼职委员要发挥什么作用？"):
        assert f">{question}</h2>" in page
    for line in ("L30", "L11", "L33", "L14", "L37", "L39"):
        assert f"about/article/#{line}" in page
    told = main_of(built, "help/")
    assert "今年9月7日（原文没有写是哪一年）" in told
    assert "报道写到要做的：定期召开联席会议" in told
    article = (built.site / "about" / "article" / "index.html").read_text(encoding="utf-8")
    for role in ("党建政策宣讲员", "社区工作参议员", "共建项目跟办员", "社情民意收集员"):
        assert role in told
        assert role in article


def test_the_invented_town_answers_with_its_own_forms_and_telephones(demo_built: Project) -> None:
    told = main_of(demo_built, "help/")
    for part in (
        "我要点单",
        "回执码",
        "最迟第5个工作日",
        "查进度",
        "0990-2200000",
        "有意见，找谁",
        "编的",
    ):
        assert part in told, part
    assert "还不能在网上提" not in told
    private = main_of(demo_built, "privacy/")
    for part in ("群众点单", "个人信息处理者", "少于5份", "最多留90天", "存下来的是"):
        assert part in private, part


def test_an_operator_is_named_and_a_hotline_that_is_not_set_is_not(operated: Project) -> None:
    told = main_of(operated, "help/")
    assert "我要点单" in told
    assert "城西社区居委会。联系：0753-0000000" in told
    assert "几天答复，没有写明" in told
    private = main_of(operated, "privacy/")
    assert "要看、要改、要撤下的，找城西社区居委会：0753-0000000" in private
    assert "没有主办单位" not in told + private
    access = main_of(operated, "accessibility/")
    assert "找城西社区居委会" in access
    for address in PAGES:
        assert "12345" not in main_of(operated, address)


def test_where_answers_go_is_said_by_tool(tmp_path: Path) -> None:
    project = copy_project(tmp_path / "town")
    survey = project.surveys / "needs.yaml"
    text = survey.read_text(encoding="utf-8")
    sources = (
        "sources:\n"
        "  - {id: star, kind: wjx}\n"
        "  - {id: sheet, kind: google_sheet, spreadsheet: 1AbcDefGhiJklMnoPqrStuVwxYz0123456789abcdefg, gid: 0}\n"
    )
    text = text.replace("sources: []\n", sources).replace("\nopens:\n", '\nopens: "2026-11-01"\n')
    survey.write_text(text, encoding="utf-8")
    site = project.data / "site.yaml"
    named = re.sub(r"(?m)^operator:.*$", "operator: 城西社区居委会", site.read_text("utf-8"))
    named = re.sub(r"(?m)^contact:.*$", "contact: 0753-0000000", named)
    site.write_text(named, encoding="utf-8")
    build(project, Options(today=DAY))
    private = main_of(project, "privacy/")
    assert "谷歌的服务器在境外" in private
    assert "也在问卷星上收" in private
    assert "存下来的是" not in private


def test_no_certificate_is_claimed_and_what_was_not_tried_is_said(built: Project) -> None:
    told = main_of(built, "accessibility/")
    assert "没有拿过认证" in told
    assert "没有试过什么" in told
    for part in ("WCAG2.2", "GB/T37668", "?elder", "读屏", "微信"):
        assert part in told


def test_every_page_leads_to_help_privacy_and_accessibility(
    built: Project, demo_built: Project
) -> None:
    for project in (built, demo_built):
        for address in [*addresses(project)[:40], "404"]:
            file = project.site / ("404.html" if address == "404" else f"{address}index.html")
            foot = file.read_text(encoding="utf-8").partition("<footer")[2]
            for page in PAGES:
                assert re.search(rf'href="[./]*/?{page}"', foot), f"{address}: {page}"


def test_no_page_for_residents_speaks_like_an_office(built: Project, demo_built: Project) -> None:
    """No exclamation, no half-width marks between Chinese letters, nothing said of itself in English."""
    office = re.compile(
        r"[!！]|[\u4e00-\u9fff](?!\?elder)[,;:?]|特此|贵单位|敬请|予以|进行处理|之日起"
    )
    for project in (built, demo_built):
        for address in PAGES:
            found = office.findall(main_of(project, address))
            assert found == [], address
        assert "常说的话" in words(project, "help/words/")
