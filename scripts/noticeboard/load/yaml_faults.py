"""Find the line on which a YAML fault was made.

The parser complains where it gives up, which is often a line later: after ``name：x`` (a
full-width colon), ``name:x`` (no space), ``-x`` (no space) or an open ``[`` it reads on.
Only files that do not parse are looked at here, so a sound file is never blamed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from noticeboard.errors import Place
from noticeboard.load.files import UnreadableError

KEY = re.compile(r"(- )?[^\s:：\[\]{}\"'#]+:(\s|$)")
WIDE_COLON = re.compile(r"(- )?([^\s:：\[\]{}\"'#]{1,40})：(.*)")
BLOCK = re.compile(r":\s*[>|][+-]?\s*$")
MAX_TEXT = 1_000  # the patterns may look at a letter as often as the line has quotes
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'')


def culprit(lines: list[str], first_line: int, error: UnreadableError) -> UnreadableError:
    """Return the error at the last line before (or on) its own that is written wrongly."""
    limit = error.place.line - first_line
    found = [fault for fault in _faults(lines) if fault[0] <= limit]
    if not found:
        return error
    index, column, message, hint = found[-1]
    place = replace(error.place, line=index + first_line, column=column)
    return UnreadableError(place, "yaml-syntax", message, hint)


def _faults(lines: list[str]) -> Iterator[tuple[int, int, str, str]]:
    """Yield (line from 0, column from 1, message, hint) of lines that are neither key nor item."""
    block: int | None = None
    following = _next_indents(lines)
    for index, line in enumerate(lines):
        text, indent = line.strip(), indent_of(line)
        if block is not None and (not text or indent > block):
            continue
        block = indent if BLOCK.search(line[-MAX_TEXT:]) else None
        if not text or text.startswith("#") or text in ("---", "...") or len(text) > MAX_TEXT:
            continue
        if fault := _fault(text, following[index] > indent):
            column, message, hint = fault
            yield index, indent + column, message, hint


def _next_indents(lines: list[str]) -> list[int]:
    """Return, for every line, how far the next line that is not blank is indented."""
    indents, below = [0] * len(lines), 0
    for index in range(len(lines) - 1, -1, -1):
        indents[index] = below
        if lines[index].strip():
            below = indent_of(lines[index])
    return indents


def _fault(text: str, has_children: bool) -> tuple[int, str, str] | None:
    """Return column, message and hint of a line that YAML cannot read as what it is meant to be."""
    bare = QUOTED.sub(lambda match: "x" * len(match[0]), text)
    for opening, closing in ("[]", "{}"):
        if bare.count(opening) > bare.count(closing):
            hint = f"在同一行补上 {closing}"
            return bare.index(opening) + 1, f"这里的 {opening} 到行尾还没有成对", hint
    if text[0] in "-－—–" and not text.startswith("- "):
        return 1, "列表项的短横线后面要有一个空格", "写成“- 内容”，用半角的短横线"
    item = text.startswith("- ")
    if KEY.match(text) or (item and not has_children):
        return None
    if item and not re.match(r"- [^\s：:]+(：|:\S)", text):
        return None
    wide = WIDE_COLON.match(text)
    if wide:
        message = f"「{wide[2]}」后面是全角的冒号“：”，要用半角的“:”，后面空一格"
        return wide.end(2) + 1, message, f"改成 {wide[2]}: {wide[3].strip()[:40]}"
    return (
        1 + 2 * item,
        "这一行缺少名称后面的半角冒号和空格",
        "写成“名称: 内容”，冒号用半角的，后面空一格",
    )


def indent_of(text: str) -> int:
    """Return how many characters of white space a line begins with."""
    return len(text) - len(text.lstrip())


def indents_beside(lines: list[str], line: int, first_line: int) -> str:
    """Return the hint for a line that is indented wrongly: how far it and its neighbours are."""
    beside = [
        f"第 {near + first_line} 行空 {indent_of(lines[near])} 格"
        for near in (line - 1, line + 1)
        if 0 <= near < len(lines) and lines[near].strip()
    ]
    return (
        f"这一行左边空了 {indent_of(lines[line])} 格，{'，'.join(beside)}：同一层的左边要对齐，"
        "用空格不用 Tab；列表项以“- ”开头"
    )


def open_quote(place: Place) -> UnreadableError:
    """Return the error for a quote that is not closed on its line."""
    message = "这个引号到行尾还没有成对"
    hint = "在同一行补上另一半引号；文字里的英文引号改用中文引号“”"
    return UnreadableError(place, "yaml-quote", message, hint)


def explain(problem: str) -> tuple[str, str]:
    """Return message and hint for a complaint of the YAML parser."""
    if "mapping values are not allowed" in problem:
        return "这一行多了一个半角冒号", "给冒号后面的整段文字加上引号，或者改用中文冒号“：”"
    if "cannot start any token" in problem or "tab character" in problem:
        return "这里有不能用的字符（多半是 Tab）", "缩进只用空格；@、` 开头的文字要加引号"
    if "expected" in problem:
        hint = "列表项以“- ”开头，名称后面是半角冒号加一个空格；括号和引号要成对"
        return "这一行的缩进或写法不对，和上下几行接不上", hint
    return f"这里的 YAML 写法不对（{problem}）", "和上下几行比一比；必要时给文字加上引号"
