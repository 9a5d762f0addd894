"""简报: a week in plain words."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from noticeboard.cli import app
from noticeboard.commands.bulletin import bulletin_command, read_span
from noticeboard.errors import UsageError
from noticeboard.load import load
from noticeboard.project import Project
from tests.conftest import DAY, copy_project
from tests.planted_history import planted

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return planted(tmp_path_factory.mktemp("bulletin") / "town").project


def test_a_week_tells_notices_orders_and_whom_to_ask(demo_built: Project) -> None:
    text = bulletin_command(demo_built, since=DAY - dt.timedelta(days=60), given=DAY)
    lines = text.split("\n")
    assert len(lines) <= 20
    assert lines[1] == "9月25日（星期五）至11月24日（星期二）"
    dataset = load(demo_built)
    for row in dataset.rows("notices"):
        start, end = row.get("period_start"), row.get("period_end")
        if row.get("approved_by") and start and start <= DAY <= end and not row.get("hide_on"):
            assert f"{row.get('title')}：到{end.month}月{end.day}日（星期" in text
    assert "关于临时救助办法的公示：11月27日（星期五）开始，到" in text, (
        "it begins after the span, soon"
    )
    assert re.search(r"【办好了】\d+ 件", text)
    assert "有话要问" in text
    assert "示例数据" in text
    assert not re.search(r"[*#`_\[\]|]", text.replace("【", "").replace("】", "")), "markdown"


def test_it_is_never_longer_than_twenty_lines_and_says_what_it_left_out(
    demo_built: Project,
) -> None:
    text = bulletin_command(demo_built, since=DAY - dt.timedelta(days=400), given=DAY)
    assert text.count("\n") < 20
    assert re.search(r"【办好了】\d+ 件，先说 \d 件", text)


def test_an_empty_week_says_so_in_one_line(project: Project) -> None:
    text = bulletin_command(project, given=DAY)
    assert text.split("\n") == [
        "湖寮镇社区共建公示栏　简报",
        "11月23日（星期一）至11月29日（星期日）",
        "这几天没有新的公示、办结的事和新记下的钱。",
        "资料摘自公开报道，不代表湖寮镇",
        "有话要问，可以打12345 热线。",
    ]


def test_money_comes_from_the_history_with_its_numbers_as_they_are(history: Project) -> None:
    text = bulletin_command(history, week="2026-W40", given=DAY)
    assert "9月28日（星期一）至10月4日（星期日）" in text
    assert "数字“筹集资金”：从 640万元 改为 645万元（更正）\n" in text
    assert "花费从 330万元 改为 335万元（更正）\n" in text
    assert "办好了" not in text
    later = bulletin_command(history, week="2026-W42", given=DAY)
    assert "【新公布】3 份\n1. 关于修路通知的更正\n2. 关于撤回修路通知的说明\n" in later
    # Of an old week it is told, too, what became of a notice since.
    earlier = bulletin_command(history, week="2026-W41", given=DAY)
    assert "1. 关于修路的通知（已经撤回）\n" in earlier


def test_the_short_address_is_told_where_there_is_one(tmp_path: Path) -> None:
    project = copy_project(tmp_path / "town")
    assert "http" not in bulletin_command(project, given=DAY)
    settings = project.data / "site.yaml"
    text = settings.read_text(encoding="utf-8")
    text = text.replace("site_url:", "site_url: https://example.org/gs/", 1)
    settings.write_text(text, encoding="utf-8")
    assert bulletin_command(project, given=DAY).endswith("都在这里：https://example.org/gs/")


@pytest.mark.parametrize("week", ["48", "2026-W54", "2026-W49", "2026-W00", "下周"])
def test_what_is_no_week_is_said(week: str) -> None:
    with pytest.raises(UsageError):
        read_span(week, None, DAY)


def test_since_and_week_exclude_each_other_and_the_future_is_refused() -> None:
    with pytest.raises(UsageError):
        read_span("2026-W48", DAY, DAY)
    with pytest.raises(UsageError):
        read_span("", DAY + dt.timedelta(days=1), DAY)
    assert read_span("2026W48", None, DAY).day == DAY
    assert read_span("2026-W47", None, DAY).day == dt.date(2026, 11, 22)


def test_the_command_prints_it_and_writes_a_file(project: Project, tmp_path: Path) -> None:
    out = tmp_path / "周报.txt"
    words = ["bulletin", "--root", str(project.root), "--today", str(DAY), "--out", str(out)]
    made = CliRunner().invoke(app, words)
    assert made.exit_code == 0
    assert out.read_text(encoding="utf-8") in made.stdout
    with pytest.raises(UsageError):
        bulletin_command(project, out=tmp_path / "周报.docx", given=DAY)
    with pytest.raises(UsageError):
        bulletin_command(project, out=tmp_path / "没有" / "周报.txt", given=DAY)
