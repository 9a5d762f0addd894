"""``noticeboard forget``: every place in which a person stands, and what to do about each.

It changes nothing: what may go and what must stay (a signed agreement, minutes) is for
people to decide. It finds, it tells the steps, and it is run again until nothing is left.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from noticeboard.commands.clock import git
from noticeboard.dataset import Dataset, Row, Table
from noticeboard.errors import UsageError
from noticeboard.load import load
from noticeboard.personal.archives import UnreadableFileError
from noticeboard.personal.files import file_pieces
from noticeboard.personal.text import undisguised
from noticeboard.project import Project

PEOPLE = "people"
SHORTEST = 2


@dataclass(frozen=True)
class Spot:
    """A place in which the person stands: of which kind, where, and what stands there."""

    kind: str
    where: str
    what: str


STEPS = {
    "person": "人员表：不再公开的，整行删去；必须留下的（公职），把 name 改成“张**”这样，name_policy 改成 masked。",
    "reference": "引用他的行：任职写成已卸任、栋长写成已卸任，或者删去这一行；不要只删人员表，不然引用会断。",
    "cell": "表里的文字：把姓名换成职务（“某居民”“一位志愿者”）。",
    "comment": "备注：YAML 文件里 # 后面的字，网站上看不到，仓库里看得到；删去这一句。",
    "notice": "公示：没有发布过的直接改；发布过的把姓名换成“（已隐去）”，填 redacted_on 和 redaction_reason，原来的页面会写明隐去过。",
    "prose": "网页文字：把姓名换成职务，或者删去这一句。",
    "other": "别的文件（网站设置、数据说明、模板、README、多出来的文件）：把姓名删去或换成职务；文件名里有的，改名。",
    "attachment": "附件：重做一份去掉姓名的，换一个文件名，改公示里的 attachments，再删去旧文件。",
    "private": "本机的私密资料（.noticeboard）：删去这一条答卷或文件；它从不进网站。",
    "site": "网站：改完资料以后重新生成、重新发布；已经被搜索引擎收录的，到搜索引擎提交“快照删除”。",
    "history": (
        "git 历史：公开的仓库里，旧版本谁都能看到。先在项目外面写一个文本文件，一行“姓名==>（已隐去）”，"
        "再运行 git filter-repo --replace-text 那个文件，然后强制推送；每个同事重新克隆，平台上的缓存请平台清理，那个文本文件用完删去。"
    ),
}


def forget(project: Project, words: str) -> list[Spot]:
    """Return every spot in which a person stands, by name or id, in the order of ``STEPS``.

    Raises ``UsageError`` for words too short to look for.
    """
    words = words.strip()
    if len(words) < SHORTEST:
        raise UsageError("写全姓名，或者人员表里的编号；一个字会找到许多不相干的地方")
    dataset = load(project)
    ids, names = _persons(dataset, words)
    spots = [
        *_in_tables(dataset, ids, names),
        *_in_comments(project, names),
        *_in_prose(dataset, names),
        *_in_attachments(dataset, names),
        *_elsewhere(project, dataset, names),
        *_in_folder(project.root / ".noticeboard", names, "private"),
        *_in_site(project.site, names),
        *_in_history(project, sorted(ids | names)),
    ]
    order = list(STEPS)
    return sorted(spots, key=lambda spot: order.index(spot.kind))


def steps_for(spots: list[Spot]) -> list[str]:
    """Return what to do, in order, for the kinds of places that were found."""
    kinds = {spot.kind for spot in spots}
    return [step for kind, step in STEPS.items() if kind in kinds]


def _persons(dataset: Dataset, words: str) -> tuple[set[str], set[str]]:
    """Return ids and names that the words stand for; the words themselves are always looked for."""
    rows = [row for row in dataset.rows(PEOPLE) if words in (row.get("id"), row.get("name"))]
    ids = {row.get("id") for row in rows if row.get("id")}
    names = {row.get("name") for row in rows if row.get("name")}
    return ids, names | ({words} if words not in ids else set())


def _holds(text: str, names: set[str]) -> bool:
    """Tell whether a name stands in the text, also 张 三 and ＺＨＡＮＧ."""
    plain = re.sub(r"\s", "", undisguised(text)).lower()
    return any(re.sub(r"\s", "", undisguised(name)).lower() in plain for name in names)


def _in_tables(dataset: Dataset, ids: set[str], names: set[str]) -> Iterator[Spot]:
    pointing = _references(dataset, ids)
    for table in dataset.tables.values():
        for row in table.rows:
            yield from _in_row(table, row, pointing, names)


def _references(dataset: Dataset, ids: set[str]) -> dict[str, set[str]]:
    """Return the ids to look for by table: the person's, and those of rows that are his alone."""
    pointing = {PEOPLE: set(ids)}
    table = dataset.tables.get("memberships")
    if table is not None:
        pointing["memberships"] = {
            row.get("id") for row in table.rows if row.get("person") in ids and row.get("id")
        }
    return pointing


