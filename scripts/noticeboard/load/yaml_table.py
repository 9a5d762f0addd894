"""Read a YAML table: a list of records, each a mapping of column names to values."""

from __future__ import annotations

from noticeboard.dataset import Cell, Field, Resource, Row, Table
from noticeboard.errors import Place, Problem
from noticeboard.load.files import UnreadableError
from noticeboard.load.unseen import odd_space_in
from noticeboard.load.values import typed_values
from noticeboard.load.yaml_tree import EMPTY, Map, Node, Scalar, Seq, read_tree
from noticeboard.words import nearest


def read_yaml_table(resource: Resource, file: str, content: bytes) -> tuple[Table, list[Problem]]:
    """Return the table and the problems of single cells.

    Raises ``UnreadableError`` when the file is not a list of records.
    """
    tree = read_tree(file, content)
    if isinstance(tree, Map) and not tree.items:
        return Table(resource, ()), []
    if not isinstance(tree, Seq):
        hint = "每条记录以“- id: ”开头"
        raise UnreadableError(tree.place, "yaml-shape", "这个文件应当是一条一条的记录", hint)
    rows, problems, complete = [], [], True
    for node in tree.items:
        if isinstance(node, Map):
            row, found = read_row(resource, node)
            rows.append(row)
            problems += found
            complete = complete and row.knows(resource.key)
        else:
            message = "这里应当是一条记录（几行“名称: 值”）"
            problems.append(
                UnreadableError(
                    node.place, "yaml-shape", message, "参照上下几条记录的写法"
                ).problem(resource.name)
            )
            complete = False
    return Table(resource, tuple(rows), complete), problems


def read_row(resource: Resource, record: Map) -> tuple[Row, list[Problem]]:
    """Return the record; an unknown name makes the column it may have meant unknown."""
    cells: dict[str, Cell] = {}
    problems: list[Problem] = []
    lost: set[str] = set()
    for name, node in record.items.items():
        if name not in resource.fields:
            missing = [f for f in resource.fields if f not in record.items]
            titles = {resource.fields[field].title: field for field in missing}
            hint = nearest(name, missing, titles)
            lost |= {field for field in missing if resource.fields[field].required}
            lost |= {f for f in missing if hint.startswith(f"是不是 {f}？")}
            problems.append(_unknown_name(resource, name, record.keys[name], hint))
            continue
        try:
            cells[name] = _cell(resource.fields[name], node)
        except UnreadableError as error:
            problems.append(error.problem(resource.name))
            lost.add(name)
    values = typed_values(resource.fields, cells)
    known = {name: value for name, value in values.items() if name not in lost}
    return Row(record.place, cells, known), problems


def _unknown_name(resource: Resource, name: str, place: Place, hint: str) -> Problem:
    hint = hint or "能用的名称：" + "、".join(resource.fields)
    message = f"{resource.title}表里没有「{name}」这一项"
    return Problem(place, "yaml-name", "error", message, hint, resource.name, name)


def _cell(field: Field, node: Node) -> Cell:
    """Return a cell: one text, or a list of texts."""
    if isinstance(node, Scalar):
        empty = node.plain and node.text in EMPTY
        return Cell("" if empty else _seen(field, node), node.place)
    if isinstance(node, Seq) and all(isinstance(item, Scalar) for item in node.items):
        items = tuple(_seen(field, item) for item in node.items if isinstance(item, Scalar))
        return Cell("；".join(items), node.place, items)
    raise UnreadableError(
        node.place, "yaml-shape", "这里应当是一个值", "检查缩进，或给文字加上引号"
    )


def _seen(field: Field, node: Scalar) -> str:
    """Return the stripped text; a date or number with an odd space is told by its type."""
    text = node.text.strip()
    odd = field.type in ("string", "list") and odd_space_in(text)
    if odd:
        raise UnreadableError(node.place, "unseen-character", f"这一项{odd[1]}", odd[2])
    return text
