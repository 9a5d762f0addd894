"""``noticeboard init``: another town begins, with nothing of this one, and passes its own two commands."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from noticeboard import __version__
from noticeboard.cli import app
from noticeboard.commands.build import Options, build
from noticeboard.commands.check import check_command
from noticeboard.commands.init import AS_IT_IS, GUIDES, init
from noticeboard.errors import UsageError
from noticeboard.load import load
from noticeboard.making.town import Town, town
from noticeboard.making.town_files import community_ids
from noticeboard.project import Project, shipped_templates, starter_files
from tests.conftest import DAY, ROOT
from tests.interviews import led

OPTIONS = ("--name", "东河镇", "--code", "990101101", "--county", "东河县", "--city", "东河市",
           "--community", "东街社区=001", "--community", "西街社区=990101101002")  # fmt: skip
MADE = Town("东河镇", "990101101", "东河县", "", "东河镇共建公示栏", "共建登记簿", "", "", "",
            [("东街社区", "990101101001"), ("西街社区", "990101101002")])  # fmt: skip


def command(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["init", str(folder), *words])


def names_of_this_town() -> set[str]:
    """Return what would betray the town of this repository: names and ids of its rows, codes, its article."""
    tables = load(Project(ROOT)).tables
    found = {
        "湖寮",
        "大埔",
        "梅州",
        "龙山",
        "城西",
        "城东",
        "城北",
        "福坪",
        "粤智助",
        "朋友圈",
        "4414",
    }
    for name in (
        "places",
        "communities",
        "organisations",
        "compounds",
        "projects",
        "people",
        "facilities",
    ):
        for row in tables[name].rows:
            found |= {str(row.get(column)) for column in ("id", "name", "code") if row.get(column)}
    found |= {str(row.get("text")) for row in tables["excerpts"].rows}
    common = {"parking", "张先生"}  # a word that is a value, and one of an explanation
    return {text for text in found if len(text) > 1} - common


def betrayed(folder: Path) -> list[str]:
    known = names_of_this_town()
    found = []
    for path in folder.rglob("*"):
        if (
            path.is_file()
            and path.suffix not in (".lock", ".whl", ".png")
            and ".git" not in path.relative_to(folder).parts[:1]
        ):
            text = path.read_text("utf-8", errors="ignore")
            found += [f"{path.relative_to(folder)}: {name}" for name in known if name in text]
    return found


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("init") / "town"
    done = command(folder, *OPTIONS)
    assert done.exit_code == 0, done.output
    return Project(folder)


def test_the_town_is_sound_and_has_nothing_of_this_one(made: Project) -> None:
    assert check_command(made, day=DAY) == ()
    assert betrayed(made.root) == []
    dataset = load(made)
    assert [row.get("name") for row in dataset.rows("communities")] == ["东街社区", "西街社区"]
    assert [row.get("code") for row in dataset.rows("places")] == [
        "9901", "990101", "990101101", "990101101001", "990101101002",
    ]  # fmt: skip
    assert dataset.settings["name"] == "东河镇共建公示栏"
    assert dataset.descriptor["name"] == "donghe-zhen-noticeboard"
    used = {"places", "communities", "sources", "figures"}
    assert all(not table.rows for name, table in dataset.tables.items() if name not in used)
    assert "noticeboard==" + __version__ in (made.root / "requirements.txt").read_text("utf-8")


def test_what_it_brings_is_whole(made: Project) -> None:
    for name in (*AS_IT_IS, *starter_files(), *(f"docs/{guide}.md" for guide in GUIDES)):
        text = (made.root / name).read_text("utf-8")
        assert not re.search(r"@[a-z]+@", text), name
    assert b"\r\n" in (made.root / "make.bat").read_bytes()
    assert os.access(made.root / ".ci" / "venv", os.X_OK)
    make = set(
        re.findall(r"^([a-z-]+):.*##", (made.root / "Makefile").read_text("utf-8"), flags=re.M)
    )
    batch = set(re.findall(r'"%WORD%"=="([a-z-]+)"', (made.root / "make.bat").read_text("utf-8")))
    assert make == batch == {"help", "site", "serve", "test"}
    docs = {path.name for path in (made.root / "docs").iterdir()}
    for path in [*made.root.glob("*.md"), *(made.root / "docs").glob("*.md")]:
        for link in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", path.read_text("utf-8")):
            assert (path.parent / link).exists(), f"{path.name}: {link}"
    package = ROOT / "scripts" / "noticeboard"
    told = {
        name
        for path in package.rglob("*.py")
        for name in re.findall(r"docs/([a-z-]+\.md)", path.read_text("utf-8"))
    }
    engineers = {"threat-model.md", "another-town.md", "not-verified.md"}
    assert told - engineers <= docs


@pytest.mark.slow
def test_its_site_has_nothing_of_this_one(made: Project) -> None:
    build(made, Options(today=DAY))
    assert betrayed(made.site) == []
    home = (made.site / "index.html").read_text("utf-8")
    assert (
        "东河镇" in home and "还没有主办单位，不代表东河镇" in home and "摘自公开报道" not in home
    )
    assert "文章没有" not in "".join(p.read_text("utf-8") for p in made.site.rglob("*.html"))


@pytest.mark.slow
def test_its_own_templates_win(made: Project, tmp_path: Path) -> None:
    shutil.copytree(made.root, tmp_path / "town", ignore=shutil.ignore_patterns("build", "site"))
    mine = Project(tmp_path / "town")
    (mine.root / "site_templates" / "records").mkdir(parents=True)
    text = (shipped_templates() / "records" / "units.html").read_text("utf-8")
    (mine.root / "site_templates" / "records" / "units.html").write_text(
        "<p>本镇自己的样子</p>" + text, "utf-8"
    )
    build(mine, Options(today=DAY))
    assert "本镇自己的样子" in (mine.site / "units" / "index.html").read_text("utf-8")
    assert "本镇自己的样子" not in (mine.site / "projects" / "index.html").read_text("utf-8")


def test_a_folder_that_is_used_is_refused(tmp_path: Path) -> None:
    used = tmp_path / "used"
    used.mkdir()
    (used / "letter.txt").write_text("dear", "utf-8")
    done = command(used, *OPTIONS)
    assert isinstance(done.exception, UsageError) and "不是空的" in str(done.exception)
    assert [path.name for path in used.iterdir()] == ["letter.txt"]
    done = command(used / "letter.txt", *OPTIONS)
    assert isinstance(done.exception, UsageError) and "是一个文件" in str(done.exception)
    fresh = tmp_path / "fresh"
    (fresh / ".git").mkdir(parents=True)
    assert command(fresh, *OPTIONS).exit_code == 0


def test_what_is_missing_or_wrong_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    target = tmp_path / "town"
    for words, told in (
        ((), "还要写 --name"),
        (("--name", "东河镇"), "还要写 --code"),
        (("--name", "东河镇", "--code", "9901"), "应当是 9 位"),
        (("--name", "东河镇", "--code", "990101101"), "还要写 --community"),
        (("--name", "东河镇", "--code", "990101101", "--community", "东街社区"), "名称=代码"),
        ((*OPTIONS, "--community", "东街社区=003"), "写了两次"),
        ((*OPTIONS, "--community", "南街社区=001"), "前面写过了"),
        ((*OPTIONS, "--operator", "东河镇党建办"), "还要写 --contact"),
        ((*OPTIONS, "--contact", "0990-2200000"), "还要写 --operator"),
        ((*OPTIONS, "--operator", "东河镇党建办", "--contact", "13812345678"), "手机号码"),
        ((*OPTIONS, "--site-url", "example"), "完整的网址"),
        ((*OPTIONS, "--wheel", str(tmp_path / "other.whl")), "不是 noticeboard"),
    ):  # fmt: skip
        done = command(target, *words)
        assert isinstance(done.exception, UsageError) and told in str(done.exception), (
            words,
            done.exception,
        )
        assert not target.exists() and not list(tmp_path.glob(".*"))


def test_it_can_be_asked_question_by_question() -> None:
    seen = led(town({}, ()), ["东河镇", "99010", "990101101000", "东河县", "", "东街社区", "1", "001", "西街社区", "001", "002",
                              "", "", "", "东河镇党建办", "13812345678", "0990-2200000", "https://example.cn"])  # fmt: skip
    assert seen.result == Town("东河镇", "990101101", "东河县", "", "东河镇共建公示栏", "共建登记簿", "东河镇党建办", "0990-2200000",
                               "https://example.cn/", [("东街社区", "990101101001"), ("西街社区", "990101101002")])  # fmt: skip
    assert [told[:4] for told in seen.refusals()] == ["应当是 ", "应当是 ", "这个代码", "里面像有"]


def test_communities_that_sound_alike_get_ids_of_their_own() -> None:
    twins = Town(
        "东河镇",
        "990101101",
        communities=[("东街社区", "990101101001"), ("冬街社区", "990101101002")],
    )
    assert community_ids(twins) == {"东街社区": "dongjie", "冬街社区": "dongjie-002"}


def test_names_that_yaml_would_read_otherwise_stay_names(tmp_path: Path) -> None:
    odd = Town(
        "东河镇",
        "990101101",
        "",
        "",
        "公示: 东河 #1",
        "yes",
        "甲: 乙",
        "0990-2200000",
        "",
        [("第1: 社区", "990101101001")],
    )
    project, _ = init(tmp_path / "town", odd, None)
    assert check_command(project, day=DAY) == ()
    dataset = load(project)
    assert dataset.settings["name"] == "公示: 东河 #1" and dataset.settings["operator"] == "甲: 乙"
    assert next(iter(dataset.rows("sources"))).get("title") == "yes"


def test_new_works_in_it(made: Project, tmp_path: Path) -> None:
    shutil.copytree(made.root, tmp_path / "town", ignore=shutil.ignore_patterns("build", "site"))
    for words in (
        ("unit", "--name", "东河图书馆", "--set", "kind=事业单位", "--set", "standing=签了共建协议"),
        ("agreement", "--community", "东街", "--unit", "图书馆", "--set", "status=已签订", "--set", "signed=2026-11-01"),
        ("project", "--name", "加装路灯", "--community", "东街", "--set", "stage=已完成", "--funder", "东河图书馆=2万=自筹"),
        ("mechanism", "--name", "点单", "--set", "status=已经有了", "--set", "summary=居民点单", "--set", "as_stated=点单"),
    ):  # fmt: skip
        done = CliRunner().invoke(
            app, ["new", *words, "--root", str(tmp_path / "town"), "--today", "2026-11-24"]
        )
        assert done.exit_code == 0, (done.output, done.exception)
    problems = check_command(Project(tmp_path / "town"), day=DAY)
    assert [p for p in problems if p.severity == "error"] == []


@pytest.mark.full
def test_from_the_wheel_alone_it_passes_its_own_two_commands(tmp_path: Path) -> None:
    """A fresh environment without this repository: install, init, make site, make test, migrate."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "NOTICEBOARD"))}

    def run(*words: str, where: Path = tmp_path) -> str:
        done = subprocess.run(
            words, cwd=where, env=clean, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    source = tmp_path / "source"
    ignored = shutil.ignore_patterns(
        ".git", ".venv", "node_modules", "build", "site", "demo", "__pycache__", ".*_cache"
    )
    shutil.copytree(ROOT, source, ignore=ignored)
    run(
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "-q",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(tmp_path),
        str(source),
    )
    shutil.rmtree(source)
    (wheel,) = tmp_path.glob("noticeboard-*.whl")
    run(sys.executable, "-m", "venv", str(tmp_path / "venv"))
    pip = (str(tmp_path / "venv" / "bin" / "pip"), "install", "-qq", "--disable-pip-version-check")
    run(*pip, "--require-hashes", "-r", str(ROOT / "requirements.lock"))
    run(*pip, "--no-deps", str(wheel))
    noticeboard = str(tmp_path / "venv" / "bin" / "noticeboard")
    told = run(noticeboard, "init", "town", *OPTIONS)
    assert f"wheels/{wheel.name}" in told
    place = tmp_path / "town"
    assert "没有发现个人信息" in run("make", "site", where=place)
    assert betrayed(place / "site") == []
    told = run("make", "test", where=place)
    assert "Ran 4 tests" in told and "OK" in told
    (place / "content" / "index.md").write_text(
        "---\ntitle: 坏\ndescription: 坏\n---\n\n# 坏\n\n[坏](../nowhere/)\n", "utf-8"
    )
    done = subprocess.run(
        ["make", "test"], cwd=place, env=clean, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0 and "nowhere" in done.stdout + done.stderr


def test_the_wheel_has_every_guide() -> None:
    """A guide that is not in the wheel stops ``init`` elsewhere than here."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    shipped = set(re.findall(r'^"docs/([a-z-]+)\.md" = "noticeboard/town/docs/', text, re.M))
    assert shipped >= set(GUIDES)
