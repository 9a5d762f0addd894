"""The skin of the loop: what residents answer, and what becomes of it."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import Annotated

import typer

from noticeboard.cli.app import Root, Today, app, day_of, project_in, short
from noticeboard.errors import UsageError
from noticeboard.project import Project

WHICH_ORDER = "哪一张单？把编号写在后面；有哪些，运行 noticeboard order list 看"


@app.command()
def fetch(
    surveys: Annotated[list[str] | None, typer.Argument(help="问卷的编号；不写就是全部。")] = None,
    confirm: Annotated[
        list[str] | None,
        typer.Option("--confirm", help="这个来源的答案忽然少了很多，看过了，是真的。"),
    ] = None,
    today: Today = None,
    root: Root = None,
) -> None:
    """读取问卷的答案：原始答案只留在本机，能公布的数写进 data/tallies。"""
    from noticeboard.commands.fetch import fetch as fetch_answers
    from noticeboard.commands.fetch_words import told

    project = project_in(root)
    done = fetch_answers(
        project,
        surveys or (),
        confirm or (),
        day_of(today),
        lambda step: print(f"{step} …", flush=True),
    )
    for one in done:
        print(told(one))
    if not all(one.complete for one in done):
        raise typer.Exit(1)


@app.command()
def form(
    survey: Annotated[str, typer.Argument(help="问卷的编号。")],
    to: Annotated[
        str,
        typer.Option(
            "--to", help="做成哪一种：google 谷歌表单，paper 打印的纸，xlsx 抄纸的登记表。"
        ),
    ] = "google",
    out: Annotated[
        Path | None, typer.Option("--out", help="写到哪个文件；不写就显示出来。")
    ] = None,
    community: Annotated[
        str, typer.Option(help="打印时：哪个社区的，填社区的编号；不写就让人自己勾。")
    ] = "",
    copies: Annotated[int, typer.Option(help="打印时：几张，每张的回执码不同。")] = 1,
    root: Root = None,
) -> None:
    """用问卷的定义做表单：谷歌表单、打印的纸、抄纸的登记表。见 docs/surveys.md。"""
    from noticeboard.commands.form import Sheets, form_of

    path = out.resolve() if out else None
    made = form_of(project_in(root), survey, to, path, Sheets(community, copies))
    print(f"写好了：{short(out.resolve())}" if out else made.text)
    for note in made.notes:
        print(f"注意：{note}", file=sys.stderr)


@app.command()
def order(
    verb: Annotated[
        str,
        typer.Argument(help="做什么，见上面。"),
    ],
    name: Annotated[
        str,
        typer.Argument(
            metavar="ORDER", help="办理单的编号；list 后面是状态，可以不写；new 后面是需求的编号。"
        ),
    ] = "",
    unit: Annotated[str, typer.Option(help="单位的名称或者编号。")] = "",
    due: Annotated[str, typer.Option(help="期限，例如 2026-12-01。")] = "",
    outcome: Annotated[str, typer.Option(help="办成了什么，一句话。")] = "",
    cost: Annotated[str, typer.Option(help="花了多少元，整数。")] = "",
    evidence: Annotated[str, typer.Option(help="凭据，几样用；隔开。")] = "",
    note: Annotated[str, typer.Option(help="说明、原因。")] = "",
    into: Annotated[str, typer.Option(help="merge：并到哪一张办理单。")] = "",
    title: Annotated[str, typer.Option(help="new：办理单的标题；不写就和需求一样。")] = "",
    by: Annotated[str, typer.Option(help="谁走的这一步：resident、community、unit、town。")] = "",
    out: Annotated[
        Path | None, typer.Option(help="slip、sheet 再写一份网页，用 A4 纸打印。")
    ] = None,
    community: Annotated[str, typer.Option(help="sheet 只要这个社区的。")] = "",
    today: Today = None,
    root: Root = None,
) -> None:
    """看办理单，让一张单走下一步。

    accept 受理 · dispatch 派单 · claim 接单 · start 开始办 · finish 办结 · confirm 确认 · rate 评价 ·
    return 退单 · transfer 转办 · merge 合并 · suspend 挂起 · reopen 重办 · decline 不予办理 ·
    withdraw 撤单；list 列出来 · show 看一张 · new 给需求开单 · slip 派单通知单 · sheet 认领表
    """
    from noticeboard.commands.order import missing, step, told
    from noticeboard.commands.steps import Given, yuan

    project, day = project_in(root), day_of(today)
    if verb in ("list", "show", "new"):
        print("\n".join(told(project, verb, name, title, day)))
        return
    if verb == "sheet" or (verb == "slip" and name):
        _paper(project, name if verb == "slip" else "", community, out, day)
        return
    if not name:
        raise UsageError(WHICH_ORDER)
    until, spent = day_of(due, "--due"), yuan(cost)
    given = Given(by, unit, until, outcome, spent, evidence, note, into)
    for option, word in missing(project, verb, name, given, day):
        if not sys.stdin.isatty():
            raise UsageError(f"还要写明{word}：加上 --{option}")
        given = given.completed(option, typer.prompt(word))
    done = step(project, verb, name, given, day)
    print("\n".join(done.lines))
    if done.slip:
        print(f"\n发给单位：\n\n{done.slip}")


def _paper(
    project: Project, name: str, community: str, out: Path | None, day: dt.date | None
) -> None:
    """Print the slip of an order, or the sheet of those that wait; write a page where asked."""
    from noticeboard.commands.sheet import sheet_command
    from noticeboard.commands.slip import slip_command

    path = out.resolve() if out else None
    if name:
        print(slip_command(project, name, path, day))
    else:
        print(sheet_command(project, community, path, day))
    if path:
        print(f"写好了：{short(path)}")


@app.command()
def todo(today: Today = None, root: Root = None) -> None:
    """今天有什么等着办：超期的单、等人办的单、到时候该做的事。"""
    from noticeboard.commands.todo import todo as what_waits

    groups = what_waits(project_in(root), day_of(today))
    for group in groups:
        print(f"{group.title}（{len(group.lines)}）")
        print("\n".join(f"  {line}" for line in group.lines))
    if not groups:
        print("没有等着办的事。")


@app.command()
def report(
    month: Annotated[str, typer.Argument(help="哪个月，例如 2026-10。")],
    html: Annotated[Path | None, typer.Option(help="再写一份网页，用 A4 纸横着打印。")] = None,
    xlsx: Annotated[Path | None, typer.Option(help="再写一份表格文件。")] = None,
    today: Today = None,
    root: Root = None,
) -> None:
    """办理情况月报：受理、派单、按时办结、超时、未办结、退单、评价。"""
    from noticeboard.commands.report import report_command

    page, book = (path.resolve() if path else None for path in (html, xlsx))
    print(report_command(project_in(root), month, page, book, day_of(today)))
    for path in filter(None, (page, book)):
        print(f"写好了：{short(path)}")


@app.command()
def bulletin(
    week: Annotated[str, typer.Option(help="哪一周，例如 2026-W48；不写就是这一周。")] = "",
    since: Annotated[str, typer.Option(help="不按周，从哪一天起到今天，例如 2026-11-20。")] = "",
    out: Annotated[Path | None, typer.Option(help="再写一个文本文件，以 .txt 结尾。")] = None,
    today: Today = None,
    root: Root = None,
) -> None:
    """一周简报：一段纯文字，复制到微信群里：在公示的、办好的、新记下的钱、要开的会、问谁。"""
    from noticeboard.commands.bulletin import bulletin_command

    path = out.resolve() if out else None
    start, day = day_of(since, "--since"), day_of(today)
    print(bulletin_command(project_in(root), week, start, path, day))
    if path:
        print(f"写好了：{short(path)}", file=sys.stderr)
