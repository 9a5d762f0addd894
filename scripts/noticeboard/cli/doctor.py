"""The skin of the doctor."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from noticeboard.cli.app import Root, Today, app, day_of
from noticeboard.project import Project


@app.command()
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="给程序看。")] = False,
    online: Annotated[
        bool, typer.Option("--online", help="试着连一连：谷歌表格、git 的远端、收件的数据库。")
    ] = False,
    today: Today = None,
    root: Root = None,
) -> None:
    """每一样设好了没有：哪里不对，下一步做什么。什么也不改，不说密码和个人信息。

    ✓ 正常 · ！ 留意 · ✗ 坏了。有坏了的返回 1，别的返回 0。
    """
    from noticeboard.commands.doctor import doctor as look

    # Not by ``project_in``: that would finish what a killed run left, which is to be told here.
    project = Project.broken(root or Path.cwd())
    findings = []
    for finding in look(project, day_of(today), online):
        findings.append(finding)
        if not as_json:
            print(finding.told(), flush=True)
    wrong = sum(one.state == "error" for one in findings)
    watch = sum(one.state == "warning" for one in findings)
    if as_json:
        told = {"ok": not wrong, "findings": [one.as_dict() for one in findings]}
        print(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        print(f"{len(findings)} 项：{wrong} 项坏了，{watch} 项要留意。")
    if wrong:
        raise typer.Exit(1)
