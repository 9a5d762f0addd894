"""Find the line on which a YAML fault was made.

The parser complains where it gives up, which is often a line later: after ``name：x`` (a
full-width colon), ``name:x`` (no space), ``-x`` (no space) or an open ``[`` it reads on.
Only files that do not parse are looked at here, so a sound file is never blamed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from noticeboard.load.files import UnreadableError

KEY = re.compile(r"(- )?[^\s:：\[\]{}\"'#]+:(\s|$)")
BLOCK = re.compile(r":\s*[>|][+-]?\s*$")
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
    for index, line in enumerate(lines):
        text, indent = line.strip(), len(line) - len(line.lstrip())
        if block is not None and (not text or indent > block):
            continue
        block = indent if BLOCK.search(line) else None
        if not text or text.startswith("#") or text in ("---", "..."):
            continue
        if fault := _fault(text, _next_indent(lines, index) > indent):
            column, message, hint = fault
            yield index, indent + column, message, hint


def _next_indent(lines: list[str], index: int) -> int:
    following = (line for line in lines[index + 1 :] if line.strip())
    line = next(following, "")
    return len(line) - len(line.lstrip())


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
    return (
        1 + 2 * item,
        "这一行缺少名称后面的半角冒号和空格",
        "写成“名称: 内容”，冒号用半角的，后面空一格",
    )
