"""The staff pages over real HTTP: they write what commands write, and nothing for anybody else."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from noticeboard.commands.build import Options, build
from noticeboard.commands.demo import demo
from noticeboard.commands.inbox import Decision, decide, waiting
from noticeboard.commands.order import Given, open_for, step
from noticeboard.commands.report import report_command
from noticeboard.commands.rows import sound, write_rows
from noticeboard.demo import Size
from noticeboard.edit import Change
from noticeboard.errors import UsageError
from noticeboard.moves import standing, standings
from noticeboard.orders import DONE, STATES, VERBS
from noticeboard.project import Project
from noticeboard.staff.board import COLUMNS
from noticeboard.staff.one_order import units_for
from noticeboard.staff.steps import WORDS, given_of
from tests import test_inbox as inbox
from tests.conftest import DAY
from tests.matrix import thinned
from tests.staffserver import Staff, staff_of

ORDER = "d00008"
DUE = dt.date(2026, 12, 5)
HOSTILE = "\"x\"><script>alert(1)</script>{{ 7*7 }} =cmd|' /C calc'!A0"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Project:
    size = Size(communities=2, units=6, projects=6, deeds=6, needs=12, responses=0)
    return demo(tmp_path_factory.mktemp("staff") / "town", size, 1, DAY)


@pytest.fixture
def town(made: Project, tmp_path: Path) -> Project:
    shutil.copytree(made.root, tmp_path / "town")
    return Project(tmp_path / "town")


@pytest.fixture
def staff(town: Project) -> Iterator[Staff]:
    with staff_of(town) as running:
        yield running


@dataclass(frozen=True)
class Still:
    """A town on which every test leaves everything as it was."""

    town: Project
    staff: Staff


@pytest.fixture(scope="module")
def still(made: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Still]:
    town = Project(tmp_path_factory.mktemp("still") / "town")
    shutil.copytree(made.root, town.root)
    with staff_of(town) as running:
        yield Still(town, running)


def files(project: Project) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted(project.data.rglob("*")) if p.is_file()}


def partner(project: Project, order: str = ORDER) -> str:
    dataset = sound(project, DAY)
    community = standing(dataset, order).order.get("community")
    return next(one.id for one in units_for(dataset, community, DAY) if not one.why_not)


# Every verb of the table is taken by page and by command, on two copies of one town.
WALKS: dict[str, list[tuple[str, dict[str, str], Given]]] = {
    "to the end": [
        ("accept", {"by": "community", "note": ""}, Given()),
        ("dispatch", {"by": "community", "unit": "*", "days": "15"},
         Given(unit="*", due=DAY + dt.timedelta(days=15))),
        ("claim", {"by": "unit", "note": "周末 去"}, Given(note="周末 去")),
        ("start", {"by": "unit"}, Given()),
        ("finish", {"by": "unit", "outcome": "办好了，都满意", "cost": "1,300元", "evidence": "照片；收据"},
         Given(outcome="办好了，都满意", cost=1300, evidence="照片；收据")),
        ("confirm", {"by": "resident"}, Given(by="resident")),
        ("rate", {"by": "resident", "note": "满意"}, Given(note="满意")),
        ("reopen", {"by": "resident", "note": "又坏了"}, Given(by="resident", note="又坏了")),
        ("decline", {"by": "town", "note": "要等明年"}, Given(by="town", note="要等明年")),
    ],
    "there and back": [
        ("accept", {}, Given()),
        ("dispatch", {"by": "town", "unit": "*", "days": "other", "due": str(DUE), "note": "急"},
         Given(by="town", unit="*", due=DUE, note="急")),
        ("return", {"by": "unit", "note": "没有人手"}, Given(note="没有人手")),
        ("suspend", {"by": "community", "note": "等天晴"}, Given(note="等天晴")),
        ("dispatch", {"unit": "*", "due": str(DUE)}, Given(unit="*", due=DUE)),
        ("transfer", {"by": "town", "note": "转给县里"}, Given(by="town", note="转给县里")),
        ("withdraw", {"by": "community", "note": "不用了"}, Given(by="community", note="不用了")),
    ],
    "merged": [("merge", {"by": "community", "into": "d00001"}, Given(into="d00001"))],
}  # fmt: skip


def test_every_step_is_walked() -> None:
    assert {verb for walk in WALKS.values() for verb, _, _ in walk} == set(VERBS) == set(WORDS)


@pytest.mark.parametrize("name", thinned(WALKS))
def test_a_page_writes_the_bytes_that_the_command_writes(
    town: Project, staff: Staff, tmp_path: Path, name: str
) -> None:
    shutil.copytree(town.root, tmp_path / "other")
    other, unit = Project(tmp_path / "other"), partner(town)
    for verb, fields, told in WALKS[name]:
        sent = {key: unit if value == "*" else value for key, value in fields.items()}
        wish = Given(**(vars(told) | {"unit": unit if told.unit else ""}))
        page = staff.take(ORDER, verb, **sent)
        assert page.status == 303, page.text
        step(other, verb, ORDER, wish, DAY)
        assert files(town) == files(other), verb
        shown = staff.ask(page.headers["location"].removeprefix("/staff/"))
        state = STATES[VERBS[verb][0]]
        assert shown.status == 200
        assert "写好了" in shown.text and f"现在是“{state.word}”" in shown.text
        assert ("先发给单位" in shown.text) == (verb == "dispatch")
    assert len(staff.said) == len(WALKS[name])


REFUSED = [
    ("confirm", {}, "不能到“已确认”", 422),
    ("accept", {"by": "unit"}, "不能由共建单位来办", 422),
    ("accept", {"by": "mayor"}, "不能由mayor来办", 422),
    ("accept", {"outcome": "办好了"}, "还没有办好", 422),
    ("accept", {"due": "2026-12-05"}, "不能改期限", 422),
    ("accept", {"due": "明天"}, "不是日期", 422),
    ("accept", {"days": "8"}, "没有看懂", 422),
    ("accept", {"cost": "三百"}, "不是整数", 422),
    ("decline", {"by": "town"}, "还要写明说明", 422),
    ("decline", {"note": "找张示例，电话13800012345"}, "手机", 422),
    ("accept", {"seq": "0"}, "刚刚已经走了一步", 409),
    ("accept", {"seq": ""}, "刚刚已经走了一步", 409),
    ("accept", {"token": "x" * 43}, "重新启动", 403),
    ("accept", {"token": ""}, "重新启动", 403),
    ("accept", {"token": "好"}, "重新启动", 403),
    ("fly", {}, "没有这一页", 404),
]


@pytest.mark.parametrize(("verb", "fields", "told", "status"), REFUSED)
def test_a_wrong_step_is_refused_at_its_form_and_nothing_written(
    still: Still, verb: str, fields: dict[str, str], told: str, status: int
) -> None:
    town, staff = still.town, still.staff
    before = files(town)
    page = staff.take(ORDER, verb, **fields)
    assert (page.status, files(town)) == (status, before)
    assert told in page.text
    for typed in ("note", "outcome"):
        if typed in fields and status == 422 and verb == "decline":
            assert f'value="{fields[typed]}"' in page.text
    assert staff.said == []


def test_what_is_missing_is_told_and_what_was_typed_stays(town: Project, staff: Staff) -> None:
    staff.take(ORDER, "accept")
    before, unit = files(town), partner(town)
    page = staff.take(ORDER, "dispatch", note="请快点")
    assert page.status == 422 and "还要写明单位、期限" in page.text
    assert 'value="请快点"' in page.text
    page = staff.take(ORDER, "dispatch", unit=unit, days="7", due="2026-12-20", by="town")
    assert page.status == 422 and "只留一个" in page.text
    assert f'value="{unit}" selected' in page.text
    assert re.search(r'value="7" checked', page.text) and 'value="2026-12-20"' in page.text
    assert re.search(r'value="town" checked', page.text)
    assert files(town) == before


def test_a_stranger_cannot_be_chosen_and_is_refused(town: Project, staff: Staff) -> None:
    staff.take(ORDER, "accept")
    dataset = sound(town, DAY)
    community = standing(dataset, ORDER).order.get("community")
    units = units_for(dataset, community, DAY)
    stranger = next(one for one in units if one.why_not)
    text = staff.ask(f"orders/{ORDER}/").text
    below = text.index("下面的现在派不了")
    for one in units:
        assert (text.index(f'value="{one.id}"') > below) == bool(one.why_not)
        assert not one.why_not or f"（{one.why_not}）" in text
    before = files(town)
    page = staff.take(ORDER, "dispatch", unit=stranger.id, days="7")
    assert page.status == 422 and "没有有效的共建协议" in page.text
    assert files(town) == before


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"status": "draft"}, "协议还没有签"),
        ({"status": "terminated", "valid_to": "2026-11-01"}, "协议终止了"),
        ({"status": "expired", "valid_to": "2026-11-01"}, "协议 2026-11-01 到期了"),
        ({"status": "signed", "valid_to": "2026-11-23"}, "协议 2026-11-23 到期了"),
        (
            {"status": "signed", "valid_from": "2026-11-25", "valid_to": ""},
            "协议 2026-11-25 才开始",
        ),
    ],
)
def test_why_a_unit_cannot_be_chosen(town: Project, cells: dict[str, str], why: str) -> None:
    dataset, unit = sound(town, DAY), partner(town)
    own = [r for r in dataset.rows("agreements") if r.get("unit") == unit]
    assert len({row.get("community") for row in own}) == len(own)
    path = town.data / "agreements.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    for row in rows:
        if row["unit"] == unit:
            row.update(cells)
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")
    from noticeboard.load import load

    changed = load(town)
    community = standing(changed, ORDER).order.get("community")
    assert {u.id: u.why_not for u in units_for(changed, community, DAY)}[unit] == why


def test_two_tabs_the_second_is_told_and_shown(town: Project, staff: Staff) -> None:
    first = staff.form(ORDER)
    assert staff.send(f"orders/{ORDER}/accept", first).status == 303
    before = files(town)
    for verb, fields in (("accept", {}), ("decline", {"note": "办不了"})):
        page = staff.send(f"orders/{ORDER}/{verb}", first | fields)
        assert page.status == 409 and "已经走了一步" in page.text
        assert "已受理" in page.text and 'name="seq" value="2"' in page.text
    assert 'value="办不了"' in page.text
    assert files(town) == before


def test_of_many_at_once_one_is_written(town: Project, staff: Staff) -> None:
    form, met = staff.form(ORDER), list[int]()
    senders = [
        threading.Thread(
            target=lambda: met.append(staff.send(f"orders/{ORDER}/accept", form).status)
        )
        for _ in range(8)
    ]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert sorted(met) == [303] + [409] * 7
    assert len(standing(sound(town, DAY), ORDER).events) == 2


FOREIGN: list[tuple[dict[str, str], int]] = [
    ({"Origin": "https://example.org"}, 403),
    ({"Origin": "null"}, 403),
    ({"Origin": "http://127.0.0.1:1"}, 403),
    ({"Origin": "http://localhost:{port}"}, 403),
    ({"Origin": "https://127.0.0.1:{port}"}, 403),
    ({"Origin": ""}, 403),
    ({"Origin": "", "Referer": "https://example.org/staff/"}, 403),
    ({"Origin": "", "Referer": "http://127.0.0.1:{port}.example.org/"}, 403),
    ({"Sec-Fetch-Site": "cross-site"}, 403),
    ({"Sec-Fetch-Site": "same-site"}, 403),
    ({"Host": "example.org"}, 421),
    ({"Host": "example.org:{port}"}, 421),
    ({"Host": "127.0.0.1"}, 421),
    ({"Host": "127.0.0.1:1"}, 421),
    ({"Host": "127.0.0.1.example.org:{port}"}, 421),
    ({"Host": "localhost:{port}@example.org"}, 421),
    ({"Content-Type": "text/plain"}, 415),
    ({"Content-Type": "application/json"}, 415),
    ({"Content-Type": ""}, 415),
]


@pytest.mark.parametrize(("headers", "status"), FOREIGN)
def test_what_does_not_come_from_our_own_pages_is_refused(
    still: Still, headers: dict[str, str], status: int
) -> None:
    town, staff = still.town, still.staff
    before, form = files(town), staff.form(ORDER)
    sent = {name: value.format(port=staff.port) for name, value in headers.items()}
    answer = staff.send(f"orders/{ORDER}/accept", form, sent)
    assert (answer.status, files(town)) == (status, before)
    assert "location" not in answer.headers
    assert_headers(answer.headers)


def test_by_whichever_name_of_this_computer_a_form_is_taken(staff: Staff) -> None:
    own = {"Host": f"localhost:{staff.port}", "Origin": f"http://localhost:{staff.port}"}
    assert staff.send(f"orders/{ORDER}/accept", staff.form(ORDER), own).status == 303
    # An old browser says only from which page it comes.
    by_page = {"Origin": "", "Sec-Fetch-Site": "", "Referer": f"{staff.origin}/staff/orders/x/"}
    form = staff.form(ORDER) | {"note": "办不了"}
    assert staff.send(f"orders/{ORDER}/decline", form, by_page).status == 303


def test_pages_are_not_read_by_others(still: Still) -> None:
    staff = still.staff
    for headers in ({"Host": f"evil.example:{staff.port}"}, {"Host": ""}):
        answer = staff.ask("", headers=headers)
        assert answer.status in (400, 421) and ORDER not in answer.text
    assert staff.ask("orders/", headers={"Sec-Fetch-Site": "cross-site"}).status == 403


def test_a_get_changes_nothing(still: Still) -> None:
    town, staff = still.town, still.staff
    before, form = files(town), staff.form(ORDER)
    for verb in VERBS:
        query = f"?token={form['token']}&seq={form['seq']}&by=community&note=x"
        assert staff.ask(f"orders/{ORDER}/{verb}{query}").status in (404, 405)
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
        assert staff.ask(f"orders/{ORDER}/accept", method).status == 405
    for path in ("", "orders/", f"orders/{ORDER}/?done=2", "sheet", "months/", "bulletin/"):
        assert staff.ask(path).status == 200
        assert staff.ask(path, "HEAD").text == ""
    assert staff.send("orders/", form).status == 405
    assert files(town) == before


def test_what_is_too_much_or_broken_is_refused(still: Still) -> None:
    town, staff = still.town, still.staff
    before, form = files(town), staff.form(ORDER)
    assert staff.send(f"orders/{ORDER}/accept", form | {"note": "长" * 40_000}).status == 413
    many = {f"x{number}": "" for number in range(100)}
    assert staff.send(f"orders/{ORDER}/accept", form | many).status == 400
    head = {"Content-Type": "application/x-www-form-urlencoded", "Origin": staff.origin}
    for body in (b"note=%ff", "note=好".encode(), b"token"):
        assert staff.ask(f"orders/{ORDER}/accept", "POST", body, head).status in (400, 403)
    assert files(town) == before


def assert_headers(headers: object) -> None:
    assert isinstance(headers, dict)
    policy = headers["content-security-policy"]
    for part in ("default-src 'none'", "style-src 'self'", "form-action 'self'", "frame-ancestors 'none'"):  # fmt: skip
        assert part in policy
    assert "unsafe" not in policy and "img-src" not in policy
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert "access-control-allow-origin" not in headers
    assert "set-cookie" not in headers


PAGES = ("", "orders/", f"orders/{ORDER}/", "sheet", "months/", "bulletin/", "months/2026-10.xlsx",
         "months/2026-10.html", "assets/staff.css", "assets/staff.js", "nothing", "orders/none/",
         "assets/report.html", "assets/../staff.css")  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_has_the_headers(still: Still, path: str) -> None:
    staff = still.staff
    answer = staff.ask(path)
    assert answer.status in (200, 404)
    assert_headers(answer.headers)
    if answer.headers["content-type"].startswith("text/html") and ".html" not in path:
        assert not re.search(r"<script>|<style|\sstyle=|\son[a-z]+=", answer.text)


def test_hostile_words_appear_only_escaped(town: Project, staff: Staff) -> None:
    write_rows(town, sound(town, DAY), [Change("orders", ORDER, {"title": HOSTILE})])
    assert staff.take(ORDER, "accept", note=HOSTILE).status == 303
    assert staff.take(ORDER, "dispatch", unit=partner(town), days="7", note=HOSTILE).status == 303
    refused = staff.take(ORDER, "finish", outcome=HOSTILE)
    asked = [staff.ask(path).text for path in ("", "orders/", f"orders/{ORDER}/?done=3", f"orders/{ORDER}/slip", "sheet", "orders/?q=%22%3E%3Cscript%3Ealert(1)")]  # fmt: skip
    for text in (refused.text, *asked):
        assert "<script>" not in text and "49 =cmd" not in text
        assert "&lt;script&gt;alert(1)" in text or ORDER not in text
    assert staff.take(ORDER, "return", note=HOSTILE).status == 303
    assert "&lt;script&gt;" in staff.ask("sheet").text


def test_unsound_data_are_told_and_nothing_can_be_done(town: Project, staff: Staff) -> None:
    form = staff.form(ORDER)
    path = town.data / "orders.csv"
    path.write_bytes(path.read_bytes().replace(b",c1,", b",<b>c9,", 1))
    before = files(town)
    for page in (staff.ask(""), staff.ask("orders/"), staff.send(f"orders/{ORDER}/accept", form)):
        assert page.status == 409
        assert "资料有 1 个问题，先改好" in page.text
        assert "data/orders.csv" in page.text and "C2 格" in page.text and "怎么改" in page.text
        assert "<b>c9" not in page.text
    assert files(town) == before
    path.write_bytes(path.read_bytes().replace(b"<b>c9", b"c1", 1))
    assert staff.ask("").status == 200


def test_a_file_that_another_program_holds_is_told(
    town: Project, staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, form = files(town), staff.form(ORDER)

    def held(self: Path, target: Path) -> Path:
        raise PermissionError(13, "in use")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", held)
        page = staff.send(f"orders/{ORDER}/accept", form)
    assert page.status == 503 and "WPS" in page.text
    assert_headers(page.headers)
    assert files(town) == before
    assert staff.ask(f"orders/{ORDER}/").status == 200


def test_what_changes_in_the_files_is_seen_at_once(town: Project, staff: Staff) -> None:
    assert "已收到" in staff.ask(f"orders/{ORDER}/").text
    step(town, "accept", ORDER, Given(), DAY)
    assert "接下来派给合适的单位" in staff.ask(f"orders/{ORDER}/").text


def test_the_board_has_every_order_once(still: Still) -> None:
    town, staff = still.town, still.staff
    text = staff.ask("orders/").text
    for name, now in standings(sound(town, DAY)).items():
        assert text.count(f'href="/staff/orders/{name}/"') == 1
        assert now.state.word in text
    only = staff.ask(f"orders/?q={ORDER}").text
    assert re.findall(r'href="/staff/orders/(\w+)/"', only) == [ORDER]
    placed = [state for _, states in COLUMNS for state in states]
    assert len(placed) == len(set(placed))
    for key, state in STATES.items():
        assert key in placed or state.is_final or key in DONE


def test_the_month_is_that_of_the_command(still: Still, tmp_path: Path) -> None:
    town, staff = still.town, still.staff
    page, book = tmp_path / "r.html", tmp_path / "r.xlsx"
    report_command(town, "2026-10", page, book, DAY)
    assert staff.ask("months/2026-10.html").text == page.read_text(encoding="utf-8")
    answer = staff.ask("months/2026-10.xlsx")
    assert answer.headers["content-disposition"] == 'attachment; filename="yuebao-2026-10.xlsx"'
    assert load_workbook(book).sheetnames
    main = page.read_text(encoding="utf-8")
    table = main[main.index("<h1>") : main.index("</main>")]
    assert table.strip() in staff.ask("months/?month=2026-10").text
    for wrong in ("2026-13", "2027-01", "x", "<b>"):
        assert staff.ask(f"months/?month={wrong}").status == 404


def test_steps_read_what_people_type() -> None:
    assert given_of({"note": " a\n b "}, DAY).note == "a b"
    assert given_of({"due": "2026/12/05"}, DAY).due == DUE
    assert given_of({"days": "other", "due": str(DUE)}, DAY).due == DUE
    assert given_of({"days": "30"}, DAY).due == DAY + dt.timedelta(days=30)
    assert given_of({"cost": "0"}, DAY).cost == 0
    for wrong in ("-1", "1.5", "٣", "1" * 13):
        with pytest.raises(UsageError):
            given_of({"cost": wrong}, DAY)


@pytest.mark.slow
def test_nothing_of_the_staff_pages_is_in_the_site(town: Project) -> None:
    build(town, Options(today=DAY))
    for path in town.site.rglob("*"):
        if path.is_file():
            assert "staff" not in path.relative_to(town.site).as_posix()
            body = path.read_bytes()
            assert b"/staff/" not in body and "办理台".encode() not in body, path


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[tuple[Project, Staff]]:
    """A town of which residents asked for four things, two of them the same."""
    project = inbox.town.__wrapped__(tmp_path)  # type: ignore[attr-defined]
    inbox.take(project, inbox.LAMP, inbox.SAME, inbox.LOCK, inbox.SILENT)
    with staff_of(project) as running:
        yield project, running


def place_of(project: Project, words: str) -> str:
    (one,) = [one for one in waiting(project, DAY) if words in one.words]
    return f"inbox/{one.survey}/{one.key}/"


def token(staff: Staff) -> dict[str, str]:
    found = re.search(r'name="token" value="([^"]*)"', staff.ask("inbox/").text)
    assert found
    return {"token": found[1]}


ANSWERS: list[tuple[str, dict[str, str], Decision]] = [
    ("accept", {"title": "修门口的路灯", "community": "dongjie", "category": "facility"},
     Decision("accept", title="修门口的路灯", category="facility", community="dongjie")),
    ("accept", {"title": "修灯", "community": "dongjie", "category": "safety", "compound": "liuyuan",
                "urgency": "urgent", "need_only": "1"},
     Decision("accept", title="修灯", community="dongjie", category="safety", compound="liuyuan",
              urgency="urgent", need_only=True)),
    ("merge", {"into": "d1"}, Decision("merge", into="d1")),
    ("merge", {"into": "", "other_into": "d1"}, Decision("merge", into="d1")),
    ("refer", {"to": "县供电部门", "reason": "线是他们的"},
     Decision("refer", to="县供电部门", reason="线是他们的")),
    ("decline", {"reason": "已经修好了"}, Decision("decline", reason="已经修好了")),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "fields", "wish"), ANSWERS)
def test_an_answer_by_page_writes_what_the_command_writes(
    asked: tuple[Project, Staff], tmp_path: Path, kind: str, fields: dict[str, str], wish: Decision
) -> None:
    project, staff = asked
    orders = [row.get("id") for row in sound(project, DAY).rows("orders")]
    into = {"d1": orders[0]} if kind == "merge" else {}
    fields = {name: into.get(value, value) for name, value in fields.items()}
    wish = replace(wish, into=into.get(wish.into, ""))
    shutil.copytree(project.root, tmp_path / "other")
    other, place = Project(tmp_path / "other"), place_of(project, "三号楼")
    page = staff.send(place + kind, token(staff) | fields)
    assert page.status == 303, page.text
    decide(other, "needs", place.split("/")[2], wish, DAY)
    assert files(project) == files(other)
    assert private(project) == private(other)
    shown = staff.ask(page.headers["location"].removeprefix("/staff/"))
    assert "居民自己写的话已经从本机删去" in shown.text and "noticeboard" not in shown.text
    opened = kind == "accept" and not wish.need_only
    assert ("派给哪家单位" in shown.text) == opened


def private(project: Project) -> dict[str, bytes]:
    return {
        path.name: path.read_bytes()
        for path in sorted(project.private.rglob("*"))
        if path.is_file() and "answers" not in path.name
    }


def test_the_same_thing_is_answered_together(asked: tuple[Project, Staff]) -> None:
    project, staff = asked
    place, other = place_of(project, "三号楼"), place_of(project, "老人").split("/")[2]
    text = staff.ask(place).text
    assert f'name="also.{other}"' in text and "老人看不见路" in text
    sent = {"title": "修路灯", "community": "dongjie", "category": "facility", f"also.{other}": "1"}
    assert staff.send(f"{place}accept", token(staff) | sent).status == 303
    assert len(waiting(project, DAY)) == 2


def test_a_wrong_answer_is_refused_and_nothing_written(asked: tuple[Project, Staff]) -> None:
    project, staff = asked
    place, own = place_of(project, "三号楼"), token(staff)
    before, kept = files(project), private(project)
    for kind, fields, told, status in (
        ("accept", {"category": "facility", "community": "dongjie"}, "还要写明公开的标题", 422),
        ("accept", {"title": "修灯", "community": "dongjie"}, "还要写明哪一类", 422),
        ("accept", {"title": "修灯", "community": "x", "category": "facility"}, "社区", 422),
        ("accept", {"title": "找13812345678", "community": "dongjie", "category": "facility"}, "手机", 422),
        ("merge", {}, "还要写明并到", 422),
        ("merge", {"other_into": "nowhere"}, "nowhere", 422),
        ("refer", {"reason": "x"}, "还要写明转给谁", 422),
        ("decline", {"reason": " "}, "还要写明为什么不办", 422),
        ("fly", {}, "没有这一页", 404),
        ("decline", {"reason": "x", "token": "y"}, "重新启动", 403),
    ):  # fmt: skip
        page = staff.send(place + kind, own | fields)
        assert (page.status, told in page.text) == (status, True), (kind, fields, page.text)
        assert "noticeboard" not in page.text
        if status == 422 and fields.get("title"):
            assert f'value="{fields["title"]}"' in page.text
    assert staff.ask(f"{place}decline?reason=x&token={own['token']}").status in (404, 405)
    assert staff.send(f"{place}decline", own, {"Origin": "https://example.org"}).status == 403
    assert (files(project), private(project)) == (before, kept)
    assert staff.send(f"{place}decline", own | {"reason": "修好了"}).status == 303
    again = staff.send(f"{place}accept", own | {"title": "修灯", "category": "facility"})
    assert again.status == 409 and "已经答复过了" in again.text
    assert staff.ask(place).status == 404


def test_new_requests_are_read_in_by_a_button(asked: tuple[Project, Staff]) -> None:
    project, staff = asked
    assert "等着答复的点单（4）" in staff.ask("").text
    inbox.put(project, inbox.LAMP, inbox.SAME, inbox.LOCK, inbox.SILENT, inbox.request(9, HOSTILE))
    page = staff.send("inbox/fetch", token(staff))
    assert page.status == 303
    text = staff.ask(page.headers["location"].removeprefix("/staff/")).text
    assert "等着答复的点单（5）" in text and "<script>" not in text and "&lt;script&gt;" in text
    shown = staff.ask(place_of(project, "script")).text
    assert "<script>" not in shown and "&lt;script&gt;" in shown


def test_a_need_gets_its_order_once(asked: tuple[Project, Staff], tmp_path: Path) -> None:
    project, staff = asked
    place = place_of(project, "下棋")
    sent = {"title": "下棋的地方", "community": "dongjie", "category": "culture_sport"}
    staff.send(f"{place}accept", token(staff) | sent | {"need_only": "1"})
    need = next(r.get("id") for r in sound(project, DAY).rows("needs") if "下棋" in r.get("title"))
    shutil.copytree(project.root, tmp_path / "other")
    assert f'/staff/needs/{need}/open"' in staff.ask("orders/").text
    page = staff.send(f"needs/{need}/open", token(staff))
    assert page.status == 303
    open_for(Project(tmp_path / "other"), need, "", DAY)
    assert files(project) == files(Project(tmp_path / "other"))
    again = staff.send(f"needs/{need}/open", token(staff))
    assert again.headers["location"] == page.headers["location"].partition("?")[0]
    assert files(project) == files(Project(tmp_path / "other"))
    assert staff.send("needs/none/open", token(staff)).status == 422
