"""One cell of a question → what was answered, as each tool writes it.

An unknown option is ``invalid``, never dropped and never taken for another; only Google writes
what somebody put in words in place of an option, and only there it is taken as such. A text that
can be read in two ways is ``invalid`` too.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from noticeboard.model.surveys import CHOICES, Option, Question
from noticeboard.survey.moments import date_text
from noticeboard.survey.options import (
    Find,
    Hit,
    Options,
    by_place,
    by_words,
    readings_of,
    with_supplement,
    with_tail,
)
from noticeboard.survey.snapshot import Given
from noticeboard.survey.wordings import Cell, is_blank, number_text, plain, text_of

Read = Callable[[Cell], Given]
EMPTY, SKIPPED, INVALID = Given("empty"), Given("skipped"), Given("invalid")
# How 问卷星 says that nothing was answered. In its numbers -3 is a question that the form left
# out, -2 one without an answer.
WJX_MARKS = {"(空)": EMPTY, "(跳过)": SKIPPED}
WJX_NUMBERS = {**WJX_MARKS, "-2": EMPTY, "-3": SKIPPED, "\u22122": EMPTY, "\u22123": SKIPPED}
# A score as tools and their users write it: 4.0, 4分, 5=非常满意.
SCORE = re.compile(r"([0-9]+)(?:\.0+)? ?(?:分|颗?星)?(?: ?[=:(][^0-9]*)?")
# 1.0 and 0.0 where a column was saved again as numbers.
YES, NO = ("1", "1.0", "TRUE", "√"), ("", "0", "0.0", "FALSE")
# A longer cell is no choice of options; to look for any in it may take for ever.
MAX_CHOICE = 20_000
# Nobody wrote a longer one, and to look for telephones in it may take for ever.
MAX_TEXT = 131_072
# A cell that is seen more often than this many different ones is not worth remembering.
MAX_KEPT = 20_000


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a tool writes answers.

    ``free``: words of an “other” option stand bare in the cell. ``ranked``: what parts the options
    of a ranking. ``gaps``: an empty piece between separators is nothing. ``looser``: what parts the
    options where ``separator`` does not.
    """

    separator: re.Pattern[str]
    find: Callable[[Options], Find]
    marks: dict[str, Given]
    free: bool = False
    gaps: bool = True
    ranked: re.Pattern[str] | None = None
    locale: str = ""
    looser: re.Pattern[str] | None = None


def _tencent(options: Options) -> Find:
    return with_tail(options, lettered=True)


LISTED = re.compile("[；;|｜┋\n\r]")
LOOSELY = re.compile("[；;|｜┋\n\r,，、]")
WJX_LISTED, WJX_RANKED = re.compile("〖[^〖〗]*〗|┋"), re.compile("〖[^〖〗]*〗|→")
GOOGLE = Dialect(re.compile(", "), by_words, {}, free=True, gaps=False)
WJX_TEXT = Dialect(WJX_LISTED, with_supplement, WJX_MARKS, ranked=WJX_RANKED)
WJX_CODE = Dialect(WJX_LISTED, by_place, WJX_NUMBERS, ranked=WJX_RANKED)
TENCENT = Dialect(LISTED, _tencent, {})
CSV = Dialect(LISTED, with_tail, {}, looser=LOOSELY)


def reader(question: Question, dialect: Dialect) -> Read:
    """Return what reads the cells of a question; equal cells give the same object."""
    if question.kind in ("short", "long"):
        return _text(dialect)
    read = _choice(question, dialect) if question.kind in CHOICES else _value(question, dialect)
    return _remembered(read)


def _remembered(read: Read) -> Read:
    kept: dict[str, Given] = {}

    def again(cell: Cell) -> Given:
        if not isinstance(cell, str):
            return read(cell)
        given = kept.get(cell)
        if given is None:
            given = read(cell)
            if len(kept) < MAX_KEPT:
                kept[cell] = given
        return given

    return again


def _text(dialect: Dialect) -> Read:
    def read(cell: Cell) -> Given:
        text = text_of(cell).strip()
        if not text or is_blank(text):
            return EMPTY
        if len(text) > MAX_TEXT:
            return INVALID
        if len(text) <= 6 and (mark := dialect.marks.get(plain(text))):
            return mark
        return Given("answered", text=text)

    return read


def _value(question: Question, dialect: Dialect) -> Read:
    def read(cell: Cell) -> Given:
        if is_blank(cell):
            return EMPTY
        if mark := dialect.marks.get(plain(text_of(cell))):
            return mark
        number = question.kind == "number"
        text = number_text(cell) if number else date_text(cell, dialect.locale)
        return INVALID if text is None else Given("answered", text=text)

    return read


