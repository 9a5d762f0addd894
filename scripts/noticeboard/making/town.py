"""What is asked of another town before it begins."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from noticeboard.dataset import Field
from noticeboard.errors import UsageError
from noticeboard.making.answers import anything_of, judge_of
from noticeboard.making.asking import Asking, Judge, Question, RefusedError, ask

TEXT = Field("text", "string", "", "")
OFFICE = Field("contact", "string", "", "", office="address")
PHONE = Field("contact", "string", "", "", office="telephone")
SITE_URL = re.compile(r"https?://[^\s/]+(/\S*)?/")
MOST_NAME = 20


@dataclass
class Town:
    """What is known of the new town. ``communities`` are names and codes of 12 digits."""

    name: str = ""
    code: str = ""
    county: str = ""
    city: str = ""
    site: str = ""
    register: str = ""
    operator: str = ""
    contact: str = ""
    site_url: str = ""
    communities: list[tuple[str, str]] = field(default_factory=list)


def town(given: Mapping[str, str], communities: Sequence[str]) -> Asking[Town]:
    """Ask for all that a town begins with. ``communities`` came with the command, as 名称=代码."""
    made = Town()
    made.name = yield from _ask(given, "name", "镇、街道的名称", "例如 东河镇", 2, 12)
    about = "国家统计局公布的统计用区划代码，镇是 9 位（市 4 位、县 6 位、镇 9 位）"
    made.code = yield from ask(Question("code", "区划代码", about), _digits(9), given.get("code"))
    made.county = yield from _ask(
        given, "county", "属于哪个县、区", "写全称；不写就直接回车", 2, 20, False
    )
    if made.county:
        made.city = yield from _ask(
            given, "city", "属于哪个市", "写全称；不写就直接回车", 2, 20, False
        )
    yield from _communities(made, communities)
    usual = f"{made.name}共建公示栏"
    made.site = yield from _ask(
        given, "site", "网站叫什么", "显示在每一页最上面，最多 20 个字", 2, MOST_NAME, default=usual
    )
    made.register = yield from _ask(
        given,
        "register",
        "本地登记簿叫什么",
        "本地自己登记的事，出处都是它",
        2,
        40,
        default="共建登记簿",
    )
    about = "还没有定就直接回车：每一页会写明资料摘自公开报道，不代表本地，问卷也不能开放"
    made.operator = yield from _ask(
        given, "operator", "主办单位，谁在办这个网站", about, 2, 40, False
    )
    if made.operator:
        about = "办公电话或者地址，居民发现错误好找人；不写个人手机"
        question = Question("contact", "联系方式", about)
        made.contact = yield from ask(question, _contact, given.get("contact"))
    elif given.get("contact"):
        raise UsageError("写了 --contact（联系方式），还要写 --operator（主办单位）")
    question = Question(
        "site_url",
        "网站的网址",
        "以 http:// 或 https:// 开头、以 / 结尾；还没有就直接回车",
        needed=False,
    )
    made.site_url = yield from ask(question, _address, given.get("site_url"))
    return made


def _ask(given: Mapping[str, str], name: str, title: str, about: str, least: int, most: int,
         needed: bool = True, default: str = "") -> Asking[str]:  # fmt: skip
    def judge(text: str, numbered: object) -> str:
        said = anything_of(TEXT)(text, ())
        if not least <= len(said) <= most:
            raise RefusedError(f"{least} 到 {most} 个字，这里有 {len(said)} 个")
        return said

    asked = Question(
        name, title, about, default=default if len(default) <= most else "", needed=needed
    )
    return (yield from ask(asked, judge, given.get(name)))


def _digits(count: int) -> Judge:
    def judge(text: str, _: object) -> str:
        plain = text.replace(" ", "")
        # Printed codes of a town often have three zeros more.
        plain = plain.removesuffix("000") if len(plain) == count + 3 else plain
        if not (plain.isascii() and plain.isdecimal() and len(plain) == count):
            raise RefusedError(f"应当是 {count} 位数字，这里有 {len(plain)} 位")
        return plain

    return judge


def _contact(text: str, _: object) -> str:
    for own in (OFFICE, PHONE):
        try:
            return judge_of(own, {"minLength": 3})(text, ())
        except RefusedError as why:
            refused = why
    raise refused


def _address(text: str, _: object) -> str:
    address = text if text.endswith("/") else f"{text}/"
    if not SITE_URL.fullmatch(address):
        raise RefusedError("写完整的网址，例如 https://www.example.cn/gongshi/")
    return address


def _communities(made: Town, given: Sequence[str]) -> Asking[None]:
    """Ask for one community after another; there is at least one."""
    for text in given:
        name, mark, code = text.replace("＝", "=").partition("=")
        if not mark:
            raise UsageError(f"--community 写成 名称=代码，例如 东街社区=001；这里写的是「{text}」")
        made.communities.append((yield from _community(made, name.strip(), code)))
    while not given:
        number = len(made.communities) + 1
        about = "例如 东街社区" if number == 1 else "没有了就直接回车"
        question = Question("community", f"第 {number} 个社区的名称", about, needed=number == 1)
        name = yield from ask(question, anything_of(TEXT))
        if not name:
            return
        made.communities.append((yield from _community(made, name, None)))


def _community(made: Town, name: str, given: str | None) -> Asking[tuple[str, str]]:
    def judge(text: str, _: object) -> str:
        code = _digits(12)(made.code + text if len(text) == 3 else text, ())
        if not code.startswith(made.code):
            raise RefusedError(f"本镇社区的代码以 {made.code} 开头")
        if any(code == other for _, other in made.communities):
            raise RefusedError("这个代码前面写过了")
        return code

    if any(name == other for other, _ in made.communities):
        raise UsageError(f"「{name}」写了两次")
    about = f"12 位；前 9 位是 {made.code}，只打后 3 位也行"
    return name, (yield from ask(Question("community", f"{name}的区划代码", about), judge, given))
