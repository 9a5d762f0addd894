"""Surveys as they are defined in ``data/surveys/*.yaml``: questions, options, where answers come from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

CHOICES = ("single", "multi", "scale")
KINDS = (*CHOICES, "number", "date", "short", "long")
# The one language that every label has.
LANGUAGE = "zh"
# Not a question, but like one it may have a column in a source.
RECEIPT = "receipt"
# The question that says which community an answer belongs to.
COMMUNITY = "community"


@dataclass(frozen=True, slots=True)
class Option:
    """An answer that can be chosen: a code that never changes, its words by language.

    ``also`` are other words for it, as an older form or another tool has them; with ``other`` a
    respondent may add words of their own, which are never published.
    """

    code: str
    label: dict[str, str]
    also: tuple[str, ...] = ()
    other: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """Return every wording of the option."""
        return (*self.label.values(), *self.also)


@dataclass(frozen=True, slots=True)
class Condition:
    """A question is shown only where another one has one of these codes."""

    question: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One question: an id that never changes, its kind, its words, what may be answered.

    A ``scale`` has the codes ``low`` … ``high`` as options. ``private`` answers are never read from
    a source; ``publish`` is ``counts`` (choices only), ``community`` (counts, by community too) or
    ``none``. ``role`` is ``community`` for the question that names the community, else empty. ``table``: the
    table whose records are the options, where they are a table's.
    """

    id: str
    kind: str
    label: dict[str, str]
    options: tuple[Option, ...] = ()
    also: tuple[str, ...] = ()
    help: str = ""
    required: bool = False
    private: bool = False
    publish: str = "none"
    shown_if: Condition | None = None
    low: int = 1
    high: int = 5
    most: int | None = None
    role: str = ""
    table: str = ""

    @property
    def titles(self) -> tuple[str, ...]:
        """Return every wording of the question."""
        return (*self.label.values(), *self.also)


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """Where answers come from. ``columns``: question id → the title of its column there.

    ``spreadsheet`` and ``gid`` for ``google_sheet``. ``community``: what every answer of this source
    belongs to, where the form does not ask. ``timezone`` is an IANA name for sources that do not say.
    ``time_column``, ``id_column``: their titles in a ``csv`` source. ``prefill``: the address of a
    Google Form with ``RECEIPT`` and ``COMMUNITY`` where those two answers belong.
    """

    id: str
    kind: str
    spreadsheet: str = ""
    gid: int = 0
    columns: dict[str, str] = field(default_factory=dict)
    community: str = ""
    timezone: str = "Asia/Shanghai"
    time_column: str = ""
    id_column: str = ""
    prefill: str = ""


@dataclass(frozen=True, slots=True)
class Survey:
    """One survey. ``period``: ``whole`` or ``quarter``: what is counted together.

    ``smallest`` is the k of suppression: a count from 1 to k-1 is never told. With ``triage`` each
    answer is a request: staff decide on it, and whoever asked can look it up by a receipt code.
    """

    id: str
    version: int
    title: str
    purpose: str
    controller: str
    privacy_notice: str
    opens: dt.date | None
    closes: dt.date | None
    period: str
    smallest: int
    questions: tuple[Question, ...]
    sources: tuple[SourceSpec, ...]
    triage: bool = False

    def state(self, today: dt.date) -> str:
        """Return ``none`` (never opened), ``ahead``, ``open`` or ``closed``."""
        if self.opens is None:
            return "none"
        if self.opens > today:
            return "ahead"
        return "closed" if self.closes and self.closes < today else "open"

    def question(self, name: str) -> Question | None:
        """Return a question by its id."""
        return next((one for one in self.questions if one.id == name), None)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a request, for whoever holds its code; ``digest`` is all we keep of that.

    With an ``order``, or a ``need`` that has one, the order tells how far it is.
    """

    digest: str
    survey: str
    received: dt.date
    state: str
    decided: dt.date | None
    need: str | None
    order: str | None
    reason: str | None
