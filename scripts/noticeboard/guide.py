"""A Markdown extension for ``docs/`` as a site: links to files beside ``docs/`` become text.

In the repository such a link opens the file; on the site nothing stands there. Anchors are
those of the rest of the project.
"""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from noticeboard.markdown import slug


class OwnLinks(Treeprocessor):
    """Take the address off links that leave the folder."""

    def run(self, root: Element) -> None:
        """Change the tree in place."""
        for element in root.iter("a"):
            if element.get("href", "").startswith("../"):
                element.tag = "span"
                del element.attrib["href"]


class GuideExtension(Extension):
    """Registers the above."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  the library's name
        """Add the tree processor before the engines look at links (they run at the end)."""
        md.treeprocessors.register(OwnLinks(md), "noticeboard-own-links", 15)
        if "toc" in md.treeprocessors:
            toc: Any = md.treeprocessors["toc"]
            toc.slugify = slug


def makeExtension(**kwargs: Any) -> GuideExtension:  # noqa: N802  the library's name
    """Return the extension; Python-Markdown calls this by its dotted name."""
    return GuideExtension(**kwargs)
