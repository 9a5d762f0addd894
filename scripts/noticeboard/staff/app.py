"""The pages for staff as an application, to be mounted at ``/staff/`` of ``noticeboard serve``."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Awaitable, Callable
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from noticeboard.commands.clock import today
from noticeboard.errors import DataProblems
from noticeboard.project import Project
from noticeboard.staff import inbox, pages, weekly, workbook
from noticeboard.staff.desk import Desk, base_of
from noticeboard.staff.guard import Guard, bare_page, fields_of, file_of

Page = Callable[[Desk, Request], Response]
# Where they stand in ``noticeboard serve``.
DESK = "/staff"
Act = Callable[[Desk, Request, dict[str, str]], Response]
Take = Callable[[Desk, Request, str, bytes], Response]
# What a page may not be read or made for: somebody else's program holds a file.
BUSY = (
    "data 文件夹里的表格读不了或者写不进去，多半是 WPS 正开着它。把它关掉，再刷新这一页。"
    "刚才那一步要是已经记下一半，会自动接着做完。"
)
PAGES: dict[str, Page] = {
    "/": pages.home,
    "/orders/": pages.orders,
    "/orders/{order}/": pages.order,
    "/orders/{order}/slip": pages.slip,
    "/sheet": pages.sheet,
    "/inbox/": inbox.inbox,
    "/inbox/{survey}/{key}/": inbox.one_request,
    "/months/": pages.month,
    "/months/{month}.html": pages.month_file,
    "/months/{month}.xlsx": pages.month_file,
    "/bulletin/": weekly.weekly,
    "/workbook/": workbook.workbook,
    "/workbook/file.xlsx": workbook.file,
    "/assets/{name}": pages.asset,
}
ACTS: dict[str, Act] = {
    "/orders/{order}/{verb}": pages.take,
    "/needs/{need}/open": inbox.open_need,
    "/inbox/fetch": inbox.read_in,
    "/inbox/{survey}/{key}/{kind}": inbox.answer,
    "/workbook/write": workbook.write_it,
    "/workbook/undo": workbook.take_back,
}
# What takes a file.
TAKES: dict[str, Take] = {"/workbook/look": workbook.look_at}


def routes_at(
    path: str, project: Project, say: Callable[[str], None], day: Callable[[], dt.date] = today
) -> list[BaseRoute]:
    """Return the pages at a path of a bigger site, which takes every other: also it without its slash."""

    def bare(_: Request) -> Response:
        return RedirectResponse(f"{path}/")

    return [Route(path, bare), Mount(path, staff_app(project, say, day))]


def staff_app(
    project: Project, say: Callable[[str], None], day: Callable[[], dt.date] = today
) -> Starlette:
    """Return the pages of a town; ``say`` is told each step that was written."""
    desk = Desk(project, say, day)
    routes = [Route(path, _shown(desk, page), methods=["GET"]) for path, page in PAGES.items()]
    routes += [Route(path, _done(desk, act), methods=["POST"]) for path, act in ACTS.items()]
    routes += [Route(path, _taken(desk, take), methods=["POST"]) for path, take in TAKES.items()]
    return Starlette(
        routes=routes,
        middleware=[Middleware(Guard)],
        exception_handlers={HTTPException: functools.partial(_told, desk), OSError: _busy},
    )


def _shown(desk: Desk, page: Page) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(_sound, desk, request, page)

    return endpoint


def _done(desk: Desk, act: Act) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        fields = await fields_of(request, desk.token)
        return await run_in_threadpool(
            _sound, desk, request, lambda desk, request: act(desk, request, fields)
        )

    return endpoint


def _taken(desk: Desk, take: Take) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        name, body = await file_of(request, desk.token)
        return await run_in_threadpool(
            _sound, desk, request, lambda desk, request: take(desk, request, name, body)
        )

    return endpoint


def _sound(desk: Desk, request: Request, page: Page) -> Response:
    """Return the page, or what must be mended first."""
    try:
        return page(desk, request)
    except DataProblems as error:
        return pages.unsound(desk, request, error)


def _told(desk: Desk, request: Request, error: Exception) -> Response:
    """Return a page that says why there is none."""
    assert isinstance(error, HTTPException)
    words = error.detail
    if words == HTTPStatus(error.status_code).phrase:
        words = "没有这一页。" if error.status_code == 404 else "这里不认这种请求。"
    if request.url.path == base_of(request).rstrip("/"):
        return RedirectResponse(base_of(request), 307)
    page = desk.page(request, "told.html", "", error.status_code, words=words)
    page.headers.update(error.headers or {})
    return page


def _busy(request: Request, error: Exception) -> Response:
    """Return a page for a file that another program holds."""
    return HTMLResponse(bare_page(BUSY, base_of(request)), 503)
