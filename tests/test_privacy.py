"""The privacy net over what is published: every surface, forgetting, lists with a last day."""

from __future__ import annotations

import datetime as dt
import io
import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from benchmarks.privacy import REPORT, alarms, read, recall, report

from noticeboard.check import check
from noticeboard.commands.build import Options, build
from noticeboard.commands.forget import forget, steps_for
from noticeboard.commands.scan import scan_history, scan_site
from noticeboard.errors import Problem, UsageError
from noticeboard.load import load
from noticeboard.personal import find_personal
from noticeboard.project import Project
from tests.accept import assert_expected
from tests.conftest import DAY, copy_project
from tests.test_cases import made_project
from tests.test_faults import problems_of, replace_once
from tests.test_faults_privacy import pdf, workbook

# --- how well it finds: benchmarks/PRIVACY.md ---------------------------------------------------


@pytest.mark.slow
@pytest.mark.slow
def test_the_report_is_current() -> None:
    assert_expected(REPORT, report())


@pytest.mark.slow
def test_most_is_found_and_little_is_wrong() -> None:
    for name, least in (
        ("personal.yaml", 0.97),
        ("more-personal.yaml", 0.87),
        ("heldout-personal.yaml", 0.9),
    ):
        measured = recall(read(name))
        assert measured.found.total() / measured.there.total() >= least, measured.missed
        for kind in ("mobile", "id18", "bankcard", "email"):
            assert measured.found[kind] / measured.there[kind] >= 0.9, (name, kind)
    for name, most in (
        ("ordinary.yaml", 0),
        ("more-ordinary.yaml", 2),
        ("heldout-ordinary.yaml", 5),
    ):
        assert len(alarms(read(name)).wrong) <= most, alarms(read(name)).wrong


# --- every surface -------------------------------------------------------------------------------

PHONE = "13812345678"
SURFACES = [
    ("page/index.html", "<main><p>找王师傅 138<b>1234</b>5678</p></main>", "mobile"),
    ("page/index.html", f'<img alt="王师傅{PHONE}" src="x.png">', "mobile"),
    ("page/index.html", f"<!-- {PHONE} -->", "mobile"),
    ("page/index.html", f'<a href="tel:%2B86{PHONE}">打电话</a>', "mobile"),
    ("page/index.html", f'<script>var x = {{"p": "{PHONE}"}}</script>', "mobile"),
    ("page/index.html", f'<script type="application/ld+json">{{"telephone": "{PHONE}"}}</script>', "mobile"),
    ("page/index.html", '<meta name="description" content="一三八一二三四五六七八">', "mobile"),
    ("data/needs.csv", f"id,detail\r\na,找王师傅{PHONE}\r\n", "mobile"),
    ("data/needs/a.json", json.dumps({"a": [{"b": "身份证441422199003071231"}]}), "identity"),
    ("data/needs/a.json", json.dumps({"phone": int(PHONE)}), "mobile"),
    ("data/x.xlsx", workbook("卡号6222021234567890128"), "bank_card"),
    ("lists/needs/rows/1.js", f'nbRows({json.dumps(["<li>柳园3栋2单元501房</li>"])})', "address"),
    ("search/0.js", json.dumps({"张小示（8周岁）": [1]}), "minor"),
    ("feed.xml", "<feed><title>a</title><summary>低保户张示例</summary></feed>", "hardship"),
    ("sitemap.xml", "<urlset><url><loc>https://example.cn/13812345678/</loc></url></urlset>", "mobile"),
    ("calendar.ics", "BEGIN:VCALENDAR\r\nDESCRIPTION:找王师傅1381234\r\n 5678\r\nEND:VCALENDAR\r\n", "mobile"),
    ("files/plan.pdf", pdf("plate and someone@example.com"), "email"),
    ("files/picture.svg", "<svg><text>粤M·12345</text></svg>", "plate"),
    ("files/王13812345678.txt", "", "mobile"),
    ("brief.txt", "加微信：wx_abc123", "wechat"),
]  # fmt: skip


@pytest.mark.parametrize("surface", SURFACES, ids=[f"{s[0]}-{i}" for i, s in enumerate(SURFACES)])
def test_a_planted_datum_is_found_on_every_surface(
    project: Project, surface: tuple[str, str | bytes, str]
) -> None:
    name, body, kind = surface
    path = project.site / name
    path.parent.mkdir(parents=True)
    path.write_bytes(body if isinstance(body, bytes) else body.encode())
    seen = scan_site(project, project.site).seen
    assert {one.file for one in seen} == {name}
    assert all(one.code.startswith(kind.replace("_", "-")) for one in seen)
    assert PHONE not in str(seen[0].what)


@pytest.mark.slow
def test_the_built_sites_raise_no_alarm(built: Project, demo_built: Project) -> None:
    for town in (built, demo_built):
        done = scan_site(town, town.site)
        assert done.files > 100
        assert (done.seen, done.closed) == ((), ())


