"""Forms: what stands in the pages, where they may be sent, what is printed, what is typed in."""

from __future__ import annotations

import html
import io
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pypdf
import pytest

from noticeboard import receipts
from noticeboard.assemble import Surveyed, assemble
from noticeboard.check import check
from noticeboard.cli import app
from noticeboard.commands.build import Options, build
from noticeboard.commands.form import Sheets, form_of
from noticeboard.errors import UsageError
from noticeboard.forms import asked_of, forms_of, sends_to
from noticeboard.load import load
from noticeboard.model import Town
from noticeboard.model.surveys import SourceSpec
from noticeboard.project import Project
from noticeboard.survey.definition import surveyed
from noticeboard.survey.sources.paper import read
from tests.conftest import ROOT, copy_project
from tests.forms import DAY, HOSTILE, survey_town
from tests.test_site import same_tree

pytestmark = pytest.mark.slow

KINDS = ["single", "multi", "scale", "number", "date", "short", "long"]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return survey_town(tmp_path_factory.mktemp("forms"))


def page(project: Project, address: str) -> str:
    return (project.site / address / "index.html").read_text(encoding="utf-8")


def nouns(project: Project) -> Town:
    dataset = load(project)
    return assemble(dataset, Surveyed(*surveyed(dataset)))


def edit(project: Project, name: str, changes: Mapping[str, str]) -> None:
    path = project.data / name
    text = path.read_text(encoding="utf-8")
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def other(town: Project, tmp_path: Path) -> Project:
    """A copy to change."""
    return copy_project(tmp_path / "town", town.root)


def test_every_question_of_every_kind_stands_in_the_page_and_no_other(town: Project) -> None:
    text = page(town, "surveys/everything/form/c1/")
    survey = nouns(town).surveys["everything"]
    asked = [q for q in survey.questions if q.role != "community" and not q.private]
    assert {q.kind for q in asked} == set(KINDS)
    assert re.findall('data-q="([a-z]+)" data-kind="([a-z]+)"', text) == [(q.id, q.kind) for q in asked]  # fmt: skip
    for question in asked:
        assert html.escape(question.label["zh"]).replace("&#x27;", "&#39;").replace("&quot;", "&#34;") in text  # fmt: skip
        assert f'name="q.{question.id}"' in text
    assert "secret" not in text
    assert "q.community" not in text
    assert text.count("必答</span>") == 3
    assert 'action="/collect/everything/c1"' in text
    assert 'name="version" value="3"' in text
    assert 'name="q.place.other"' in text
    assert re.search(r'id="q-short" name="q.short" maxlength="200"', text)
    assert re.search(r'name="q.long" rows="\d" maxlength="2000"', text)


def test_words_of_the_survey_are_never_markup(town: Project) -> None:
    for address in ("surveys/everything/form/c1/", "surveys/everything/"):
        text = page(town, address)
        assert HOSTILE not in text
        assert "<b onclick" not in text
        assert "&lt;b onclick" in text


def test_a_community_is_offered_its_own_compounds(town: Project) -> None:
    made = nouns(town)
    for key in made.communities:
        asked = {one.question.id: one for one in asked_of(made, made.surveys["needs"], key)}
        own = {k for k, compound in made.compounds.items() if compound.community == key}
        assert own
        assert {option.code for option in asked["compound"].options} == own
    everywhere = {one.question.id: one for one in asked_of(made, made.surveys["needs"], "")}
    assert len(everywhere["compound"].options) == len(made.compounds)


def test_what_is_done_with_the_answer_is_said_before_it_is_asked(town: Project) -> None:
    survey = nouns(town).surveys["needs"]
    text = page(town, "surveys/needs/form/c1/")
    first = text.index('data-q="')
    for words in (survey.privacy_notice, survey.controller, "自愿", survey.purpose):
        assert 0 < text.index(words) < first


def test_a_page_may_send_to_the_collector_and_nowhere_else(town: Project, other: Project) -> None:
    policy = "form-action 'self'; connect-src 'self'; base-uri"
    assert policy in page(town, "surveys/needs/form/c1/")
    assert policy in page(town, "surveys/needs/form/")
    for address in ("", "surveys/", "surveys/needs/", "communities/c1/"):
        # Only the search box sends anything, to this site.
        assert policy in page(town, address)
        assert "form.css" not in page(town, address)
    edit(other, "site.yaml", {'collector: "/collect/"': 'collector: "https://a.example.cn:8443/x/"'})  # fmt: skip
    build(other, Options(today=DAY))
    text = page(other, "surveys/needs/form/c1/")
    origin = "https://a.example.cn:8443"
    assert f"form-action 'self' {origin}; connect-src {origin}; base-uri" in text
    assert f'action="{origin}/x/needs/c1"' in text


