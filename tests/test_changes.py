"""What changed: a history with planted edits is told exactly, and nothing that was deleted comes back."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from noticeboard.changes import PART, SHOWN, Changes, Day, Piece, Told
from noticeboard.commands import history as history_module
from noticeboard.commands.build import Options, build
from noticeboard.commands.changes import changes_of
from noticeboard.commands.ledger import published
from noticeboard.commands.scan import scan_site
from noticeboard.load import load
from noticeboard.project import Project
from tests.conftest import DAY, copy_project
from tests.planted_history import PLANTED, Repository, planted
from tests.test_site import Reader, same_tree

pytestmark = pytest.mark.slow

TOLD = {
    "2026-10-20": ["实事好事“修好了一段围墙”：改了“办了什么”。"],
    "2026-10-18": ["数字“为居民办实事好事”：从 326件 改为 327件（更正）。"],
    "2026-10-17": ["数字“为居民办实事好事”：从 327件 改为 326件（更正）。"],
    "2026-10-14": [
        "公示“关于感谢居民的通知”：隐去了里面的个人信息。",
        "公示“关于撤回修路通知的说明”：补上了“意见和处理”。",
    ],
    "2026-10-13": [
        "发布撤回“关于撤回修路通知的说明”，撤回的是“关于修路的通知”。",
        "发布通知“关于感谢居民的通知”。",
    ],
    "2026-10-12": ["发布更正“关于修路通知的更正”，更正的是“关于修路的通知”。"],
    "2026-10-10": ["发布通知“关于修路的通知”。"],
    "2026-10-09": ["人员名单：改了 1 位的“姓名”。"],
    "2026-10-08": ["人员名单：撤下 1 位。"],
    "2026-10-07": ["组织“示例甲单位”：“类别”改成了“学校”；补上了“所在社区”。"],
    "2026-10-06": ["撤下 1 个组织。", "撤下 1 件实事好事。"],
    "2026-10-05": ["新登 3 个组织：示例甲单位、示例乙单位，还有 1 个后来撤下了。"],
    "2026-10-03": [
        "项目“龙山市场小区微改造第一步”：花费从 330万元 改为 335万元（更正）。",
        "项目“龙山市场小区微改造第一步”：其中一笔资金从 330万元 改为 335万元（更正）。",
    ],
    "2026-10-02": ["数字“筹集资金”：从 640万元 改为 645万元（更正）。"],
    "2026-10-01": [
        "开始登记：4 个社区、7 个组织、3 家共建单位、2 条单位和社区的对接、1 个小区、8 个项目、2 笔资金、"
        "6 位人员、12 个数字、16 种做法、1 位兼职委员、1 次会议、5 件实事好事、6 处设施、2 个来源、32 段原文摘录。"
    ],
}


@pytest.fixture(scope="module")
def repo(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    made = planted(tmp_path_factory.mktemp("planted") / "town")
    build(made.project, Options(today=DAY))
    return made


def told(project: Project, day: dt.date = DAY) -> Changes:
    return changes_of(project, published(project, load(project), day, write=False), day)


def sentences(changes: Changes) -> dict[str, list[str]]:
    return {day.date.isoformat(): [one.text for one in day.told] for day in changes.days}


def page(project: Project, address: str = "changes/") -> str:
    return (project.site / address / "index.html").read_text(encoding="utf-8")


def spoken(page: str) -> str:
    return re.sub(r"\s+", "", "".join(Reader(page).text))


def test_what_was_planted_is_told_exactly(repo: Repository) -> None:
    changes = told(repo.project)
    assert (changes.state, changes.since) == ("all", dt.date(2026, 10, 1))
    assert sentences(changes) == TOLD


def test_the_page_says_so_with_links_to_what_is_there_now(repo: Repository) -> None:
    text, html = spoken(page(repo.project)), page(repo.project)
    for day, lines in TOLD.items():
        date = dt.date.fromisoformat(day)
        assert (
            f"{date.year}年{date.month}月{date.day}日星期{'一二三四五六日'[date.weekday()]}" in text
        )
        assert all(re.sub(r"\s+", "", line) in text for line in lines)
    assert 'href="../projects/longshan-weigaizao/"' in html
    assert 'href="../notices/road-2/"' in html
    project = page(repo.project, "projects/longshan-weigaizao/")
    assert "2026年10月3日改过" in spoken(project)
    assert 'href="../../changes/#d20261003"' in project
    assert "2026年10月18日改过" in spoken(page(repo.project, "figures/"))
    assert "改过" not in spoken(page(repo.project, "projects/longshan-dianti/"))


def test_nothing_deleted_comes_back_from_history(repo: Repository) -> None:
    files = [path for path in repo.project.site.rglob("*") if path.is_file()]
    assert len(files) > 100
    for path in files:
        body = path.read_bytes()
        if path.suffix == ".xlsx":
            body = b"".join(_unzipped(path))
        for value in (*PLANTED, "提交说明", "作者甲", "author@example.invalid"):
            assert value.encode() not in body, (value, path)
            assert value.encode("ascii", "backslashreplace") not in body, (value, path)
    assert scan_site(repo.project, repo.project.site).seen == ()


def _unzipped(path: Path) -> Iterator[bytes]:
    import zipfile

    with zipfile.ZipFile(path) as book:
        yield from (book.read(name) for name in book.namelist())


def test_two_builds_are_the_same_bytes(repo: Repository, tmp_path: Path) -> None:
    shutil.copytree(repo.project.root, tmp_path / "town")
    other = Project(tmp_path / "town")
    shutil.rmtree(other.site)
    build(other, Options(today=DAY))
    assert same_tree(repo.project.site, other.site)


def test_a_build_for_a_day_in_the_past_tells_up_to_that_day(repo: Repository) -> None:
    shown = sentences(told(repo.project, dt.date(2026, 10, 7)))
    assert list(shown) == [day for day in TOLD if day <= "2026-10-07"]
    none = told(repo.project, dt.date(2026, 9, 30))
    assert (none.state, none.days) == ("none", ())


def test_edits_that_are_not_committed_are_no_change(repo: Repository, tmp_path: Path) -> None:
    shutil.copytree(repo.project.root, tmp_path / "town")
    other = Project(tmp_path / "town")
    figures = other.data / "figures.yaml"
    figures.write_text(figures.read_text("utf-8").replace("value: 327", "value: 999"), "utf-8")
    assert sentences(told(other)) == TOLD


def test_an_archive_says_that_it_has_no_history(repo: Repository, tmp_path: Path) -> None:
    other = copy_project(tmp_path / "town", repo.project.root)
    build(other, Options(today=DAY))
    text = spoken(page(other))
    assert "不带修改记录" in text
    assert "发布通知“关于修路的通知”" in text
    assert "改为" not in text
    assert "改过" not in spoken(page(other, "projects/longshan-weigaizao/"))


def test_a_shallow_clone_says_since_when(repo: Repository, tmp_path: Path) -> None:
    address = f"file://{repo.project.root}"
    command = ["git", "clone", "-q", "--depth", "4", address, str(tmp_path / "town")]
    subprocess.run(command, check=True, capture_output=True)
    other = Project(tmp_path / "town")
    changes = told(other)
    assert (changes.state, changes.since) == ("since", dt.date(2026, 10, 18))
    assert sentences(changes) == {day: TOLD[day] for day in ("2026-10-20", "2026-10-18")}
    build(other, Options(today=DAY))
    assert "只从2026年10月18日起" in spoken(page(other))


def without_git(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))


def refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A git that says what it says of a folder that belongs to somebody else."""
    fake = tmp_path / "git"
    fake.write_text("#!/bin/sh\necho 'fatal: detected dubious ownership' >&2\nexit 128\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")


