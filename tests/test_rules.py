"""Every rule is told to staff, fails where it must, and holds where a sound value comes close."""

from __future__ import annotations

import ast
import csv
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from noticeboard.check import RULES
from noticeboard.check.catalogue import catalogue
from noticeboard.commands.rules_page import Example, rules_page
from noticeboard.project import Project
from tests.accept import assert_expected
from tests.conftest import ROOT
from tests.faults import MAKE_WORDS, Edit, apply, edits, found, named, place_of, table, town_of
from tests.matrix import thinned

CHINESE = re.compile("[\u4e00-\u9fff]")
NAMES = [rule.__name__ for rule in RULES]
FAILS, HOLDS = edits("fails"), edits("holds")
# Told beside a thousand others, never alone: tests/test_hostile.py.
BESIDE_OTHERS = {"too-many"}
PACKAGE = ROOT / "scripts" / "noticeboard"

Towns = Callable[[str], Project]


def params(kind: str) -> list[Any]:
    """Return the edits as parameters; but for the first of each rule they are slow."""
    return [
        pytest.param(edit, id=named(edit, number), marks=[pytest.mark.slow] if number else [])
        for lists in table().values()
        for number, edit in enumerate(lists[kind])
    ]


@pytest.fixture(scope="module")
def towns(tmp_path_factory: pytest.TempPathFactory) -> Towns:
    """Return a function that gives a fresh copy of a town; each is made only once."""
    made: dict[str, Path] = {}
    folder = tmp_path_factory.mktemp("rules")

    def fresh(name: str) -> Project:
        if name not in made:
            made[name] = town_of(name, folder / name).root
        copy = folder / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(made[name], copy)
        return Project(copy)

    return fresh


@pytest.mark.parametrize("name", sorted({edit.town for edit in FAILS + HOLDS}))
def test_the_towns_are_sound(towns: Towns, name: str) -> None:
    assert found(towns(name), Edit("", name)) == ()


@pytest.mark.parametrize("edit", params("fails"))
def test_a_fault_is_found_alone_at_its_place(towns: Towns, edit: Edit) -> None:
    project = towns(edit.town)
    apply(project, edit)
    (problem,) = found(project, edit)
    assert problem.rule == edit.rule
    assert place_of(problem) == edit.place
    assert problem.severity == catalogue()[edit.rule].severity
    assert CHINESE.search(problem.message)
    assert problem.hint
    assert edit.says in problem.message + problem.hint


@pytest.mark.slow
@pytest.mark.parametrize("edit", params("holds"))
def test_what_comes_close_is_not_reported(towns: Towns, edit: Edit) -> None:
    project = towns(edit.town)
    apply(project, edit)
    assert found(project, edit) == ()


@pytest.mark.slow
@pytest.mark.parametrize("rule", thinned(NAMES, 20))
def test_a_rule_can_be_skipped(towns: Towns, rule: str) -> None:
    edit = table()[rule]["fails"][0]
    project = towns(edit.town)
    apply(project, edit)
    assert rule not in [problem.rule for problem in found(project, edit, (rule,))]


def kinds_in(path: Path) -> set[str]:
    """Return the kinds of fault that a module names where it makes a problem."""
    kinds = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        position = {"Problem": 1, "UnreadableError": 1, "schema_problems": 3}
        name = getattr(node.func, "id", "")
        if name in position and len(node.args) > position[name]:
            given = node.args[position[name]]
            if isinstance(given, ast.Constant):
                kinds.add(str(given.value))
    return kinds


def test_every_rule_and_kind_is_told_and_proven() -> None:
    kinds = {"type-error", "constraint-error", "missing-value", "duplicate-id"}
    for path in PACKAGE.rglob("*.py"):
        kinds |= kinds_in(path)
    assert set(NAMES) | kinds == set(catalogue())
    assert set(table()) | BESIDE_OTHERS == set(catalogue())
    for name, text in catalogue().items():
        for said in (text.title, text.why, text.mend):
            assert CHINESE.search(said), name
            assert said.endswith(("。", "）")), name
        assert name in BESIDE_OTHERS or (table()[name]["fails"] and table()[name]["holds"]), name
        assert text.english.endswith(".") != (name in NAMES), name
    for rule in RULES:
        assert (rule.__doc__ or "").splitlines()[0].endswith("."), rule.__name__


