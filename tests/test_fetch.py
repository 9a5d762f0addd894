"""``fetch`` from files to published counts: everything accounted for, nothing half-written, nobody told."""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import io
import os
import random
import stat
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from noticeboard.commands import fetch_sources
from noticeboard.commands.check import check_command
from noticeboard.commands.fetch import Fetched, fetch
from noticeboard.commands.fetch_words import told
from noticeboard.errors import UsageError
from noticeboard.load import load
from noticeboard.project import Project
from noticeboard.survey.answers import REASONS
from noticeboard.survey.contents import HIDDEN
from noticeboard.survey.definition import surveys_of
from noticeboard.survey.store import from_bytes
from tests.conftest import DAY, ROOT, copy_project
from tests.test_faults import problems_of

META = ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP"]
TITLES = ["1、您住在哪个社区？", "2、您住在哪个小区？", "3、您需要的是哪一类？", "4、具体是什么事？在哪里？",
          "5、有多急？", "6、您的年龄", "7、您愿意一起出力吗？"]  # fmt: skip
PLACES = ["城东社区", "城西社区", "城北社区", "福坪社区"]
KINDS = ["环境卫生", "停车出行", "养老助老", "治安消防"]
Row = list[str]


def answer(number: int, dice: random.Random, **more: str) -> Row:
    """Return one invented row of 问卷星's export in text mode."""
    moment = dt.datetime(2026, 9, 1, 8) + dt.timedelta(minutes=11 * number)
    when = f"{moment.year}/{moment.month}/{moment.day} {moment:%H:%M:%S}"
    words = more.get("words", "(空)")
    place = more.get("place", dice.choice(PLACES))
    kinds = more.get("kinds", "┋".join(dice.sample(KINDS, dice.choice((1, 1, 2)))))
    choices = [place, "(空)", kinds, words, "一般", dice.choice(["18到34岁", "60岁以上"]), "愿意"]
    return [
        str(number),
        when,
        more.get("took", "65秒"),
        "微信",
        "示例",
        "127.0.0.1(示例-示例)",
        *choices,
    ]


