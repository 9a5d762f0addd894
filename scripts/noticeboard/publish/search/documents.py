"""What can be found: a document for each page and each record, with the words that its page shows.

Nothing is here that no page shows: what a notice hides after its day is gone from ``Town`` already.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from noticeboard.dataset import Resource
from noticeboard.figures import Figures
from noticeboard.model import Town, When
from noticeboard.pages import Pages

# In this order what was found alike is shown, where the words stand in a title: key, what it is called, and
# its place where they stand in the text only. Notices stand twice: those that are over come late.
GROUPS = (
    ("communities", "社区", 12),
    ("compounds", "小区", 11),
    ("notices", "公示", 0),
    ("units", "单位", 13),
    ("pages", "页面", 9),
    ("answers", "问答", 8),
    ("projects", "项目", 1),
    ("facilities", "设施", 2),
    ("services", "服务", 5),
    ("resources", "资源", 6),
    ("mechanisms", "做法", 7),
    ("figures", "数字", 3),
    ("orders", "办理单", 10),
    ("needs", "需求", 10),
    ("deeds", "实事", 8),
    ("meetings", "会议", 4),
    ("notices-past", "公示", 14),
    ("agreements", "协议", 15),
    ("memberships", "兼职委员", 16),
    ("surveys", "问卷", 17),
    ("schedule", "公开目录", 18),
    ("appraisals", "评议", 19),
    ("excerpts", "原文", 20),
)
UNTIMED = dt.date.min
LATEST = dt.date.max.toordinal()


@dataclass(frozen=True, slots=True)
class Document:
    """One thing to be found. ``group`` is a key of ``GROUPS``; ``names`` are its other names.

    ``texts`` are pieces of what its page says of it; ``community`` is an id or empty; of two alike the
    newer ``date`` comes first.
    """

    group: str
    title: str
    address: str
    texts: tuple[str, ...]
    community: str = ""
    names: tuple[str, ...] = ()
    state: str = ""
    date: dt.date | None = None

    @property
    def age(self) -> int:
        """Return a number that is smaller for what is newer."""
        return LATEST - (self.date or UNTIMED).toordinal()


@dataclass(frozen=True)
class Told:
    """What the site tells, and the words of its enumerations: ``labels("needs", "category", key)``."""

    town: Town
    numbers: Figures
    plan: Pages
    resources: dict[str, Resource]

    def label(self, table: str, field: str, key: str | None) -> str:
        """Return the word of a value; empty where there is none."""
        return self.resources[table].fields[field].labels.get(key, "") if key else ""

    def body(self, key: str | None) -> str:
        """Return the name of an organisation; empty for none."""
        return self.town.organisations[key].name if key else ""

    def place(self, key: str | None) -> str:
        """Return the name of a community; empty for none."""
        return self.town.communities[key].name if key else ""

    def compound(self, key: str | None) -> str:
        """Return the name of a compound; empty for none."""
        return self.town.compounds[key].name if key else ""

    def project(self, key: str | None) -> str:
        """Return the name of a project; empty for none."""
        return self.town.projects[key].name if key else ""


def day(date: dt.date | None) -> str:
    """Return a day as pages write it."""
    return f"{date.year}年{date.month}月{date.day}日" if date else ""


def when(time: When) -> str:
    """Return a time as pages write it."""
    if time.text or not time.value:
        return time.text or ""
    return day(time.value) + (f"至{day(time.value_end)}" if time.value_end else "")


def said(*texts: str | None) -> tuple[str, ...]:
    """Return the texts that are there, each once."""
    return tuple(dict.fromkeys(text for text in texts if text))


Kind = Callable[[Told], Iterator[Document]]


def ranked(documents: list[Document], communities: tuple[str, ...]) -> list[Document]:
    """Return the documents in the order of their numbers: by group, community, the newest first."""
    groups = {key: place for place, (key, *_) in enumerate(GROUPS)}
    places = {key: place for place, key in enumerate(communities)}
    none = len(places)
    return sorted(documents, key=lambda d: (groups[d.group], places.get(d.community, none), d.age))
