"""The skin of the site: check, build, look for what is personal, show."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from noticeboard import __version__
from noticeboard.cli.app import Root, Strict, Today, app, day_of, project_in, short
from noticeboard.errors import Problem

Engine = Literal["mkdocs", "zensical"]
Format = Literal["text", "json", "github"]


@app.callback(invoke_without_command=True)
def _version(
    version: Annotated[bool, typer.Option("--version", help="显示版本号。")] = False,
) -> None:
    if version:
        print(f"noticeboard {__version__}")
        raise typer.Exit


@app.command()
def check(
    format: Annotated[Format, typer.Option(help="text 给人看；json、github 给程序看。")] = "text",
    strict: Strict = False,
    skip: Annotated[list[str] | None, typer.Option(help="跳过这条规则，可以写几次。")] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="说出每一步用了多久。")] = False,
    today: Today = None,
    root: Root = None,
) -> None:
    """检查全部资料，一次说完所有问题。没有问题返回 0，有问题返回 1，用法不对返回 2。"""
    from noticeboard.commands.check import STEPS, check_command
    from noticeboard.commands.clock import Stopwatch

    watch = Stopwatch()
    problems = check_command(project_in(root), tuple(skip or ()), day_of(today), watch.begin)
    if verbose:
        print("\n".join(watch.told(STEPS)), file=sys.stderr)
    if format == "json":
        print(json.dumps([p.as_dict() for p in problems], ensure_ascii=False, indent=2))
    elif format == "github":
        for problem in problems:
            print(problem.as_github())
    elif problems:
        print_problems(problems)
    else:
        print("没有发现问题。数字和姓名写得对不对，还要对一遍原文。")
    if any(strict or problem.severity == "error" for problem in problems):
        raise typer.Exit(1)


@app.command()
def build(
    engine: Annotated[Engine, typer.Option(help="网站引擎。")] = "mkdocs",
    out: Annotated[Path | None, typer.Option(help="写到哪个文件夹；默认是项目里的 site。")] = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="做一份能放在U盘里直接打开的。")
    ] = False,
    strict: Strict = False,
    today: Today = None,
    root: Root = None,
) -> None:
    """检查资料，生成整个网站。不需要联网。"""
    from noticeboard.commands.build import Options
    from noticeboard.commands.build import build as build_site

    project = project_in(root)
    target = out.resolve() if out else project.site
    options = Options(engine, target, offline, strict, day_of(today))
    done = build_site(project, options, say=lambda step: print(f"{step} …", flush=True))
    changed = (
        f"新写 {done.changed} 个，删去 {done.removed} 个"
        if done.changed or done.removed
        else "没有变化"
    )
    print(f"完成：共 {done.total} 个文件，{changed}。打开 {short(target)}/index.html 看看。")


@app.command()
def scan(
    folder: Annotated[Path | None, typer.Argument(help="网站文件夹；默认是项目里的 site。")] = None,
    history: Annotated[
        bool, typer.Option("--history", help="看 git 里 data 和 content 的全部历史。")
    ] = False,
    root: Root = None,
) -> None:
    """在生成好的网站里找个人信息：网页、表格、附件、脚本。找到返回 1，没有返回 0。"""
    from noticeboard.commands.scan import scan_history, scan_site

    project = project_in(root)
    target = folder.resolve() if folder else project.site
    done = scan_history(project) if history else scan_site(project, target)
    for seen in done.seen:
        code = f"（例外码 {seen.code}）" if seen.code else ""
        print(f"{seen.file} {seen.where}：{seen.what}{code}", file=sys.stderr)
    for closed in done.closed:
        print(f"提醒：{closed.file} {closed.what}", file=sys.stderr)
    if done.closed:
        print(
            f"有 {len(done.closed)} 个文件没有看成，请自己打开看看，或者换成能看的。",
            file=sys.stderr,
        )
    if done.seen or done.closed:
        print(
            f"看了 {done.files} 个文件，有 {len(done.seen)} 处个人信息，不要发布。"
            "改正资料再重新生成；该怎么办见 docs/privacy.md。",
            file=sys.stderr,
        )
        raise typer.Exit(1)
    print(f"看了 {done.files} 个文件，没有发现个人信息。")


@app.command()
def forget(
    words: Annotated[str, typer.Argument(help="姓名，或者人员表里的编号。")],
    root: Root = None,
) -> None:
    """找出一个人出现的每一处（资料、附件、网站、git 历史），说明怎么去掉。什么也不改。"""
    from noticeboard.commands.forget import forget as find_person
    from noticeboard.commands.forget import steps_for

    spots = find_person(project_in(root), words)
    for spot in spots:
        print(f"{spot.where} {spot.what}")
    if not spots:
        print("没有找到。")
        return
    print(f"\n共 {len(spots)} 处。怎么去掉：")
    for number, step in enumerate(steps_for(spots), 1):
        print(f"{number}. {step}")
    print("做完再运行一次，直到没有找到。什么时候收到的请求、什么时候办完，记在单位自己的登记里。")
    raise typer.Exit(1)


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(help="放在哪个文件夹，要是空的。")],
    communities: Annotated[int, typer.Option(min=1, max=500, help="几个社区。")] = 4,
    units: Annotated[int, typer.Option(min=4, max=5000, help="几家单位。")] = 46,
    projects: Annotated[int, typer.Option(min=0, max=99999, help="几个项目。")] = 24,
    deeds: Annotated[int, typer.Option(min=0, max=99999, help="几件实事。")] = 327,
    needs: Annotated[int, typer.Option(min=0, max=99999, help="几条需求。")] = 53,
    responses: Annotated[int, typer.Option(min=0, max=99999, help="每份问卷收到几份答案。")] = 640,
    seed: Annotated[int, typer.Option(help="换一个数，编出来的就不一样。")] = 1,
    today: Today = None,
) -> None:
    """编一个示例镇，看网站长什么样。每一页都标明“示例数据”。"""
    from noticeboard.commands.clock import today as current_day
    from noticeboard.commands.demo import Size, codes_to_try
    from noticeboard.commands.demo import demo as make_demo

    size = Size(communities, units, projects, deeds, needs, responses)
    project = make_demo(folder.resolve(), size, seed, current_day(day_of(today)))
    print(
        f"示例镇在 {short(project.root)}。接着运行：noticeboard build --root {short(project.root)}"
    )
    if needs:
        print(f"在“查进度”里可以试的回执码：{'、'.join(codes_to_try())}")


@app.command()
def serve(
    port: Annotated[int, typer.Option(help="端口。")] = 8000,
    open: Annotated[bool, typer.Option("--open", help="生成好了就打开浏览器。")] = False,
    root: Root = None,
) -> None:
    """在本机打开网站给自己看：一存盘就看到，改错了在页上说错在哪里。按 Ctrl+C 停止。"""
    import webbrowser

    from noticeboard.commands.serve import serve as serve_site
    from noticeboard.staff.app import DESK, routes_at

    def say(line: str) -> None:
        print(line, flush=True)

    project = project_in(root)
    show = webbrowser.open if open else say_nothing
    serve_site(project, port, say, routes_at(DESK, project, say), DESK, show)


def say_nothing(_: str) -> None:
    """Open no browser: people open the address that they were told."""


def print_problems(problems: tuple[Problem, ...]) -> None:
    """Print problems for people: where, what is wrong, what to do."""
    for problem in problems:
        print(problem.told(), file=sys.stderr)
    files = len({problem.place.file for problem in problems})
    errors = sum(problem.severity == "error" for problem in problems)
    reminders = len(problems) - errors
    counted = [f"{errors} 个问题"] if errors else []
    counted += [f"{reminders} 条提醒"] if reminders else []
    print(f"共 {'、'.join(counted)}，在 {files} 个文件里。", file=sys.stderr)
