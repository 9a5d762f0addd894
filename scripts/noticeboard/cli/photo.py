"""The skin of photographs: add one, take out of all what their cameras wrote."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from noticeboard.cli.app import Root, Today, app, day_of, project_in
from noticeboard.errors import UsageError

ASKED = {
    "alt": "画面上看得到什么？一句话，念给看不见图的人听",
    "consent": "有能认出来的人吗？nobody 没有；adults 有大人，都书面同意；guardians 有孩子，监护人都书面同意",
}


@app.command()
def photo(
    verb: Annotated[str, typer.Argument(help="add 加一张；clean 去掉全部照片里的拍摄地点等。")],
    file: Annotated[Path | None, typer.Argument(help="add 后面：照片在哪里。")] = None,
    project: Annotated[str, typer.Option(help="拍的是哪个项目，填编号。")] = "",
    order: Annotated[str, typer.Option(help="拍的是哪张办理单，填编号。")] = "",
    deed: Annotated[str, typer.Option(help="拍的是哪件实事，填编号。")] = "",
    facility: Annotated[str, typer.Option(help="拍的是哪个设施，填编号。")] = "",
    meeting: Annotated[str, typer.Option(help="拍的是哪次会议，填编号。")] = "",
    alt: Annotated[str, typer.Option(help="画面上看得到什么，一句话。")] = "",
    moment: Annotated[
        str, typer.Option(help="before 改造前，during 改造中，after 改造后，other 别的。")
    ] = "other",
    consent: Annotated[
        str,
        typer.Option(help="nobody 认不出人，adults 大人都书面同意，guardians 监护人都书面同意。"),
    ] = "",
    caption: Annotated[str, typer.Option(help="图下的说明。")] = "",
    credit: Annotated[str, typer.Option(help="谁拍的，写单位。")] = "",
    taken: Annotated[str, typer.Option(help="哪一天拍的，例如 2026-11-24。")] = "",
    locator: Annotated[str, typer.Option(help="登记在登记簿的哪一页、哪一项。")] = "照片",
    id: Annotated[str, typer.Option(help="照片的编号；不写就自动起。")] = "",
    today: Today = None,
    root: Root = None,
) -> None:
    """加照片：自动缩小、扶正，去掉拍摄地点和手机型号，再登记一行。见 docs/photographs.md。"""
    from noticeboard.commands.photo import Given, add, clean, photographed

    if verb == "clean":
        for name, told in (cleaned := clean(project_in(root))):
            print(f"{name}：去掉了{'、'.join(told)}")
        print(f"清理了 {len(cleaned)} 张。" if cleaned else "每一张都干净，没有改动。")
        return
    if verb != "add" or file is None:
        raise UsageError(
            "写成 noticeboard photo add 照片.jpg --project 编号，或者 noticeboard photo clean"
        )
    of = photographed({"project": project, "order": order, "deed": deed, "facility": facility, "meeting": meeting})  # fmt: skip
    said = {"alt": alt, "consent": consent}
    for option, question in ASKED.items():
        if not said[option]:
            if not sys.stdin.isatty():
                raise UsageError(f"还要写 --{option}。{question}")
            said[option] = typer.prompt(question)
    given = Given(
        of,
        said["alt"],
        moment,
        said["consent"],
        caption,
        credit,
        day_of(taken, "--taken"),
        id,
        locator,
    )
    done = add(project_in(root), file, given, day_of(today))
    print(
        f"加好了：{done.file}（{done.width}×{done.height}），data/photos.csv 里的编号是 {done.key}。"
    )
    if done.left_behind:
        print(f"没有带进来的：{'、'.join(done.left_behind)}。原来那个文件不要放进项目文件夹。")
