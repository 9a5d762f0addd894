"""Read YAML as a tree of text with places, refusing what makes YAML dangerous.

The parser's events are used directly: anchors, aliases and tags are refused before they
can multiply, duplicate keys are errors, and a scalar stays the text that was written
(``no`` and ``010`` are not guessed at: the schema says what a field is).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import yaml

from noticeboard.errors import Place
from noticeboard.load.files import UnreadableError, decode
from noticeboard.load.unseen import unseen_in
from noticeboard.load.yaml_faults import culprit, explain, indent_of, indents_beside, open_quote

MAX_DEPTH = 40
MAX_BYTES = 8 * 1024 * 1024
MAX_NODES = 100_000
MAX_KEYS = 500
MAX_SCALAR = 100_000
EMPTY = ("", "~", "null")


@dataclass(frozen=True)
class Scalar:
    """A value as written; ``plain`` when it stood without quotes."""

    text: str
    place: Place
    plain: bool


@dataclass(frozen=True)
class Seq:
    """A list."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True)
class Map:
    """A mapping, with the place of each key."""

    items: dict[str, Node]
    keys: dict[str, Place]
    place: Place


Node = Scalar | Seq | Map


def read_tree(file: str, content: bytes, first_line: int = 1) -> Node:
    """Return the tree of the one document in ``content``.

    ``first_line`` is the file line on which the text begins (front matter does not begin
    on line 1). Raises ``UnreadableError`` with the place of the first fault.
    """
    if len(content) > MAX_BYTES:
        message = f"文件有 {len(content) // 1024 // 1024} MB，超过了 8 MB"
        hint = "拆成几个文件，或者检查是不是放错了文件"
        raise UnreadableError(Place(file), "file-size", message, hint)
    text = decode(content, file)
    if directive := re.search("^%", text, re.MULTILINE):
        place = Place(file, text.count("\n", 0, directive.start()) + first_line)
        hint = "删去这一行；如果是普通文字，给它加上引号"
        raise UnreadableError(place, "yaml-tag", "这一行是 YAML 的指令（%）", hint)
    return _Reader(file, text, first_line).read()


