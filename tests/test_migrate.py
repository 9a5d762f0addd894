"""``noticeboard migrate``: an older state of the data becomes a sound one of today, and nothing else."""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner, Result

from noticeboard.cli import app
from noticeboard.commands.build import Options, build
from noticeboard.commands.check import check_command
from noticeboard.commands.migrate import migrate
from noticeboard.dataset import Table
from noticeboard.errors import DataProblems, UsageError
from noticeboard.load import load
from noticeboard.migrate import STEPS, planned
from noticeboard.project import PACKAGE, Project
from noticeboard.schema import DATA_VERSION
from tests.conftest import DAY, ROOT

FIRST = Path(__file__).resolve().parent / "migrate" / "first"
SHIPPED = (ROOT / "data" / "datapackage.yaml").read_text("utf-8")
# What the program relies on at each version. Another digest means that towns must follow: raise
# DATA_VERSION, write a step in migrate/steps.py, and only then the new digest here.
RELIED_ON = {9: "454ed42c"}


@pytest.fixture
def old(tmp_path: Path) -> Project:
    shutil.copytree(FIRST, tmp_path / "town")
    return Project(tmp_path / "town")


def command(project: Project, *words: str) -> Result:
    return CliRunner().invoke(app, ["migrate", "--root", str(project.root), *words])


def edit(project: Project, name: str, *changes: tuple[str, str]) -> None:
    path = project.data / name
    text = path.read_text("utf-8")
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after, 1)
    path.write_bytes(text.encode())


def errors(project: Project) -> list[str]:
    return [p.told() for p in check_command(project, day=DAY) if p.severity == "error"]


def files(project: Project) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in project.data.iterdir() if p.is_file()}


def test_old_data_are_told_and_nothing_else_is(old: Project) -> None:
    (problem,) = check_command(old, day=DAY)
    assert "资料是旧版本" in problem.message and "noticeboard migrate" in problem.hint
    assert problem.place.file == "data/datapackage.yaml"


@pytest.mark.full
def test_the_first_state_becomes_sound(old: Project) -> None:
    rows = {
        name: [dict(r.cells) for r in table.rows] for name, table in read_as_it_was(old).items()
    }
    due = migrate(old)
    assert due.version == 0 and due.plan.left == ()
    due.write()
    assert errors(old) == []
    tables = load(old).tables
    for name, before in rows.items():
        now = [{n: cell.text for n, cell in row.cells.items()} for row in tables[name].rows]
        was = [{n: cell.text for n, cell in row.items()} for row in before]
        assert [{n: row.get(n, "") for n in one} for row, one in zip(now, was, strict=True)] == was
    assert set(tables) == set(load(Project(ROOT)).tables)
    assert not migrate(old).is_due


def read_as_it_was(project: Project) -> dict[str, Table]:
    """Return the old tables, read by today's readers with the old columns."""
    from noticeboard.load.csv_table import read_csv_table
    from noticeboard.load.descriptor import _resource
    from noticeboard.load.yaml_table import read_yaml_table

    found: dict[str, Table] = {}
    for raw in yaml.safe_load((project.data / "datapackage.yaml").read_bytes())["resources"]:
        resource = _resource(raw, {})
        reader = read_csv_table if resource.path.endswith(".csv") else read_yaml_table
        found[raw["name"]] = reader(
            resource, resource.where, (project.data / resource.path).read_bytes()
        )[0]
    return found


@pytest.mark.slow
@pytest.mark.full
def test_its_site_is_built(old: Project) -> None:
    migrate(old).write()
    build(old, Options(today=DAY))
    assert "湖寮镇" in (old.site / "index.html").read_text("utf-8")


