"""Personal data in what is to be published: the second net (``docs/privacy.md``).

The first is structure: no column asks for such a thing. Each rule looks at every text of
the tables, the settings, the descriptor, the prose and the names of attachments.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterable
from dataclasses import replace

from noticeboard.check.exceptions import allowed_codes, expired_codes
from noticeboard.check.published import Written, published_texts
from noticeboard.dataset import Dataset
from noticeboard.errors import Place, Problem
from noticeboard.notices import is_hidden
from noticeboard.personal import KINDS, OFFICE_KINDS, Finding, find_personal
from noticeboard.personal.files import ROW_KINDS
from noticeboard.personal.text import undisguised

# What an office may say of itself, by the kind of field; "any" where a field is not known.
OFFICE_FIELDS = {
    "": (),
    "telephone": ("landline",),
    "address": ("address",),
    "contact": OFFICE_KINDS,
    "any": ("landline",),
}
# What was said in its field may be repeated elsewhere.
REPEATED = ("landline", "email")

HINTS = {
    "mobile": "删去；要留电话就写单位的办公电话，填在受理电话（accept_phone）这样的格子里",
    "landline": "办公电话填在 accept_phone（受理电话）、supervise_phone（监督电话）或场所的 phone 里；私人电话删去",
    "identity": "删去；要分清同名的人，写单位和职务",
    "passport": "删去",
    "bank_card": "删去；收款账号不要写在公示里",
    "plate": "删去；写“某车”或车位编号",
    "email": "删去；单位的邮箱写在 data/site.yaml 的 contact 里",
    "wechat": "删去；公众号写全称",
    "qq": "删去",
    "address": "写到小区或楼栋为止，删去房号；单位的办公地址填在 accept_address（受理地址）里",
    "minor": "删去孩子的姓名，写“某同学”；年龄、学校、年级也不要和姓名写在一起",
    "hardship": "删去姓名或这方面的情况，写“一户困难家庭”就够了；依法公布救助名单的公示，category 填 aid，并填 hide_on（撤下日期）",
}


def private_numbers_are_absent(dataset: Dataset) -> list[Problem]:
    """No text holds a mobile, identity, passport, bank card or plate number."""
    kinds = ("mobile", "identity", "passport", "bank_card", "plate")
    return _problems(dataset, "private_numbers_are_absent", kinds)


def private_accounts_are_absent(dataset: Dataset) -> list[Problem]:
    """No text holds an e-mail address or a WeChat or QQ account."""
    return _problems(dataset, "private_accounts_are_absent", ("email", "wechat", "qq"))


def office_telephones_stand_in_their_fields(dataset: Dataset) -> list[Problem]:
    """A telephone number stands only in the fields made for offices, or repeats one of them."""
    return _problems(dataset, "office_telephones_stand_in_their_fields", ("landline",))


def home_addresses_are_absent(dataset: Dataset) -> list[Problem]:
    """No text holds an address down to the door; a building is as near as it may come."""
    return _problems(dataset, "home_addresses_are_absent", ("address",))


def children_are_not_named(dataset: Dataset) -> list[Problem]:
    """No child's name stands beside an age, a school or a class."""
    return _problems(dataset, "children_are_not_named", ("minor",))


def hardship_stands_beside_no_name(dataset: Dataset) -> list[Problem]:
    """No name stands beside an illness, a disability, a benefit or a sentence."""
    return _problems(dataset, "hardship_stands_beside_no_name", ("hardship",))


def _problems(dataset: Dataset, rule: str, kinds: tuple[str, ...]) -> list[Problem]:
    """Return a problem for each finding of these kinds that no field and no exception allows."""
    known, expired = allowed_codes(dataset), expired_codes(dataset)
    texts, findings = _looked_at(dataset)
    offices = _office_values(texts, findings)
    problems = []
    for finding in findings:
        written = texts[finding.piece]
        if finding.kind not in kinds or finding.code in known:
            continue
        if finding.kind == "hardship" and written.listed:
            continue
        if written.cells:
            problems += _across_cells(rule, written, finding, expired)
            continue
        if finding.kind in OFFICE_FIELDS[written.office] or finding.value in offices:
            continue
        problems.append(_problem(rule, written, finding, expired))
    return problems


