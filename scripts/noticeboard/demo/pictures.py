"""The invented town's photographs: drawn, striped along the edge, so that nobody takes them for real."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from noticeboard.demo.rows import Draft, on_day

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

WIDTH, HEIGHT, EDGE = 1200, 900, 36
SKY, DUSK, GRASS, DIRT, ROAD, WALL, DARK, LIGHT = (
    "#cfdfe6", "#8f9aa3", "#8fae7e", "#a3957c", "#6d7276", "#d8cbb2", "#3a3f42", "#f3e3a4"
)  # fmt: skip
CAPTION = "示例图，是画出来的"


def add_pictures(draft: Draft) -> dict[str, bytes]:
    """Add photographs of two finished projects, an order, a facility and a meeting; return their files."""
    rows = draft.rows
    done = [row for row in rows.get("projects", []) if row["outcome"]][:2]
    orders = [row for row in rows.get("orders", []) if row["evidence"] and "垃圾" in row["title"]][
        :1
    ]
    held = [row for row in rows.get("meetings", []) if row["status"] == "held"][:1]
    seen = [
        ("project", row, moment, drawn, alt)
        for row in done
        for moment, drawn, alt in (
            ("before", street(mended=False), "坑洼的路面积着水，路边堆着杂物，没有路灯"),
            ("after", street(mended=True), "平整的路面画着停车线，路边立着路灯，种了树"),
        )
    ]
    seen += [
        ("order", row, moment, yard(cleared=moment == "after"), alt)
        for row in orders
        for moment, alt in (
            ("before", "砖墙下堆着一大堆旧家具和垃圾"),
            ("after", "砖墙下扫干净了，摆着一张长凳，种了两棵树"),
        )
    ]
    seen += [
        ("facility", row, "other", counter(), "一间屋子里摆着柜台和两把椅子，墙上有一块牌子")
        for row in rows["facilities"][:1]
    ]
    seen += [
        ("meeting", row, "other", table(), "一张长桌，两边各放着四把椅子，没有人") for row in held
    ]
    files = {}
    for column, row, moment, drawn, alt in seen:
        key = f"{row['id']}-{moment}"
        name = f"{column}-{key}.png"
        draft.add("photos", id=f"{column}-{key}", file=name, moment=moment, alt=alt, caption=CAPTION,
                  portrait_consent="nobody", **{column: row["id"]},
                  **on_day("taken", draft.ago(400 if moment == "before" else 20)))  # fmt: skip
        files[f"content/photos/{name}"] = drawn
    return files


def street(*, mended: bool) -> bytes:
    """Draw a street: with holes and puddles, or smooth, with lamps and trees."""
    image, draw = _sheet(SKY if mended else DUSK)
    draw.rectangle((0, 380, WIDTH, HEIGHT), fill=GRASS if mended else DIRT)
    for left, floors in ((60, 4), (860, 3)):
        draw.rectangle((left, 400 - 70 * floors, left + 280, 420), fill=WALL)
        for floor in range(floors):
            for window in range(4):
                x, y = left + 26 + 62 * window, 400 - 70 * floors + 22 + 66 * floor
                draw.rectangle((x, y, x + 34, y + 34), fill=DARK)
    draw.polygon([(520, 400), (680, 400), (1080, HEIGHT), (120, HEIGHT)], fill=ROAD)
    if mended:
        for y in range(440, HEIGHT, 90):
            draw.line((600, y, 600, y + 46), fill="white", width=6 + (y - 400) // 40)
        for x in (440, 760):
            draw.line((x, 480, x, 250), fill=DARK, width=8)
            draw.ellipse((x - 22, 220, x + 22, 264), fill=LIGHT)
        for x, y in ((300, 430), (900, 430), (190, 560), (1010, 560)):
            draw.rectangle((x - 7, y, x + 7, y + 70), fill="#6b5137")
            draw.ellipse((x - 52, y - 80, x + 52, y + 20), fill="#4f7a4d")
    else:
        for x, y, size in ((560, 500, 60), (690, 610, 90), (430, 680, 110), (820, 790, 130)):
            draw.ellipse((x - size, y - size // 3, x + size, y + size // 3), fill=DARK)
            draw.ellipse(
                (x - size + 16, y - size // 4, x + size - 16, y + size // 4), fill="#8fa3ad"
            )
        for n, x in enumerate(range(960, 1130, 42)):
            draw.rectangle((x, 500 - 30 * (n % 3), x + 50, 580), fill=("#7c5a3a", "#5f6a4e")[n % 2])
    return _file(image, draw)


def yard(*, cleared: bool) -> bytes:
    """Draw a corner behind a house: with a heap of rubbish, or swept, with a bench."""
    image, draw = _sheet("#dcd6c8")
    draw.rectangle((0, 560, WIDTH, HEIGHT), fill="#b7ab97")
    for row in range(9):
        for brick in range(9):
            x, y = 150 * brick - 75 * (row % 2), 20 + 60 * row
            draw.rectangle((x, y, x + 142, y + 52), fill="#c9b08f")
    if cleared:
        draw.rectangle((330, 600, 870, 636), fill="#6b5137")
        for x in (370, 800):
            draw.rectangle((x, 636, x + 28, 730), fill=DARK)
        for x in (150, 1040):
            draw.rectangle((x - 8, 560, x + 8, 680), fill="#6b5137")
            draw.ellipse((x - 90, 400, x + 90, 590), fill="#4f7a4d")
    else:
        for n in range(40):
            x, size = 300 + 197 * n % 571, 40 + 13 * n % 50
            y = 690 - (190 - abs(x - 585) // 2) * (89 * n % 97) // 97
            draw.rectangle(
                (x, y, x + size, y + size * 2 // 3),
                fill=("#7c5a3a", "#5f6a4e", DARK, "#8e8a80")[n % 4],
            )
    return _file(image, draw)


def counter() -> bytes:
    """Draw a counter with two chairs."""
    image, draw = _sheet("#efe8da")
    draw.rectangle((0, 640, WIDTH, HEIGHT), fill="#c9bda4")
    draw.rectangle((420, 140, 780, 250), fill="#0c5a4b")
    draw.rectangle((180, 430, 1020, 680), fill="#b08f63")
    draw.rectangle((160, 400, 1040, 440), fill="#8b6d47")
    for x in (330, 760):
        draw.rectangle((x, 640, x + 110, 665), fill=DARK)
        draw.rectangle((x, 520, x + 16, 800), fill=DARK)
        draw.rectangle((x + 94, 660, x + 110, 800), fill=DARK)
    return _file(image, draw)


def table() -> bytes:
    """Draw a long table with chairs on both sides and nobody there."""
    image, draw = _sheet("#e6e1d3")
    draw.rectangle((0, 520, WIDTH, HEIGHT), fill="#b9a88a")
    for n in range(4):
        x = 290 + 170 * n
        draw.rectangle((x, 380, x + 90, 470), fill="#54606a")
        draw.rectangle((x - 20, 690, x + 90, 790), fill="#3f4951")
    draw.polygon([(260, 450), (940, 450), (1060, 690), (140, 690)], fill="#8b6d47")
    return _file(image, draw)


def _sheet(ground: str) -> tuple[Image, ImageDraw]:
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (WIDTH, HEIGHT), ground)
    return image, ImageDraw.Draw(image)


def _file(image: Image, draw: ImageDraw) -> bytes:
    """Return the drawing as a PNG, with stripes along its lower edge."""
    top = HEIGHT - EDGE
    draw.rectangle((0, top, WIDTH, HEIGHT), fill="#ffffff")
    for x in range(-EDGE, WIDTH, 2 * EDGE):
        draw.polygon(
            [(x, HEIGHT), (x + EDGE, HEIGHT), (x + 2 * EDGE, top), (x + EDGE, top)], fill="#8e1c14"
        )
    out = io.BytesIO()
    image.quantize(32).save(out, "PNG", optimize=True)
    return out.getvalue()
