"""Read ``data/datapackage.yaml``: which tables there are and what their columns mean."""

from __future__ import annotations

import functools
from typing import Any

from noticeboard.dataset import Field, Resource
from noticeboard.errors import DataProblems, Place, Problem
from noticeboard.load.demands import missing_demands
from noticeboard.load.files import UnreadableError, read_bytes
from noticeboard.load.meanings import Meanings, field_meanings, meanings_of, unexplained
from noticeboard.load.yaml_tree import plain_value, read_tree, tree_places
from noticeboard.patterns import BadPatternError, check_pattern
from noticeboard.project import Project
from noticeboard.schema import DATA_VERSION, schema_problems


def read_descriptor(project: Project) -> tuple[dict[str, Any], tuple[Resource, ...]]:
    """Return the descriptor as written and its resources.

    Raises ``DataProblems`` when it is not sound: paths outside ``data/``, unknown types
    and unknown properties are refused by ``schemas/datapackage.json``, so that nothing
    but local tables can be named.
    """
    path = project.data / "datapackage.yaml"
    file = project.name_of(path)
    try:
        return described(file, read_bytes(project, path))
    except UnreadableError as error:
        raise DataProblems([error.problem()]) from None


@functools.lru_cache(8)
def described(
    file: str, content: bytes, words: bool = True
) -> tuple[dict[str, Any], tuple[Resource, ...]]:
    """Return what this content says; a preview reads the same description again and again.

    Raises ``DataProblems`` and ``UnreadableError``. Without ``words``, those that have no sentence yet
    are no problem.
    """
    tree = read_tree(file, content)
    descriptor, places = plain_value(tree), tree_places(tree)
    problems = other_version(descriptor, places)
    problems = problems or schema_problems("datapackage", descriptor, places, "descriptor")
    problems = problems or _unusable(descriptor["resources"], places)
    problems = problems or missing_demands(descriptor["resources"], places)
    problems = problems or (unexplained(descriptor["resources"], places) if words else [])
    if problems:
        raise DataProblems(problems)
    known = meanings_of(descriptor["resources"])
    resources = tuple(_resource(raw, known) for raw in descriptor["resources"])
    problems = _broken_links(resources, places, file)
    if problems:
        raise DataProblems(problems)
    return descriptor, resources


def other_version(descriptor: Any, places: dict[tuple[str, ...], Place]) -> list[Problem]:
    """Return that the data are older or newer than the program, which is all that matters then."""
    if not isinstance(descriptor, dict) or "resources" not in descriptor:
        return []
    version = descriptor.get("schemaVersion", 0)
    if type(version) is not int or version == DATA_VERSION:
        return []
    place = places.get(("schemaVersion",), places[()])
    if version > DATA_VERSION:
        message = f"资料是第 {version} 版的写法，这里的程序只认识到第 {DATA_VERSION} 版"
        hint = "换上新的程序再来，资料不用改"
    else:
        told = f"第 {version} 版" if version else "没有写明版本的一版"
        message = f"资料是旧版本（{told}），程序要第 {DATA_VERSION} 版"
        hint = "请运行 noticeboard migrate：先看要改什么，再写"
    return [Problem(place, "descriptor", "error", message, hint)]


# What may be demanded of a column, by its type; frictionless knows no other.
CONSTRAINTS = {
    "string": {"required", "enum", "pattern", "minLength", "maxLength"},
    "integer": {"required", "minimum", "maximum"},
    "number": {"required", "minimum", "maximum"},
    "date": {"required"},
    "list": {"required"},
}


def _unusable(
    resources: list[dict[str, Any]], places: dict[tuple[str, ...], Place]
) -> list[Problem]:
    """Return tables and columns named twice, and demands that cannot be judged."""
    problems = _twice(resources, places, ("resources",))
    for number, resource in enumerate(resources):
        path: tuple[str, ...] = ("resources", str(number), "schema", "fields")
        fields = resource["schema"]["fields"]
        problems += _twice(fields, places, path)
        for index, field in enumerate(fields):
            for name, value in field.get("constraints", {}).items():
                wrong = _wrong_constraint(field["type"], name, value)
                if wrong:
                    place = places[(*path, str(index), "constraints", name)]
                    problem = Problem(place, "descriptor", "error", *wrong, resource["name"])
                    problems.append(problem)
    return problems


def _twice(
    items: list[dict[str, Any]], places: dict[tuple[str, ...], Place], path: tuple[str, ...]
) -> list[Problem]:
    problems, seen = [], set()
    for index, item in enumerate(items):
        for key in ("name", "path"):
            value = (key, item.get(key))
            if value in seen:
                message = f"「{item[key]}」在前面已经写过了"
                place = places[(*path, str(index), key)]
                problems.append(
                    Problem(place, "descriptor", "error", message, "删去或改名其中一个")
                )
            elif item.get(key):
                seen.add(value)
    return problems


def _wrong_constraint(kind: str, name: str, value: Any) -> tuple[str, str] | None:
    """Return message and hint for a demand that cannot be judged."""
    if name not in CONSTRAINTS[kind]:
        hint = "能写的：" + "、".join(sorted(CONSTRAINTS[kind]))
        return f"类型是 {kind} 的列不能写 {name}", hint
    if kind == "integer" and name in ("minimum", "maximum") and not isinstance(value, int):
        return f"{name} 应当是整数，这里写的是「{value}」", "改成整数"
    if name == "pattern":
        try:
            check_pattern(value)
        except BadPatternError:
            hint = "对照其他列的 pattern 改正：括号要成对；不能用 (?=…)、\\1 这样的写法"
            return f"这个 pattern 不能用：「{value}」", hint
    return None


def _resource(raw: dict[str, Any], known: Meanings) -> Resource:
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
        fields={field["name"]: _field(field, known) for field in schema["fields"]},
        foreign_keys=keys,
        descriptor=raw,
    )


def _field(raw: dict[str, Any], known: Meanings) -> Field:
    return Field(
        name=raw["name"],
        type=raw["type"],
        title=raw["title"],
        description=raw["description"],
        required=raw.get("constraints", {}).get("required", False),
        labels={item["value"]: item["label"] for item in raw.get("categories", [])},
        references=raw.get("references", ""),
        example=raw.get("example", ""),
        office=raw.get("office", ""),
        meanings=field_meanings(raw, known),
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
