"""How much markup a page may hold.

Python-Markdown looks at the rest of a paragraph anew at each bracket, and at all headings
anew at each heading: ten thousand ``[`` take it longer than anybody waits. A page that
people write is far below these limits; one beyond them is refused before it is rendered.
"""

from __future__ import annotations

import re

from noticeboard.errors import Place
from noticeboard.load.files import UnreadableError

MAX_BODY = 200_000
MAX_LINES = 5_000
MAX_ON_PAGE = {"[": 1_000, "<": 1_000, "#": 1_000, "\\": 20_000, "`": 20_000, "标题": 500}
MAX_IN_PARAGRAPH = {"[": 200, "<": 200}
MAX_NESTED = 40
NESTED = re.compile(r"(?:[ \t>]|[*+-](?=[ \t])|[0-9]{1,9}[.)](?=[ \t]))*+")
HEADING = re.compile(r" {0,3}(#|=+ *$|-+ *$)")


def refuse_too_much_markup(file: str, body: str, first_line: int) -> None:
    """Raise ``UnreadableError`` at the line where a body goes beyond the limits."""
    lines = body.split("\n")
    if len(body) > MAX_BODY or len(lines) > MAX_LINES:
        message = f"正文有 {len(body)} 个字、{len(lines)} 行，太长了"
        hint = f"一页最多 {MAX_BODY} 个字、{MAX_LINES} 行：分成几页，或者作为附件放进 content/files"
        raise UnreadableError(Place(file, first_line), "prose-size", message, hint)
    page = dict.fromkeys(MAX_ON_PAGE, 0)
    paragraph = dict.fromkeys(MAX_IN_PARAGRAPH, 0)
    for number, line in enumerate(lines, first_line):
        if not line.strip() or line.lstrip().startswith("|"):
            paragraph = dict.fromkeys(MAX_IN_PARAGRAPH, 0)
        for mark in paragraph:
            paragraph[mark] += line.count(mark)
        for mark in ("[", "<", "#", "\\", "`"):
            page[mark] += line.count(mark)
        page["标题"] += bool(HEADING.match(line))
        _judge(Place(file, number), page, MAX_ON_PAGE, "这一页")
        _judge(Place(file, number), paragraph, MAX_IN_PARAGRAPH, "这一段")
        nested = NESTED.match(line)
        if nested and nested.end() > MAX_NESTED and line.strip():
            message = "这一行的缩进、引用或列表一层套一层，套得太深了"
            raise UnreadableError(Place(file, number), "prose-size", message, "减少缩进的层数")


def _judge(place: Place, counts: dict[str, int], limits: dict[str, int], where: str) -> None:
    for mark, most in limits.items():
        if counts[mark] > most:
            message = f"到这一行，{where}里的「{mark}」超过了 {most} 个"
            raise UnreadableError(place, "prose-size", message, "检查是不是粘贴错了；或者分成几页")
