"""The skin of the bundle: made for a colleague, packed there, taken back here."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from noticeboard.cli.app import Root, Today, app, day_of, project_in, short
from noticeboard.cli.asking import agreed

group = typer.Typer(
    no_args_is_help=True,
    help="给没有 Python 和 git 的同事：做一份双击就能用的压缩包，改过的收回来。见 docs/bundle.md。",
)
app.add_typer(group, name="bundle")


@group.command("make")
def make_bundle(
    python: Annotated[Path, typer.Option(help="python.org 的 Windows embeddable package（zip）。")],
    wheels: Annotated[Path, typer.Option(help="给 Windows 的软件包，.ci/wheels 下载的文件夹。")],
    out: Annotated[Path, typer.Option(help="写到哪个文件。")] = Path("共建公示栏.zip"),
    sha256: Annotated[str, typer.Option(help="Python 压缩包应当有的 SHA-256；不一样就不做。")] = "",
    today: Today = None,
    root: Root = None,
) -> None:
    """做压缩包：资料、程序、软件包、Python。没有密钥，没有居民的答案。"""
    from noticeboard.commands.bundle import make

    done = make(
        project_in(root), python.resolve(), wheels.resolve(), out.resolve(), sha256, day_of(today)
    )
    print(f"写好了：{short(done.path)}，{done.size / 1024 / 1024:.0f} MB，{done.files} 个文件")
    print(f"Python {done.python}，SHA-256 {done.sha256}：和下载页上写的对一遍")


@group.command("pack")
def pack_changes(today: Today = None, root: Root = None) -> None:
    """在同事的电脑上：把改过的资料装成 带回-日期.zip。"""
    from noticeboard.commands.bundle_back import pack

    path, lines = pack(project_in(root), Path.cwd(), day_of(today))
    print("\n".join(lines) or "没有改过什么。")
    if path:
        print(f"写好了：{short(path)}。把它发给管网站的人。")


@group.command("take")
def take_changes(
    file: Annotated[Path, typer.Argument(help="同事发来的 带回-日期.zip。")],
    yes: Annotated[bool, typer.Option("--yes", help="不再问，直接写进去。")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只说会改什么，不写。")] = False,
    today: Today = None,
    root: Root = None,
) -> None:
    """收回同事改过的：先说改了哪些文件，问过才写。资料会有错的，或者两边改了同一处的，什么也不写。"""
    from noticeboard.commands.bundle_back import put, take

    project = project_in(root)
    taken = take(project, file.resolve(), day_of(today))
    print("\n".join(taken.lines) or "没有变化。")
    if not taken.lines or dry_run:
        return
    if not yes and not agreed("写进去吗？", default=False):
        print("没有写。")
        raise typer.Exit(1)
    put(project, taken)
    print("写好了。用 git diff 看一遍，再提交。")
