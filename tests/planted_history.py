"""A town with a git history in which every kind of edit was planted, a day each."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

from noticeboard.load import load
from noticeboard.notices import Entry, digest_of, ledger_of, ledger_text, sealed
from noticeboard.project import Project
from tests.conftest import copy_project

PHONE = "13800012345"
GONE = "欧阳示例"
WRONG = "罗海花"
BLACKED = "司马甲乙"
# Personal values that stood in the data once and do not now.
PLANTED = (PHONE, GONE, WRONG, BLACKED, "ouyang-shili", "老屋的秘密", "隐去的题目")
HEAD = """---
title: {title}
kind: {kind}
category: {category}
issuer: 城西社区居委会
{more}approved_by: 居委会主任
approved_on: {day}
signed_by: 城西社区居委会
signed_on: {day}
provenance: local
---
{body}
"""


class Repository:
    """A project under git; every commit has a day, at ten in the morning in China."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.git("init", "-q", "-b", "main")

    def git(self, *words: str, day: str = "", hour: str = "10:00:00+0800") -> None:
        who = ("-c", "user.name=作者甲", "-c", "user.email=author@example.invalid")
        when = {"GIT_COMMITTER_DATE": f"{day}T{hour}", "GIT_AUTHOR_DATE": "2001-02-03T04:05:06"}
        command = ("git", "-C", str(self.project.root), "-c", "commit.gpgsign=false", *who, *words)
        environment = os.environ | (when if day else {})
        subprocess.run(command, check=True, capture_output=True, env=environment)

    def commit(self, day: str, hour: str = "10:00:00+0800") -> None:
        self.git("add", "-A")
        self.git("commit", "-qm", f"提交说明里的话 {PHONE}", day=day, hour=hour)

    def path(self, name: str) -> Path:
        return self.project.root / name

    def replace(self, name: str, old: str, new: str) -> None:
        text = self.path(name).read_text(encoding="utf-8")
        assert old in text, (name, old)
        self.path(name).write_text(text.replace(old, new), encoding="utf-8")

    def add_line(self, name: str, line: str) -> None:
        text = self.path(name).read_text(encoding="utf-8")
        self.path(name).write_text(f"{text}{line}\n", encoding="utf-8")

    def notice(
        self, name: str, title: str, day: str, body: str, more: str = "", kind: str = "notice",
        category: str = "residents",
    ) -> None:  # fmt: skip
        text = HEAD.format(title=title, kind=kind, category=category, more=more, day=day, body=body)
        path = self.path(f"content/notices/{name}.md")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def publish(self, name: str, day: str) -> None:
        """Write the ledger's row, as the build of that day did."""
        import datetime as dt

        dataset = load(self.project)
        row = next(row for row in dataset.rows("notices") if row.get("id") == name)
        known: list[Entry] = ledger_of(dataset)
        before = known[-1].seal if known else ""
        fresh = sealed(before, [(name, dt.date.fromisoformat(day), digest_of(row))])
        self.project.ledger.write_text(ledger_text([*known, *fresh]), encoding="utf-8")


def planted(folder: Path) -> Repository:
    """Return the town with its history of October 2026."""
    repo = Repository(copy_project(folder))
    steps: list[Callable[[Repository], None]] = [
        beginning, figure_and_money, rows_come_and_go, persons, notices, only_form, broken, cleaned,
    ]  # fmt: skip
    for step in steps:
        step(repo)
    return repo


def beginning(repo: Repository) -> None:
    repo.replace("data/figures.yaml", "  value: 645\n", "  value: 640\n")
    repo.replace("data/funding.csv", "3350000,335万元", "3300000,330万元")
    repo.replace("data/projects.csv", "3350000,335万元", "3300000,330万元")
    repo.replace("data/people.csv", "罗海华", WRONG)
    repo.add_line(
        "data/people.csv",
        f"ouyang-shili,{GONE},某小区居民,,chengxi,full,consent,reported,article,L25",
    )
    repo.add_line(
        "data/deeds.csv", f"old-house,{GONE}家老屋的秘密,,environment,,,,,,,,reported,article,L2"
    )
    repo.add_line(
        "data/deeds.csv",
        f"call-me,修围墙请打 {PHONE},,environment,,,,,,,,reported,article,L25",
    )
    repo.commit("2026-10-01")


def figure_and_money(repo: Repository) -> None:
    repo.replace("data/figures.yaml", "  value: 640\n", "  value: 645\n")
    repo.commit("2026-10-02")
    repo.replace("data/funding.csv", "3300000,330万元", "3350000,335万元")
    repo.replace("data/projects.csv", "3300000,330万元", "3350000,335万元")
    # Half past eight in the evening at UTC is the next morning in China.
    repo.commit("2026-10-02", "20:30:00+0000")


