"""What the doctor finds, a line each; nothing secret and nothing of a person passes."""

from __future__ import annotations

import datetime as dt
import functools
import re
from dataclasses import dataclass
from typing import Literal

from noticeboard.commands.check import check_command
from noticeboard.errors import Problem
from noticeboard.project import Project
from noticeboard.survey.contents import blacked_out

State = Literal["ok", "warning", "error"]
MARKS = {"ok": "✓", "warning": "！", "error": "✗"}
HIDDEN = "***"
MOST = 400
# Before the @ of an address a user and a password may stand; behind the ? whatever a tool put there.
_LOGIN = re.compile(r"(\w://)[^\s@]*@")
_ASKED = re.compile(r"(\w://[^\s?]*)\?\S+")
# A run of letters and figures that no word and no name is: a key, a token, the id of a sheet.
_TOKEN = re.compile(
    r"[A-Za-z0-9_+=.-]*(?=[A-Za-z_+=.-]*[0-9])[A-Za-z0-9_+=-]{28,}[A-Za-z0-9_+=.-]*"
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: how it stands with a part, what was found, what to do next (empty: nothing)."""

    state: State
    part: str
    found: str
    next: str = ""

    def told(self) -> str:
        """Return it as people read it."""
        step = f"\n    下一步：{self.next}" if self.next else ""
        return f"{MARKS[self.state]} {self.part}：{self.found}{step}"

    def as_dict(self) -> dict[str, str]:
        """Return the JSON shape that ``doctor --json`` promises."""
        return {"state": self.state, "part": self.part, "found": self.found, "next": self.next}


@dataclass(frozen=True)
class Visit:
    """What is looked at: a town's folder on a day, the network only where somebody asked for it."""

    project: Project
    day: dt.date
    online: bool = False

    @functools.cached_property
    def problems(self) -> tuple[Problem, ...]:
        """Return what ``check`` finds, looked for once."""
        return check_command(self.project, (), self.day)


def harmless(text: str) -> str:
    """Return a text without log-ins, tokens and what is personal: the last door before the screen.

    Parts do not put such things into their words; files, addresses and other programs' messages may.
    """
    text = _ASKED.sub(rf"\1?{HIDDEN}", _LOGIN.sub(rf"\1{HIDDEN}@", text))
    text = _TOKEN.sub(HIDDEN, " ".join(text.split()))
    (text,) = blacked_out([text])
    return text if len(text) <= MOST else f"{text[:MOST]}……"


def ok(part: str, found: str, next: str = "") -> Finding:
    """Return that a part is as it should be."""
    return Finding("ok", part, found, next)


def warning(part: str, found: str, next: str) -> Finding:
    """Return that somebody should look at a part; nothing stops."""
    return Finding("warning", part, found, next)


def error(part: str, found: str, next: str) -> Finding:
    """Return that a part is broken."""
    return Finding("error", part, found, next)


def when(moment: float, day: dt.date) -> str:
    """Return a moment, in seconds since 1970, as a day in China, and how long ago it was."""
    then = day_of(moment)
    days = (day - then).days
    ago = "今天" if days == 0 else f"{days} 天以前" if days > 0 else "在将来"
    return f"{then.isoformat()}（{ago}）"


def day_of(moment: float) -> dt.date:
    """Return the day in China of a moment in seconds since 1970."""
    return dt.datetime.fromtimestamp(moment, dt.timezone(dt.timedelta(hours=8))).date()
