"""The steps in the words of the pages, and what a form says of one."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from noticeboard.commands.steps import Given, yuan
from noticeboard.errors import UsageError

QUICK = (7, 15, 30)


@dataclass(frozen=True)
class Words:
    """How a step is called on its button, when it is taken, and what its note is asked for."""

    button: str
    when: str
    note: str = "说明"


WORDS = {
    "accept": Words("受理", "这件事归社区管、社区能办，就受理。"),
    "dispatch": Words("派单", "派给一家签了协议的单位，定一个期限。"),
    "claim": Words("单位接单了", "单位回话说能办，就记下来。"),
    "start": Words("单位动手办了", "单位开始办了，就记下来。"),
    "finish": Words("办好了", "单位说办好了，就记下来，写一句办成了什么。"),
    "confirm": Words("确认办好了", "社区和居民看过，确实办好了。单位不能自己确认。"),
    "rate": Words("记下居民的评价", "居民怎么说，照着写。", "居民怎么说"),
    "return": Words("单位退单", "单位回话说办不了，写明原因，再另派一家。", "为什么办不了"),
    "transfer": Words("转办", "转给另外的单位或部门去办。", "转给谁，为什么"),
    "merge": Words("并到别的单", "和别的单是同一件事，并在一起办。"),
    "suspend": Words("先停一停", "现在办不了，等条件够了再办。", "为什么停，等什么"),
    "reopen": Words("重办", "没有办好，或者情况又有了，重新办。", "哪里没有办好"),
    "decline": Words("不予办理", "这件事办不了。原因居民看得到，写清楚。", "为什么办不了"),
    "withdraw": Words("撤单", "提的人不想办了，或者已经不用办了。", "为什么撤"),
}
RATING_HINT = "开头写“满意”“基本满意”或者“不满意”，月报才数得到。"


def plain(text: str) -> str:
    """Return what a command tells, without the sentences that tell what to type."""
    sentences = re.split(r"(?<=[。；])", text)
    return "".join(one for one in sentences if "noticeboard" not in one)


def given_of(fields: Mapping[str, str], day: dt.date) -> Given:
    """Return what a form says of a step; ``UsageError`` for what cannot be read."""
    said = {name: " ".join(text.split()) for name, text in fields.items()}
    return Given(
        by=said.get("by", ""),
        unit=said.get("unit", ""),
        due=_due(said.get("days", ""), said.get("due", ""), day),
        outcome=said.get("outcome", ""),
        cost=yuan(said.get("cost", "")),
        evidence=said.get("evidence", ""),
        note=said.get("note", ""),
        into=said.get("into", ""),
    )


def _due(days: str, written: str, day: dt.date) -> dt.date | None:
    """Return the deadline: so many days from today, or the day that was written."""
    quick = None
    if days and days != "other":
        if days not in [str(one) for one in QUICK]:
            raise UsageError("期限没有看懂，重新选一下")
        quick = day + dt.timedelta(days=int(days))
    if not written:
        return quick
    try:
        chosen = dt.date.fromisoformat(written.replace("/", "-").replace(".", "-"))
    except ValueError:
        raise UsageError(f"期限“{written}”不是日期，写成 {day} 的样子") from None
    if quick and quick != chosen:
        raise UsageError(f"期限选了“{days} 天”，又写了 {chosen}。只留一个")
    return chosen
