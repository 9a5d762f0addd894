"""The test that every build makes of its own index: real words from real titles must find them.

It knows the documents, and reads the built files with ``reading.py``, which shares no code with what
wrote them. A search that answers "nothing" to what is there would mislead in silence: so the build fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from noticeboard.errors import BuildError
from noticeboard.publish.search.documents import Document
from noticeboard.publish.search.reading import BuiltIndex, plain
from noticeboard.sounds import sounds

# All documents of a small site; of a large one every so many, so that about so many are asked for.
ASKED = 300
LONGEST_SOUND = 8
# Titles of other characters too (emoji, other scripts) are asked for by their Chinese words only.
EVERYDAY = re.compile("[\\s!-~\u4e00-\u9fff\u00b7\u2000-\u206f\u3000-\u303f\uff00-\uffef]*")
WORDS = re.compile("[\u4e00-\u9fff]+")


def ask_index(files: Mapping[str, bytes], documents: list[Document]) -> int:
    """Ask a built index for its documents and return how many questions it answered.

    Raises ``BuildError`` with the first question that was not.
    """
    index = BuiltIndex(files)
    if index.documents != len(documents):
        raise BuildError(f"搜索里应当有 {len(documents)} 条，实际有 {index.documents} 条")
    step = max(1, -(-len(documents) // ASKED))
    asked = 0
    for number in range(0, len(documents), step):
        document = documents[number]
        if index.shown(number) != (document.title, document.address):
            raise BuildError(f"搜索会把“{document.title}”显示成别的东西，这一次没有写出网站")
        for question, found in questions(index, document):
            asked += 1
            if number not in found:
                raise BuildError(
                    f"搜索自己检查没有通过：搜“{question}”，找不到“{document.title}”"
                    f"（{document.address or '首页'}）。这一次没有写出网站；请把这句话告诉维护程序的人"
                )
    return asked


def questions(index: BuiltIndex, document: Document) -> Iterator[tuple[str, frozenset[int]]]:
    """Yield what somebody may type to find a document, and what the index answers."""
    for name in (document.title, *document.names):
        for typed in _typed(index, name):
            yield typed, index.find(typed)
        if not WORDS.fullmatch(name):
            continue
        read = tuple(sound[0] for sound in sounds(name))[:LONGEST_SOUND]
        yield " ".join(read), index.find_sound(read)
        if len(read) > 1:
            letters = "".join(one[0] for one in read)
            yield letters, index.find_initials(letters)
    for text in document.texts[:2]:
        for typed in list(_typed(index, text))[:1]:
            yield typed, index.find(typed)
    title = plain(document.title, index.pairs)
    for group in index.words:
        for word, other in pairwise(group):
            if word in title:
                yield other, index.find(other)


def _typed(index: BuiltIndex, title: str) -> Iterator[str]:
    """Yield two characters from the middle of a title, and the whole of its longest part."""
    if EVERYDAY.fullmatch(title):
        part = max(plain(title, index.pairs).split("\n"), key=len)
    else:
        part = plain(max(WORDS.findall(title), key=len, default=""), index.pairs)
    if part:
        middle = max(0, len(part) // 2 - 1)
        yield part[middle : middle + 2]
        yield part