def _in_row(
    table: Table, row: Row, pointing: dict[str, set[str]], names: set[str]
) -> Iterator[Spot]:
    resource = table.resource
    for name, field in resource.fields.items():
        cell = row.cells.get(name)
        if cell is None or not cell.text:
            continue
        target = field.references or resource.foreign_keys.get(name, ("",))[0]
        what = f"{resource.title}的{field.title}（{name}）"
        if resource.name == PEOPLE and cell.text in pointing[PEOPLE]:
            yield Spot("person", str(cell.place), what)
        elif pointing.get(target, set()) & {*(cell.items or ()), *re.split("[;；]", cell.text)}:
            yield Spot("reference", str(cell.place), what)
        elif _holds(cell.text, names):
            kind = {PEOPLE: "person", "notices": "notice"}.get(resource.name, "cell")
            for line, text in enumerate(cell.text.split("\n")):
                if _holds(text, names):
                    place = cell.place
                    spot = f"{place.file}:{place.line + line}" if line else str(place)
                    yield Spot(kind, spot, what)


def _in_comments(project: Project, names: set[str]) -> Iterator[Spot]:
    """Yield the remarks behind # in YAML: no table holds them, but everybody can read them."""
    for path in sorted(project.data.glob("*.yaml")):
        for line, text in enumerate(
            path.read_text(encoding="utf-8", errors="replace").split("\n"), 1
        ):
            if _holds(text.partition("#")[2], names):
                yield Spot("comment", f"{project.name_of(path)}:{line}", "# 后面的备注")


def _in_prose(dataset: Dataset, names: set[str]) -> Iterator[Spot]:
    for page in dataset.prose:
        if _holds(" ".join(str(value) for value in page.meta.values()), names):
            yield Spot("prose", f"{page.file}:1", "开头的标题或说明")
        for line, text in enumerate(page.body.split("\n"), page.body_line):
            if _holds(text, names):
                yield Spot("prose", f"{page.file}:{line}", "正文")


def _in_attachments(dataset: Dataset, names: set[str]) -> Iterator[Spot]:
    for name in dataset.files:
        where = f"content/files/{name}"
        if _holds(name, names):
            yield Spot("attachment", where, "文件名")
        try:
            pieces = list(file_pieces(name, dataset.contents(name)))
        except UnreadableFileError as error:
            yield Spot("attachment", where, f"{error}；请自己打开看看")
            continue
        for place, text in pieces:
            if _holds(text, names):
                yield Spot("attachment", where, place)
                break


# Not the town's own words: git's store (its history is looked at), tools, what is looked at apart.
SKIPPED = (".git", ".venv", "node_modules", "site", "build", ".noticeboard")
SKIPPED_NAMES = ("__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache")


def _elsewhere(project: Project, dataset: Dataset, names: set[str]) -> Iterator[Spot]:
    """Yield the files in which no table and no page is read: settings, templates, the README."""
    read = {table.resource.where for table in dataset.tables.values()}
    tops = [path for path in sorted(project.root.iterdir()) if path.name not in SKIPPED]
    for path in (
        found for top in tops for found in ([top] if top.is_file() else sorted(top.rglob("*")))
    ):
        name = project.name_of(path)
        if (
            path.is_symlink()
            or not path.is_file()
            or name in read
            or name.startswith("content/files/")
        ):
            continue
        if any(part in SKIPPED_NAMES for part in path.parts):
            continue
        if _holds(name, names):
            yield Spot("other", name, "文件名")
        known = path.suffix == ".md" and project.content in path.parents
        if not known and _file_holds(path, names):
            yield Spot("other", name, "文件里有")


def _file_holds(path: Path, names: set[str]) -> bool:
    """Tell whether a file holds a name: in its text, or in its bytes in any usual encoding."""
    body = path.read_bytes()
    for code in ("utf-8", "gb18030", "utf-16-le", "utf-16-be"):
        if any(name.encode(code) in body for name in names):
            return True
    try:
        return any(_holds(text, names) for _, text in file_pieces(path.name, body))
    except UnreadableFileError:
        return False


def _in_folder(folder: Path, names: set[str], kind: str) -> Iterator[Spot]:
    """Yield the files of a folder that hold a name or are called by it, whatever kind of file."""
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if path.is_symlink() or not path.is_file():
            continue
        if _holds(path.name, names) or _file_holds(path, names):
            yield Spot(kind, f"{folder.name}/{path.relative_to(folder).as_posix()}", "文件里有")


def _in_site(site: Path, names: set[str]) -> Iterator[Spot]:
    """Yield one spot for the built site: its pages follow the data."""
    found = [spot.where for spot in _in_folder(site, names, "site")]
    if found:
        shown = "、".join(found[:5]) + (" 等" if len(found) > 5 else "")
        yield Spot("site", f"{len(found)} 个文件", shown)


def _in_history(project: Project, words: list[str]) -> Iterator[Spot]:
    """Yield the commits in which the words came or went; one look a word."""
    for word in words:
        told = git(project, "log", "--all", "--format=%h %cs %s", f"-S{word}", "--", ".")
        for line in (told or "").split("\n"):
            if line:
                yield Spot("history", f"提交 {line[:18]}", line[19:])
