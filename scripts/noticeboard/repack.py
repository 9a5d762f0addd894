"""A workbook's zip without the clock: the same sheets are the same bytes."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

# Zip entries carry a date; openpyxl writes the clock into them and into the properties.
LONG_AGO = (1980, 1, 1, 0, 0, 0)


def repacked(content: bytes, stamp: dt.datetime) -> bytes:
    """Return the zip with its entries in order and without the clock."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in sorted(old.namelist()):
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, _unclocked(name, old.read(name), stamp))
    return made.getvalue()


def _unclocked(name: str, content: bytes, stamp: dt.datetime) -> bytes:
    """Return a part of the workbook; openpyxl sets the day of saving into the properties."""
    if name != "docProps/core.xml":
        return content
    text = content.decode()
    start = text.find("<dcterms:modified")
    end = text.find("</dcterms:modified>")
    if start < 0 or end < 0:
        return content
    opened = text.find(">", start) + 1
    return f"{text[:opened]}{stamp.isoformat()}Z{text[end:]}".encode()
