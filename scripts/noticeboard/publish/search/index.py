"""The index: for every gram the numbers of the documents that have it, by where they have it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from noticeboard.publish.search.documents import Document
from noticeboard.publish.search.fold import ends, fold, grams, sound_grams
from noticeboard.publish.search.words import Alike

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
    alike = Alike(words)
    for number, document in enumerate(documents):
        begin: set[str] = set()
        end: set[str] = set()
        titled: set[str] = set()
        for title in map(fold, (document.title, *document.names)):
            first, last = ends(title)
            starts, finishes, heard = sound_grams(title)
            begin.update(first, starts)
            end.update(last, finishes)
            titled.update(grams(title), heard, alike.within(title))
        text: set[str] = set()
        for piece in map(fold, document.texts):
            text.update(grams(piece), alike.within(piece))
        text -= titled
        titled -= begin
        titled -= end
        for place, here in zip(index.places, (begin, end, titled, text), strict=True):
            for gram in here:
                place[gram].append(number)
    return index
