"""Documentation under test: generated pages are current, written ones name what there is."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from typer.main import get_command
from typer.testing import CliRunner

from noticeboard.cli import app
from noticeboard.commands.editor import editor_schemas
from noticeboard.commands.reference import reference_pages
from noticeboard.load import load
from noticeboard.load.demands import facts_of
from noticeboard.project import PACKAGE, Project
from tests.accept import assert_expected

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"


def help_texts(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setenv("COLUMNS", "80")
    runner = CliRunner()
    names = list(get_command(app).commands)  # type: ignore[attr-defined]
    texts = {"noticeboard": runner.invoke(app, ["--help"], prog_name="noticeboard").output}
    for name in names:
        own = getattr(get_command(app).commands[name], "commands", {})  # type: ignore[attr-defined]
        for words in ([name], *([name, verb] for verb in own)):
            made = runner.invoke(app, [*words, "--help"], prog_name="noticeboard")
            texts[" ".join(["noticeboard", *words])] = made.output
    return {name: re.sub(r"[ \t]+$", "", text, flags=re.M) for name, text in texts.items()}


def test_generated_pages_are_current(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, page in reference_pages(Project(ROOT), help_texts(monkeypatch)).items():
        assert_expected(DOCS / name, page)


def test_what_editors_are_told_is_current() -> None:
    made = editor_schemas(Project(ROOT))
    for name, schema in made.items():
        assert_expected(ROOT / "data" / ".schemas" / name, schema)
    assert {path.name for path in (ROOT / "data" / ".schemas").iterdir()} == set(made)


def test_every_table_and_column_is_described_in_chinese() -> None:
    chinese = re.compile("[\u4e00-\u9fff]")
    for table in load(Project(ROOT)).tables.values():
        assert chinese.search(table.resource.title)
        assert chinese.search(table.resource.description)
        for field in table.resource.fields.values():
            assert chinese.search(field.title), field.name
            assert len(field.description) > 3, field.name
            assert all(chinese.search(label) for label in field.labels.values())


def test_every_module_and_command_is_named_in_the_architecture() -> None:
    text = (DOCS / "architecture.md").read_text(encoding="utf-8")
    package = ROOT / "scripts" / "noticeboard"
    for path in package.rglob("*.py"):
        if path.name not in ("__init__.py", "__main__.py"):
            assert path.relative_to(package).as_posix() in text, path
    for path in package.iterdir():
        if path.is_dir() and (path / "__init__.py").is_file():
            assert f"`{path.name}/`" in text


def test_every_dependency_is_given_a_reason() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    text = (DOCS / "architecture.md").read_text(encoding="utf-8").partition("## Dependencies")[2]
    for requirement in project["dependencies"]:
        name = re.split(r"[<>=\[]", requirement)[0]
        assert f"| {name} |" in text, name


def test_both_batch_and_make_have_the_same_words() -> None:
    make = (ROOT / "Makefile").read_text(encoding="utf-8")
    batch = (ROOT / "make.bat").read_text(encoding="utf-8")
    words = set(re.findall(r"^([a-z-]+):.*##", make, flags=re.M)) - {"help"}
    assert words == set(re.findall(r'"%WORD%"=="([a-z-]+)"', batch)) - {"help"}
    for readme in ("README.md", "README.zh-CN.md"):
        text = (ROOT / readme).read_text(encoding="utf-8")
        named = set(re.findall(r"make ([a-z][a-z-]+)", text))
        assert {"site", "test"} <= named <= words, readme


def test_links_between_documents_lead_somewhere() -> None:
    for path in [*ROOT.glob("*.md"), *DOCS.glob("*.md")]:
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
            assert (path.parent / link).exists(), f"{path.name}: {link}"


def test_no_file_names_a_registry_or_this_machine() -> None:
    import subprocess

    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files"], capture_output=True, text=True, check=False
    ).stdout.split()
    hosts = "pythonho" + "sted", "pypi." + "org", "registry.npm" + "js", "deb.deb" + "ian"
    for name in listed:
        path = ROOT / name
        if path.is_file() and path.suffix not in (".png", ".jpg", ".webp", ".pdf"):
            text = path.read_text(encoding="utf-8")
            assert not any(host in text for host in hosts), name


def test_what_the_code_relies_on_is_what_the_descriptor_says() -> None:
    text = (ROOT / "data" / "datapackage.yaml").read_text(encoding="utf-8")
    resources = yaml.safe_load(text)["resources"]
    facts = {resource["name"]: facts_of(resource) for resource in resources}
    lines = ",\n".join(
        f"{json.dumps(name)}: {json.dumps(columns, ensure_ascii=False)}"
        for name, columns in facts.items()
    )
    assert_expected(PACKAGE / "schemas" / "tables.json", f"{{\n{lines}\n}}\n")


def test_every_test_that_the_threat_model_names_exists() -> None:
    named = re.findall(r"`(test_\w+\.py)::(\w+)`", (DOCS / "threat-model.md").read_text("utf-8"))
    assert len(named) > 15
    for file, test in named:
        assert f"def {test}(" in (ROOT / "tests" / file).read_text(encoding="utf-8"), test


def test_everything_in_the_root_has_an_owner() -> None:
    """A file that nobody owns may be changed without anybody's review."""
    owned = re.findall(r"^(/\S+)", (ROOT / "CODEOWNERS").read_text(encoding="utf-8"), flags=re.M)
    for name in (
        "scripts",
        "site_templates",
        ".ci",
        "tests",
        "data",
        "content",
        "mkdocs.yml",
        "Makefile",
        "make.bat",
        "CODEOWNERS",
    ):
        assert any(path.strip("/") == name for path in owned), name