def test_a_file_that_cannot_be_looked_into_is_said(project: Project) -> None:
    (project.site / "files").mkdir(parents=True)
    (project.site / "files" / "plan.pdf").write_bytes(b"%PDF broken")
    (project.site / "files" / "plan.xyz").write_bytes(b"?")
    done = scan_site(project, project.site)
    assert done.seen == ()
    assert [one.file for one in done.closed] == ["files/plan.pdf", "files/plan.xyz"]


BESIDE = [
    ("data/site.yaml", f"# 打 {PHONE} 找小王\n", "第 1 行的备注"),
    ("data/old.csv", f"name,tel\n某,{PHONE}\n", "第 2 行第 2 格"),
    ("content/draft.txt", f"电话 {PHONE}\n", "文字"),
]


@pytest.mark.parametrize("one", BESIDE, ids=[one[0] for one in BESIDE])
def test_what_lies_beside_the_data_is_looked_at_too(
    project: Project, one: tuple[str, str, str]
) -> None:
    name, text, where = one
    path = project.root / name
    path.write_text(text + (path.read_text() if path.exists() else ""), encoding="utf-8")
    project.site.mkdir()
    assert [(s.file, s.where) for s in scan_site(project, project.site).seen] == [(name, where)]


def test_a_site_that_is_not_there_is_said(project: Project) -> None:
    with pytest.raises(UsageError, match="noticeboard build"):
        scan_site(project, project.site)


def git(project: Project, *words: str) -> None:
    who = ("-c", "user.name=t", "-c", "user.email=t@example.invalid")
    subprocess.run(["git", "-C", str(project.root), *who, *words], check=True, capture_output=True)


@pytest.mark.slow
def test_the_history_keeps_what_was_deleted(project: Project) -> None:
    git(project, "init", "-q")
    git(project, "add", ".")
    git(project, "commit", "-qm", "a")
    assert scan_history(project).seen == ()
    page = project.content / "about" / "index.md"
    sound = page.read_text(encoding="utf-8")
    page.write_text(f"{sound}\n{PHONE}\n", encoding="utf-8")
    git(project, "commit", "-qam", "b")
    page.write_text(sound, encoding="utf-8")
    git(project, "commit", "-qam", "c")
    assert problems_of(project) == ()
    (seen,) = scan_history(project).seen
    assert seen.file == "content/about/index.md"


# --- forgetting --------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_person_is_found_everywhere(tmp_path: Path) -> None:
    project = copy_project(tmp_path / "town")
    name = "余煜"
    (project.content / "files").mkdir()
    (project.content / "files" / "名单.xlsx").write_bytes(workbook(f"{name}同志"))
    (project.content / "files" / "断.pdf").write_bytes(b"%PDF")
    page = project.content / "about" / "index.md"
    page.write_text(page.read_text(encoding="utf-8") + "\n谢谢余　煜。\n", encoding="utf-8")
    (project.root / ".noticeboard").mkdir()
    (project.root / ".noticeboard" / "answers.csv").write_text(f"{name}\n", encoding="utf-8")
    (project.root / ".noticeboard" / "answers.xlsx").write_bytes(workbook(f"{name} 同志"))
    replace_once(project.data / "site.yaml", "tagline: ", f"tagline: {name} ")
    (project.root / "site_templates").mkdir()
    (project.root / "site_templates" / f"{name}.html").write_text("x", encoding="utf-8")
    build(project, Options(today=DAY))
    git(project, "init", "-q")
    git(project, "add", "data")
    git(project, "commit", "-qm", "资料")
    spots = forget(project, "yu-yu")
    kinds = {spot.kind for spot in spots}
    assert kinds == {"person", "cell", "prose", "other", "attachment", "private", "site", "history"}
    assert ("person", "data/people.csv:2:1 (A2)") in {(s.kind, s.where) for s in spots}
    assert any("请自己打开看看" in spot.what for spot in spots)
    others = {spot.where for spot in spots if spot.kind == "other"}
    assert {"data/site.yaml", f"site_templates/{name}.html"} <= others
    private = {spot.where for spot in spots if spot.kind == "private"}
    assert private == {".noticeboard/answers.csv", ".noticeboard/answers.xlsx"}
    assert {spot.where for spot in spots} == {spot.where for spot in forget(project, name)} | {"data/people.csv:2:1 (A2)"}  # fmt: skip
    assert len(steps_for(spots)) == len(kinds)
    assert forget(project, "没有这个人") == [s for s in spots if "请自己打开" in s.what]


def test_rows_that_point_to_a_person_are_found(project: Project) -> None:
    spots = forget(project, "刘逢纲")
    assert ("reference", "data/memberships.csv:2:2 (B2)") in {(s.kind, s.where) for s in spots}


def test_one_letter_is_too_little_to_look_for(project: Project) -> None:
    with pytest.raises(UsageError, match="写全姓名"):
        forget(project, "余")


