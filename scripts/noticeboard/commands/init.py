"""``noticeboard init``: another town in a folder of its own, with the program it is made by."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

import yaml

from noticeboard import __version__
from noticeboard.commands.editor import editor_schemas, schema_line
from noticeboard.commands.reference import reference_pages
from noticeboard.commands.rules_page import rules_page
from noticeboard.errors import UsageError
from noticeboard.making.town import Town
from noticeboard.making.town_files import data_files, filled
from noticeboard.project import Project, shipped_file, starter_files
from noticeboard.writer import write_files

# What a town takes as it is: settings of the engine, surveys, workflows, how to publish.
AS_IT_IS = (
    "mkdocs.yml", "requirements.lock", ".editorconfig", ".gitconfig",
    "data/surveys/needs.yaml", "data/surveys/satisfaction.yaml",
    ".github/workflows/check.yml", ".github/workflows/publish.yml", ".github/workflows/fetch.yml",
    "deploy/fetch.sh", "deploy/propose.sh", "deploy/publish.sh", "deploy/pull.sh",
    "deploy/gitlab-ci.yml", "deploy/nginx.conf",
)  # fmt: skip
# The guides to which messages and pages send staff.
GUIDES = ("making", "changes", "collector", "google-forms", "orders", "photographs", "printing", "privacy",
          "publishing", "search", "staff-pages", "surveys", "words", "workbook", "commands", "doctor", "bundle", "editors", "every-week", "handover")  # fmt: skip
LINK = re.compile(r"\[([^\]]*)\]\(([^)#:\s]+)(#[^)]*)?\)")


def refuse_used(folder: Path) -> None:
    """Raise ``UsageError`` where the folder holds anything but a new git repository."""
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} 是一个文件，不是文件夹")
    if folder.is_dir() and any(path.name != ".git" for path in folder.iterdir()):
        raise UsageError(f"{folder} 不是空的，没有写入。换一个空文件夹，例如 noticeboard init 新镇")


def init(folder: Path, town: Town, wheel: Path | None) -> tuple[Project, Path | None]:
    """Write the town and return it, with the wheel that was put into it (none was found: ``None``)."""
    refuse_used(folder)
    program = wheel or installed_wheel()
    if wheel and not _is_ours(wheel):
        raise UsageError(f"{wheel} 不是 noticeboard {__version__} 的 .whl 文件")
    files = town_files(town, program)
    with tempfile.TemporaryDirectory() as away:  # what is generated is read from files
        tried = Project(Path(away) / "town")
        write_files(tried.root, files)
        files |= _guides(tried, files) | _for_editors(tried, files)
    write_files(folder, files, executable=[name for name in files if files[name].startswith(b"#!")])
    return Project(folder), program


def town_files(town: Town, program: Path | None) -> dict[str, bytes]:
    """Return the files of a town but for its guides."""
    raw = shipped_file("data/datapackage.yaml").read_text(encoding="utf-8")
    columns = {
        resource["name"]: (resource["path"], [f["name"] for f in resource["schema"]["fields"]])
        for resource in yaml.safe_load(raw)["resources"]
    }
    files = data_files(town, raw, columns)
    files |= {name: shipped_file(name).read_bytes() for name in AS_IT_IS}
    requirement = f"noticeboard=={__version__}"
    if program:
        body = program.read_bytes()
        files[f"wheels/{program.name}"] = body
        requirement += f" --hash=sha256:{hashlib.sha256(body).hexdigest()}"
    for name, path in starter_files().items():
        text = filled(path.read_text(encoding="utf-8"), town, __version__, requirement)
        files[name] = (
            text.replace("\n", "\r\n").encode() if name.endswith(".bat") else text.encode()
        )
    files.setdefault("wheels/README.md", WHEELS.encode())
    return files


WHEELS = (
    f"这里放程序：noticeboard-{__version__}-py3-none-any.whl。版本写在 ../requirements.txt 里。\n"
)


def _for_editors(project: Project, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return what editors are told of the YAML files, and those files with the line that says where it is."""
    schemas = editor_schemas(project)
    made = {f"data/.schemas/{name}": text.encode() for name, text in schemas.items()}
    for name, body in files.items():
        file = name.removeprefix("data/")
        schema = f"{Path(file).stem}.json"
        if file != name and file.endswith(".yaml") and "/" not in file and schema in schemas:
            line = schema_line(file, Path(file).stem).encode() + b"\n"
            made[name] = body if body.startswith(line) else line + body
    return made


def _guides(project: Project, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the guides for staff; what the code generates, of this town's own tables."""
    pages = {f"{name}.md": shipped_file(f"docs/{name}.md").read_text("utf-8") for name in GUIDES}
    own = reference_pages(project, {})
    pages |= {
        name: own[name] for name in ("data-dictionary.md", "site-settings.md", "order-states.md")
    }
    pages["rules.md"] = rules_page({})
    there = {*files, *(f"docs/{name}" for name in pages)}
    return {f"docs/{name}": _linked(text, there).encode() for name, text in pages.items()}


def _linked(text: str, there: set[str]) -> str:
    """Return a guide in which only links to what the town has are links."""

    def kept(found: re.Match[str]) -> str:
        goal = found[2].removeprefix("../") if found[2].startswith("../") else f"docs/{found[2]}"
        return found[0] if goal in there else found[1]

    return LINK.sub(kept, text)


def _is_ours(wheel: Path) -> bool:
    return (
        wheel.is_file()
        and wheel.name.startswith(f"noticeboard-{__version__}-")
        and wheel.suffix == ".whl"
    )


def installed_wheel() -> Path | None:
    """Return the file from which the program was installed, where it is still there."""
    try:
        told = importlib.metadata.distribution("noticeboard").read_text("direct_url.json")
    except importlib.metadata.PackageNotFoundError:
        return None
    address = urlsplit(json.loads(told)["url"]) if told else None
    if address is None or address.scheme != "file":
        return None
    path = Path(
        unquote(address.path.lstrip("/") if re.match("/[A-Za-z]:", address.path) else address.path)
    )
    return path if _is_ours(path) else None
