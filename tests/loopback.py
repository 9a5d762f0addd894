"""No test reaches beyond this machine: names and addresses other than loopback are refused.

It holds in this process; programs that tests start have guards of their own, or none to need.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest


class OutsideError(AssertionError):
    """A test tried to leave this machine. Not an ``OSError``: the product would take that for a fault."""


def is_loopback(host: object) -> bool:
    """Tell whether it is this machine: no host, localhost, or an address of the loopback interface."""
    if isinstance(host, bytes | bytearray):
        host = host.decode("ascii", "replace")
    if host in (None, "", "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(host).partition("%")[0]).is_loopback
    except ValueError:
        return False


class Guard:
    """Refuses and remembers: who catches the error does not get away with it."""

    def __init__(self) -> None:
        self.attempts: list[str] = []

    def refuse(self, what: str) -> None:
        self.attempts.append(what)
        raise OutsideError(f"a test tried to reach {what}")

    def named(self, real: Callable[..., Any]) -> Callable[..., Any]:
        """Guard a function whose first argument is a host."""

        def guarded(host: object, *rest: Any, **more: Any) -> Any:
            if not is_loopback(host):
                self.refuse(f"{host!r} by name")
            return real(host, *rest, **more)

        return guarded

    def method(self, real: Callable[..., Any]) -> Callable[..., Any]:
        """Guard a method of a socket whose last argument is an address."""

        def guarded(this: socket.socket, *args: Any) -> Any:
            inside = this.family not in (socket.AF_INET, socket.AF_INET6)
            # An address that is no tuple is refused by the real method, with its own words.
            if not inside and isinstance(args[-1], tuple) and not is_loopback(args[-1][0]):
                self.refuse(f"{args[-1]!r}")
            return real(this, *args)

        return guarded


@contextmanager
def guarded() -> Iterator[Guard]:
    """Put the guard around look-ups of names and around every way in which a socket finds its peer."""
    guard = Guard()
    with pytest.MonkeyPatch.context() as patch:
        for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex"):
            patch.setattr(socket, name, guard.named(getattr(socket, name)))
        for name in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, name, guard.method(getattr(socket.socket, name)))
        yield guard
