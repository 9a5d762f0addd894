"""A notice: its front matter by questions, the period counted in working days, a text to fill in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from noticeboard.dataset import Row
from noticeboard.errors import UsageError
from noticeboard.making.answers import chosen, judge_of, labelled, rows_of
from noticeboard.making.asking import Asking, Choice, Judge, Question, RefusedError, ask
from noticeboard.making.desk import Desk
from noticeboard.making.form import ask_item
from noticeboard.making.identity import ask_id
from noticeboard.making.items import Item, constraints_of, items_of
from noticeboard.notices import is_approved
from noticeboard.workdays import UnknownDayError, count_days
from noticeboard.yaml_text import scalar

WITH_PERIOD = ("publicity", "consultation")
# What of the last notice is offered again.
AGAIN = ("issuer", "accept_dept", "accept_phone")
OFFICE = ("accept_dept", "accept_phone")
MOST_DAYS = 400


@dataclass(frozen=True)
class Made:
    """A notice as a file: its id, its content, what it says in front (for showing).

    ``result_of`` is the id of the notice whose result it tells.
    """

    key: str
    content: bytes
    cells: dict[str, str]
    result_of: str = ""


def notice(desk: Desk) -> Asking[Made]:
    """Ask for a notice and return its file; it is a draft until somebody approves it."""
    resource = desk.resource("notices")
    items = {item.name: item for item in items_of(resource)}
    last = _last(desk)
    cells: dict[str, str] = {}
    cells |= yield from ask_item(desk, "notices", items["kind"])
    goal = yield from _about(desk, cells["kind"])
    about = goal.values if goal else {}
    same = {n: str(about[n]) for n in ("category", "community", "project") if about.get(n)}
    for name in ("category", "title"):
        cells |= yield from ask_item(desk, "notices", items[name], default=same.get(name, ""))
    told_of = goal if cells["kind"] == "result" else None
    if goal and not told_of:
        cells[ABOUT[cells["kind"]][0]] = str(goal.get("id"))
    cells |= yield from _where(desk, items, cells["category"], same)
    issuer = str(last.get("issuer") or desk.dataset.settings.get("operator") or "")
    cells |= yield from ask_item(desk, "notices", items["issuer"], default=issuer)
    if cells["kind"] in WITH_PERIOD:
        cells |= yield from _period(desk)
        for name in OFFICE:
            again = last.get(name, "")
            cells |= yield from ask_item(desk, "notices", items[name], needed=True, default=again)
    for name, item in items.items():
        if name in desk.given and name not in cells and name != "body":
            cells |= yield from ask_item(desk, "notices", item)
    cells["signed_by"] = cells.get("signed_by") or cells["issuer"]
    key = yield from ask_id(desk, "notices", dict(cells), "")
    if desk.dataset.settings.get("purpose") == "demo":
        cells["provenance"] = "illustrative"
    return Made(
        key, _content(desk, cells, told_of), cells, str(told_of.get("id")) if told_of else ""
    )


def _where(
    desk: Desk, items: Mapping[str, Item], category: str, same: Mapping[str, str]
) -> Asking[dict[str, str]]:
    """Ask which community and project it concerns; offered is what the notice has that it is about."""
    if desk.short:
        cells = {name: same[name] for name in ("community", "project") if name in same}
        asked = [name for name in ("community", "project") if name in desk.given]
    else:
        cells, asked = {}, ["community"]
        if "project" in desk.given or (category == "project" and desk.names.by_id.get("projects")):
            asked.append("project")
    for name in asked:
        whole = name == "community" and name not in same
        item = _told(items[name], "全镇的就直接回车") if whole else items[name]
        cells |= yield from ask_item(desk, "notices", item, default=same.get(name, ""))
    return cells


def _told(item: Item, more: str) -> Item:
    return Item(item.name, f"{item.title}（{more}）", item.columns, item.needed)


def _last(desk: Desk) -> dict[str, str]:
    """Return what the notice that was approved last said: offices seldom change."""
    rows = [row for row in desk.dataset.rows("notices") if row.get("approved_on")]
    rows.sort(key=lambda row: (row.get("approved_on"), row.get("id")))
    last: dict[str, str] = {}
    for row in rows:
        last |= {name: row.get(name) for name in AGAIN if row.get(name)}
    return last


# Kinds that are about another notice: what is asked, and of which kinds it may be.
ABOUT = {
    "result": ("result_of", "是哪一份公示的结果"),
    "correction": ("corrects", "更正哪一份"),
    "withdrawal": ("withdraws", "撤回哪一份"),
}


def _about(desk: Desk, kind: str) -> Asking[Row | None]:
    """Ask which notice a result, a correction or a withdrawal is about; ``None`` for other kinds.

    A result may be of none of them: where no period is over that waits for one.
    """
    if kind not in ABOUT:
        return None
    name, title = ABOUT[kind]
    rows = {str(row.get("id")): row for row in _could_be(desk, kind)}
    if not rows:
        if kind == "result":
            return None
        raise UsageError("还没有发布过的公示可以更正或撤回：没有发布的，直接改它的文件")
    choices = rows_of(desk.names, "notices", rows)
    about = "选数字，或者打标题里的几个字来找"
    about += "；公示期还没有满的不在里面" if kind == "result" else ""
    key = yield from ask(Question(name, title, about, choices), chosen(choices), desk.answer(name))
    desk.said[name] = key
    return rows[key]


def _could_be(desk: Desk, kind: str) -> Iterator[Row]:
    """Yield the published notices that are still to be told the result of, corrected or withdrawn."""
    rows = list(desk.dataset.rows("notices"))
    # What was corrected may still be withdrawn as a whole.
    ends = ("withdraws",) if kind == "withdrawal" else ("withdraws", "corrects")
    gone = {row.get(name) for row in rows for name in ends}
    for row in rows:
        if not is_approved(row) or row.get("id") in gone:
            continue
        end = row.get("period_end")
        waits = row.get("kind") in WITH_PERIOD and not row.get("result_notice")
        if kind != "result" or (waits and end and end < desk.day):
            yield row


def _period(desk: Desk) -> Asking[dict[str, str]]:
    """Ask from when and for how many days, and count the day on which it ends."""
    fields = desk.resource("notices").fields
    own = {row.get("date"): row.get("kind") for row in desk.dataset.rows("holidays")}
    tomorrow = desk.day + dt.timedelta(days=1)
    about = "不能早于网站发布它的那一天；写成 2026-11-24"
    question = Question("period_start", "公示期从哪一天起", about, default=tomorrow.isoformat())
    start = yield from ask(question, _not_past(desk, "period_start"), desk.answer("period_start"))
    kinds = labelled(fields["day_kind"])
    day_kind = yield from ask(
        Question("day_kind", "怎么数", "", kinds, default="working"),
        chosen(kinds),
        desk.answer("day_kind"),
    )
    firsts = labelled(fields["first_day"])
    first_day = yield from ask(
        Question("first_day", "头一天算不算", "民法典的算法是不算", firsts, default="not_counted"),
        chosen(firsts),
        desk.answer("first_day"),
    )
    word = "工作日" if day_kind == "working" else "自然日"
    begin = dt.date.fromisoformat(start)
    ends: dict[str, str] = {}

    def judge(text: str, _: object) -> str:
        days = judge_of(
            fields["declared_days"], constraints_of(desk.resource("notices"), "declared_days")
        )(text.removesuffix("个").removesuffix("天").strip(), ())
        if int(days) > MOST_DAYS:
            raise RefusedError(f"最多 {MOST_DAYS} 天")
        try:
            ends[days] = end_of(begin, int(days), day_kind, first_day, own).isoformat()
        except UnknownDayError as error:
            year = error.day.year
            raise RefusedError(
                f"{year} 年的放假和调休还没有登记，数不出来。少几天，或者先照国务院的通知登记："
                f"noticeboard new holiday"
            ) from None
        return days

    days = yield from ask(
        Question("declared_days", f"公示几个{word}", "只写数字，例如 5"),
        judge,
        desk.answer("declared_days"),
    )
    said = {
        "period_start": start,
        "day_kind": day_kind,
        "first_day": first_day,
        "declared_days": days,
    }
    desk.said |= said
    given = desk.answer("period_end")
    if given and given != ends[days]:
        raise _wrong_end(given, ends[days])
    return said | {"period_end": ends[days]}


def _wrong_end(given: str, counted: str) -> Exception:
    return UsageError(f"公示期到 {given}，照天数数下来是 {counted}。period_end 不用写，会自动数")


def _not_past(desk: Desk, name: str) -> Judge:
    plain = judge_of(desk.resource("notices").fields[name], {})

    def judge(text: str, _: object) -> str:
        day = plain(text, ())
        if day < desk.day.isoformat():
            raise RefusedError(f"今天是 {desk.day}，公示期不能从过去的日子起")
        return day

    return judge


def end_of(
    start: dt.date, days: int, day_kind: str, first_day: str, own: dict[dt.date, str]
) -> dt.date:
    """Return the last day of a period of so many days. Raises ``UnknownDayError``."""
    end = start
    while count_days(start, end, day_kind, first_day, own) < days:
        end += dt.timedelta(days=1)
    return end


# What is still to be written is marked so that check refuses it once somebody has approved it.
GAP = "（待填：{}）"
TEXTS = {
    "publicity": ("为什么公示、拟定了什么", "具体内容；钱写清多少、从哪里来、用在哪里"),
    "consultation": ("就什么事征求意见", "具体内容；现在怎样、打算怎样"),
    "result": ("哪一份公示，哪一天到哪一天", "收到几条意见、怎么处理的、最后怎么定的"),
    "correction": ("原来写的是什么", "应当是什么"),
    "withdrawal": ("撤回哪一份", "为什么撤回"),
}
PLAIN = ("什么事", "具体内容：什么时候、在哪里、谁来办")


def _content(desk: Desk, cells: dict[str, str], told_of: Row | None) -> bytes:
    """Return the file: front matter in the descriptor's order, then a text to fill in."""
    fields = desk.resource("notices").fields
    lines = []
    for name, own in fields.items():
        if not cells.get(name):
            continue
        if own.type == "list":
            lines += [f"{name}:", *(f"  - {scalar(own, item)}" for item in cells[name].split("；"))]
        else:
            lines.append(f"{name}: {scalar(own, cells[name])}")
    lines += ["# 批准以后填上下面三行，再生成网站就会发布。发布以后正文不能再改。",
              "# approved_by: 批准人的职务", f"# approved_on: {desk.day}", f"# signed_on: {desk.day}"]  # fmt: skip
    first, second = TEXTS.get(cells["kind"], PLAIN)
    body = [_period_of(told_of) or GAP.format(first), GAP.format(second)]
    if cells.get("period_end"):
        start, end = (_chinese(cells[f"period_{part}"]) for part in ("start", "end"))
        word = "工作日" if cells["day_kind"] == "working" else "自然日"
        how = "，头一天不算在内" if cells["first_day"] == "not_counted" else ""
        body.append(
            f"公示期：{start}至{end}，共{cells['declared_days']}个{word}{how}。"
            f"有意见的，请在公示期内向{cells['accept_dept']}提出，电话{cells['accept_phone']}。"
        )
    text = "\n\n".join(body)
    return ("---\n" + "\n".join(lines) + f"\n---\n\n{text}\n").encode()


def _period_of(row: Row | None) -> str:
    """Return the sentence that says which notice it was, and from when to when."""
    start, end = (row.get("period_start"), row.get("period_end")) if row else (None, None)
    if row is None or not (start and end):
        return ""
    days = f"{_chinese(start.isoformat())}至{_chinese(end.isoformat())}"
    return f"《{row.get('title')}》已于{days}公示。"


def _chinese(day: str) -> str:
    year, month, number = (int(part) for part in day.split("-"))
    return f"{year}年{month}月{number}日"


NEXT = (
    "打开 {file}，把正文里每一处“（待填：……）”换成真的内容",
    "批准以后，去掉 approved_by、approved_on、signed_on 前面的 #，填上批准人和日期",
    "然后 noticeboard build：头一次生成就算发布，日期记进 data/notice_ledger.csv；贴墙的纸：noticeboard print {key}",
)
CORRECTION = (
    "网站的表里有同一个错的，也要改：例如项目的钱在 data/projects.csv、data/funding.csv，改完 noticeboard check",
)
__all__ = ["CORRECTION", "NEXT", "Choice", "Made", "end_of", "notice"]
