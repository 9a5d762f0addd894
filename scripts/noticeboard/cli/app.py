"""What the commands of the skin share: the application, common options, how words become values."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from noticeboard.errors import UsageError
from noticeboard.project import Project
from noticeboard.writer import finish

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="共建公示栏：检查资料，生成公示网站。",
)

Root = Annotated[Path | None, typer.Option(help="项目文件夹；默认从当前文件夹往上找。")]
Today = Annotated[str | None, typer.Option(help="当作今天的日期，例如 2026-11-24。")]
Strict = Annotated[bool, typer.Option("--strict", help="提醒也算错误。")]


def project_in(root: Path | None) -> Project:
    """Return the project there, or the nearest one upwards; a change cut short is finished first."""
    if root and not (root / "data").is_dir():
        raise UsageError(f"{root} 里没有 data 文件夹，不是公示栏项目")
    project = Project(root.resolve()) if root else Project.find(Path.cwd())
    finish(project.data)
    return project


def day_of(text: str | None, option: str = "--today") -> dt.date | None:
    """Return the day that an option names."""
    from noticeboard.mend import how_to_write, mended

    if not text:
        return None
    try:
        return dt.date.fromisoformat(mended("date", text) or text)
    except ValueError:
        raise UsageError(f"{option} {text} 不是日期，{how_to_write(text)}") from None


def short(path: Path) -> str:
    """Return the path as seen from here, where that is shorter."""
    try:
        return path.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()
