"""Another town: what is asked of it, and the files with which it begins. Nothing of any other town."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from noticeboard.dataset import Field
from noticeboard.errors import UsageError
from noticeboard.ids import slug
from noticeboard.making.answers import anything_of, judge_of
from noticeboard.making.asking import Asking, Judge, Question, RefusedError, ask
from noticeboard.yaml_text import scalar

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


def community_ids(made: Town) -> dict[str, str]:
    """Return name → id of each community, by pinyin, each once."""
    ids: dict[str, str] = {}
    for name, code in made.communities:
        key = slug(name.removesuffix("社区")) or f"c{code[-3:]}"
        ids[name] = key if key not in ids.values() else f"{key}-{code[-3:]}"
    return ids


def data_files(
    made: Town, descriptor: str, columns: Mapping[str, tuple[str, list[str]]]
) -> dict[str, bytes]:
    """Return the files of ``data/``, by their name in the town's folder.

    ``descriptor`` is the shipped one; ``columns`` are path and columns of every table.
    """
    files: dict[str, str] = {}
    for table, (path, names) in columns.items():
        if path.endswith(".csv"):
            rows = _places(made) if table == "places" else []
            lines = [names, *([row.get(name, "") for name in names] for row in rows)]
            files[f"data/{path}"] = "".join(",".join(line) + "\n" for line in lines)
        elif path.endswith(".yaml"):
            files[f"data/{path}"] = _yaml(made, table)
    files["data/datapackage.yaml"] = own_descriptor(made, descriptor)
    files["data/site.yaml"] = _settings(made)
    return {name: text.encode() for name, text in files.items()}


BASIS = {"provenance": "local", "source": "register", "locator": "建站登记"}


def _places(made: Town) -> list[dict[str, str]]:
    rows = []
    if made.city:
        rows.append({"code": made.code[:4], "name": made.city, "level": "prefecture"})
    if made.county:
        parent = {"parent": made.code[:4]} if made.city else {}
        rows.append({"code": made.code[:6], "name": made.county, "level": "county", **parent})
    above = {"parent": made.code[:6]} if made.county else {}
    rows.append({"code": made.code, "name": made.name, "level": "town", **above})
    rows += [{"code": code, "name": name, "level": "community", "parent": made.code}
             for name, code in made.communities]  # fmt: skip
    return [row | BASIS for row in rows]


HEADS = {
    "sources": "# 来源：每一行数据都要说清是从哪里来的。添一个：noticeboard new source\n",
    "excerpts": "# 原文摘录：报道、文件里的段落，逐字照录。添一段：noticeboard new excerpt\n",
    "communities": "# 社区。空着的等知道了再填。添一个：noticeboard new community\n",
    "figures": "# 数字：报道里说的照录；从名单里数的，value 空着，每次自动数。\n",
    "mechanisms": "# 做法：有哪些制度，到了哪一步。添一个：noticeboard new mechanism\n",
}


def _yaml(made: Town, table: str) -> str:
    head = HEADS.get(table, "# 还没有\n")
    basis = "".join(f"  {name}: {value}\n" for name, value in BASIS.items())
    if table == "sources":
        return f"{head}\n- id: register\n  title: {_said(made.register)}\n  kind: register\n"
    if table == "communities":
        ids = community_ids(made)
        return head + "".join(
            f"\n- id: {ids[name]}\n  name: {_said(name)}\n  admin_code: \"{code}\"\n  party_org:\n"
            f"  office_address:\n  office_phone:\n{basis}" for name, code in made.communities)  # fmt: skip
    if table == "figures":
        return head + "".join(
            f"\n- id: {key}\n  label: {label}\n  value:\n  unit: {unit}\n  place: \"{made.code}\"\n"
            f"  derivation: count\n  query: {query}\n{basis}" for key, label, unit, query in FIGURES)  # fmt: skip
    return head


# Counted from the lists, so that they are true from the first day on.
FIGURES = (
    ("communities", "社区", "个", "communities"),
    ("units", "共建单位", "家", "units"),
    ("projects-completed", "办成的项目", "个", "projects.stage=completed"),
    ("deeds", "实事好事", "件", "deeds"),
)


def _said(text: str) -> str:
    return scalar(TEXT, text)


def _settings(made: Town) -> str:
    words = f"{made.name}的社区和驻区单位一起做了什么、花了多少钱、谁负责、根据是什么，一条一条写清出处。"
    return f"""# 网站设置。每一项的意思见 docs/site-settings.md。

name: {_said(made.site)}
tagline: {_said(f"{made.county} · {len(made.communities)} 个社区" if made.county else "")}
description: {_said(words)}
place: "{made.code}"

# production 是正式网站，不允许出现示例数据；demo 是示例网站，每页都会标明“示例数据”。
purpose: production

# 谁在办这个网站、怎么联系。没有主办单位时，每页会写“资料摘自公开报道，不代表{made.name}”。
operator: {_said(made.operator)}
contact: {_said(made.contact)}

# 网站的完整地址，例如 https://example.cn/gongshi/ 。没有就留空。
site_url: {_said(made.site_url)}

# 政务服务便民热线。
hotline: "12345"

# 首页上显示哪几个数，填 data/figures.yaml 里的编号。名单里有了单位、项目，再把 units、projects-completed 加上。
headline:
  - communities

# 首页“一件事怎么办成”显示哪个做法的步骤，填 data/mechanisms.yaml 里的编号。
how_it_works:
"""


OF_A_ROW = re.compile(r'^ +example: "[a-z0-9.-]+"\n', re.M)


def own_descriptor(made: Town, shipped: str) -> str:
    """Return the shipped descriptor under the town's name, without ids of another town's rows."""
    text = OF_A_ROW.sub("", shipped)
    for name, value in (
        ("name", f"{slug(made.name)[:40].strip('-') or 'town'}-noticeboard"),
        ("title", f"{made.name}社区共建公示数据"),
        (
            "description",
            f"{made.name}的社区与驻区单位共建的公开资料，逐条注明出处；没有写明的留空。",
        ),
    ):
        text = re.sub(rf"^{name}: .*$", f"{name}: {value}", text, count=1, flags=re.M)
    return text


def filled(template: str, made: Town, version: str, requirement: str) -> str:
    """Return a template of the town's folder with the town's own words."""
    mistakes = "（待补充：还没有主办单位，也就没有收件的电话和地址。）"
    if made.operator:
        mistakes = f"告诉{made.operator}：{made.contact}。"
    todo = ["`data/communities.yaml`：社区的党组织、办公地址、办公电话",
            "单位、项目、实事：`noticeboard new unit`、`noticeboard new project`、`noticeboard new deed`",
            "公开目录（哪些事要公开、依据哪一条）：`noticeboard new schedule`"]  # fmt: skip
    if not made.operator:
        todo.insert(
            0,
            "`data/site.yaml`：主办单位（operator）和联系方式（contact）；`content/about/index.md` 最后一段的“待补充”",
        )
    if not made.site_url:
        todo.append("`data/site.yaml`：有了网址，填 site_url，才有二维码")
    words = {"town": made.name, "site": made.site, "version": version, "requirement": requirement,
             "mistakes": mistakes, "todo": "\n".join(f"- [ ] {line}" for line in todo)}  # fmt: skip
    for name, value in words.items():
        template = template.replace(f"@{name}@", value)
    return template
