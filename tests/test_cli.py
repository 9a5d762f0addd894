"""The command line as it is typed: what it prints and how it ends."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from noticeboard.project import Project
from tests.test_faults import replace_once

pytestmark = pytest.mark.slow


def run(*words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "noticeboard", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd)


def test_check_is_quiet_about_sound_data(project: Project) -> None:
    done = run("check", cwd=project.data)
    assert (done.returncode, done.stdout, done.stderr) == (
        0,
        "没有发现问题。数字和姓名写得对不对，还要对一遍原文。\n",
        "",
    )


def test_check_tells_how_long_each_step_took(project: Project) -> None:
    done = run("check", "-v", "--root", str(project.root))
    assert done.returncode == 0
    for words in ("读取资料", "看每一格", "试填网页", "规则"):
        assert re.search(rf"{words} \d+\.\d\d 秒", done.stderr)
    assert "private_numbers_are_absent" in done.stderr


def test_check_tells_place_cause_and_mend(project: Project) -> None:
    replace_once(
        project.data / "pairings.csv", "xian-zhengfawei,chengxi", "xian-zhengfawei,chengxii"
    )
    done = run("check", "--root", str(project.root))
    assert done.returncode == 1
    assert done.stderr == (
        "data/pairings.csv:2:3 (C2) 社区（community）「chengxii」不在社区表里\n"
        "    怎么改：是不是 chengxi？ [references_resolve]\n"
        "共 1 个问题，在 1 个文件里。\n"
    )
    done = run("check", "--root", str(project.root), "--format", "json")
    assert done.returncode == 1
    assert json.loads(done.stdout) == [
        {
            "file": "data/pairings.csv",
            "line": 2,
            "column": 3,
            "cell": "C2",
            "resource": "pairings",
            "field": "community",
            "rule": "references_resolve",
            "severity": "error",
            "message": "社区（community）「chengxii」不在社区表里",
            "hint": "是不是 chengxi？",
        }
    ]
    done = run("check", "--root", str(project.root), "--format", "github")
    assert done.stdout.startswith(
        "::error file=data/pairings.csv,line=2,col=3,title=references_resolve::"
    )
    assert run("check", "--root", str(project.root), "--skip", "references_resolve").returncode == 0


def test_usage_errors_end_with_two(project: Project, tmp_path: Path) -> None:
    for words in (
        ("check", "--root", str(tmp_path)),
        ("check", "--root", str(project.root), "--skip", "no_such_rule"),
        ("build", "--root", str(project.root), "--today", "gestern"),
        ("build", "--engine", "hugo"),
        ("publish",),
    ):
        done = run(*words, cwd=tmp_path)
        assert done.returncode == 2, words
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("undo", "没有 undo 这个命令。您要的也许是 noticeboard xlsx undo"),
        ("chek", "没有 chek 这个命令。是不是 check？\n怎么写：noticeboard --help"),
        (
            "build --tody x",
            "没有 --tody 这个选项。是不是 --today？\n怎么写：noticeboard build --help",
        ),
        ("build --today", "--today 后面还要写内容\n"),
        ("build a b", "多写了“a b”，这里用不上"),
        ("form", "还要写 survey（问卷的编号）\n"),
        ("form x --copies z", "--copies（打印时：几张，每张的回执码不同）填得不对：要写整数"),
        ("build --engine hugo", "填得不对：只能是 mkdocs、zensical\n"),
        ("xlsx ezport", "没有 ezport 这个命令。是不是 export？\n怎么写：noticeboard xlsx --help"),
    ],
)
def test_what_was_typed_wrongly_is_told_in_chinese(words: str, told: str) -> None:
    done = run(*words.split())
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert not re.search("Error|Usage|No such|Missing|Try", done.stderr)


def test_without_a_word_the_help_is_shown() -> None:
    for words in ((), ("xlsx",)):
        done = run(*words)
        assert done.returncode == 2
        assert "Commands" in done.stdout + done.stderr
        assert "Traceback" not in done.stderr


def test_build_prints_short_plain_progress(project: Project) -> None:
    done = run("build", "--root", str(project.root), cwd=project.root)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == 5
    assert lines[-1].endswith("打开 site/index.html 看看。")
    again = run("build", "--root", str(project.root), cwd=project.root)
    assert "没有变化" in again.stdout


def test_help_and_version_do_not_load_the_heavy_parts() -> None:
    script = (
        "import sys, noticeboard.cli\n"
        "heavy = {'frictionless', 'jinja2', 'yaml', 'mkdocs', 'jsonschema'} & set(sys.modules)\n"
        "sys.exit(str(heavy) if heavy else 0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert run("--version").stdout.startswith("noticeboard ")


def test_serve_shows_the_site_and_follows_edits(project: Project) -> None:
    command = [
        sys.executable,
        "-m",
        "noticeboard",
        "serve",
        "--port",
        "0",
        "--root",
        str(project.root),
    ]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONUNBUFFERED": "1"}
    )
    assert process.stdout is not None
    try:
        assert "已生成" in process.stdout.readline()
        address = process.stdout.readline().split("打开 ")[1].split(" ")[0]
        with urllib.request.urlopen(address, timeout=10) as answer:
            assert "湖寮镇" in answer.read().decode("utf-8")
        with urllib.request.urlopen(f"{address}staff", timeout=10) as answer:
            assert "今天要办" in answer.read().decode("utf-8")
        with urllib.request.urlopen(f"{address}collect/", timeout=10) as answer:
            assert "湖寮镇" in answer.read().decode("utf-8")
        time.sleep(0.6)
        replace_once(project.data / "projects.csv", "几天时间就修缮好了", "已经修缮好了")
        assert "已生成" in process.stdout.readline()
        with urllib.request.urlopen(f"{address}projects/", timeout=10) as answer:
            assert "已经修缮好了" in answer.read().decode("utf-8")
        replace_once(project.data / "projects.csv", ",planned,", ",planed,")
        assert "data/projects.csv:6:5 (E6)" in process.stdout.readline()
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)
