"""What people answer, as it is stored: dates, amounts, words to choose from, rows by their name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from noticeboard.canonical import canonical
from noticeboard.dataset import Field
from noticeboard.edit import safe
from noticeboard.errors import UsageError
from noticeboard.making.asking import Choice, Judge, RefusedError
from noticeboard.mend import NO_YEAR, how_to_write, mended, respelled
from noticeboard.names import Names, plain, split_shown
from noticeboard.patterns import matches
from noticeboard.personal import KINDS, OFFICE_KINDS, find_personal
from noticeboard.words import nearest

# A number without its area: only a telephone of the same area reaches it.
LOCAL_NUMBER = re.compile(r"[2-8]\d{6,7}")
BETWEEN = re.compile(r"[；;、，,\s]+")
LIST_MARK = "；"


def judge_of(field: Field, constraints: dict[str, object]) -> Judge:
    """Return what judges an answer to a column without choices. It raises ``RefusedError``."""

    def judge(text: str, _: Sequence[Choice]) -> str:
        stored = canonical(field, " ".join(text.split()))
        if field.type in ("date", "integer", "number"):
            stored = _of_type(field, text)
        _fits(field, stored, constraints)
        _tells_nobody(field, stored)
        if field.office == "telephone" and LOCAL_NUMBER.fullmatch(stored):
            raise RefusedError(f"前面加上区号，写成 区号-{stored}：手机打不通没有区号的")
        return not_a_formula(stored)

    return judge


def anything_of(field: Field) -> Judge:
    """Return what judges a text of a column of which nothing else is demanded."""
    return judge_of(field, {})


def _of_type(field: Field, text: str) -> str:
    stored = mended(field.type, text)
    if stored:
        return stored
    if field.type == "date":
        raise RefusedError(how_to_write(text))
    raise RefusedError("写整数，例如 12" if field.type == "integer" else "写数字，例如 12.5")


def _fits(field: Field, text: str, constraints: dict[str, object]) -> None:
    pattern = str(constraints.get("pattern") or "")
    if pattern and not matches(pattern, text):
        meant = respelled(pattern, text)
        hint = f"是不是 {meant}？" if meant else field.description
        raise RefusedError(f"写法不对。{hint}")
    most, least = constraints.get("maxLength"), constraints.get("minLength")
    if isinstance(most, int) and len(text) > most:
        raise RefusedError(f"最多 {most} 个字，这里有 {len(text)} 个")
    if isinstance(least, int) and len(text) < least:
        raise RefusedError(f"至少 {least} 个字")
    low, high = constraints.get("minimum"), constraints.get("maximum")
    if isinstance(low, (int, float)) and float(text) < low:
        raise RefusedError(f"不能小于 {low}")
    if isinstance(high, (int, float)) and float(text) > high:
        raise RefusedError(f"不能大于 {high}")


def _tells_nobody(field: Field, text: str) -> None:
    """Refuse personal data at once; ``check`` would find them later, when all else is done."""
    if field.type in ("date", "integer", "number"):
        return
    for found in find_personal([text]):
        # An office's telephone may be repeated where its own field has it: check knows which.
        if found.kind != "landline" and not (field.office and found.kind in OFFICE_KINDS):
            raise RefusedError(f"里面像有{KINDS[found.kind]}，会公开出去，不能写在这里")


def not_a_formula(text: str) -> str:
    """Return the text; refuse one that a spreadsheet would run."""
    try:
        return safe(text)
    except UsageError as error:
        raise RefusedError(str(error)) from None


def one_of(text: str, numbered: Sequence[Choice], every: Sequence[Choice]) -> str:
    """Return the value that was chosen: by its number on the screen, its name, or a part of it."""
    if text.isdecimal() and 1 <= int(text) <= len(numbered):
        return numbered[int(text) - 1].value
    name, key = split_shown(text)
    for choice in every:
        if text == choice.value or (key and key == choice.value):
            return choice.value
    wanted = plain(name)
    same = [choice for choice in every if plain(choice.label) == wanted]
    found = same or [c for c in every if wanted and (wanted in plain(c.label) or wanted in c.value)]
    if len(found) == 1:
        return found[0].value
    if found:
        raise RefusedError(f"有 {len(found)} 个像的，选一个", found)
    names = {choice.label: choice.value for choice in every}
    guess = nearest(text, [choice.value for choice in every], names)
    meant = [
        choice
        for choice in every
        if guess.startswith(f"是不是 {choice.value}") and guess[4 + len(choice.value)] in "（？"
    ]
    if len(meant) == 1:
        raise RefusedError(f"没有「{text}」。是不是下面这个？是就打 1，不是就再打几个字", meant)
    raise RefusedError(f"没有「{text}」。选前面的数字，或者打名字里的几个字", every)


def chosen(every: Sequence[Choice]) -> Judge:
    """Return the judge of one choice."""
    return lambda text, numbered: one_of(text, numbered, every)


def several(every: Sequence[Choice]) -> Judge:
    """Return the judge of several choices: 1、3 or their names, stored with ； between."""

    def judge(text: str, numbered: Sequence[Choice]) -> str:
        if any(text in (choice.label, choice.value) for choice in every):
            return one_of(text, numbered, every)
        parts = [part for part in BETWEEN.split(text) if part]
        return LIST_MARK.join(dict.fromkeys(one_of(part, numbered, every) for part in parts))

    return judge


def labelled(field: Field) -> tuple[Choice, ...]:
    """Return the words of a column with their meanings."""
    return tuple(Choice(v, label, field.meanings.get(v, "")) for v, label in field.labels.items())


def rows_of(names: Names, table: str, keys: Iterable[str] | None = None) -> tuple[Choice, ...]:
    """Return the rows of a table by name."""
    known = names.by_id.get(table, {})
    return tuple(Choice(key, known.get(key) or key) for key in (known if keys is None else keys))


# A time told from when it was told: it gets no date.
RELATIVE = re.compile(
    "[今去前明]年|[本上]年|[本上下这]个?[月周季]|目前|截至|近日|近期|日前|前段时间|接下来|下一步|不久"
)
MONTH = re.compile(r"(\d{4})[年/.-](\d{1,2})月?")
HALF = re.compile(r"(\d{4})年(上|下)半年")
YEAR = re.compile(r"(\d{4})年?")


def when(text: str) -> dict[str, str]:
    """Return the four cells of a time, without the beginning of their names: as precise as was said.

    2026年11月 is known to the month; 去年11月 stays as it is and gets no date.
    """
    day = mended("date", text) if not YEAR.fullmatch(text) else ""
    if day:
        year, month, number = (int(part) for part in day.split("-"))
        return {"text": f"{year}年{month}月{number}日", "precision": "day", "value": day}
    if found := HALF.fullmatch(text):
        first, last = ("01-01", "06-30") if found[2] == "上" else ("07-01", "12-31")
        return {"text": text, "precision": "half_year", "value": f"{found[1]}-{first}",
                "value_end": f"{found[1]}-{last}"}  # fmt: skip
    if (found := MONTH.fullmatch(text)) and 1 <= int(found[2]) <= 12:
        year, month = int(found[1]), int(found[2])
        return {
            "text": f"{year}年{month}月",
            "precision": "month",
            "value": f"{year}-{month:02}-01",
        }
    if found := YEAR.fullmatch(text):
        return {"text": f"{found[1]}年", "precision": "year", "value": f"{found[1]}-01-01"}
    if re.search(r"\d{4}", text):
        raise RefusedError("写成 2026-11-24、2026年11月、2026年上半年，或者 2026年")
    if NO_YEAR.fullmatch(text):
        raise RefusedError(how_to_write(text))
    if not RELATIVE.search(text):
        raise RefusedError("看不出是什么时候。写成 2026-11-24，或者照原文写“去年11月”“近期”")
    return {"text": text, "precision": "relative"}


def amount(text: str) -> dict[str, str]:
    """Return the two cells of an amount: in yuan, and as it was said."""
    yuan = mended("integer", text)
    if not yuan or int(yuan) < 0:
        raise RefusedError("写金额，例如 3350000、335万元")
    said = " ".join(text.split())
    bare = said[-1:].isdecimal() or said[-1:] in "万亿"
    return {"cny": yuan, "as_stated": f"{said}元" if bare else said}


def through(read: Callable[[str], dict[str, str]]) -> Judge:
    """Return a judge that only looks whether a text can be read."""

    def judge(text: str, _: Sequence[Choice]) -> str:
        read(text)
        return not_a_formula(text)

    return judge
