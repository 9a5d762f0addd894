"""Kinds of files, zip archives, and what other people's readers raise when a file is broken."""

from __future__ import annotations

import csv
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

OFFICE = (".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".et", ".wps")
PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".ico", ".avif", ".woff", ".woff2")
# An attachment is at most 5 MB; unpacked it may be more, but not without end.
MAX_UNPACKED = 64 * 1024 * 1024
# What broken, cut, locked or forged files make pypdf, openpyxl and zipfile raise (seen by trying
# thousands). It stands around those readers alone: a mistake of ours keeps its traceback.
BROKEN = (
    ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, NotImplementedError, OSError,
    RecursionError, RuntimeError, SyntaxError, TypeError, ValueError, csv.Error, struct.error,
    zipfile.BadZipFile, zlib.error,
)  # fmt: skip


class UnreadableFileError(Exception):
    """The file cannot be looked into: broken, locked, too large, or of an unknown kind."""


@contextmanager
def reading() -> Iterator[None]:
    """Turn whatever a reader that is not ours raises into ``UnreadableFileError``."""
    from pypdf.errors import DependencyError, PyPdfError

    try:
        yield
    except (*BROKEN, PyPdfError, DependencyError) as error:
        raise UnreadableFileError(f"打不开（{type(error).__name__}）") from None


def unpacked(body: bytes) -> list[tuple[str, bytes]]:
    """Return name and content of a zip's files. Raises ``UnreadableFileError``, also for a bomb."""
    with reading(), zipfile.ZipFile(io.BytesIO(body)) as archive:
        if sum(item.file_size for item in archive.infolist()) > MAX_UNPACKED:
            raise UnreadableFileError("解开以后太大，没有看里面的内容")
        files = [item for item in archive.infolist() if not item.is_dir()]
        return [(item.filename, archive.read(item)) for item in files]
