"""The index as files: scripts, each small, of which a query needs a few.

``index.js`` says what there is; ``g/`` holds grams, spread by a number made from them; ``b/`` long
lists, one a file; ``d/`` what is shown of documents. Every file bears the mark of its build: one that a
cache kept from an older build is not taken for a part of this one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from noticeboard.marks import mark_of
from noticeboard.publish.search.documents import GROUPS, Document
from noticeboard.publish.search.index import Index
from noticeboard.publish.search.postings import number, numbers, packed, shard_of

FOLDER = "search/"
# Symbols of a list that gets a file of its own; symbols in a file of grams.
LONG = 900
SHARD = 1800
# What is shown of so many documents, or so many bytes, stands in one file.
TOGETHER, TOGETHER_OF_MANY, MANY = 8, 16, 20_000
BLOCK_BYTES = 2400
ENTRY, WITHIN, IN_A_FILE = " ", ",", "+"


def search_files(
    documents: list[Document],
    index: Index,
    communities: dict[str, str],
    words: tuple[tuple[str, ...], ...],
    near: dict[str, Any],
) -> dict[str, bytes]:
    """Return the files of the index by name; ``communities`` are names by id."""
    shards, longs = _shards(index)
    blocks, sizes = _blocks(documents)
    about = {
        "documents": number(len(documents)),
        "shards": number(len(shards)),
        "kinds": [[key, word, number(late)] for key, word, late in GROUPS],
        "communities": [[key, name] for key, name in communities.items()],
        "ranges": numbers(_ranges(documents, tuple(communities))),
        "blocks": numbers(sizes),
        "words": words,
    }
    parts: dict[str, Any] = {f"g/{n}": text for n, text in enumerate(shards)}
    parts |= {f"b/{n}": text for n, text in enumerate(longs)}
    parts |= {f"d/{n}": rows for n, rows in enumerate(blocks)}
    parts |= {"near": near, "index": about}
    told = {name: _json(part) for name, part in parts.items()}
    mark = mark_of({name: text.encode() for name, text in told.items()})
    return {
        f"{FOLDER}{name}.js": f'nbSearchPart("{name}","{mark}",{text});\n'.encode()
        for name, text in told.items()
    }


def _json(value: Any) -> str:
    # "<" could end a script element, were this ever put into a page; the two line ends are none
    # inside a string of old browsers.
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _shards(index: Index) -> tuple[list[str], list[str]]:
    """Return the files of grams and the long lists."""
    entries: list[tuple[str, str]] = []
    longs: list[str] = []
    for gram in index.every():
        lists = []
        for ids in index.of(gram):
            text = packed(ids)
            if len(text) > LONG:
                longs.append(text)
                text = f"{IN_A_FILE}{number(len(longs) - 1)}{number(len(ids))}"
            lists.append(text)
        entries.append((gram, f"{gram}{WITHIN}{WITHIN.join(lists).rstrip(WITHIN)}"))
    count = max(1, sum(len(text) + 1 for _, text in entries) // SHARD)
    shards: list[list[str]] = [[] for _ in range(count)]
    for gram, text in entries:
        shards[shard_of(gram, count)].append(text)
    return [ENTRY.join(texts) for texts in shards], longs


def _ranges(documents: list[Document], communities: tuple[str, ...]) -> Iterator[int]:
    """Yield group, community (or how many there are, for none) and count of each stretch of numbers."""
    groups = {key: at for at, (key, *_) in enumerate(GROUPS)}
    places = {key: at for at, key in enumerate(communities)}
    before, count = (-1, -1), 0
    for document in documents:
        here = groups[document.group], places.get(document.community, len(places))
        if here != before and count:
            yield from (*before, count)
            count = 0
        before = here
        count += 1
    if count:
        yield from (*before, count)


def _blocks(documents: list[Document]) -> tuple[list[list[list[str]]], list[int]]:
    """Return what is shown of documents, some in each file, and how many in each."""
    together = TOGETHER if len(documents) < MANY else TOGETHER_OF_MANY
    blocks: list[list[list[str]]] = []
    size = 0
    for document in documents:
        texts = "\n".join(document.texts)
        shown = [document.title, document.address, texts, document.state, "、".join(document.names)]
        while shown[-1] == "":
            shown.pop()
        if not blocks or len(blocks[-1]) == together or size > BLOCK_BYTES:
            blocks.append([])
            size = 0
        blocks[-1].append(shown)
        size += len(texts.encode())
    return blocks, [len(block) for block in blocks]
