"""The skin of paper: sheets for the notice board."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from noticeboard.cli.app import Root, Today, app, day_of, project_in, short


@app.command("print")
def print_sheet(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help="公示、社区或者单位的编号或名字；board 是正在公示的单子，board/社区名是一个社区的。",
        ),
    ],
    size: Annotated[str, typer.Option(help="纸：a4、a3。")] = "a4",
    month: Annotated[str, typer.Option(help="社区：哪个月，例如 2026-10；不写就是这个月。")] = "",
    year: Annotated[str, typer.Option(help="单位：哪一年，例如 2026；不写就是今年。")] = "",
    out: Annotated[
        Path | None, typer.Option(help="写到哪个文件，以 .html 结尾；不写就写在当前文件夹里。")
    ] = None,
    pdf: Annotated[
        bool, typer.Option("--pdf", help="再做一份 PDF，用这台电脑上的 Edge、Chrome 或 Chromium。")
    ] = False,
    today: Today = None,
    root: Root = None,
) -> None:
    """做一张贴在公示栏上的纸：公示、社区这个月、单位这一年、正在公示的单子。见 docs/printing.md。"""
    from noticeboard.commands.print import Asked, print_command

    path = out.resolve() if out else None
    asked = Asked(name, size.lower(), month, year)
    done = print_command(project_in(root), asked, path, pdf, day_of(today))
    for note in done.notes:
        print(f"注意：{note}", file=sys.stderr)
    for written in filter(None, (done.path, done.pdf)):
        print(f"写好了：{short(written)}")
    print(f"{done.sheet.title}：{size.upper()} 纸，{done.sheet.pages} 页。打印时缩放选 100%。")
