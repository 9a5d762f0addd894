"""The skin of the inbox: what residents asked for, and how it is answered."""

from __future__ import annotations

from typing import Annotated

import typer

from noticeboard.cli.app import Root, Today, app, day_of, project_in


@app.command()
def inbox(
    verb: Annotated[str, typer.Argument(help="做什么，见上面。")] = "list",
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="ID…", help="点单的编号，可以几条一起；list 后面是问卷，可以不写。"),
    ] = None,
    title: Annotated[str, typer.Option(help="accept：公开的标题，不写个人情况。")] = "",
    category: Annotated[str, typer.Option(help="accept：哪一类；不写就照居民选的。")] = "",
    community: Annotated[str, typer.Option(help="accept：哪个社区；不写就照居民选的。")] = "",
    compound: Annotated[str, typer.Option(help="accept：哪个小区；不写就照居民选的。")] = "",
    urgency: Annotated[str, typer.Option(help="accept：有多急；不写就照居民选的。")] = "",
    detail: Annotated[
        str, typer.Option(help="accept：具体情况，在哪里、怎么样；公开，单位也看得到。")
    ] = "",
    need_only: Annotated[
        bool, typer.Option("--need-only", help="accept：只列进需求清单，先不开办理单。")
    ] = False,
    into: Annotated[str, typer.Option(help="merge：并到哪张办理单、哪条需求。")] = "",
    to: Annotated[str, typer.Option(help="refer：转给谁。")] = "",
    reason: Annotated[str, typer.Option(help="decline、refer：说明，居民看得到。")] = "",
    today: Today = None,
    root: Root = None,
) -> None:
    """看居民的点单，一条一条答复。

    list 列出来 · show 看一条 · accept 受理 · merge 合并 · refer 转办 · decline 不予办理
    """
    from noticeboard.commands.inbox import Decision, decide_all
    from noticeboard.commands.inbox_words import listed, shown_alone

    project, day, ids = project_in(root), day_of(today), names or []
    if verb == "list":
        print("\n".join(listed(project, day, ids[0] if ids else "")))
        return
    if verb == "show":
        print("\n".join(shown_alone(project, day, ids)))
        return
    decision = Decision(
        verb, title, category, community, compound, urgency, into, to, reason, need_only, detail
    )
    print("\n".join(decide_all(project, "", ids, decision, day).lines))
