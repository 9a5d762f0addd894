"""The paper, and the heights of what stands on every sheet."""

from __future__ import annotations

from dataclasses import dataclass

from noticeboard.printing import A3


@dataclass(frozen=True)
class Paper:
    """A size of paper in millimetres; furniture (heads, boxes, panels) is ``unit`` times that of A4.

    ``code`` is the width of a QR code with its quiet zone: of its modules 30 mm and more are seen.
    """

    name: str
    wide: float
    high: float
    unit: float
    code: float

    @property
    def inner(self) -> float:
        """Return the width between margins, in millimetres."""
        return self.wide - 2 * SIDES * self.unit


PAPERS = {"a4": Paper("A4", 210, 297, 1.0, 40), A3: Paper("A3", 297, 420, 1.414, 50)}

# Heights of furniture in units, as paper.css has them.
SIDES, TOP, BOTTOM, HEAD, BAND, FOOT = 17.0, 13.0, 9.0, 14.0, 7.0, 7.0
CODE_WORDS, CONTINUED = 8.0, 9.0
# What other fonts may take more than was reckoned.
SLACK = 3.0
# A seal is at most 42 mm wide, on any paper; beside it stands the QR code of a notice.
SEAL = 46.0
