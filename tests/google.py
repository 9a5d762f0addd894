"""A small Google on loopback: token endpoint, spreadsheets, faults that are scripted.

It answers only what the product needs, and judges every request, and every sound answer of its own,
by Google's discovery document. What is wrong is kept in ``violations``: a test with one fails.
"""

from __future__ import annotations

import base64
import gzip
import json
import re
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import requests
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tests.discovery import documents

SHEETS = documents()[0]
TOKEN = "https://oauth2.googleapis.com/token"
SCOPE = "https://www.googleapis.com/auth/spreadsheets.readonly"
EMAIL = "reader@noticeboard-test.iam.gserviceaccount.com"
BOOK = "1AbC-dEf_0123456789abcdefghijklmnopqrstuvwxyz"
MOST_REQUESTS = 400
MOST_BODY = 64 * 1024


@dataclass
class Tab:
    gid: int
    title: str
    rows: list[list[Any]] = field(default_factory=list)
    kind: str = "GRID"
    hidden: bool = False

    def described(self, index: int) -> dict[str, Any]:
        about: dict[str, Any] = {
            "sheetId": self.gid,
            "title": self.title,
            "index": index,
            "sheetType": self.kind,
        }
        if self.kind == "GRID":
            about["gridProperties"] = {"rowCount": self.height, "columnCount": self.width}
        return {"properties": {**about, "hidden": True} if self.hidden else about}

    @property
    def height(self) -> int:
        return max(1000, len(self.rows))

    @property
    def width(self) -> int:
        return max([26, *(len(row) for row in self.rows)])

    def values(self, kept: bool) -> list[list[Any]]:
        """Return the cells as Google sends them: nothing empty at an end; as text unless ``kept``."""
        made = []
        for row in self.rows:
            cells = [cell if kept or not cell else f"{cell} " for cell in row]
            while cells and cells[-1] in ("", None):
                cells.pop()
            made.append(cells)
        while made and not made[-1]:
            made.pop()
        return made


@dataclass(frozen=True)
class Fault:
    """What happens instead of an answer.

    ``way``: ``answer`` (these words), ``drop`` (nothing, the line is cut), ``hang`` (nothing),
    ``truncate`` (half of the text), ``drip`` (the text, a letter at a time), ``header-drip``.
    ``text`` is text or bytes; ``None`` is the sound answer's.
    """

    status: int = 200
    text: str | bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    way: str = "answer"


