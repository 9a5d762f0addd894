"""Hostile words, from a resident's form to the last page that shows them: text everywhere, run nowhere."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Page

from noticeboard.commands.build import Options, build
from noticeboard.commands.collect import Watched
from noticeboard.commands.fetch import fetch
from noticeboard.commands.inbox import Decision, decide, waiting
from noticeboard.commands.inbox_words import listed
from noticeboard.commands.order import Given, step
from noticeboard.commands.report import report_command
from noticeboard.errors import DataProblems, UsageError
from noticeboard.project import Project
from tests.browser import TOOLS, chromium, visit
from tests.collecting import Clock, need, running
from tests.conftest import serve_folder
from tests.staffserver import staff_of
from tests.test_collector import naughty
from tests.test_inbox import DAY, SURVEY, asked_town

# A minute and a half: make test-full.
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.full]

BLNS = TOOLS / "big-list-of-naughty-strings" / "blns.json"
# Whatever of a page's own would run it tells the test.
TRAP = "window.alert = window.confirm = window.prompt = window.print = function () { window.ran = true; };"
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def texts() -> list[str]:
    """Return script payloads by the hundred, and the Big List of Naughty Strings."""
    listed: list[str] = json.loads(BLNS.read_text(encoding="utf-8"))
    return list(dict.fromkeys([*naughty(), *listed]))


@dataclass
class Town:
    """A town whose inbox was filled by enemies, and a careless clerk who copied their words."""

    project: Project
    sent: int = 0
    refused: int = 0
    orders: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running_browser:
        yield running_browser


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    made = Town(asked_town(tmp_path_factory.mktemp("hostile") / "town"))
    project = made.project
    path = project.surveys / "needs.yaml"
    survey = SURVEY.replace("kind: csv, time_column: 时间", "kind: collector")
    path.write_text(survey, encoding="utf-8")
    _send(made)
    fetch(project, ["needs"], [], DAY)
    _answer_carelessly(made)
    build(project, Options(today=DAY))
    return made


def _send(made: Town) -> None:
    watched = Watched(made.project)
    watched.load(checked=True)
    clock = Clock()
    with running(made.project, watched, clock=clock) as collector:
        for text in texts():
            clock.later(minutes=11)
            value = need(text, answers={"category": ["facility"], "detail": text})
            told = collector.json("needs/dongjie", value)
            assert told.status in (201, 422), (text, told.status)
            made.sent += told.status == 201
            made.refused += told.status == 422
            if told.status == 422:
                assert any("\u4e00" <= letter <= "\u9fff" for letter in told.told["message"])


def _answer_carelessly(made: Town) -> None:
    """Copy what was written into titles, reasons and notes, wherever nothing refuses it."""
    spicy = [one for one in waiting(made.project, DAY) if set("<>\"'=&{}`") & set(one.words)]
    kinds = ["accept", "decline", "refer", "accept"]
    for number, one in enumerate(spicy[:40]):
        kind, words = kinds[number % 4], one.words[:60]
        decision = Decision(kind, title=words, reason=words, to=words)
        try:
            done = decide(made.project, "", one.key, decision, DAY)
        except (UsageError, DataProblems):
            continue
        made.taken.append(words)
        if done.order:
            made.orders.append(done.order)
            given = Given(unit="school", due=DAY)
            for verb, said in (("dispatch", given), ("return", Given(note=words))):
                try:
                    step(made.project, verb, done.order, said, DAY)
                except (UsageError, DataProblems):
                    break


def quiet(page: Page) -> None:
    assert page.evaluate("window.ran === undefined"), page.url
    foreign = page.evaluate(
        "Array.from(document.querySelectorAll('script')).filter("
        "function (s) { return !s.src || s.src.indexOf(location.origin) !== 0; }).length"
    )
    assert foreign == 0, page.url
    handlers = page.evaluate(
        "Array.from(document.querySelectorAll('*')).filter(function (e) {"
        "return Array.from(e.attributes).some(function (a) { return /^on/i.test(a.name); }); }).length"
    )
    assert handlers == 0, page.url
    assert page.locator("iframe, object, embed, base, meta[http-equiv=refresh i]").count() == 0


def test_there_is_something_to_show(town: Town) -> None:
    assert town.sent > 700
    assert len(town.taken) >= 20
    assert len(town.orders) >= 10
    assert any("<script>" in words for words in town.taken)


def test_no_page_for_staff_runs_them(town: Town, browser: Browser) -> None:
    with staff_of(town.project) as staff, visit(browser, 1280) as seen:
        seen.page.add_init_script(TRAP)
        paths = ["", "inbox/", "orders/", "sheet", "months/?month=2026-11"]
        paths += [f"inbox/{one.survey}/{one.key}/" for one in waiting(town.project, DAY)[:30]]
        for order in town.orders[:12]:
            paths += [f"orders/{order}/", f"orders/{order}/slip"]
        for path in paths:
            page = seen.open(f"{staff.origin}/staff/{path}")
            quiet(page)
        # What was refused by the policy would stand here, had anything been tried.
        assert not [line for line in seen.complaints if "Policy" in line]
        assert not seen.outside


def test_no_month_runs_them(town: Town, browser: Browser, tmp_path: Path) -> None:
    report_command(town.project, "2026-11", tmp_path / "month.html", None, DAY)
    with visit(browser, 1280) as seen:
        seen.page.add_init_script(TRAP)
        page = seen.open((tmp_path / "month.html").as_uri())
        assert page.evaluate("window.ran === undefined")
        assert page.locator("script").count() == 0


def test_no_page_of_the_site_runs_them(town: Town, browser: Browser, tmp_path: Path) -> None:
    for base in serve_folder(town.project.site, tmp_path):
        with visit(browser, 360) as seen:
            seen.page.add_init_script(TRAP)
            paths = ["", "orders/", "lists/", "lists/needs/", "receipt/", "communities/dongjie/"]
            paths += [f"orders/{order}/" for order in town.orders]
            for path in paths:
                quiet(seen.open(f"{base}{path}"))
            page = seen.open(f"{base}receipt/")
            # Every piece that any look-up file holds, put into the page as the page does it.
            told = 0
            for file in sorted((town.project.site / "receipt" / "look").iterdir()):
                text = file.read_text(encoding="utf-8")
                _, _, pieces = json.loads(f"[{text[11:-3]}]")
                for piece in pieces:
                    page.evaluate(
                        "h => { document.querySelector('[data-say=found]').innerHTML = h; }", piece
                    )
                    quiet(page)
                    told += 1
            assert told >= 10
            assert not [line for line in seen.complaints if "Policy" in line]
            assert not seen.outside


def test_no_spreadsheet_gets_a_formula(town: Town, tmp_path: Path) -> None:
    """Neither in what staff open to edit, nor in what anybody downloads, nor in the month's workbook."""
    project = town.project
    files = [*project.data.glob("*.csv"), *(project.site / "data").glob("*.csv")]
    files += [*project.private.rglob("*.csv")]
    assert len(files) > 40
    for path in files:
        for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")):
            for cell in row:
                number = cell.lstrip("-").replace(".", "", 1).isdigit()
                assert number or not cell.startswith(FORMULA), (path, cell)
    report_command(project, "2026-11", None, tmp_path / "month.xlsx", DAY)
    for book in (tmp_path / "month.xlsx", project.site / "data" / "noticeboard.xlsx"):
        for sheet in openpyxl.load_workbook(book).worksheets:
            for cells in sheet.iter_rows():
                for one in cells:
                    assert one.data_type != "f", (book, one.coordinate)


def test_no_terminal_obeys_them(town: Town) -> None:
    """No escape sequence and no mark of direction reaches what commands print."""
    for line in listed(town.project, DAY):
        assert not set(line) & set("\x1b\x07\x08\x7f\u202e\u2066\u2067\u2068"), line


def test_every_line_of_the_tables_is_one_record(town: Town) -> None:
    for name in ("needs", "orders", "order_events", "receipts"):
        text = (town.project.data / f"{name}.csv").read_text(encoding="utf-8")
        rows = list(csv.reader(io.StringIO(text)))
        assert len(rows) == text.count("\n")
        assert {len(row) for row in rows} == {len(rows[0])}
