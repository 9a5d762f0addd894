"""The files around the code: what editors, git and its hooks are told."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.conftest import ROOT


def git(folder: Path, *words: str) -> str:
    command = ["git", "-c", "user.name=T", "-c", "user.email=t@example.cn", *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def in_git() -> bool:
    return (ROOT / ".git").exists()


@pytest.mark.skipif(not in_git(), reason="not a clone: git does not know the files")
def test_every_file_has_the_line_ends_that_are_asked_for() -> None:
    """``git ls-files --eol`` tells what the index holds, and what the attributes ask for."""
    for line in git(ROOT, "ls-files", "--eol").splitlines():
        told, name = line.split("\t", 1)
        index, *_, attribute = told.split(None, 2)
        assert index in ("i/lf", "i/none", "i/-text"), name
        assert attribute.strip() != "attr/", f"{name}: no line of .gitattributes fits"


def a_repository(folder: Path) -> Path:
    folder.mkdir()
    for name in (".gitattributes", ".gitconfig"):
        (folder / name).write_bytes((ROOT / name).read_bytes())
    git(folder, "init", "-q")
    git(folder, "config", "--local", "include.path", "../.gitconfig")
    return folder


def test_a_changed_cell_is_shown_as_one_cell(tmp_path: Path) -> None:
    folder = a_repository(tmp_path / "clone")
    table = folder / "projects.csv"
    table.write_text("id,name,scope\np1,龙山市场小区微改造,铺路；划线\n", encoding="utf-8")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "x")
    table.write_text("id,name,scope\np1,龙山市场小区微改造,铺路；改线\n", encoding="utf-8")
    shown = git(folder, "diff", "--word-diff=plain", "projects.csv")
    assert "铺路；[-划线-]{+改线+}" in shown


def test_a_table_saved_on_windows_changes_one_line(tmp_path: Path) -> None:
    folder = a_repository(tmp_path / "clone")
    table = folder / "projects.csv"
    table.write_bytes("id,name\np1,一\np2,二\n".encode())
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "x")
    table.write_bytes("id,name\r\np1,一\r\np2,三\r\n".encode())
    git(folder, "-c", "core.safecrlf=false", "add", "-A")
    assert git(folder, "diff", "--cached", "--numstat").split()[:2] == ["1", "1"]


@pytest.mark.parametrize("kind", ["config", "hooks"])
def test_the_hooks_are_valid(kind: str) -> None:
    file = ROOT / f".pre-commit-{kind}.yaml"
    word = "validate-config" if kind == "config" else "validate-manifest"
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", word, str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_other_towns_get_the_hooks_that_we_use_on_our_data() -> None:
    own = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    given = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    ours = {hook["id"]: hook for hook in own["repos"][0]["hooks"] if "noticeboard" in hook["id"]}
    theirs = {hook["id"]: hook for hook in given}
    assert set(ours) == set(theirs)
    for key, hook in theirs.items():
        assert ours[key]["entry"] == f".venv/bin/{hook['entry']}"
        assert ours[key]["files"] == hook["files"]


@pytest.mark.slow
def test_a_commit_with_a_mistake_is_held_up_with_the_place(tmp_path: Path) -> None:
    from tests.conftest import copy_project

    folder = copy_project(tmp_path / "town").root
    program = folder / ".venv" / "bin" / "noticeboard"
    program.parent.mkdir(parents=True)
    path = os.pathsep.join(filter(None, (str(ROOT / "scripts"), os.environ.get("PYTHONPATH"))))
    program.write_text(
        f"#!/usr/bin/env bash\nPYTHONPATH='{path}' exec '{sys.executable}' -c"
        ' "from noticeboard.cli import main; main()" "$@"\n'
    )
    program.chmod(0o755)
    (folder / ".gitignore").write_text("/.venv/\n")
    (folder / ".pre-commit-config.yaml").write_bytes(
        (ROOT / ".pre-commit-config.yaml").read_bytes()
    )
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    command = [sys.executable, "-m", "pre_commit", "run", "noticeboard-check"]
    environment = os.environ | {"PRE_COMMIT_HOME": str(tmp_path / "cache")}

    def held() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False
        )

    assert held().returncode == 0
    table = folder / "data" / "pairings.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("chengxi", "chengxii"))
    git(folder, "add", "-A")
    done = held()
    assert done.returncode == 1
    assert "data/pairings.csv:" in done.stdout
    assert "是不是 chengxi" in done.stdout
