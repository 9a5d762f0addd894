"""Which steps are due, and what they would change, told before anything is written."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass

from noticeboard.migrate.edits import with_version
from noticeboard.migrate.steps import DESCRIPTOR, STEPS, State

BOM = "\ufeff"


@dataclass(frozen=True)
class Plan:
    """What would be written: ``files`` by name, ``told`` for each step, ``left`` for people to do."""

    files: dict[str, bytes]
    told: tuple[str, ...]
    left: tuple[str, ...]


def planned(before: dict[str, bytes], version: int, shipped: str) -> Plan:
    """Return what brings the files of ``data/`` from a version (0: none is named) up to date.

    Line ends and byte order marks stay as they are.
    """
    texts = {name: body.decode("utf-8") for name, body in before.items()}
    plain = {name: text.removeprefix(BOM).replace("\r\n", "\n") for name, text in texts.items()}
    state, told = State(plain, shipped), []
    for step in STEPS:
        if step.version <= version:
            continue
        after = step.take(state)
        lines = list(_changes(state.files, after.files))
        told += (
            [f"第 {step.version} 版：{step.title}", *(f"  {line}" for line in lines)]
            if lines
            else []
        )
        state = after
    named = with_version(state.descriptor, STEPS[-1].version)
    files = state.files | {DESCRIPTOR: named}
    told.append(f"写明资料是第 {STEPS[-1].version} 版")
    changed = {name: _as_before(texts.get(name, ""), text).encode() for name, text in files.items()
               if plain.get(name) != text}  # fmt: skip
    return Plan(changed, tuple(told), state.left)


def _changes(before: dict[str, str], after: dict[str, str]) -> Iterator[str]:
    """Yield a line for each file that a step makes or changes."""
    for name in sorted(after):
        if name not in before:
            yield f"data/{name}：新的文件"
        elif before[name] != after[name]:
            old, new = before[name].split("\n"), after[name].split("\n")
            lines = list(difflib.unified_diff(old, new, n=0, lineterm=""))[2:]
            added, gone = (sum(line.startswith(mark) for line in lines) for mark in "+-")
            parts = (("改", min(added, gone)), ("添", added - gone), ("删", gone - added))
            yield f"data/{name}：" + "，".join(f"{word} {n} 行" for word, n in parts if n > 0)


def _as_before(old: str, text: str) -> str:
    mark = BOM if old.startswith(BOM) else ""
    return mark + (text.replace("\n", "\r\n") if "\r\n" in old else text)
