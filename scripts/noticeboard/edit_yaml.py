"""Change single records of a YAML table; every other byte of the file stays, comments too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from noticeboard.canonical import items
from noticeboard.dataset import Field, Resource
from noticeboard.edit import BOM, Change, safe
from noticeboard.errors import UsageError
from noticeboard.yaml_rows import Record, Value, records_of
from noticeboard.yaml_text import scalar


def changed_yaml(content: bytes, resource: Resource, changes: Iterable[Change]) -> bytes:
    """Return a YAML table with these records changed, added at the end or taken out.

    Raises ``UsageError`` where a record is not there, a new one is there already, or the file is
    written in a way that is not known here.
    """
    text = content.removeprefix(BOM).decode().replace("\r\n", "\n").replace("\r", "\n")
    file = resource.where
    for change in changes:
        records = records_of(text, file)
        found = [r for r in records if _key(r, resource.key) == change.key]
        if change.new == bool(found):
            raise UsageError(f"{file} 里{'已经有' if change.new else '没有'}「{change.key}」这一条")
        cells = {name: safe(" ".join(value.split())) for name, value in change.cells.items()}
        if change.new:
            text = _with_new(text, records, resource, {resource.key: change.key} | cells)
        elif change.gone:
            text = _without(text, found[0])
        else:
            for name, value in cells.items():
                record = next(
                    r for r in records_of(text, file) if _key(r, resource.key) == change.key
                )
                text = _with_value(text, record, resource, name, value)
    return (b"" if not content.startswith(BOM) else BOM) + text.encode()


def _key(record: Record, key: str) -> str:
    value = record.values.get(key)
    return value.text.strip() if value else ""


def _with_value(text: str, record: Record, resource: Resource, name: str, new: str) -> str:
    field = resource.fields[name]
    old = record.values.get(name)
    if old is None:
        return _with_line(text, record, resource, name, new) if new else text
    if field.type == "list" and new:
        return _with_list(text, record, field, old, new)
    written = scalar(field, new)
    if old.style == "quoted" and new and not written.startswith('"') and field.type == "string":
        written = scalar(field, new) if '"' in new else f'"{new}"' if "\\" not in new else written
    start, end = _span(text, old)
    return text[:start] + (f" {written}" if written else "") + text[end:]


def _span(text: str, value: Value) -> tuple[int, int]:
    """Return from behind the colon to the end of the value."""
    colon = text.rindex(":", value.key_start, value.start + 1) if value.start > 0 else 0
    while text[colon + 1 : value.start].strip():  # the name stands before it, nothing else
        colon = text.index(":", colon + 1)
    return colon + 1, value.end


def _with_list(text: str, record: Record, field: Field, old: Value, new: str) -> str:
    """Return the text with another list; it is written as the old one was."""
    start, end = _span(text, old)
    pad = " " * (record.indent + 2)
    if old.style == "lines":
        pad = " " * (old.start - (text.rfind("\n", 0, old.start) + 1))
        kept = re.findall(r"^[ ]*#.*$", text[old.start : old.end], flags=re.M)
        lines = [*kept, *(f"{pad}- {scalar(field, item)}" for item in items(new))]
        return text[:start] + "".join(f"\n{line}" for line in lines) + text[end:]
    return text[:start] + " " + _brackets(field, new) + text[end:]


def _brackets(field: Field, new: str) -> str:
    parts = [scalar(field, item, in_brackets=True) for item in items(new)]
    return parts[0] if len(parts) == 1 else f"[{', '.join(parts)}]"


def _line(field: Field, new: str, pad: str) -> str:
    written = _brackets(field, new) if field.type == "list" else scalar(field, new)
    return f"{pad}{field.name}: {written}"


def _with_line(text: str, record: Record, resource: Resource, name: str, new: str) -> str:
    """Add a value behind the one that stands before it in the descriptor."""
    order = list(resource.fields)
    before = [n for n in order[: order.index(name)] if n in record.values]
    known = record.values[before[-1]] if before else next(iter(record.values.values()))
    at = text.find("\n", max(known.end, known.start))
    at = len(text) if at < 0 else at
    return text[:at] + "\n" + _line(resource.fields[name], new, " " * record.indent) + text[at:]


def _with_new(
    text: str, records: list[Record], resource: Resource, cells: Mapping[str, str]
) -> str:
    """Add a record at the end, with a blank line before it where the others have one."""
    outer, inner = 0, 2
    if records:
        last = records[-1]
        outer = last.start - (text.rfind("\n", 0, last.start) + 1)
        inner = last.indent
    elif text.strip() == "[]":
        text = ""
    lines = [
        _line(field, cells[name], " " * inner)
        for name, field in resource.fields.items()
        if cells.get(name)
    ]
    first = " " * outer + "-" + " " * (inner - outer - 1) + lines[0][inner:]
    body = "\n".join([first, *lines[1:]]) + "\n"
    head = text.rstrip("\n") + "\n" if text.strip() else ""
    spaced = not records or "\n\n" in text[: records[-1].start][-2:] or len(records) == 1
    return head + ("\n" if head and spaced else "") + body


def _without(text: str, record: Record) -> str:
    """Take a record out; comments stay, as they may be about what follows."""
    start = text.rfind("\n", 0, record.start) + 1
    end = text.find("\n", record.end)
    end = len(text) if end < 0 else end + 1
    rest = text[end:]
    if text[:start].endswith("\n\n") and (rest.startswith("\n") or not rest):
        rest = rest.removeprefix("\n")
    left = text[:start] + rest
    return left.rstrip("\n") + "\n"
