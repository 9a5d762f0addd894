"""``feed.xml``: new notices and what became of them, and what changed in the data, as Atom (RFC 4287).

A browser shows it as text, with a style sheet of ours: its entries are XHTML, so their links can be
pressed. Without a ``site_url`` links are relative to the feed's own address. Of a notice whose text is
taken away, or in which something was blacked out, nothing stands here: readers keep what they once got.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from feedgenerator import Atom1Feed  # type: ignore[import-untyped]

from noticeboard.changes import ADDRESS, SHOWN, Changes
from noticeboard.model import Notice, Town
from noticeboard.publish.ids import lasting_id

NAME = "feed.xml"
STYLE = "assets/nb/feed.css"
MOST_ENTRIES = 50
CHINA = dt.timezone(dt.timedelta(hours=8))
XHTML = "http://www.w3.org/1999/xhtml"
KINDS = {"corrected": "已更正", "withdrawn": "已撤回", "resulted": "已有结果"}


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry: its page, what it says (a paragraph each), since when it is there and was changed."""

    address: str
    title: str
    said: tuple[str, ...]
    press: str
    published: dt.date
    updated: dt.date
    category: str
    key: str = ""


def feed(town: Town, changes: Changes, updated: dt.date, offline: bool = False) -> dict[str, bytes]:
    """Return the feed as a file. ``updated`` is its date where it has no entry.

    ``offline``: links lead to files, for a copy that is opened from a disk.
    """
    entries = [*_notices(town, updated), *_days(changes)]
    entries.sort(key=lambda entry: (entry.updated, entry.published, entry.address), reverse=True)
    base = town.settings.site_url

    def link(address: str) -> str:
        page, mark, anchor = address.partition("#")
        return f"{base}{page}{'index.html' if offline and not base else ''}{mark}{anchor}"

    made = _Feed(
        title=f"{town.settings.name}：有更新",
        link=link("") or "./",
        description="",
        language="zh-CN",
        author_name=town.settings.operator or town.settings.name,
        feed_url=f"{base}{NAME}",
        feed_guid=lasting_id(town.settings, NAME).urn,
        last=_moment(max((entry.updated for entry in entries), default=updated)),
        changes=link(ADDRESS),
    )
    for entry in entries[:MOST_ENTRIES]:
        made.add_item(
            title=entry.title,
            link=link(entry.address),
            description=None,
            unique_id=lasting_id(town.settings, entry.key or entry.address).urn,
            pubdate=_moment(entry.published),
            updateddate=_moment(entry.updated),
            categories=(entry.category,),
            said=entry.said,
            press=entry.press,
        )
    out = io.StringIO()
    made.write(out, "utf-8")
    return {NAME: (out.getvalue() + "\n").encode()}


def _moment(day: dt.date) -> dt.datetime:
    """Return the beginning of a day: no more than the day is known."""
    return dt.datetime.combine(day, dt.time(), CHINA)


def _words(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _is_told(notice: Notice, today: dt.date) -> bool:
    return not (notice.redacted_on or (notice.hide_on and notice.hide_on < today))


def _notices(town: Town, today: dt.date) -> Iterator[Entry]:
    """Yield every notice, newly dated when it was corrected or withdrawn, or got a result."""
    days = {entry.notice: entry.published_on for entry in town.notice_ledger.values()}
    later: dict[str, tuple[str, str]] = {}
    for notice in town.notices.values():
        for other, state in ((notice.withdraws, "withdrawn"), (notice.corrects, "corrected")):
            if other and later.get(other, ("", ""))[0] != "withdrawn":
                later[other] = (state, notice.id)
        if notice.result_notice:
            later.setdefault(notice.id, ("resulted", notice.result_notice))
    for notice in town.notices.values():
        if notice.id not in days or not _is_told(notice, today):
            continue
        state, other = later.get(notice.id, ("", ""))
        published = days[notice.id]
        head = f"（{KINDS[state]}）" if state else ""
        yield Entry(
            address=f"notices/{notice.id}/",
            title=head + notice.title,
            said=tuple(_said(town, notice, published, other, today)),
            press="看这一份",
            published=published,
            updated=max(published, days.get(other, published)),
            category="公示",
        )


def _said(
    town: Town, notice: Notice, published: dt.date, other: str, today: dt.date
) -> Iterator[str]:
    yield f"{notice.issuer}，{_words(published)}发布。"
    if notice.period_start and notice.period_end:
        yield f"公示期 {_words(notice.period_start)} 至 {_words(notice.period_end)}。"
    for word, key in (("更正的是", notice.corrects), ("撤回的是", notice.withdraws), ("见", other)):
        if key and key in town.notices and _is_told(town.notices[key], today):
            yield f"{word}“{town.notices[key].title}”。"


def _days(changes: Changes) -> Iterator[Entry]:
    """Yield each day of changes, without notices: those are entries of their own."""
    places = changes.places()
    for day in changes.days:
        told = [one.text for one in day.told if one.kind != "notice"]
        if not told:
            continue
        more = [f"还有 {len(told) - SHOWN} 处。"] if len(told) > SHOWN else []
        yield Entry(
            address=places[day.date],
            title=f"{_words(day.date)}：资料有 {len(told)} 处改动",
            said=(*told[:SHOWN], *more),
            press="看改了什么",
            published=day.date,
            updated=day.date,
            category="资料",
            # The page of an old day is another one later: it stands in a part with a higher number.
            key=f"{ADDRESS}#{day.anchor}",
        )


class _Feed(Atom1Feed):  # type: ignore[misc]
    """Atom whose texts are XHTML, with a style sheet for whoever opens it in a browser."""

    def write(self, outfile: Any, encoding: str) -> None:
        """Write it; the library has no place for a style sheet."""
        held = io.StringIO()
        super().write(held, encoding)
        head, mark, rest = held.getvalue().partition("?>\n")
        style = f'<?xml-stylesheet href="{STYLE}" type="text/css"?>\n'
        outfile.write(head + mark + style + rest)

    def add_root_elements(self, handler: Any) -> None:
        """Add a few words for people to what the library writes."""
        super().add_root_elements(handler)
        handler.startElement("subtitle", {"type": "xhtml"})
        self._paragraphs(
            handler,
            ("这一页给阅读器（RSS）用：把它的网址加进去，有新的公示和改动会告诉您。",),
            self.feed["changes"],
            "在网站上看最近改了什么",
        )
        handler.endElement("subtitle")

    def add_item_elements(self, handler: Any, item: Any) -> None:
        """Add what an entry says."""
        super().add_item_elements(handler, item)
        handler.startElement("content", {"type": "xhtml"})
        self._paragraphs(handler, item["said"], item["link"], item["press"])
        handler.endElement("content")

    def latest_post_date(self) -> dt.datetime:
        """Return the day of the newest entry, never the clock."""
        last: dt.datetime = self.feed["last"]
        return last

    @staticmethod
    def _paragraphs(handler: Any, said: tuple[str, ...], link: str, press: str) -> None:
        handler.startElement("div", {"xmlns": XHTML})
        for words in said:
            handler.addQuickElement("p", words)
        handler.startElement("p", {})
        handler.addQuickElement("a", press, {"href": link})
        handler.endElement("p")
        handler.endElement("div")