def test_both_engines_make_the_same_pages(town: Project, tmp_path: Path) -> None:
    build(town, Options(engine="zensical", out=tmp_path / "zensical", today=DAY))
    assert same_tree(town.site, tmp_path / "zensical")


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("site.yaml", 'collector: "/collect/"\n', "", "网上收答案的地方还没有准备好"),
        ("surveys/needs.yaml", "closes:\n", 'closes: "2026-07-01"\n', "截止了"),
        ("surveys/needs.yaml", 'opens: "2026-06-01"', 'opens: "2027-01-01"', "开始收"),
        ("surveys/needs.yaml", 'opens: "2026-06-01"', "opens:", "现在不收答案"),
        ("surveys/needs.yaml", 'controller: 示例镇党建办\nopens: "2026-06-01"', "opens:", "还没有定由谁收"),
    ],
)  # fmt: skip
def test_a_form_that_takes_nothing_says_so_and_where_else_to_go(
    other: Project, file: str, old: str, new: str, words: str
) -> None:
    edit(other, file, {old: new})
    build(other, Options(today=DAY))
    for address in ("surveys/needs/form/", "surveys/needs/form/c1/"):
        text = page(other, address)
        assert words in text
        assert 'data-form="own"' not in text
        assert "12345" in text
        assert "要一张纸的" in text
    assert "我要点单" not in page(other, "")
    assert "我要点单" not in page(other, "surveys/needs/")


def test_open_forms_are_linked_from_where_people_look(town: Project) -> None:
    assert 'href="surveys/needs/form/"><b>我要点单</b>' in page(town, "")
    assert 'href="../../surveys/needs/form/c2/">我要点单' in page(town, "communities/c2/")
    assert 'href="../surveys/needs/form/">我要点单' in page(town, "surveys/")
    assert 'href="../../surveys/satisfaction/form/">我要填' in page(town, "surveys/satisfaction/")


def test_a_survey_without_a_collector_has_no_form(other: Project) -> None:
    path = other.surveys / "needs.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("sources: [{id: web, kind: collector}]", "sources: []"), encoding="utf-8")  # fmt: skip
    build(other, Options(today=DAY))
    assert not (other.site / "surveys" / "needs" / "form").exists()


def test_a_survey_that_asks_no_community_is_one_form(other: Project) -> None:
    edit(other, "surveys/everything.yaml", {"role: community, ": ""})
    made = nouns(other)
    (form,) = forms_of(made, made.surveys["everything"])
    assert (form.address, form.action) == ("surveys/everything/form/", "/collect/everything")
    assert form.asked[0].question.id == "community"


GOOGLE = "https://docs.google.com/forms/d/e/x/viewform?usp=pp_url&entry.1=COMMUNITY&entry.2=RECEIPT"
SHEET = "1234567890123456789012345"


def test_a_google_form_is_opened_with_the_community_and_the_code(other: Project) -> None:
    source = f'{{id: g, kind: google_sheet, spreadsheet: "{SHEET}", prefill: "{GOOGLE}"}}'
    edit(other, "surveys/needs.yaml", {"{id: web, kind: collector}": source})
    assert [p for p in check(load(other)) if p.severity == "error"] == []
    build(other, Options(today=DAY))
    text = page(other, "surveys/needs/form/c1/")
    assert 'data-form="own"' not in text
    assert "entry.1=%E4%B8%9C%E5%B2%AD%E7%A4%BE%E5%8C%BA&amp;entry.2=RECEIPT" in text
    assert 'entry.2="' in text, "without script, without a code"
    assert "form.js" in text


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("RECEIPT", "x", "RECEIPT"),
        ("COMMUNITY", "x", "COMMUNITY"),
        ("docs.google.com", "docs.google.com.evil.example", "https://docs.google.com/forms/"),
        ("https://", "http://", "https://docs.google.com/forms/"),
    ],
)
def test_a_prefilled_address_is_googles_and_has_both_words(
    other: Project, old: str, new: str, says: str
) -> None:
    source = f'{{id: g, kind: google_sheet, spreadsheet: "{SHEET}", prefill: "{GOOGLE.replace(old, new)}"}}'  # fmt: skip
    edit(other, "surveys/needs.yaml", {"{id: web, kind: collector}": source})
    problems = [p for p in check(load(other)) if p.place.file == "data/surveys/needs.yaml"]
    assert [says in p.message + p.hint for p in problems] == [True], problems


