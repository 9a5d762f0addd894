"""Photographs: what is seen, of what, when."""

from __future__ import annotations

from dataclasses import dataclass

from noticeboard.model.parts import Basis, When

# The fields of which exactly one says what was photographed, and their tables.
OF_WHAT = {
    "project": "projects",
    "order": "orders",
    "deed": "deeds",
    "facility": "facilities",
    "meeting": "meetings",
}


@dataclass(frozen=True, slots=True)
class Photo:
    """A photograph of a project, order, deed, facility or meeting: of exactly one of them.

    ``file`` lies in ``content/photos``; ``alt`` says what is seen; ``moment`` is before, during,
    after or other.
    """

    id: str
    project: str | None
    order: str | None
    deed: str | None
    facility: str | None
    meeting: str | None
    file: str
    moment: str
    taken: When
    alt: str
    caption: str | None
    credit: str | None
    portrait_consent: str
    basis: Basis


@dataclass(frozen=True, slots=True)
class Size:
    """A copy of a photograph on the site: its address, its size in pixels."""

    name: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Shown:
    """The copies of a photograph that pages choose from, the smallest first."""

    sizes: tuple[Size, ...]

    @property
    def large(self) -> Size:
        """The largest copy."""
        return self.sizes[-1]

    @property
    def is_tall(self) -> bool:
        """Tell whether the picture is higher than wide."""
        return self.large.height > self.large.width
