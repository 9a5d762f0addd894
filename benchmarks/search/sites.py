"""The sites that are asked: the real one, the invented town, and that town grown."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

from noticeboard.commands.build import Options, build
from noticeboard.commands.demo import Size, demo
from noticeboard.project import Project

ROOT = Path(__file__).resolve().parents[2]
DAY = dt.date(2026, 11, 24)
# Towns with about so many records that have an address of their own.
SIZES = {
    5_000: Size(communities=8, units=46, projects=1_200, deeds=1_600, needs=1_000),
    50_000: Size(communities=40, units=46, projects=12_000, deeds=16_000, needs=10_000),
}


def real(folder: Path) -> Project:
    """Return a copy of the real project, built."""
    folder.mkdir(parents=True)
    for name in ("data", "content"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "mkdocs.yml", folder)
    return built(Project(folder))


def town(folder: Path, size: Size | None = None) -> Project:
    """Return the invented town, built; without a size as ``noticeboard demo`` makes it."""
    return built(demo(folder, size or Size(), 1, DAY))


def built(project: Project) -> Project:
    """Build a project and return it."""
    build(project, Options(today=DAY))
    return project
