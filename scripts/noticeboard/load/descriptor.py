"""Read ``data/datapackage.yaml``: which tables there are and what their columns mean."""

from __future__ import annotations

import functools
from typing import Any

from noticeboard.dataset import Field, Resource
from noticeboard.errors import DataProblems, Place, Problem
from noticeboard.load.files import UnreadableError, read_bytes
from noticeboard.load.yaml_tree import plain_value, read_tree, tree_places
from noticeboard.project import Project
from noticeboard.schema import schema_problems


def read_descriptor(project: Project) -> tuple[dict[str, Any], tuple[Resource, ...]]:
    """Return the descriptor as written and its resources.

    Raises ``DataProblems`` when it is not sound: paths outside ``data/``, unknown types
    and unknown properties are refused by ``schemas/datapackage.json``, so that nothing
    but local tables can be named.
    """
    path = project.data / "datapackage.yaml"
    file = project.name_of(path)
    try:
        return _described(file, read_bytes(project, path))
    except UnreadableError as error:
        raise DataProblems([error.problem()]) from None


@functools.lru_cache(8)
def _described(file: str, content: bytes) -> tuple[dict[str, Any], tuple[Resource, ...]]:
    """Return what this content says; a preview reads the same description again and again."""
    tree = read_tree(file, content)
    descriptor, places = plain_value(tree), tree_places(tree)
    problems = schema_problems("datapackage", descriptor, places, "descriptor")
    if problems:
        raise DataProblems(problems)
    resources = tuple(_resource(raw) for raw in descriptor["resources"])
    problems = _broken_links(resources, places, file)
    if problems:
        raise DataProblems(problems)
    return descriptor, resources


def _resource(raw: dict[str, Any]) -> Resource:
    schema = raw["schema"]
    keys = {
        key["fields"][0]: (key["reference"]["resource"], key["reference"]["fields"][0])
        for key in schema.get("foreignKeys", [])
    }
    return Resource(
        name=raw["name"],
        path=raw["path"],
        title=raw["title"],
        description=raw["description"],
        key=schema["primaryKey"][0],
        fields={field["name"]: _field(field) for field in schema["fields"]},
        foreign_keys=keys,
        descriptor=raw,
    )


def _field(raw: dict[str, Any]) -> Field:
    return Field(
        name=raw["name"],
        type=raw["type"],
        title=raw["title"],
        description=raw["description"],
        required=raw.get("constraints", {}).get("required", False),
        labels={item["value"]: item["label"] for item in raw.get("categories", [])},
        references=raw.get("references", ""),
        example=raw.get("example", ""),
        office=raw.get("office", False),
    )


def _broken_links(
    resources: tuple[Resource, ...], places: dict[tuple[str, ...], Place], file: str
) -> list[Problem]:
    """Return keys and references that name no table or no column."""
    named = {resource.name: resource for resource in resources}
    problems = []
    for index, resource in enumerate(resources):
        wanted = [(resource.key, resource.name, resource.key)]
        wanted += [(field, *target) for field, target in resource.foreign_keys.items()]
        wanted += [
            (f.name, f.references, named[f.references].key if f.references in named else "")
            for f in resource.fields.values()
            if f.references
        ]
        place = places.get(("resources", str(index), "schema"), Place(file))
        for field, table, column in wanted:
            if field in resource.fields and table in named and column in named[table].fields:
                continue
            message = f"表 {resource.name} 的 {field} 指向 {table}.{column}，两头必须都存在"
            hint = "改正 primaryKey、foreignKeys 或 references"
            problems.append(Problem(place, "descriptor", "error", message, hint, resource.name))
    return problems
