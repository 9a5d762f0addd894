"""Changes of a descriptor's text, each keeping every other line as it is."""

from __future__ import annotations

import re

from noticeboard.migrate.tree import Block, column, columns, keys, table, tables


def with_table(text: str, name: str, shipped: str) -> str:
    """Return the descriptor with a table as the program brings it, behind the one it follows there."""
    own = table(shipped, name)
    if own is None or table(text, name):
        return text
    there = {block.name: block for block in tables(text)}
    order = [block.name for block in tables(shipped)]
    before = [there[n] for n in order[: order.index(name)] if n in there]
    after = before[-1] if before else tables(text)[-1]
    return _inserted(text, after.end, ["", *_moved(shipped, own, after.indent)])


def with_column(text: str, name: str, new: str, shipped: str) -> str:
    """Return the descriptor with a column as the program brings it."""
    own, target = column(shipped, name, new), table(text, name)
    if own is None or target is None or column(text, name, new):
        return text
    there = {block.name: block for block in columns(text, target)}
    wanted = table(shipped, name)
    order = [block.name for block in columns(shipped, wanted)] if wanted else []
    before = [there[n] for n in order[: order.index(new)] if n in there]
    after = before[-1] if before else next(iter(there.values()))
    return _inserted(text, after.end, _moved(shipped, own, after.indent))


def with_key(text: str, name: str, new: str, shipped: str) -> str:
    """Return the descriptor with what a column points to."""
    target, wanted = table(text, name), table(shipped, name)
    if target is None or wanted is None:
        return text
    own = next((key for key in keys(shipped, wanted) if key.name == new), None)
    there = keys(text, target)
    if own is None or any(key.name == new for key in there):
        return text
    if not there:
        fields = columns(text, target)[0].start - 1
        pad = " " * (len(text.split("\n")[fields]) - len(text.split("\n")[fields].lstrip()))
        return _inserted(text, fields, [f"{pad}foreignKeys:", *_moved(shipped, own, len(pad))])
    return _inserted(text, there[-1].end, _moved(shipped, own, there[-1].indent))


def with_line(text: str, name: str, of: str, key: str, value: str) -> str:
    """Return the descriptor with a property of a column that is written on one line."""
    own = column(text, name, of)
    if own is None or own.text(key) == value:
        return text
    lines = text.split("\n")
    if node := own.child(key):
        at = node.start_mark.line
        lines[at] = re.sub(rf"({key}:\s*).*$", rf"\g<1>{value}", lines[at])
        return "\n".join(lines)
    return _inserted(text, own.end, [" " * (own.indent + 2) + f"{key}: {value}"])


def without_demand(text: str, name: str, of: str) -> str:
    """Return the descriptor in which a column may stay empty."""
    own = column(text, name, of)
    demands = own.child("constraints") if own else None
    if own is None or demands is None:
        return text
    node = next((v for k, v in demands.value if k.value == "required" and v.value == "true"), None)
    if node is None:
        return text
    lines = text.split("\n")
    if demands.flow_style:
        at = node.start_mark.line
        lines[at] = re.sub(r"required: true,?\s*", "", lines[at])
        return "\n".join(lines)
    first = node.start_mark.line
    alone = len(demands.value) == 1
    del lines[first - (1 if alone else 0) : first + 1]
    return "\n".join(lines)


def with_pattern(text: str, name: str, of: str, old: str, new: str) -> str:
    """Return the descriptor with another pattern, where the old one is still the program's."""
    own = column(text, name, of)
    if own is None:
        return text
    lines = text.split("\n")
    for at in range(own.start, own.end):
        if "pattern:" in lines[at]:
            lines[at] = lines[at].replace(old, new)
    return "\n".join(lines)


def with_word(text: str, name: str, of: str, value: str, label: str, before: str) -> str:
    """Return the descriptor with a word more to choose, in front of another or at the end."""
    own = column(text, name, of)
    node = own.child("categories") if own else None
    if own is None or node is None:
        return text
    known = [{k.value: v for k, v in item.value}["value"] for item in node.value]
    if value in (one.value for one in known):
        return text
    lines = text.split("\n")
    goal = next(
        (item for item, one in zip(node.value, known, strict=True) if one.value == before), None
    )
    at = goal.start_mark.line if goal else own.end
    model = lines[node.value[0].start_mark.line]
    pad = model[: model.index("-")]
    enum = own.child("constraints")
    lists = next((v for k, v in enum.value if k.value == "enum"), None) if enum else None
    if lists is not None and lists.flow_style:  # first: it stands below
        end = next((v for v in lists.value if v.value == before), None)
        mark = end.start_mark if end else lists.end_mark
        line = lines[mark.line]
        cut = mark.column if end else mark.column - 1
        put = f"{value}, " if end else f", {value}"
        lines[mark.line] = line[:cut] + put + line[cut:]
    lines.insert(at, f"{pad}- {{value: {value}, label: {label}}}")
    return "\n".join(lines)


def with_version(text: str, version: int) -> str:
    """Return the descriptor that says of which version it is."""
    line = f"schemaVersion: {version}"
    if re.search(r"^schemaVersion:.*$", text, re.M):
        return re.sub(r"^schemaVersion:.*$", line, text, count=1, flags=re.M)
    told = "# 资料是哪一版的写法；程序换了新版，用 noticeboard migrate 改，不要手改。\n"
    told = "" if told in text else told
    return re.sub(r"^resources:", f"{told}{line}\nresources:", text, count=1, flags=re.M)


def _moved(text: str, block: Block, indent: int) -> list[str]:
    """Return the lines of a block, indented as where it goes."""
    lines = text.split("\n")[block.start : block.end]
    shift = indent - block.indent
    return [" " * shift + line if shift > 0 else line[-shift:] for line in lines]


def _inserted(text: str, at: int, lines: list[str]) -> str:
    every = text.split("\n")
    return "\n".join([*every[:at], *lines, *every[at:]])