@pytest.mark.full
def test_what_a_town_wrote_itself_stays(old: Project) -> None:
    """Its labels, comments, columns, words and tables."""
    edit(
        old,
        "datapackage.yaml",
        ("label: 党总支}", "label: 联合党总支}"),
        ("  - name: funding\n", "  # 本镇自己的话\n  - name: funding\n"),
        ("        title: 花费（元）\n", "        title: 用了多少（元）\n"),
    )  # fmt: skip
    own = "\n  - name: wells\n    type: table\n    path: wells.csv\n    title: 水井\n    description: 本镇的水井\n    schema:\n      primaryKey: [id]\n      fields:\n      - name: id\n        type: string\n        title: 编号\n        description: 水井的编号\n      - name: water\n        type: string\n        title: 水\n        description: 还有没有水\n        categories:\n          - {value: dry, label: 干了}\n        constraints:\n          enum: [dry]\n"
    path = old.data / "datapackage.yaml"
    path.write_bytes(path.read_bytes().rstrip(b"\n") + b"\n" + own.encode())
    (old.data / "wells.csv").write_bytes(b"id,water\nlaojing,dry\n")
    before = path.read_text("utf-8").split("\n")
    due = migrate(old)
    assert due.plan.left == (
        "wells 表 water 列的「干了」（dry）：在后面写上 meaning，一句话，以句号结尾",
    )
    due.write()
    after = path.read_text("utf-8")
    assert "  # 本镇自己的话\n  - name: funding\n" in after and "title: 用了多少（元）" in after
    assert "label: 联合党总支, meaning: 几个党支部合起来的党组织。}" in after
    kept = [line for line in before if line.strip() and line not in after.split("\n")]
    assert all("{value:" in line or "enum:" in line or "required: true" in line for line in kept), (
        kept
    )
    (problem,) = check_command(old, day=DAY)
    assert "干了" in problem.message
    edit(old, "datapackage.yaml", ("label: 干了}", "label: 干了, meaning: 打不上水了。}"))
    assert errors(old) == [] and "wells" in load(old).tables


def test_line_ends_and_marks_stay(old: Project) -> None:
    for name in ("datapackage.yaml", "projects.csv", "organisations.csv"):
        body = (old.data / name).read_bytes().replace(b"\n", b"\r\n")
        (old.data / name).write_bytes(b"\xef\xbb\xbf" + body)
    migrate(old).write()
    for name in ("datapackage.yaml", "projects.csv", "organisations.csv"):
        body = (old.data / name).read_bytes()
        assert body.startswith(b"\xef\xbb\xbf") and body.count(b"\n") == body.count(b"\r\n")
    assert errors(old) == []


def test_codes_and_digests_follow_what_they_are_made_by() -> None:
    """Exceptions have shorter codes, receipts other letters; both are made from the same digest."""
    body = SHIPPED.replace("[a-z2-7]{4}$", "[a-z2-7]{8}$").replace(
        "[a-pr-wyz2-9]{26}", "[a-z2-7]{26}"
    )
    before = {
        "datapackage.yaml": re.sub(r"^schemaVersion: .*\n", "", body, flags=re.M).encode(),
        "privacy_exceptions.csv": "code,reason,reviewed_by,reviewed_on,until\nbank-card-abcd2345,对公账户,主任,2026-01-01,2026-12-31\n".encode(),
        "receipts.csv": b"digest,survey,received,state,decided,need,order,reason\nqbcdefghijklmnopxrstuvwxyz,needs,2026-01-01,submitted,,,,\n",
    }  # fmt: skip
    plan = planned(before, 5, SHIPPED)
    assert b"bank-card-abcd," in plan.files["privacy_exceptions.csv"]
    assert b"9bcdefghijklmnop8rstuvw8yz,needs" in plan.files["receipts.csv"]
    assert plan.files["datapackage.yaml"].decode() == SHIPPED
    again = planned(before | plan.files, 5, SHIPPED)
    assert again.files == {}


def test_current_data_need_nothing(project: Project) -> None:
    before = files(project)
    assert not migrate(project).is_due
    done = command(project)
    assert done.exit_code == 0 and f"已经是第 {DATA_VERSION} 版" in done.output
    assert files(project) == before


def test_data_that_only_lack_the_number_get_it(project: Project) -> None:
    text = (project.data / "datapackage.yaml").read_text("utf-8")
    (project.data / "datapackage.yaml").write_text(
        re.sub(r"^.*schemaVersion: \d+\n|^# 资料是哪一版.*\n", "", text, flags=re.M), "utf-8"
    )
    due = migrate(project)
    assert due.plan.told == (f"写明资料是第 {DATA_VERSION} 版",) and set(due.plan.files) == {
        "datapackage.yaml"
    }
    due.write()
    assert errors(project) == []


def test_newer_data_are_refused(project: Project) -> None:
    edit(
        project,
        "datapackage.yaml",
        (f"schemaVersion: {DATA_VERSION}", f"schemaVersion: {DATA_VERSION + 1}"),
    )
    before = files(project)
    (problem,) = check_command(project, day=DAY)
    assert "只认识到" in problem.message and "新的程序" in problem.hint
    with pytest.raises(DataProblems):
        migrate(project)
    assert isinstance(command(project, "--yes").exception, DataProblems)
    assert files(project) == before


