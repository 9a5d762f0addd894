"""Write the engine's input: prose, one empty frame per kind, the engine's settings."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import yaml
from jinja2 import TemplateError, TemplateSyntaxError, nodes
from markupsafe import Markup

from noticeboard.dataset import Prose
from noticeboard.errors import BuildError, DataProblems, Place, Problem
from noticeboard.figures import Figures, Number
from noticeboard.links import Links
from noticeboard.model import Settings, Town
from noticeboard.pages import Page, Pages
from noticeboard.sections import tabs
from noticeboard.templates import prose_templates
from noticeboard.words import nearest

BAND_REPORTED = "资料摘自公开报道，不代表{place}"
MAX_IN_BRACES = 300
BAND_DEMO = "示例数据：本页的人、事、数字都是编的，只作演示"


# What a template that people write can raise: wrong syntax and names, wrong arguments, 1/0,
# brackets without end.
PROSE_ERRORS = (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, RecursionError)


class UnknownFigureError(TemplateError):
    """``figure("…")`` names no figure."""


class UnknownLinkError(TemplateError):
    """``link("…")`` names no page."""


def engine_input(figures: Figures, pages: Pages, prose: tuple[Prose, ...]) -> dict[str, bytes]:
    """Return the files of ``build/docs``. Raises ``DataProblems`` for wrong prose."""
    written = {page.address: page for page in prose}
    frames = {page.frame: page for page in pages.filled}
    sources: dict[str, bytes] = {}
    problems: list[Problem] = []
    for address in sorted(written | frames):
        body = ""
        if address in written:
            try:
                body = _filled_prose(written[address], figures, pages)
            except PROSE_ERRORS as error:
                problems.append(_template_problem(written[address], error, figures))
        meta = _front_matter(written.get(address), frames.get(address))
        sources[f"{address}index.md"] = f"---\n{meta}---\n{body}".encode()
    if problems:
        raise DataProblems(problems)
    return sources


def _front_matter(prose: Prose | None, frame: Page | None) -> str:
    """Return front matter that both engines read alike: strings only."""
    if frame:
        meta = {"frame": frame.frame or "home", "tab": frame.tab, "title": frame.title}
        if frame.sends:
            meta["sends"] = frame.sends
        if frame.paper:
            meta["paper"] = frame.paper
    else:
        assert prose is not None
        meta = {key: str(prose.meta[key]) for key in ("title", "description")}
        meta["tab"] = str(prose.meta.get("tab", ""))
    return "".join(
        f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in meta.items()
    )


def _filled_prose(page: Prose, figures: Figures, pages: Pages) -> str:
    """Return the page's Markdown with ``figure()`` and ``link()`` filled in."""
    links = Links(pages.known, page.address)

    def link(address: str) -> str:
        try:
            return links(address)
        except KeyError:
            raise UnknownLinkError(address) from None

    def figure(key: str) -> Markup:
        if key not in figures.by_id:
            raise UnknownFigureError(key)
        return number_html(figures.by_id[key], links)

    templates = prose_templates({"figure": figure, "link": link})
    _refuse_long_brackets(page.body)
    _refuse_more_than_calls(templates.parse(page.body))
    return templates.from_string(page.body).render()


def _refuse_long_brackets(body: str) -> None:
    """Raise ``TemplateSyntaxError`` at braces that hold more than the address of a page could."""
    for opened in re.finditer(r"\{[{%]", body):
        closed = re.compile(r"[}%]\}").search(body, opened.end())
        if (closed.start() if closed else len(body)) - opened.end() > MAX_IN_BRACES:
            line = body.count("\n", 0, opened.start()) + 1
            raise TemplateSyntaxError("没有成对，或者太长了", line)


def _refuse_more_than_calls(template: nodes.Template) -> None:
    """Raise ``TemplateSyntaxError`` for anything but ``figure("…")`` and ``link("…")``.

    Prose needs no loops, filters or sums, and a loop can run for ever. This looks at what was
    parsed, before anything is compiled: compiling already works constants out.
    """
    for part in template.body:
        printed = part.nodes if isinstance(part, nodes.Output) else [part]
        for node in printed:
            if not (isinstance(node, nodes.TemplateData) or _is_plain_call(node)):
                raise TemplateSyntaxError("只能用 figure 和 link", node.lineno)


