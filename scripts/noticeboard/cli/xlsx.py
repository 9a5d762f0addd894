"""The skin of what staff work with: the workbook given out, taken back, undone; files in canonical form."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from noticeboard.cli.app import Root, Today, app, day_of, project_in, short
from noticeboard.cli.asking import agreed
from noticeboard.errors import UsageError

group = typer.Typer(
    no_args_is_help=True,
    help="用一份表格文件改资料：导出、在 WPS 里改、交回来。见 docs/workbook.md。",
)
app.add_typer(group, name="xlsx")


@group.command("export")
def export_workbook(
    file: Annotated[
        Path | None, typer.Argument(help="写到哪个文件；不写就是 登记表-日期.xlsx。")
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option("--only", help="只要这张表，写表名，可以写几次。")
    ] = None,
    inbox: Annotated[
        bool, typer.Option("--inbox", help="加一页等着答复的点单；这样的文件是内部的。")
    ] = False,
    today: Today = None,
    root: Root = None,
) -> None:
    """导出登记表：一页一张表，有下拉列表，第一页是说明。"""
    from noticeboard.commands.xlsx import export

    path = file.resolve() if file else None
    done = export(project_in(root), path, only or (), day_of(today), Path.cwd(), inbox)
    print(f"写好了：{short(done.path)}")
    print("\n".join(done.lines))


@group.command("import")
def import_workbook(
    file: Annotated[Path, typer.Argument(help="改好的登记表。")],
    yes: Annotated[bool, typer.Option("--yes", help="不再问，直接写进去。")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只说会改什么，不写。")] = False,
    today: Today = None,
    root: Root = None,
) -> None:
    """把改好的登记表交回来：先一行一行说出改了什么，问过才写。有错的说出是哪一格，什么也不写。"""
    from noticeboard.commands.xlsx import plan, write

    wish = plan(project_in(root), file.resolve(), day_of(today))
    for remark in wish.remarks:
        print(f"注意：{remark}")
    if wish.is_empty:
        print("没有变化。")
        return
    print("\n".join(wish.lines))
    if dry_run:
        print("只是看看，没有写进去。")
        return
    if not yes:
        if not sys.stdin.isatty():
            raise UsageError("还没有写进去。看过了，没有错，加上 --yes 再运行一次")
        if not agreed("写进去吗？", default=False):
            print("没有写进去。")
            return
    files = write(wish)
    print(f"写进了 {'、'.join(files)}。要退回：noticeboard xlsx undo")
    print("看一眼，用 git 提交，再发布。")


@group.command("undo")
def undo_import(root: Root = None) -> None:
    """退回上一次交回来的登记表：那几个文件恢复成交以前的样子。"""
    from noticeboard.commands.xlsx import undo

    print(f"退回了 {'、'.join(undo(project_in(root)))}。")


@app.command()
def fmt(
    check: Annotated[
        bool, typer.Option("--check", help="只说哪些文件要改，不改；有要改的返回 1。")
    ] = False,
    root: Root = None,
) -> None:
    """把 data 里的文件和公示的开头写成统一的样子。内容的意思不变，注释不丢；读不懂的文件不动。"""
    from noticeboard.commands.fmt import fmt as put_in_form

    done = put_in_form(project_in(root), check)
    for line in done.left:
        print(line, file=sys.stderr)
    for name in done.changed:
        print(f"{'要改' if check else '改好了'}：{name}")
    if not done.changed and not done.left:
        print("都已经是统一的写法。")
    if (check and done.changed) or done.left:
        raise typer.Exit(1)