def export(project: Project, rows: Sequence[Row], name: str = "1.csv", source: str = "wjx") -> Path:
    """Put an export where staff put it."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([[*META, *TITLES], *rows])
    path = project.private / "imports" / "needs" / source / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(out.getvalue(), encoding="utf-8-sig")
    moment = 1_790_000_000 + sum(1 for _ in path.parent.iterdir())
    os.utime(path, (moment, moment))
    return path


@pytest.fixture
def town(tmp_path: Path) -> Project:
    project = copy_project(tmp_path / "town")
    survey = project.surveys / "needs.yaml"
    text = survey.read_text(encoding="utf-8")
    text = text.replace(
        "opens:\ncloses:\n", 'controller: 示例居委会\nopens: "2026-08-01"\ncloses:\n'
    )
    survey.write_text(
        text.replace("sources: []", "sources:\n  - {id: wjx, kind: wjx}"), encoding="utf-8"
    )
    return project


def one(project: Project, confirmed: Sequence[str] = ()) -> Fetched:
    (done,) = fetch(project, ["needs"], confirmed, DAY)
    return done


def tally(project: Project) -> dict[str, object]:
    path = project.tallies / "needs.yaml"
    return yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else {}


def state(project: Project) -> dict[str, bytes]:
    """Return every file that a fetch may write, but the secret."""
    folders = (project.tallies, project.private / "answers")
    return {
        str(path): path.read_bytes()
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def rows_of(number: int, first: int = 1) -> list[Row]:
    dice = random.Random(7)
    return [answer(n, dice) for n in range(first, first + number)]


def test_answers_become_counts(town: Project) -> None:
    export(town, rows_of(120))
    done = one(town)
    (found,) = done.changes
    assert (found.read, found.accepted, found.quarantined, found.held) == (120, 120, 0, 0)
    assert (found.new, found.revised, found.withdrawn, found.unchanged) == (120, 0, 0, 0)
    assert set(found.ignored) == {"来源", "来源详情", "来自IP"}
    edition = tally(town)["editions"]["2026Q3"]  # type: ignore[index]
    assert edition["answers"] == 120
    cells = edition["rows"]["@communities"][0]["cells"]
    assert sum(count for count in cells.values() if count) == 120
    assert problems_of(town) == ()
    words = told(done)
    assert "读到 120 份 = 采用 120 + 没有采用 0 + 搁下 0" in words
    assert "data/tallies/needs.yaml" in words


def test_again_changes_nothing(town: Project) -> None:
    export(town, rows_of(60))
    one(town)
    before = state(town)
    (found,) = one(town).changes
    assert (found.new, found.unchanged) == (0, 60)
    assert state(town) == before


def test_the_order_of_rows_says_nothing(town: Project) -> None:
    rows = rows_of(60)
    export(town, rows)
    one(town)
    before = state(town)
    export(town, rows[::-1], "2.csv")
    (found,) = one(town).changes
    assert (found.new, found.unchanged) == (0, 60)
    assert state(town) == before


def test_private_files_are_private(town: Project) -> None:
    export(town, rows_of(30))
    one(town)
    for path in (town.private / "key", *(town.private / "answers").rglob("*.csv")):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert (ROOT / ".gitignore").read_text(encoding="utf-8").count("/.noticeboard/") == 1


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"kinds": "放烟花"}, "invalid-option"),
        ({"kinds": "(空)"}, "missing-required"),
        ({"took": "1秒"}, "too-fast"),
    ],
)
def test_what_is_not_used_is_said_without_what_was_answered(
    town: Project, more: dict[str, str], reason: str
) -> None:
    export(town, [*rows_of(30), answer(31, random.Random(1), **more)])
    done = one(town)
    (found,) = done.changes
    assert (found.accepted, found.quarantined) == (30, 1)
    assert dict(found.reasons) == {reason: 1}
    assert REASONS[reason] in told(done)
    assert "放烟花" not in told(done)


def test_answers_before_the_opening_are_not_used(town: Project) -> None:
    rows = rows_of(30)
    rows[0][1] = "2026/7/31 23:59:59"
    export(town, rows)
    assert dict(one(town).changes[0].reasons) == {"outside-window": 1}


def test_the_same_words_twice_within_minutes_count_once(town: Project) -> None:
    said = answer(
        31, random.Random(1), words="村口第三盏灯坏了", place="城东社区", kinds="环境卫生"
    )
    again = [*said]
    again[0], again[1] = "32", said[1].replace(":41:", ":45:")
    later = [*said]
    later[0], later[1] = "33", "2026/9/9 10:00:00"
    export(town, [*rows_of(30), said, again, later])
    (found,) = one(town).changes
    assert found.accepted + found.quarantined == 33
    assert dict(found.reasons) in ({}, {"duplicate": 1})


def test_edited_and_withdrawn_answers(town: Project) -> None:
    rows = rows_of(60)
    export(town, rows)
    one(town)
    rows[3][8] = "治安消防"
    export(town, rows[:-1], "2.csv")
    (found,) = one(town).changes
    assert (found.new, found.withdrawn) == (0, 1)
    assert found.revised <= 1
    assert found.revised + found.unchanged == 59


def test_a_sudden_loss_is_held_until_somebody_looked(town: Project) -> None:
    export(town, rows_of(100))
    one(town)
    before = state(town)
    export(town, rows_of(60), "2.csv")
    done = one(town)
    (found,) = done.changes
    assert (found.read, found.held, found.accepted) == (60, 60, 0)
    assert not done.complete
    assert done.stale_since == DAY
    assert state(town) == before
    assert "--confirm wjx" in told(done)
    assert str(DAY) in told(done)
    (found,) = one(town, ["wjx"]).changes
    assert (found.accepted, found.withdrawn) == (60, 40)


def test_nothing_at_all_is_held_too(town: Project) -> None:
    export(town, rows_of(10))
    one(town)
    export(town, [], "2.csv")
    assert not one(town).complete


def test_a_changed_header_keeps_the_last_good_state(town: Project) -> None:
    export(town, rows_of(60))
    one(town)
    before = state(town)
    path = export(town, rows_of(90), "2.csv")
    text = path.read_text(encoding="utf-8-sig").replace("3、您需要的是哪一类？", "Column 3")
    path.write_text(text, encoding="utf-8")
    done = one(town)
    assert not done.complete
    assert "您需要的是哪一类" in done.failures[0][1]
    assert state(town) == before


def test_no_export_yet_is_said(town: Project) -> None:
    done = one(town)
    assert "imports/needs/wjx" in told(done)
    assert state(town) == {}


def test_a_source_that_fails_keeps_the_counts_of_all(town: Project) -> None:
    survey = town.surveys / "needs.yaml"
    text = survey.read_text(encoding="utf-8") + "  - {id: paper, kind: paper}\n"
    survey.write_text(text, encoding="utf-8")
    export(town, rows_of(60))
    done = one(town)
    assert [name for name, _ in done.failures] == ["paper"]
    assert tally(town) == {}
    assert len(list((town.private / "answers").rglob("*.csv"))) == 1


def test_nobody_answers_for_it(town: Project) -> None:
    survey = town.surveys / "needs.yaml"
    text = survey.read_text(encoding="utf-8").replace("controller: 示例居委会\n", "")
    survey.write_text(text.replace('opens: "2026-08-01"', "opens:"), encoding="utf-8")
    with pytest.raises(UsageError, match="operator"):
        one(town)


def test_unknown_surveys_and_none(town: Project) -> None:
    with pytest.raises(UsageError, match="needs"):
        fetch(town, ["need"], (), DAY)
    with pytest.raises(UsageError, match="sources"):
        fetch(copy_project(town.root.parent / "other"), (), (), DAY)


@pytest.mark.slow
@pytest.mark.parametrize("at", range(1, 9))
def test_a_crash_at_any_write_leaves_the_last_good_state(
    town: Project, at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    export(town, rows_of(60))
    one(town)
    before = state(town)
    export(town, rows_of(120), "2.csv")
    calls = 0

    class Crashed(BaseException):
        pass

    def crash(real: object) -> object:
        def replace(self: Path, target: Path) -> Path:
            nonlocal calls
            calls += 1
            if calls == at:
                raise Crashed
            return real(self, target)  # type: ignore[operator,no-any-return]

        return replace

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", crash(Path.replace))
        with contextlib.suppress(Crashed):
            one(town)
    after = state(town)
    whole = {name for name in after if not Path(name).name.startswith(".")}
    for name in whole:
        assert after[name]
        known = surveys_of(load(town))["needs"]
        if name.endswith(".csv"):
            assert len(from_bytes(known, after[name])) in (60, 120)
    assert problems_of(town) == ()
    assert set(before) <= set(after)
    one(town)
    assert (
        len(from_bytes(known, next(b for n, b in state(town).items() if n.endswith(".csv")))) == 120
    )


PLANTED = [
    "张示例，电话13800012345", "微信号 wx_shili_99", "QQ：123456789", "身份证441422199003071239",
    "发到 someone@example.com", "住3栋2单元501房", "一三八 零零零一 二三四五",
]  # fmt: skip


@pytest.mark.slow
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_what_people_say_of_themselves_is_in_no_public_file(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    project = copy_project(tmp_path_factory.mktemp("planted") / "town")
    survey = project.surveys / "needs.yaml"
    text = survey.read_text(encoding="utf-8").replace(
        "opens:\n", "controller: 示例居委会\nopens:\n", 1
    )
    survey.write_text(
        text.replace("sources: []", "sources:\n  - {id: wjx, kind: wjx}"), encoding="utf-8"
    )
    rows = rows_of(40)
    words = data.draw(st.lists(st.sampled_from(PLANTED), min_size=1, max_size=6))
    for planted in words:
        row, column = data.draw(st.integers(0, 39)), data.draw(st.integers(2, len(rows[0]) - 1))
        rows[row][column] = planted
    export(project, rows)
    (found,) = one(project).changes
    assert found.read == found.accepted + found.quarantined == 40
    public = b"".join(path.read_bytes() for path in project.data.rglob("*") if path.is_file())
    kept = b"".join(path.read_bytes() for path in (project.private / "answers").rglob("*.csv"))
    for planted in words:
        assert planted.encode() not in public
    for secret in (
        "13800012345",
        "441422199003071239",
        "someone@example.com",
        "501房",
        "wx_shili_99",
    ):
        assert secret.encode() not in public + kept


def test_words_are_masked() -> None:
    from noticeboard.survey.contents import masked

    said = ["灯坏了，打13800012345找我", "", "灯坏了\n很黑", "138", "00012345"]
    told = [f"灯坏了，打{HIDDEN}找我", "灯坏了⏎很黑", "138", "00012345"]
    assert masked(said) == told


GUARD = """
import sys
def watch(event, args):
    if event in ("open", "os.listdir", "os.scandir") and args and ".noticeboard/" in f"{args[0]}/":
        sys.stderr.write(f"touched {args[0]}\\n")
        import os
        os._exit(9)
