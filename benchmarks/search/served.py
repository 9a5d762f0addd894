"""A server on loopback that sends compressed what servers compress, and counts what it sends."""

from __future__ import annotations

import contextlib
import gzip
import mimetypes
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

# What nginx and the usual hosts compress when told to; the rest goes as it is.
TEXTS = ("text/", "application/json", "application/xml", "image/svg+xml")
SCRIPTS = ("text/javascript", "application/javascript")
# Bytes below which compressing does not pay (nginx: gzip_min_length).
SMALL = 256
LEVEL = 6


class Counting(ThreadingHTTPServer):
    """The files of a folder; ``sent`` tells (path, bytes with their headers) of each answer."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.folder = folder.resolve()
        self.sent: list[tuple[str, int]] = []

    @property
    def address(self) -> str:
        """The address of the folder."""
        return f"http://127.0.0.1:{self.server_port}/"


class Handler(BaseHTTPRequestHandler):
    """Answers GET; nothing is kept by who asks, each answer is counted."""

    protocol_version = "HTTP/1.1"
    server: Counting

    def do_GET(self) -> None:
        """Send a file."""
        path = unquote(urlsplit(self.path).path)
        target = (self.server.folder / path.lstrip("/")).resolve()
        if target.is_dir():
            target /= "index.html"
        if not target.is_file() or not target.is_relative_to(self.server.folder):
            self._answer(path, "404 Not Found", ["Content-Type: text/plain"], b"")
            return
        content, kind = target.read_bytes(), mimetypes.guess_type(target.name)[0]
        headers = [f"Content-Type: {kind or 'application/octet-stream'}"]
        if kind and kind.startswith((*TEXTS, *SCRIPTS)) and len(content) >= SMALL:
            content = gzip.compress(content, LEVEL, mtime=0)
            headers.append("Content-Encoding: gzip")
        self._answer(path, "200 OK", headers, content)

    def _answer(self, path: str, status: str, headers: list[str], content: bytes) -> None:
        lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(content)}", "", ""]
        whole = "\r\n".join(lines).encode() + content
        self.server.sent.append((path, len(whole)))
        self.wfile.write(whole)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[Counting]:
    """Serve a folder."""
    server = Counting(folder)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()
