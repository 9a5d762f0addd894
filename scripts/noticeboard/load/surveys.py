"""Read ``data/surveys/*.yaml`` and the published counts in ``data/tallies/*.yaml``."""

from __future__ import annotations

from pathlib import Path

from noticeboard.dataset import Document
from noticeboard.errors import Place, Problem
from noticeboard.load.files import UnreadableError, read_bytes
from noticeboard.load.folders import files_below
from noticeboard.load.yaml_tree import Map, plain_value, read_tree, tree_places
from noticeboard.project import Project

MAX_SURVEYS = 100


def read_documents(project: Project, folder: Path) -> tuple[tuple[Document, ...], list[Problem]]:
    """Return every YAML file of a folder as nested values, with the problems met."""
    paths, problems = files_below(project, folder)
    documents: list[Document] = []
    for path in paths:
        name = project.name_of(path)
        if path.name.startswith("."):  # what a run that was killed left behind
            continue
        if path.suffix != ".yaml":
            message = "这个文件夹里只放 .yaml 文件"
            problems.append(Problem(Place(name), "file-kind", "error", message, "移到别处或者删去"))
        elif len(documents) == MAX_SURVEYS:
            message = f"这里的文件超过 {MAX_SURVEYS} 个"
            hint = "不再用的问卷移到别处"
            problems.append(Problem(Place(name), "file-kind", "error", message, hint))
            break
        else:
            document, found = _read(project, path)
            documents.append(document)
            problems += found
    return tuple(documents), problems


def _read(project: Project, path: Path) -> tuple[Document, list[Problem]]:
    """Return a file's values; of one that cannot be read, nothing, and the problem."""
    name = project.name_of(path)
    try:
        tree = read_tree(name, read_bytes(project, path))
    except UnreadableError as error:
        return Document(name, {}, {(): Place(name)}), [error.problem()]
    if not isinstance(tree, Map):
        message = "这里应当是一行一个“名称: 值”"
        problem = Problem(
            Place(name), "yaml-shape", "error", message, "参照 data/surveys/needs.yaml"
        )
        return Document(name, {}, {(): Place(name)}), [problem]
    return Document(name, plain_value(tree), tree_places(tree)), []
