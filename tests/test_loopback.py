"""The guard that keeps every test on this machine."""

from __future__ import annotations

import contextlib
import socket
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.loopback import Guard, OutsideError, is_loopback

OUTSIDE = "192.0.2.1"  # RFC 5737: for documentation, belongs to nobody


def stream() -> socket.socket:
    return socket.socket(socket.AF_INET, socket.SOCK_STREAM)


def asked(call: Callable[[], object]) -> None:
    with pytest.raises(OutsideError):
        call()


def connected(host: str, family: socket.AddressFamily = socket.AF_INET) -> None:
    with socket.socket(family, socket.SOCK_STREAM) as one:
        one.settimeout(0.2)
        one.connect((host, 9))


def sent(host: str) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.sendto(b"x", (host, 9))


def sent_with_flags(host: str) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.sendto(b"x", 0, (host, 9))


def tried(host: str) -> None:
    with stream() as one:
        one.connect_ex((host, 9))


WAYS: dict[str, Callable[[], object]] = {
    "getaddrinfo": lambda: socket.getaddrinfo("example.com", 80),
    "getaddrinfo-bytes": lambda: socket.getaddrinfo(b"example.com", 80),
    "getaddrinfo-by-name": lambda: socket.getaddrinfo(host="example.com", port=80),
    "getaddrinfo-address": lambda: socket.getaddrinfo(OUTSIDE, 80),
    "gethostbyname": lambda: socket.gethostbyname("example.com"),
    "create_connection": lambda: socket.create_connection(("example.com", 80), timeout=0.2),
    "connect": lambda: connected(OUTSIDE),
    "connect-name": lambda: connected("example.com"),
    "connect-any": lambda: connected("0.0.0.0"),
    "connect-6": lambda: connected("2001:db8::1", socket.AF_INET6),
    "connect_ex": lambda: tried(OUTSIDE),
    "sendto": lambda: sent(OUTSIDE),
    "sendto-flags": lambda: sent_with_flags(OUTSIDE),
    "urlopen": lambda: urllib.request.urlopen("http://example.com/", timeout=0.2),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_guard_refuses(loopback: Guard, way: str) -> None:
    asked(WAYS[way])
    assert len(loopback.attempts) == 1
    loopback.attempts.clear()


def test_who_catches_it_does_not_get_away(loopback: Guard) -> None:
    """It is no ``OSError``, which a client would take for a fault of the line, and it is kept."""
    assert not issubclass(OutsideError, OSError)
    with contextlib.suppress(urllib.error.URLError, AssertionError):
        urllib.request.urlopen("http://example.com/", timeout=0.2)
    assert loopback.attempts == ["'example.com' by name"]
    loopback.attempts.clear()


def test_this_machine_is_reached(loopback: Guard, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        for host in ("127.0.0.1", "localhost"):
            socket.create_connection((host, port), timeout=2).close()
    if hasattr(socket, "AF_UNIX"):
        path = str(tmp_path / "s")
        with socket.socket(socket.AF_UNIX) as one, socket.socket(socket.AF_UNIX) as other:
            one.bind(path)
            one.listen()
            other.connect(path)
    assert loopback.attempts == []


@pytest.mark.parametrize(
    ("host", "here"),
    [
        (None, True), ("", True), ("localhost", True), (b"localhost", True), ("127.0.0.1", True), ("127.8.9.1", True),
        ("::1", True), ("::1%lo", True), ("localhost.example.com", False), ("127.0.0.1.nip.io", False),
        ("0.0.0.0", False), ("::", False), ("10.0.0.1", False), ("169.254.169.254", False), ("2130706433", False), (1, False),
    ],
)  # fmt: skip
def test_is_loopback(host: object, here: bool) -> None:
    assert is_loopback(host) is here
