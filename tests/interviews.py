"""Leads interviews as a terminal would, from a list of answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from noticeboard.making.asking import Asking, Question

T = TypeVar("T")


@dataclass
class Led(Generic[T]):
    """What was asked, and what came of it; ``waiting`` is the question that got no answer."""

    asked: list[Question] = field(default_factory=list)
    made: T | None = None
    waiting: Question | None = None

    @property
    def result(self) -> T:
        """Return what came of it; it must have come to its end."""
        assert self.made is not None, f"还在问：{self.waiting}"
        return self.made

    def titles(self) -> list[str]:
        """Return what was asked, each once in a row."""
        return [q.title for q in self.asked if not q.refused]

    def refusals(self) -> list[str]:
        """Return why answers were not taken."""
        every = [*self.asked, *([self.waiting] if self.waiting else [])]
        return [question.refused for question in every if question.refused]


def led(asking: Asking[T], answers: Iterable[str]) -> Led[T]:
    """Answer one question after another until there are no answers or no questions left."""
    seen: Led[T] = Led()
    try:
        seen.waiting = next(asking)
        for answer in answers:
            seen.asked.append(seen.waiting)
            seen.waiting = asking.send(answer)
    except StopIteration as done:
        seen.made, seen.waiting = done.value, None
    return seen
