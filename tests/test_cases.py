"""Miniature towns: a folder goes in, a folder of expected files comes out.

``tests/cases/<name>/input/`` holds only what differs from ``tests/cases/base/``; a case
with problems expects ``problems.txt``, one without expects the pages it names in ``pages``.
``make accept`` writes the expected files anew.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from noticeboard.commands.build import Options, build
from noticeboard.commands.check import check_command
from noticeboard.project import Project
from tests.accept import ACCEPT, assert_expected
from tests.conftest import DAY

pytestmark = pytest.mark.slow

CASES = Path(__file__).resolve().parent / "cases"
NAMES = sorted(path.name for path in CASES.iterdir() if (path / "input").is_dir())


def made_project(name: str, target: Path) -> Project:
    shutil.copytree(CASES / "base", target)
    shutil.copytree(CASES / name / "input", target, dirs_exist_ok=True)
    descriptor = CASES.parents[1] / "data" / "datapackage.yaml"
    shutil.copy(descriptor, target / "data" / "datapackage.yaml")
    return Project(target)


def readable(page: str) -> str:
    """Return what stands in <main>, a tag a line, so that a difference can be read."""
    main = page.partition("<main")[2].partition("</main>")[0]
    lines = re.sub(r"\s*(<[^>]+>)\s*", r"\n\1\n", f"<main{main}").splitlines()
    return "\n".join(line.strip() for line in lines if line.strip()) + "\n"


@pytest.mark.parametrize("name", NAMES)
def test_case(name: str, tmp_path: Path) -> None:
    project = made_project(name, tmp_path / "town")
    expected = CASES / name / "expected"
    problems = check_command(project, day=DAY)
    told = "".join(f"{p.place} [{p.rule}] {p.message}\n    {p.hint}\n" for p in problems)
    if ACCEPT:
        shutil.rmtree(expected, ignore_errors=True)
    assert_expected(expected / "problems.txt", told)
    if any(problem.severity == "error" for problem in problems):
        return
    build(project, Options(today=DAY))
    wanted = (CASES / name / "pages").read_text(encoding="utf-8").split()
    files = {"problems.txt"}
    for address in (line.strip("/") for line in wanted):
        page = (project.site / address / "index.html").read_text(encoding="utf-8")
        files.add(address.replace("/", "-") or "home")
        assert_expected(expected / (address.replace("/", "-") or "home"), readable(page))
    assert {path.name for path in expected.iterdir()} == files
