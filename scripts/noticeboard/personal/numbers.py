"""Telephones, identity cards, passports and bank cards, however their digits are spaced."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from noticeboard.personal.text import APART, DIGIT, HAN_DIGIT, Spot, around, numerals

# Digits that may belong together: what people put between them is a space, a dash, a dot, a bracket.
BETWEEN = r"[\s().\-/\\|*_~,、]"
RUN = re.compile(
    rf"{DIGIT}(?:{BETWEEN}{{0,3}}{DIGIT}){{6,}}(?:{BETWEEN}{{0,2}}[XxΧХх×✕](?![A-Za-z0-9]))?"
)
# 三, 四, 五 and 陆 are names too: in 张三13800012345 the digits are to be read by themselves.
PLAIN_RUN = re.compile(rf"[0-9](?:{BETWEEN}{{0,3}}[0-9]){{6,}}")
LISTED = re.compile("[,、]")
GROUP = re.compile(r"\d+[XxΧХх×✕]?|[XxΧХх×✕]")
# A number with such a word after it is an amount; 户主 or 人民路 may follow a telephone.
UNIT_AFTER = re.compile(
    r"\s*(?:元(?![\u4e00-\u9fff])|元[整人以。，（的]|万元|亿元|万(?![\u4e00-\u9fff])|亿(?![\u4e00-\u9fff])|㎡|m2|平方|立方|吨|千瓦时?|人次|公斤|公里|千米|bytes|字节)"
)
MONEY_BEFORE = re.compile(r"(?:[¥￥$]|RMB|CNY|人民币|金额)\s*[:：]?\s*$")
# A token of letters and digits this long is a digest or a key, not a number somebody has.
TOKEN = 20
BEFORE = re.compile(r"[A-Za-z0-9]+$")
AFTER = re.compile(r"[A-Za-z0-9]+")
LONGEST = 19
TELEPHONE_BEGINNINGS = re.compile(r"(?:0{0,2}86|0)?1[3-9]|0[1-9]")
LABELS = {
    "identity": re.compile(r"身份证|证件号|公民身份|居民身份"),
    "bank_card": re.compile(r"卡号|银行卡|储蓄卡|借记卡|信用卡|社保卡"),
    "telephone": re.compile(
        r"电话|手机|热线|座机|传真|咨询|联系|致电|拨打|号码|tel", re.IGNORECASE
    ),
}
LABEL_REACH = 16
MOBILE_SHAPES = {(11,), (3, 4, 4), (3, 8), (7, 4), (3, 3, 5), (3, 5, 3), (4, 4, 3), (4, 3, 4), (5, 6), (6, 5), (2, 3, 3, 3), (3, 2, 3, 3), (3, 2, 2, 4), (3, 4, 2, 2), (3, 2, 2, 2, 2), (1,) * 11}  # fmt: skip
ID15_SHAPES = {(15,), (6, 6, 3), (6, 2, 2, 2, 3), (3,) * 5, (6, 9), (4, 4, 4, 3), (1,) * 15}
CARD_SHAPES = {(4, 4, 4, 4), (4, 4, 4, 4, 1), (4, 4, 4, 4, 2), (4, 4, 4, 4, 3), (6, 10), (6, 12), (6, 13), (6, 4, 4, 4, 1), (6, 4, 4, 3)}  # fmt: skip
MOBILE = re.compile(r"1[3-9]\d{9}")
LANDLINE = re.compile(r"0(?:10|2\d|[3-9]\d{2})\d{7,8}")
LANDLINE_SHAPES = {(3, 8), (4, 7), (4, 8), (3, 4, 4), (4, 3, 4), (4, 4, 4), (4, 4, 3), (11,), (12,)}
PREFIXES = ("", "86", "086", "0086", "0")
# Every grouping of a telephone (its prefix apart, or at one with what follows) or an old identity number.
KNOWN_SHAPES = MOBILE_SHAPES | LANDLINE_SHAPES | ID15_SHAPES
KNOWN_SHAPES |= {(len(p), *shape) for p in PREFIXES if p for shape in MOBILE_SHAPES}
KNOWN_SHAPES |= {(len(p) + shape[0], *shape[1:]) for p in PREFIXES if p for shape in MOBILE_SHAPES}
# UnionPay and what Chinese banks issued before it have 16 to 19 digits, the others 16.
CARD_BEGINNINGS = re.compile(r"6[0-9]\d{14,17}|9[04579]\d{14,17}|(?:4\d|5[1-5]|35)\d{14}")
UNIONPAY = "62"
LATEST_YEAR = 2050
PROVINCES = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12]")
LABELLED_PASSPORT = re.compile(
    r"(?:护照|通行证|台胞证|港澳证|回乡证|往来港澳|往来台湾|台湾居民)[^。\n\ufdd0]{0,10}?(?P<id>[A-Za-z]{1,2}[\s-]?(?:\d[\s-]?){6,9}\d?)(?![A-Za-z0-9])"
    r"|(?:台胞证|台湾居民)[^。\n\ufdd0\d]{0,14}?(?P<own>\d{4}\s?\d{4})(?!\d)"
    r"|(?<![A-Za-z0-9])(?P<before>[A-Za-z]\d{8})号?(?:的)?(?:护照|通行证)"
)
PASSPORT_WORD = re.compile("护照|通行证|台胞证|港澳证|回乡证|往来港澳|往来台湾|台湾居民")
# What is said right before the number of a contract, a machine, a lot.
NUMBER_OF_A_THING = re.compile(
    r"(?:型号|合同|设备|仪器|批号|批次|订单|单号|编码|序列号|产品|项目|标准|工程|标段|发票|图号|货号|规格|件号|机号)(?:编?号码?|号)?\s?[:：为是(（]?\s?$"
)
YEAR_AND_NUMBER = re.compile(r"[A-Z]20[0-3]\d")
PASSPORT = re.compile(
    r"(?<![A-Za-z0-9])(?:(?:[EGDSP]|C|[HM])\d{8}|(?:E|C|D|S|P)[A-HJ-NP-Z]\d{7})(?![A-Za-z0-9])"
)


@dataclass(frozen=True)
class Window:
    """Neighbouring groups of digits read as one number; ``listed`` with commas between them."""

    start: int
    end: int
    digits: str
    shape: tuple[int, ...]
    listed: bool = False


def find_numbers(text: str) -> Iterator[Spot]:
    """Yield where a number of a person stands in ``undisguised`` text, and which kind."""
    for run in RUN.finditer(text):
        if _in_a_token(text, run.start(), run.end()):
            continue
        windows = _windows(run)
        if not run[0].isascii():
            for plain in PLAIN_RUN.finditer(text, run.start(), run.end()):
                windows += _windows(plain)
        yield from _numbers_of(text, windows)
    for found in PASSPORT.finditer(text):
        named = NUMBER_OF_A_THING.search(text, max(0, found.start() - LABEL_REACH), found.start())
        if not named and not YEAR_AND_NUMBER.match(found[0]):
            yield found.start(), found.end(), "passport", found[0]
    for start, end in around(PASSPORT_WORD, text, LABEL_REACH * 2):
        for found in LABELLED_PASSPORT.finditer(numerals(text[start:end])):
            name = found.lastgroup or "id"
            value = re.sub(r"[\s-]", "", found[name]).upper()
            yield start + found.start(name), start + found.end(name), "passport", value


def _numbers_of(text: str, windows: list[Window]) -> Iterator[Spot]:
    """Yield the longest reading of each run of digits."""
    starts: list[int] = []
    ends: list[int] = []
    for window in sorted(windows, key=lambda window: (-len(window.digits), window.start)):
        at = bisect_right(starts, window.start)
        if (at and ends[at - 1] > window.start) or (at < len(starts) and starts[at] < window.end):
            continue
        told = _identity(text, window) or _bank_card(text, window) or _telephone(text, window)
        if told:
            starts.insert(at, window.start)
            ends.insert(at, window.end)
            yield window.start, window.end, *told


def _in_a_token(text: str, start: int, end: int) -> bool:
    """Tell whether the digits are a part of a digest, a key or an address of the site."""
    before = BEFORE.search(text, max(0, start - TOKEN), start)
    after = AFTER.match(text, end, end + TOKEN)
    beside = (before[0] if before else "") + (after[0] if after else "")
    return len(beside) + end - start >= TOKEN and not (beside.isdigit() or not beside)


def _windows(run: re.Match[str]) -> list[Window]:
    """Return the ways to read neighbouring groups as a number of 10 to 19 digits."""
    groups = list(GROUP.finditer(numerals(run[0])))
    windows = []
    for first, group in enumerate(groups):
        digits, shape, sizes = "", [], _sizes(groups, first)
        for last in groups[first : first + LONGEST] if sizes else ():
            digits += last[0]
            shape.append(len(last[0]))
            if len(digits) > max(sizes):
                break
            if len(digits) in sizes and (
                len(digits) > 15 or tuple(shape) in KNOWN_SHAPES or _is_strewn(tuple(shape))
            ):
                told = re.sub(r"[^0-9]", "X", digits)
                listed = bool(LISTED.search(run[0], group.start(), last.end()))
                start, end = run.start() + group.start(), run.start() + last.end()
                windows.append(Window(start, end, told, tuple(shape), listed))
    return windows


def _is_strewn(shape: tuple[int, ...]) -> bool:
    """Tell whether the digits stand in ones and twos, as 1 59 00 03 51 5 1."""
    return max(shape) == 2 and len(shape) > 5


def _sizes(groups: list[re.Match[str]], first: int) -> frozenset[int]:
    """Return the lengths of numbers that can begin so: most beginnings are none."""
    ahead = ""
    for group in groups[first : first + 8]:
        ahead += group[0]
        if len(ahead) >= 8:
            break
    sizes = set()
    if ahead[6:8] in ("18", "19", "20"):
        sizes |= {18}
    if PROVINCES.match(ahead):
        sizes |= {15, 18}
    if ahead[:1] in ("3", "4", "5", "6", "9") or len(groups) == 1:
        sizes |= {16, 17, 18, 19}
    if TELEPHONE_BEGINNINGS.match(ahead):
        sizes |= {10, 11, 12, 13, 14, 15}
    return frozenset(sizes)


def _labelled(text: str, start: int, kind: str) -> bool:
    begin = max(0, start - LABEL_REACH, text.rfind(APART, 0, start))
    return bool(LABELS[kind].search(text, begin, start))


def _counted(text: str, window: Window) -> bool:
    """Tell whether the number is an amount: it has a unit after it or a currency before it."""
    if _labelled(text, window.start, "telephone"):
        return False
    before = text[max(0, window.start - 8) : window.start]
    return bool(UNIT_AFTER.match(text, window.end) or MONEY_BEFORE.search(before))


def _identity(text: str, window: Window) -> tuple[str, str] | None:
    number = window.digits
    if "00" in (number[2:4], number[4:6]):
        return None  # no prefecture and no county has that code
    if len(number) == 18 and "X" not in number[:17] and _is_date(number[6:14]):
        sound = identity_check_letter(number) == number[17]
        return ("identity", number) if sound or _labelled(text, window.start, "identity") else None
    if len(number) == 15 and number.isdigit() and window.shape in ID15_SHAPES:
        plausible = PROVINCES.match(number) and _is_date("19" + number[6:12])
        if plausible and not _counted(text, window) and not _decimal(text, window):
            return "identity", number
    return None


def identity_check_letter(number: str) -> str:
    """Return the last character that GB 11643 asks for after the first 17 digits."""
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(number[:17]))
    return "10X98765432"[total % 11]


def _bank_card(text: str, window: Window) -> tuple[str, str] | None:
    number = window.digits
    if not 16 <= len(number) <= 19 or not number.isdigit():
        return None
    spread = len(window.shape) > 1 and set(window.shape) != {1}
    odd = not number.startswith(UNIONPAY) or min(window.shape) < 4
    if spread and odd and window.shape not in CARD_SHAPES:
        return None
    if _counted(text, window) or _decimal(text, window):
        return None
    issued = CARD_BEGINNINGS.fullmatch(number) and _luhn(number)
    return ("bank_card", number) if issued or _labelled(text, window.start, "bank_card") else None


def _luhn(number: str) -> bool:
    digits = [int(digit) for digit in reversed(number)]
    return sum(digits[::2] + [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]) % 10 == 0


def _telephone(text: str, window: Window) -> tuple[str, str] | None:
    number, shape = window.digits, window.shape
    if _counted(text, window) or _decimal(text, window):
        return None
    for prefix in PREFIXES:
        rest = number.removeprefix(prefix)
        if not number.startswith(prefix) or not MOBILE.fullmatch(rest):
            continue
        own = shape if not prefix else _without(shape, len(prefix))
        if window.listed and not (own == (3, 4, 4) and _read_out(text, window)):
            continue
        if own in MOBILE_SHAPES or (_is_strewn(own) and _has_zero_group(text, window)):
            return "mobile", rest
    if window.listed or not LANDLINE.fullmatch(number) or shape not in LANDLINE_SHAPES:
        return None
    told = len(shape) > 1 or _labelled(text, window.start, "telephone")
    return ("landline", number) if told else None


def _read_out(text: str, window: Window) -> bool:
    """Tell whether commas stand between groups that are still one number: 一三九，零零零零，一二三四."""
    said = re.search(HAN_DIGIT, text[window.start : window.end])
    return bool(said) or _labelled(text, window.start, "telephone")


def _has_zero_group(text: str, window: Window) -> bool:
    """Tell whether a group like 03 stands there: amounts in a row have none."""
    return bool(re.search(r"\D0\d\D", text[window.start : window.end]))


def _without(shape: tuple[int, ...], length: int) -> tuple[int, ...]:
    """Return the shape behind a prefix that is a group of its own, or the first group's beginning."""
    if shape[0] == length:
        return shape[1:]
    return (shape[0] - length, *shape[1:])


def _decimal(text: str, window: Window) -> bool:
    """Tell whether the digits stand behind a decimal point, as in 116.69512345678."""
    before = re.search(r"(\d+)\.$", text[max(0, window.start - 8) : window.start])
    return bool(before and (len(before[1]) > 2 or before[1] == "0") and len(window.shape) == 1)


def _is_date(digits: str) -> bool:
    try:
        day = dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return 1900 <= day.year <= LATEST_YEAR
