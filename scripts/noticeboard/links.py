"""Addresses become links, here only: relative, so that the site works from any folder."""

from __future__ import annotations

import re
from collections.abc import Collection


class Links:
    """Makes the links of one page at a time: of the page at ``address``.

    Links are the same for all pages of the same depth, and are remembered by it.
    """

    def __init__(self, known: Collection[str], address: str = "") -> None:
        """Keep the addresses and files that may be linked to; stand at ``address``."""
        self._known = known
        self._by_depth: dict[int, dict[str, str]] = {}
        self.stand_at(address)

    def stand_at(self, address: str) -> None:
        """Make the next links from this page."""
        self.address = address
        self.depth = address.count("/")
        self._made = self._by_depth.setdefault(self.depth, {})

    def __call__(self, target: str) -> str:
        """Return the link from this page to ``target``, an address or a file of the site.

        Raises ``KeyError`` for a target that does not exist: a broken link is a bug.
        """
        if target not in self._made:
            self._made[target] = self._link(target)
        return self._made[target]

    def _link(self, target: str) -> str:
        path, mark, anchor = target.partition("#")
        if path not in self._known:
            raise KeyError(f"no page or file {path!r}, linked from {self.address!r}")
        up = "../" * self.depth
        return (up + path or "./") + mark + anchor


PAGE_LINK = re.compile(r'(<a\b[^>]*? href=")((?:[^":#]*/)?|\.{1,2})(#[^"]*)?"')


def offline_links(page: str) -> str:
    """Return the page with links to folders ending in ``index.html``.

    Browsers show ``file://…/units/`` as a listing of files; with this no script is needed.
    """
    return PAGE_LINK.sub(_to_index, page)


def _to_index(match: re.Match[str]) -> str:
    start, path, anchor = match[1], match[2], match[3] or ""
    if not path and anchor:
        return match[0]
    if path and not path.endswith("/"):
        path += "/"
    return f'{start}{path}index.html{anchor}"'
