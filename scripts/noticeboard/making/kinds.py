"""What ``noticeboard new`` can make: by which word, of which table, what is asked beside the needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from noticeboard.dataset import Dataset
from noticeboard.errors import UsageError
from noticeboard.making.asking import Asking
from noticeboard.making.desk import Desk
from noticeboard.making.form import row
from noticeboard.making.project import project
from noticeboard.making.several import agreement, appraisal, community, need, unit
from noticeboard.words import nearest

Flow = Callable[[Desk], Asking[str]]


@dataclass(frozen=True)
class Kind:
    """One kind of thing: its word in English and Chinese, its table, what is asked besides.

    ``flow`` is there where one thing is more than one row. ``then`` says what comes next.
    """

    word: str
    title: str
    table: str
    extra: tuple[str, ...] = ()
    then: tuple[str, ...] = ()
    flow: Flow | None = None

    def ask(self, desk: Desk) -> Asking[str]:
        """Ask for everything; rows are kept at the desk, the id of the main one is returned."""
        if self.flow:
            return (yield from self.flow(desk))
        return (yield from row(desk, self.table, extra=self.extra))


KINDS = (
    Kind("project", "项目", "projects", flow=project,
         then=("办的时候：改 data/projects.csv 里的 stage（进展）；办完填 outcome（结果）",
               "改造前后的照片：noticeboard photo add 照片.jpg --project {key}")),
    Kind("need", "需求", "needs", flow=need, then=("开一张办理单：noticeboard order new {key}",)),
    Kind("unit", "单位", "units", flow=unit,
         then=("签了协议的，登记协议：noticeboard new agreement",
               "拿得出什么、能做什么服务：noticeboard new resource，noticeboard new service")),
    Kind("community", "社区", "communities", flow=community,
         then=("小区：noticeboard new compound；这个社区办的事：noticeboard new project",)),
    Kind("agreement", "协议", "agreements", flow=agreement,
         then=("协议文本可以公开的，放进 content/files，文件名填在 data/agreements.csv 的 file 一格",
               "单位派来的兼职委员：noticeboard new member")),
    Kind("member", "兼职委员", "memberships", ("roles", "start", "end_on", "appointed_by"),
         ("要公示的：noticeboard new notice，种类选“公示”，类别选“人事”",)),
    Kind("resource", "资源", "resources", ("categories", "communities", "availability")),
    Kind("service", "服务", "services", ("categories", "communities", "schedule", "how_to_book")),
    Kind("meeting", "会议", "meetings", ("community", "held", "place", "convener", "agenda"),
         ("开过以后，在 data/meetings.csv 里把 status 改成 held，填 present（到会）和 summary（纪要）",
          "定下来的事：noticeboard new resolution")),
    Kind("resolution", "议定事项", "resolutions", ("lead", "due_on"),
         ("办好以后，在 data/resolutions.csv 里把 status 改成 done，填 result（结果）",)),
    Kind("appraisal", "评议", "appraisals", flow=appraisal,
         then=("要公示的：noticeboard new notice；公示的编号填在 data/appraisals.csv 的 notice 一格",)),
    Kind("organisation", "组织", "organisations", ("community",), ("是共建单位的：noticeboard new unit",)),
    Kind("person", "人员", "people", ("organisation", "community")),
    Kind("place", "区划", "places", ("parent",)),
    Kind("compound", "小区", "compounds"),
    Kind("pairing", "对接", "pairings", ("time",)),
    Kind("funding", "资金", "funding", ("funder",)),
    Kind("deed", "实事", "deeds", ("community", "unit", "done")),
    Kind("facility", "设施", "facilities", ("community", "location", "hours", "phone")),
    Kind("head", "栋长", "building_heads", ("person", "elected")),
    Kind("schedule", "公开事项", "publication_schedule", ("cycle_days", "publisher", "table")),
    Kind("holiday", "放假调休", "holidays", ("name",)),
    Kind("source", "来源", "sources", ("publisher", "url", "published_on")),
    Kind("excerpt", "摘录", "excerpts"),
    Kind("figure", "数字", "figures", ("value", "as_stated", "query")),
    Kind("mechanism", "做法", "mechanisms", ("steps",)),
)  # fmt: skip
# A file of its own; asked by modules of their own.
WITH_FILE = {"notice": "公示", "survey": "问卷"}
ELSEWHERE = {
    "orders": "办理单由需求开出来：noticeboard order new 需求编号",
    "order_events": "办理单一步一步走：noticeboard order --help",
    "photos": "加照片：noticeboard photo add 照片.jpg --project 编号",
    "receipts": "回执由 noticeboard fetch 和 noticeboard inbox 登记，不用自己写",
    "notice_ledger": "公示的发布日期由网站登记，不用自己写",
    "privacy_exceptions": "例外码由 noticeboard check 给出，照 docs/privacy.md 写进 data/privacy_exceptions.csv",
}
OTHER_WORDS = {
    # Kinds of a notice.
    **dict.fromkeys(("公告", "通知", "结果", "更正", "撤回", "征求意见"), "notice"),
    "order": "orders", "event": "order_events", "photo": "photos", "receipt": "receipts",
    "ledger": "notice_ledger", "exception": "privacy_exceptions", "办理单": "orders",
    "照片": "photos", "成员": "member", "公开目录": "schedule",
}  # fmt: skip


def word_of(table: str) -> str:
    """Return the word by which a row of a table is made."""
    return next((kind.word for kind in KINDS if kind.table == table), table)


def kind_of(word: str, dataset: Dataset) -> Kind | str:
    """Return the kind that a word means: English, Chinese or the table's name; of files their word.

    Raises ``UsageError`` for what is made elsewhere, and what is not known.
    """
    lowered = OTHER_WORDS.get(word.lower(), word.lower())
    if lowered in ELSEWHERE:
        raise UsageError(f"{ELSEWHERE[lowered]}")
    for key, title in WITH_FILE.items():
        if lowered in (key, title, f"{key}s"):
            return key
    for kind in KINDS:
        if lowered in (kind.word, kind.title, kind.table) and kind.table in dataset.tables:
            return kind
    for table in dataset.tables.values():
        if lowered in (table.resource.name, table.resource.title):
            return Kind(table.resource.name, table.resource.title, table.resource.name)
    names = {kind.title: kind.word for kind in KINDS} | {t: w for w, t in WITH_FILE.items()}
    hint = nearest(word, names.values(), names) or f"能建的：\n{listed()}"
    raise UsageError(f"不知道「{word}」是什么。{hint}")


def kind_of_notice(word: str, dataset: Dataset) -> dict[str, str]:
    """Return the cell that a word fills already: 更正 is a notice of that kind, 公示 may be any."""
    labels = dataset.tables["notices"].resource.fields["kind"].labels
    value = next((value for value, label in labels.items() if label == word), "")
    return {"kind": value} if value and word != WITH_FILE["notice"] else {}


def listed() -> str:
    """Return every kind with its Chinese word, a line each."""
    notice = "公示（公告、通知、征求意见、结果、更正、撤回也是，打哪一种都行）"
    words = {**WITH_FILE, "notice": notice, **{kind.word: kind.title for kind in KINDS}}
    return "\n".join(f"  {word:<13}{title}" for word, title in words.items())
