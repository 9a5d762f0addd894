"""The feed and the calendar: what stands in them, and that they are what the standards say."""

from __future__ import annotations

import datetime as dt
import re
import uuid
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from icalendar import Calendar

from noticeboard.changes import NOTHING, Changes, Day, Piece, Told
from noticeboard.commands.build import Options, build
from noticeboard.commands.demo import demo
from noticeboard.demo import Size
from noticeboard.model import Town
from noticeboard.project import Project
from tests.conftest import DAY, addresses
from tests.test_site import Reader

with warnings.catch_warnings():  # it imports a module that Python is about to drop
    warnings.simplefilter("ignore", DeprecationWarning)
    import feedparser  # type: ignore[import-untyped]

pytestmark = pytest.mark.slow

ATOM = "{http://www.w3.org/2005/Atom}"
XHTML = "{http://www.w3.org/1999/xhtml}"
SITE = "https://example.org/gongshi/"
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
# RFC 4287, 4.1.1 and 4.1.2: what may stand once only, and what a feed and an entry must have.
ONCE_IN_FEED = ("generator", "icon", "logo", "id", "rights", "subtitle", "title", "updated")
ONCE_IN_ENTRY = ("content", "id", "published", "rights", "source", "summary", "title", "updated")
MUST = ("id", "title", "updated")


