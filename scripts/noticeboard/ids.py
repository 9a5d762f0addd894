"""An id for a row that was added without one: as the others of its table are, else by pinyin."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from noticeboard.dataset import Resource

NUMBERED = re.compile(r"^([A-Za-z]*)([0-9]+)$")
# Of a name so many letters and parts are taken: an id is read out on the telephone.
MOST_LETTERS, PART, MOST_PARTS = 40, 2, 5
MOST_IDS = 6


def proposed(
    resource: Resource,
    cells: Mapping[str, str],
    name: str,
    rows: Iterable[Mapping[str, str]],
    taken: set[str],
) -> str:
    """Return an id that no row has, or an empty text where none can be made.

    ``rows`` are the table's own, as texts; ``cells`` those of the new row, as far as they are known.
    """
    known = list(rows)
    ids = [row[resource.key] for row in known if row.get(resource.key)]
    return (
        _next_number(ids, taken)
        or _behind_another(resource, cells, known, taken)
        or _free(slug(name) or _of_those_it_joins(resource, cells), taken)
    )


def _next_number(ids: list[str], taken: set[str]) -> str:
    """Return u048 where ids are u001 … u047."""
    found = [match for key in ids if (match := NUMBERED.match(key))]
    if len(found) < 2 or len(found) * 2 < len(ids):
        return ""
    prefix, _ = Counter(match[1] for match in found).most_common(1)[0]
    own = [match[2] for match in found if match[1] == prefix]
    width = min(len(digits) for digits in own)
    number = max(int(digits) for digits in own)
    while (key := f"{prefix}{number + 1:0{width}}") in taken:
        number += 1
    return key


def _behind_another(
    resource: Resource, cells: Mapping[str, str], rows: list[Mapping[str, str]], taken: set[str]
) -> str:
    """Return longshan-weigaizao-2 where the ids are those of another table's rows with a number."""
    found: Counter[tuple[str, str]] = Counter()
    for row in rows:
        for name in resource.foreign_keys:
            goal = row.get(name, "")
            rest = row.get(resource.key, "").removeprefix(f"{goal}-")
            if goal and (match := re.fullmatch(r"([a-z]*)[0-9]+", rest)):
                found[name, match[1]] += 1
    usual = found.most_common(1)
    if not usual or usual[0][1] * 2 < len(rows):
        return ""
    (name, letters), _ = usual[0]
    if not cells.get(name):
        return ""
    number = 1
    while (key := f"{cells[name]}-{letters}{number}") in taken:
        number += 1
    return key


def _of_those_it_joins(resource: Resource, cells: Mapping[str, str]) -> str:
    """Return the ids of the first two rows to which the new one points."""
    own = [
        cells[n]
        for n, (goal, _) in resource.foreign_keys.items()
        if goal != "sources" and cells.get(n)
    ]
    return "-".join(own[:2])


def slug(name: str) -> str:
    """Return longshan-shichang for 龙山市场: pinyin, two letters of Chinese to a part."""
    from pypinyin import lazy_pinyin  # slow to import

    parts: list[str] = []
    for run in re.findall(r"[\u4e00-\u9fff]+|[A-Za-z0-9]+", name):
        if run.isascii():
            parts.append(run.lower())
            continue
        sounds = [re.sub("[^a-z0-9]", "", one.lower()) for one in lazy_pinyin(run)]
        parts += ["".join(sounds[at : at + PART]) for at in range(0, len(sounds), PART)]
    kept: list[str] = []
    for part in filter(None, parts[:MOST_PARTS]):
        # A part is taken whole or not at all: half a syllable is none.
        if kept and len("-".join([*kept, part])) > MOST_LETTERS:
            break
        kept.append(part)
    return "-".join(kept)[:MOST_LETTERS].strip("-")


def _free(key: str, taken: set[str]) -> str:
    """Return the id, with a number where it is taken."""
    if not key or key not in taken:
        return key
    number = 2
    while f"{key}-{number}" in taken:
        number += 1
    return f"{key}-{number}"
