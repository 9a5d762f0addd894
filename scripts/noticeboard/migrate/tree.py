"""Where things stand in the text of a descriptor: tables, columns, keys, words. Lines count from 0."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml


@dataclass(frozen=True)
class Block:
    """A table, a column or a key as it stands: from which line to before which, how far indented.

    ``values`` are its plain values, ``node`` what the parser made of it.
    """

    name: str
    start: int
    end: int
    indent: int
    node: Any

    def child(self, key: str) -> Any:
        """Return the node of a value; ``None`` where there is none."""
        return next((v for k, v in self.node.value if k.value == key), None)

    def text(self, key: str) -> str:
        """Return a plain value; empty where there is none."""
        node = self.child(key)
        return node.value if isinstance(node, yaml.ScalarNode) else ""


@functools.lru_cache(4)
def _root(text: str) -> Any:
    """Return what the parser makes of a text; steps look at the same one again and again."""
    return yaml.compose(text, Loader=yaml.CBaseLoader)


@functools.lru_cache(8)
def tables(text: str) -> tuple[Block, ...]:
    """Return the tables of a descriptor, in their order."""
    root = _root(text)
    resources = next((v for k, v in root.value if k.value == "resources"), None)
    return tuple(_blocks(text, resources, "name")) if resources else ()


def table(text: str, name: str) -> Block | None:
    """Return a table; ``None`` where there is none."""
    return next((block for block in tables(text) if block.name == name), None)


def columns(text: str, within: Block) -> list[Block]:
    """Return the columns of a table."""
    return _blocks(text, _schema(within, "fields"), "name", within.end)


def column(text: str, table_name: str, name: str) -> Block | None:
    """Return a column; ``None`` where there is none."""
    block = table(text, table_name)
    found = columns(text, block) if block else []
    return next((one for one in found if one.name == name), None)


def keys(text: str, within: Block) -> list[Block]:
    """Return the foreign keys of a table, each by its column."""
    node = _schema(within, "foreignKeys")
    fields = _schema(within, "fields")
    end = fields.start_mark.line if fields and node else within.end
    return _blocks(text, node, "fields", end) if node else []


def words(block: Block) -> Iterator[tuple[str, str, str, Any]]:
    """Yield value, label, meaning and node of each word of a column."""
    node = block.child("categories")
    for item in node.value if node else ():
        known = {k.value: v.value for k, v in item.value}
        yield known.get("value", ""), known.get("label", ""), known.get("meaning", ""), item


def _schema(within: Block, key: str) -> Any:
    schema = within.child("schema")
    return next((v for k, v in schema.value if k.value == key), None) if schema else None


def _blocks(text: str, sequence: Any, name: str, last: int | None = None) -> list[Block]:
    """Return the items of a list, each from its dash to the next one's, without blanks behind it."""
    lines = text.split("\n")
    starts = [item.start_mark.line for item in sequence.value]
    last = len(lines) if last is None else last
    blocks = []
    for item, start, until in zip(sequence.value, starts, [*starts[1:], last], strict=True):
        end = until
        while end > start + 1 and (
            not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")
        ):
            end -= 1
        if item is sequence.value[-1]:
            end = min(end, _last_line(item) + 1)
        named = next((v for k, v in item.value if k.value == name), None)
        called = (
            named.value
            if isinstance(named, yaml.ScalarNode)
            else named.value[0].value
            if named
            else ""
        )
        blocks.append(Block(called, start, end, lines[start].index("-"), item))
    return blocks


def _last_line(node: Any) -> int:
    """Return the line on which the last value of a node ends."""
    if isinstance(node, yaml.ScalarNode) or not node.value or node.flow_style:
        mark = node.end_mark
        return int(mark.line - (1 if mark.column == 0 and mark.line > node.start_mark.line else 0))
    last = node.value[-1]
    return _last_line(last[1] if isinstance(last, tuple) else last)