def slow(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(history_module, "SECONDS", 0)


@pytest.mark.parametrize("trouble", [without_git, refused, slow])
def test_a_git_that_is_missing_or_refuses_is_no_history(
    repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trouble: object
) -> None:
    trouble(monkeypatch, tmp_path)  # type: ignore[operator]
    changes = told(repo.project)
    assert changes.state == "none"
    assert "2026-10-20" not in sentences(changes)


def test_what_the_settings_of_a_repository_name_is_not_run(
    repo: Repository, tmp_path: Path
) -> None:
    shutil.copytree(repo.project.root, tmp_path / "town")
    other = Repository.__new__(Repository)
    other.project = Project(tmp_path / "town")
    trap = tmp_path / "trap.sh"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\ncat\n")
    trap.chmod(0o755)
    for name in ("core.fsmonitor", "core.pager", "diff.external", "gpg.program", "diff.x.textconv"):
        other.git("config", name, str(trap))
    for name, value in (
        ("log.showSignature", "true"),
        ("color.ui", "always"),
        ("log.follow", "true"),
        ("diff.renames", "copies"),
        ("diff.noprefix", "true"),
        ("core.quotePath", "true"),
        ("log.diffMerges", "separate"),
        ("format.pretty", "fuller"),
        ("log.decorate", "full"),
    ):
        other.git("config", name, value)
    (other.project.root / ".git" / "info").mkdir(exist_ok=True)
    (other.project.root / ".git" / "info" / "attributes").write_text("* diff=x\n")
    assert sentences(told(other.project)) == TOLD
    assert not (tmp_path / "sprung").exists()


def test_many_commits_and_two_years_are_the_bounds(
    repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history_module, "MOST_COMMITS", 4)
    history_module._edits.cache_clear()
    changes = told(repo.project)
    assert changes.state == "since"
    # Of the 17th nothing: what stood before it cannot be read.
    assert sentences(changes) == {day: TOLD[day] for day in ("2026-10-20", "2026-10-18")}
    monkeypatch.undo()
    history_module._edits.cache_clear()
    late = told(repo.project, dt.date(2028, 10, 10))
    assert (late.state, late.since) == ("since", dt.date(2026, 10, 11))
    assert list(sentences(late)) == [day for day in TOLD if day >= "2026-10-11"]


def test_large_versions_are_not_read(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history_module, "MOST_BYTES_OF_A_FILE", 3000)
    assert not any(
        "筹集资金" in line for lines in sentences(told(repo.project)).values() for line in lines
    )
    monkeypatch.undo()
    monkeypatch.setattr(history_module, "MOST_BYTES", 12_000)
    changes = told(repo.project)
    assert changes.state == "since"
    assert sentences(changes).items() <= TOLD.items()
    assert "2026-10-20" in sentences(changes)
    assert "2026-10-02" not in sentences(changes)


def test_a_merge_is_told_on_the_day_it_came(tmp_path: Path) -> None:
    repo = Repository(copy_project(tmp_path / "town"))
    repo.commit("2026-09-01")
    repo.git("checkout", "-qb", "other")
    repo.replace("data/figures.yaml", "  value: 53\n", "  value: 52\n")
    repo.commit("2026-09-02")
    repo.git("checkout", "-q", "main")
    repo.replace("data/deeds.csv", "关怀独居老人日常起居", "关怀独居老人")
    repo.commit("2026-09-03")
    repo.git("merge", "-q", "--no-ff", "-m", "x", "other", day="2026-09-05")
    shown = sentences(told(repo.project))
    assert shown["2026-09-05"] == ["数字“解决社区公共服务需求”：从 53项 改为 52项（更正）。"]
    assert shown["2026-09-03"] == ["实事好事“关怀独居老人”：改了“办了什么”。"]
    assert "2026-09-02" not in shown


def test_a_clock_that_was_wrong_puts_no_commit_after_its_follower(tmp_path: Path) -> None:
    repo = Repository(copy_project(tmp_path / "town"))
    repo.commit("2026-09-01")
    repo.replace("data/figures.yaml", "  value: 53\n", "  value: 52\n")
    repo.commit("2087-01-01")
    repo.replace("data/figures.yaml", "  value: 52\n", "  value: 51\n")
    repo.commit("2026-09-03")
    assert sentences(told(repo.project))["2026-09-03"] == [
        "数字“解决社区公共服务需求”：从 53项 改为 51项（更正）。"
    ]


def test_a_town_in_a_folder_of_a_bigger_repository(tmp_path: Path) -> None:
    copy_project(tmp_path / "big" / "我们 的镇")
    repo = Repository(Project(tmp_path / "big"))
    repo.commit("2026-09-01")
    repo.replace("我们 的镇/data/figures.yaml", "  value: 53\n", "  value: 52\n")
    repo.commit("2026-09-02")
    shown = sentences(told(Project(tmp_path / "big" / "我们 的镇")))
    assert shown["2026-09-02"] == ["数字“解决社区公共服务需求”：从 53项 改为 52项（更正）。"]


def test_a_number_that_is_somebodys_is_not_told_though_it_stood_as_an_amount(
    tmp_path: Path,
) -> None:
    repo = Repository(copy_project(tmp_path / "town"))
    repo.replace("data/figures.yaml", "  value: 53\n", "  value: 13800012345\n")
    repo.replace("data/funding.csv", "176800,17.68万元", "13800012300,17.68万元")
    repo.commit("2026-09-01")
    repo.replace("data/figures.yaml", "  value: 13800012345\n", "  value: 53\n")
    repo.replace("data/funding.csv", "13800012300,17.68万元", "176800,17.68万元")
    repo.commit("2026-09-02")
    assert sentences(told(repo.project))["2026-09-02"] == ["改了 1 笔资金。", "改了 1 个数字。"]


def test_orders_are_told_by_the_step_they_reached(tmp_path: Path) -> None:
    from noticeboard.commands.demo import demo
    from noticeboard.demo import Size

    project = demo(tmp_path / "town", Size(needs=40, deeds=5, projects=3, responses=20), 1, DAY)
    events = project.data / "order_events.csv"
    whole = events.read_text(encoding="utf-8").splitlines(keepends=True)
    finished = [line for line in whole if ",finished," in line]
    orders = [line.split(",")[1] for line in finished]
    repo = Repository(project)
    early = [line for line in whole if ",state," in line or ",submitted," in line]
    events.write_text("".join(early), encoding="utf-8")
    repo.commit("2026-09-01")
    events.write_text("".join([*early, *finished[:2]]), encoding="utf-8")
    repo.commit("2026-09-02")
    events.write_text("".join(whole), encoding="utf-8")
    repo.commit("2026-09-03")
    shown = sentences(told(project))
    titles = {r.get("id"): r.get("title") for r in load(project).rows("orders")}
    assert shown["2026-09-02"] == [f"办理单“{titles[key]}”：已办结。" for key in orders[:2]]
    (line,) = [one for one in shown["2026-09-03"] if "办理单" in one]
    assert re.fullmatch(r"\d+ 张办理单有了进展：(\d+ 张\w+、)*\d+ 张\w+。", line)


def test_long_days_and_long_histories_can_all_be_reached(tmp_path: Path) -> None:
    days = tuple(
        Day(
            dt.date(2026, 9, 30) - dt.timedelta(n), (Told("new", (Piece("新登 1 个项目。"),)),) * 20
        )
        for n in range(8)
    )
    changes = Changes(days, "all", days[-1].date)
    parts = changes.parts()
    assert [day for part in parts for day in part] == list(days)
    assert len(parts) > 1
    assert all(sum(len(day.told) for day in part) <= PART for part in parts)
    assert set(changes.places()) == {day.date for day in days}
    assert changes.places()[days[0].date] == "changes/#d20260930"
    assert changes.places()[days[-1].date].startswith(f"changes/part/{len(parts)}/#")
    assert SHOWN < 20
