"""A Markdown extension for the prose that people write, used by both engines, and notices.

Tables align by class instead of by style attribute (the security policy forbids those)
and scroll in a region of their own; headings in Chinese get readable anchors.
"""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

ALIGNED = re.compile(r"text-align:\s*(left|right|center);?")


def slug(value: str, separator: str) -> str:
    """Return a heading's anchor: its words, Chinese kept, joined by ``separator``."""
    return re.sub(r"[^\w]+", separator, value.strip().lower()).strip(separator)


class TableFrames(Treeprocessor):
    """Put each table into a focusable region and its alignment into classes."""

    def run(self, root: Element) -> None:
        """Change the tree in place."""
        for parent in list(root.iter()):
            for index, child in enumerate(list(parent)):
                if child.tag == "table":
                    frame = Element("div", TABLE_FRAME)
                    parent[index] = frame
                    frame.append(child)
                    frame.tail, child.tail = child.tail, None
        for cell in root.iter():
            style = cell.get("style") if cell.tag in ("th", "td") else None
            if style and (aligned := ALIGNED.fullmatch(style)):
                del cell.attrib["style"]
                if aligned[1] != "left":
                    cell.set("class", f"to-{aligned[1]}")


TABLE_FRAME = {"class": "table", "tabindex": "0", "role": "region", "aria-label": "表格"}


class NoticeboardExtension(Extension):
    """Registers the above."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  the library's name
        """Add the tree processor; set the anchors' slug function where toc is on."""
        md.treeprocessors.register(TableFrames(md), "noticeboard-tables", 5)
        if "toc" in md.treeprocessors:
            toc: Any = md.treeprocessors["toc"]
            toc.slugify = slug


def makeExtension(**kwargs: Any) -> NoticeboardExtension:  # noqa: N802  the library's name
    """Return the extension; Python-Markdown calls this by its dotted name."""
    return NoticeboardExtension(**kwargs)


def notice_html(text: str) -> str:
    """Return a notice's text as HTML: line breaks as typed, headings under the title, no markup.

    Raw HTML is shown as the text it is: a notice is published to the letter.
    """
    md = Markdown(
        extensions=["tables", "nl2br", "toc", NoticeboardExtension()],
        extension_configs={"toc": {"baselevel": 2}},
    )
    md.preprocessors.deregister("html_block")
    md.inlinePatterns.deregister("html")
    return md.convert(text)
