"""The figures of the monthly table: what each is called and exactly what it counts."""

from __future__ import annotations

from dataclasses import dataclass

from noticeboard.orders import SATISFIED, UNSATISFIED


@dataclass(frozen=True, slots=True)
class Figure:
    """A column: its key, its heading in one or two lines, what it counts.

    A figure ``of_units`` is also counted for each unit.
    """

    key: str
    head: tuple[str, ...]
    meaning: str
    of_units: bool = True

    @property
    def word(self) -> str:
        """Return the heading in one line."""
        return "".join(self.head)


_DONE = "截止日已经办结（已办结、已确认、已评价），而且到截止日为止最后一次“已办结”在这个月"
_RATED = "这个月最后一次“已评价”的说明，以{words}开头的（前面可以有“居民说”）"


def _quoted(words: tuple[str, ...]) -> str:
    return "".join(f"“{word}”" for word in words)


FIGURES = (
    Figure("received", ("收到",), "第一步“已收到”在这个月的单。", of_units=False),
    Figure("accepted", ("受理",), "这个月有一步“已受理”的单。", of_units=False),
    Figure("dispatched", ("派单",), "这个月有一步“已派单”的单；派了几次，也算一张。"),
    Figure("in_time", ("按时", "办结"), f"{_DONE}，那一天不晚于期限的单。"),
    Figure("late", ("超时", "办结"), f"{_DONE}，那一天晚于期限的单。"),
    Figure("undated", ("办结期限", "未载明"), f"{_DONE}，办理单没有写期限的单：不猜它按时还是超时。"),
    Figure(
        "open", ("未办结",),
        "截止日没有办结，也没有合并、撤单、不予办理的单，不论哪个月收到；退单、转办、挂起、重办的也在里面。",
    ),
    Figure("overdue", ("其中", "超时"), "“未办结”里，期限早于截止日的单；没有写期限的不算。"),
    Figure("returned", ("退单",), "这个月有一步“退单”的单；退了几次，也算一张。"),
    Figure("rated", ("评价",), "这个月有一步“已评价”的单。"),
    Figure("satisfied", ("满意",), _RATED.format(words=_quoted(SATISFIED)) + "；没有写明的只算评价。"),
    Figure("unsatisfied", ("不满意",), _RATED.format(words=_quoted(UNSATISFIED)) + "。"),
)  # fmt: skip
OF_UNITS = tuple(figure for figure in FIGURES if figure.of_units)

GROUNDS = (
    "数的是办理单（data/orders.csv），日期和状态看办理记录（data/order_events.csv）里日期不晚于截止日的。",
    "截止日：这个月的最后一天；这个月还没有过完的，是做这张表的那一天。",
    "期限：办理单上现在写的 due_on；改过期限的，以前的月份也按现在的算。",
    "社区：办理单上的社区。每张单只算在一个社区里，各社区相加等于合计。",
    "单位：这一步记录里写的单位；没有写的，是它前面最近一次写的单位。退单以后，转办而没有写单位以后，"
    "不再算在原来的单位名下。一张单这个月派给过两家单位，两家各算一张，所以各单位相加可以多于合计。",
    "社区和单位按资料表里的先后排列，不是排名。",
)
