"""What the code relies on in the descriptor: tables and columns, their types, what they point to.

Towns may add tables, columns and stricter demands, and word everything anew. What is gone or
loosened would break rules and pages; it is told at the descriptor instead.
"""

from __future__ import annotations

import functools
import json
from typing import Any

from noticeboard.errors import Place, Problem
from noticeboard.project import PACKAGE

Places = dict[tuple[str, ...], Place]
Facts = dict[str, dict[str, Any]]


@functools.cache
def _demanded() -> dict[str, Facts]:
    text = (PACKAGE / "schemas" / "tables.json").read_text(encoding="utf-8")
    tables: dict[str, Facts] = json.loads(text)
    return tables


def facts_of(resource: dict[str, Any]) -> Facts:
    """Return what the code relies on in a table: column, then fact, then value."""
    schema = resource["schema"]
    goals = {
        key["fields"][0]: key["reference"]["resource"] for key in schema.get("foreignKeys", [])
    }
    facts: Facts = {}
    for field in schema["fields"]:
        demands = field.get("constraints", {})
        told = {
            "type": field["type"],
            "primaryKey": schema["primaryKey"] == [field["name"]],
            "required": demands.get("required", False),
            "enum": sorted(demands.get("enum", [])),
            "foreignKeys": goals.get(field["name"], ""),
            "references": field.get("references", ""),
        }
        facts[field["name"]] = {name: value for name, value in told.items() if value}
    return facts


def missing_demands(resources: list[dict[str, Any]], places: Places) -> list[Problem]:
    """Return the tables, columns and facts that the code relies on and that are not there."""
    problems = []
    numbers = {resource["name"]: number for number, resource in enumerate(resources)}
    for table, columns in _demanded().items():
        if table not in numbers:
            message = f"缺少表 {table}"
            problems.append(_problem(places[("resources",)], message, table))
            continue
        number = str(numbers[table])
        there = facts_of(resources[numbers[table]])
        for column, facts in columns.items():
            place = places[("resources", number)]
            if column not in there:
                problems.append(_problem(place, f"表 {table} 缺少列 {column}", table))
                continue
            index = str(list(there).index(column))
            place = places.get(("resources", number, "schema", "fields", index), place)
            for name, value in facts.items():
                if there[column].get(name) != value:
                    message = f"表 {table} 的列 {column}，它的 {name} 不能改：应当是 {value}"
                    problems.append(_problem(place, message, table))
                    break
    return problems


def _problem(place: Place, message: str, table: str) -> Problem:
    hint = "网页和检查都靠它：从 git 恢复这一处"
    return Problem(place, "descriptor", "error", message, hint, table)
