"""Fuzz ``load`` with atheris: ``python -m tests.fuzz_load SECONDS``.

The first byte chooses the file, the rest is what it holds. Whatever is raised but a problem ends
the run with what caused it. Every fiftieth sound file goes the whole way through ``check``.
"""

from __future__ import annotations

import resource
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["noticeboard.load"]):
    from noticeboard.load.csv_table import read_csv_table
    from noticeboard.load.descriptor import described, read_descriptor
    from noticeboard.load.files import UnreadableError, decode
    from noticeboard.load.prose import split_page
    from noticeboard.load.yaml_table import read_yaml_table
    from noticeboard.load.yaml_tree import plain_value, read_tree

from noticeboard.dataset import Resource
from noticeboard.errors import DataProblems
from noticeboard.project import Project
from tests.conftest import copy_project
from tests.test_load_properties import FILES, assert_told

NAMES = sorted(FILES)
# Not libFuzzer's own limit: it asks for the peak, which a process inherits from the one that began it.
MOST_MEMORY = 1 << 30


def read(table: Resource | None, name: str, content: bytes) -> None:
    """Read one file by its kind."""
    if table and name.endswith(".csv"):
        read_csv_table(table, name, content)
    elif table:
        read_yaml_table(table, name, content)
    elif name.endswith("datapackage.yaml"):
        described(name, content)
    elif name.endswith(".yaml"):
        plain_value(read_tree(name, content))
    else:
        split_page(name, decode(content, name))


def main(seconds: int) -> None:
    """Run for so long, from the real files on."""
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
    folder = Path(tempfile.mkdtemp())
    project: Project = copy_project(folder / "town")
    seeds = folder / "seeds"
    seeds.mkdir()
    for number, name in enumerate(NAMES):
        (seeds / str(number)).write_bytes(bytes([number]) + FILES[name][:4_000])

    _, resources = read_descriptor(project)
    tables = {resource.path: resource for resource in resources}
    runs = 0

    def once(content: bytes) -> None:
        nonlocal runs
        runs += 1
        name, content = NAMES[(content[0] if content else 0) % len(NAMES)], content[1:]
        try:
            read(tables.get(name.removeprefix("data/")), name, content)
        except (UnreadableError, DataProblems):
            return
        if runs % 50 == 0:  # the whole way takes a hundred times as long
            assert_told(project, name, content)

    arguments = [sys.argv[0], str(seeds), f"-max_total_time={seconds}", "-timeout=10", "-rss_limit_mb=0",
                 f"-artifact_prefix={folder}/", "-max_len=6000", "-print_final_stats=1"]  # fmt: skip
    atheris.Setup(arguments, once)
    atheris.Fuzz()


if __name__ == "__main__":
    main(int(sys.argv[1]))
