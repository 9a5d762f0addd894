"""Read the Markdown pages in ``content/``: front matter and body."""

from __future__ import annotations

from pathlib import Path

from noticeboard.dataset import Prose
from noticeboard.errors import Place, Problem
from noticeboard.load.files import UnreadableError, decode, read_bytes
from noticeboard.load.folders import files_below
from noticeboard.load.markup import refuse_too_much_markup
from noticeboard.load.yaml_tree import Map, plain_value, read_tree, tree_places
from noticeboard.project import Project
from noticeboard.schema import schema_problems


def read_prose(project: Project) -> tuple[tuple[Prose, ...], list[Problem]]:
    """Return every ``content/**/*.md``; ``a/index.md`` and ``a.md`` have the address ``a/``."""
    pages: dict[str, Prose] = {}
    paths, problems = files_below(project, project.content)
    for path in paths:
        if path.suffix != ".md":
            continue
        if path.parent == project.notices and path.name != "index.md":
            continue
        name = project.name_of(path)
        try:
            page, found = _page(project, path)
        except UnreadableError as error:
            problems.append(error.problem())
            continue
        problems += found
        if page.address in pages:
            message = f"和 {pages[page.address].file} 是同一个网址"
            problems.append(Problem(Place(name), "prose", "error", message, "删去或改名其中一个"))
        pages[page.address] = page
    return tuple(pages.values()), problems


def _page(project: Project, path: Path) -> tuple[Prose, list[Problem]]:
    name = project.name_of(path)
    text = decode(read_bytes(project, path), name)
    relative = path.relative_to(project.content).with_suffix("")
    parts = relative.parts[:-1] if relative.name == "index" else relative.parts
    address = "".join(f"{part}/" for part in parts)
    tree, body, body_line = split_page(name, text)
    meta, places = plain_value(tree), tree_places(tree)
    problems = schema_problems("prose", meta, places, "front-matter")
    return Prose(address, name, meta, body, body_line, places), problems


def split_page(name: str, text: str) -> tuple[Map, str, int]:
    """Return front matter as a tree, the body, and the line on which the body begins.

    Raises ``UnreadableError``.
    """
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        message = "第一行应当是 ---，接着写 title 和 description"
        raise UnreadableError(
            Place(name), "front-matter", message, "参照 content/about/index.md 的开头"
        )
    try:
        end = next(i for i, line in enumerate(lines[1:], 1) if line.rstrip() == "---")
    except StopIteration:
        raise UnreadableError(
            Place(name), "front-matter", "开头的 --- 没有结束", "在正文前面补一行 ---"
        ) from None
    tree = read_tree(name, "\n".join(lines[1:end]).encode(), first_line=2)
    if not isinstance(tree, Map):
        raise UnreadableError(tree.place, "front-matter", "这里应当是“名称: 值”", "参照其他页面")
    body = "\n".join(lines[end + 1 :])
    refuse_too_much_markup(name, body, end + 2)
    return tree, body, end + 2
