"""Personal data in what staff write: found alone, at its place, never repeated in the message."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from noticeboard.check import check
from noticeboard.errors import Problem
from noticeboard.load import load
from noticeboard.project import Project
from tests.test_cases import made_project
from tests.test_faults import CHINESE, problems_of, replace_once


@pytest.fixture
def town(tmp_path: Path) -> Project:
    return made_project("loop", tmp_path / "town")


@pytest.fixture
def noticed(tmp_path: Path) -> Project:
    return made_project("notices", tmp_path / "town")


STEPS = "晚上看不见台阶"
# text added to a need's detail, rule, words of message
CELLS = [
    ("，找王师傅13812345678", "private_numbers_are_absent", "手机号码"),
    ("，电话＋８６ １３８－１２３４－５６７８", "private_numbers_are_absent", "手机号码"),
    ("，13812345678户主找他", "private_numbers_are_absent", "手机号码"),
    ("，电话13812345678元老王", "private_numbers_are_absent", "手机号码"),
    ("，一三八一二三四五六七八", "private_numbers_are_absent", "手机号码"),
    ("，1️⃣3️⃣8️⃣12345678", "private_numbers_are_absent", "手机号码"),
    ("，身份证441422199003071231", "private_numbers_are_absent", "身份证"),
    ("，卡号 6222 0212 3456 7890 128", "private_numbers_are_absent", "银行卡"),
    ("，粤M·12345 挡了路", "private_numbers_are_absent", "车牌"),
    ("，护照E12345678", "private_numbers_are_absent", "护照"),
    ("，发到 someone＠example.com", "private_accounts_are_absent", "邮箱"),
    ("，加微信：wx_abc123", "private_accounts_are_absent", "微信"),
    ("，QQ 号 123 456 789", "private_accounts_are_absent", "QQ"),
    ("，打0990-7654321", "office_telephones_stand_in_their_fields", "电话号码"),
    ("，柳园3栋2单元501房", "home_addresses_are_absent", "门牌"),
    ("，柳园三栋二单元五零一", "home_addresses_are_absent", "门牌"),
    ("，张小示（8周岁）摔了一跤", "children_are_not_named", "孩子"),
    ("，五（2）班李某某同学摔了", "children_are_not_named", "孩子"),
    ("，低保户张示例摔了", "hardship_stands_beside_no_name", "困难"),
    ("，陈某某系精神残疾二级", "hardship_stands_beside_no_name", "困难"),
]


@pytest.mark.parametrize("cell", CELLS, ids=[f"{c[1]}-{i}" for i, c in enumerate(CELLS)])
def test_what_is_personal_is_found_alone(town: Project, cell: tuple[str, str, str]) -> None:
    added, rule, words = cell
    replace_once(town.data / "needs.csv", STEPS, STEPS + added)
    (problem,) = problems_of(town)
    assert (str(problem.place), problem.rule) == ("data/needs.csv:2:6 (F2)", rule)
    assert words in problem.message
    assert CHINESE.search(problem.hint)
    assert not re.search(r"\d{7}", problem.message + problem.hint), "a log is read by others"


ORDINARY = [
    "，会上传达了会议精神", "，许多小朋友摔过", "，3栋楼共502户", "，共13800000000元", "，打12345或110",
    "，走访低保户、残疾人和困难群众50户", "，60岁以上老人和6周岁以下儿童", "，黄老师带小学生来过", "，叶经理来自幼儿园", "，杨经理（幼儿园的同事）",
    "，sha256 3f13812345678ab4413812345678ffab", "，编号 GDMZ-2026-0123456789", "，5号楼加装电梯",
    "，2026年9月1日至2026年10月12日", "，微信公众号：示例发布", "，统一社会信用代码 91350100M000100Y43",
]  # fmt: skip


@pytest.mark.parametrize("added", ORDINARY)
def test_ordinary_words_raise_nothing(town: Project, added: str) -> None:
    replace_once(town.data / "needs.csv", STEPS, STEPS + added)
    assert problems_of(town) == ()


def test_a_notice_is_told_by_line_and_column(noticed: Project) -> None:
    path = noticed.notices / "lamp-plan.md"
    replace_once(path, "晚上看不见路。", "晚上看不见路。\n找王师傅 138<b>1234</b>5678。")
    (problem,) = problems_of(noticed)
    line = path.read_text(encoding="utf-8").split("\n").index("找王师傅 138<b>1234</b>5678。") + 1
    assert (problem.place.line, problem.place.column) == (line, 6)
    assert problem.rule == "private_numbers_are_absent"


@pytest.mark.parametrize(
    "written",
    ['<img alt="13812345678" src="a.png">', "<tel:13812345678>", "138`1234`5678", "138==1234==5678", "<a href=tel:13812345678>x</a>", "[找我](tel:13812345678)", "138&#49;2345678", "1\ufe0f\u20e338-1234-5678"],
)  # fmt: skip
def test_marks_of_a_page_hide_nothing(noticed: Project, written: str) -> None:
    replace_once(noticed.notices / "lamp-plan.md", "晚上看不见路。", f"晚上看不见路。{written}")
    (problem,) = problems_of(noticed)
    assert problem.rule == "private_numbers_are_absent"


def test_prose_settings_and_descriptions_are_looked_at(project: Project) -> None:
    replace_once(project.content / "about" / "index.md", "title: ", "title: 13812345678 ")
    replace_once(project.data / "site.yaml", "tagline: ", "tagline: 粤M·12345 ")
    replace_once(project.data / "datapackage.yaml", "title: 公示发布登记", "title: 登记13812345679")
    (project.content / "files").mkdir()
    (project.content / "files" / "王13812345670.pdf").write_bytes(b"")
    assert [(p.place.file, p.rule) for p in problems_of(project)] == [
        ("content/about/index.md", "private_numbers_are_absent"),
        ("content/files/王13812345670.pdf", "private_numbers_are_absent"),
        ("data/datapackage.yaml", "private_numbers_are_absent"),
        ("data/site.yaml", "private_numbers_are_absent"),
    ]


def test_an_offices_telephone_may_be_repeated_in_its_notice(noticed: Project) -> None:
    replace_once(noticed.notices / "lamp-plan.md", "晚上看不见路。", "问 0990-1234567。")
    assert problems_of(noticed) == ()


def test_a_mobile_is_no_office_telephone(town: Project) -> None:
    replace_once(town.data / "communities.yaml", "0990-1234567", "13812345678")
    (problem,) = problems_of(town)
    assert problem.field == "office_phone"


# --- reviewed exceptions -----------------------------------------------------------------


def problems_on(project: Project, day: str) -> tuple[Problem, ...]:
    """Return the errors of a day; reminders about cycles are not what is asked here."""
    found = check(replace(load(project), today=dt.date.fromisoformat(day)))
    return tuple(problem for problem in found if problem.severity == "error")


def code_of(problem: Problem) -> str:
    found = re.search(r"例外码 (\S+)）$", problem.hint)
    assert found
    return found[1]


def test_a_reviewed_exception_holds_until_its_last_day(town: Project) -> None:
    replace_once(town.data / "needs.csv", STEPS, f"{STEPS}，找13812345678")
    (problem,) = problems_of(town)
    code = code_of(problem)
    row = f"{code},值班手机，本人书面同意,居委会主任,2026-11-01,2026-12-31\n"
    with (town.data / "privacy_exceptions.csv").open("a", encoding="utf-8") as file:
        file.write(row)
    assert problems_on(town, "2026-12-31") == ()
    (late,) = problems_on(town, "2027-01-01")
    assert "2026-12-31 到期" in late.message
    assert code in late.hint
    # It is for that number alone.
    replace_once(town.data / "needs.csv", "13812345678", "13812345679")
    (other,) = problems_on(town, "2026-12-31")
    assert code_of(other) != code


EXCEPTIONS = [
    ("mobile-a2b3,值班手机同意,居委会主任,2026-11-01,2027-11-30", 5, "exceptions_end", "一年"),
    ("mobile-a2b3,值班手机同意,居委会主任,2026-11-01,2026-10-31", 5, "exceptions_end", "之前"),
    ("mobile-a2b3,值班手机同意,居委会主任,2026-11-01,", 5, "missing-value", "不能空着"),
    ("mobile-a2b3,,居委会主任,2026-11-01,2026-12-01", 2, "missing-value", "不能空着"),
    ("13812345678,值班手机同意,居委会主任,2026-11-01,2026-12-01", 1, "constraint-error", "写法"),
]


@pytest.mark.parametrize("row", EXCEPTIONS, ids=[f"{r[2]}-{i}" for i, r in enumerate(EXCEPTIONS)])
def test_an_exception_has_a_reason_and_an_end(
    town: Project, row: tuple[str, int, str, str]
) -> None:
    line, column, rule, words = row
    with (town.data / "privacy_exceptions.csv").open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    (problem,) = problems_on(town, "2026-11-24")
    assert (problem.place.line, problem.place.column, problem.rule) == (2, column, rule)
    assert words in problem.message


# --- names ---------------------------------------------------------------------------------

NAMES = [
    ("chen,陈某,", "chen,陈大文,", "full,consent", "masked,consent", "names_follow_their_policy", "陈**"),
    ("chen,陈某,", "chen,陈大文,", "full,consent", "surname_title,consent", "names_follow_their_policy", "陈同志"),
    ("chen,陈某,", "chen,陈**,", "full,consent", "masked,consent", "", ""),
    ("chen,陈某,", "chen,陈老师,", "full,consent", "surname_title,consent", "", ""),
    ("chen,陈某,", "chen,欧阳某,", "full,consent", "masked,consent", "", ""),
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES, ids=[f"{n[4]}-{i}" for i, n in enumerate(NAMES)])
def test_a_name_is_written_as_it_is_published(
    town: Project, name: tuple[str, str, str, str, str, str]
) -> None:
    before, after, old, new, rule, words = name
    replace_once(town.data / "people.csv", before, after)
    replace_once(town.data / "people.csv", old, new)
    found = problems_of(town)
    assert [(p.place.line, p.place.column, p.rule) for p in found] == (
        [(2, 2, rule)] if rule else []
    )
    assert all(words in p.hint for p in found)


# --- attachments -----------------------------------------------------------------------------


def jpeg(block: bytes) -> bytes:
    return b"\xff\xd8" + block + b"\xff\xda\x00\x02\xff\xd9"


def segment(marker: int, content: bytes) -> bytes:
    return bytes([0xFF, marker]) + (len(content) + 2).to_bytes(2, "big") + content


def office(**parts: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return made.getvalue()


def pdf(text: str, author: str = "") -> bytes:
    from pypdf import PdfWriter
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    font = DictionaryObject(
        {NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1"),
         NameObject("/BaseFont"): NameObject("/Helvetica")}
    )  # fmt: skip
    fonts = DictionaryObject({NameObject("/F1"): font})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    stream = DecodedStreamObject()
    stream.set_data(f"BT /F1 12 Tf 10 100 Td ({text}) Tj ET".encode())
    page[NameObject("/Contents")] = writer._add_object(stream)
    if author:
        writer.add_metadata({"/Author": author})
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def workbook(cell: str, hidden: bool = False) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    book.worksheets[0]["B2"] = cell
    book.properties.creator = None
    if hidden:
        book.create_sheet("旧").sheet_state = "hidden"
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


PARTED = "".join(
    f'<w:r><w:rPr><w:rFonts w:hint="eastAsia"/><w:lang w:val="zh-CN"/></w:rPr><w:t>{part}</w:t></w:r>'
    for part in ("柳园", "3", "栋", "2", "单元", "501", "房")
)
PARTED = f"<w:document><w:p>{PARTED}</w:p></w:document>"
LINKED = '<Relationships><Relationship Target="tel:13812345678"/></Relationships>'


def bomb() -> bytes:
    """Return a workbook of a few kilobytes that is 100 MB unpacked."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 100_000_000)
    return made.getvalue()


