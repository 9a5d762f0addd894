"""What people wrote leaves the collector's database, too; who answered what twice stays known."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from noticeboard.collector.database import database_at
from noticeboard.collector.store import Store, Submission, kept_in
from noticeboard.commands.fetch import fetch
from noticeboard.commands.inbox import Decision, decide, waiting
from noticeboard.project import Project
from noticeboard.receipts import digest
from noticeboard.survey.contents import ERASED, trace
from tests.test_inbox import DAY, SURVEY, asked_town, code, everything, table


@pytest.fixture
def collected(tmp_path: Path) -> Project:
    """A town whose requests come to its own collector."""
    town = asked_town(tmp_path / "town")
    path = town.surveys / "needs.yaml"
    net = "{id: net, kind: csv, time_column: 时间}"
    text = SURVEY.replace(net, "{id: web, kind: collector}")
    path.write_text(text, encoding="utf-8")
    return town


def send(town: Project, *answers: tuple[int, str, str], survey: str = "needs") -> None:
    """Keep answers: number, moment, words."""
    store = Store(database_at(town.private))
    for number, moment, words in answers:
        content = {
            "answers": {"community": ["dongjie"], "category": ["facility"], "detail": words},
            "other": {},
        }
        kept = store.put(
            Submission(
                id=f"00000000-0000-4000-8000-{number:012}",
                survey=survey,
                community="dongjie",
                version=1,
                received=f"{moment}.000Z",
                seconds=30,
                receipt=digest(code(number)),
                content=json.dumps(content, ensure_ascii=False, sort_keys=True),
                fingerprint=str(number),
            )
        )
        kept.result(10)
    store.close()


def bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


LAMP = (1, "2026-11-20T01:00:00", "三号楼门口的路灯不亮")
AGAIN = (2, "2026-11-20T01:05:00", "三号楼门口的路灯不亮")
LOCK = (3, "2026-11-20T02:00:00", "我家里的锁坏了")
OLD = (4, "2026-08-01T02:00:00", "很久以前提的一件事")


def test_words_that_were_answered_leave_the_database(collected: Project) -> None:
    send(collected, LAMP, LOCK)
    fetch(collected, ["needs"], [], DAY)
    (lock,) = [one for one in waiting(collected, DAY) if "锁" in one.words]
    decide(collected, "", lock.id, Decision("decline", reason="是自己家里的"), DAY)
    (again,) = fetch(collected, ["needs"], [], DAY)
    assert again.note == ""
    assert "我家里的锁坏了".encode() not in bytes_of(collected.private)
    assert LAMP[2].encode() in bytes_of(collected.private)
    # And again: nothing is new, nothing was revised, nothing waits that was answered.
    (once_more,) = fetch(collected, ["needs"], [], DAY)
    (changes,) = once_more.changes
    assert (changes.new, changes.revised, changes.unchanged) == (0, 0, 2)
    assert [one.words for one in waiting(collected, DAY)] == [LAMP[2]]


def test_words_leave_the_database_with_the_answer(collected: Project) -> None:
    # As a collector that runs meanwhile, and holds its files open.
    store = Store(database_at(collected.private))
    send(collected, LAMP, LOCK)
    database = store.database
    assert [one.id for one in kept_in(database, "needs")]
    fetch(collected, ["needs"], [], DAY)
    (lock,) = [one for one in waiting(collected, DAY) if "锁" in one.words]
    done = decide(collected, "", lock.id, Decision("decline", reason="是自己家里的"), DAY)
    assert "居民自己写的话已经从本机删去。" in done.lines
    left = bytes_of(collected.private)
    assert LOCK[2].encode() not in left
    assert LAMP[2].encode() in left
    prints = {one.id[-1]: one.fingerprint for one in kept_in(database, "needs")}
    assert prints == {"1": "1", "3": ""}
    store.close()


def test_words_that_somebody_still_reads_go_the_next_time(
    collected: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("noticeboard.collector.database.SECONDS_FOR_A_LOCK", 1)
    send(collected, LAMP, LOCK)
    fetch(collected, ["needs"], [], DAY)
    (lock,) = [one for one in waiting(collected, DAY) if "锁" in one.words]
    # As a backup that takes long.
    with closing(sqlite3.connect(collected.private / "collector.sqlite")) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM submissions").fetchone()
        done = decide(collected, "", lock.id, Decision("decline", reason="是自己家里的"), DAY)
        assert any("还没有从收件的数据库里删去" in line for line in done.lines)
    (again,) = fetch(collected, ["needs"], [], DAY)
    assert again.note == ""
    assert LOCK[2].encode() not in bytes_of(collected.private)


def test_words_that_are_too_old_leave_the_database(collected: Project) -> None:
    send(collected, OLD, LAMP)
    fetch(collected, ["needs"], [], DAY)
    assert OLD[2].encode() not in bytes_of(collected.private)
    assert sorted(one.words for one in waiting(collected, DAY)) == ["", LAMP[2]]
    before = everything(collected.data)
    fetch(collected, ["needs"], [], DAY)
    assert everything(collected.data) == before


def test_a_copy_stays_a_copy_when_its_words_are_gone(collected: Project) -> None:
    send(collected, LAMP, AGAIN)
    (first,) = fetch(collected, ["needs"], [], DAY)
    assert first.changes[0].reasons == {"duplicate": 1}
    (copy,) = [one for one in waiting(collected, DAY) if one.note]
    decide(collected, "", copy.id, Decision("decline", reason="重复提的"), DAY)
    for _ in range(2):
        (again,) = fetch(collected, ["needs"], [], DAY)
        assert again.changes[0].reasons == {"duplicate": 1}
        assert again.changes[0].revised == 0


def test_what_was_sent_under_an_id_is_known_after_its_words_are_gone(collected: Project) -> None:
    send(collected, OLD)
    fetch(collected, ["needs"], [], DAY)
    send(collected, OLD)
    (row,) = kept_in(database_at(collected.private), "needs")
    assert json.loads(row.content)["answers"]["detail"].startswith(ERASED)
    assert len(table(collected, "receipts")) == 1


def test_a_trace_tells_neither_words_nor_which_key() -> None:
    one, other = trace("路灯不亮", b"k" * 32), trace("路灯不亮", b"l" * 32)
    assert one != other and "路灯" not in one
    assert trace(one, b"k" * 32) == one
    assert trace("", b"k" * 32) == ""
    assert one.startswith(f"{ERASED}4:")


def test_one_fetch_enters_the_requests_of_two_surveys(collected: Project) -> None:
    text = (collected.surveys / "needs.yaml").read_text(encoding="utf-8")
    other = text.replace("id: needs\n", "id: other\n", 1)
    (collected.surveys / "other.yaml").write_text(other, encoding="utf-8")
    send(collected, LAMP)
    send(collected, LOCK, survey="other")
    fetch(collected, [], [], DAY)
    assert sorted(row["survey"] for row in table(collected, "receipts")) == ["needs", "other"]
    assert sorted(one.survey for one in waiting(collected, DAY)) == ["needs", "other"]


def test_without_a_database_nothing_is_made(collected: Project) -> None:
    fetch(collected, ["needs"], [], DAY + dt.timedelta(days=1))
    assert not (collected.private / "collector.sqlite").exists()
