"""The staff pages of a town, served over real HTTP on loopback while a test lasts."""

from __future__ import annotations

import contextlib
import datetime as dt
import http.client
import re
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount

from noticeboard.project import Project
from noticeboard.staff.app import staff_app
from tests.conftest import DAY


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    text: str


class Staff:
    """Asks the pages as a browser would, unless told otherwise."""

    def __init__(self, port: int) -> None:
        self.port, self.said = port, list[str]()
        self.origin = f"http://127.0.0.1:{port}"

    def ask(
        self, path: str, method: str = "GET", body: bytes = b"", headers: Mapping[str, str] = {}
    ) -> Answer:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        line.putrequest(method, f"/staff/{path}", skip_host=True)
        sent = {"Host": f"127.0.0.1:{self.port}"} | dict(headers)
        if body or method == "POST":
            sent.setdefault("Content-Length", str(len(body)))
        for name, value in sent.items():
            if value:
                line.putheader(name, value)
        line.endheaders(body)
        answer = line.getresponse()
        text = answer.read().decode("utf-8", "replace")
        line.close()
        return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, text)

    def form(self, order: str) -> dict[str, str]:
        """Return what every form of an order's page carries."""
        text = self.ask(f"orders/{order}/").text
        found = dict(re.findall(r'type="hidden" name="(token|seq)" value="([^"]*)"', text))
        assert set(found) == {"token", "seq"}
        return found

    def send(self, path: str, fields: Mapping[str, str], headers: Mapping[str, str] = {}) -> Answer:
        sent = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": self.origin,
            "Sec-Fetch-Site": "same-origin",
        }
        return self.ask(path, "POST", urlencode(fields).encode(), sent | dict(headers))

    def take(self, order: str, verb: str, **fields: str) -> Answer:
        return self.send(f"orders/{order}/{verb}", self.form(order) | fields)


@contextlib.contextmanager
def staff_of(project: Project, day: dt.date = DAY) -> Iterator[Staff]:
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    staff = Staff(listening.getsockname()[1])
    app = Starlette(routes=[Mount("/staff", staff_app(project, staff.said.append, lambda: day))])
    config = uvicorn.Config(app, log_level="warning", lifespan="off", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.02)
    try:
        yield staff
    finally:
        server.should_exit = True
        thread.join(20)
        listening.close()
