"""What was sent, held against the survey: what is kept of it, or which question is wrong and how.

Questions that are never on the form (private ones, the one for the code) are unknown here too.
A question that the earlier answers leave out is not kept: without a script the page shows it all
the same, and a round button cannot be taken back.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from noticeboard.collector.refusals import Refused, invalid, unknown
from noticeboard.collector.sent import Sent
from noticeboard.model.surveys import CHOICES, COMMUNITY, LANGUAGE, Question, Survey

KIND = "collector"
MOST_LETTERS = {"short": 200, "long": 2_000, "number": 40, "date": 40}
MOST_OTHER = 200
SAID_ENOUGH = 6  # letters of one's own words that two people do not write alike
NUMBER = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,4})?")
DATE = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")
FIRST_YEAR, LAST_YEAR = 1900, 2200
# No keyboard writes these: a byte that ends texts elsewhere, half a character.
IMPOSSIBLE = re.compile("[\x00\ud800-\udfff\ufffe\uffff]")
# A terminal obeys these, marks of direction make it show something else than is written.
UNSEEN = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
BREAKS = re.compile("\r\n|[\r\u2028\u2029\x85]")

Mask = Callable[[Sequence[str]], list[str]]


@dataclass(frozen=True, slots=True)
class Line:
    """One question and what was answered, as it is shown to who sent it."""

    label: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """What is kept of a form. ``says_enough``: hardly anybody else wrote the same words."""

    community: str
    text: str
    fingerprint: str
    says_enough: bool
    lines: tuple[Line, ...]


@dataclass(slots=True)
class _Said:
    """An answer: codes of a choice with the words beside them, or a text."""

    question: Question
    codes: tuple[str, ...] = ()
    text: str = ""
    other: str = ""


def asked(survey: Survey) -> tuple[Question, ...]:
    """Return the questions that stand on the form."""
    return tuple(q for q in survey.questions if not q.private and q.role != "receipt")


def content_of(survey: Survey, community: str | None, sent: Sent, mask: Mask) -> Content:
    """Return what is kept; ``community`` is that of the address. Raises ``Refused``."""
    try:
        said = _judge(survey, community, sent)
    except Refused as refused:
        if sent.version == survey.version or refused.status == unknown().status:
            raise
        message = f"{refused.message}问卷改过了，请重新打开问卷再填。"
        raise invalid(message, refused.question) from None
    words = [words for one in said for words in (one.text, one.other) if words]
    hidden = dict(zip(words, mask(words), strict=True))
    for one in said:
        one.text, one.other = hidden.get(one.text, ""), hidden.get(one.other, "")
    text = _canonical(said)
    return Content(
        _community_of(said),
        text,
        hashlib.sha256(text.encode()).hexdigest(),
        any(len(one.text) >= SAID_ENOUGH or len(one.other) >= SAID_ENOUGH for one in said),
        tuple(_line(one) for one in said),
    )


def _judge(survey: Survey, community: str | None, sent: Sent) -> list[_Said]:
    questions = asked(survey)
    names = {question.id for question in questions}
    for name in (*sent.answers, *sent.other):
        if name not in names:
            raise invalid("有一道题这份问卷里没有。", name if name.isascii() else "")
    chosen: dict[str, set[str]] = {}
    found = []
    for question in questions:
        condition = question.shown_if
        if condition and not chosen.get(condition.question, set()) & set(condition.codes):
            continue
        if question.role == COMMUNITY:
            said: _Said | None = _place(question, community, sent)
        else:
            said = _answer(question, sent)
        if said:
            found.append(said)
            chosen[question.id] = set(said.codes)
        elif question.required:
            raise invalid(f"{_named(question)}没有答，这一题要答。", question.id)
    return found


def _place(question: Question, community: str | None, sent: Sent) -> _Said:
    """Return the community of the address as the answer to the question that asks for it."""
    if community not in {option.code for option in question.options}:
        raise unknown()
    if set(sent.answers.get(question.id, ())) - {community, ""}:
        raise invalid(f"{_named(question)}和打开的页面不一样，请重新选社区。", question.id)
    return _Said(question, (str(community),))


def _answer(question: Question, sent: Sent) -> _Said | None:
    """Return what was answered; ``None`` where nothing was."""
    values = tuple(value for value in sent.answers.get(question.id, ()) if value)
    words = sent.other.get(question.id, "")
    if question.kind in CHOICES:
        return _choice(question, values, _clean(question, words, MOST_OTHER, lines=False))
    if words.strip():
        raise invalid(f"{_named(question)}没有“其他”可以补充。", question.id)
    if len(values) > 1:
        raise invalid(f"{_named(question)}只能有一个答案。", question.id)
    most = MOST_LETTERS[question.kind]
    text = _clean(question, "".join(values), most, lines=question.kind == "long")
    if not text:
        return None
    if question.kind == "number":
        text = _number(question, text)
    elif question.kind == "date":
        text = _date(question, text)
    return _Said(question, text=text)


def _choice(question: Question, values: tuple[str, ...], other: str) -> _Said | None:
    picked = set(values)
    if picked - {option.code for option in question.options}:
        raise invalid(f"{_named(question)}选了没有的选项。", question.id)
    if question.kind != "multi" and len(picked) > 1:
        raise invalid(f"{_named(question)}只能选一个。", question.id)
    if question.most and len(picked) > question.most:
        raise invalid(f"{_named(question)}最多选{question.most}个。", question.id)
    if other and not any(option.other and option.code in picked for option in question.options):
        message = f"{_named(question)}写了补充的话，请同时选上可以补充的那一项。"
        raise invalid(message, question.id)
    codes = tuple(option.code for option in question.options if option.code in picked)
    return _Said(question, codes, other=other) if codes else None


def _clean(question: Question, text: str, most: int, *, lines: bool) -> str:
    """Return the text without what nobody sees; a text of one line has no breaks."""
    if IMPOSSIBLE.search(text):
        raise invalid(f"{_named(question)}里有不能用的字符，请改一改。", question.id)
    text = UNSEEN.sub("", BREAKS.sub("\n", text)).replace("\t", " ").strip()
    if not lines:
        text = text.replace("\n", " ")
    if len(text) > most:
        message = f"{_named(question)}最多写{most}个字，现在有{len(text)}个。"
        raise invalid(message, question.id)
    return text


def _number(question: Question, text: str) -> str:
    text = unicodedata.normalize("NFKC", text).strip()
    if not NUMBER.fullmatch(text):
        raise invalid(f"{_named(question)}请写一个数，例如 3。", question.id)
    return text


def _date(question: Question, text: str) -> str:
    found = DATE.fullmatch(unicodedata.normalize("NFKC", text).replace(" ", ""))
    try:
        day = dt.date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        day = None
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise invalid(f"{_named(question)}请写一个日期，例如 2026-11-24。", question.id)
    return day.isoformat()


def _named(question: Question) -> str:
    return f"“{question.label[LANGUAGE]}”这一题"


def _community_of(said: Sequence[_Said]) -> str:
    return next((one.codes[0] for one in said if one.question.role == COMMUNITY), "")


def _canonical(said: Sequence[_Said]) -> str:
    """Return the answers as JSON; the same answers give the same text."""
    answers = {
        one.question.id: list(one.codes) if one.question.kind in CHOICES else one.text
        for one in said
    }
    other = {one.question.id: one.other for one in said if one.other}
    value = {"answers": answers, "other": other}
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _line(said: _Said) -> Line:
    question = said.question
    if question.kind not in CHOICES:
        return Line(question.label[LANGUAGE], (said.text,))
    labels = {option.code: option.label[LANGUAGE] for option in question.options}
    words = tuple(labels[code] for code in said.codes)
    return Line(question.label[LANGUAGE], (*words, said.other) if said.other else words)
