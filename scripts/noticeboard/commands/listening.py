"""A small web server on one port: whoever is silent or slow is sent away, nobody's address is logged."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from noticeboard.errors import UsageError

SECONDS_FOR_A_HEAD = 10
SECONDS_BETWEEN = 30
SECONDS_TO_END = 20
MOST_LINES = 2_000
BACKLOG = 1_024


class Impatient(H11Protocol):
    """Ends a line on which no whole request comes in time, and lines beyond what there is room for."""

    _watch: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Begin to wait for the first request."""
        super().connection_made(transport)
        if len(self.connections) > MOST_LINES:
            transport.close()
        else:
            self._wait()

    def data_received(self, data: bytes) -> None:
        """Take a piece; the first one of a next request begins a time of its own."""
        idle = self._between()
        super().data_received(data)
        if not self._between():
            self._stop()
        elif idle and self._watch is None:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._stop()
        super().connection_lost(exc)

    def _between(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _wait(self) -> None:
        self._watch = self.loop.call_later(SECONDS_FOR_A_HEAD, self._end)

    def _stop(self) -> None:
        if self._watch:
            self._watch.cancel()
            self._watch = None

    def _end(self) -> None:
        if self._between() and not self.transport.is_closing():
            self.transport.close()


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


def server_of(app: Any) -> Server:
    """Return a server for an application; it runs with ``run(sockets=[…])``."""
    return Server(
        uvicorn.Config(
            app,
            http=Impatient,
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
            backlog=BACKLOG,
        )
    )
