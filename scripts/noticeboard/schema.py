"""Judge nested values (settings, the descriptor, front matter) by a JSON Schema.

The schemas in ``schemas/`` carry Chinese titles; messages are made here.
"""

from __future__ import annotations

import functools
import itertools
import json
import re
from collections.abc import Iterator
from typing import Any

from noticeboard.errors import Place, Problem
from noticeboard.project import PACKAGE
from noticeboard.words import joined, nearest

# Of which version the data are that this program reads; migrate/steps.py says what changed with each.
DATA_VERSION = 9
MAX_ERRORS = 200  # whoever mends these will see the next ones
TYPES = {
    "string": "文字",
    "integer": "整数",
    "number": "数字",
    "boolean": "true 或 false",
    "array": "列表",
    "object": "几行“名称: 值”",
    "null": "空",
}


@functools.cache
def json_schema(name: str) -> dict[str, Any]:
    """Return the shipped schema ``schemas/<name>.json``."""
    path = PACKAGE / "schemas" / f"{name}.json"
    schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return schema


def schema_problems(
    name: str, value: Any, places: dict[tuple[str, ...], Place], rule: str
) -> list[Problem]:
    """Return every deviation of ``value`` from the schema, each at its own place."""
    from jsonschema import Draft202012Validator  # heavy; only checks need it

    validator = Draft202012Validator(
        json_schema(name), format_checker=Draft202012Validator.FORMAT_CHECKER
    )
    problems = []
    errors = (inner for error in validator.iter_errors(value) for inner in _innermost(error))
    for error in itertools.islice(errors, MAX_ERRORS):
        path = tuple(str(step) for step in error.absolute_path)
        for message, hint, at in _explain(error, path):
            place = places.get(at) or _nearest_place(places, path)
            problems.append(Problem(place, rule, "error", message, hint, "", ".".join(path)))
    return sorted(problems)


def _nearest_place(places: dict[tuple[str, ...], Place], path: tuple[str, ...]) -> Place:
    """Return the place of the innermost known value on the way to ``path``."""
    while path and path not in places:
        path = path[:-1]
    return places[path]


def _innermost(error: Any) -> Iterator[Any]:
    """Yield what is wrong in the one of several shapes that was meant: the one of the same type."""
    value = error.instance
    meant = (
        "object" if isinstance(value, dict) else "array" if isinstance(value, list) else "string"
    )
    for number, branch in enumerate(error.validator_value if error.validator == "oneOf" else ()):
        if branch.get("type") == meant:
            inner = [one for one in error.context if one.relative_schema_path[0] == number]
            yield from (deeper for one in inner for deeper in _innermost(one))
            return
    yield error


Explained = tuple[str, str, tuple[str, ...]]


def _explain(error: Any, path: tuple[str, ...]) -> Iterator[Explained]:
    """Yield message, hint and where to point for one jsonschema error."""
    last = path[-1] if path else "这里"
    named = f"第 {int(last) + 1} 项" if last.isdigit() else last
    what = f"「{error.schema.get('title', named)}」"
    value = error.instance
    if error.validator == "additionalProperties":
        known = error.schema.get("properties", {})
        for extra in (key for key in value if key not in known):
            hint = nearest(extra, known) or "能用的名称：" + joined(known, 30)
            yield f"没有「{extra}」这一项", hint, (*path, f"key:{extra}")
    elif error.validator == "required":
        known = error.schema.get("properties", {})
        misspelled = [nearest(key, error.validator_value) for key in value if key not in known]
        missing = re.search(r"'(.*?)' is a required", error.message)
        name = missing[1] if missing else ""
        if not any(hint.startswith(f"是不是 {name}？") for hint in misspelled):
            yield f"缺少「{name}」这一项", f"补上 {name}", path
    elif error.validator == "type":
        kinds = error.validator_value
        wanted = [kinds] if isinstance(kinds, str) else kinds
        words = " 或 ".join(TYPES[kind] for kind in wanted)
        hint = "给它加上引号" if "string" in wanted else f"改成{words}"
        shown = TYPES["object"] if isinstance(value, dict) else f"「{value}」"
        yield f"{what}应当是{words}，这里写的是{shown}", hint, path
    elif error.validator == "enum":
        valid = [str(item) for item in error.validator_value if item is not None]
        hint = nearest(str(value), valid) or "能填的值：" + joined(valid)
        yield f"{what}不能填「{value}」", hint, path
    else:
        hint = error.schema.get("description", "对照 docs 里的说明改正")
        yield f"{what}的写法不对：「{value}」", hint, path
