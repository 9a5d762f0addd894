"""The files with which another town begins. Nothing of any other town."""

from __future__ import annotations

import re
from collections.abc import Mapping

from noticeboard.dataset import Field
from noticeboard.ids import slug
from noticeboard.making.town import Town
from noticeboard.yaml_text import scalar

TEXT = Field("text", "string", "", "")


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
    return {name: re.sub(r" +$", "", text, flags=re.M).encode() for name, text in files.items()}


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


def _description(made: Town) -> str:
    return f"{made.name}的社区和驻区单位一起做了什么、花了多少钱、谁负责、根据是什么，一条一条写清出处。"


def _settings(made: Town) -> str:
    return f"""# 网站设置。每一项的意思见 docs/site-settings.md。

name: {_said(made.site)}
tagline: {_said(made.county)}
description: {_said(_description(made))}
place: "{made.code}"

# production 是正式网站，不允许出现示例数据；demo 是示例网站，每页都会标明“示例数据”。
purpose: production

# 谁在办这个网站、怎么联系。没有主办单位时，每页会写明“不代表{made.name}”。
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
    words = {"town": made.name, "site": made.site, "quoted": _said(made.site), "description": _said(_description(made)),
             "version": version, "requirement": requirement,
             "mistakes": mistakes, "todo": "\n".join(f"- [ ] {line}" for line in todo)}  # fmt: skip
    for name, value in words.items():
        template = template.replace(f"@{name}@", value)
    return template
