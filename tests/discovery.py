"""Judges requests to Google and its answers by Google's own description of its API.

The documents are those that google-api-python-client brings. The only leniency: ``null`` counts as
unset, as recorded requests that Google took have it.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from jsonschema import Draft202012Validator

DOCUMENTS = files("googleapiclient") / "discovery_cache" / "documents"
TYPES = {"string", "boolean", "integer", "number", "object", "array"}
# google.rpc.Status as JSON, https://google.aip.dev/193; Drive v3 has "errors" beside it.
ERROR = {
    "type": "object",
    "required": ["error"],
    "additionalProperties": False,
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message"],
            "additionalProperties": False,
            "properties": {
                "code": {"type": "integer", "minimum": 400, "maximum": 599},
                "message": {"type": "string"},
                "status": {"type": "string", "pattern": "^[A-Z_]+$"},
                "errors": {"type": "array", "items": {"type": "object"}},
                "details": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["@type"],
                        "properties": {
                            "@type": {"type": "string", "pattern": r"^type\.googleapis"}
                        },
                    },
                },
            },
        }
    },
}


def translated(node: Mapping[str, Any]) -> dict[str, Any]:
    """Return the JSON Schema of a discovery schema; objects are closed, ``null`` is unset."""
    if "$ref" in node:
        return {"anyOf": [{"$ref": f"#/$defs/{node['$ref']}"}, {"type": "null"}]}
    kind = node.get("type", "any")
    if kind == "any":
        return {}
    assert kind in TYPES, kind
    made: dict[str, Any] = {"type": [kind, "null"]}
    if "enum" in node:
        made["enum"] = [*node["enum"], None]
    if node.get("format") == "int32":
        made |= {"minimum": -(2**31), "maximum": 2**31 - 1}
    if node.get("format") in ("int64", "uint64"):
        made["pattern"] = "^-?[0-9]+$"
    if kind == "array":
        made["items"] = translated(node["items"])
    if kind == "object":
        made["properties"] = {
            name: translated(of) for name, of in node.get("properties", {}).items()
        }
        more = node.get("additionalProperties")
        made["additionalProperties"] = translated(more) if more else False
    return made


class Discovery:
    """One API's document: finds the method of a request, judges the request and its answer."""

    def __init__(self, name: str) -> None:
        self.document = json.loads((DOCUMENTS / f"{name}.json").read_text(encoding="utf-8"))
        self.base = self.document["rootUrl"] + self.document["servicePath"]
        self.schemas = {name: translated(of) for name, of in self.document["schemas"].items()}
        self.methods = [
            (re.compile(pattern_of(one.get("flatPath", one["path"]))), one)
            for one in methods_of(self.document["resources"])
        ]

    def method(self, verb: str, url: str) -> tuple[dict[str, Any], dict[str, str]] | None:
        """Return the method that a request calls and its path parameters, if there is one."""
        path = url.partition("?")[0].removeprefix(self.base)
        for pattern, method in self.methods:
            match = pattern.fullmatch(path)
            if match and method["httpMethod"] == verb and url.startswith(self.base):
                return method, {name: unquote(text) for name, text in match.groupdict().items()}
        return None

    def request_faults(self, verb: str, url: str, body: str | None) -> list[str]:
        """Return what is wrong with a request."""
        found = self.method(verb, url)
        if found is None:
            return [f"no method {verb} {url.partition('?')[0]}"]
        method, on_path = found
        query = parse_qsl(urlsplit(url).query, keep_blank_values=True)
        faults = self.query_faults(method, query)
        faults += [f"{name} is empty" for name, text in on_path.items() if not text]
        if body and "request" not in method:
            faults.append(f"{method['id']} takes no body")
        if "request" in method:
            faults += self.body_faults(method["request"], body or "{}")
        return faults

    def query_faults(self, method: dict[str, Any], query: list[tuple[str, str]]) -> list[str]:
        faults: list[str] = []
        known = {
            name: one
            for name, one in {**self.document["parameters"], **method.get("parameters", {})}.items()
            if one["location"] == "query"
        }
        names = [name for name, _ in query]
        once = {name for name in names if name in known and not known[name].get("repeated")}
        faults += [f"{name} is given twice" for name in sorted(once) if names.count(name) > 1]
        faults += [f"{name} is missing" for name, one in known.items() if one.get("required") and name not in names]  # fmt: skip
        for name, text in query:
            if name not in known:
                faults.append(f"{method['id']} has no parameter {name}")
            elif "enum" in known[name] and text not in known[name]["enum"]:
                faults.append(f"{name} is none of {known[name]['enum']}")
            elif known[name]["type"] == "boolean" and text.lower() not in ("true", "false"):
                faults.append(f"{name} is neither true nor false")
            elif known[name]["type"] == "integer" and not re.fullmatch(r"-?\d+", text):
                faults.append(f"{name} is no integer")
        return faults

    def response_faults(self, verb: str, url: str, status: int, body: str) -> list[str]:
        """Return what is wrong with an answer that has text."""
        found = self.method(verb, url)
        if found is None:
            return [f"no method {verb} {url.partition('?')[0]}"]
        if status >= 400:
            return faults_by(Draft202012Validator(ERROR), body)
        if "response" not in found[0]:
            return [f"{found[0]['id']} answers without text"] if body.strip() else []
        return self.body_faults(found[0]["response"], body)

    def body_faults(self, ref: dict[str, str], body: str) -> list[str]:
        return faults_by(self.validator(ref["$ref"]), body)

    @functools.lru_cache(maxsize=64)  # noqa: B019 - there are two documents, for the whole run
    def validator(self, name: str) -> Draft202012Validator:
        return Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": self.schemas})


def faults_by(validator: Draft202012Validator, body: str) -> list[str]:
    try:
        told = json.loads(body)
    except ValueError:
        return ["the text is no JSON"]
    if told is None:
        return ["the text is null"]
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(told)]


def methods_of(resources: dict[str, Any]) -> list[dict[str, Any]]:
    found = []
    for resource in resources.values():
        found += list(resource.get("methods", {}).values())
        found += methods_of(resource.get("resources", {}))
    return found


def pattern_of(path: str) -> str:
    """Return the regular expression of a path: a parameter holds no slash and no colon."""
    parts = re.split(r"\{\+?(\w+)\}", path)
    made = [
        re.escape(part) if at % 2 == 0 else f"(?P<{part}>[^/:]*)" for at, part in enumerate(parts)
    ]
    return "".join(made)


@functools.cache
def documents() -> tuple[Discovery, ...]:
    return Discovery("sheets.v4"), Discovery("drive.v3")


def document_for(url: str) -> Discovery | None:
    """Return the document of the API that an address belongs to."""
    return next((one for one in documents() if url.startswith(one.base)), None)