@pytest.mark.parametrize(
    ("value", "right"),
    [
        ("/collect/", True), ("https://a.cn/", True), ("https://a.cn:8443/x/y/", True), ("/collect", False),
        ("collect/", False), ("http://a.cn/", False), ("//a.cn/", False), ("https://a.cn/?x/", False),
        ("https://u@a.cn/", False), ("/", False), ("/a b/", False), ("/x/'unsafe-inline'/", False),
    ],
)  # fmt: skip
def test_the_collectors_address_is_a_path_or_a_safe_address(
    other: Project, value: str, right: bool
) -> None:
    edit(other, "site.yaml", {'collector: "/collect/"': f'collector: "{value}"'})
    problems = [p for p in check(load(other)) if p.severity == "error"]
    assert bool(problems) != right
    for problem in problems:
        assert "收答案的地址" in problem.message
        assert "/collect/" in problem.hint


def test_where_a_form_may_go_is_an_origin() -> None:
    settings = nouns(Project(ROOT)).settings
    assert sends_to(settings) == "'none'"
    assert sends_to(replace(settings, collector="/c/")) == "'self'"
    assert sends_to(replace(settings, collector="https://a.cn:1/c/")) == "https://a.cn:1"


SCRIPTS = sorted((ROOT / "site_templates/theme/assets/nb").glob("*.js"))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_the_scripts_are_es5(path: Path) -> None:
    script = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not re.search(r"=>|`|\b(let|const|class|async|await)\b|\?\.|\?\?|\.\.\.", script)


# On paper.


def printed(project: Project, name: str, tmp_path: Path, **more: Any) -> str:
    out = tmp_path / f"{name}.html"
    form_of(project, name, "paper", out, Sheets(**more))
    return out.read_text(encoding="utf-8")


def test_each_sheet_has_a_code_of_its_own_on_both_halves(town: Project, tmp_path: Path) -> None:
    text = printed(town, "needs", tmp_path, community="c1", copies=3)
    codes = re.findall("[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", text)
    assert len(codes) == 6
    assert len(set(codes)) == 3
    assert all(receipts.read(code) for code in codes)
    assert text.count('class="sheet"') == 3
    assert "<svg" not in text, "no address to point to"
    assert "东岭社区" in text
    assert "您住在哪个社区" not in text
    plain = printed(town, "satisfaction", tmp_path, copies=2)
    assert plain.count('class="sheet"') == 2
    assert "回执" not in plain
    assert "您住在哪个社区" in plain


def test_hostile_words_are_not_markup_on_paper(town: Project, tmp_path: Path) -> None:
    text = printed(town, "everything", tmp_path, community="c1")
    assert "<b onclick" not in text
    assert "&lt;b onclick" in text
    assert "不读的题" not in text


def test_the_qr_code_leads_to_the_receipt(other: Project, tmp_path: Path) -> None:
    segno = pytest.importorskip("segno")
    with (other.data / "site.yaml").open("a", encoding="utf-8") as settings:
        settings.write('site_url: "https://gongshi.example.cn/"\n')
    text = printed(other, "needs", tmp_path)
    code = receipts.read(re.findall('class="code">([^<]+)<', text)[0])
    wanted = segno.make(f"https://gongshi.example.cn/receipt/#{code}", error="m", micro=False)
    drawn = re.findall(r'<svg.*? d="([^"]+)"', text)[0]
    assert drawn in wanted.svg_inline(border=4)
    assert " style=" not in text


def test_wrong_wishes_are_told(town: Project, tmp_path: Path) -> None:
    for name, to, words, sheets in (
        ("needs", "html", "noticeboard build", Sheets()),
        ("needs", "pdf", "paper", Sheets()),
        ("needs", "paper", "没有社区", Sheets(community="x")),
        ("needs", "paper", "--copies", Sheets(copies=0)),
        ("needs", "xlsx", "--out", Sheets()),
    ):
        with pytest.raises(UsageError) as told:
            form_of(town, name, to, None, sheets)
        assert words in str(told.value)
    with pytest.raises(UsageError):
        form_of(town, "needs", "xlsx", tmp_path / "x.csv")
    with pytest.raises(UsageError):
        form_of(town, "needs", "paper", tmp_path / "no" / "x.html")


