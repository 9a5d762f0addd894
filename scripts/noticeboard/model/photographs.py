"""Photographs: what is seen, of what, when."""

from __future__ import annotations

from dataclasses import dataclass

from noticeboard.model.parts import Basis, When


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