def _across_cells(
    rule: str, written: Written, finding: Finding, expired: dict[str, str]
) -> list[Problem]:
    """Return the problem that only a row's cells together tell: a name here, an illness there."""
    last = written.at(finding.end - 1)
    if finding.kind not in ROW_KINDS or last == written.at(finding.start):
        return []
    whole = replace(last, text=written.text, exact=False)
    problem = _problem(rule, whole, finding, expired)
    return [
        replace(problem, message=problem.message.replace("这里有", "和同一行别的格子连起来，有"))
    ]


Looked = tuple[tuple[Written, ...], list[Finding]]
# The dataset looked at last, and what was found; gone with the dataset.
_latest: list[tuple[weakref.ref[Dataset], Looked]] = []


def _looked_at(dataset: Dataset) -> Looked:
    """Return a dataset's texts and what was found in them; six rules ask one after another."""
    if not _latest or _latest[0][0]() is not dataset:
        texts = tuple(published_texts(dataset))
        looked = texts, _found(tuple(text.text for text in texts))
        _latest[:] = [(weakref.ref(dataset, lambda _: _latest.clear()), looked)]
    return _latest[0][1]


def _found(texts: tuple[str, ...]) -> list[Finding]:
    """Return what is personal in the texts.

    Equal texts are looked at once, also by later checks: a preview looks at what was edited.
    """
    if len(_seen) > MOST_SEEN:
        _seen.clear()
    known = _seen if len(texts) <= MOST_SEEN else {}
    new = tuple(text for text in dict.fromkeys(texts) if text not in known)
    findings: dict[str, list[Finding]] = {}
    for finding in find_personal(new):
        findings.setdefault(new[finding.piece], []).append(finding)
    known.update((text, tuple(findings.get(text, ()))) for text in new)
    return [
        replace(finding, piece=number)
        for number, text in enumerate(texts)
        for finding in known[text]
    ]


# What was found in a text, by the text; not of a large town, whose texts would fill the memory.
_seen: dict[str, tuple[Finding, ...]] = {}
MOST_SEEN = 100_000


def office_values(dataset: Dataset) -> set[str]:
    """Return the telephones, e-mail and other addresses in the fields made for them."""
    return _office_values(*_looked_at(dataset))


def listed_codes(dataset: Dataset) -> set[str]:
    """Return the codes of what a list of aid may name until its last day."""
    texts, findings = _looked_at(dataset)
    over = {
        row.place_of("body")
        for row in dataset.rows("notices")
        if dataset.today and is_hidden(row, dataset.today)
    }
    listed = [f for f in findings if f.kind == "hardship" and texts[f.piece].listed]
    return {f.code for f in listed if texts[f.piece].place not in over}


def _office_values(texts: tuple[Written, ...], findings: Iterable[Finding]) -> set[str]:
    """Return what offices say of themselves; a notice may repeat it."""
    return {
        finding.value
        for finding in findings
        if finding.kind in REPEATED and finding.kind in OFFICE_FIELDS[texts[finding.piece].office]
    }


def _problem(rule: str, written: Written, finding: Finding, expired: dict[str, str]) -> Problem:
    word, place = KINDS[finding.kind], written.place
    shown = veiled(written.text[finding.start : finding.end])
    message = f"这里有{word}（{shown}），不能放到网上"
    if finding.code in expired:
        message += f"；审核过的例外已在 {expired[finding.code]} 到期"
    hint = (
        f"{HINTS[finding.kind]}。（领导审核过、必须公开的，才在 data/privacy_exceptions.csv 加一行，"
        f"例外码 {finding.code}）"
    )
    before = written.text[: finding.start]
    lines = before.count("\n")
    if lines and not place.cell:
        place = Place(place.file, place.line + lines, len(before) - before.rfind("\n"))
    elif written.exact:
        place = Place(place.file, place.line, place.column + finding.start)
    return Problem(place, rule, "error", message, hint, written.resource, written.field)


def veiled(text: str) -> str:
    """Return the beginning of a datum, never enough to know it: a log is read by others."""
    plain = " ".join(undisguised(text).split())
    return f"{plain[:3]}…" if plain[:3].isascii() else f"{plain[:1]}…"
