"""An invented survey, and files as the tools would write its answers. Nobody in it exists."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from typing import Any

from noticeboard.model.surveys import Option, Question, SourceSpec, Survey

Rows = Sequence[Sequence[Any]]


def option(code: str, zh: str, en: str = "", *also: str, other: bool = False) -> Option:
    return Option(code, {"zh": zh, **({"en": en} if en else {})}, also, other)


SEX = Question(
    "sex", "single", {"zh": "您的性别", "en": "Your sex"},
    (option("m", "男", "Male"), option("f", "女", "Female")), required=True, publish="counts",
)  # fmt: skip
WANTS = Question(
    "wants", "multi", {"zh": "您希望增加哪些活动？", "en": "Which activities?"},
    (option("sport", "运动", "Sports"), option("read", "读书, 看报", "Books, papers"),
     option("music", "音乐", "Music"), option("other", "其他", "Other", other=True)),
    publish="counts",
)  # fmt: skip
GRADE = Question(
    "grade", "scale", {"zh": "请打分 [环境卫生]", "en": "Please rate [Cleanliness]"},
    tuple(option(str(n), f"{n}分") for n in range(1, 6)), ("环境卫生",), publish="community",
)  # fmt: skip
WHERE = Question(
    "community", "single", {"zh": "您住在哪个社区", "en": "Your community"},
    (option("nan", "虚构南社区", "South"), option("bei", "虚构北社区", "North"),
     option("else", "其他", "Other", other=True)), required=True, role="community",
)  # fmt: skip
PEOPLE = Question("people", "number", {"zh": "家里几口人", "en": "Household size"})
SINCE = Question("since", "date", {"zh": "哪天搬来的", "en": "Moved in"})
SAYS = Question("says", "long", {"zh": "您的意见", "en": "Comments"})
PHONE = Question("phone", "short", {"zh": "联系电话", "en": "Phone"}, required=True, private=True)
QUESTIONS = (SEX, WANTS, GRADE, WHERE, PEOPLE, SINCE, SAYS, PHONE)


def survey(*questions: Question) -> Survey:
    return Survey(
        "invented", 1, "虚构的问卷", "试用", "虚构镇", "不收集", None, None, "whole", 5,
        questions or QUESTIONS, (),
    )  # fmt: skip


def spec(kind: str, **more: Any) -> SourceSpec:
    return SourceSpec("made", kind, **more)


def csv_bytes(rows: Iterable[Sequence[Any]], encoding: str = "utf-8") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode(encoding)


def xlsx_bytes(*sheets: Rows, name: str | None = None) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xls_bytes(rows: Rows, name: str = "Sheet1") -> bytes:
    import xlwt  # type: ignore[import-untyped]

    book = xlwt.Workbook(encoding="cp936")
    sheet = book.add_sheet(name)
    style = xlwt.easyxf(num_format_str="yyyy/m/d h:mm:ss")
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if cell is not None:
                sheet.write(r, c, cell, *([style] if isinstance(cell, dt.datetime) else []))
    out = io.BytesIO()
    book.save(out)
    return bytes(out.getvalue())


WJX_HEAD = ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP"]
WJX_TITLES = ["1、您的性别 ", "2、您希望增加哪些活动？", "3、(1)环境卫生", "4、您住在哪个社区", "5、家里几口人",
              "6、哪天搬来的", "7、您的意见", "8、联系电话"]  # fmt: skip
WJX_TEXT: Rows = [
    [*WJX_HEAD, *WJX_TITLES],
    ["1", "2026/9/18 19:20:55", "10秒", "手机提交", "微信昵称甲", "192.0.2.7(虚构省-虚构市)",
     "男", "运动┋读书, 看报", "4分", "虚构南社区", "3", "2020/1/2", "灯不亮😀\n请修", "000"],
    ["2", "2026/9/18 19:20:55", "1分20秒", "链接", "", "192.0.2.8",
     "女", "音乐┋其他〖下棋┋打牌〗", "5", "其他【请注明】〖城外〗", "(空)", "(跳过)", "(空)", "000"],
    ["3", "2026/9/19 1:02:03", "1小时1秒", "链接", "", "192.0.2.9",
     "男", "音乐→运动", "(跳过)", "虚构北社区", "２", "2020年1月2日", "", "000"],
]  # fmt: skip
WJX_CODE: Rows = [
    [*WJX_HEAD, "总分", "1、您的性别", "第2题(运动)", "第2题(读书, 看报)", "第2题(音乐)", "第2题(其他)",
     "第3题(环境卫生)", "4、您住在哪个社区", "5、家里几口人", "6、哪天搬来的", "7、您的意见"],
    [1, "2026/9/18 19:20:55", "10秒", "手机", "", "192.0.2.7", 0, 1, 1, 1, 0, 0, 4, 1, 3, -3, "好"],
    [2, "2026/9/18 19:21:55", "11秒", "手机", "", "192.0.2.7", 0, 2, 0, 0, 0, 1, 5, "3〖城外〗", -2, -2, ""],
    [3, "2026/9/18 19:22:55", "12秒", "手机", "", "192.0.2.7", 0, 2, -3, -3, -3, -3, -3, 2, 1, -2, ""],
]  # fmt: skip
TENCENT: Rows = [
    ["编号", "开始答题时间", "结束答题时间", "答题时长", "昵称", "IP", "UA", "Referrer", "1.您的性别",
     "2.您希望增加哪些活动？:运动", "2.您希望增加哪些活动？:读书, 看报", "2.您希望增加哪些活动？:音乐",
     "2.您希望增加哪些活动？:其他", "3.环境卫生", "4.您住在哪个社区", "5.家里几口人_填空1", "6.哪天搬来的",
     "7.您的意见", ""],
    ["101", "02-Feb-2021 20:26:00", "02-Feb-2021 20:26:58", "58", "昵称甲", "192.0.2.1", "UA", "r", "A.男",
     "1", "", "音乐", "", "4", "B.虚构北社区", "3", "2020-01-02", "好", ""],
    ["102", "02-Feb-2021 23:59:50", "03-Feb-2021 00:00:10", "20", "昵称乙", "192.0.2.1", "UA", "r", "B.女",
     "", "", "", "其他", "5", "C.其他：城外", "", "", "", ""],
]  # fmt: skip
GOOGLE_ZH = ["时间戳记", "电子邮件地址", "您的性别", "您希望增加哪些活动？", "请打分 [环境卫生]", "您住在哪个社区",
             "家里几口人", "哪天搬来的", "您的意见", "联系电话"]  # fmt: skip
GOOGLE_EN = ["Timestamp", "Email Address", "Your sex", "Which\nactivities?", "Please rate [Cleanliness]",
             "Your community", "Household size", "Moved in", "Comments", "Phone"]  # fmt: skip
GOOGLE_ROWS: Rows = [
    [
        46283.805914351855,
        "a@example.org",
        "男",
        "运动, 读书, 看报",
        4,
        "虚构南社区",
        3,
        43832,
        "好",
    ],
    [
        46283.805914351855,
        "b@example.org",
        "Female",
        "Music, 打牌, 下棋",
        5,
        "城外",
        "２",
        "",
        "",
        "000",
    ],
    [46284.5, "", "男", "", "", "North"],
]
