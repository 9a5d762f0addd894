"""The skin of interviews: shows questions on a terminal and reads the answers."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TypeVar

from noticeboard.errors import UsageError
from noticeboard.making.asking import Asking, Question

T = TypeVar("T")


def on_a_terminal() -> bool:
    """Tell whether somebody can be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def led(asking: Asking[T], missing: Callable[[Question], UsageError]) -> T:
    """Lead an interview to its end and return what came of it.

    Where nobody can be asked, what has a default or may stay empty is taken so; of the rest
    ``missing`` says what to write. Ctrl+C and the end of the input stop it: nothing is written.
    """
    try:
        before, question = None, next(asking)
        while True:
            if on_a_terminal():
                answer = shown(question, before)
            elif question.refused or (question.needed and not question.default):
                raise missing(question)
            else:
                answer = ""
            before, question = question, asking.send(answer)
    except StopIteration as done:
        result: T = done.value
        return result
    except (EOFError, KeyboardInterrupt):
        print()
        raise UsageError("停下了，什么也没有写。") from None


YES, NO = ("y", "yes", "是", "好", "好的", "写", "对"), ("n", "no", "不", "否", "不写", "不要")


def agreed(question: str, default: bool) -> bool:
    """Ask until the answer is a yes or a no; Enter is ``default``, the end of the input a no."""
    way = "回车就写；不写打 n" if default else "写打 y；回车就不写"
    try:
        while True:
            answer = input(f"\n{question}[{way}]> ").strip().lower()
            if not answer:
                return default
            if answer in YES or answer in NO:
                return answer in YES
            print("  ✗ 没看懂。写打 y，不写打 n")
    except (EOFError, KeyboardInterrupt):
        print()
        return False


def shown(question: Question, before: Question | None = None) -> str:
    """Show a question and return the answer; what was shown just ``before`` is not repeated."""
    for line in question.told:
        print(f"\n{line}")
    if question.refused:
        print(f"  ✗ {question.refused}")
    else:
        title = question.title if question.title.endswith("？") else f"{question.title}？"
        print("\n" + title + (f"  {question.about}" if question.about else ""))
    if not (question.refused and before and before.choices == question.choices):
        _choices(question)
    return input(f"{_default(question)}> ")


def _choices(question: Question) -> None:
    for number, choice in enumerate(question.shown, 1):
        mine = f"（{choice.value}）" if choice.value != choice.label and not choice.about else ""
        print(f"  {number:>2} {choice.label}{mine}" + (f"  {choice.about}" if choice.about else ""))
    left = len(question.choices) - len(question.shown)
    if left:
        print(f"  …… 还有 {left} 个，打几个字来找")


def _default(question: Question) -> str:
    default = question.default
    if not default:
        return "" if question.needed else "[可以不填，直接回车]"
    label = next((c.label for c in question.choices if c.value == default), "")
    return f"[{label or default}，直接回车]"