# --- lists with a last day, and what was blacked out ------------------------------------------------


@pytest.fixture
def noticed(tmp_path: Path) -> Project:
    return made_project("notices", tmp_path / "town")


def problems_on(project: Project) -> list[Problem]:
    found = check(replace(load(project), today=DAY))
    return [problem for problem in found if problem.severity == "error"]


def as_list_of_aid(project: Project, hide_on: str) -> None:
    path = project.notices / "lamp-plan.md"
    replace_once(path, "category: project", "category: aid")
    replace_once(path, "晚上看不见路。", "1. 低保户张示例，每月 800 元。")
    if hide_on:
        replace_once(path, "provenance:", f"hide_on: {hide_on}\nprovenance:")


LISTS = [
    ("", "hardship_stands_beside_no_name", "hide_on"),
    ("2026-12-02", "", ""),
    ("2026-12-11", "", ""),
    ("2026-11-30", "lists_of_persons_are_hidden_in_time", "期满"),
    ("2026-12-12", "lists_of_persons_are_hidden_in_time", "10 天"),
]


@pytest.mark.parametrize("one", LISTS, ids=[one[0] or "none" for one in LISTS])
def test_a_list_of_aid_has_a_last_day(noticed: Project, one: tuple[str, str, str]) -> None:
    hide_on, rule, words = one
    as_list_of_aid(noticed, hide_on)
    found = problems_on(noticed)
    if not rule:
        assert found == []
        return
    assert found[0].rule == rule
    assert words in found[0].message + found[0].hint


def publish(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Build as on that day, so that the notices stand in the ledger."""
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    with monkeypatch.context() as patched:
        patched.setattr("noticeboard.commands.build.today", lambda given: given or DAY)
        build(project, Options())


@pytest.mark.slow
def test_after_its_last_day_a_list_is_gone_from_every_surface(
    noticed: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_list_of_aid(noticed, "2026-12-02")
    publish(noticed, monkeypatch)
    build(noticed, Options(today=dt.date(2026, 12, 2)))

    def holding() -> list[str]:
        paths = (path for path in noticed.site.rglob("*") if path.is_file())
        whole = [
            path
            for path in paths
            if path.suffix != ".xlsx" and "张示例".encode() in path.read_bytes()
        ]
        return sorted(path.relative_to(noticed.site).as_posix() for path in whole)

    assert "notices/lamp-plan/index.html" in holding()
    assert scan_site(noticed, noticed.site).seen == (), "the law wants this list published"
    assert (noticed.site / "files" / "plan.csv").is_file()
    build(noticed, Options(today=dt.date(2026, 12, 3)))
    assert holding() == []
    assert not (noticed.site / "files" / "plan.csv").exists()
    page = (noticed.site / "notices" / "lamp-plan" / "index.html").read_text(encoding="utf-8")
    assert "已经撤下" in page
    assert "东街社区居委会关于加装路灯方案的公示" in page
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO((noticed.site / "data" / "noticeboard.xlsx").read_bytes()))
    cells = [str(cell.value) for sheet in book for row in sheet for cell in row]
    assert not any("张示例" in cell for cell in cells)


REDACTIONS = [
    (["redacted_on: 2026-11-24", "redaction_reason: 本人要求"], "（已隐去）看不见路。", "", ""),
    (["redacted_on: 2026-11-24"], "（已隐去）看不见路。", "redactions_are_marked", "原因"),
    (["redaction_reason: 本人要求"], "（已隐去）看不见路。", "redactions_are_marked", "哪一天"),
    (["redacted_on: 2026-11-24", "redaction_reason: 本人要求"], "晚上看不见。", "redactions_are_marked", "（已隐去）"),
    (["redacted_on: 2026-11-01", "redaction_reason: 本人要求"], "（已隐去）看不见路。", "redactions_are_marked", "之前"),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("one", REDACTIONS, ids=[f"{r[2]}-{i}" for i, r in enumerate(REDACTIONS)])
def test_what_was_blacked_out_is_said(
    noticed: Project, one: tuple[list[str], str, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines, text, rule, words = one
    publish(noticed, monkeypatch)
    path = noticed.notices / "lamp-plan.md"
    replace_once(path, "晚上看不见路。", text)
    replace_once(path, "provenance:", "\n".join([*lines, "provenance:"]))
    found = problems_on(noticed)
    if rule:
        assert [problem.rule for problem in found] == [rule]
        assert words in found[0].message + found[0].hint
        return
    assert found == []
    build(noticed, Options(today=DAY))
    page = (noticed.site / "notices" / "lamp-plan" / "index.html").read_text(encoding="utf-8")
    assert "2026年11月24日</span>隐去了这一份里的个人信息：本人要求。" in page


def test_overlapping_findings_are_told_once() -> None:
    assert [one.kind for one in find_personal(["身份证441422199003071231，手机13812345678"])] == [
        "identity",
        "mobile",
    ]
