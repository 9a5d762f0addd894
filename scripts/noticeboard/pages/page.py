"""One page: where it is, which template fills which frame."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Page:
    """A page that a record template fills.

    ``address`` ends in ``/`` (home is empty); ``frame`` is the address of the frame it is
    filled into, which has the same depth; ``template`` is under ``records/``. A list without
    an introduction is not ``titled`` yet. ``rows_file`` is where the rows of a part of a list
    stand once more, for the script that filters all parts. ``sends`` is for pages with a form: where
    it may be sent, as a content security policy says it. ``paper`` (``a4``, ``a3``) is for a sheet to
    print: it stands in no list of the site's pages for search engines, and names the page of which it is
    a copy (``original``, an address).
    """

    address: str
    frame: str
    template: str
    tab: str
    title: str
    description: str
    data: dict[str, Any] = field(default_factory=dict)
    titled: bool = True
    rows_file: str = ""
    sends: str = ""
    paper: str = ""
    original: str = ""