def locked_pdf(password: str, words: str = "plan") -> bytes:
    """Return a PDF locked as everyday programs do it; with "" anybody may read, nobody change it."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(PdfReader(io.BytesIO(pdf(words))))
    writer.encrypt(password, "owner", algorithm="AES-256")
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def test_a_scan_that_was_read_is_registered(noticed: Project) -> None:
    replace_once(noticed.notices / "lamp-plan.md", "[plan.csv]", "[scan.pdf]")
    (problem,) = problems_of(noticed)
    assert (problem.rule, problem.severity) == ("scans_were_read_by_someone", "warning")
    code = re.search(r"scan-[a-z2-7]{4}", problem.hint)
    assert code
    row = f"{code[0]},逐页看过没有个人信息,党建办主任,2026-11-01,2027-10-31\n"
    with (noticed.data / "privacy_exceptions.csv").open("a", encoding="utf-8") as file:
        file.write(row)
    assert problems_of(noticed) == ()


LIST = "姓名,年龄,学校\n李小明,8岁,示例小学\n"
WORD = "<w:document><w:p><w:r><w:t>找王师傅138</w:t></w:r><w:r><w:t>12345678</w:t></w:r></w:p></w:document>"
ATTACHMENTS = [
    ("plan.pdf", pdf("call 138 1234 5678"), "attachments_hold_nothing_personal", "第 1 页"),
    ("plan.pdf", pdf("plan", author="Wang"), "attachments_tell_nothing_else", "作者"),
    ("plan.pdf", pdf("plan"), "", ""),
    ("plan.pdf", b"%PDF-1.4 broken", "attachments_hold_nothing_personal", "打不开"),
    ("plan.docx", office(word__document_xml=WORD), "attachments_hold_nothing_personal", "手机"),
    ("plan.docx", office(docProps__core_xml="<dc:creator>王</dc:creator>"), "attachments_tell_nothing_else", "作者"),
    ("plan.docx", office(word__comments_xml="<w:comment/>"), "attachments_tell_nothing_else", "批注"),
    ("plan.xlsx", workbook("身份证441422199003071231"), "attachments_hold_nothing_personal", "B2"),
    ("plan.xlsx", workbook("4盏", hidden=True), "attachments_tell_nothing_else", "隐藏的工作表"),
    ("plan.xlsx", workbook("4盏"), "", ""),
    ("plan.csv", "姓名,电话\n王,13812345678\n".encode(), "attachments_hold_nothing_personal", "第 2 行"),
    ("plan.csv", "姓名,电话\n王,13812345678\n".encode("gbk"), "attachments_hold_nothing_personal", "第 2 行"),
    ("plan.docx", office(word__document_xml=PARTED), "attachments_hold_nothing_personal", "住址"),
    ("plan.docx", office(**{"word__rels_document.rels": LINKED}), "attachments_hold_nothing_personal", "手机"),
    ("plan.csv", LIST.encode(), "attachments_hold_nothing_personal", "孩子"),
    ("plan.csv", "姓名\t电话\n王,13812345678\n".encode("utf-16"), "attachments_hold_nothing_personal", "手机"),
    ("plan.csv", "柳园3栋2单元501房\n".encode(), "attachments_hold_nothing_personal", "住址"),
    ("plan.csv", "发到 someone@example.com\n".encode(), "attachments_hold_nothing_personal", "邮箱"),
    ("plan.csv", b'"' + b"a" * 200_000, "", ""),
    ("plan.xlsx", b"PK\3\4 broken", "attachments_hold_nothing_personal", "打不开"),
    ("plan.docx", office(word__document_xml=WORD)[:-40], "attachments_hold_nothing_personal", "打不开"),
    ("plan.xlsx", bomb(), "attachments_hold_nothing_personal", "太大"),
    ("plan.pdf", locked_pdf("secret"), "attachments_hold_nothing_personal", "打不开"),
    ("plan.pdf", locked_pdf("", "call 138 1234 5678"), "attachments_hold_nothing_personal", "第 1 页"),
    ("plan.jpg", "王13812345678".encode(), "attachments_hold_nothing_personal", "内容不是"),
    ("plan.jpg", jpeg(segment(0xE1, b"Exif\0\0GPS")), "attachments_tell_nothing_else", "拍摄信息"),
    ("plan.jpg", jpeg(segment(0xE0, b"JFIF\0")), "", ""),
]  # fmt: skip


@pytest.mark.parametrize("one", ATTACHMENTS, ids=[f"{a[0]}-{i}" for i, a in enumerate(ATTACHMENTS)])
def test_an_attachment_is_looked_into(noticed: Project, one: tuple[str, bytes, str, str]) -> None:
    name, body, rule, words = one
    (noticed.attachments / name).write_bytes(body)
    replace_once(noticed.notices / "lamp-plan.md", "[plan.csv]", f"[{name}]")
    found = problems_of(noticed)
    assert [(p.place.line, p.rule) for p in found] == ([(27, rule)] if rule else [])
    assert all(words in p.message for p in found)
