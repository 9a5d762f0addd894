"""Where the records of a YAML table stand in its text, and each of their values.

Only the plain way of writing is known: a list of records, a line or more for each value.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from noticeboard.errors import UsageError


@dataclass(frozen=True)
class Value:
    """A value: its text, or its items; where it begins and ends in the text (characters).

    ``style`` is how it is written: ``plain``, ``quoted``, ``block`` (a text on several lines),
    ``lines`` (a list, an item a line), ``brackets`` (a list in one line). ``key_start`` is where its
    name begins.
    """

    text: str
    items: tuple[str, ...]
    style: str
    key_start: int
    start: int
    end: int
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Record:
    """A record: where it begins (at its dash) and ends, how far its names are indented, its values."""

    start: int
    end: int
    indent: int
    values: dict[str, Value]


def records_of(text: str, file: str) -> list[Record]:
    """Return the records of a table. Raises ``UsageError`` for any other way of writing."""
    odd = UsageError(f"{file} 的写法比较特别，没有改动。请用编辑器改这个文件")
    try:
        events: Iterator[Any] = yaml.parse(text, Loader=yaml.SafeLoader)
        for first in events:
            if isinstance(first, yaml.SequenceStartEvent):
                break
            if not isinstance(first, (yaml.StreamStartEvent, yaml.DocumentStartEvent)):
                if isinstance(first, yaml.StreamEndEvent):
                    return []
                raise odd
        else:
            return []
        if first.flow_style:
            if isinstance(next(events), yaml.SequenceEndEvent):
                return []
            raise odd
        found = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            if not isinstance(event, yaml.MappingStartEvent) or event.flow_style:
                raise odd
            found.append(_record(text, event, events, odd))
        return found
    except yaml.YAMLError:
        raise odd from None


def mapping_of(text: str, file: str) -> Record:
    """Return one record that is a file of its own: the front matter of a page."""
    odd = UsageError(f"{file} 开头的写法比较特别，没有改动。请用编辑器改这个文件")
    try:
        events: Iterator[Any] = yaml.parse(text, Loader=yaml.SafeLoader)
        for event in events:
            if isinstance(event, yaml.MappingStartEvent) and not event.flow_style:
                return _record(text, event, events, odd, dash=False)
            if not isinstance(event, (yaml.StreamStartEvent, yaml.DocumentStartEvent)):
                break
    except yaml.YAMLError:
        pass
    raise odd


def _record(
    text: str, started: Any, events: Iterator[Any], odd: UsageError, dash: bool = True
) -> Record:
    values: dict[str, Value] = {}
    indent = started.start_mark.column
    end = _at(started.start_mark)
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        if not isinstance(event, yaml.ScalarEvent):
            raise odd
        value = _value(text, event, next(events), events, odd)
        values[event.value] = value
        end = max(value.end, _at(event.end_mark) + 1)
    start = text.rfind("-", 0, _at(started.start_mark)) if dash else _at(started.start_mark)
    if start < 0:
        raise odd
    return Record(start, end, indent, values)


def _value(text: str, key: Any, event: Any, events: Iterator[Any], odd: UsageError) -> Value:
    at = _at(key.start_mark)
    if isinstance(event, yaml.ScalarEvent):
        start, end = _at(event.start_mark), _at(event.end_mark)
        if event.style in ("|", ">"):
            return Value(event.value, (), "block", at, start, _block_end(text, end))
        if not event.value and not event.style:
            start = end = text.index(":", _at(key.end_mark)) + 1
        return Value(event.value, (), "quoted" if event.style else "plain", at, start, end)
    if not isinstance(event, yaml.SequenceStartEvent):
        raise odd
    spans: list[tuple[int, int]] = []
    items: list[str] = []
    while not isinstance(item := next(events), yaml.SequenceEndEvent):
        if not isinstance(item, yaml.ScalarEvent) or item.style in ("|", ">"):
            raise odd
        spans.append((_at(item.start_mark), _at(item.end_mark)))
        items.append(item.value)
    if event.flow_style:
        start, end = _at(event.start_mark), _at(item.end_mark)
        return Value("", tuple(items), "brackets", at, start, end, tuple(spans))
    start = text.rfind("-", _at(event.start_mark), spans[0][0] + 1)
    return Value("", tuple(items), "lines", at, start, spans[-1][1], tuple(spans))


def _block_end(text: str, end: int) -> int:
    """Return where a text on several lines ends: before the blank lines behind it."""
    return len(text[:end].rstrip())


def _at(mark: Any) -> int:
    """Return where a mark is, in characters."""
    return int(mark.index)
