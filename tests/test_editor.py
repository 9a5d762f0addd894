"""What editors say of the YAML files: sound ones are taken, and refused is only what ``check`` refuses."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from noticeboard.commands.check import check_command
from noticeboard.commands.editor import editor_schemas, schema_line
from noticeboard.commands.fmt import fmt
from noticeboard.edit import Change
from noticeboard.edit_yaml import changed_yaml
from noticeboard.load import load
from noticeboard.load.files import UnreadableError
from noticeboard.load.yaml_tree import plain_value, read_tree
from noticeboard.project import Project
from tests.accept import ACCEPT
from tests.conftest import DAY, ROOT
from tests.faults import Edit, apply, edits, named, town_of

# The rules by which ``check`` judges one value by itself; what lies between values no schema knows.
STRUCTURE = {"settings", "survey-shape", "yaml-name", "yaml-shape", "type-error", "constraint-error", "missing-value"}  # fmt: skip
# Written by ``fetch``, never by hand.
NOT_BY_HAND = ("data/tallies/",)


def schema_of(file: str) -> str:
    name = Path(file).stem
    return "survey" if file.startswith("data/surveys/") else name


def by_hand(file: str) -> bool:
    return bool(re.fullmatch(r"data/(surveys/)?[a-z-]+\.yaml", file))


def complaints(project: Project, file: str) -> list[str]:
    """Return what an editor says: the file's values against the schema that the town would have."""
    schema = json.loads(editor_schemas(project)[f"{schema_of(file)}.json"])
    Draft7Validator.check_schema(schema)
    tree = read_tree(file, (project.root / file).read_bytes())
    validator = Draft7Validator(schema, format_checker=Draft7Validator.FORMAT_CHECKER)
    return [error.message for error in validator.iter_errors(plain_value(tree))]


def yaml_files(project: Project) -> list[str]:
    return sorted(
        project.name_of(path)
        for path in project.data.rglob("*.yaml")
        if by_hand(project.name_of(path))
    )


def test_every_committed_file_names_its_schema_and_keeps_to_it(project: Project) -> None:
    files = yaml_files(project)
    assert len(files) >= 9
    for file in files:
        first = (project.root / file).read_text(encoding="utf-8").split("\n")[0]
        line = schema_line(file.removeprefix("data/"), schema_of(file))
        assert first == line or first.startswith(f"{line}  "), file
        named_path = first.partition("$schema=")[2].split()[0]
        assert ((project.root / file).parent / named_path).resolve().is_file(), file
        assert complaints(project, file) == [], file


def test_what_is_told_is_chinese_and_values_have_their_words() -> None:
    for name, text in editor_schemas(Project(ROOT)).items():
        schema = json.loads(text)
        for part in parts(schema):
            for key in ("title", "errorMessage", "patternErrorMessage", "markdownDescription"):
                assert key not in part or re.search("[\u4e00-\u9fff]", part[key]), (name, part)
            if "enumDescriptions" in part:
                assert len(part["enumDescriptions"]) == len(part["enum"]), (name, part)
    survey = json.loads(editor_schemas(Project(ROOT))["survey.json"])
    kind = survey["$defs"]["question"]["properties"]["kind"]
    assert dict(zip(kind["enum"], kind["enumDescriptions"], strict=True))["multi"] == "多选"


def parts(schema: Any) -> list[dict[str, Any]]:
    if isinstance(schema, list):
        return [part for one in schema for part in parts(one)]
    if not isinstance(schema, dict):
        return []
    own = [schema] if isinstance(schema.get("title"), str) else []
    return own + [part for one in schema.values() for part in parts(one)]


TABLE = [(kind, edit) for kind in ("fails", "holds") for edit in edits(kind)
         if by_hand(edit.file) and not edit.make and not edit.coded]  # fmt: skip


@pytest.mark.slow
@pytest.mark.skipif(ACCEPT, reason="the table is written anew")
@pytest.mark.parametrize(
    ("kind", "edit"), TABLE, ids=[f"{k}-{named(e, n)}" for n, (k, e) in enumerate(TABLE)]
)
def test_of_the_table_of_faults_editors_refuse_what_check_refuses(
    kind: str, edit: Edit, tmp_path: Path
) -> None:
    project = town_of(edit.town, tmp_path / "town")
    schemas = project  # the schema that stood there before the edit
    if schema_of(edit.file) == "datapackage":
        pytest.skip("the descriptor has rules of its own behind its schema")
    text = editor_schemas(schemas)
    apply(project, edit)
    schema = json.loads(text[f"{schema_of(edit.file)}.json"])
    try:
        tree = read_tree(edit.file, (project.root / edit.file).read_bytes())
    except (UnreadableError, UnicodeDecodeError):
        return  # no YAML: the editor's own parser says so
    validator = Draft7Validator(schema, format_checker=Draft7Validator.FORMAT_CHECKER)
    refused = not validator.is_valid(plain_value(tree))
    assert refused == (kind == "fails" and edit.rule in STRUCTURE), edit


