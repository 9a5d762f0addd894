"""Rules about numbers with a check of their own: credit codes, division codes, amounts in words."""

from __future__ import annotations

from noticeboard.check.report import error_at, where_said
from noticeboard.dataset import Dataset
from noticeboard.errors import Problem
from noticeboard.mend import mended

# GB 32100-2015: no I, O, S, V, Z; the weight of place i is 3^i mod 31.
CREDIT_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_LENGTH = 18
# 机构编制、外交、司法行政、文化、民政、旅游、宗教、工会、市场监管、军队、农业、其他
CREDIT_AUTHORITIES = "123456789ANY"
LEVEL_LENGTHS = {"province": 2, "prefecture": 4, "county": 6, "town": 9, "community": 12}


def credit_check_letter(code: str) -> str:
    """Return the last character that the first 17 of a credit code ask for."""
    total = sum(
        CREDIT_LETTERS.index(letter) * pow(3, place, 31) for place, letter in enumerate(code[:17])
    )
    return CREDIT_LETTERS[-total % 31]


def credit_codes_are_valid(dataset: Dataset) -> list[Problem]:
    """A unified social credit code has 18 characters of GB 32100 and its check character."""
    problems = []
    for table, row in dataset.each("organisations"):
        code = row.get("uscc")
        wrong = _wrong_credit_code(code) if code else None
        if wrong:
            problems.append(error_at(table, row, "uscc", "credit_codes_are_valid", *wrong))
    return problems


def _wrong_credit_code(code: str) -> tuple[str, str] | None:
    """Return message and hint for a code that cannot be one."""
    upper = "".join(code.split()).replace("-", "").upper()
    if code != upper and _wrong_credit_code(upper) is None:
        return f"统一社会信用代码「{code}」要用大写字母，中间不留空", f"改成 {upper}"
    if len(code) != CREDIT_LENGTH:
        return f"统一社会信用代码应当有 18 位，这里有 {len(code)} 位", "照证书重新抄一遍"
    strange = [letter for letter in code if letter not in CREDIT_LETTERS]
    if strange:
        hint = "代码里没有字母 I、O、S、V、Z：看看是不是数字 1、0、5、2"
        return f"统一社会信用代码里不会有「{strange[0]}」", hint
    if code[0] not in CREDIT_AUTHORITIES:
        return f"统一社会信用代码不会以「{code[0]}」开头", "照证书重新抄一遍"
    last = credit_check_letter(code)
    if code[-1] != last:
        hint = f"有一位抄错了。如果前 17 位都对，最后一位应当是 {last}"
        return f"统一社会信用代码「{code}」的校验码不对", hint
    return None


def division_codes_nest(dataset: Dataset) -> list[Problem]:
    """A division's code is as long as its level asks and begins with its parent's."""
    problems = []
    for table, row in dataset.each("places"):
        code, level, parent = row.get("code"), row.get("level"), row.get("parent")
        if not code:
            continue
        length = LEVEL_LENGTHS.get(level or "")
        if length and len(code) != length:
            word = table.resource.fields["level"].labels[level]
            message = f"{word}的代码应当有 {length} 位，「{code}」有 {len(code)} 位"
            hint = "照国家统计局的区划代码抄；末尾的零不写"
            problems.append(error_at(table, row, "code", "division_codes_nest", message, hint))
        elif parent and not code.startswith(parent):
            message = f"代码 {code} 不在上级 {parent} 里"
            hint = f"下级的代码以上级的代码开头；改正 code 或 parent，例如 {code[: len(parent)]}"
            problems.append(error_at(table, row, "parent", "division_codes_nest", message, hint))
    return problems


def amounts_equal_their_words(dataset: Dataset) -> list[Problem]:
    """An amount in yuan is the one that its source states."""
    problems = []
    for table in dataset.tables.values():
        names = [name.removesuffix("_as_stated") for name in table.resource.fields]
        for name in names:
            if f"{name}_as_stated" not in table.resource.fields:
                continue
            if f"{name}_cny" not in table.resource.fields:
                continue
            for row in table.rows:
                words, amount = row.get(f"{name}_as_stated"), row.get(f"{name}_cny")
                said = mended("integer", words) if words else ""
                if not said or amount is None or int(said) == amount:
                    continue
                message = f"金额是 {amount} 元，原文写的是「{words}」，应当是 {said} 元"
                hint = f"看原文{where_said(row)}：真是「{words}」，就改成 {said}；不是，就改 {name}_as_stated"
                rule = "amounts_equal_their_words"
                problems.append(error_at(table, row, f"{name}_cny", rule, message, hint))
    return problems
