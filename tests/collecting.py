"""A town whose own forms are answered, a collector on loopback, and those who send to it."""

from __future__ import annotations

import datetime as dt
import http.client
import json
import threading
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from starlette.applications import Starlette

from noticeboard import receipts
from noticeboard.collector.app import Collector
from noticeboard.collector.limits import Rate
from noticeboard.commands.collect import Watched, collector_of, mounted
from noticeboard.commands.listening import bound, server_of
from noticeboard.project import Project
from tests.conftest import copy_project

SITE = "https://example.test/gongshi/"
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
# Every kind of question, none of which asks for the community.
KINDS = """\
id: kinds
version: 2
title: 各种题目
purpose: 测试每一种题目，不用来问人。
privacy_notice: 不问姓名、电话、身份证和门牌号，请不要填写。示例问卷，不公布。
controller: 示例居委会
opens: "2026-01-01"
closes:
period: whole
questions:
  - {id: one, kind: single, label: 选一个, required: true, options: [{code: a, label: 甲}, {code: b, label: 乙}, {code: z, label: 其他, other: true}]}
  - {id: many, kind: multi, label: 选几个, most: 2, options: [{code: a, label: 子}, {code: b, label: 丑}, {code: c, label: 寅}]}
  - {id: score, kind: scale, label: 打几分}
  - {id: amount, kind: number, label: 几次}
  - {id: day, kind: date, label: 哪一天}
  - {id: word, kind: short, label: 一句话}
  - {id: words, kind: long, label: 几句话}
  - {id: why, kind: short, label: 为什么选乙, required: true, shown_if: {question: one, codes: [b]}}
  - {id: name, kind: short, label: 不读的题, private: true}
sources:
  - {id: web, kind: collector}
"""


def town_in(folder: Path) -> Project:
    """Return a copy of the real data in which two surveys are answered here."""
    project = copy_project(folder / "town")
    survey = project.surveys / "needs.yaml"
    text = survey.read_text(encoding="utf-8")
    text = text.replace(
        "opens:\ncloses:\n", 'controller: 示例居委会\nopens: "2026-01-01"\ncloses:\n'
    )
    text = text.replace("sources: []", "sources:\n  - {id: web, kind: collector}")
    survey.write_text(text, encoding="utf-8")
    (project.surveys / "kinds.yaml").write_text(KINDS, encoding="utf-8")
    site = project.data / "site.yaml"
    text = site.read_text(encoding="utf-8").replace("\nsite_url:\n", f"\nsite_url: {SITE}\n")
    site.write_text(text, encoding="utf-8")
    return project


@dataclass
class Answered:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def told(self) -> dict[str, Any]:
        return dict(json.loads(self.body))


@dataclass
class Running:
    """A collector that runs, and its port."""

    port: int
    collector: Collector
    project: Project

    def ask(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> Answered:
        """Send one request over a line of its own."""
        return ask(self.port, method, f"/collect/{path}", body, headers)

    def json(self, path: str, value: Any, headers: dict[str, str] | None = None) -> Answered:
        """Send what a script sends."""
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        return self.ask("POST", path, body, {"Content-Type": JSON, **(headers or {})})

    def form(
        self, path: str, fields: Sequence[tuple[str, str]], headers: dict[str, str] | None = None
    ) -> Answered:
        """Send what a page without script sends."""
        body = urlencode(fields).encode()
        return self.ask("POST", path, body, {"Content-Type": FORM, **(headers or {})})


def ask(
    port: int, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
) -> Answered:
    """Send one request over a line of its own."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        line.request(method, path, body, headers or {})
        answer = line.getresponse()
        return Answered(
            answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
        )
    finally:
        line.close()


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = dt.datetime(2026, 11, 24, 4, 0, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.now

    def later(self, **time: float) -> None:
        self.now += dt.timedelta(**time)


@contextmanager
def running(project: Project, watched: Watched, **settings: Any) -> Iterator[Running]:
    """Run a collector over real HTTP on loopback."""
    collector = collector_of(project, watched)
    collector.rate = Rate(per_second=1e6, minute=10**6, hour=10**6)
    for name, value in settings.items():
        setattr(collector, name, value)
    listener = bound("127.0.0.1", 0)
    server = server_of(Starlette(routes=[mounted(collector, watched.town.prefix)]))
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    try:
        yield Running(listener.getsockname()[1], collector, project)
    finally:
        server.end()
        thread.join()
        collector.store.close()


def need(words: str = "", **more: Any) -> dict[str, Any]:
    """Return what a script sends for a sound answer to the survey of needs, with fresh id and code."""
    answers: dict[str, Any] = {"category": ["environment"]}
    if words:
        answers["detail"] = words
    value: dict[str, Any] = {
        "id": str(uuid.uuid4()),
        "version": 1,
        "digest": receipts.digest(receipts.new_code()),
        "answers": answers,
        "other": {},
        "seconds": 30,
        "website": "",
    }
    return value | more


def kinds(answers: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return what a script sends for the survey of all kinds."""
    value: dict[str, Any] = {"id": str(uuid.uuid4()), "version": 2, "answers": answers}
    return value | more
