"""A small web server on one port: whoever is silent or slow is sent away, nobody's address is logged."""

from __future__ import annotations

import asyncio
import socket
import sys
from contextlib import suppress

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from noticeboard.errors import UsageError

SECONDS_FOR_A_HEAD = 10
SECONDS_BETWEEN = 30
SECONDS_TO_END = 20
MOST_LINES = 2_000
BACKLOG = 1_024
# What the database, the data and the libraries open at most.
OWN_FILES = 64

Peer = tuple[str, int]


class Lines:
    """The open lines; each has to begin a whole request in time, or is ended.

    The server itself waits for ever for the rest of a head, and for whoever takes no answer. What
    it tells everybody is enough to bound that: a line was opened, the application was called for
    it, the application is done; no more can be written, it can again.
    """

    def __init__(self, most: int) -> None:
        """Begin with none of so many."""
        self._most = most
        self._open: dict[Peer, asyncio.Transport] = {}
        self._timers: dict[Peer, asyncio.TimerHandle] = {}
        self._full: dict[Peer, asyncio.TimerHandle] = {}

    def opened(self, transport: asyncio.Transport) -> None:
        """Wait for the first request, or end the line where there is no room for more."""
        if len(self._open) >= self._most:
            transport.close()
            return
        peer = _peer(transport)
        self._open[peer] = transport
        self._wait(peer, SECONDS_FOR_A_HEAD)

    def begun(self, peer: Peer) -> None:
        """Stop waiting: a whole head came; from now on the application counts the seconds."""
        if timer := self._timers.pop(peer, None):
            timer.cancel()

    def done(self, peer: Peer) -> None:
        """Wait for the next request."""
        if peer in self._open:
            self._wait(peer, SECONDS_BETWEEN)

    def full(self, transport: asyncio.Transport) -> None:
        """Wait until what was answered is taken: whoever asks and never reads would stay for ever."""
        peer = _peer(transport)
        if self._open.get(peer) is transport and peer not in self._full:
            self._full[peer] = _end_after(SECONDS_BETWEEN, transport)

    def emptied(self, transport: asyncio.BaseTransport) -> None:
        """Stop waiting: it is taken."""
        if timer := self._full.pop(_peer(transport), None):
            timer.cancel()

    def lost(self, transport: asyncio.BaseTransport) -> None:
        """Forget a line that ended."""
        peer = _peer(transport)
        if self._open.get(peer) is transport:
            del self._open[peer]
            self.begun(peer)
            self.emptied(transport)

    def _wait(self, peer: Peer, seconds: float) -> None:
        self.begun(peer)
        self._timers[peer] = _end_after(seconds, self._open[peer])


def _end_after(seconds: float, transport: asyncio.Transport) -> asyncio.TimerHandle:
    # A transport that is only closed first waits until all of its answer is taken.
    return asyncio.get_running_loop().call_later(seconds, transport.abort)


def _peer(transport: asyncio.BaseTransport) -> Peer:
    """Return who is at the other end, as an application is told it."""
    host, port = transport.get_extra_info("peername")[:2]
    return str(host), int(port)


def _watching(lines: Lines) -> type[H11Protocol]:
    """Return the server's protocol, which tells of lines that open and end."""

    class Watching(H11Protocol):
        _own: asyncio.Transport

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self._own = transport
            lines.opened(transport)

        def pause_writing(self) -> None:
            super().pause_writing()
            lines.full(self._own)

        def resume_writing(self) -> None:
            super().resume_writing()
            lines.emptied(self._own)

        def connection_lost(self, exc: Exception | None) -> None:
            lines.lost(self._own)
            super().connection_lost(exc)

    return Watching


def _timed(app: ASGIApp, lines: Lines) -> ASGIApp:
    """Return the application; it tells when it was called for a line, and when it is done."""

    async def timed(scope: Scope, receive: Receive, send: Send) -> None:
        peer = scope["client"]
        lines.begun(peer)
        try:
            await app(scope, receive, send)
        finally:
            lines.done(peer)

    return timed


class Server(uvicorn.Server):
    """One that may run in a thread, and leaves signals to whoever started it."""

    def end(self) -> None:
        """Answer what was begun, then stop."""
        self.should_exit = True


def bound(host: str, port: int) -> socket.socket:
    """Return a socket on this port; ``UsageError`` where it is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        if isinstance(error, PermissionError):
            raise UsageError(f"端口 {port} 不能用，换一个：--port 8765") from None
        if isinstance(error, socket.gaierror):
            raise UsageError(f"没有「{host}」这个地址，换一个：--host 127.0.0.1") from None
        raise UsageError(f"端口 {port} 已经有人用了，换一个：--port {port + 1}") from None
    return listener


def room() -> tuple[int, int]:
    """Return how many lines may be open, and how many may come at once.

    A line is an open file. Where the system allows fewer files than lines, accepting them fails,
    thousands of times a second, each with a line in the log: so more are asked for, and where
    there are no more, fewer lines are taken.
    """
    if sys.platform == "win32":
        return MOST_LINES, BACKLOG
    import resource

    files, wanted = resource.RLIMIT_NOFILE, MOST_LINES + BACKLOG + OWN_FILES
    soft, hard = resource.getrlimit(files)
    unlimited = resource.RLIM_INFINITY
    if soft != unlimited and soft < wanted:
        with suppress(ValueError, OSError):
            resource.setrlimit(files, (wanted if hard == unlimited else min(wanted, hard), hard))
        soft, _ = resource.getrlimit(files)
    if soft == unlimited or soft >= wanted:
        return MOST_LINES, BACKLOG
    at_once = max(1, (soft - OWN_FILES) // 3)
    return max(1, soft - OWN_FILES - at_once), at_once


def server_of(app: ASGIApp) -> Server:
    """Return a server for an application; it runs with ``run(sockets=[…])``."""
    most, at_once = room()
    lines = Lines(most)
    return Server(
        uvicorn.Config(
            _timed(app, lines),
            http=_watching(lines),
            ws="none",
            lifespan="off",
            loop="asyncio",
            # Who asked is written nowhere, and headers that name another address are not believed here.
            access_log=False,
            log_config=None,
            proxy_headers=False,
            server_header=False,
            timeout_keep_alive=SECONDS_BETWEEN,
            timeout_graceful_shutdown=SECONDS_TO_END,
            backlog=at_once,
        )
    )
