"""The text of HTML, SVG, XML and scripts, as a reader or a program meets it."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

Piece = tuple[str, str]

TAG = re.compile(
    r"<!--(?P<comment>.*?)(?:-->|$)|<!\[CDATA\[(?P<data>.*?)(?:\]\]>|$)|<[!?][^>]*>"
    r"|<(?P<close>/?)(?P<name>[a-zA-Z][\w:.-]{0,40})(?P<rest>(?:\"[^\"]*+\"|'[^']*+'|[^'\"<>])*+)>",
    re.DOTALL,
)
ATTRIBUTE = re.compile(r"([\w:@.-]+)\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'>]+)")
# These do not part a word: 138<b>0001</b>2345 is read as one number.
INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "nobr",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "tspan",
        "tt",
        "u",
        "var",
        "wbr",
        "time",
    ]
)
# Numbers here are measures, names or digests of the page itself.
SILENT_ATTRIBUTES = frozenset(
    [
        "class",
        "id",
        "for",
        "style",
        "d",
        "points",
        "viewbox",
        "transform",
        "integrity",
        "nonce",
        "width",
        "height",
        "x",
        "y",
        "x1",
        "x2",
        "y1",
        "y2",
        "cx",
        "cy",
        "r",
        "rx",
        "ry",
        "dx",
        "dy",
        "sizes",
        "srcset",
        "tabindex",
        "colspan",
        "rowspan",
        "datetime",
        "lang",
        "dir",
        "rel",
        "type",
        "role",
        "xmlns",
        "version",
        "offset",
        "stroke-width",
        "stroke-dasharray",
        "stroke-dashoffset",
        "fill",
        "stroke",
        "preserveaspectratio",
        "aria-labelledby",
        "aria-describedby",
        "aria-controls",
        "aria-owns",
        "maxlength",
        "minlength",
        "max",
        "min",
        "step",
        "size",
        "start",
        "span",
        "charset",
        "media",
        "crossorigin",
        "loading",
        "decoding",
        "headers",
    ]
)
TEXT_OF_SCRIPT = re.compile(
    r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`|(?<![\w.])\d{7,19}(?![\w.])|//[^\n]*|/\*.*?\*/",
    re.DOTALL,
)
BREAK = "\n"
UNSEEN_LETTER = "\u200b"
_MARK = re.compile(
    r"</?(?P<name>[a-zA-Z][a-zA-Z0-9]{0,14})(?=[\s/>])(?:\"[^\"]{0,2000}\"|'[^']{0,2000}'|[^'\"<>]){0,2000}>|<!--|-->"
    r"|&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,12});|\]\([^)\n]{0,2000}\)|\\(?=[!-/:-@\[-`{-~])|`|=="
)
# Attributes of raw HTML, and the address behind a link or picture of Markdown.
ATTRIBUTES_OF_PROSE = re.compile(
    r"(?<==\")[^\"\n]{5,2000}(?=\")|(?<==')[^'\n]{5,2000}(?=')|(?<==)[^\s\"'>]{5,2000}|(?<=\]\()[^)\n]{5,2000}(?=\))"
)


def masked_markup(text: str) -> str:
    """Return text of the same length in which marks inside a line cannot be seen.

    Every other letter keeps its place, so that what is found can be told by line and column.
    """
    return _MARK.sub(_masked, text)


def _masked(mark: re.Match[str]) -> str:
    written = mark[0]
    if written.startswith("&"):
        said = html.unescape(written)
        return said + UNSEEN_LETTER * (len(written) - len(said))
    name = (mark["name"] or "").lower()
    if written.startswith("<") and name and name not in INLINE:
        return "\ufdd0" + UNSEEN_LETTER * (len(written) - 1)
    return UNSEEN_LETTER * len(written)


def markup_pieces(text: str) -> Iterator[Piece]:
    """Yield (where, text) of every stretch of text, attribute, comment, script of a page."""
    stretch: list[str] = []
    position = 0
    for tag in TAG.finditer(text):
        if tag.start() < position:
            continue
        _add(stretch, text[position : tag.start()])
        position = tag.end()
        if tag["comment"] is not None:
            yield "注释", tag["comment"]
            continue
        if tag["data"] is not None:
            stretch.append(tag["data"])
            continue
        name = (tag["name"] or "").lower()
        if name == "br":
            stretch.append(BREAK)
        elif name not in INLINE:
            yield from _whole(stretch)
        yield from _attributes(name, tag["rest"] or "")
        if (
            name in ("script", "style")
            and not tag["close"]
            and not (tag["rest"] or "").endswith("/")
        ):
            end = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(text, position)
            stop = end.start() if end else len(text)
            yield from script_pieces(text[position:stop], name)
            position = stop
    _add(stretch, text[position:])
    yield from _whole(stretch)


def _add(stretch: list[str], text: str) -> None:
    if text:
        stretch.append(html.unescape(text) if "&" in text else text)


def _whole(stretch: list[str]) -> Iterator[Piece]:
    text = "".join(stretch).strip()
    stretch.clear()
    if text:
        yield "文字", text


def _attributes(name: str, rest: str) -> Iterator[Piece]:
    for key, value in ATTRIBUTE.findall(rest):
        if key.lower() in SILENT_ATTRIBUTES:
            continue
        text = html.unescape(value.strip("\"'"))
        if text:
            yield f"{name} 的 {key}", unquote(text)


def script_pieces(text: str, kind: str = "script") -> Iterator[Piece]:
    """Yield the strings, long numbers and comments of a script, style or JSON."""
    if text.lstrip().startswith(("{", "[")):
        try:
            yield from json_pieces(json.loads(text))
            return
        except ValueError:
            pass
    for found in TEXT_OF_SCRIPT.findall(text):
        inner = _string(found)
        if "<" in inner and ">" in inner:
            yield from markup_pieces(inner)
        elif inner.strip():
            yield ("脚本" if kind == "script" else "样式"), inner


def _string(literal: str) -> str:
    """Return what a string literal says."""
    if literal[0] == '"':
        try:
            return str(json.loads(literal, strict=False))
        except ValueError:
            pass
    return literal.strip("\"'`/*") if literal[0] in "\"'`/" else literal


def json_pieces(value: Any, where: str = "") -> Iterator[Piece]:
    """Yield every key, text and number of a JSON value with its path."""
    stack: list[tuple[str, Any]] = [(where, value)]
    while stack:
        path, item = stack.pop()
        if isinstance(item, dict):
            for key, inner in item.items():
                yield path, str(key)
                stack.append((f"{path}.{key}" if path else str(key), inner))
        elif isinstance(item, list):
            stack += [(f"{path}[{number}]", inner) for number, inner in enumerate(item)]
        elif isinstance(item, str) and "<" in item and ">" in item:
            yield from ((f"{path} {place}", text) for place, text in markup_pieces(item))
        elif item is not None and not isinstance(item, bool):
            yield path, str(item)