sys.addaudithook(watch)
from noticeboard.cli import main
sys.argv = ["noticeboard", "build", "--root", sys.argv[1]]
main()
"""


@pytest.mark.slow
def test_the_build_cannot_open_what_is_private(town: Project) -> None:
    export(town, rows_of(60))
    one(town)
    done = subprocess.run(
        [sys.executable, "-c", GUARD, str(town.root)],
        env={"PYTHONPATH": f"{ROOT / 'scripts'}", "PATH": os.environ["PATH"]},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    page = town.site / "surveys" / "needs" / "results" / "index.html"
    assert "收到 60 份" in page.read_text(encoding="utf-8")


def batches() -> Iterator[tuple[int, int]]:
    yield from ((20, 5), (45, 0), (80, 3))


def test_read_is_always_accepted_quarantined_and_held(town: Project) -> None:
    for number, (good, bad) in enumerate(batches()):
        wrong = [answer(900 + n, random.Random(n), kinds="放烟花") for n in range(bad)]
        export(town, [*rows_of(good), *wrong], f"{number}.csv")
        (found,) = one(town).changes
        assert found.read == good + bad == found.accepted + found.quarantined + found.held


def test_only_the_newest_export_is_read(town: Project) -> None:
    export(town, rows_of(20), "b.csv")
    export(town, rows_of(30), "a.csv")
    (town.private / "imports" / "needs" / "wjx" / "~$a.csv").write_text("x", encoding="utf-8")
    assert one(town).changes[0].read == 30
    assert fetch_sources.NOT_EXPORTS


def test_what_a_source_notes_is_told(town: Project) -> None:
    """That options were taken by their places, only somebody who knows the form can check."""
    rows = [[*row[:6], "1", "", "1", *row[9:10], "1", "1", "1"] for row in rows_of(3)]
    export(town, rows)
    (done,) = fetch(town, ["needs"], (), DAY)
    note = "是按选项序号导出的：第几个选项，按问卷里选项的顺序算"
    assert done.changes[0].notes == (note,)
    assert f"注意：{note}" in told(done)


def test_who_forgets_to_fetch_is_reminded_for_two_months(town: Project) -> None:
    export(town, rows_of(60))
    rule = "ended_surveys_are_fetched"

    def reminded(day: str) -> bool:
        problems = check_command(town, (), dt.date.fromisoformat(day))
        return rule in [problem.rule for problem in problems]

    days = ("2026-10-13", "2026-10-14", "2026-12-14", "2026-12-15")
    assert [reminded(day) for day in days] == [False, True, True, False]
    fetch(town, ["needs"], (), dt.date(2026, 10, 14))
    assert not reminded("2026-10-14")


def test_a_mistyped_year_begins_no_quarter(town: Project) -> None:
    rows = rows_of(40)
    rows[3][1] = "2062/9/18 19:20:55"
    export(town, rows)
    (found,) = one(town).changes
    assert (found.accepted, dict(found.reasons)) == (39, {"future-time": 1})
    assert set(tally(town)["editions"]) == {"2026Q3"}  # type: ignore[call-overload]


def test_answers_that_can_suddenly_not_be_used_are_held(town: Project) -> None:
    """One option renamed in the form would otherwise empty the counts without a word."""
    export(town, rows_of(60))
    one(town)
    before = tally(town)
    export(town, [[*row[:10], "特别急", *row[11:]] for row in rows_of(62)], "2.csv")
    (found,) = one(town).changes
    assert (found.held, found.read) == (62, 62)
    assert "上次采用 60 份，这次只能采用 0 份" in found.why_held
    assert tally(town) == before
    assert one(town, ["wjx"]).changes[0].quarantined == 62


def test_rows_without_anything_to_read_are_told(town: Project) -> None:
    rows = rows_of(30)
    blank = ["", "", "", "微信", "示例", "127.0.0.1", *[""] * 7]
    export(town, [*rows, blank])
    (done,) = fetch(town, ["needs"], (), DAY)
    assert done.changes[0].read == 30
    assert "跳过了 1 行" in told(done)
