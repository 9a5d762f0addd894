"""Requests: entered once, answered once, their words gone; nobody gets at another's receipt."""

from __future__ import annotations

import csv
import datetime as dt
import io
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from noticeboard import receipts
from noticeboard.check import check
from noticeboard.commands import inbox as inbox_module
from noticeboard.commands.fetch import fetch
from noticeboard.commands.fetch_words import told as told_of
from noticeboard.commands.inbox import Decision, decide, decide_all, waiting
from noticeboard.commands.inbox_words import listed, shown_alone
from noticeboard.commands.order import Given, open_for, step
from noticeboard.commands.rows import write_rows
from noticeboard.commands.todo import todo
from noticeboard.commands.waiting import MOST_ALIKE
from noticeboard.errors import DataProblems, UsageError
from noticeboard.load import load
from noticeboard.project import Project
from noticeboard.survey.requests import ALIKE, alike, handles, pairs_of
from tests.test_cases import made_project

DAY = dt.date(2026, 11, 24)
SURVEY = """\
id: needs
version: 1
title: 群众点单
purpose: 了解居民需要什么
privacy_notice: 不问姓名、电话、身份证和门牌号，请不要填写。自愿填写。
opens: 2026-06-01
period: quarter
triage: true
questions:
  - {id: community, kind: single, role: community, label: 社区, options: communities, required: true, publish: counts}
  - {id: compound, kind: single, label: 小区, options: compounds}
  - {id: category, kind: multi, label: 哪一类, options: needs.category, required: true, publish: community}
  - {id: detail, kind: long, label: 什么事}
  - {id: urgency, kind: single, label: 多急, options: needs.urgency}
sources:
  - {id: net, kind: csv, time_column: 时间}
"""
HEAD = ("时间", "社区", "小区", "哪一类", "什么事", "多急", "回执码")
Row = tuple[str, ...]


def code(number: int) -> str:
    body = f"{number:011}".translate(str.maketrans("0123456789", "ABCDEFGHJK"))
    return body + receipts.check_symbol(body)


def request(number: int, words: str, *, held: bool = True, day: int = 20) -> Row:
    told = receipts.shown(code(number)).lower() if held else ""
    time = f"2026-11-{day} 09:{number:02}:00"
    return (time, "东街社区", "柳园小区", "设施维修", words, "较急", told)


LAMP = request(1, "三号楼门口的路灯不亮，晚上看不见")
SAME = request(2, "门口路灯晚上不亮，老人看不见路")
LOCK = request(3, "家里的锁坏了，电话13812345678")
SILENT = request(4, "想有个地方下棋", held=False)


@pytest.fixture
def town(tmp_path: Path) -> Project:
    return asked_town(tmp_path / "town")


def asked_town(folder: Path) -> Project:
    """Return a town whose residents are asked what they need."""
    project = made_project("whole", folder)
    project.surveys.mkdir()
    (project.surveys / "needs.yaml").write_text(SURVEY, encoding="utf-8")
    (project.data / "receipts.csv").write_text(
        "digest,survey,received,state,decided,need,order,reason\n", encoding="utf-8"
    )
    (project.data / "excerpts.yaml").write_text("[]\n", encoding="utf-8")
    figures = project.data / "figures.yaml"
    text = figures.read_text(encoding="utf-8").replace("  value: 4\n", "")
    figures.write_text(text.replace("  as_stated: 4张单\n", ""), encoding="utf-8")
    return project


def put(project: Project, *rows: Row) -> None:
    folder = project.private / "imports" / "needs" / "net"
    folder.mkdir(parents=True, exist_ok=True)
    out = io.StringIO()
    csv.writer(out).writerows([HEAD, *rows])
    (folder / "answers.csv").write_text(out.getvalue(), encoding="utf-8")


def take(project: Project, *rows: Row, day: dt.date = DAY) -> None:
    put(project, *rows)
    fetch(project, ["needs"], ["net"], day)


