"""Sheets of paper to hang up: what stands on each, laid out page by page before a browser sees it.

Nothing here measures in a browser: text is measured in the width of its letters (``measure``), so that
the number of pages is known when the site is built, the type is as large as fits, and a page ends
where it should.
"""

from noticeboard.sheets.ground import Ground, Sheet
from noticeboard.sheets.make import make
from noticeboard.sheets.paper import PAPERS

__all__ = ["PAPERS", "Ground", "Sheet", "make"]
