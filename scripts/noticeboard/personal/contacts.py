"""E-mail addresses, WeChat and QQ accounts, number plates."""

from __future__ import annotations

import re
from collections.abc import Iterator

from noticeboard.personal.text import Spot, around, numerals

_AT = r"\s?(?:@|[(\[{【〔<]\s?(?:at|@|艾特|#)\s?[)\]}】〕>]|艾特|#(?=\s?[a-z0-9.-]{2,40}\.(?:com|cn|net|org|edu|gov)\b)|\sat\s(?=[a-z0-9-]+\s?(?:\.|dot\s)))\s?"
_DOT = r"\s?(?:\.|。(?=com|cn|net)|[(\[【]?\s?(?:dot|点)\s?[)\]】]?)\s?"
EMAIL = re.compile(
    rf"[a-z0-9](?:[a-z0-9._%+-]{{0,60}}[a-z0-9_])?{_AT}(?!\dx\.)[a-z0-9-]{{1,60}}(?:{_DOT}[a-z]{{2,10}}){{1,3}}",
    re.IGNORECASE,
)
_SAYS = r"(?:[^\w,，。;；:：]{0,2})?\s?(?:同?微信|號|号码|账号|帐号|号|id|同号)?\s*[:：=是为]?\s*[\"“「(]?"
WECHAT = re.compile(
    rf"(?<![a-z])(?:[微薇威徽][^\w,，。;；]{{0,2}}信|卫星(?=号)|绿泡泡|wei\s?xin|wechat|v\s?信|v\s?x|wx|[+加]\s?v|加微|加薇|卫星(?=[a-z])){_SAYS}(?P<id>[a-z][a-z0-9_.-]{{5,19}})(?![a-z0-9])"
    r"|(?<![a-z0-9])(?P<own>wxid_[a-z0-9]{6,})",
    re.IGNORECASE,
)
# Words that stand behind 微信 and are no account.
NO_ACCOUNT = re.compile(
    r"https?$|wechat$|weixin$|android$|iphone$|windows$|mini-?program|h5", re.IGNORECASE
)
QQ = re.compile(
    rf"(?<![a-z])(?:q\s?q|扣扣|抠抠|求秋|球球|企鹅号?|加\s?q|q(?=\s?号))(?!群){_SAYS}(?:上|加我|找我|搜)?[\s_/:：,-]?(?P<id>[1-9](?:[ .-]?\d){{4,10}})(?!\.?\d)(?!\s*(?:群|元|人))"
    r"|(?<![a-z0-9])q[:：]?\s?(?P<own>[1-9](?:\d{6,10}|(?:\s\d){6,10}))(?!\.?\d)",
    re.IGNORECASE,
)
PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]\s?[A-HJ-Z][ .\-]{0,2}(?:(?P<tail>[A-HJ-NP-Z0-9零〇一二三四五六七八九](?:[ \-]?[A-HJ-NP-Z0-9零〇一二三四五六七八九]){4,5})(?![A-Z0-9]|型|系列|产品)|(?P<short>[A-HJ-NP-Z0-9]{4})(?:学|警|挂|港|澳|领|试))",
    re.IGNORECASE,
)
DIGITS_ON_A_PLATE = 2


HINT = re.compile(
    r"[微薇威徽].{0,2}信|加薇|卫星|绿泡泡|wei ?xin|wechat|v ?信|v ?x|wx|[+加] ?v|加微|q|扣扣|抠抠|求秋|球球|企鹅",
    re.IGNORECASE,
)
REACH = 40
# A mailbox there belongs to a post.
OFFICE_DOMAIN = ".gov.cn"
AT = re.compile(r"@|\bat\b|艾特|#", re.IGNORECASE)


def find_contacts(text: str) -> Iterator[Spot]:
    """Yield e-mail addresses, accounts and plates in ``undisguised`` text."""
    for start, end in around(AT, text, REACH * 2):
        for found in EMAIL.finditer(text, start, end):
            if found[0].lower().endswith(OFFICE_DOMAIN):
                continue
            yield found.start(), found.end(), "email", re.sub(r"\s", "", found[0]).lower()
    for start, end in around(HINT, text, REACH):
        yield from _accounts(text, start, end)
    for found in PLATE.finditer(text):
        tail = found["tail"] or found["short"]
        if sum(letter.isdigit() for letter in numerals(tail)) >= DIGITS_ON_A_PLATE:
            yield found.start(), found.end(), "plate", re.sub(r"[^\w]", "", found[0]).upper()


def _accounts(text: str, start: int, end: int) -> Iterator[Spot]:
    """Yield WeChat and QQ accounts within a stretch of text."""
    for found in WECHAT.finditer(text, start, end):
        name = "id" if found["id"] else "own"
        if not NO_ACCOUNT.match(found[name]):
            yield found.start(name), found.end(name), "wechat", found[name].lower()
    for found in QQ.finditer(numerals(text[start:end])):
        name = "id" if found["id"] else "own"
        spot = start + found.start(name), start + found.end(name)
        yield *spot, "qq", re.sub(r"\D", "", found[name])
