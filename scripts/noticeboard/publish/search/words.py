"""Words that mean the same: ``site_templates/search/words.txt``, the shipped one and the town's own."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from noticeboard.publish.search.documents import Document
from noticeboard.publish.search.fold import APART, fold

FILE = Path("search", "words.txt")


def words_alike(folders: tuple[Path, ...]) -> tuple[tuple[str, ...], ...]:
    """Return groups of words that mean the same; the lines of the town's own file come first.

    A line is a group, its words parted by blanks; ``#`` begins a remark. Words of one character are
    left out: they are parts of too many others.
    """
    groups: dict[tuple[str, ...], None] = {}
    for folder in folders:
        path = folder / FILE
        for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
            words = dict.fromkeys(word for word in line.partition("#")[0].split() if len(word) > 1)
            if len(words) > 1:
                groups[tuple(words)] = None
    return tuple(groups)


def used_words(
    groups: tuple[tuple[str, ...], ...], documents: list[Document]
) -> tuple[tuple[str, ...], ...]:
    """Return the groups of which a word stands somewhere: others find nothing."""
    texts = {text for d in documents for text in (d.title, *d.names, *d.texts)}
    everything = APART.join(map(fold, sorted(texts)))
    return tuple(group for group in groups if any(fold(word) in everything for word in group))


class Alike:
    """Which groups of words a text has a word of."""

    def __init__(self, groups: tuple[tuple[str, ...], ...]) -> None:
        """Fold the words once. The grams are ``=0``, ``=1`` … in the order of the groups."""
        self._groups: dict[str, list[str]] = {}
        for number, group in enumerate(groups):
            for word in map(fold, group):
                self._groups.setdefault(word, []).append(f"={number}")
        self._starts: dict[str, list[str]] = {}
        for word in self._groups:
            self._starts.setdefault(word[:2], []).append(word)
        self._found: dict[str, frozenset[str]] = {}

    def within(self, folded: str) -> frozenset[str]:
        """Return the grams of the groups of which a word stands in folded text."""
        if folded not in self._found:
            grams: set[str] = set()
            for a, b in pairwise(folded):
                for word in self._starts.get(a + b, ()):
                    if word in folded:
                        grams.update(self._groups[word])
            self._found[folded] = frozenset(grams)
        return self._found[folded]