def table(project: Project, name: str) -> list[dict[str, str]]:
    text = (project.data / f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def receipt_of(project: Project, number: int) -> dict[str, str]:
    digest = receipts.digest(code(number))
    (row,) = [row for row in table(project, "receipts") if row["digest"] == digest]
    return row


def named(project: Project, words: str) -> str:
    (one,) = [one for one in waiting(project, DAY) if words in one.words]
    return one.id


def everything(folder: Path) -> str:
    files = [path for path in folder.rglob("*") if path.is_file() and "imports" not in path.parts]
    return "\n".join(path.read_bytes().decode("utf-8", "replace") for path in files)


def test_a_new_request_waits_and_its_receipt_is_known(town: Project) -> None:
    take(town, LAMP, LOCK, SILENT)
    found = {one.words: one for one in waiting(town, DAY)}
    assert len(found) == 3
    lamp = found["三号楼门口的路灯不亮，晚上看不见"]
    assert (lamp.community, lamp.compound, lamp.category) == ("dongjie", "liuyuan", "facility")
    assert (lamp.urgency, lamp.receipt) == ("soon", True)
    assert not found["想有个地方下棋"].receipt
    assert receipt_of(town, 1)["state"] == "submitted"
    assert receipt_of(town, 1)["received"] == "2026-11-20"
    assert len(table(town, "receipts")) == 2
    assert code(1) not in everything(town.root).upper().replace("-", "")
    assert "13812345678" not in everything(town.root)
    assert not [p for p in check(load(town)) if p.severity == "error"]


def test_fetching_again_changes_nothing(town: Project) -> None:
    take(town, LAMP, SAME)
    before = everything(town.root)
    take(town, LAMP, SAME)
    assert everything(town.root) == before


def test_accepted_requests_become_one_need_and_one_order(town: Project) -> None:
    take(town, LAMP, SAME, LOCK)
    first, second = named(town, "三号楼"), named(town, "老人")
    (lamp,) = [one for one in waiting(town, DAY) if one.id == first]
    assert second in lamp.alike
    done = decide_all(town, "", [first, second], Decision("accept", title="修门口的路灯"), DAY)
    assert done.need == done.order == "dongjie-2611-01"
    need = table(town, "needs")[-1]
    assert (need["title"], need["category"], need["urgency"]) == (
        "修门口的路灯", "facility", "soon",
    )  # fmt: skip
    assert need["raised_value"] == "2026-11-20"
    events = [e for e in table(town, "order_events") if e["order"] == done.order]
    assert [(e["state"], e["date"]) for e in events] == [
        ("submitted", "2026-11-20"), ("accepted", "2026-11-24"),
    ]  # fmt: skip
    assert receipt_of(town, 1)["state"] == "accepted"
    assert receipt_of(town, 2)["state"] == "merged"
    assert receipt_of(town, 2)["order"] == done.order
    assert receipt_of(town, 3)["state"] == "submitted"
    # Nowhere how many asked, and nowhere in whose words.
    assert "三号楼" not in everything(town.root)
    assert len(waiting(town, DAY)) == 1


def test_what_was_decided_stays_decided_and_without_words(town: Project) -> None:
    take(town, LAMP, LOCK)
    decide(town, "", named(town, "锁"), Decision("decline", reason="是自己家里的锁"), DAY)
    take(town, LAMP, LOCK, SILENT)
    assert len(waiting(town, DAY)) == 2
    assert "锁坏了" not in everything(town.root)
    assert receipt_of(town, 3)["reason"] == "是自己家里的锁"
    assert receipt_of(town, 3)["decided"] == "2026-11-24"


def test_merge_and_refer(town: Project) -> None:
    take(town, LAMP, SAME, SILENT)
    decide(town, "needs", named(town, "三号楼"), Decision("merge", into="o-lamp"), DAY)
    assert receipt_of(town, 1) | {"digest": ""} == {
        "digest": "", "survey": "needs", "received": "2026-11-20", "state": "merged",
        "decided": "2026-11-24", "need": "lamp-broken", "order": "o-lamp", "reason": "",
    }  # fmt: skip
    decide(
        town, "", named(town, "老人"), Decision("refer", to="县供电部门", reason="归他们管"), DAY
    )
    assert receipt_of(town, 2)["reason"] == "转给县供电部门：归他们管"
    before = (town.data / "receipts.csv").read_bytes()
    decide(town, "", named(town, "下棋"), Decision("decline", reason="没有地方"), DAY)
    assert (town.data / "receipts.csv").read_bytes() == before
    assert waiting(town, DAY) == []
    assert listed(town, DAY) == ["没有等着答复的点单。新的先用 noticeboard fetch 读进来。"]


def test_an_order_for_an_item_of_the_list(town: Project) -> None:
    take(town, LAMP)
    done = decide(town, "", named(town, "路灯"), Decision("accept", "修路灯", need_only=True), DAY)
    assert (done.need, done.order) == ("dongjie-2611-01", "")
    opened = open_for(town, done.need, day=DAY)
    assert "dongjie-2611-01" in opened.lines[0]
    with pytest.raises(UsageError, match="已经在办"):
        open_for(town, done.need, day=DAY)
    with pytest.raises(UsageError, match="需求清单里没有"):
        open_for(town, "nothing", day=DAY)


@pytest.mark.parametrize(
    ("decision", "says"),
    [
        (Decision("accept"), "--title"),
        (Decision("accept", title="修路灯", category="lamps"), "类别"),
        (Decision("accept", title="修路灯", community="dongjei"), "dongjie"),
        (Decision("accept", title="修路灯", compound="x"), "小区"),
        (Decision("merge"), "--into"),
        (Decision("merge", into="o-nothing"), "没有"),
        (Decision("refer"), "--to"),
        (Decision("decline"), "--reason"),
        (Decision("forget"), "没有「forget」"),
    ],
)
def test_what_is_missing_is_told_and_nothing_is_written(
    town: Project, decision: Decision, says: str
) -> None:
    take(town, LAMP)
    before = everything(town.root)
    with pytest.raises(UsageError, match=says):
        decide(town, "", named(town, "路灯"), decision, DAY)
    assert everything(town.root) == before


def test_personal_words_are_not_published_by_a_decision(town: Project) -> None:
    take(town, LAMP)
    before = everything(town.root)
    for decision in (
        Decision("accept", title="修路灯，找张三13812345678"),
        Decision("decline", reason="已电话13812345678告知"),
    ):
        with pytest.raises(DataProblems):
            decide(town, "", named(town, "路灯"), decision, DAY)
    assert everything(town.root) == before


def test_a_wrong_or_ambiguous_name_is_refused(town: Project) -> None:
    take(town, LAMP, SAME)
    known = named(town, "三号楼")
    for wrong in ("zzzzzz", known[:2], "", known + "zz"):
        with pytest.raises(UsageError, match="没有"):
            decide(town, "", wrong, Decision("decline", reason="不行"), DAY)
        with pytest.raises(UsageError):
            shown_alone(town, DAY, [wrong])
    with pytest.raises(UsageError, match="triage"):
        waiting(town, DAY, "needz")


def test_nobody_gets_at_a_receipt_by_sending_its_code_again(town: Project) -> None:
    """The digest of a code is public: who sends it again must not decide what its holder reads."""
    take(town, LAMP)
    thief = ("2026-11-21 10:00:00", "东街社区", "", "设施维修", "别人的回执码", "一般", LAMP[-1])
    take(town, LAMP, thief)
    found = {one.words: one for one in waiting(town, DAY)}
    assert not found["别人的回执码"].receipt
    decide(town, "", found["别人的回执码"].id, Decision("decline", reason="捣乱"), DAY)
    assert receipt_of(town, 1)["state"] == "submitted"


def test_somebody_with_a_code_is_answered_also_where_the_answer_is_not_counted(
    town: Project,
) -> None:
    early = ("2026-05-01 10:00:00", "东街社区", "", "设施维修", "开放以前就交了", "一般", LAMP[-1])
    take(town, early)
    (one,) = waiting(town, DAY)
    assert "不在收集的日期里" in one.note
    assert any("还是要答复" in line for line in listed(town, DAY))


def test_words_go_when_they_are_old(town: Project) -> None:
    old = ("2026-08-20 09:00:00", "东街社区", "", "设施维修", "三号楼门口的路灯", "一般", LAMP[-1])
    take(town, old, day=dt.date(2026, 11, 17))
    assert "三号楼" in everything(town.private)
    (one,) = waiting(town, DAY)
    assert one.words == ""
    assert "三号楼" not in everything(town.private)
    # A later fetch does not bring them back.
    take(town, old)
    assert "三号楼" not in everything(town.private)


def test_the_town_sets_how_long_words_are_kept(town: Project) -> None:
    settings = town.data / "site.yaml"
    settings.write_text(settings.read_text(encoding="utf-8") + "inbox_days: 3\n", "utf-8")
    take(town, LAMP, request(5, "新的一条", day=23))
    assert sorted(one.words for one in waiting(town, DAY)) == ["", "新的一条"]


def test_a_lost_ledger_is_made_again_of_what_is_published(town: Project) -> None:
    take(town, LAMP, LOCK, SILENT)
    decide(town, "", named(town, "路灯"), Decision("accept", title="修路灯"), DAY)
    (town.private / "inbox" / "needs.csv").unlink()
    before = (town.data / "receipts.csv").read_bytes()
    take(town, LAMP, LOCK, SILENT)
    assert (town.data / "receipts.csv").read_bytes() == before
    assert len(waiting(town, DAY)) == 2


def test_what_was_taken_back_with_git_waits_again(town: Project) -> None:
    take(town, LAMP, SILENT)
    kept = {path: path.read_bytes() for path in town.data.glob("*.csv")}
    for words in ("路灯", "下棋"):
        decide(town, "", named(town, words), Decision("accept", title="办这件事"), DAY)
    assert waiting(town, DAY) == []
    for path, content in kept.items():
        path.write_bytes(content)
    assert len(waiting(town, DAY)) == 2
    assert receipt_of(town, 1)["state"] == "submitted"
    done = decide(town, "", waiting(town, DAY)[0].id, Decision("decline", reason="先不办"), DAY)
    assert done.lines


def test_a_receipt_row_that_was_deleted_comes_back(town: Project) -> None:
    take(town, LAMP)
    decide(town, "", named(town, "路灯"), Decision("decline", reason="不归我们管"), DAY)
    path = town.data / "receipts.csv"
    path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    take(town, LAMP)
    assert receipt_of(town, 1)["state"] == "submitted"
    assert len(waiting(town, DAY)) == 1


def test_requests_of_two_communities_are_not_one(town: Project) -> None:
    other = ("2026-11-20 09:09:00", "西街社区", "", "设施维修", "西街的下水道堵了", "一般", "")
    take(town, LAMP, other)
    names = [one.id for one in waiting(town, DAY)]
    with pytest.raises(UsageError, match="不同社区"):
        decide_all(town, "", names, Decision("accept", title="两件事"), DAY)
    with pytest.raises(UsageError, match="另一个社区"):
        decide(town, "", named(town, "下水道"), Decision("merge", into="o-lamp"), DAY)
    with pytest.raises(UsageError, match="o-lamp"):
        decide(town, "", named(town, "路灯"), Decision("merge", into="o-lam"), DAY)


def test_the_same_title_is_remarked(town: Project) -> None:
    take(town, LAMP)
    decision = Decision("accept", title="三栋楼下的路灯不亮", detail="三单元一到六楼")
    done = decide(town, "", named(town, "路灯"), decision, DAY)
    assert any("lamp-broken" in line for line in done.lines)
    assert table(town, "needs")[-1]["detail"] == "三单元一到六楼"


def test_who_holds_no_receipt_is_not_promised_one(town: Project) -> None:
    take(town, SILENT)
    done = decide(town, "", named(town, "下棋"), Decision("accept", title="下棋的地方"), DAY)
    assert any("没有回执" in line for line in done.lines)
    assert not any("凭回执码" in line for line in done.lines)


PAPER_HEAD = ("编号", "收到日期", "社区", "小区", "哪一类", "什么事", "多急", "回执码")


def paper(project: Project, name: str, *rows: Row) -> None:
    """Put a workbook of paper answers beside those that are there."""
    survey = project.surveys / "needs.yaml"
    text = SURVEY.replace("kind: csv, time_column: 时间", "kind: paper")
    survey.write_text(text, encoding="utf-8")
    folder = project.private / "imports" / "needs" / "net"
    folder.mkdir(parents=True, exist_ok=True)
    out = io.StringIO()
    csv.writer(out).writerows([PAPER_HEAD, *rows])
    (folder / name).write_text(out.getvalue(), encoding="utf-8")


def sheet(number: int, day: str, words: str, told: str = "") -> Row:
    return (str(number), day, "东街社区", "", "设施维修", words, "", told)


def test_paper_may_be_numbered_anew_every_month_in_a_new_workbook(town: Project) -> None:
    """A clerk's second month took the first one's requests away."""
    paper(town, "10月.csv", sheet(1, "2026-10-03", "楼道的灯坏了半个月"))
    fetch(town, ["needs"], [], DAY)
    paper(town, "11月.csv", sheet(1, "2026-11-03", "楼上漏水"), sheet(2, "2026-11-04", "门铃不响"))
    (done,) = fetch(town, ["needs"], [], DAY)
    (changes,) = done.changes
    assert (changes.new, changes.revised, changes.withdrawn) == (2, 0, 0)
    assert len(waiting(town, DAY)) == 3


def test_a_code_and_a_day_that_were_typed_wrong_may_be_mended(town: Project) -> None:
    wrong = receipts.shown(code(1))[:-1] + ("2" if code(1)[-1] != "2" else "3")
    paper(town, "11月.csv", sheet(1, "2026-11-09", "路灯不亮", wrong))
    (done,) = fetch(town, ["needs"], [], DAY)
    assert any("第 2 行" in note for note in done.changes[0].notes)
    assert not waiting(town, DAY)[0].receipt
    paper(town, "11月.csv", sheet(1, "2026-11-19", "路灯不亮", receipts.shown(code(1))))
    fetch(town, ["needs"], [], DAY)
    assert receipt_of(town, 1)["received"] == "2026-11-19"
    assert waiting(town, DAY)[0].receipt


def test_a_paper_answer_with_a_fault_is_named_and_still_answered(town: Project) -> None:
    bad = ("3", "2026-11-05", "东街社区", "", "", "没有选类别", "", "")
    paper(town, "11月.csv", sheet(1, "2026-11-03", "楼上漏水"), bad)
    (done,) = fetch(town, ["needs"], [], DAY)
    assert "必答的没有答 1 份（第 3 行）" in told_of(done)
    (one,) = [one for one in waiting(town, DAY) if one.note]
    assert "没有选类别" in one.words


class Stopped(BaseException):
    """The end of a run, wherever it is."""


@pytest.mark.parametrize("held", [True, False])
def test_a_decision_cut_short_is_not_taken_twice(
    town: Project, monkeypatch: pytest.MonkeyPatch, held: bool
) -> None:
    take(town, LAMP if held else SILENT)
    (one,) = waiting(town, DAY)
    decision = Decision("accept", title="修门口的路灯")

    def stop(*_: object) -> None:
        raise Stopped

    with monkeypatch.context() as patched:
        patched.setattr(inbox_module, "write_private", stop)
        with pytest.raises(Stopped):
            decide(town, "", one.id, decision, DAY)
    assert waiting(town, DAY) == []
    take(town, LAMP if held else SILENT)
    assert waiting(town, DAY) == []
    assert one.words not in everything(town.private)
    with pytest.raises(UsageError):
        decide(town, "", one.id, decision, DAY)


def test_a_fetch_cut_short_is_completed_by_the_next(
    town: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    from noticeboard.commands import requests as requests_module

    put(town, LAMP)

    def stop(*_: object) -> None:
        raise Stopped

    with monkeypatch.context() as patched:
        patched.setattr(requests_module, "write_rows", stop)
        with pytest.raises(Stopped):
            fetch(town, ["needs"], [], DAY)
    assert table(town, "receipts") == []
    fetch(town, ["needs"], [], DAY)
    assert receipt_of(town, 1)["state"] == "submitted"


def test_what_waits_stands_in_todo(town: Project) -> None:
    take(town, LAMP)
    (group,) = [group for group in todo(town, DAY) if group.title == "等着答复的点单"]
    assert "4 天了" in group.lines[0]
    assert "东街社区" in group.lines[0]


def test_the_receipt_follows_its_order(town: Project) -> None:
    take(town, LAMP)
    done = decide(town, "", named(town, "路灯"), Decision("accept", title="修路灯"), DAY)
    step(town, "dispatch", done.order, Given(unit="school", due=dt.date(2026, 12, 1)), DAY)
    step(town, "return", done.order, Given(note="人手不够"), DAY)
    assert receipt_of(town, 1)["order"] == done.order
    assert [e["state"] for e in table(town, "order_events") if e["order"] == done.order] == [
        "submitted", "accepted", "dispatched", "returned",
    ]  # fmt: skip


def test_rows_are_refused_whole(town: Project) -> None:
    """A receipt cannot be written as answered without saying where, whoever writes it."""
    from noticeboard.edit import Change

    take(town, LAMP)
    before = everything(town.data)
    change = Change("receipts", receipts.digest(code(1)), {"state": "accepted"})
    with pytest.raises(DataProblems):
        write_rows(town, load(town), [change])
    assert everything(town.data) == before


@pytest.mark.parametrize(
    ("ids", "short"),
    [
        (["abcdef12", "abcdef34"], {"abcdef12": "abcdef1", "abcdef34": "abcdef3"}),
        (["abcdef12", "bbcdef34"], {"abcdef12": "abcdef", "bbcdef34": "bbcdef"}),
        ([], {}),
    ],
)
def test_short_names_tell_apart(ids: list[str], short: dict[str, str]) -> None:
    assert handles(ids) == short


def test_a_code_of_another_survey_leads_to_nobody_elses_receipt(town: Project) -> None:
    other = SURVEY.replace("id: needs\n", "id: other\n", 1)
    (town.surveys / "other.yaml").write_text(other, encoding="utf-8")
    take(town, LAMP)
    (before,) = table(town, "receipts")
    # Digests are public: a script can send one under another survey.
    folder = town.private / "imports" / "other" / "net"
    shutil.copytree(town.private / "imports" / "needs" / "net", folder)
    fetch(town, ["other"], [], DAY)
    (one,) = [request for request in waiting(town, DAY) if request.survey == "other"]
    assert not one.receipt
    decide(town, "other", one.id, Decision("decline", reason="和这里无关"), DAY)
    assert table(town, "receipts") == [before]
    assert [request.survey for request in waiting(town, DAY)] == ["needs"]


def test_other_things_are_not_alike() -> None:
    assert 0 < ALIKE < 1
    texts = {"a": "楼道里堆了纸箱，电动车进不来", "b": "小区门口的路灯坏了不亮"}
    others = [(key, pairs_of(text)) for key, text in texts.items()]
    assert list(alike(pairs_of("路灯不亮，门口看不见"), others)) == ["b"]
    assert list(alike(pairs_of(""), others)) == []


def test_a_flood_of_long_requests_does_not_shut_the_list(town: Project) -> None:
    # As many as one address may send in two hours, each as long as the form takes, all alike.
    words = "".join(chr(0x4E00 + number) for number in range(2_000))
    row = ("东街社区", "柳园小区", "设施维修", "较急", "")
    flood = [
        (f"2026-11-20 10:{n // 60:02}:{n % 60:02}", *row[:3], f"{n}号{words}", *row[3:])
        for n in range(1_200)
    ]
    take(town, *flood)
    begun = time.monotonic()
    found = waiting(town, DAY)
    assert time.monotonic() - begun < 30
    assert len(found) == 1_200
    assert max(len(one.alike) for one in found) <= 2 * MOST_ALIKE


def test_the_survey_may_be_without_requests(town: Project, copy: Callable[..., None]) -> None:
    copy(town)
    survey = town.surveys / "needs.yaml"
    survey.write_text(SURVEY.replace("triage: true\n", ""), encoding="utf-8")
    take(town, LAMP)
    assert table(town, "receipts") == []
    assert waiting(town, DAY) == []


@pytest.fixture
def copy() -> Callable[..., None]:
    def without_ledger(project: Project) -> None:
        shutil.rmtree(project.private, ignore_errors=True)

    return without_ledger
