"""How names are published, and what attachments tell beside their text."""

from __future__ import annotations

import hashlib
import re

from noticeboard.check.exceptions import allowed_codes
from noticeboard.check.redaction import may_list_persons
from noticeboard.check.report import error_at, warning_at
from noticeboard.dataset import Dataset, Row, Table
from noticeboard.errors import Problem
from noticeboard.personal import KINDS, Finding, find_personal
from noticeboard.personal.archives import UnreadableFileError
from noticeboard.personal.beside import told_beside
from noticeboard.personal.files import (
    ROW_KINDS,
    WHOLE_ROW,
    file_pieces,
)

MASKED = re.compile("[\u4e00-\u9fff]{1,2}(?:[*＊]{1,3}|某{1,2})")
TITLES = (
    "同志|先生|女士|老师|医生|护士|书记|主任|委员|干部|栋长|组长|队长|会长|理事|社长|院长|校长|园长|所长|站长|科长|"
    "局长|镇长|村长|经理|老板|师傅|律师|教授|工程师|志愿者|党员|代表|同学|叔|伯|婶|姨|姐|哥|阿姨|叔叔|伯伯|婆婆|奶奶|爷爷|大爷|大妈|大姐|大哥|嫂"
)
TITLED = re.compile(f"(?:[老小阿])?[\u4e00-\u9fff]{{1,2}}(?:副)?(?:{TITLES})")


def names_follow_their_policy(dataset: Dataset) -> list[Problem]:
    """A name that is not published in full is not written in full: the tables can be downloaded."""
    problems = []
    for table, row in dataset.each("people"):
        name, policy = row.get("name"), row.get("name_policy")
        if not name:
            continue
        if policy == "masked" and not MASKED.fullmatch(name):
            message = "这个人的姓名公开方式（name_policy）是“只写姓，后面用 **”，这里写的却是全名"
            hint = f"改成 {name[0]}**：整张表都能下载。可以公开全名的（公职、本人同意），改 name_policy"
        elif policy == "surname_title" and not TITLED.fullmatch(name):
            message = "姓名公开的方式是“姓加称呼”，这里没有称呼，像是全名"
            hint = f"改成 {name[0]}同志、{name[0]}女士这样的称呼：整张表都能下载。可以公开全名的，改 name_policy"
        else:
            continue
        problems.append(error_at(table, row, "name", "names_follow_their_policy", message, hint))
    return problems


HANDED_OUT = (("notices", "attachments"), ("agreements", "file"))


def attachments_tell_nothing_else(dataset: Dataset) -> list[Problem]:
    """An attachment carries no author, place of taking, remarks or hidden sheets."""
    problems = []
    for table, row, field, name in _handed_out(dataset):
        try:
            told = told_beside(name, dataset.contents(name))
        except UnreadableFileError:
            continue
        if told:
            message = f"附件「{name}」里还带着：{'、'.join(told)}"
            hint = (
                "在 WPS 里用“文件 → 文档加密/属性 → 清除文档信息”去掉批注、作者和隐藏的内容；"
                "照片用截图或微信“原图”以外的方式另存一次，就没有拍摄信息了"
            )
            rule = "attachments_tell_nothing_else"
            problems.append(error_at(table, row, field, rule, message, hint))
    return problems


def attachments_hold_nothing_personal(dataset: Dataset) -> list[Problem]:
    """The text of an attachment holds nothing personal."""
    problems, allowed = [], allowed_codes(dataset)
    for table, row, field, name in _handed_out(dataset):
        excused = {"landline"} | ({"hardship"} if may_list_persons(row) else set())
        found = _first_finding(name, dataset.contents(name), allowed, excused)
        if found:
            rule = "attachments_hold_nothing_personal"
            problems.append(error_at(table, row, field, rule, *found))
    return problems


def scans_were_read_by_someone(dataset: Dataset) -> list[Problem]:
    """A PDF without any text, a scan, was read by someone: nothing here can read pictures."""
    problems, allowed = [], allowed_codes(dataset)
    for table, row, field, name in _handed_out(dataset):
        body = dataset.contents(name) if name.lower().endswith(".pdf") else b""
        code = Finding(0, 0, 0, "scan", hashlib.sha256(body).hexdigest()).code
        if not body or code in allowed or not _is_a_scan(name, body):
            continue
        message = f"附件「{name}」是扫描件，里面没有文字，检查看不到写了什么"
        hint = (
            "请人逐页看过，没有个人信息再发布；有原来的文档就另存为 PDF 代替它。"
            f"看过的，在 data/privacy_exceptions.csv 加一行，例外码 {code}，写明谁看的"
        )
        rule = "scans_were_read_by_someone"
        problems.append(warning_at(table, row, field, rule, message, hint))
    return problems


def _is_a_scan(name: str, body: bytes) -> bool:
    """Tell whether no page of a PDF has text; of one that cannot be opened another rule tells."""
    try:
        pages = [text for where, text in file_pieces(name, body) if where.endswith("页")]
    except UnreadableFileError:
        return False
    return not any(text.strip() for text in pages)


def _handed_out(dataset: Dataset) -> list[tuple[Table, Row, str, str]]:
    """Return every attachment that is there, with the cell that names it."""
    return [
        (table, row, field, name)
        for resource, field in HANDED_OUT
        for table, row in dataset.each(resource)
        for name in _names(row.get(field))
        if name in dataset.files
    ]


def _names(value: object) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (str(value),) if value else ()


def _first_finding(
    name: str, body: bytes, allowed: set[str], excused: set[str]
) -> tuple[str, str] | None:
    """Return message and hint; offices' telephones may stand in an attachment."""
    try:
        findings = findings_in(file_pieces(name, body))
    except UnreadableFileError as error:
        return f"附件「{name}」{error}", "换成能打开的 PDF、CSV、XLSX 或 DOCX，不要加密"
    found = [(w, f) for w, f in findings if f.kind not in excused and f.code not in allowed]
    if not found:
        return None
    where, first = found[0]
    message = f"附件「{name}」的{where}里有{KINDS[first.kind]}（共 {len(found)} 处）"
    hint = (
        "在附件里删去。（领导审核过、必须公开的，才在 data/privacy_exceptions.csv 加一行，"
        f"例外码 {first.code}）"
    )
    return message, hint


def findings_in(pieces: list[tuple[str, str]]) -> list[tuple[str, Finding]]:
    """Return where in a file and what; of whole rows only what no single cell can tell."""
    found = [(pieces[f.piece][0], f) for f in find_personal(text for _, text in pieces)]
    return [(w, f) for w, f in found if not w.endswith(WHOLE_ROW) or f.kind in ROW_KINDS]