@pytest.mark.parametrize("value", ["true", "十", "1.5", ""])
def test_a_version_that_is_no_number_is_told(project: Project, value: str) -> None:
    edit(
        project,
        "datapackage.yaml",
        (f"schemaVersion: {DATA_VERSION}", f"schemaVersion: {value}".rstrip()),
    )
    assert "资料的版本" in check_command(project, day=DAY)[0].told()
    with pytest.raises(UsageError, match="schemaVersion"):
        migrate(project)


@pytest.mark.full
def test_nothing_is_written_before_a_yes(old: Project) -> None:
    before = files(old)
    done = command(old)
    assert done.exit_code == 0 and "没有写" in done.output and "--yes" in done.output
    assert "第 8 版：照片：新的一张表" in done.output and "data/photos.csv：新的文件" in done.output
    assert files(old) == before
    done = command(old, "--yes")
    assert done.exit_code == 0 and "写好了" in done.output, done.output
    assert errors(old) == []


def test_all_files_or_none(old: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    from noticeboard import writer

    before, calls = files(old), []
    real = writer._write

    def failing(name: str, body: bytes) -> None:
        calls.append(name)
        if len(calls) == 5:
            raise OSError("disk full")
        real(name, body)

    due = migrate(old)
    monkeypatch.setattr(writer, "_write", failing)
    with pytest.raises(OSError, match="disk full"):
        due.write()
    assert files(old) == before


def test_a_file_that_somebody_changed_meanwhile_stops_it(old: Project) -> None:
    due = migrate(old)
    edit(old, "projects.csv", ("335万元", "336万元"))
    before = files(old)
    with pytest.raises(UsageError, match="刚刚被别人改过"):
        due.write()
    assert files(old) == before


def test_what_could_not_be_read_afterwards_is_refused(old: Project) -> None:
    edit(old, "organisations.csv", ("id,name", "id,mane"))
    before = files(old)
    with pytest.raises(DataProblems) as told:
        migrate(old)
    assert "mane" in told.value.problems[0].message
    assert files(old) == before
    (old.data / "datapackage.yaml").write_text("resources: 没有\n", "utf-8")
    with pytest.raises(UsageError, match="看不出有哪些表"):
        migrate(old)


@pytest.mark.full
def test_it_is_said_when_git_could_not_undo_it(old: Project) -> None:
    assert "没有用 git" in migrate(old).undoable
    run = ("git", "-C", str(old.root), "-c", "user.name=t", "-c", "user.email=t@example.cn")
    for words in (("init", "-q"), ("add", "-A"), ("commit", "-q", "-m", "before")):
        subprocess.run([*run, *words], check=True)
    due = migrate(old)
    assert due.undoable == ""
    due.write()
    subprocess.run([*run, "checkout", "-q", "--", "data"], check=True)
    subprocess.run([*run, "clean", "-q", "-f", "data"], check=True)
    assert files(old) == {p.name: p.read_bytes() for p in (FIRST / "data").iterdir()}
    edit(old, "projects.csv", ("335万元", "336万元"))
    assert "还没有提交" in migrate(old).undoable


def test_steps_are_in_order_up_to_the_version_of_the_program() -> None:
    versions = [step.version for step in STEPS]
    assert versions == list(range(2, DATA_VERSION + 1))
    assert f"schemaVersion: {DATA_VERSION}\n" in SHIPPED


def test_what_the_program_relies_on_has_a_version() -> None:
    facts = (PACKAGE / "schemas" / "tables.json").read_bytes()
    assert RELIED_ON[DATA_VERSION] == hashlib.sha256(facts).hexdigest()[:8]


def states() -> list[str]:
    """Return every commit in which the descriptor changed, where this clone has its past."""
    words = ["git", "-C", str(ROOT), "log", "--format=%h", "--", "data/datapackage.yaml"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    return [] if done.returncode else done.stdout.split()


@pytest.mark.full
def test_every_state_that_git_keeps_becomes_sound(tmp_path: Path) -> None:
    commits = states()
    if len(commits) < 2:
        pytest.skip("a clone without its past")
    for commit in commits:
        made = subprocess.run(
            ["git", "-C", str(ROOT), "archive", commit, "data", "content", "mkdocs.yml"],
            capture_output=True,
            check=True,
        )
        project = Project(tmp_path / commit)
        with tarfile.open(fileobj=io.BytesIO(made.stdout)) as archive:
            archive.extractall(project.root, filter="data")
        due = migrate(project)
        if due.is_due:
            due.write()
        assert errors(project) == [], commit
