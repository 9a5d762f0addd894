"""What editors are told of the YAML files that people write: JSON Schemas, in Chinese.

Tables come from the descriptor, settings and surveys from ``schemas/``. An editor reads a file with less
patience than we do (it strips nothing), so no schema may refuse what ``check`` takes: where the two
cannot be the same, the editor is silent.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from typing import Any

from noticeboard.dataset import Field, Resource
from noticeboard.load import load
from noticeboard.project import Project
from noticeboard.schema import TYPES, json_schema

DRAFT = "http://json-schema.org/draft-07/schema#"
NOTE = "由 make accept 生成，不要手改"
# Nested YAML of which the package has a schema of its own, by the name that editors get it under.
NESTED = {"site": "site", "survey": "survey", "datapackage": "datapackage"}
SCALARS = ["string", "number", "boolean", "null"]
NUMBERS = {"integer": r"[+-]?[0-9]+", "number": r"[+-]?[0-9]+(\.[0-9]+)?"}
# A format would not take blanks around; the 29th of February is left to ``check``.
DATE = (
    "[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])"
    "|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|[12][0-9]))"
)
HOW = {
    "integer": "填整数",
    "number": "填数字",
    "date": "写成 2026-11-24 的样子",
    "list": "一行一项，前面写“- ”",
}
BLANK = r"^\s*$"


def editor_schemas(project: Project) -> dict[str, str]:
    """Return name → text of every schema: of each YAML table, of settings, surveys, the descriptor."""
    made = {f"{name}.json": _nested(json_schema(own)) for name, own in NESTED.items()}
    for table in load(project).tables.values():
        if table.resource.path.endswith(".yaml"):
            made[f"{table.resource.name}.json"] = _table(table.resource)
    return {
        name: json.dumps(schema, ensure_ascii=False, indent=1) + "\n"
        for name, schema in made.items()
    }


def schema_line(file: str, schema: str) -> str:
    """Return the first line of a YAML file below ``data/`` (``surveys/needs.yaml``) that names its schema."""
    up = "../" * file.count("/") or "./"
    return f"# yaml-language-server: $schema={up}.schemas/{schema}.json"


def _table(resource: Resource) -> dict[str, Any]:
    """Return the schema of a table: a list of records, empty where nobody wrote any yet."""
    own = {field["name"]: field for field in resource.descriptor["schema"]["fields"]}
    return {
        "$schema": DRAFT,
        "$comment": NOTE,
        "title": resource.title,
        "description": resource.description,
        "type": ["array", "object", "null"],
        "maxProperties": 0,
        "items": {
            "title": resource.title,
            "type": "object",
            "additionalProperties": False,
            "required": [field.name for field in resource.fields.values() if field.required],
            "properties": {
                name: _column(resource, field, own[name].get("constraints", {}))
                for name, field in resource.fields.items()
            },
        },
    }


def _column(resource: Resource, field: Field, constraints: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a column, as lenient as the reader: text may stand with or without quotes."""
    told = _told(resource, field)
    enum = constraints.get("enum")
    if enum:
        labels = [field.labels.get(value, value) for value in enum]
        values = "、".join(f"{v}（{label}）" for v, label in zip(enum, labels, strict=True))
        # Blanks inside of quotes are stripped by the reader.
        return told | {
            "enum": [*enum, *([] if field.required else [None, ""])],
            "enumDescriptions": [*labels, *([] if field.required else ["空着", "空着"])],
            "errorMessage": f"「{field.title}」能填的有：{values}",
        }
    wanted = HOW.get(field.type, field.description)
    wanted += f"，例如 {field.example}" if field.example and field.type == "string" else ""
    told["errorMessage"] = told["patternErrorMessage"] = f"「{field.title}」的写法不对：{wanted}"
    if field.type == "list":
        return told | _list(field)
    types = [one for one in SCALARS if not (one == "null" and field.required)]
    if field.type in ("integer", "number"):
        limits = {k: v for k, v in constraints.items() if k in ("minimum", "maximum")}
        kinds = [field.type, "string", *([] if field.required else ["null"])]
        return told | {"type": kinds, "pattern": _padded(NUMBERS[field.type], field)} | limits
    if field.type == "date":
        return told | {
            "type": [t for t in types if t in ("string", "null")],
            "pattern": _padded(DATE, field),
        }
    pattern = constraints.get("pattern")
    if pattern and pattern.startswith("^") and pattern.endswith("$"):
        return told | {"type": types, "pattern": _padded(pattern[1:-1], field)}
    return told | {"type": types} | ({"pattern": r"\S"} if field.required else {})


def _padded(pattern: str, field: Field) -> str:
    """Return a pattern that takes blanks around, which the reader strips, and nothing, where it may be."""
    return rf"^\s*({pattern})\s*$" + ("" if field.required else f"|{BLANK}")


def _list(field: Field) -> dict[str, Any]:
    needed = {"minItems": 1, "pattern": "[^\\s；;]"} if field.required else {}
    kinds = ["array", *SCALARS[: 3 if field.required else 4]]
    return {"type": kinds, "items": {"type": SCALARS}, **needed}


def _told(resource: Resource, field: Field) -> dict[str, Any]:
    """Return what an editor shows when a person points at a name."""
    target = field.references or resource.foreign_keys.get(field.name, ("",))[0]
    lines = [f"**{field.title}**{'（必填）' if field.required else ''}：{field.description}"]
    lines += [f"填 {target} 表里的编号"] if target and "编号" not in field.description else []
    lines += [f"* `{value}` {label}" for value, label in field.labels.items()]
    lines += [f"例如 `{field.example}`"] if field.example else []
    return {
        "title": field.title,
        "description": field.description,
        "markdownDescription": "\n\n".join(lines),
    }


def _nested(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema of the package with what editors show beside it; it judges the same."""
    made = {"$schema": DRAFT, "$comment": NOTE} | {
        key: value for key, value in copy.deepcopy(schema).items() if key != "$schema"
    }
    for part in _parts(made):
        _annotate(part)
    return made


def _parts(schema: Any) -> Iterator[dict[str, Any]]:
    """Yield every schema within a schema that has a title of its own."""
    if isinstance(schema, dict):
        if isinstance(schema.get("title"), str):
            yield schema
        for value in schema.values():
            yield from _parts(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _parts(value)


def _annotate(part: dict[str, Any]) -> None:
    """Add what is wrong and what each value means, in the words that stand in the description."""
    title, told = part["title"], part.get("description", "")
    kinds = part.get("type", [])
    words = " 或 ".join(TYPES[kind] for kind in ([kinds] if isinstance(kinds, str) else kinds))
    if "enum" in part:
        means = {
            str(v): found[1]
            for v in part["enum"]
            if (found := re.search(rf"\b{v} ([^，；。]+)", told))
        }
        part["enumDescriptions"] = [
            "空着" if v is None else means.get(str(v), str(v)) for v in part["enum"]
        ]
        named = (
            f"{v}{f'（{means[v]}）' if v in means else ''}"
            for v in map(str, filter(None, part["enum"]))
        )
        part["errorMessage"] = f"「{title}」能填的有：{'、'.join(named)}"
    elif words and "properties" not in part:
        part["errorMessage"] = f"「{title}」应当是{words}。{told}".rstrip("。")
    if "pattern" in part:
        part["patternErrorMessage"] = f"「{title}」的写法不对。{told}".rstrip("。")
    if told:
        part["markdownDescription"] = f"**{title}**：{told}"
