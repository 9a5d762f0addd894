"""The first sheet: what this file is, how to change something, what not to do."""

from __future__ import annotations

from collections.abc import Iterator

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from noticeboard.dataset import Dataset, Table
from noticeboard.workbook import look
from noticeboard.workbook.layout import COVER, DELETE, DELETE_WORD, INBOX, MOVES, sheet_name

NUMBER = "这份表格的编号"


def cover_sheet(
    book: Workbook,
    dataset: Dataset,
    tables: list[Table],
    day: str,
    digest: str,
    steps: bool,
    inbox: bool,
) -> None:
    """Add the first sheet, with a way to each of the others."""
    sheet = book.create_sheet(COVER)
    look.widths(sheet, [24, 12, 74])
    row = 1
    for words, bold in _lines(dataset, day, digest, steps, inbox):
        cell = look.put(sheet, row, 1, words)
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=3)
        cell.font = Font(look.FONT, 16 if row == 1 else 12, bold=bold)
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        sheet.row_dimensions[row].height = 30 if row == 1 else 19 * look.lines_of(words, 96) + 3
        row += 1
    row += 1
    for number, words in enumerate(("哪一页", "现在几行", "写什么"), 1):
        look.head(look.put(sheet, row, number, words))
    for name, count, words in _pages(tables, steps, inbox):
        row += 1
        for number, value in enumerate((name, count, words), 1):
            look.body(look.put(sheet, row, number, value), "General", locked=True)
        link = sheet.cell(row, 1)
        link.hyperlink = f"#'{name}'!A1"
        link.font = Font(look.FONT, 11, color="1F5F8B", underline="single")
    look.protect(sheet)
    look.page(sheet)


def _pages(tables: list[Table], steps: bool, inbox: bool) -> Iterator[tuple[str, object, str]]:
    if inbox:
        yield INBOX, None, "居民的点单：选怎样答复。里面是居民自己写的话，不要外传"
    if steps:
        yield MOVES, None, "还能走下一步的办理单：选下一步"
    for table in tables:
        yield sheet_name(table.resource), len(table.rows), table.resource.description


def _lines(
    dataset: Dataset, day: str, digest: str, steps: bool, inbox: bool
) -> Iterator[tuple[str, bool]]:
    name = dataset.settings.get("name") or dataset.descriptor.get("title", "")
    yield f"{name}：资料登记表", True
    if dataset.settings.get("purpose") == "demo":
        yield "示例数据：人、事、数字都是编的，只作演示。", True
    if inbox:
        yield "内部：里面有居民自己写的话。不要转发，不要放进网盘，交回以后删掉。", True
    yield f"{day} 导出。{NUMBER}：{digest}（不要删，交回来的时候靠它对照）", False
    yield "怎么改", True
    yield "1. 下面每一页是一张表。在格子里直接改，改完保存（还是 xlsx），交给管网站的同事。", False
    yield "2. 带小箭头的格子，从列表里选。名称后面括号里的是编号，不用管它。", False
    yield "3. 添一行：在表的最下面接着写。编号空着，会自动编。标题带“＊”的要填。", False
    yield f"4. 删一行：在这一行最右边的“{DELETE}”里选“{DELETE_WORD}”。只清空格子不算删。", False
    yield "5. 一格里写几样，用“；”隔开。没有的、原文没有写的，空着，不写“无”和“待定”。", False
    yield "6. 日期写成 2026-11-24 的样子。金额只写数字，335 万元写 3350000。", False
    if steps:
        yield f"7. 办理单走下一步：在“{MOVES}”这一页选。", False
    yield "不要做", True
    yield "不改灰色的格子（编号、标题）；不合并格子；不写公式；不改每一页的名字。", False
    yield "不写个人的姓名、手机、证件号、门牌号、病情：交回来的时候会检查，写了不能公布。", False
    yield "同一份表格不要几个人各改一份。各改各的也不会互相盖掉，只是改了同一格的要再商量。", False
    yield (
        "交回来以后：会先一行一行说出改了什么，问过了才写进去；有错的地方会说是哪一页、哪一格。",
        False,
    )
