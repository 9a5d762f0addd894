"""Read every input file once, under guard, remembering where each cell stands."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

from noticeboard.dataset import Dataset, Resource, Table
from noticeboard.errors import Place, Problem
from noticeboard.load.csv_table import KnownRows, read_csv_table
from noticeboard.load.descriptor import read_descriptor
from noticeboard.load.files import UnreadableError, read_bytes
from noticeboard.load.folders import files_below
from noticeboard.load.notice_table import read_notices
from noticeboard.load.prose import read_prose
from noticeboard.load.surveys import read_documents
from noticeboard.load.yaml_table import read_yaml_table
from noticeboard.load.yaml_tree import Map, plain_value, read_tree, tree_places
from noticeboard.project import Project

__all__ = ["Memory", "load", "no_memory", "read_table"]


Memory = defaultdict[str, KnownRows]


def no_memory() -> Memory:
    """Return a memory of nothing, by resource; whoever reads again and again keeps it."""
    return defaultdict(KnownRows)


def load(project: Project, memory: Memory | None = None) -> Dataset:
    """Return everything under ``data/`` and ``content/`` with the problems met.

    With ``memory`` only those lines of CSV files are read that are other than the last time.
    Raises ``DataProblems`` when ``data/datapackage.yaml`` itself cannot be used: without
    it no table can be judged.
    """
    problems: list[Problem] = []
    descriptor, resources = read_descriptor(project)
    tables = {}
    for resource in resources:
        table, found = read_table(project, resource, memory)
        tables[resource.name] = table
        problems += found
    settings, places, found = _read_settings(project)
    problems += found
    prose, found = read_prose(project)
    problems += found
    surveys, found = read_documents(project, project.surveys)
    problems += found
    tallies, found = read_documents(project, project.tallies)
    problems += found
    return Dataset(
        tables,
        settings,
        places,
        prose,
        descriptor,
        tuple(problems),
        _sizes(project, project.attachments),
        contents=lambda name: (project.attachments / name).read_bytes(),
        photographs=_sizes(project, project.photographs),
        photograph=lambda name: (project.photographs / name).read_bytes(),
        surveys=surveys,
        tallies=tallies,
    )


def _sizes(project: Project, folder: Path) -> dict[str, int]:
    """Return the files below a folder, by their name in it, with their sizes in bytes."""
    return {
        path.relative_to(folder).as_posix(): path.lstat().st_size
        for path in files_below(project, folder)[0]
    }


def read_table(
    project: Project, resource: Resource, memory: Memory | None = None
) -> tuple[Table, list[Problem]]:
    """Read one table; an unreadable file is an empty, incomplete table and a problem."""
    if resource.path.endswith(".md"):
        return read_notices(project, resource)
    path = project.data / resource.path
    name = project.name_of(path)
    try:
        content = read_bytes(project, path)
        if path.suffix != ".csv":
            return read_yaml_table(resource, name, content)
        known_rows = None if memory is None else memory[resource.name]
        return read_csv_table(resource, name, content, known_rows)
    except UnreadableError as error:
        return Table(resource, (), complete=False), [error.problem(resource.name)]


def _read_settings(
    project: Project,
) -> tuple[dict[str, Any], dict[tuple[str, ...], Place], list[Problem]]:
    """Read ``data/site.yaml`` as nested values and their places."""
    path: Path = project.data / "site.yaml"
    name = project.name_of(path)
    try:
        tree = read_tree(name, read_bytes(project, path))
    except UnreadableError as error:
        return {}, {(): Place(name)}, [error.problem()]
    if not isinstance(tree, Map):
        message = "网站设置应当是一行一个“名称: 值”"
        problem = Problem(Place(name), "yaml-shape", "error", message, "参照 docs/site-settings.md")
        return {}, {(): Place(name)}, [problem]
    return plain_value(tree), tree_places(tree), []
