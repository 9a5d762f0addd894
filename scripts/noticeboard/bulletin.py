"""简报: what a week brought, as plain text for a group in WeChat, short enough to be read there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from noticeboard.changes import WEEKDAYS, Changes
from noticeboard.figures import Figures
from noticeboard.model import Notice, Town

# Lines of the whole text; groups are cut down until it fits.
MOST_LINES = 20
MOST_OF_A_GROUP = 4
# Days before its end on which a period is said to end soon, and until which meetings are named.
SOON = 3
AHEAD = dt.timedelta(days=7)
# A period that begins so soon is told already: the next text may come when it has begun long ago.
BEFORE = dt.timedelta(days=3)
MENDED = {"corrected": "（有更正）", "withdrawn": "（已经撤回）"}


@dataclass(frozen=True, slots=True)
class Span:
    """From the first to the last day, both counted, as it looks on ``day``, which is within."""

    first: dt.date
    last: dt.date
    day: dt.date

    def holds(self, day: dt.date | None) -> bool:
        """Tell whether a day lies within."""
        return day is not None and self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Group:
    """Lines of one kind, under a title that counts them."""

    title: str
    measure: str
    lines: tuple[str, ...]

    def shown(self, most: int) -> Iterator[str]:
        """Yield the title and so many lines."""
        count = len(self.lines)
        more = f"，先说 {most} {self.measure}" if count > most else ""
        yield f"【{self.title}】{count} {self.measure}{more}"
        yield from (f"{number}. {line}" for number, line in enumerate(self.lines[:most], 1))


def bulletin(
    town: Town, figures: Figures, changes: Changes, span: Span, says: Iterable[str]
) -> str:
    """Return the text. ``says`` are the last lines: for whom the site speaks, whom to ask."""
    groups = [group for group in _groups(town, figures, changes, span) if group.lines]
    head = [f"{town.settings.name}　简报", f"{in_words(span.first)}至{in_words(span.last)}"]
    foot = [line for line in says if line]
    if town.settings.site_url:
        foot.append(f"都在这里：{town.settings.site_url}")
    if not groups:
        return "\n".join([*head, "这几天没有新的公示、办结的事和新记下的钱。", *foot])
    for most in range(MOST_OF_A_GROUP, 0, -1):
        lines = [*head, *(line for group in groups for line in group.shown(most)), *foot]
        if len(lines) <= MOST_LINES:
            break
    return "\n".join(lines)


def in_words(day: dt.date) -> str:
    """Return 11月24日（星期二）."""
    return f"{day.month}月{day.day}日（星期{WEEKDAYS[day.weekday()]}）"


def _groups(town: Town, figures: Figures, changes: Changes, span: Span) -> Iterator[Group]:
    shown = [n for n in town.notices.values() if not (n.hide_on and n.hide_on < span.day)]
    yield Group("正在公示，有意见可以提", "份", tuple(_to_comment(figures, shown, span)))
    yield Group("新公布", "份", tuple(_published(town, figures, shown, span)))
    yield Group("问卷", "份", tuple(_surveys(town, span)))
    yield Group("办好了", "件", tuple(_finished(town, figures, span)))
    yield Group("新记下的钱和数", "处", tuple(_money(changes, span)))
    yield Group("要开的会", "次", tuple(_meetings(town, span)))


def _to_comment(figures: Figures, notices: Iterable[Notice], span: Span) -> Iterator[str]:
    """Yield the notices on which something can be said within the span or soon, the first to end first."""
    found = []
    for notice in notices:
        start, end = notice.period_start, notice.period_end
        if start is None or end is None or start > span.last + BEFORE or end < span.day:
            continue
        if figures.notice_states[notice.id] in ("open", "upcoming", "corrected"):
            found.append((end, start, notice))
    for end, start, notice in sorted(found, key=lambda one: (one[0], one[1], one[2].id)):
        since = f"{in_words(start)}开始，" if start > span.day else ""
        soon = "，快截止了" if (end - span.day).days <= SOON else ""
        phone = f"，电话 {notice.accept_phone}" if notice.accept_phone else ""
        mended = MENDED.get(figures.notice_states[notice.id], "")
        yield f"{notice.title}{mended}：{since}到{in_words(end)}为止{soon}{phone}"


def _published(
    town: Town, figures: Figures, notices: Iterable[Notice], span: Span
) -> Iterator[str]:
    """Yield what was published and is not open to comment: results, corrections, announcements."""
    days = {entry.notice: entry.published_on for entry in town.notice_ledger.values()}
    for notice in notices:
        if notice.period_end is None and span.holds(days.get(notice.id)):
            yield notice.title + MENDED.get(figures.notice_states[notice.id], "")


def _surveys(town: Town, span: Span) -> Iterator[str]:
    for survey in town.surveys.values():
        if survey.state(span.day) != "open" or survey.closes is None:
            continue
        if span.holds(survey.opens) or (survey.closes - span.day).days <= AHEAD.days:
            yield f"{survey.title}：可以填到{in_words(survey.closes)}"


def _finished(town: Town, figures: Figures, span: Span) -> Iterator[str]:
    """Yield the orders that were finished within the span and still are."""
    for progress in figures.progress.values():
        days = [event.date for event in progress.events if event.state == "finished"]
        if not (progress.done and days and span.holds(days[-1])):
            continue
        order = progress.order
        unit = town.organisations[order.unit].name if order.unit else ""
        by = "，".join(part for part in (town.communities[order.community].name, unit) if part)
        yield f"{order.title}（{by}）"


def _money(changes: Changes, span: Span) -> Iterator[str]:
    for day in reversed(changes.days):
        if span.holds(day.date):
            yield from (told.text.rstrip("。") for told in day.told if told.kind == "money")


def _meetings(town: Town, span: Span) -> Iterator[str]:
    for meeting in sorted(town.meetings.values(), key=lambda m: m.held.value or dt.date.max):
        day = meeting.held.value
        if meeting.held.precision != "day" or day is None or meeting.status == "cancelled":
            continue
        if span.day <= day <= span.last + AHEAD:
            place = f"，{meeting.place}" if meeting.place else ""
            yield f"{meeting.name}：{in_words(day)}{place}"
