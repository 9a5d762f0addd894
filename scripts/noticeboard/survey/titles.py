"""Titles of columns: which wordings of a question a title may stand for."""

from __future__ import annotations

import html
import re

from noticeboard.survey.contents import blacked_out
from noticeboard.survey.wordings import Cell, plain, text_of

MAX_TITLE = 2_000
MAX_TOLD = 40
# 1、 *1. 6: 第6题 Q3 Q3_ — but not “2 号楼”. 3.18岁以上的人 is question 3, so 1.5 米 loses its 1 too.
NUMBERED = re.compile(
    r"(?:\* ?)?(?:第 ?[0-9]{1,3} ?题|[qQ] ?[0-9]{1,3}(?![0-9a-zA-Z])_?|[0-9]{1,3} ?[、.:)]) ?[、.:]? ?"
)
# 第6题(运动), 6、(运动): 问卷星 names the column of an option or of a row so.
NUMBER_ONLY = re.compile(r"(第 ?[0-9]{1,3} ?题|[0-9]{1,3} ?[、.]) ?\((.*)\)")
SUB_NUMBER = re.compile(r"\([0-9]{1,3}\) ?(.+)")
IN_BRACKETS = re.compile(r"\((.+)\)")
BLANK_NUMBER = re.compile(r"(.+)_填空[0-9]{0,3}")
KIND = re.compile(
    r"(?: ?[\[【(](?:单选|多选|填空|量表|排序|矩阵|评分|判断|下拉|必填|选填)[^\[\]【】()]{0,8}[\]】)])+$"
)
FORM = " :?*。."
GRID = re.compile(r"(.+?) ?\[(.+)\]")
JOINS = " :?*。.[]()—-_"


def title_of(cell: Cell) -> str:
    """Return the title in a header cell, normalised; forms are web pages, some leave ``&nbsp;``."""
    return plain(html.unescape(text_of(cell)[:MAX_TITLE]))


def core(title: str) -> str:
    """Return what a title says, without the kind, the colon or question mark at its end."""
    bare = plain(title).casefold().rstrip(FORM)
    return KIND.sub("", bare).rstrip(FORM) or plain(title).casefold()


def without_number(title: str) -> str:
    """Return a title without the number that a tool put in front of it."""
    found = NUMBERED.match(title)
    return title[found.end() :] if found and found.end() < len(title) else title


def readings(title: str) -> set[str]:
    """Return everything that a title may be the column of."""
    bare = without_number(title)
    # Staff who number their questions themselves get 1、1.您的性别.
    found = {core(title), core(bare), core(without_number(bare))}
    only = NUMBER_ONLY.fullmatch(title)
    for part in (only[2] if only else "", bare):
        for pattern in (SUB_NUMBER, IN_BRACKETS, BLANK_NUMBER):
            if inner := pattern.fullmatch(part):
                found.add(core(inner[1]))
    if only:
        found.add(core(only[2]))
    return found - {""}


def told(title: str) -> str:
    """Return a title, or the name of a sheet or file, for a message: cut to what finds it.

    Telephones and the like are blacked out, and nothing is left that a terminal would obey.
    """
    clean = "".join(one if one.isprintable() else "�" for one in blacked_out([title])[0])
    return clean if len(clean) <= MAX_TOLD else f"{clean[:MAX_TOLD]}…"


def part_of(title: str, wordings: tuple[str, ...]) -> str | None:
    """Return what stands behind the question in ``21.题目？:选项`` or ``6、题目(选项)``."""
    lowered = title.casefold()
    for bare in (lowered, without_number(title).casefold()):
        for wording in wordings:
            for start in (plain(wording).casefold(), core(wording)):
                rest = bare.removeprefix(start).lstrip(" ?。") if bare.startswith(start) else ""
                inner = IN_BRACKETS.fullmatch(rest)
                if inner:
                    return title[len(title) - len(inner[1]) - 1 : -1]
                if len(rest) > 1 and rest[0] in ":—-_" and rest[1:].strip():
                    return title[len(title) - len(rest) + 1 :].strip()
    return None


def is_row_of(title: str, wordings: tuple[str, ...]) -> bool:
    """Tell whether a title is the row of a grid that a question is: ``题目 [行]``, ``题目—行``.

    Tools join the two differently; the question's own wording has Google's brackets.
    """
    bare = without_number(title).casefold()
    for wording in wordings:
        found = GRID.fullmatch(plain(wording).casefold())
        if found and bare.startswith(stem := found[1].rstrip(FORM)):
            rest = bare[len(stem) :]
            if rest[:1] in JOINS and rest.strip(JOINS) == found[2].strip(JOINS):
                return True
    return False