@pytest.fixture(scope="module", params=["", SITE], ids=["no-address", "address"])
def town(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Project:
    size = Size(needs=10, deeds=5, projects=3, responses=20)
    project = demo(tmp_path_factory.mktemp("feed") / "town", size, 1, DAY)
    settings = project.data / "site.yaml"
    text = re.sub(
        r"^site_url:.*$", f"site_url: {request.param}", settings.read_text("utf-8"), flags=re.M
    )
    settings.write_text(text, encoding="utf-8")
    build(project, Options(today=DAY))
    return project


def feed(project: Project) -> bytes:
    return (project.site / "feed.xml").read_bytes()


def faults(body: bytes) -> list[str]:
    """Return what RFC 4287 would complain of."""
    root = ElementTree.fromstring(body)
    found = [] if root.tag == f"{ATOM}feed" else ["no feed"]
    entries = root.findall(f"{ATOM}entry")
    for node, once in [(root, ONCE_IN_FEED), *((entry, ONCE_IN_ENTRY) for entry in entries)]:
        names = [child.tag.removeprefix(ATOM) for child in node]
        found += [f"{name} is missing" for name in MUST if name not in names]
        found += [f"{name} stands twice" for name in once if names.count(name) > 1]
        for child in node.iter():
            if child.tag in (f"{ATOM}updated", f"{ATOM}published") and not DATE.fullmatch(
                child.text or ""
            ):
                found.append(f"no date: {child.text}")
        links = [link.get("rel", "alternate") for link in node.findall(f"{ATOM}link")]
        if links.count("alternate") != 1:
            found.append("not one alternate link")
    if root.find(f"{ATOM}author/{ATOM}name") is None:
        found.append("no author")
    ids = [node.findtext(f"{ATOM}id") or "" for node in (root, *entries)]
    found += [f"id twice: {one}" for one in ids if ids.count(one) > 1]
    for one in ids:
        if not one.startswith("urn:uuid:") or uuid.UUID(one.removeprefix("urn:uuid:")).version != 5:
            found.append(f"no urn: {one}")
    for text in root.iter():
        kind = text.get("type")
        if text.tag in (f"{ATOM}content", f"{ATOM}subtitle") and kind == "xhtml":
            # RFC 4287, 3.1.1.3: one div, and nothing else.
            if [child.tag for child in text] != [f"{XHTML}div"] or (text.text or "").strip():
                found.append("xhtml that is no single div")
        elif kind not in (None, "text", "application/atom+xml"):
            found.append(f"type {kind}")
    return found


@pytest.mark.full
def test_the_checks_of_this_module_find_faults(town: Project) -> None:
    sound = feed(town).decode()
    assert faults(sound.encode()) == []
    ids = re.findall(r"<id>(.*?)</id>", sound)
    for old, new, told in (
        ("<updated>", "<was>", "mismatched"),
        (ids[1], ids[2], "id twice"),
        ("T00:00:00+08:00", "", "no date"),
        ("<author>", "<editor>", "mismatched"),
        ('rel="alternate"', 'rel="related"', "not one alternate"),
        ("urn:uuid:", "", "no urn"),
    ):
        changed = sound.replace(old, new)
        assert changed != sound
        if told == "mismatched":
            with pytest.raises(ElementTree.ParseError):
                faults(changed.encode())
        else:
            assert any(told in fault for fault in faults(changed.encode())), told


def test_the_feed_is_what_the_standard_says(town: Project) -> None:
    body = feed(town)
    assert faults(body) == []
    read: Any = feedparser.parse(body)
    assert read.bozo is False
    assert (read.version, read.feed.language) == ("atom10", "zh-CN")
    assert 5 < len(read.entries) <= 50
    newest = [entry.updated for entry in read.entries]
    assert newest == sorted(newest, reverse=True)
    assert read.feed.updated == newest[0]
    assert all(entry.published <= entry.updated for entry in read.entries)


def test_links_lead_to_pages_of_the_site(town: Project) -> None:
    base = SITE if SITE in (town.data / "site.yaml").read_text("utf-8") else ""
    root = ElementTree.fromstring(feed(town))
    links = [node.get("href") or "" for node in root.iter() if node.tag.endswith(("}link", "}a"))]
    pages = set(addresses(town))
    for link in links:
        assert link.startswith(base)
        path = link.removeprefix(base).partition("#")[0].removeprefix("./")
        assert path == "feed.xml" or path in pages, link
    selves = [n.get("href") for n in root.findall(f"{ATOM}link") if n.get("rel") == "self"]
    assert selves == [f"{base}feed.xml"]
    assert bool(base) == all(link.startswith("https://") for link in links)


def test_ids_do_not_change_with_the_address_of_the_site(tmp_path: Path) -> None:
    from noticeboard.assemble import assemble
    from noticeboard.load import load
    from noticeboard.publish.ids import lasting_id
    from tests.conftest import copy_project

    settings = assemble(load(copy_project(tmp_path / "town"))).settings
    made = lasting_id(settings, "notices/a/")
    assert made == uuid.uuid5(uuid.NAMESPACE_URL, "noticeboard:production:441422100/notices/a/")


def test_every_page_names_the_feed(town: Project) -> None:
    for page in town.site.rglob("*.html"):
        html = page.read_text(encoding="utf-8")
        found = re.search(
            r'<link rel="alternate" href="([^"]*)" type="application/atom\+xml"', html
        )
        assert found, page
        if page.name != "404.html":
            assert (page.parent / found[1]).resolve() == town.site / "feed.xml"
        assert "changes/" in html.partition("<footer")[2]


def test_a_browser_gets_a_style_sheet_that_is_no_program(town: Project) -> None:
    head = feed(town).decode()[:300]
    assert '<?xml-stylesheet href="assets/nb/feed.css" type="text/css"?>' in head
    assert "xsl" not in head
    assert (town.site / "assets/nb/feed.css").is_file()


def assembled(project: Project) -> Town:
    from noticeboard.assemble import assemble
    from noticeboard.commands.ledger import published
    from noticeboard.load import load

    return assemble(published(project, load(project), DAY, write=False))


def test_notices_tell_what_became_of_them(town: Project) -> None:
    notices, text = assembled(town).notices, feed(town).decode()
    mended = {notice.corrects for notice in notices.values()} - {None}
    gone = {notice.withdraws for notice in notices.values()} - {None}
    ended = [notice for notice in notices.values() if notice.result_notice]
    assert mended and gone and ended
    for word, keys in (("已更正", mended), ("已撤回", gone), ("已有结果", {n.id for n in ended})):
        for key in keys:
            assert f"（{word}）{notices[str(key)].title}" in text


def test_hidden_and_blacked_out_notices_fall_out(town: Project) -> None:
    from noticeboard.publish.calendar import calendar as dated
    from noticeboard.publish.feed import feed as made

    whole = assembled(town)
    told = [n for n in whole.notices.values() if n.period_end and not n.corrects][:2]
    hidden = replace(told[0], hide_on=DAY - dt.timedelta(days=1), body="")
    blacked = replace(told[1], redacted_on=DAY)
    less = replace(whole, notices=whole.notices | {hidden.id: hidden, blacked.id: blacked})
    before, after = made(whole, NOTHING, DAY)["feed.xml"], made(less, NOTHING, DAY)["feed.xml"]
    for notice in told:
        assert notice.title.encode() in before
        assert notice.title.encode() not in after
        assert f"notices/{notice.id}/".encode() not in after
    assert f"公示期：{hidden.title}" in "".join(unfolded(dated(whole, DAY)["calendar.ics"]))
    assert hidden.title not in "".join(unfolded(dated(less, DAY)["calendar.ics"]))


def test_fifty_entries_and_no_more(town: Project) -> None:
    from noticeboard.publish.feed import feed as made

    days = tuple(
        Day(DAY - dt.timedelta(n), (Told("new", (Piece(f"新登 {n} 条 <&>。"),)),) * 15)
        for n in range(70)
    )
    files = made(assembled(town), Changes(days, "all"), DAY)
    assert files == made(assembled(town), Changes(days, "all"), DAY)
    read: Any = feedparser.parse(files["feed.xml"])
    assert (read.bozo, len(read.entries)) == (False, 50)
    assert "还有 3 处。" in files["feed.xml"].decode()
    assert faults(files["feed.xml"]) == []


# --- the calendar ------------------------------------------------------------------------------


def calendar(project: Project) -> bytes:
    return (project.site / "calendar.ics").read_bytes()


def unfolded(body: bytes) -> list[str]:
    return body.decode().replace("\r\n ", "").split("\r\n")


def test_the_calendar_is_what_the_standard_says(town: Project) -> None:
    body = calendar(town)
    assert body.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in body.replace(b"\r\n", b"")
    for line in body.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()  # no letter is cut in two by folding
    lines = unfolded(body)
    for name in ("VERSION:2.0", "BEGIN:VCALENDAR", "END:VCALENDAR"):
        assert lines.count(name) == 1
    assert sum(line.startswith("PRODID:") for line in lines) == 1
    read: Any = Calendar.from_ical(body)
    assert read.errors == []
    events = read.walk("VEVENT")
    assert len(events) > 5
    for event in events:
        assert event.errors == []
        for name in ("uid", "dtstamp", "dtstart", "summary"):
            assert name in event
            assert not isinstance(event[name], list)
        first, end = event.decoded("dtstart"), event.decoded("dtend")
        assert type(first) is type(end) is dt.date
        assert first < end
        assert event.decoded("dtstamp").tzinfo is not None
    uids = [str(event["uid"]) for event in events]
    assert len(set(uids)) == len(uids)
    assert not any("BEGIN:VALARM" in line for line in lines)


def test_days_are_those_of_the_data_the_last_one_included(town: Project) -> None:
    from noticeboard.load import load

    read: Any = Calendar.from_ical(calendar(town))
    spans = {
        str(event["summary"]): (event.decoded("dtstart"), event.decoded("dtend"))
        for event in read.walk("VEVENT")
    }
    dataset = load(town)
    shown = 0
    for row in dataset.rows("notices"):
        title = f"公示期：{row.get('title')}"
        start, end = row.get("period_start"), row.get("period_end")
        if not start or not row.get("approved_by") or (row.get("hide_on") or DAY) < DAY:
            assert title not in spans
            continue
        assert spans[title] == (start, end + dt.timedelta(days=1))
        shown += 1
    assert shown > 3
    for row in dataset.rows("meetings"):
        if row.get("held_precision") == "day" and row.get("held_value"):
            assert spans[row.get("name")][0] == row.get("held_value")
        else:
            assert row.get("name") not in spans


def test_where_it_is_linked_it_is_said_how_it_is_used(town: Project) -> None:
    for address in ("meetings/", "notices/", "changes/"):
        reader = Reader((town.site / address / "index.html").read_text(encoding="utf-8"))
        assert "../calendar.ics" in reader.links
        assert "加进手机日历" in "".join(reader.text)


def test_a_meeting_without_a_year_is_in_no_calendar(built: Project) -> None:
    assert not (built.site / "calendar.ics").exists()
    for address in ("meetings/", "changes/"):
        assert "calendar.ics" not in (built.site / address / "index.html").read_text("utf-8")
