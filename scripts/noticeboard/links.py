"""Addresses become links, here only: relative, so that the site works from any folder."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class Links:
    """Makes the links of one page."""

    address: str
    known: Collection[str]

    def __call__(self, target: str) -> str:
        """Return the link from this page to ``target``, an address or a file of the site.

        Raises ``KeyError`` for a target that does not exist: a broken link is a bug.
        """
        path, mark, anchor = target.partition("#")
        if path not in self.known:
            raise KeyError(f"no page or file {path!r}, linked from {self.address!r}")
        up = "../" * self.address.count("/")
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
