"""The shape of the code: who may import whom, who writes, who prints, how long things are."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "scripts" / "noticeboard"
MODULES = sorted(PACKAGE.rglob("*.py"))

# Everything may import these; they import nothing but each other.
SHARED = {
    "__version__",
    "errors",
    "project",
    "dataset",
    "model",
    "words",
    "schema",
    "query",
    "orders",
    "edit",
    "edit_yaml",
    "yaml_rows",
    "yaml_text",
    "canonical",
    "mend",
    "repack",
    "tidy",
    "moves",
    "progress",
    "addresses",
    "sections",
    "notices",
    "workdays",
    "links",
    "marks",
    "writer",
    "guide",
    "markdown",
    "personal",
    "patterns",
    "results",
    "forms",
    "receipts",
    "openings",
    "kinds",
    "sounds",
    "printing",
    "qr",
    "pictures",
    "glossary",
    "sharing",
    "charts",
}
# Stages in the order of the build. A stage may use the result types of earlier stages
# (Figures, Number, Page, Pages), never call them.
STAGES = ["load", "check", "snapshot", "assemble", "figures", "changes", "pages", "views", "render", "lookup", "engine", "records",
          "templates", "publish", "survey", "monthly", "bulletin", "sheets", "collector", "workbook"]  # fmt: skip
RESULT_TYPES = {
    "figures": {"Figures", "Number", "money_text", "plain", "share", "total", "yuan"},
    "changes": {"ADDRESS", "NOTHING", "SHOWN", "WEEKDAYS", "Changes", "Day", "Piece", "Told"},
    "pages": {"Page", "Pages"},
    "templates": {"prose_templates"},
    "monthly": {"Listed"},
}


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts)


def imports(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (module below noticeboard, name) of every import of our own."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            module, _, rest = node.module.partition(".")
            if module == "noticeboard":
                for alias in node.names:
                    yield (rest or alias.name), alias.name


def layer(module: str) -> str:
    return module.split(".", 1)[0]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_stage_does_not_call_another(path: Path) -> None:
    own = layer(name_of(path))
    for module, name in imports(path):
        target = layer(module)
        if own in SHARED:
            assert target in SHARED, f"{own} is shared by all and may not import {target}"
        elif own in STAGES and target != own:
            fine = target in SHARED or name in RESULT_TYPES.get(target, set())
            assert fine, f"stage {own} imports {name} of {target}"
        elif own == "cli":
            assert target in SHARED | {"cli", "commands", "staff", "__version__"}, (
                f"cli imports {target}"
            )


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_the_writer_opens_files_for_writing(path: Path) -> None:
    forbidden = {
        "write_text",
        "write_bytes",
        "mkdir",
        "unlink",
        "rmdir",
        "rmtree",
        "rename",
        "touch",
    }
    calls = {
        node.func.attr
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    if name_of(path) == "writer":
        assert forbidden & calls
    elif name_of(path) == "engine":
        assert forbidden & calls <= {"unlink"}, "the engine may drop its own stamp"
    else:
        assert not forbidden & calls
        text = path.read_text(encoding="utf-8").replace("urlopen(", "").replace('.open("rb")', "")
        for reading in ("os.open(path, os.O_RDONLY |", "os.fdopen(_open_without_waiting(path)"):
            text = text.replace(reading, "") if name_of(path) == "load.files" else text
        assert "open(" not in text


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_the_skin_prints_and_nobody_catches_everything(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id != "print" or layer(name_of(path)) == "cli"
        if isinstance(node, ast.ExceptHandler):
            assert node.type is not None
            assert getattr(node.type, "id", "") not in ("Exception", "BaseException")


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_modules_and_functions_are_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 300
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 60, f"{node.name} is too long"


# Who may speak to others: the one source that is not a file; and who listens.
NETWORK = {
    "commands.listening": {"socket"},
    "survey.sources.google_line": {"requests", "urllib3"},
    "survey.sources.google_sheet": {"requests", "gspread", "google"},
}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_the_source_in_the_network_touches_it(path: Path) -> None:
    network = {"socket", "ssl", "http", "httpx", "requests", "urllib3", "gspread", "google", "googleapiclient"}  # fmt: skip
    used = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            used |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            used.add(node.module)
    found = {
        name.partition(".")[0] for name in used if name not in ("http", "http.server")
    } & network
    assert "urllib.request" not in used
    assert found <= NETWORK.get(name_of(path), set()), path


def test_page_frame_uses_only_what_both_engines_take() -> None:
    """MiniJinja has no Python methods and lacks some filters; autoescaping is off."""
    import re

    theme = PACKAGE.parents[1] / "site_templates" / "theme"
    refused = re.compile(r"\.(items|get|startswith|split|format|strip|join|replace|append|keys)\(")
    filters = re.compile(r"\|\s*(e|escape|tojson|truncate|urlize|xmlattr|center|wordcount)\b")
    for path in theme.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not refused.search(text), path
        assert not filters.search(text), path
        for value in re.findall(r"{{\s*((?:meta|config)[^}]*)}}", text):
            raise AssertionError(f"{path}: {value} is printed without esc()")