@pytest.mark.browser
@pytest.mark.parametrize("name", ["needs", "satisfaction"])
@pytest.mark.parametrize("community", ["", "c1"])
def test_a_shipped_survey_fits_one_sheet(
    other: Project, tmp_path: Path, name: str, community: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from noticeboard.survey import paper_form
    from tests.browser import chromium

    with (other.data / "site.yaml").open("a", encoding="utf-8") as settings:
        settings.write('site_url: "https://gongshi.example.cn/hulan/"\n')
    try:
        import segno  # noqa: F401
    except ImportError:
        square = '<svg class="qr" viewBox="0 0 1 1"><rect width="1" height="1"/></svg>'
        monkeypatch.setattr(paper_form, "qr_svg", lambda _: square)
    printed(other, name, tmp_path, community=community, copies=2)
    with chromium() as browser:
        shown = browser.new_page()
        shown.goto((tmp_path / f"{name}.html").as_uri())
        pdf = pypdf.PdfReader(io.BytesIO(shown.pdf(prefer_css_page_size=True)))
        assert len(pdf.pages) == 2
        assert [round(float(n)) for n in pdf.pages[0].mediabox[2:]] in ([595, 842], [596, 842])
        shown.emulate_media(media="print")
        small = shown.evaluate(
            "() => [...document.querySelectorAll('body *')].filter(e =>"
            " parseFloat(getComputedStyle(e).fontSize) < 15.9).map(e => e.outerHTML)"
        )
        assert small == []
        for box in shown.locator(".qr").all():
            size = box.bounding_box()
            assert size
            assert size["width"] * 25.4 / 96 * 29 / 37 >= 30


# Typed in.


def filled(path: Path, code: str) -> None:
    book = openpyxl.load_workbook(path)
    table = book["登记"]
    titles = {cell.value: number for number, cell in enumerate(table[1], 1)}
    rows = [
        {"编号": "A01", "收到日期": "2026-11-20", "回执码": code, "您住在哪个社区？": "东岭社区",
         "您需要的是哪一类？": "停车出行；其他", "具体是什么事？在哪里？": "=东门1+1", "您的年龄": "60岁以上"},
        {"编号": "007", "收到日期": "2026-11-21", "您住在哪个社区？": "西溪社区", "您需要的是哪一类？": "环境卫生"},
    ]  # fmt: skip
    for number, row in enumerate(rows, 2):
        for title, value in row.items():
            cell = table.cell(number, titles[title], value)
            cell.data_type = "s"
    book.save(path)


def assert_read(project: Project, path: Path, code: str) -> None:
    survey = nouns(project).surveys["needs"]
    snapshot = read(survey, SourceSpec("paper", "paper"), path.name, path.read_bytes())
    first, second = snapshot.answers
    assert (first.native, second.native) == ("A01", "007")
    assert first.receipt == receipts.digest(code)
    assert second.receipt == ""
    assert first.submitted
    assert first.given["community"].codes == ("c1",)
    assert set(first.given["category"].codes) == {"parking", "other"}
    assert first.given["detail"].text == "=东门1+1"
    assert first.given["age"].codes == ("a60",)
    assert second.given["urgency"].state == "empty"
    assert snapshot.ignored == ()


def test_what_is_typed_into_the_workbook_is_read_back(town: Project, tmp_path: Path) -> None:
    path, code = tmp_path / "登记表.xlsx", receipts.new_code()
    form_of(town, "needs", "xlsx", path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[:2] == ["怎么登记", "登记"]
    assert book["登记"].freeze_panes == "C2"
    rules = book["登记"].data_validations.dataValidation
    assert sum(rule.type == "list" for rule in rules) == 6
    filled(path, receipts.shown(code))
    assert_read(town, path, code)


@pytest.mark.full
def test_the_workbook_survives_libreoffice(town: Project, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    assert office, "LibreOffice is not installed: .ci/tools says how"
    path, code = tmp_path / "登记表.xlsx", receipts.new_code()
    form_of(town, "needs", "xlsx", path)
    filled(path, receipts.shown(code))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "saved"), str(path)]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert_read(town, tmp_path / "saved" / path.name, code)


def test_the_command_writes_and_says_what_to_mind(
    town: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(tmp_path / "x.html")
    words = ["form", "needs", "--to", "paper", "--community", "c1", "--copies", "2", "--out", out]
    app([*words, "--root", str(town.root)], standalone_mode=False)
    told = capsys.readouterr()
    assert "写好了" in told.out
    assert "不要复印" in told.err
    assert Path(out).is_file()
