"""What a source gives: a complete snapshot of its answers, or one of five errors.

A source reads everything or raises: there is no partial snapshot. What a respondent did not
mean to publish (IP, nickname, e-mail, answers to private questions) is dropped by the source,
before anything is kept: of the columns only those that the survey names are taken.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from noticeboard.errors import NoticeboardError


@dataclass(frozen=True, slots=True)
class Given:
    """One respondent's answer to one question, not yet judged.

    ``state``: ``answered``, ``empty`` (nothing was said), ``skipped`` (the form did not ask) or
    ``invalid`` (what is there cannot be the answer). ``codes`` for choices and scales, in the order
    of the options (of a ranking, in the order that was given); ``text`` for the other kinds;
    ``other`` is what was added in words to an option.
    """

    state: str
    codes: tuple[str, ...] = ()
    text: str = ""
    other: str = ""


class RawAnswer(NamedTuple):
    """One respondent's answers, by question id, before they are judged.

    ``native`` is the source's own id for the answer ("" where there is none), ``moment`` the
    source's own value for the time, to tell answers apart; ``submitted`` is in UTC, ``None`` where
    the time cannot be read. ``receipt`` is the digest of the code that the respondent holds, if any.
    ``row`` is the line or row in the source, for people to look at.
    """

    row: int
    native: str
    moment: str
    submitted: dt.datetime | None
    given: dict[str, Given]
    seconds: int | None = None
    version: int | None = None
    receipt: str = ""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that a source holds at a moment.

    ``ignored`` are titles of columns that no question names: they may be personal and were not
    read. ``blank`` is the number of rows without anything in them.
    """

    source: str
    kind: str
    answers: tuple[RawAnswer, ...]
    header_row: int
    ignored: tuple[str, ...] = ()
    blank: int = 0
    notes: tuple[str, ...] = field(default=())


class SourceError(NoticeboardError):
    """A source could not be read; nothing of it is used, what was published stays."""

    retry = False


class SourceAuthError(SourceError):
    """Nobody here may read it: wrong key, not shared, service switched off (401, 403)."""


class SourceNotFoundError(SourceError):
    """There is no such sheet, tab or file (404)."""


class SourceRateLimitedError(SourceError):
    """Too many requests (429), also after waiting."""

    retry = True


class SourceUnavailableError(SourceError):
    """No answer, or none that makes sense: 408, 5xx, HTML, a broken line, too slow."""

    retry = True


class SourceFormatError(SourceError):
    """What is there is not what the survey describes: header, encoding, file kind."""


class Source(Protocol):
    """Whatever gives answers."""

    def read(self) -> Snapshot:
        """Return everything, or raise ``SourceError``."""
        ...
