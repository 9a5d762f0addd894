"""Long matrices: ``make test`` tries the first of them, ``make test-full`` all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest


def thinned(values: Iterable[Any], kept: int = 1, several: bool = False) -> list[Any]:
    """Return all values for ``parametrize``; all but the first ``kept`` wait for make test-full.

    With ``several``, each is a tuple of values for so many arguments.
    """
    return [
        pytest.param(*(value if several else (value,)), marks=[pytest.mark.full] * (number >= kept))
        for number, value in enumerate(values)
    ]
