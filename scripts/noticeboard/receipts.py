"""Receipt codes: what a resident keeps of a request, to read later what became of it.

A code is eleven random symbols of Crockford's base32 (55 bits) and one that checks them, shown as
``XXXX-XXXX-XXXX``. It authorises nothing; only its digest is stored or published. The digest must
look like nobody's number: of hexadecimal ones, one in three hundred holds a run of digits like a
mobile number; of plain base32 ones, one in two hundred something like an account (wx…, qq…). So it is
base32 without 0 and 1, and without q and x. ``site_templates/theme/assets/nb/receipt-code.js`` does the same in the page.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
import unicodedata

SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM = 11
SIZE = RANDOM + 1
DIGEST_SIZE = 26
DIGEST_LETTERS = "abcdefghijklmnop9rstuvw8yz234567"
_FROM_BASE32 = str.maketrans("xq", "89")
# Written and read for another: Crockford's own list.
LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
# Blanks and dashes of every kind, and the marks without width that chat programs put in.
BETWEEN = re.compile(r"[\s\-\u2010-\u2015\u2212_.\u00b7\u2022\ufe63\u200b-\u200f\u2060\ufeff]+")
POLYNOMIAL = 0b100101  # x^5 + x^2 + 1


def new_code() -> str:
    """Return a fresh code, twelve symbols without dashes."""
    body = "".join(secrets.choice(SYMBOLS) for _ in range(RANDOM))
    return body + check_symbol(body)


def check_symbol(body: str) -> str:
    """Return the symbol that checks eleven others.

    A sum over GF(32) with a weight of its own for each place: every single wrong symbol and every
    swap of two is noticed.
    """
    total = 0
    for place, symbol in enumerate(body, 1):
        value = SYMBOLS.index(symbol)
        for _ in range(place):
            value = value << 1 ^ (POLYNOMIAL if value & 16 else 0)
        total ^= value
    return SYMBOLS[total]


def shown(code: str) -> str:
    """Return a code as people read it: in three groups of four."""
    return "-".join(code[at : at + 4] for at in range(0, SIZE, 4))


def read(text: str) -> str | None:
    """Return the code that was typed, in whatever shape; ``None`` where it is none."""
    code = _typed(text)
    if len(code) != SIZE or set(code) - set(SYMBOLS):
        return None
    return code if check_symbol(code[:RANDOM]) == code[RANDOM] else None


def why(text: str) -> str:
    """Return what is wrong with what was typed; empty where it is a code."""
    code = _typed(text)
    if not code:
        return "还没有填回执码"
    if strange := next((symbol for symbol in code if symbol not in SYMBOLS), ""):
        return f"回执码里没有“{strange}”这个字"
    if len(code) != SIZE:
        return f"回执码是 {SIZE} 位，这里是 {len(code)} 位"
    return "" if read(text) else "有一位抄错了，请对照原来的再看一遍"


def _typed(text: str) -> str:
    """Return the symbols that were meant: any case, width and dashes; O is 0, I and L are 1."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return BETWEEN.sub("", plain).translate(LOOKALIKES)


def digest(code: str) -> str:
    """Return what is stored and published in place of a code: 26 letters and digits."""
    told = base64.b32encode(hashlib.sha256(code.encode("ascii")).digest())
    return told.decode("ascii").lower().translate(_FROM_BASE32)[:DIGEST_SIZE]
