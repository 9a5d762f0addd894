"""The preview as an application: pages on request, files, and the line on which open pages wait for news."""

from __future__ import annotations

import asyncio
import json
import mimetypes
import time
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.staticfiles import StaticFiles

from noticeboard.preview.answers import (
    GOOD,
    OWN,
    digest_of,
    dressed,
    environment_of,
    missing_page,
    page_at,
    panel,
)
from noticeboard.preview.resident import UNSOUND, Preview
from noticeboard.staff.guard import stranger

SECONDS_TO_WAIT = 20.0
SECONDS_BETWEEN_LOOKS = 0.03
OWN_FILES = ("preview.js", "preview.css")
FRESH = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
KINDS = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}


def preview_app(preview: Preview) -> Starlette:
    """Return the application; it takes every path."""
    here = _Here(preview)
    return Starlette(
        routes=[
            Route(f"{OWN}news", here.news, methods=["GET"]),
            Route(f"{OWN}news.js", here.news_script, methods=["GET"]),
            Route(f"{OWN}{{name}}", here.own, methods=["GET"]),
            Route("/{path:path}", here.any_path, methods=["GET"]),
        ]
    )


class _Here:
    """What is answered at each address."""

    def __init__(self, preview: Preview) -> None:
        self._preview = preview
        self._templates = environment_of(preview)
        self._disk = StaticFiles(directory=preview.project.site, check_dir=False)

    def own(self, request: Request) -> Response:
        """Return the style or the script of the preview."""
        name = request.path_params["name"]
        for folder in self._preview.project.template_folders if name in OWN_FILES else ():
            path = folder / "preview" / name
            if path.is_file():
                return Response(path.read_bytes(), media_type=KINDS[path.suffix], headers=FRESH)
        raise HTTPException(404)

    async def news(self, request: Request) -> Response:
        """Answer when something is other than the page knows, or after a while."""
        if refused := stranger(request):
            return HTMLResponse(refused[1], refused[0])
        preview, tick = self._preview, request.query_params.get("tick", "")
        end = time.monotonic() + SECONDS_TO_WAIT
        while str(preview.tick) == tick and time.monotonic() < end and not preview.stopped:
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
        told = await run_in_threadpool(self._what_is_new, request)
        return Response(told, media_type="application/json", headers=FRESH)

    async def news_script(self, request: Request) -> Response:
        """Answer at once, as a script: for pages that may ask nobody but where a form is sent."""
        if refused := stranger(request):
            return HTMLResponse(refused[1], refused[0])
        told = await run_in_threadpool(self._what_is_new, request)
        return Response(f"nbPreview({told})", media_type=KINDS[".js"], headers=FRESH)

    def _what_is_new(self, request: Request) -> str:
        preview = self._preview
        address = _address_of(request.query_params.get("page", "/"))
        good = GOOD in request.query_params
        with preview.lock:
            page = None if address is None else page_at(preview, address, good)
            known = address or ""
            told = {
                "tick": preview.tick,
                "seen": digest_of(preview, known, page or missing_page(preview), good),
                "panel": panel(preview, self._templates, known, page, good),
            }
        # A script may hold no end of a script element, whatever a cell says.
        return json.dumps(told, ensure_ascii=False).replace("<", "\\u003c")

    async def any_path(self, request: Request) -> Response:
        """Return a page, a file of the state, or a file of the last build."""
        if refused := stranger(request):
            return HTMLResponse(refused[1], refused[0])
        return await run_in_threadpool(self._answer, request)

    def _answer(self, request: Request) -> Response:
        found = self._of_state(request) or self._built(request)
        if found is not None:
            return found
        page = missing_page(self._preview)
        text = dressed(self._preview, self._templates, "404", page, False)
        return HTMLResponse(text, 404, headers=FRESH)

    def _built(self, request: Request) -> Response | None:
        """Return a file of the last build, read at once: a build may put another in its place."""
        try:
            path, _ = self._disk.lookup_path(self._disk.get_path(request.scope))
            content = Path(path).read_bytes() if path else None
        except (OSError, ValueError):
            return None
        return None if content is None else _sent(content, path)

    def _of_state(self, request: Request) -> Response | None:
        """Return what the state has at a path; ``None`` for a file that it has not."""
        preview, path = self._preview, request.url.path
        preview.look()
        address, good = _address_of(path), GOOD in request.query_params
        if address is None:
            name = path.lstrip("/")
            found = _file(preview, name)
            if found is None and page_at(preview, f"{name}/", good) is not None:
                return RedirectResponse(f"/{quote(name)}/")
            return found
        page = page_at(preview, address, good)
        status = 404 if page is None else 200
        text = dressed(preview, self._templates, address, page or missing_page(preview), good)
        return HTMLResponse(text, status, headers=FRESH)


def _address_of(path: str) -> str | None:
    """Return the address of a page; ``None`` for a path that is a file's."""
    if path.endswith("/index.html"):
        path = path.removesuffix("index.html")
    return path.removeprefix("/") if path.endswith("/") else None


def _file(preview: Preview, name: str) -> Response | None:
    """Return a file that the state holds: the theme's, photographs, attachments, the rows of lists."""
    with preview.lock:
        for site in filter(None, (preview.now, preview.good)):
            try:
                rows = site.rows(name)
            except UNSOUND:
                continue
            content = site.files.get(name, rows)
            if content is not None:
                return _sent(content, name)
            return None
    return None


def _sent(content: bytes | str, name: str) -> Response:
    """Return a file by what its name says it is."""
    kind = KINDS.get(PurePosixPath(name).suffix) or mimetypes.guess_type(name)[0]
    return Response(content, media_type=kind, headers=FRESH)
