"""How much, how fast and how many: bounds that hold whatever is sent, kept in memory alone."""

from __future__ import annotations

import hashlib
import ipaddress
import math
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from noticeboard.collector.refusals import Refused, too_many

MOST_BYTES = 64 * 1024
# What is too long is read a little further, so that the answer is not lost with the line.
MOST_DRAINED = 1024 * 1024
SECONDS_FOR_A_BODY = 15
SECONDS_FOR_THE_STORE = 20
MOST_AT_ONCE = 1_000
# Whole neighbourhoods share one address of a mobile carrier.
MINUTE, HOUR = 60, 600
PER_SECOND = 100
MOST_ADDRESSES = 20_000
# Who has one address of version 6 has all of its network.
NETWORK_6 = 64


@dataclass(slots=True)
class _Bucket:
    """So many may pass, and as time goes by again."""

    left: float
    seen: float

    def fill(self, most: float, per_second: float, now: float) -> None:
        """Add what time gave back."""
        self.left = min(most, self.left + (now - self.seen) * per_second)
        self.seen = now


class Rate:
    """How many may come from one address, and from all; addresses are salted hashes.

    The table is bounded: where it is full, the address that was silent longest is forgotten.
    """

    def __init__(
        self,
        per_second: float = PER_SECOND,
        minute: int = MINUTE,
        hour: int = HOUR,
        clock: Callable[[], float] = time.monotonic,
        most_addresses: int = MOST_ADDRESSES,
    ) -> None:
        """Begin with nothing known, and a salt that ends with the process."""
        self._salt = secrets.token_bytes(16)
        self._clock, self._most = clock, most_addresses
        self._limits = ((minute, minute / 60), (hour, hour / 3600))
        self._per_second = per_second
        self._all = _Bucket(per_second, clock())
        self._known: OrderedDict[bytes, tuple[_Bucket, ...]] = OrderedDict()

    def pass_one(self, address: str) -> None:
        """Let one pass, or raise ``Refused`` with how long to wait."""
        now = self._clock()
        name = hashlib.blake2b(_network(address), key=self._salt, digest_size=12).digest()
        own = self._known.get(name)
        if own is None:
            own = tuple(_Bucket(most, now) for most, _ in self._limits)
            self._known[name] = own
            if len(self._known) > self._most:
                self._known.popitem(last=False)
        self._known.move_to_end(name)
        wait = 0.0
        for bucket, (most, again) in zip(own, self._limits, strict=True):
            bucket.fill(most, again, now)
            wait = max(wait, (1 - bucket.left) / again)
        self._all.fill(self._per_second, self._per_second, now)
        wait = max(wait, (1 - self._all.left) / self._per_second)
        if wait > 0:
            raise too_many(max(1, math.ceil(wait)))
        for bucket in (*own, self._all):
            bucket.left -= 1

    def __len__(self) -> int:
        """Return how many addresses are known."""
        return len(self._known)


def _network(address: str) -> bytes:
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address.encode("utf-8", "replace")
    if found.version == 4:
        return found.packed
    return found.ipv4_mapped.packed if found.ipv4_mapped else found.packed[: NETWORK_6 // 8]


class AtOnce:
    """How many are being answered at this moment."""

    def __init__(self, most: int = MOST_AT_ONCE) -> None:
        """Begin with none."""
        self.most, self.now = most, 0

    def __enter__(self) -> None:
        """Begin one; raises ``Refused`` where there are too many."""
        if self.now >= self.most:
            raise too_many(2)
        self.now += 1

    def __exit__(self, *_: object) -> None:
        """End one."""
        self.now -= 1


def client_of(peer: str, forwarded: str, *, behind_proxy: bool) -> str:
    """Return who sends: the peer, or what the proxy in front of us says of its own peer.

    Of several addresses only the last one was written by that proxy; the others anybody can write.
    """
    last = forwarded.rpartition(",")[2].strip() if behind_proxy else ""
    return last[:64] or peer


__all__ = ["AtOnce", "Rate", "Refused", "client_of"]
