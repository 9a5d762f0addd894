"""Characters that nobody can see, by name, so that a message can say what to delete.

A zero-width space in an id makes two ids that look alike; a bidi mark turns a sentence round.
Nothing is stripped silently: what cannot be seen is a problem at its place. White space at
both ends of a cell goes, as ever; the ideographic space (U+3000) may stand in a text.
"""

from __future__ import annotations

import re

NAMES = {
    0x7F: "删除符（DEL）",
    0xAD: "软连字符",
    0x34F: "组合用字符连接符",
    0x61C: "阿拉伯文方向符",
    0x180E: "蒙古文元音分隔符",
    0x200B: "零宽空格",
    0x200C: "零宽不连字符",
    0x200D: "零宽连字符",
    0x200E: "从左到右方向符",
    0x200F: "从右到左方向符",
    0x2028: "行分隔符",
    0x2029: "段分隔符",
    0x202A: "方向嵌入符",
    0x202B: "方向嵌入符",
    0x202C: "方向结束符",
    0x202D: "方向强制符",
    0x202E: "从右到左强制符",
    0x2060: "文字连接符",
    0x2800: "盲文空格",
    0x3164: "韩文填充符",
    0xFEFF: "字节顺序标记（BOM）",
    0x09: "制表符（Tab）",
    0xA0: "不换行空格",
    0x202F: "窄的不换行空格",
}
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U0001d173-\U0001d17a\U000e0000-\U000e007f]"
)
# Spaces that look like the common one and are not; between the words of a cell only.
SPACES = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f]")


def unseen_in(text: str) -> tuple[int, str, str] | None:
    """Return where the first character stands that nobody sees, and what to say of it."""
    return _told(UNSEEN.search(text), "看不见的字符")


def odd_space_in(text: str) -> tuple[int, str, str] | None:
    """Return where the first space stands that is not a common one, and what to say of it."""
    return _told(SPACES.search(text), "特殊的空格")


def named(char: str) -> str:
    """Return a character's name and number."""
    name = NAMES.get(ord(char), "控制字符" if ord(char) < ord(" ") else "不显示的字符")
    return f"{name}（U+{ord(char):04X}）"


def _told(found: re.Match[str] | None, kind: str) -> tuple[int, str, str] | None:
    if not found:
        return None
    char = named(found[0])
    hint = "把它前面和后面的字连同它一起删去，再重新输入这几个字"
    return found.start(), f"第 {found.start() + 1} 个字是{kind}：{char}", hint
