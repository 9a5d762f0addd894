"""What the words of the columns mean: each label has one sentence, written where it first stands."""

from __future__ import annotations

from typing import Any

from noticeboard.errors import Place, Problem
from noticeboard.orders import STATES

Meanings = dict[tuple[str, str], str]


def meanings_of(resources: list[dict[str, Any]]) -> Meanings:
    """Return (value, label) → sentence, as first written; an order's states have theirs in the code."""
    found = {(state.key, state.word): state.sentence for state in STATES.values()}
    for category in (c for r in resources for f in r["schema"]["fields"] for c in _words(f)):
        if "meaning" in category:
            found.setdefault((category["value"], category["label"]), category["meaning"])
    return found


def field_meanings(field: dict[str, Any], known: Meanings) -> dict[str, str]:
    """Return value → sentence of a column: its own, or that of the same word elsewhere."""
    return {
        c["value"]: c.get("meaning") or known.get((c["value"], c["label"]), "")
        for c in _words(field)
    }


def unexplained(
    resources: list[dict[str, Any]], places: dict[tuple[str, ...], Place]
) -> list[Problem]:
    """Return the words that residents would read without being told what they mean."""
    known, problems = meanings_of(resources), []
    for number, resource in enumerate(resources):
        for index, field in enumerate(resource["schema"]["fields"]):
            told = field_meanings(field, known)
            for position, category in enumerate(_words(field)):
                if told[category["value"]]:
                    continue
                path = ("resources", str(number), "schema", "fields", str(index), "categories")
                problems.append(
                    Problem(
                        places[(*path, str(position), "label")],
                        "descriptor",
                        "error",
                        f"「{category['label']}」没有说明是什么意思，居民看不懂",
                        "在后面加上 meaning，一句话，以句号结尾",
                        resource["name"],
                    )
                )
    return problems


def _words(field: dict[str, Any]) -> list[dict[str, Any]]:
    categories: list[dict[str, Any]] = field.get("categories", [])
    return categories
