"""What was typed wrongly on the command line, in Chinese: typer tells it in English."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from noticeboard.words import nearest

# What people type for a command that is called otherwise.
MEANT = {
    "undo": "noticeboard xlsx undo（退回上一次交回来的登记表）；改错了文件，用 git checkout 退回",
    "import": "noticeboard xlsx import",
    "export": "noticeboard xlsx export",
    "publish": "noticeboard build 生成网站，再照 docs/publishing.md 发布",
    "preview": "noticeboard serve",
    "add": "noticeboard new",
    "test": "noticeboard check",
    "orders": "noticeboard order list",
    "help": "noticeboard --help",
}
NO_COMMAND = re.compile(r"No such command '(.*?)'", re.S)
TOO_MANY = re.compile(r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)", re.S)
NOT_ONE_OF = re.compile(r"is not one of (.*?)\.?$", re.S)
KINDS = {
    "valid integer": "要写整数",
    "valid number": "要写数",
    "valid boolean": "要写 true 或者 false",
}


def in_chinese(error: Any) -> str:
    """Return what an error of typer's tells, and which command tells more."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "noticeboard"
    said = _said(error, context)
    return f"{said}\n怎么写：{command} --help"


def _said(error: Any, context: Any) -> str:
    message = str(getattr(error, "message", ""))
    param = getattr(error, "param", None)
    if hasattr(error, "possibilities"):
        every = [name for one in context.command.params for name in one.opts] if context else ()
        return f"没有 {error.option_name} 这个选项。{_near(error.option_name, every)}"
    if hasattr(error, "param_type"):
        return f"还要写{_called(param)}"
    if hasattr(error, "option_name"):
        return f"{error.option_name} 后面还要写内容"
    if param is not None:
        return f"{_called(param).strip()}填得不对：{_wanted(message)}"
    if found := NO_COMMAND.search(message):
        word = found[1]
        every = list(getattr(context.command, "commands", {})) if context else []
        meant = "" if context and context.parent else MEANT.get(word, "")
        return f"没有 {word} 这个命令。" + (
            f"您要的也许是 {meant}" if meant else _near(word, every)
        )
    if found := TOO_MANY.search(message):
        return f"多写了“{found[1]}”，这里用不上；中间有空格的内容要用引号括起来"
    return message


def _wanted(message: str) -> str:
    """Return what a value should be, from what is said of one that is not."""
    if found := NOT_ONE_OF.search(message):
        return f"只能是 {found[1].replace(chr(39), '').replace(', ', '、')}"
    return next((said for word, said in KINDS.items() if word in message), message)


def _near(word: str, every: Iterable[str]) -> str:
    every = list(every)
    return nearest(word, every) or f"能写的有：{'、'.join(every)}"


def _called(param: Any) -> str:
    """Return how an argument or an option is called, with what it is for."""
    name = param.opts[0] if str(param.opts[0]).startswith("-") else (param.metavar or param.name)
    told = str(getattr(param, "help", "") or "").rstrip("。")
    return f" {name}（{told}）" if told else f" {name} "
