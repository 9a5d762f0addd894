"""Where each passage of a source is used: what rests on which sentence."""

from __future__ import annotations

import functools
from typing import Any

from noticeboard.addresses import RECORDS, address_of
from noticeboard.figures import Figures
from noticeboard.model import Basis, Town


class Uses:
    """Where each passage is used; found when it is first asked for, which few pages do."""

    def __init__(self, town: Town, figures: Figures, parts: dict[tuple[str, str], int]) -> None:
        """Keep what is asked later."""
        self._of = town, figures, parts

    @functools.cached_property
    def _found(self) -> dict[tuple[str, str], tuple[tuple[str, str], ...]]:
        return uses_of(*self._of)

    def get(
        self, passage: tuple[str, str], default: tuple[tuple[str, str], ...] = ()
    ) -> tuple[tuple[str, str], ...]:
        """Return (words, address) of everything that rests on (source, locator)."""
        return self._found.get(passage, default)


def uses_of(
    town: Town, figures: Figures, parts: dict[tuple[str, str], int]
) -> dict[tuple[str, str], tuple[tuple[str, str], ...]]:
    """Return (source, locator) → (words, address) of everything that rests on it."""
    found: dict[tuple[str, str], dict[tuple[str, str], None]] = {}

    def note(basis: Basis, words: str, address: str) -> None:
        for locator in basis.locator:
            found.setdefault((basis.source, locator), {})[(words, address)] = None

    for key, number in figures.by_id.items():
        if number.figure:
            words = f"{number.label} {number.value}{number.unit}"
            note(number.figure.basis, words, f"figures/#{key}")
    for table in RECORDS:
        for key, noun in (
            getattr(town, table).items() if table not in ("figures", "units", "notices") else ()
        ):
            note(noun.basis, _words(town, noun), address_of(table, key, parts))
    for person in town.people.values():
        if person.organisation:
            note(person.basis, person.name, f"units/{person.organisation}/")
        elif person.community:
            note(person.basis, person.name, f"communities/{person.community}/")
    for pairing in town.pairings.values():
        name = town.organisations[pairing.organisation].name
        note(pairing.basis, name, f"units/{pairing.organisation}/")
    return {key: tuple(words) for key, words in found.items()}


def _words(town: Town, noun: Any) -> str:
    """Return how a record is called in a list of uses."""
    for name in ("name", "title", "matter"):
        if getattr(noun, name, None):
            return str(getattr(noun, name))
    if hasattr(noun, "alt"):
        return f"照片：{noun.alt}"
    if hasattr(noun, "person"):
        return f"{town.people[noun.person].name}任{noun.post}"
    return f"{town.organisations[noun.unit].name}的协议"
