"""Five faults at once are five problems, each at its own place, and nothing else."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from noticeboard.dataset import Dataset
from noticeboard.load import load
from noticeboard.project import Project
from tests.demo_faults import demo_faults
from tests.faults import Edit, edits, found, town_of
from tests.independence import Footprint, apply_all, footprint, independent, pool
from tests.matrix import thinned


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

    def five(self, drawn: int) -> list[Edit]:
        """Return five drawn faults that are independent of each other, or fewer."""
        chosen: list[Edit] = []
        for edit in random.Random(drawn).sample(self.faults, min(20, len(self.faults))):
            mine = self.footprint(edit)
            if all(independent(mine, self.footprint(other)) for other in chosen):
                chosen.append(edit)
            if len(chosen) == 5:
                break
        return chosen


@pytest.fixture(scope="module")
def towns(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Town]:
    by_town: dict[str, list[Edit]] = {}
    for edit in pool(edits("fails")):
        by_town.setdefault(edit.town, []).append(edit)
    made = {name: Town(name, tmp_path_factory.mktemp(name), by_town[name]) for name in NAMES[:2]}
    town = Town("demo", tmp_path_factory.mktemp("demo"), [])
    town.faults = demo_faults(Project(town.root), town.sound)
    return made | {"demo": town}


def assert_five(town: Town, drawn: int) -> None:
    chosen = town.five(drawn)
    assume(len(chosen) == 5)
    project = town.copy()
    expected = apply_all(project, chosen)
    told = [
        (p.place.file, p.place.line, p.place.column, p.rule)
        for p in found(project, Edit("", town.name))
    ]
    assert sorted(told) == sorted(expected), chosen


# The town "notices" has faults in one notice only, so never five that are independent.
NAMES = ["real", "whole", "demo"]


def runs(number: int) -> settings:
    """Draw so many times, always the same; a failure is five edits, small enough as it is."""
    return settings(
        max_examples=number,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow],
    )


SEEDS = st.integers(0, 10**9)


@pytest.mark.parametrize("name", thinned(NAMES))
@runs(4)
@given(drawn=SEEDS)
def test_five_faults_are_five_problems(towns: dict[str, Town], name: str, drawn: int) -> None:
    assert_five(towns[name], drawn)


@pytest.mark.full
@pytest.mark.parametrize("name", NAMES)
@runs(120)
@given(drawn=SEEDS)
def test_many_times_five_faults_are_five_problems(
    towns: dict[str, Town], name: str, drawn: int
) -> None:
    assert_five(towns[name], drawn)