# One of each kind of mistake that the table of faults has for CSV only, and their harmless neighbours.
PLANTED = {
    "a name that is not there": ("data/sources.yaml", "  publisher: 广东", "  pubisher: 广东", True),
    "a value that is not in the list": ("data/mechanisms.yaml", "status: planned", "status: plan", True),
    "a value of the list in quotes": ("data/mechanisms.yaml", "status: planned", 'status: "planned"', False),
    "nothing where something must be": ("data/sources.yaml", "kind: news_article", "kind:", True),
    "no line for what must be there": ("data/sources.yaml", "  kind: news_article\n", "", True),
    "only blanks": ("data/communities.yaml", "name: 城东社区", 'name: "  "', True),
    "an empty list where one must be": ("data/communities.yaml", "locator: [L11, L14]", "locator: []", True),
    "one item that is no list": ("data/communities.yaml", "locator: [L11, L14]", "locator: L11；L14", False),
    "a list of maps": ("data/communities.yaml", "locator: [L11, L14]", "locator: [{a: L11}]", True),
    "a map where a value stands": ("data/communities.yaml", "name: 城东社区", "name: {a: b}", True),
    "a date without dashes": ("data/sources.yaml", "publisher: 广东", "published_on: 20261101\n  publisher: 广东", True),
    "a date that no calendar has": ("data/sources.yaml", "publisher: 广东", "published_on: 2026-02-30\n  publisher: 广东", True),
    "a date": ("data/sources.yaml", "publisher: 广东", "published_on: 2026-02-28\n  publisher: 广东", False),
    "a number with a word": ("data/excerpts.yaml", "line: 1\n", "line: 第1段\n", True),
    "a number too small": ("data/excerpts.yaml", "line: 1\n", "line: 0\n", True),
    "a number in quotes": ("data/excerpts.yaml", "line: 1\n", 'line: "1"\n', False),
    "a pattern missed": ("data/sources.yaml", "url: https", "url: httpx", True),
    "blanks around a pattern": ("data/sources.yaml", "id: divisions", 'id: " divisions "', False),
    "a figure as text": ("data/communities.yaml", "office_phone:\n", "office_phone: 5521234\n", False),
    "a record that is a word": ("data/sources.yaml", "- id: divisions", "- 来源\n- id: divisions", True),
    "settings of another type": ("data/site.yaml", "tagline: 大埔县 · 四个社区", "tagline: 5", True),
    "a question of no kind": ("data/surveys/needs.yaml", "kind: long", "kind: essay", True),
    "a question without words": ("data/surveys/needs.yaml", "    label: 您住在哪个小区？\n", "", True),
    "a description of the tables": ("data/datapackage.yaml", "title: 湖寮镇社区共建公示数据", "titel: 湖寮镇社区共建公示数据", True),
    "a column of no type": ("data/datapackage.yaml", "type: date\n", "type: day\n", True),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_mistake_is_refused_by_both_or_by_none(project: Project, name: str) -> None:
    file, old, new, wrong = PLANTED[name]
    schema = json.loads(editor_schemas(project)[f"{schema_of(file)}.json"])
    path = project.root / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    problems = check_command(project, (), DAY)
    judged = {"descriptor", *STRUCTURE}
    refused = any(one.rule in judged and one.place.file == file for one in problems)
    assert refused == wrong, problems
    tree = plain_value(read_tree(file, path.read_bytes()))
    validator = Draft7Validator(schema, format_checker=Draft7Validator.FORMAT_CHECKER)
    assert validator.is_valid(tree) != wrong


def test_a_table_without_records_is_fine(project: Project) -> None:
    for text in ("# 空的\n", "[]\n", "{}\n"):
        (project.data / "mechanisms.yaml").write_text(text, encoding="utf-8")
        assert complaints(project, "data/mechanisms.yaml") == []


def first_line(project: Project, file: str) -> str:
    return (project.root / file).read_text(encoding="utf-8").split("\n")[0]


def test_our_own_editors_keep_the_line(project: Project) -> None:
    before = {file: first_line(project, file) for file in yaml_files(project)}
    path = project.data / "sources.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("\n", "  \n", 1) + "\n\n")
    assert fmt(project).changed == ("data/sources.yaml",)
    resource = load(project).tables["sources"].resource
    names = [row.get("id") for row in load(project).rows("sources")]
    for change in (
        Change("sources", names[0], {"title": "别的标题"}),
        Change(
            "sources", "another", {"id": "another", "title": "新的", "kind": "document"}, new=True
        ),
        Change("sources", names[0], {}, gone=True),
    ):
        path.write_bytes(changed_yaml(path.read_bytes(), resource, [change]))
        assert first_line(project, "data/sources.yaml") == before["data/sources.yaml"]
    assert {file: first_line(project, file) for file in yaml_files(project)} == before
