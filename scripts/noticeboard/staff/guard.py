"""Who may ask: a browser on this computer, and for what is written, a form that we made ourselves.

A page on the web can make a browser send forms to this computer, and a name on the web can be
made to lead to it (DNS rebinding). Both are refused here, before anything is read.
"""

from __future__ import annotations

import hmac
import ipaddress
from email.parser import BytesParser
from email.policy import HTTP
from html import escape
from urllib.parse import parse_qsl, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
OWN_SITE = ("same-origin", "none")
MOST_BYTES = 64 * 1024
MOST_FIELDS = 60
# A workbook is at most so large, see ``workbook``.
MOST_BYTES_OF_A_FILE = 33 * 1024 * 1024
# With ``no-referrer`` a browser sends ``Origin: null`` with our own forms, too: nobody could tell
# them from foreign ones. ``same-origin`` tells other sites as little.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Guard:
    """Stands before the pages: refuses strangers, and puts the headers on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let through what is ours; a web socket never is."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        if scope["type"] != "http":
            return
        request = Request(scope)
        refused = refusal(request)
        if refused is None:
            await self.app(scope, receive, with_headers)
            return
        status, words = refused
        home = f"{scope.get('root_path', '')}/"
        answer = HTMLResponse(bare_page(words, home if status == 403 else ""), status)
        if status == 405:
            answer.headers["Allow"] = "GET, HEAD, POST"
        await answer(scope, receive, with_headers)


def stranger(request: Request) -> tuple[int, str] | None:
    """Return status and words for who asks from elsewhere, or by another name of this computer."""
    client, server = request.client, request.scope.get("server")
    if client and not _is_loopback(client.host):
        return 403, "这几页只能在装着公示栏的这台电脑上打开。"
    port = server[1] if server else None
    hosts = {f"{name}:{port}" for name in LOOPBACK} | (set(LOOPBACK) if port == 80 else set())
    if request.headers.getlist("host") not in [[host] for host in hosts]:
        return 421, "地址不对。请在浏览器里打开运行 noticeboard serve 时显示的地址。"
    return None


def refusal(request: Request) -> tuple[int, str] | None:
    """Return status and words for what is not let through."""
    if strange := stranger(request):
        return strange
    if request.method not in ("GET", "HEAD", "POST"):
        return 405, "这里不认这种请求。"
    site = request.headers.get("sec-fetch-site")
    if site is not None and site not in OWN_SITE:
        return 403, "这一步是从别的网站过来的，没有做。"
    if request.method == "POST" and not _from_here(request):
        return 403, "这张表不是从这几页里发出来的，没有写进去。"
    return None


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _from_here(request: Request) -> bool:
    """Tell whether a form was sent by a page of this very address."""
    own = f"{request.scope['scheme']}://{request.headers['host']}"
    origins = request.headers.getlist("origin")
    if origins:
        return origins == [own]
    parts = urlsplit(str(request.headers.get("referer", "")))
    return f"{parts.scheme}://{parts.netloc}" == own


def bare_page(words: str, home: str = "") -> str:
    """Return a page of one sentence, for those who get nothing else."""
    link = f'<p><a href="{escape(home)}">打开“今天要办”</a></p>' if home else ""
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>没有做</title></head>'
        f"<body><main><h1>没有做</h1><p>{escape(words)}</p>{link}</main></body></html>"
    )


def _checked(fields: dict[str, str], token: str) -> dict[str, str]:
    """Return the fields without the token. Raises ``HTTPException`` where it is another."""
    if not hmac.compare_digest(fields.pop("token", "").encode(), token.encode()):
        raise HTTPException(
            403, "这一页是公示栏重新启动以前打开的，没有写进去。退回去刷新一下，再做一次。"
        )
    return fields


async def file_of(request: Request, token: str) -> tuple[str, bytes]:
    """Return name and content of the one file that a form of ours sends.

    Raises ``HTTPException`` as ``fields_of`` does, and for a form without a file.
    """
    kind = request.headers.get("content-type", "")
    if not kind.lower().startswith("multipart/form-data;"):
        raise HTTPException(415, "这不是从这几页里发出来的表。")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES_OF_A_FILE:
            raise HTTPException(413, "这个文件太大了，不像我们的登记表。")
    head = f"Content-Type: {kind}\r\n\r\n".encode("latin-1", "replace")
    message = BytesParser(policy=HTTP).parsebytes(head + bytes(body))
    fields, files = {}, []
    for part in message.iter_parts() if message.is_multipart() else ():
        content = part.get_payload(decode=True)
        if not isinstance(content, bytes):
            continue
        if name := part.get_filename():
            files.append((name, content))
        else:
            field = part.get_param("name", header="content-disposition")
            fields[str(field)] = content.decode("utf-8", "replace").strip()
    _checked(fields, token)
    if not files or not files[0][1]:
        raise HTTPException(400, "没有选文件。退回去，选好登记表，再做一次。")
    return files[0][0].replace("\\", "/").rpartition("/")[2][-80:], files[0][1]


async def fields_of(request: Request, token: str) -> dict[str, str]:
    """Return the fields of a form of ours; of two with one name the last.

    Raises ``HTTPException`` for what is no form of ours, or was made before the program started
    anew.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise HTTPException(415, "这不是从这几页里发出来的表。")
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise HTTPException(413, "写得太长了。")
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError:
        raise HTTPException(400, "没有看懂发来的表。") from None
    fields = {name: text.replace("\0", "") for name, text in pairs}
    return _checked(fields, token)