def _is_plain_call(node: nodes.Node) -> bool:
    """Tell whether this is a function called with one text."""
    return (
        isinstance(node, nodes.Call)
        and isinstance(node.node, nodes.Name)
        and not (node.kwargs or node.dyn_args or node.dyn_kwargs)
        and len(node.args) == 1
        and isinstance(node.args[0], nodes.Const)
        and isinstance(node.args[0].value, str)
    )


def number_html(number: Number, link: Links) -> Markup:
    """Return a figure inside running text: the number, linked to how it was made."""
    assert number.figure is not None
    kind = "declared" if number.declared else "counted"
    word = "据报道" if number.declared else "按名单数出"
    href = link(f"figures/#{number.figure.id}")
    text = html.escape(f"{number.value}{number.unit}")
    return Markup(f'<a class="n n-{kind}" href="{href}">{text}<small>{word}</small></a>')


def _template_problem(page: Prose, error: Exception, figures: Figures) -> Problem:
    """Return a template error as a problem at its line of the Markdown file."""
    line = error.lineno if isinstance(error, TemplateSyntaxError) else _line_of(error)
    place = Place(page.file, page.body_line + (line or 1) - 1)
    if isinstance(error, UnknownFigureError):
        key = str(error.message or "")
        hint = nearest(key, figures.by_id) or "数字的编号见 data/figures.yaml"
        return Problem(place, "prose", "error", f"没有编号是「{key}」的数字", hint)
    if isinstance(error, UnknownLinkError):
        message = f"网站里没有「{error.message}」这个地址"
        return Problem(place, "prose", "error", message, "地址写成 figures/ 的样子，以 / 结尾")
    told = error.message if isinstance(error, TemplateError) else type(error).__name__
    message = f"花括号里的写法不对（{told}）"
    return Problem(place, "prose", "error", message, '可以写 {{ figure("数字的编号") }}')


def _line_of(error: BaseException) -> int | None:
    """Return the template line of a runtime error, from its traceback."""
    trace, line = error.__traceback__, None
    while trace:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def engine_settings(base: Path, town: Town, updated: str, version: str) -> bytes:
    """Return the ``mkdocs.yml`` of ``build/``: the project's, with our folders and site.

    ``version`` is the mark of the theme's files: pages ask for them with it, so that a server may
    let browsers keep them. Only strings and lists go into ``extra``: the engines print other types differently.
    """
    config, settings = _engine_config(base), town.settings
    config |= {
        "site_name": settings.name,
        "site_url": settings.site_url,
        "docs_dir": "docs",
        "site_dir": "engine",
    }
    config["theme"] = config["theme"] | {"custom_dir": "theme"}
    config["extra"] = {
        "tabs": [{"key": key, "title": title, "path": path} for key, title, path in tabs(town)],
        "tagline": settings.tagline,
        "band": band(settings, town),
        "operator": settings.operator,
        "contact": settings.contact,
        "hotline": settings.hotline,
        "updated": updated,
        "version": version,
    }
    return yaml.safe_dump(config, allow_unicode=True, sort_keys=False).encode()


class _NoAliases(yaml.SafeLoader):
    """Reads YAML without aliases: those few lines could stand for more than a memory holds."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Return the next node. Raises ``yaml.YAMLError`` for an alias."""
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("alias")
        return super().compose_node(parent, index)


MAX_CONFIG = 100_000


def _engine_config(base: Path) -> dict[str, Any]:
    """Return the engine's settings as people wrote them. Raises ``BuildError``."""
    try:
        if base.stat().st_size > MAX_CONFIG:
            raise yaml.YAMLError("too long")
        config = yaml.load(base.read_text(encoding="utf-8"), Loader=_NoAliases)
        if isinstance(config, dict) and isinstance(config.get("theme"), dict):
            return config
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError):
        pass
    raise BuildError(f"{base.name} 的写法不对，网站引擎读不懂。从 git 恢复它，或者照原来的样子改好")


def band(settings: Settings, town: Town) -> str:
    """Return the sentence that stands on every page, or an empty string."""
    if settings.purpose == "demo":
        return BAND_DEMO
    if settings.operator:
        return ""
    return BAND_REPORTED.format(place=town.places[settings.place].name)
