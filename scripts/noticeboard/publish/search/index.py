"""The index: for every gram the numbers of the documents that have it, by where they have it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from noticeboard.publish.search.documents import Document
from noticeboard.publish.search.fold import APART, ends, fold, grams, sound_grams

# A document has a gram at the beginning of a title, at its end, within one, or in its text: a list each.
PLACES = 4
Lists = dict[str, list[int]]


@dataclass
class Index:
    """Lists of document numbers by gram, for each of the four places."""

    places: tuple[Lists, ...] = field(
        default_factory=lambda: tuple(defaultdict(list) for _ in range(PLACES))
    )

    def of(self, gram: str) -> tuple[list[int], ...]:
        """Return the four lists of a gram."""
        return tuple(place.get(gram, []) for place in self.places)

    def every(self) -> list[str]:
        """Return all grams, sorted."""
        return sorted(set().union(*self.places))


def indexed(documents: Iterable[Document], words: tuple[tuple[str, ...], ...]) -> Index:
    """Return the index of documents in the order of their numbers.

    ``words`` are groups of words that mean the same: the gram ``=3`` is that of the third group.
    """
    index = Index()
    alike = tuple(tuple(map(fold, group)) for group in words)
    for number, document in enumerate(documents):
        begin: set[str] = set()
        end: set[str] = set()
        titled: set[str] = set()
        titles = [fold(name) for name in (document.title, *document.names)]
        for title in titles:
            first, last = ends(title)
            starts, finishes, heard = sound_grams(title)
            begin |= first | starts
            end |= last | finishes
            titled |= grams(title) | heard
        texts = [fold(text) for text in document.texts]
        text: set[str] = set().union(*map(grams, texts))
        whole_title, whole = APART.join(titles), APART.join(texts)
        for at, group in enumerate(alike):
            if any(word in whole_title for word in group):
                titled.add(f"={at}")
            elif any(word in whole for word in group):
                text.add(f"={at}")
        found = (begin, end, titled - begin - end, text - titled - begin - end)
        for place, here in zip(index.places, found, strict=True):
            for gram in here:
                place[gram].append(number)
    return index
