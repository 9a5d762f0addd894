"""Things of more than one row, or of which only one of two columns may be filled."""

from __future__ import annotations

from noticeboard.making.answers import anything_of, chosen
from noticeboard.making.asking import Asking, Choice, Question, RefusedError, ask
from noticeboard.making.desk import Desk
from noticeboard.making.form import row
from noticeboard.making.identity import known_row

TOWN_DIGITS, COMMUNITY_DIGITS = 9, 12


def unit(desk: Desk) -> Asking[str]:
    """A unit is an organisation with a standing; the organisation may be there already."""
    own = desk.resource("organisations").fields["name"]
    judge = anything_of(own)
    name = yield from ask(
        Question("name", "单位的名称", own.description), judge, desk.answer("name")
    )
    desk.said["name"] = name
    key = known_row(desk, "organisations", name)
    if key in desk.taken("units") and key:
        raise_known(desk, key)
    if not key:
        key = yield from row(
            desk, "organisations", {"name": name}, ("community",), more=False, alone=False
        )
    return (yield from row(desk, "units", {"id": key}))


def raise_known(desk: Desk, key: str) -> None:
    """Say that a unit is there already."""
    from noticeboard.errors import UsageError

    raise UsageError(f"{desk.names.shown('units', key)}已经在共建单位表里了，没有写入")


def community(desk: Desk) -> Asking[str]:
    """A community has a division code; its row among the divisions is made with it."""
    name = yield from ask(Question("name", "社区的名称", "例如 东街社区"),
                          anything_of(desk.resource("communities").fields["name"]), desk.answer("name"))  # fmt: skip
    desk.said["name"] = name
    town = str(desk.dataset.settings.get("place") or "")[:TOWN_DIGITS]
    known = {cells["code"]: cells["name"] for cells in desk.texts("places")}

    def judge(text: str, _: object) -> str:
        code = (
            town + text
            if text.isdecimal() and len(text) == COMMUNITY_DIGITS - TOWN_DIGITS
            else text
        )
        if not (code.isdecimal() and len(code) == COMMUNITY_DIGITS):
            raise RefusedError("社区的代码有 12 位；前 9 位是镇的，只打后 3 位也行")
        if not code.startswith(town):
            raise RefusedError(f"本镇的代码以 {town} 开头")
        if known.get(code, name) != name:
            raise RefusedError(f"{code} 是{known[code]}的代码")
        return code

    about = "国家统计局公布的 12 位统计用区划代码；前 9 位是镇的，只打后 3 位也行"
    code = yield from ask(
        Question("admin_code", "区划代码", about), judge, desk.answer("admin_code")
    )
    desk.said["admin_code"] = code
    if code not in known:
        parent = {"parent": town} if town in known else {}
        desk.add("places", code, {"name": name, "level": "community", **parent})
    extra = ("party_org", "office_address", "office_phone")
    return (yield from row(desk, "communities", {"name": name, "admin_code": code}, extra))


def need(desk: Desk) -> Asking[str]:
    """A need was raised today, unless somebody says otherwise."""
    extra = ("compound", "detail", "raised_by", "raised", "urgency")
    return (yield from row(desk, "needs", {}, extra, defaults={"raised": desk.day.isoformat()}))


def agreement(desk: Desk) -> Asking[str]:
    """Of an agreement the day, the end and the subjects matter."""
    extra = ("signed", "valid_from", "valid_to", "channels", "scope")
    return (yield from row(desk, "agreements", {}, extra))


SUBJECTS = (Choice("unit", "单位"), Choice("membership", "兼职委员"))


def appraisal(desk: Desk) -> Asking[str]:
    """An appraisal is of a unit or of a part-time member, never of both."""
    given = next((one.value for one in SUBJECTS if one.value in desk.given), None)
    question = Question("of", "评的是谁", "", SUBJECTS)
    subject = yield from ask(question, chosen(SUBJECTS), given or desk.answer("of"))
    other = next(one.value for one in SUBJECTS if one.value != subject)
    extra = (subject, "method", "comment")
    return (yield from row(desk, "appraisals", {other: ""}, extra))
