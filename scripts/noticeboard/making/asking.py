"""Questions as data, and the one way in which they are asked.

An interview is a generator: it yields a ``Question``, is sent a text, and returns what it made.
A wrong answer is told by the same question once more, with ``refused``. Whoever drives it (a
terminal, a test, the options of a command) decides where answers come from.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from noticeboard.errors import UsageError

SHOWN_AT_MOST = 12


@dataclass(frozen=True)
class Choice:
    """One answer to choose: what is stored, what it is called, what it means."""

    value: str
    label: str
    about: str = ""


@dataclass(frozen=True)
class Question:
    """One thing to fill in.

    ``name`` is what an option calls it, ``default`` what Enter takes. ``told`` is said before it, ``refused`` is why the last answer was not taken. With ``whole`` every
    choice is shown, with ``many`` several may be chosen.
    """

    name: str
    title: str
    about: str = ""
    choices: tuple[Choice, ...] = ()
    default: str = ""
    needed: bool = True
    many: bool = False
    told: tuple[str, ...] = ()
    refused: str = ""
    whole: bool = False

    @property
    def shown(self) -> tuple[Choice, ...]:
        """Return the choices that have a number on the screen: of many only the first."""
        return self.choices if self.whole else self.choices[:SHOWN_AT_MOST]


T = TypeVar("T")
Asking = Generator[Question, str, T]
Judge = Callable[[str, Sequence[Choice]], str]


class RefusedError(Exception):
    """Why an answer cannot be taken; ``choices`` are those it may have meant."""

    def __init__(self, why: str, choices: Sequence[Choice] = ()) -> None:
        """Keep them."""
        super().__init__(why)
        self.choices = tuple(choices)


class StoppedError(UsageError):
    """Somebody said no: nothing is written."""


def ask(question: Question, judge: Judge, given: str | None = None) -> Asking[str]:
    """Ask until the answer can be taken, and return it as it is stored.

    ``given`` is an answer that came with the command: it is not asked, and a wrong one raises
    ``UsageError``. ``judge`` gets the text and the choices that are numbered on the screen.
    """
    if given is not None:
        if not given.strip() and not question.needed:
            return ""
        try:
            return judge(given.strip(), question.choices)
        except RefusedError as why:
            could = "、".join(f"{c.value}（{c.label}）" for c in why.choices[:SHOWN_AT_MOST])
            hint = f"。可以是：{could}" if could else ""
            message = f"{question.title}（{question.name}）「{given}」：{why}{hint}"
            raise UsageError(message) from None
    every = question.choices
    while True:
        answer = (yield question).strip() or question.default
        if not answer:
            if not question.needed:
                return ""
            question = replace(question, refused="这一项一定要填", choices=every, told=())
            continue
        try:
            return judge(answer, question.shown)
        except RefusedError as why:
            shown = why.choices or every
            question = replace(question, refused=str(why), choices=shown, told=())


def agreed(question: Question, given: bool | None = None) -> Asking[bool]:
    """Ask for yes or no."""
    answer = yield from ask(question, _yes_or_no, {True: "y", False: "n", None: None}[given])
    return answer == "y"


YES = ("y", "yes", "是", "好", "对", "要", "写", "shi", "1")
NO = ("n", "no", "不", "否", "不要", "不写", "不是", "不对", "0", "2")


def _yes_or_no(text: str, _: Sequence[Choice]) -> str:
    lowered = text.lower()
    if lowered in YES:
        return "y"
    if lowered in NO:
        return "n"
    raise RefusedError("回答 y（是）或者 n（不）")


def anything(text: str, _: Sequence[Choice]) -> str:
    """Take any text, on one line."""
    return " ".join(text.split())
