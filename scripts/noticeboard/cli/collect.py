"""The skin of the collector."""

from __future__ import annotations

from typing import Annotated

import typer

from noticeboard.cli.app import Root, app, project_in


@app.command()
def collect(
    port: Annotated[int, typer.Option(min=0, max=65535, help="端口。")] = 8765,
    host: Annotated[
        str, typer.Option(help="在哪个地址上收；默认只在本机，前面放 nginx。")
    ] = "127.0.0.1",
    behind_proxy: Annotated[
        bool, typer.Option("--behind-proxy", help="前面有 nginx，按它写的 X-Forwarded-For 限速。")
    ] = False,
    per_second: Annotated[int, typer.Option(min=1, help="全部加起来，每秒最多收几份。")] = 100,
    root: Root = None,
) -> None:
    """收居民在网上填的问卷，存好了才说收到。怎样放到服务器上，见 docs/collector.md。"""
    from noticeboard.commands.collect import collect as take_answers

    take_answers(
        project_in(root),
        host,
        port,
        lambda line: print(line, flush=True),
        behind_proxy=behind_proxy,
        per_second=per_second,
    )
