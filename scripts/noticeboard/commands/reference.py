"""The generated pages of ``docs/``: what the code knows, so that no page can be out of date."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from noticeboard.commands.rules_page import NOTE
from noticeboard.load import load
from noticeboard.orders import ACTORS, NEED_WORDS, STATES
from noticeboard.project import Project
from noticeboard.schema import json_schema


def reference_pages(project: Project, help_texts: dict[str, str]) -> dict[str, str]:
    """Return name → Markdown of every generated page but ``rules.md``, which needs faults.

    ``help_texts`` are the commands' ``--help`` as printed; only ``cli`` knows those.
    """
    return {
        "data-dictionary.md": NOTE + "".join(_dictionary(project)),
        "site-settings.md": NOTE + "".join(_settings()),
        "order-states.md": NOTE + "".join(_states()),
        "commands.md": NOTE + "".join(_commands(help_texts)),
    }


def _dictionary(project: Project) -> Iterator[str]:
    """Yield the tables and columns of ``data/datapackage.yaml``."""
    yield "# 数据字典\n\n每张表有哪些列、填什么。标“必填”的不能空着；其余的空着表示“原文未载明”。\n"
    for table in load(project).tables.values():
        resource = table.resource
        where = resource.where + ("编号.md" if resource.where.endswith("/") else "")
        yield f"\n## {resource.title} `{where}`\n\n{resource.description}。\n\n"
        yield "| 列 | 名称 | 类型 | 填什么 |\n|---|---|---|---|\n"
        for field in resource.fields.values():
            kind = field.type + ("，必填" if field.required else "")
            target = field.references or resource.foreign_keys.get(field.name, ("",))[0]
            words = [field.description]
            words += [f"填 {target} 表的编号"] if target and "编号" not in field.description else []
            words += ["；".join(f"`{v}` {label}" for v, label in field.labels.items())]
            words += [f"例如 `{field.example}`"] if field.example else []
            told = "<br>".join(word for word in words if word)
            yield f"| `{field.name}` | {field.title} | {kind} | {told} |\n"


def _states() -> Iterator[str]:
    """Yield the table of an order's states."""
    yield "# 办理单的每一步\n\n"
    yield "`data/order_events.csv` 一步一行，`state` 填下面的词。第一步是 `submitted`。\n\n"
    yield "| state | 叫什么 | 什么意思 | 谁来办 | 要写明 | 接下来可以是 |\n|---|---|---|---|---|---|\n"
    for state in STATES.values():
        actors = "、".join(f"`{actor}` {ACTORS[actor]}" for actor in state.actors)
        needs = "、".join(f"`{name}` {NEED_WORDS[name]}" for name in state.needs) or "—"
        then = "、".join(f"`{key}` {STATES[key].word}" for key in state.then) or "（结束）"
        yield f"| `{state.key}` | {state.word} | {state.sentence} | {actors} | {needs} | {then} |\n"


def _settings() -> Iterator[str]:
    """Yield the settings of ``data/site.yaml``."""
    schema: dict[str, Any] = json_schema("site")
    yield "# 网站设置 `data/site.yaml`\n\n| 名称 | 意思 | 填什么 |\n|---|---|---|\n"
    for name, described in schema["properties"].items():
        needed = "（必填）" if name in schema["required"] else ""
        yield f"| `{name}` | {described['title']}{needed} | {described['description']} |\n"


def _commands(help_texts: dict[str, str]) -> Iterator[str]:
    """Yield every command with its ``--help``."""
    yield "# 命令 / Commands\n"
    for name, text in help_texts.items():
        yield f"\n## `{name}`\n\n```text\n{text.strip()}\n```\n"