def refused(code: int, state: str, message: str = "no", **detail: Any) -> Fault:
    """Return Google's JSON of an error; ``detail`` makes an ErrorInfo."""
    error: dict[str, Any] = {"code": code, "message": message, "status": state}
    if detail:
        error["details"] = [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", **detail}]
    return Fault(code, json.dumps({"error": error}))


HTML = "<!DOCTYPE html><html><title>Error 502 (Server Error)!!1</title>geheim</html>"


@dataclass(frozen=True)
class Seen:
    """A request: of which kind (``token``, ``book``, ``values``, ``other``), its address, its token."""

    kind: str
    url: str
    token: str


def letters(number: int) -> str:
    """Return the name of a column."""
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def unpacked(part: str) -> Any:
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


class Google:
    """The state of the little Google, and what it has seen."""

    def __init__(self) -> None:
        self.secret = rsa.generate_private_key(public_exponent=65537, key_size=1024)
        self.clear()

    def clear(self) -> None:
        self.tabs = [Tab(0, "Sheet1")]
        self.about = {"title": "Survey", "locale": "zh_CN", "timeZone": "Asia/Shanghai"}
        self.named: list[dict[str, Any]] = []
        self.script: dict[str, list[Fault]] = {"token": [], "book": [], "values": []}
        self.always: dict[str, Fault] = {}
        self.answers: Callable[[str, str], tuple[int, str] | None] = lambda verb, url: None
        self.seen: list[Seen] = []
        self.violations: list[str] = []
        self.tokens: list[str] = []
        self.revoked: set[str] = set()
        self.base = ""
        self.closing = threading.Event()

    def kinds(self) -> list[str]:
        return [one.kind for one in self.seen]

    def key(self, **changes: Any) -> dict[str, Any]:
        """Return a key file's content, as Google Cloud makes it."""
        pem = self.secret.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        made: dict[str, Any] = {
            "type": "service_account",
            "project_id": "noticeboard-test",
            "private_key_id": "0123456789abcdef",
            "private_key": pem.decode(),
            "client_email": EMAIL,
            "client_id": "1",
            "auth_uri": "https://accounts.google.com/o/oauth2/auth",
            "token_uri": TOKEN,
            "universe_domain": "googleapis.com",
        }
        return {**made, **changes}

    def session(self) -> requests.Session:
        """Return a session whose every request comes here, under its host as first part of the path."""
        session = requests.Session()
        session.mount("https://", ToHere(self))
        session.mount("http://", ToHere(self))
        return session

    # What is asked.

    def kind_of(self, verb: str, url: str) -> str:
        if url == TOKEN:
            return "token"
        found = SHEETS.method(verb, url)
        names = {"sheets.spreadsheets.get": "book", "sheets.spreadsheets.values.batchGet": "values"}
        return names.get(found[0]["id"], "other") if found else "other"

    def judge(self, verb: str, url: str, headers: Any, body: bytes) -> str:
        """Note the request and what is wrong with it; return its kind."""
        kind = self.kind_of(verb, url)
        token = str(headers.get("Authorization") or "").removeprefix("Bearer ")
        self.seen.append(Seen(kind, url, token))
        if len(self.seen) > MOST_REQUESTS:
            self.violations.append("too many requests")
        if kind == "token":
            self.violations += self.token_faults(verb, headers, body)
            return kind
        self.violations += SHEETS.request_faults(verb, url, body.decode() or None)
        if token not in self.tokens:
            self.violations.append(f"{kind} without a token from here")
        if not str(headers.get("Authorization")).startswith("Bearer "):
            self.violations.append("no bearer token in the header")
        if token in self.revoked:
            self.violations.append("a token that was refused is used again")
        return kind

    def token_faults(self, verb: str, headers: Any, body: bytes) -> list[str]:
        """Judge a token request by https://developers.google.com/identity/protocols/oauth2/service-account."""
        form = dict(parse_qsl(body.decode()))
        faults = [] if verb == "POST" else ["the token is asked for by POST"]
        if headers.get_content_type() != "application/x-www-form-urlencoded":
            faults.append("the token request is a form")
        if form.get("grant_type") != "urn:ietf:params:oauth:grant-type:jwt-bearer":
            faults.append("wrong grant_type")
        if set(form) != {"grant_type", "assertion"}:
            faults.append(f"fields {sorted(form)}")
        return faults + self.jwt_faults(form.get("assertion", ""))

    def jwt_faults(self, assertion: str) -> list[str]:
        try:
            head, claims, signature = assertion.split(".")
            header, told = unpacked(head), unpacked(claims)
            self.secret.public_key().verify(
                base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4)),
                f"{head}.{claims}".encode(),
                padding.PKCS1v15(),
                hashes.SHA256(),
            )
        except (ValueError, InvalidSignature) as error:
            return [f"the assertion is not signed by the key: {type(error).__name__}"]
        wanted = {"alg": "RS256", "typ": "JWT", "kid": "0123456789abcdef"}
        faults = [] if header == wanted else [f"header {header}"]
        if {name: told.get(name) for name in ("iss", "aud", "scope")} != {"iss": EMAIL, "aud": TOKEN, "scope": SCOPE}:  # fmt: skip
            faults.append(f"claims {told}")
        if set(told) != {"iss", "aud", "scope", "iat", "exp"}:
            faults.append(f"claims {sorted(told)}")
        elif not (abs(told["iat"] - time.time()) < 60 and 0 < told["exp"] - told["iat"] <= 3600):
            faults.append("iat or exp is out of bounds")
        return faults

    # What is answered.

    def sound(self, kind: str, verb: str, url: str) -> tuple[int, str]:
        """Return the answer of a Google without faults."""
        own = self.answers(verb, url)
        if own is not None:
            return own
        if kind == "token":
            self.tokens.append(f"ya29.{secrets.token_urlsafe(24)}")
            told = {"access_token": self.tokens[-1], "expires_in": 3599, "token_type": "Bearer"}
            return 200, json.dumps(told)
        found = SHEETS.method(verb, url)
        if found is None or found[1]["spreadsheetId"] != BOOK:
            fault = refused(404, "NOT_FOUND", "Requested entity was not found.")
            return 404, str(fault.text)
        return self.book() if kind == "book" else self.values(url)

    def book(self) -> tuple[int, str]:
        told: dict[str, Any] = {
            "spreadsheetId": BOOK,
            "properties": {**self.about, "autoRecalc": "ON_CHANGE"},
            "sheets": [tab.described(at) for at, tab in enumerate(self.tabs)],
            "spreadsheetUrl": f"https://docs.google.com/spreadsheets/d/{BOOK}/edit",
        }
        if self.named:
            told["namedRanges"] = self.named
        return 200, json.dumps(told, indent=2)

    def values(self, url: str) -> tuple[int, str]:
        query = parse_qs(urlsplit(url).query)
        kept = query.get("valueRenderOption") == ["UNFORMATTED_VALUE"]
        made = []
        for asked in query.get("ranges", []):
            tab = self.asked(asked)
            if tab is None:
                fault = refused(400, "INVALID_ARGUMENT", f"Unable to parse range: {asked}")
                return 400, str(fault.text)
            name = tab.title
            if not re.fullmatch(r"[A-Za-z_][A-Za-z_]*", name):
                name = "'" + name.replace("'", "''") + "'"
            one: dict[str, Any] = {
                "range": f"{name}!A1:{letters(tab.width)}{tab.height}",
                "majorDimension": "ROWS",
            }
            if cells := tab.values(kept):
                one["values"] = cells
            made.append(one)
        return 200, json.dumps({"spreadsheetId": BOOK, "valueRanges": made})

    def asked(self, span: str) -> Tab | None:
        """Return the tab that a range means; without quotes ``D3`` is a cell of the first one."""
        match = re.fullmatch(r"'((?:[^']|'')+)'", span)
        if not match:
            return None
        title = match[1].replace("''", "'")
        return next((tab for tab in self.tabs if tab.title == title and tab.kind == "GRID"), None)

    def check(self, verb: str, url: str, kind: str, status: int, text: str) -> None:
        if kind in ("book", "values"):
            self.violations += SHEETS.response_faults(verb, url, status, text)