def rows_come_and_go(repo: Repository) -> None:
    for name in ("甲", "乙", "丙"):
        row = f"unit-{ord(name)},示例{name}单位,,other,,,,reported,article,L2"
        repo.add_line("data/organisations.csv", row)
    repo.commit("2026-10-05")
    repo.replace(
        "data/deeds.csv", f"old-house,{GONE}家老屋的秘密,,environment,,,,,,,,reported,article,L2\n", ""
    )  # fmt: skip
    repo.replace(
        "data/organisations.csv", "unit-19993,示例丙单位,,other,,,,reported,article,L2\n", ""
    )
    repo.commit("2026-10-06")
    # Changed and changed back within a day: nothing of it is told.
    repo.replace("data/mechanisms.yaml", "status: improving", "status: in_place")
    repo.commit("2026-10-07", "09:00:00+0800")
    repo.git("revert", "-n", "HEAD")
    repo.replace("data/organisations.csv", "示例甲单位,,other,,", "示例甲单位,,school,chengxi,")
    repo.commit("2026-10-07")


def persons(repo: Repository) -> None:
    row = f"ouyang-shili,{GONE},某小区居民,,chengxi,full,consent,reported,article,L25\n"
    repo.replace("data/people.csv", row, "")
    repo.commit("2026-10-08")
    repo.replace("data/people.csv", WRONG, "罗海华")
    repo.commit("2026-10-09")


def notices(repo: Repository) -> None:
    repo.notice("road", "关于修路的通知", "2026-10-10", "路要修。")
    repo.notice("draft", "还是草稿", "2026-10-10", "x")
    repo.replace("content/notices/draft.md", "approved_by: 居委会主任\n", "")
    repo.publish("road", "2026-10-10")
    repo.commit("2026-10-10")
    repo.notice(
        "road-2", "关于修路通知的更正", "2026-10-12", "日期更正。", "corrects: road\n", "correction"
    )
    repo.publish("road-2", "2026-10-12")
    repo.commit("2026-10-12")
    repo.notice(
        "road-3",
        "关于撤回修路通知的说明",
        "2026-10-13",
        "不修了。",
        "withdraws: road\n",
        "withdrawal",
    )
    repo.publish("road-3", "2026-10-13")
    repo.notice("thanks", "关于感谢居民的通知", "2026-10-13", f"感谢{BLACKED}出力。")
    repo.publish("thanks", "2026-10-13")
    repo.commit("2026-10-13")
    repo.notice(
        "thanks", "关于感谢居民的通知", "2026-10-13", "感谢（已隐去）出力。",
        "redacted_on: 2026-10-14\nredaction_reason: 本人要求\n",
    )  # fmt: skip
    repo.replace(
        "content/notices/road-3.md", "provenance:", "objections: 没有收到意见\nprovenance:"
    )
    repo.commit("2026-10-14")


def only_form(repo: Repository) -> None:
    """Quotes, order of rows and columns, line ends, a byte order mark: nothing changed."""
    lines = repo.path("data/deeds.csv").read_text(encoding="utf-8").splitlines()
    cells = [line.split(",") for line in lines]
    moved = [",".join(f'"{cell}"' for cell in [row[0], *row[:0:-1]]) for row in cells]
    moved[0] = ",".join([cells[0][0], *cells[0][:0:-1]])
    body = "\r\n".join([moved[0], *moved[:0:-1]]) + "\r\n,,,,,,,,,,,,,\r\n"
    repo.path("data/deeds.csv").write_bytes(b"\xef\xbb\xbf" + body.encode())
    repo.replace("data/figures.yaml", "  value: 645\n", '  value:   "645.0"\n')
    repo.commit("2026-10-15")


def broken(repo: Repository) -> None:
    figures = repo.path("data/figures.yaml").read_text(encoding="utf-8")
    deeds = repo.path("data/deeds.csv").read_bytes()
    repo.path("data/figures.yaml").write_text(f"- id: [{GONE}\n", encoding="utf-8")
    repo.path("data/deeds.csv").write_bytes(deeds + b"<<<<<<< HEAD\r\n=======\r\n")
    repo.path("data/funding.csv").write_bytes("编号,金额\n".encode("gbk") * 3)
    funding = "data/funding.csv"
    repo.commit("2026-10-16")
    repo.path("data/figures.yaml").write_text(
        figures.replace("  value: 327\n", "  value: 326\n"), encoding="utf-8"
    )
    repo.path("data/deeds.csv").write_bytes(deeds)
    repo.git("checkout", "-q", "HEAD~1", "--", funding)
    repo.commit("2026-10-17")
    repo.replace("data/figures.yaml", "  value: 326\n", "  value: 327\n")
    repo.commit("2026-10-18")


def cleaned(repo: Repository) -> None:
    repo.replace("data/deeds.csv", f"修围墙请打 {PHONE}", "修好了一段围墙")
    repo.path("data/单位 表 2.csv").write_text(f"{GONE},{PHONE}\n", encoding="utf-8")
    repo.commit("2026-10-20")
    repo.path("data/单位 表 2.csv").unlink()
    repo.commit("2026-10-21")
