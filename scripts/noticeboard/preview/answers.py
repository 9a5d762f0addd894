"""What is answered to a browser: the page of a state, dressed with what only the preview shows."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment

from noticeboard.preview.placed import Placed
from noticeboard.preview.resident import UNSOUND, Preview
from noticeboard.templates import record_templates

OWN = "/_preview/"
GOOD = "good"
MOST_TOLD = 30
# Where the preview names the drafts: on the front page and in the list of notices.
NAMES_DRAFTS = ("", "notices/")
HEAD_END, BODY_BEGIN, TITLE_END = "</head>", re.compile(r"<body[^>]*>"), "</h1>"


@dataclass(frozen=True)
class Page:
    """A page as a build would write it, its digest, whether it is older than the data, or a draft."""

    text: str
    digest: str
    older: bool = False
    draft: bool = False


def environment_of(preview: Preview) -> Environment:
    """Return the templates of the panel."""
    folders = tuple(folder / "preview" for folder in preview.project.template_folders)
    return record_templates(folders, {})


def page_at(preview: Preview, address: str, good: bool) -> Page | None:
    """Return the page at an address, of the data as they are or (``good``) as they last were sound.

    Data that were not checked may not fill it: then it is the last good one.
    """
    with preview.lock:
        if not good and (drafted := preview.draft(address)):
            return _page(drafted, older=False, draft=True)
        sites = [preview.good] if good else [preview.now, preview.good]
        for number, site in enumerate(site for site in sites if site is not None):
            try:
                text = site.page(address)
            except UNSOUND:
                continue
            return None if text is None else _page(text, older=number > 0)
        if any(sites):
            return None
        built = preview.project.site / address / "index.html"
        return _page(built.read_text(encoding="utf-8"), older=True) if _is_file(built) else None


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except ValueError:  # a NUL in the address
        return False


def _page(text: str, older: bool, draft: bool = False) -> Page:
    return Page(text, hashlib.sha256(text.encode()).hexdigest()[:16], older, draft)


def missing_page(preview: Preview) -> Page:
    """Return the page for addresses that do not exist."""
    with preview.lock:
        for site in filter(None, (preview.now, preview.good)):
            try:
                return _page(site.missing(), older=False)
            except UNSOUND:
                continue
    empty = '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>还没有网页</title></head>'
    return _page(f"{empty}<body><main><h1>还没有网页</h1></main></body></html>", older=True)


def here(preview: Preview, address: str) -> tuple[Placed, ...]:
    """Return the problems that are to be shown on a page."""
    return tuple(one for one in preview.placed if one.address == address and one.address)


def panel(
    preview: Preview, templates: Environment, address: str, page: Page | None, good: bool
) -> str:
    """Return the panel of a page: problems, or how far the whole is behind; a hidden one without either."""
    standing = preview.standing
    warnings = tuple(p for p in standing.problems if p.severity == "warning")
    return templates.get_template("panel.html").render(
        standing=standing,
        problems=preview.placed[:MOST_TOLD],
        more=len(preview.placed) - MOST_TOLD,
        warnings=warnings[:MOST_TOLD],
        warned=len(warnings),
        address=address,
        good=good,
        good_is_there=preview.good is not None,
        older=page is not None and page.older,
        draft=page is not None and page.draft,
        drafts=preview.drafts if address in NAMES_DRAFTS else (),
        behind=standing.made != standing.number,
        pages={one.address for one in preview.placed}
        & set(preview.now.filled if preview.now else ()),
    )


def digest_of(preview: Preview, address: str, page: Page | None, good: bool) -> str:
    """Return what changes when the page must be loaded again: its text, or what is told within it."""
    told = "" if good else repr([one.problem for one in here(preview, address)])
    return hashlib.sha256(f"{page.digest if page else ''}{told}".encode()).hexdigest()[:16]


def dressed(preview: Preview, templates: Environment, address: str, page: Page, good: bool) -> str:
    """Return the page with the preview's style, script and panel, and the problems of its own record."""
    with preview.lock:
        seen = digest_of(preview, address, page, good)
        top = panel(preview, templates, address, page, good)
        own = () if good else here(preview, address)
        tick = preview.tick
    head = (
        f'<link rel="stylesheet" href="{OWN}preview.css">'
        f'<script src="{OWN}preview.js" data-seen="{seen}" data-tick="{tick}" defer></script>'
    )
    text = page.text.replace(HEAD_END, head + HEAD_END, 1)
    text = BODY_BEGIN.sub(lambda body: f'{body[0]}<div id="nb-preview">{top}</div>', text, count=1)
    if own:
        box = templates.get_template("here.html").render(problems=own)
        text = text.replace(TITLE_END, TITLE_END + box, 1)
    return text
