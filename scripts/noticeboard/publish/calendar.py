"""``calendar.ics``: meetings, notice periods, last days of surveys, as days (RFC 5545).

Only days that are certain: a meeting of 今年9月7日 whose year nobody stated is in no calendar. Without
an event there is no file, for a calendar may not be empty.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from icalendar import Calendar, Event

from noticeboard.model import Town
from noticeboard.publish.ids import lasting_id

CALENDAR = "calendar.ics"
DAY = dt.timedelta(days=1)
STATUS = {"planned": "TENTATIVE", "cancelled": "CANCELLED"}


def calendar(town: Town, updated: dt.date) -> dict[str, bytes]:
    """Return the calendar as a file, or nothing. ``updated`` dates all events, and hides what is over."""
    events = [*_meetings(town), *_notices(town, updated), *_surveys(town)]
    if not events:
        return {}
    made = Calendar()
    made.add("prodid", "-//noticeboard//calendar//ZH")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("x-wr-calname", town.settings.name)
    made.add("x-wr-timezone", "Asia/Shanghai")
    stamp = dt.datetime.combine(updated, dt.time(), dt.UTC)
    for event in sorted(events, key=lambda one: (one.start, str(one.uid))):
        event.add("dtstamp", stamp)
        made.add_component(event)
    return {CALENDAR: made.to_ical()}


def _event(
    town: Town, address: str, title: str, first: dt.date, last: dt.date, said: tuple[str, ...] = ()
) -> Event:
    """Return an event of whole days; ``last`` is the last of them."""
    event = Event()
    event.add("uid", str(lasting_id(town.settings, address)))
    event.add("summary", title)
    event.add("dtstart", first)
    event.add("dtend", last + DAY)
    event.add("transp", "TRANSPARENT")
    if said:
        event.add("description", "\n".join(said))
    if town.settings.site_url:
        event.add("url", town.settings.site_url + address.partition("#")[0])
    return event


def _meetings(town: Town) -> Iterator[Event]:
    for meeting in town.meetings.values():
        held = meeting.held
        if held.precision != "day" or held.value is None:
            continue
        event = _event(
            town, f"meetings/{meeting.id}/", meeting.name, held.value, held.value_end or held.value
        )
        event.add("status", STATUS.get(meeting.status, "CONFIRMED"))
        if meeting.place:
            event.add("location", meeting.place)
        yield event


def _notices(town: Town, today: dt.date) -> Iterator[Event]:
    withdrawn = {notice.withdraws for notice in town.notices.values()}
    for notice in town.notices.values():
        if not (notice.period_start and notice.period_end):
            continue
        if notice.hide_on and notice.hide_on < today:
            continue
        said = [f"{notice.issuer}。有意见，在最后一天以前提。"]
        if notice.accept_dept:
            phone = f"，电话 {notice.accept_phone}" if notice.accept_phone else ""
            said.append(f"受理：{notice.accept_dept}{phone}。")
        event = _event(
            town,
            f"notices/{notice.id}/",
            f"公示期：{notice.title}",
            notice.period_start,
            notice.period_end,
            tuple(said),
        )
        event.add("status", "CANCELLED" if notice.id in withdrawn else "CONFIRMED")
        yield event


def _surveys(town: Town) -> Iterator[Event]:
    for survey in town.surveys.values():
        if survey.opens and survey.closes:
            title = f"最后一天：{survey.title}"
            yield _event(town, f"surveys/{survey.id}/#closes", title, survey.closes, survey.closes)
