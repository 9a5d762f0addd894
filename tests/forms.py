"""A town with a survey of every kind of question, and a stand-in for the collector."""

from __future__ import annotations

import datetime as dt
import functools
import json
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from noticeboard.commands.build import Options, build
from noticeboard.commands.demo import demo
from noticeboard.demo import Size
from noticeboard.project import Project

DAY = dt.date(2026, 11, 24)
HOSTILE = '<b onclick="x">&\'"</b>'
EVERYTHING = """
id: everything
version: 3
title: 什么都问
purpose: 看看每一种题目在表单上是什么样子。
controller: 示例镇党建办
privacy_notice: 不问姓名、电话、身份证和门牌号，请不要填写。答案由主办单位保管，只公布汇总以后的数。
opens: "2026-06-01"
closes:
period: whole
questions:
  - {id: community, kind: single, role: community, label: 您住在哪个社区？, options: communities, required: true}
  - {id: compound, kind: single, label: 您住在哪个小区？, options: compounds}
  - id: place
    kind: single
    label: 在哪里？
    required: true
    options:
      - {code: road, label: HOSTILE路上}
      - {code: home, label: 家里}
      - {code: else, label: 别的地方, other: true}
  - {id: floor, kind: number, label: 几楼？, help: HOSTILE, required: true, shown_if: {question: place, codes: [home]}}
  - id: wants
    kind: multi
    label: 要什么？
    most: 2
    options:
      - {code: a, label: 甲}
      - {code: b, label: 乙}
      - {code: c, label: 丙, other: true}
  - {id: score, kind: scale, label: 打几分？, low: 0, high: 10}
  - {id: day, kind: date, label: 哪一天？}
  - {id: short, kind: short, label: HOSTILE一句话}
  - {id: long, kind: long, label: 几句话, required: true}
  - {id: street, kind: single, label: 哪条街？, options: [STREETS]}
  - {id: secret, kind: short, label: 不读的题, private: true}
sources:
  - {id: web, kind: collector}
"""


def everything() -> str:
    streets = ", ".join(f"{{code: s{n}, label: 第{n}街}}" for n in range(20))
    quoted = HOSTILE.replace("'", "''")
    text = EVERYTHING.replace("STREETS", streets)
    for words in ("HOSTILE路上", "HOSTILE一句话", "HOSTILE"):
        text = text.replace(words, f"'{quoted}{words.removeprefix('HOSTILE')}'")
    return text


def survey_town(folder: Path, **settings: str) -> Project:
    """Return a built town with that survey; ``settings`` are lines of ``data/site.yaml``."""
    project = demo(folder / "town", Size(3, 4, 4, 4, 4, 0), 1, DAY)
    project.surveys.mkdir(exist_ok=True)
    for name in ("needs", "satisfaction"):
        shipped = (Path(__file__).resolve().parents[1] / "data/surveys" / f"{name}.yaml").read_text(
            encoding="utf-8"
        )
        opened = shipped.replace(
            "\nopens:\n", '\ncontroller: 示例镇党建办\nopens: "2026-06-01"\n', 1
        )
        opened = opened.replace("\nsources: []", "\nsources: [{id: web, kind: collector}]")
        (project.surveys / f"{name}.yaml").write_text(opened, encoding="utf-8")
    (project.surveys / "everything.yaml").write_text(everything(), encoding="utf-8")
    site = project.data / "site.yaml"
    lines = [
        line
        for line in site.read_text(encoding="utf-8").splitlines()
        if line.partition(":")[0] not in settings
    ]
    lines += [f"{key}: {json.dumps(value)}" for key, value in settings.items() if value]
    site.write_text("\n".join(lines) + "\n", encoding="utf-8")
    build(project, Options(today=DAY))
    return project


class Collector:
    """Serves a site and keeps what is sent to ``/collect/``; ``answers`` are given in turn."""

    def __init__(self, site: Path) -> None:
        self.got: list[tuple[str, str, str]] = []
        self.answers: list[tuple[int, Any]] = []
        handler = functools.partial(_Handler, self, directory=str(site))
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.base = f"http://127.0.0.1:{self.server.server_port}/"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


class _Handler(SimpleHTTPRequestHandler):
    def __init__(self, collector: Collector, *words: Any, **named: Any) -> None:
        self.collector = collector
        super().__init__(*words, **named)

    def log_message(self, *_: object) -> None:
        pass

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        kind = self.headers["Content-Type"]
        self.collector.got.append((self.path, kind, body))
        status, answer = self.collector.answers.pop(0) if self.collector.answers else (201, {})
        plain = isinstance(answer, str) or "json" not in kind
        sent = answer if isinstance(answer, str) else json.dumps(answer)
        self.send_response(200 if plain and status == 201 else status)
        self.send_header("Content-Type", "text/html" if plain else "application/json")
        self.end_headers()
        self.wfile.write(sent.encode())


def serve(site: Path) -> Iterator[Collector]:
    collector = Collector(site)
    yield collector
    collector.close()
