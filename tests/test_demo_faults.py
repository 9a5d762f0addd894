"""Single faults in the invented town: each found alone, at its exact place."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from noticeboard.load import load
from noticeboard.project import Project
from tests.demo_faults import by_rule, structural, with_a_telephone
from tests.faults import Edit, apply, found, place_of, town_of


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return town_of("demo", tmp_path_factory.mktemp("demo") / "town")


def assert_found_alone(sound: Project, tmp_path: Path, faults: list[Edit]) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(sound.root, copy)
    project = Project(copy)
    for edit in faults:
        path = project.root / edit.file
        before = path.read_bytes()
        apply(project, edit)
        told = [(*place_of(problem), problem.rule) for problem in found(project, edit)]
        path.write_bytes(before)
        assert told == [(*edit.place, edit.rule)], edit


@pytest.mark.slow
def test_faults_of_rules_are_found_alone(sound: Project, tmp_path: Path) -> None:
    faults = list(by_rule(sound, load(sound)))
    assert len({edit.rule for edit in faults}) >= 20
    assert_found_alone(sound, tmp_path, faults)


@pytest.mark.slow
def test_some_wrong_cells_are_found_alone(sound: Project, tmp_path: Path) -> None:
    assert_found_alone(sound, tmp_path, list(structural(sound, load(sound)))[::40])


@pytest.mark.full
def test_every_kind_of_wrong_cell_in_every_table_is_found_alone(
    sound: Project, tmp_path: Path
) -> None:
    faults = list(structural(sound, load(sound)))
    assert len(faults) > 300
    assert_found_alone(sound, tmp_path, faults)


@pytest.mark.slow
def test_a_telephone_in_some_columns_is_found_alone(sound: Project, tmp_path: Path) -> None:
    assert_found_alone(sound, tmp_path, list(with_a_telephone(sound, load(sound)))[::25])


@pytest.mark.full
def test_a_telephone_in_any_column_is_found_alone(sound: Project, tmp_path: Path) -> None:
    faults = list(with_a_telephone(sound, load(sound)))
    assert len(faults) > 120
    assert_found_alone(sound, tmp_path, faults)
