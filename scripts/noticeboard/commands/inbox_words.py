"""What ``inbox list`` and ``inbox show`` tell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from noticeboard.commands.clock import today
from noticeboard.commands.rows import sound
from noticeboard.commands.waiting import all_cases, chosen_case, told, waiting, words_of
from noticeboard.errors import UsageError
from noticeboard.project import Project

HOW = """怎么答复（编号照上面的抄；同一件事可以几个编号一起写）：
  受理，开办理单    noticeboard inbox accept 编号 --title 公开的标题
  和别的是一件事    noticeboard inbox merge 编号 --into 办理单或需求的编号
  归别的部门管      noticeboard inbox refer 编号 --to 转给谁
  办不了            noticeboard inbox decline 编号 --reason 原因
标题、原因居民都看得到，不写姓名、电话、门牌号和病情。"""


def listed(project: Project, day: dt.date | None = None, survey: str = "") -> list[str]:
    """Return the requests that wait, and how to answer them."""
    requests = waiting(project, day, survey)
    if not requests:
        return ["没有等着答复的点单。新的先用 noticeboard fetch 读进来。"]
    words = words_of(sound(project, today(day)))
    return [f"等着答复的点单：{len(requests)} 条", *told(requests, words), "", HOW]


def shown_alone(project: Project, day: dt.date | None, names: Sequence[str]) -> list[str]:
    """Return single requests; ``UsageError`` for one that does not wait."""
    dataset = sound(project, today(day))
    cases = all_cases(project, dataset)
    chosen = [chosen_case(cases, name).request for name in names]
    if not chosen:
        raise UsageError("哪一条？把编号写在后面；有哪些，运行 noticeboard inbox list 看")
    return list(told(chosen, words_of(dataset)))
