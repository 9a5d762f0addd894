"""Ids and codes for forms that came without a script: the same form twice gives the same ones.

An impatient thumb sends twice, and each time the page shows a code: if they differed, one of
them would lead nowhere. The code follows from the id by a secret key, so that no code is kept.
"""

from __future__ import annotations

import datetime as dt
import hmac
import uuid
from dataclasses import dataclass

from noticeboard import receipts

SAME_WITHIN = 10 * 60  # seconds
BITS = 5  # of a symbol


@dataclass(frozen=True, slots=True)
class Names:
    """The id of a form that came now, and the one it has if it came a little earlier already."""

    id: str
    earlier: str
    since: dt.datetime


def names_of(key: bytes, survey: str, fingerprint: str, now: dt.datetime) -> Names:
    """Return the ids that follow from the content and the ten minutes in which it came."""
    span = int(now.timestamp()) // SAME_WITHIN
    here, before = (_id(key, f"{survey}\0{fingerprint}\0{one}") for one in (span, span - 1))
    return Names(here, before, now - dt.timedelta(seconds=SAME_WITHIN))


def _id(key: bytes, text: str) -> str:
    return str(uuid.UUID(bytes=_secret(key, f"id\0{text}")[:16], version=4))


def code_of(key: bytes, name: str) -> str:
    """Return the code of a form by its id."""
    number = int.from_bytes(_secret(key, f"code\0{name}"), "big")
    own = "".join(receipts.SYMBOLS[number >> BITS * place & 31] for place in range(receipts.RANDOM))
    return own + receipts.check_symbol(own)


def _secret(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")
