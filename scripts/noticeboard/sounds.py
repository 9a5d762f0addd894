"""How text sounds: pinyin of Chinese characters, for the index of the search and for lists from A to Z.

pypinyin knows words with several readings (重庆), so whole runs of characters are read at once.
"""

from __future__ import annotations

import functools
import re

HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]+|[a-z0-9]", re.IGNORECASE)
# Characters that are read in two ways in names and everyday words (行: xing, hang; 埔: pu, bu). Dictionaries
# know second readings of many more, which nobody types.
READ_TWO_WAYS = frozenset(
    "重长行乐朝会调都还着了得好便传处当倒度分干更和降角教解空落率没难宁强切曲少省石盛弹提为系相兴血应与载涨"
    "正中种转藏差单参曾大什乘划背扁剥泊薄卜埔葛盖给观冠喝荷横华几济夹假间见将劲禁卷看壳笼露绿论脉埋模磨泥弄"
    "片漂铺瀑栖亲圈散色塞厦扇折舍似宿踏挑帖吐屯瓦委尾鲜削校旋压要遗饮晕择扎粘症只轴钻作仔佛万尉车洗查区仇翟"
    "员缪圩坝陂嵙坑寨坪岗碓塅峰岽"
)
KEPT = 65536

Sound = tuple[str, ...]


def sounds(text: str) -> tuple[Sound, ...]:
    """Return the readings of each character, the likely one first; letters and digits stand for themselves.

    Syllables are without tones, ü as v (绿: lv). What has no sound (punctuation) is left out.
    """
    found: list[Sound] = []
    for part in HAN.findall(text):
        found += _sounds(part) if ord(part[0]) > 127 else ((part.lower(),),)
    return tuple(found)


def sort_key(title: str) -> tuple[str, str]:
    """Return by what a title is sorted from A to Z; the letter is that of the first character.

    Titles that begin with a digit or in another script come last.
    """
    joined = " ".join(sound[0] for sound in sounds(title))
    return (joined if joined[:1].isalpha() and joined[0].isascii() else "{" + joined, title)


@functools.lru_cache(KEPT)
def _sounds(run: str) -> tuple[Sound, ...]:
    from pypinyin import lazy_pinyin

    read = lazy_pinyin(run, errors=list)  # type: ignore[arg-type]
    return tuple(
        (likely, *_others(letter, likely)) for letter, likely in zip(run, read, strict=True)
    )


@functools.lru_cache(KEPT)
def _readings(letter: str) -> tuple[str, ...]:
    from pypinyin import Style, pinyin

    read = pinyin(letter, style=Style.NORMAL, heteronym=True, errors=list)  # type: ignore[arg-type]
    return tuple(dict.fromkeys(read[0]))


def _others(letter: str, likely: str) -> Sound:
    if letter not in READ_TWO_WAYS:
        return ()
    return tuple(one for one in _readings(letter) if one != likely)[:1]


@functools.lru_cache(KEPT)
def alike(syllable: str) -> str:
    """Return a syllable as those say it who do not tell zh from z, ing from in, n from l, h from f."""
    begin, rest = SPLIT.match(syllable).groups() if SPLIT.match(syllable) else ("", syllable)  # type: ignore[union-attr]
    begin = {"zh": "z", "ch": "c", "sh": "s", "n": "l"}.get(begin, begin)
    if begin == "h" and rest.startswith("u") and rest != "u":
        begin, rest = "f", rest[1:]
    rest = rest[:-1] if rest.endswith("ng") and rest not in ("ong", "iong") else rest
    return begin + rest


SPLIT = re.compile("([zcs]h?|[bpmfdtnlgkhjqxryw])(.+)$")