def lines_of(path: Path) -> list[str]:
    if not path.is_file() or path.stat().st_size > 1_000_000:
        return []
    return path.read_bytes().decode("utf-8", "replace").split("\n")


def shown(text: str) -> str:
    """Return text as code that fits a line and a Markdown table."""
    text = text.replace("\0", "␀").replace("\t", "⇥").replace("\n", " ⏎ ")
    text = text if len(text) <= 60 else f"{text[:30]}……{text[-20:]}"
    return f"`` {text} ``" if "`" in text else f"`{text}`" if text else "（空）"


def changed_cell(edit: Edit, before: list[str], after: list[str], line: int) -> str:
    """Tell which cell became what; of a line that is no CSV record, the whole line."""
    old, new = before[line], after[line] if line < len(after) else ""
    if edit.coded:
        return f"第 {line + 1} 行的 {shown(edit.new.strip())} 存成了 GBK 编码"
    if edit.file.endswith(".csv") and "\n" not in edit.old + edit.new and line:
        cells = [next(csv.reader([text])) for text in (old, new)]
        names = before[0].split(",")
        pairs = [pair for pair in zip(names, *cells, strict=False) if pair[1] != pair[2]]
        if len(cells[0]) == len(cells[1]) and len(pairs) == 1:
            name, was, now = pairs[0]
            return f"第 {line + 1} 行的 `{name}` 从 {shown(was)} 改成 {shown(now)}"
    was, now = edit.old, edit.new * edit.times
    if not edit.file.endswith(".csv") and "\n" not in was + now:
        was, now = old.strip(), new.strip()
    if was == now:
        was, now = (re.sub("^ +", lambda m: "␣" * len(m[0]), text) for text in (old, new))
    was, now = was.rstrip("\n"), now.rstrip("\n")
    if not now:
        return f"删去第 {line + 1} 行的 {shown(was)}"
    return f"第 {line + 1} 行的 {shown(was)} 改成 {shown(now)}"


def example_of(towns: Towns, edit: Edit) -> Example:
    """Run a fault and return what staff would see."""
    project = towns(edit.town)
    path = project.root / edit.file
    before = lines_of(path)
    apply(project, edit)
    told = MAKE_WORDS.get(edit.make, "")
    if edit.old:
        text = "\n".join(before).split(edit.old)
        line = edit.old.join(text[: edit.nth]).count("\n")
        told = changed_cell(edit, before, lines_of(path), line)
    (problem,) = found(project, edit)
    where = "" if edit.town == "real" else "示例镇的 "
    return Example(f"{where}`{edit.file}` {told}", problem)


def too_many(towns: Towns) -> Example:
    """Make a thousand wrong rows and return what is told of them all."""
    project = towns("real")
    path = project.data / "holidays.csv"
    with path.open("a", encoding="utf-8") as file:
        file.writelines(f"2027/1/{number},rest,元旦,,,\n" for number in range(1_001))
    (problem,) = [p for p in found(project, Edit("", "real")) if p.rule == "too-many"]
    return Example("`data/holidays.csv` 添了 1001 行，日期都写成 `2027/1/1` 的样子", problem)


def test_a_table_with_too_many_errors_is_said_to_be_unfinished(towns: Towns) -> None:
    problem = too_many(towns).problem
    assert "的还没有查完" in problem.message
    assert problem.place.file == "data/holidays.csv"


@pytest.mark.slow
def test_the_page_of_rules_is_current(towns: Towns) -> None:
    examples = {name: example_of(towns, lists["fails"][0]) for name, lists in table().items()}
    examples |= {"too-many": too_many(towns)}
    assert_expected(ROOT / "docs" / "rules.md", rules_page(examples))
