"""Five faults at once are five problems, each at its own place, and nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from noticeboard.dataset import Dataset
from noticeboard.load import load
from noticeboard.project import Project
from tests.faults import Edit, edits, found, town_of
from tests.independence import Footprint, apply_all, footprint, independent, pool


class Town:
    """A sound town, its faults, and what each of them touches."""

    def __init__(self, name: str, folder: Path, faults: list[Edit]) -> None:
        self.name, self.folder, self.faults = name, folder, faults
        self.root = town_of(name, folder / "sound").root
        self.sound: Dataset = load(Project(self.root))
        self.footprints: dict[Edit, Footprint] = {}

    def copy(self) -> Project:
        target = self.folder / "copy"
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(self.root, target)
        return Project(target)

    def footprint(self, edit: Edit) -> Footprint:
        if edit not in self.footprints:
            self.footprints[edit] = footprint(self.sound, self.copy(), edit)
        return self.footprints[edit]

    def five(self, drawn: list[int]) -> list[Edit]:
        """Return the first five of the drawn faults that are independent of each other."""
        chosen: list[Edit] = []
        for number in drawn:
            edit = self.faults[number % len(self.faults)]
            mine = self.footprint(edit)
            if edit not in chosen and all(
                independent(mine, self.footprint(other)) for other in chosen
            ):
                chosen.append(edit)
            if len(chosen) == 5:
                break
        return chosen


@pytest.fixture(scope="module")
def towns(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Town]:
    by_town: dict[str, list[Edit]] = {}
    for edit in pool(edits("fails")):
        by_town.setdefault(edit.town, []).append(edit)
    return {
        name: Town(name, tmp_path_factory.mktemp(name), faults)
        for name, faults in by_town.items()
        if name in ("real", "whole")
    }


def assert_five(town: Town, drawn: list[int]) -> None:
    chosen = town.five(drawn)
    assume(len(chosen) == 5)
    project = town.copy()
    expected = apply_all(project, chosen)
    told = [
        (p.place.file, p.place.line, p.place.column, p.rule)
        for p in found(project, Edit("", town.name))
    ]
    assert sorted(told) == sorted(expected), chosen


DRAWN = st.lists(st.integers(0, 10_000), min_size=12, max_size=12, unique=True)
CHECKS = (HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much)


@pytest.mark.parametrize("name", ["real", "whole"])
@settings(
    max_examples=12, derandomize=True, deadline=None, database=None, suppress_health_check=CHECKS
)
@given(drawn=DRAWN)
def test_five_faults_are_five_problems(
    towns: dict[str, Town], name: str, drawn: list[int]
) -> None:
    assert_five(towns[name], drawn)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["real", "whole"])
@settings(
    max_examples=200, derandomize=True, deadline=None, database=None, suppress_health_check=CHECKS
)
@given(drawn=DRAWN)
def test_many_times_five_faults_are_five_problems(
    towns: dict[str, Town], name: str, drawn: list[int]
) -> None:
    assert_five(towns[name], drawn)
