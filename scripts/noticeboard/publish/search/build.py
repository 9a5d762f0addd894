"""Everything that can be found → the files of the index, tested before they are handed on."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator
from pathlib import Path

from noticeboard.publish.search.documents import Document, Told, ranked
from noticeboard.publish.search.files import search_files
from noticeboard.publish.search.index import indexed
from noticeboard.publish.search.near import near_table
from noticeboard.publish.search.records import KINDS as RECORDS
from noticeboard.publish.search.selftest import ask_index
from noticeboard.publish.search.sources import KINDS as SOURCES
from noticeboard.publish.search.sources import written
from noticeboard.publish.search.words import used_words, words_alike


def documents_of(told: Told, frames: dict[str, str]) -> list[Document]:
    """Return everything that can be found, in the order of its numbers."""
    found = [document for kind in (*RECORDS, *SOURCES) for document in kind(told)]
    found += written(told, frames)
    return ranked(found, tuple(told.town.communities))


def search_index(
    told: Told, frames: dict[str, str], templates: tuple[Path, ...]
) -> dict[str, bytes]:
    """Return the files of the index by name. Raises ``BuildError`` where it does not find what it must."""
    with _no_collection():
        documents = documents_of(told, frames)
        words = used_words(words_alike(templates), documents)
        names = {key: one.name for key, one in told.town.communities.items()}
        index = indexed(documents, words)
        files = search_files(documents, index, names, words, near_table(index))
        ask_index(files, documents)
        return files


@contextlib.contextmanager
def _no_collection() -> Iterator[None]:
    """Keep Python from looking for cycles: a million lists are made, none in a cycle; a quarter of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
