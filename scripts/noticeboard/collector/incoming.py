"""A request as it comes: from where, how long, what kind, and whether a page or a script waits."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

from starlette.requests import Request

from noticeboard.collector.limits import MOST_BYTES, MOST_DRAINED, SECONDS_FOR_A_BODY
from noticeboard.collector.refusals import elsewhere, other_type, too_long, too_slow

FORM, JSON = "application/x-www-form-urlencoded", "application/json"


def kind_of(request: Request) -> str:
    """Return the media type, without what may follow it."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def waits_for_page(request: Request) -> bool:
    """Tell whether a person will see the answer as it is, not a script."""
    kind = kind_of(request)
    return kind == FORM or (kind != JSON and "text/html" in request.headers.get("accept", ""))


def origin_of(address: str) -> str:
    """Return the origin of an address, as a browser writes it; empty where there is none."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}".lower() if parts.netloc else ""


def check_origin(request: Request, site_url: str) -> None:
    """Raise ``Refused`` where a page of another site sent it.

    There is no session that another site could abuse; this keeps foreign pages from filling in
    the form behind a visitor's back. ``null`` is what browsers write for a form whose page tells
    no referrer, some of them inside messengers always: a plain form is taken all the same. A
    script of our own pages never sends it.
    """
    origin = request.headers.get("origin")
    if origin is None or (origin == "null" and kind_of(request) == FORM):
        return
    own = request.headers.get("host", "").lower()
    if origin.lower() == origin_of(site_url) or (own and urlsplit_host(origin) == own):
        return
    raise elsewhere()


def urlsplit_host(origin: str) -> str:
    """Return host and port of an origin; empty for what is none."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


async def body_of(request: Request) -> bytes:
    """Return the body, read under limits of length and time. Raises ``Refused``."""
    if request.headers.get("content-encoding", "identity") != "identity":
        raise other_type()
    declared = request.headers.get("content-length", "0")
    if not declared.isdecimal() or len(declared) > 12 or int(declared) > MOST_DRAINED:
        raise too_long()
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(SECONDS_FOR_A_BODY):
            async for piece in request.stream():
                size += len(piece)
                if size > MOST_DRAINED:
                    break
                if size <= MOST_BYTES:
                    parts.append(piece)
    except TimeoutError:
        raise too_slow() from None
    if size > MOST_BYTES:
        raise too_long()
    return b"".join(parts)
