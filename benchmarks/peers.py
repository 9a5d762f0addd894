"""Eleventy's site, for the preview: the rows and frames that Hugo has, in functions instead of Go templates."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

from noticeboard.commands.fill import Job
from noticeboard.records import split_frame

HERE = Path(__file__).resolve().parent
FRAMES = {"record": "projects/frame/", "list": "projects/", "part": "projects/part/frame/"}


def install_eleventy() -> Path:
    """Return Eleventy's folder with what it needs, from its lock file."""
    folder = HERE / "eleventy"
    done, lock = folder / "node_modules" / ".package-lock.json", folder / "package-lock.json"
    if not done.is_file() or done.stat().st_mtime < lock.stat().st_mtime:
        command = ["npm", "ci", "--silent", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(command, cwd=folder, check=True)
        done.touch()
    return folder


def make_eleventy(job: Job, hugo: Path, folder: Path) -> Path:
    """Write Eleventy's site from the data that Hugo's has."""
    source = install_eleventy()
    folder.mkdir()
    shutil.copytree(source / "src", folder / "src")
    for name in ("eleventy.config.js", "package.json"):
        shutil.copy(source / name, folder)
    (folder / "node_modules").symlink_to(source / "node_modules")
    shutil.copytree(hugo / "data", folder / "src" / "_data")
    frames = {}
    for name, address in FRAMES.items():
        frame = split_frame(address, job.frames[address])
        frames[name] = [frame.start, frame.middle, frame.end]
    (folder / "src" / "_data" / "frames.json").write_text(
        json.dumps(frames, ensure_ascii=False), encoding="utf-8"
    )
    return folder