class _Reader:
    """Walks the parser's events once."""

    def __init__(self, file: str, text: str, first_line: int) -> None:
        self.file, self.first_line = file, first_line
        self.nodes = 0
        self.lines = text.split("\n")
        self.events: Iterator[yaml.Event] = yaml.parse(text, Loader=yaml.CSafeLoader)

    def read(self) -> Node:
        """Return the tree; a fault that only shows on a later line is told where it was made."""
        try:
            return self._read()
        except UnreadableError as error:
            if error.rule not in ("yaml-indent", "yaml-syntax"):
                raise
            raise culprit(self.lines, self.first_line, error) from None

    def _read(self) -> Node:
        try:
            next(self.events)
            started = next(self.events)
            if isinstance(started, yaml.StreamEndEvent):
                return Map({}, {}, Place(self.file, self.first_line))
            tree = self._node(next(self.events), 0)
            next(self.events)
            after = next(self.events)
        except yaml.MarkedYAMLError as error:
            raise self._syntax(error) from None
        except yaml.YAMLError as error:
            message = f"这个文件里有 YAML 不能用的字符（{error}）"
            raise UnreadableError(
                Place(self.file, self.first_line), "yaml-syntax", message, "删去特殊字符"
            ) from None
        if not isinstance(after, yaml.StreamEndEvent):
            message = "一个文件里只能有一份 YAML，这里又开始了一份"
            raise UnreadableError(
                self._at(after.start_mark), "yaml-syntax", message, "删去单独的 ---"
            )
        return tree

    def _at(self, mark: Any) -> Place:
        return Place(self.file, mark.line + self.first_line, mark.column + 1)

    def _node(self, event: yaml.Event, depth: int) -> Node:
        place = self._at(event.start_mark)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            message = "这里用了 YAML 的锚点或引用（& 或 *）"
            hint = "把内容直接写出来；如果是普通文字，给它加上引号"
            raise UnreadableError(place, "yaml-alias", message, hint)
        if getattr(event, "tag", None):
            hint = "删去标签；如果是普通文字，给它加上引号"
            raise UnreadableError(place, "yaml-tag", "这里用了 YAML 的标签（!）", hint)
        if depth > MAX_DEPTH:
            raise UnreadableError(place, "yaml-depth", "一层套一层，套得太深了", "减少缩进的层数")
        self.nodes += 1
        if self.nodes > MAX_NODES:
            message = f"这个文件里的内容超过了 {MAX_NODES} 项"
            raise UnreadableError(place, "yaml-size", message, "检查是不是放错了文件")
        if isinstance(event, yaml.SequenceStartEvent):
            return self._seq(place, depth)
        if isinstance(event, yaml.MappingStartEvent):
            return self._map(place, depth)
        return self._scalar(event, place)

    def _seq(self, place: Place, depth: int) -> Seq:
        items = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self._node(event, depth + 1))
        return Seq(tuple(items), place)

    def _map(self, place: Place, depth: int) -> Map:
        items: dict[str, Node] = {}
        keys: dict[str, Place] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            if not isinstance(key, Scalar):
                raise UnreadableError(key.place, "yaml-shape", "名称应当是一个词", "检查冒号和缩进")
            if key.text in keys:
                message = f"「{key.text}」写了两次，第一次在第 {keys[key.text].line} 行"
                raise UnreadableError(key.place, "yaml-duplicate-key", message, "删去其中一个")
            if len(keys) == MAX_KEYS:
                message = f"从这里起，一条里的名称超过了 {MAX_KEYS} 个"
                raise UnreadableError(key.place, "yaml-size", message, "检查是不是放错了文件")
            keys[key.text] = key.place
            items[key.text] = self._node(next(self.events), depth + 1)
        return Map(items, keys, place)

    def _scalar(self, event: Any, place: Place) -> Scalar:
        """Return a scalar; only a block (``>-``) may run over several lines.

        YAML would silently join them: an item indented too far becomes part of the one
        above it, and an unclosed quote swallows lines up to the next one.
        """
        plain = bool(event.implicit[0])
        if len(event.value) > MAX_SCALAR:
            message = f"这一项有 {len(event.value)} 个字，太长了"
            raise UnreadableError(place, "yaml-size", message, "检查是不是漏了换行或引号")
        if unseen := unseen_in(event.value):  # written as an escape
            raise UnreadableError(place, "unseen-character", f"这一项{unseen[1]}", unseen[2])
        long = bool(event.value) and event.end_mark.line > event.start_mark.line
        if long and event.style in ("'", '"'):
            raise open_quote(place)
        if long and plain:
            line = event.start_mark.line + 1
            while line < len(self.lines) and not self.lines[line].strip():
                line += 1
            raise self._indent(line)
        if plain and event.value[-1:] in ('"', "'") and event.value.count(event.value[-1]) % 2:
            raise open_quote(place)
        if plain and not event.value:
            place = replace(place, column=place.column + 1)  # where the value would stand
        return Scalar(event.value, place, plain)

    def _indent(
        self, line: int, message: str = "这一行的缩进不对，被当成了上一行的一部分"
    ) -> UnreadableError:
        """Return the error for a line (from 0) that does not stand where its siblings do."""
        line = self._odd_line(line)
        text = self.lines[line]
        place = Place(self.file, line + self.first_line, indent_of(text) + 1)
        hint = indents_beside(self.lines, line, self.first_line)
        return UnreadableError(place, "yaml-indent", message, hint)

    def _odd_line(self, line: int) -> int:
        """Return the line to blame where ``line`` does not fit the one above it.

        The parser trusts whichever came first. Where the line below stands like ``line``,
        the one above is the odd one out.
        """
        above = line - 1
        if above >= 0 and self._first_is_odd(above, line):
            return above
        if above < 0 or line + 1 >= len(self.lines) or not self.lines[above].strip():
            return line
        here, below = self.lines[line], self.lines[line + 1]
        item = here.lstrip().startswith("- ")
        first = self.lines[above].lstrip()
        start = indent_of(self.lines[above]) + (2 if first.startswith("- ") and not item else 0)
        alike = below.strip() and indent_of(below) == indent_of(here)
        same_kind = below.lstrip().startswith("- ") == item
        if alike and same_kind and start != indent_of(here) and self._begins_block(above):
            return above
        return line

    def _first_is_odd(self, above: int, line: int) -> bool:
        """Tell whether ``above`` begins its block and ``line`` stands where the block should."""
        before = above - 1
        while before >= 0 and (
            not self.lines[before].strip() or self.lines[before].lstrip().startswith("#")
        ):
            before -= 1
        first, here = indent_of(self.lines[above]), indent_of(self.lines[line])
        if before < 0:
            return first > 0 and here == 0
        parent = self.lines[before]
        if not parent.rstrip().endswith(":"):
            return False
        wanted = indent_of(parent) + (2 if parent.lstrip().startswith("- ") else 0) + 2
        return here == wanted and first != wanted

    def _begins_block(self, line: int) -> bool:
        """Tell whether a line is the first of its block."""
        before = line - 1
        while before >= 0 and self.lines[before].lstrip().startswith("#"):
            before -= 1
        text = self.lines[before] if before >= 0 else ""
        opens = not text.strip() or text.rstrip().endswith(":")
        return opens or self.lines[line].lstrip().startswith("- ") != text.lstrip().startswith("- ")

    def _syntax(self, error: yaml.MarkedYAMLError) -> UnreadableError:
        """Return the parser's complaint in Chinese, at the place a person would look."""
        mark: Any = error.problem_mark or error.context_mark
        problem = error.problem or ""
        line = min(mark.line, len(self.lines) - 1)
        before = self.lines[line][: mark.column]
        if "mapping values are not allowed" in problem and not re.search(
            r":\s", before.lstrip("- ")
        ):
            return self._indent(line)
        if "while scanning a quoted scalar" in (error.context or ""):
            return open_quote(self._at(error.context_mark))
        message, hint = explain(problem)
        if "expected" in problem and mark.line < len(self.lines):
            return self._indent(line, message)
        return UnreadableError(self._at(mark), "yaml-syntax", message, hint)


def plain_value(node: Node) -> Any:
    """Return nested Python values; only true/false, numbers and empty are not text."""
    if isinstance(node, Map):
        return {key: plain_value(value) for key, value in node.items.items()}
    if isinstance(node, Seq):
        return [plain_value(item) for item in node.items]
    if not node.plain:
        return node.text
    if node.text in EMPTY:
        return None
    if node.text in ("true", "false"):
        return node.text == "true"
    if re.fullmatch(r"-?(0|[1-9][0-9]{0,17})", node.text):
        return int(node.text)
    if re.fullmatch(r"-?(0|[1-9][0-9]{0,17})\.[0-9]{1,17}", node.text):
        return float(node.text)
    return node.text


def tree_places(node: Node, path: tuple[str, ...] = ()) -> dict[tuple[str, ...], Place]:
    """Return the place of every value, by its path of keys and list positions.

    The place of a key stands under its path with ``"key:"`` before the name.
    """
    places = {path: node.place}
    if isinstance(node, Map):
        for key, value in node.items.items():
            places[(*path, f"key:{key}")] = node.keys[key]
            places |= tree_places(value, (*path, key))
    if isinstance(node, Seq):
        for index, value in enumerate(node.items):
            places |= tree_places(value, (*path, str(index)))
    return places
