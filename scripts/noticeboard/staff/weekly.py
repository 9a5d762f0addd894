"""简报: the week as text, with a button that copies it."""

from __future__ import annotations

import datetime as dt

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from noticeboard.bulletin import in_words
from noticeboard.commands.bulletin import bulletin_of, read_span
from noticeboard.errors import UsageError
from noticeboard.staff.desk import Desk

WEEKS = 8


def weekly(desk: Desk, request: Request) -> Response:
    """Which week, and its text."""
    day = desk.day()
    mondays = [day - dt.timedelta(days=day.weekday() + 7 * back) for back in range(WEEKS)]
    weeks = [(f"{monday:%G-W%V}", f"{in_words(monday)}起的一周") for monday in mondays]
    asked = request.query_params.get("week") or weeks[0][0]
    try:
        span = read_span(asked, None, day)
    except UsageError as error:
        raise HTTPException(404, str(error)) from None
    text = bulletin_of(desk.project, desk.read(), span)
    return desk.page(
        request,
        "weekly.html",
        "bulletin",
        weeks=weeks,
        asked=f"{span.first:%G-W%V}",
        text=text,
        lines=text.count("\n") + 1,
    )
