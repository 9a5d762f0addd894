"""``noticeboard demo``: an invented town in a folder of its own."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import yaml

from noticeboard.demo import Size, demo_files
from noticeboard.errors import UsageError
from noticeboard.load import load
from noticeboard.notices import digest_of, is_approved, ledger_text, sealed
from noticeboard.project import Project, shipped_file
from noticeboard.writer import write_file, write_tree

__all__ = ["Size", "demo"]


def demo(folder: Path, size: Size, seed: int, today: dt.date) -> Project:
    """Write the town into ``folder`` and return it.

    The same size, seed and day give the same bytes. A folder that holds anything but an
    earlier demo is refused.
    """
    if (folder / ".git").exists() or (folder / "pyproject.toml").exists():
        raise UsageError(
            f"{folder} 里有别的东西。示例要放在一个空文件夹里，例如 noticeboard demo demo"
        )
    raw = shipped_file("data/datapackage.yaml").read_bytes()
    engine = shipped_file("mkdocs.yml").read_bytes()
    write_tree(folder, demo_files(size, seed, today, yaml.safe_load(raw), raw, engine))
    project = Project(folder)
    rows = [row for row in load(project).rows("notices") if is_approved(row)]
    rows.sort(key=lambda row: (row.get("approved_on"), row.get("id")))
    days = [(row.get("id"), row.get("approved_on"), digest_of(row)) for row in rows]
    write_file(project.ledger, ledger_text(sealed("", days)).encode())
    return project
