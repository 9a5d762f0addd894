"""QR codes, as SVG and as PNG: black on white, the quiet zone of four modules in them."""

from __future__ import annotations

import functools
import io
import re

# Pixels of a PNG a module, and the white rim that the standard asks for, in modules.
MODULE, RIM = 8, 4


@functools.lru_cache(2_000)
def qr_code(address: str) -> str:
    """Return a QR code (error level M or better) as SVG that fills its box; empty without an address."""
    if not address:
        return ""
    import segno  # only a town with an address needs it

    drawn = segno.make(address, error="m", micro=False).svg_inline(
        border=4, omitsize=True, svgclass="qr", lineclass=None, dark="#000"
    )
    # What has no words needs none read out: the address stands beside it.
    return re.sub(r"^<svg ", '<svg aria-hidden="true" focusable="false" ', drawn)


def qr_png(address: str) -> bytes:
    """Return a QR code (error level M) as PNG: in WeChat a long press reads only a plain picture."""
    import segno  # only a town with an address needs it

    made = io.BytesIO()
    drawn = segno.make(address, error="m", micro=False, boost_error=False)
    drawn.save(made, kind="png", scale=MODULE, border=RIM)
    return made.getvalue()
