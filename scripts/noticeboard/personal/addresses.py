"""Home addresses down to the door: 3栋2单元501房. A building alone is no home."""

from __future__ import annotations

import re
from collections.abc import Iterator

from noticeboard.personal.text import Spot, around, numerals

# Digits, and tens as they are written in words (十二栋); Chinese digits are made 0–9 before.
_N = r"(?:[\d十百廿]{1,4})"
_ROOM = r"(?:[\d十百]{3,5})"
_BUILDING = rf"(?:{_N}|[A-Za-z甲乙丙丁])\s*(?:号楼|楼栋|栋|幢|座|#楼?)"
_UNIT = rf"(?:{_N}|[A-Za-z东西南北左右中])\s*(?:单元|梯)"
_FLOOR = rf"{_N}\s*(?:楼|层)"
_GAP = r"[\s,，、\-的之第()./]{0,3}"
# What follows a number that counts something and is no room: 2栋120户, 3栋2026年.
_NO_COUNT = r"(?!\d|\s*(?:年|户|人|平|米|㎡|m2|个|套|元|件|次|万|层|栋|幢|座|间|号楼|楼|单元|[至到~\-—]\s*\d|路|公交|月|余|多|家|名|[mck]m|[kK][vVwW]|℃|(?:会议|活动|办公|教|阅览|接待|值班|调解|展览)室|窗口|展厅|大厅|党群|服务[站中]))"
DOORS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_BUILDING}{_GAP}(?:{_UNIT}{_GAP})?(?:{_FLOOR}{_GAP})?(?:[\d十百]{{2,5}}|[A-Za-z]\d{{3,4}})\s*(?:室|房|号房|号(?!楼))",
        rf"(?:{_BUILDING}{_GAP})?{_UNIT}{_GAP}(?:{_FLOOR}{_GAP})?{_ROOM}(?:户|{_NO_COUNT})",
        rf"{_BUILDING}{_GAP}(?:{_UNIT}{_GAP})?{_FLOOR}{_GAP}[A-Za-z]\s*(?:室|房|座|户)",
        rf"\d{{1,2}}\s?#\s?(?:\d{{1,2}}\s?-\s?)?\d{{3,4}}{_NO_COUNT}",
        rf"\d号\s*{_FLOOR}\s*\d{{3,4}}{_NO_COUNT}",
        r"(?:村|组|路|街|巷)\s*\d{1,4}\s*号[\u4e00-\u9fff]{2,4}家(?![庭属长政])",
        rf"{_BUILDING}\s?[\-的第]?\s?(?:{_FLOOR}{_GAP})?[\d十百]{{3,4}}{_NO_COUNT}",
        rf"(?:村|社区|居委)[\u4e00-\u9fff\d]{{0,5}}组\s?{_N}\s?号(?![楼线院文令台机井表])",
        rf"(?:巷|弄|坊)\s*{_N}\s*号{_GAP}{_FLOOR}(?!会议|大厅|办)",
        rf"{_BUILDING}{_GAP}(?:{_UNIT}{_GAP})?{_FLOOR}{_GAP}\d{{1,2}}\s*(?:室|房|户|号)(?!楼)",
        rf"(?:路|街|巷|道|村|里|坊|苑|园|城|区|庄|寨|组|围)\s*{_N}\s*号(?:之\d+)?{_GAP}(?:{_FLOOR}{_GAP})?[\d十百]{{3,5}}\s*(?:室|房)",
        r"(?:小区|花园|苑|城|邨|家园|公寓|住|户主|业主|住户|栋)\s*[:：]?\s*(?:[A-Za-z]\d?|\d{1,2})\s?-\s?(?:\d{1,2}\s?-\s?)?\d{3,4}(?![\d\-]|年)",
        r"(?<!\d)(?<!\d[-.])\d{1,2}-\d{1,2}-\d{3,4}\s*(?:室|房|户)",
        r"(?:家住|住址|住在|现住|户籍地址?|户籍所在地|家庭地址)[^。；\n\ufdd0]{0,24}?\d{1,4}\s*号(?!楼|线|院|文|令|公告)",
    )
)


WORDS = re.compile("栋|幢|座|楼|单元|号|室|房|住|小区|花园|公寓|户主|业主|#")
REACH = 30


def find_addresses(text: str) -> Iterator[Spot]:
    """Yield home addresses in ``undisguised`` text."""
    for start, end in around(WORDS, text, REACH):
        digits = numerals(text[start:end])
        for pattern in DOORS:
            for found in pattern.finditer(digits):
                if _is_an_office(digits[max(0, found.start() - OFFICE_REACH) : found.start()]):
                    continue
                value = re.sub(r"\s", "", found[0])
                yield start + found.start(), start + found.end(), "address", value


OFFICE = re.compile(
    "政府|镇党|党建办|办公|委员会|居委|村委|党委|支部|执法|受理|大厅|大院|服务中心|服务站|公司|医院|卫生院|学校|小学|中学|银行|法院|派出所|"
    "公安|司法所|财政|民政|税务|工商|事务所|协会|会议|报名点|接待"
)
# A dormitory of an office is somebody's home.
HOME = re.compile("住|家|宿舍|公寓|小区|花园|户主|业主|租|快递|送餐|上门")
OFFICE_REACH = 26


def _is_an_office(before: str) -> bool:
    """Tell whether the words before an address are those of an office, not of somebody's home."""
    near = re.split(r"[。;；\n\ufdd0]", before[-OFFICE_REACH:])[-1]
    return bool(OFFICE.search(near)) and not HOME.search(near)