def _choice(question: Question, dialect: Dialect) -> Read:
    options = Options(question)
    scale = question.kind == "scale"
    find = by_words(options) if scale and dialect.find is by_place else dialect.find(options)

    def read(cell: Cell) -> Given:
        text = text_of(cell)
        if is_blank(text):
            return EMPTY
        if len(text) > MAX_CHOICE:
            return INVALID
        if mark := dialect.marks.get(plain(text)):
            return mark
        if question.kind == "multi":
            return _several(text, options, find, dialect)
        hit = find(text)
        if hit is None and scale and (score := SCORE.fullmatch(plain(text))):
            hit = find(score[1])
        if hit:
            return _given((hit,))
        return _other(options, (), text) if dialect.free else INVALID

    return read


def _several(text: str, options: Options, find: Find, dialect: Dialect) -> Given:
    """Read a joined cell: a ranking keeps its order, everything else has that of the options."""
    ranked = dialect.ranked
    if ranked and not _parts(text, dialect.separator) and _parts(text, ranked):
        complete, _ = readings_of(
            text, ranked, find, options.span(ranked), len(options.all), gaps=True
        )
        if len(complete) == 1 and complete[0]:
            return _given(complete[0])
    separator, size = dialect.separator, len(options.all)
    span = options.span(separator)
    complete, begun = readings_of(text, separator, find, span, size, gaps=dialect.gaps)
    if len(complete) == 1:
        return _given(_sorted(complete[0], options)) if complete[0] else EMPTY
    if not complete and dialect.looser:
        span = options.span(dialect.looser)
        complete, _ = readings_of(text, dialect.looser, find, span, size, gaps=True)
        # Behind words of one's own a comma may be theirs: what follows need not be an option.
        if len(complete) == 1 and not any(words for _, words in complete[0][:-1]):
            return _given(_sorted(complete[0], options)) if complete[0] else EMPTY
        return INVALID
    if complete or begun is None or not dialect.free:
        return INVALID
    return _other(options, begun[0], begun[1])


def _parts(text: str, separator: re.Pattern[str]) -> bool:
    return any(not found[0].startswith("〖") for found in separator.finditer(text))


def _sorted(hits: tuple[Hit, ...], options: Options) -> tuple[Hit, ...]:
    return tuple(sorted(hits, key=lambda hit: options.places[hit[0].code]))


def _other(options: Options, hits: tuple[Hit, ...], words: str) -> Given:
    """Take what is no option as the words of the one option that allows them."""
    other = options.other
    if other is None:
        return INVALID
    known = tuple(hit for hit in hits if hit[0].code != other.code)
    return _given(_sorted((*known, (other, words.strip())), options))


def _given(hits: tuple[Hit, ...]) -> Given:
    words = "；".join(words for _, words in hits if words)
    return Given("answered", tuple(option.code for option, _ in hits), other=words)


def read_split(
    cells: list[tuple[Option | None, Cell]], words: list[tuple[Option, Cell]], dialect: Dialect
) -> Given:
    """Read a question that has a column for each option, and columns of words beside them.

    A column holds 1, the option's own words or nothing; in a ranking its place, which 问卷星
    writes in numbers. ``None`` stands for an option that the survey does not know.
    """
    marks = [dialect.marks.get(plain(text_of(cell))) for _, cell in cells]
    if all(marks) and marks:
        return marks[0] if len({mark.state for mark in marks if mark}) == 1 and marks[0] else EMPTY
    if all(is_blank(cell) for _, cell in cells):
        return EMPTY
    hits: list[Hit] = []
    places: list[int] = []
    for (option, cell), mark in zip(cells, marks, strict=True):
        text = plain(text_of(cell))
        if mark or text in NO:
            continue
        chosen = _chosen(option, text, text_of(cell), ranks=dialect.ranked is not None)
        if option is None or chosen is None:
            return INVALID
        hits.append((option, chosen[1]))
        places.append(chosen[0])
    if set(places) - {1}:
        if sorted(places) != list(range(1, len(places) + 1)):
            return INVALID
        hits = [hit for _, hit in sorted(zip(places, hits, strict=True), key=lambda pair: pair[0])]
    added = {option.code: text_of(cell).strip() for option, cell in words if option.other}
    hits = [(option, said or added.get(option.code, "")) for option, said in hits]
    return _given(tuple(hits)) if hits else EMPTY


def _chosen(option: Option | None, text: str, raw: str, *, ranks: bool) -> tuple[int, str] | None:
    """Return the place in a ranking (1 if there is none) and the words, of a cell that is chosen."""
    if option is None:
        return None
    if text in YES:
        return 1, ""
    if ranks and text.isascii() and text.isdecimal() and len(text) < 4:
        return int(text), ""
    options = Options(Question("", "single", {}, (option,)))
    for find in (with_supplement(options), with_tail(options, lettered=True)):
        if hit := find(raw):
            return 1, hit[1]
    return (1, raw.strip()) if option.other else None
