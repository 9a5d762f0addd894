"""Fuzz ``load`` and ``check`` with atheris: ``python -m tests.fuzz_load SECONDS``.

The first byte chooses the file, the rest is what it holds. Anything but ``DataProblems`` that is
raised ends the run with what caused it.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["noticeboard.load"]):
    import noticeboard.load

from noticeboard.project import Project
from tests.conftest import copy_project
from tests.test_load_properties import FILES, judged

NAMES = sorted(FILES)


def main(seconds: int) -> None:
    """Run for so long, from the real files on."""
    assert noticeboard.load
    folder = Path(tempfile.mkdtemp())
    project: Project = copy_project(folder / "town")
    seeds = folder / "seeds"
    seeds.mkdir()
    for number, name in enumerate(NAMES):
        (seeds / str(number)).write_bytes(bytes([number]) + FILES[name][:4_000])

    def once(content: bytes) -> None:
        name = NAMES[(content[0] if content else 0) % len(NAMES)]
        path = project.root / name
        path.write_bytes(content[1:])
        judged(project)
        if name in FILES and (project.root / name).exists():
            path.write_bytes(FILES[name])

    arguments = [sys.argv[0], str(seeds), f"-max_total_time={seconds}", "-timeout=10", "-rss_limit_mb=1024",
                 f"-artifact_prefix={folder}/", "-max_len=6000", "-print_final_stats=1"]  # fmt: skip
    atheris.Setup(arguments, once)
    atheris.Fuzz()


if __name__ == "__main__":
    main(int(sys.argv[1]))