class ToHere(requests.adapters.HTTPAdapter):
    """Sends everything to the little Google. The sessions above it believe that they speak HTTPS."""

    def __init__(self, google: Google) -> None:
        super().__init__()
        self.google = google

    def send(self, request: requests.PreparedRequest, *args: Any, **more: Any) -> requests.Response:
        url = request.url or ""
        if not url.startswith("https://"):
            self.google.violations.append(f"plain {url}")
        sent = request.copy()
        sent.url = f"{self.google.base}/{url.split('://', 1)[1]}"
        return super().send(sent, *args, **{**more, "proxies": {}})


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 15
    disable_nagle_algorithm = True
    google: Google

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        self.answer("GET")

    def do_POST(self) -> None:
        self.answer("POST")

    def do_PUT(self) -> None:
        self.answer("PUT")

    def answer(self, verb: str) -> None:
        google = self.google
        body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), MOST_BODY))
        url = "https:/" + self.path
        kind = google.judge(verb, url, self.headers, body)
        queue = google.script.get(kind, [])
        fault = queue.pop(0) if queue else google.always.get(kind)
        if fault is None:
            status, text = google.sound(kind, verb, url)
            google.check(verb, url, kind, status, text)
            fault = Fault(status, text)
        elif fault.text is None:
            fault = Fault(fault.status, google.sound(kind, verb, url)[1], fault.headers, fault.way)
        if fault.status == 401:
            google.revoked.add(google.seen[-1].token)
        try:
            self.give(
                fault, fault.text.encode() if isinstance(fault.text, str) else fault.text or b""
            )
        except OSError:
            self.close_connection = True

    def give(self, fault: Fault, body: bytes) -> None:
        if fault.way in ("drop", "hang"):
            if fault.way == "hang":
                self.google.closing.wait(10)
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        headers = {"Content-Type": "application/json; charset=UTF-8", **fault.headers}
        if (
            "gzip" in self.headers.get("Accept-Encoding", "")
            and len(body) > 200
            and not fault.headers
        ):
            body, headers["Content-Encoding"] = gzip.compress(body), "gzip"
        if "Transfer-Encoding" not in headers:
            headers["Content-Length"] = str(len(body))
        self.send_response(fault.status)
        for name, text in headers.items():
            self.send_header(name, text)
        if fault.way == "header-drip":
            self.drip(b"X-Slow: " + b"a" * 2000)
            return
        self.end_headers()
        if fault.way == "drip":
            self.drip(body)
            return
        if fault.way == "truncate":
            body, self.close_connection = body[: len(body) // 2], True
        self.wfile.write(body)

    def drip(self, body: bytes) -> None:
        self.flush_headers()
        for at in range(len(body)):
            if self.google.closing.wait(0.05):
                break
            self.wfile.write(body[at : at + 1])
        self.close_connection = True


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """A client that leaves is no fault."""


@contextmanager
def served(google: Google) -> Iterator[Google]:
    """Serve it on loopback; at the end everything that still waits is let go."""
    handler = type("Bound", (Handler,), {"google": google})
    server = Server(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    google.base = f"http://127.0.0.1:{server.server_port}"
    try:
        yield google
    finally:
        google.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()
