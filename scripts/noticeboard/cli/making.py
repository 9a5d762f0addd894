"""The skin of making: a new record, a new town, older data brought up to date."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from noticeboard import __version__
from noticeboard.cli.app import Root, Today, app, day_of, project_in, short
from noticeboard.cli.asking import agreed, led, on_a_terminal
from noticeboard.errors import DataProblems, UsageError
from noticeboard.making.asking import Question


@app.command()
def new(
    kind: Annotated[
        str, typer.Argument(help="建什么：notice 公示、project 项目、unit 单位……；list 列出全部。")
    ] = "list",
    name: Annotated[str | None, typer.Option(help="名称。")] = None,
    title: Annotated[str | None, typer.Option(help="标题。")] = None,
    community: Annotated[str | None, typer.Option(help="哪个社区，名字或者编号。")] = None,
    unit: Annotated[str | None, typer.Option(help="哪家单位，名字或者编号。")] = None,
    id: Annotated[str | None, typer.Option(help="编号；不写就自动起。")] = None,
    set: Annotated[
        list[str] | None, typer.Option("--set", help="别的列，写成 列=值，可以写几次。")
    ] = None,
    funder: Annotated[
        list[str] | None,
        typer.Option(help="项目：谁出的钱，写成 单位=金额=种类，一笔写一次。"),
    ] = None,
    question: Annotated[
        list[str] | None,
        typer.Option(help="问卷：一道题，写成 题型=题目=选项；选项，一题写一次。"),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看要写什么，不写。")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="不用再问，直接写。")] = False,
    today: Today = None,
    root: Root = None,
) -> None:
    """一问一答，添一条新的：公示、项目、单位……写之前给您看，Ctrl+C 什么也不写。见 docs/making.md。"""
    from noticeboard.commands.new import begin, listed, missing

    if kind == "list":
        print(f"能建的（写英文、中文都行，例如 noticeboard new 项目）：\n{listed()}")
        return
    given = {"name": name, "title": title, "community": community, "unit": unit, "id": id}
    said = {key: text for key, text in given.items() if text is not None} | _pairs(set)
    for option, texts in (("funder", funder), ("question", question)):
        if texts:
            said[option] = "\n".join(texts)
    interview = begin(project_in(root), kind, said, not on_a_terminal(), day_of(today))
    result = led(interview.questions(), lambda one: missing(interview, one))
    print("\n要写的：")
    print("\n".join(result.shown))
    if dry_run or not (yes or not on_a_terminal() or agreed("写进去吗？", default=True)):
        print("没有写。")
        return
    try:
        files = interview.write()
    except DataProblems:
        print("\n合起来有问题，没有写。改了再来，不用从头打（改掉不对的那一项）：", file=sys.stderr)
        print(f"  {interview.again()}\n", file=sys.stderr)
        raise
    print(f"写好了：{'、'.join(files)}。\n接下来：")
    for step in (*result.then, "noticeboard check 查一遍；noticeboard serve 看网页上的样子"):
        print(f"  · {step}")


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="放在哪个文件夹，要是空的。")],
    name: Annotated[str | None, typer.Option(help="镇、街道的名称，例如 东河镇。")] = None,
    code: Annotated[str | None, typer.Option(help="镇的区划代码，9 位。")] = None,
    county: Annotated[str | None, typer.Option(help="属于哪个县、区。")] = None,
    city: Annotated[str | None, typer.Option(help="属于哪个市。")] = None,
    community: Annotated[
        list[str] | None,
        typer.Option(help="一个社区，写成 名称=代码，例如 东街社区=001，可以写几次。"),
    ] = None,
    site: Annotated[str | None, typer.Option(help="网站叫什么。")] = None,
    register: Annotated[str | None, typer.Option(help="本地登记簿叫什么。")] = None,
    operator: Annotated[str | None, typer.Option(help="主办单位。")] = None,
    contact: Annotated[str | None, typer.Option(help="主办单位的办公电话或者地址。")] = None,
    site_url: Annotated[str | None, typer.Option(help="网站的完整网址。")] = None,
    wheel: Annotated[
        Path | None, typer.Option(help="程序的 .whl 文件，拷进新文件夹；不写就找安装时用的那个。")
    ] = None,
) -> None:
    """给另一个镇建一份：资料是空的，网页、检查、发布都齐全。见 docs/another-town.md。"""
    from noticeboard.commands.init import init as begin_town
    from noticeboard.commands.init import refuse_used
    from noticeboard.making.town import town

    target = folder.resolve()
    refuse_used(target)
    options = {"name": name, "code": code, "county": county, "city": city, "site": site,
               "register": register, "operator": operator, "contact": contact, "site_url": site_url}  # fmt: skip
    given = {key: text for key, text in options.items() if text is not None}
    asked = led(town(given, community or ()), _option)
    project, program = begin_town(target, asked, wheel.resolve() if wheel else None)
    here = short(project.root)
    print(f"建好了：{here}。接下来：")
    print(f"  · cd {here}，看看 README.md")
    if program:
        print(f"  · 程序放在 wheels/{program.name}，和资料一起提交")
    else:
        print(
            f"  · 把 noticeboard-{__version__}-py3-none-any.whl 放进 wheels/（从哪里来：docs/another-town.md）"
        )
    print("  · make site 生成网站，make test 全部查一遍；Windows 上也这样写")
    print("  · git init，git add -A，git commit -m 建站：以后每次改动都查得到、退得回")


@app.command()
def migrate(
    yes: Annotated[bool, typer.Option("--yes", help="不用再问，直接写。")] = False,
    root: Root = None,
) -> None:
    """资料是旧版本的写法，改成现在的：先看要改什么，再写；全部写，或者一个不写。"""
    from noticeboard.commands.migrate import migrate as bring_up_to_date

    due = bring_up_to_date(project_in(root))
    if not due.is_due:
        print(f"资料已经是第 {due.version} 版，不用改。")
        return
    print("要改的：")
    print("\n".join(due.plan.told))
    if due.plan.left:
        print("\n要自己补的，补好以前 noticeboard check 过不了：")
        print("\n".join(f"  · {line}" for line in due.plan.left))
    if due.undoable:
        print(f"\n注意：{due.undoable}。")
    if not (yes or (on_a_terminal() and agreed("写进去吗？", default=True))):
        print("\n没有写。" + ("" if on_a_terminal() else "看好了，加上 --yes 就写。"))
        return
    print(f"写好了：{'、'.join(due.write())}。\n接下来：")
    print("  · noticeboard check 查一遍，make site 看一看")
    print(
        "  · 对的就 git add -A，git commit；不对就 git checkout -- data 退回去（新的文件用 git clean data）"
    )


def _option(question: Question) -> UsageError:
    return UsageError(
        f"还要写 --{question.name.replace('_', '-')}（{question.title}）。{question.about}"
    )


def _pairs(texts: list[str] | None) -> dict[str, str]:
    pairs = {}
    for text in texts or ():
        name, mark, value = text.partition("=")
        if not mark or not name.strip():
            raise UsageError(f"--set 写成 列=值，例如 --set stage=planned；这里写的是「{text}」")
        pairs[name.strip()] = value
    return pairs
