"""The mere writing of the same files: ``python -m benchmarks.raw FOLDER OUT``."""

from __future__ import annotations

import json
import sys
from pathlib import Path


def write(folder: Path, out: str) -> None:
    """Write every file of the listing, each into a folder of its own."""
    import os

    made: set[str] = set()
    with (folder / "bytes").open("rb") as whole:
        for name, size in json.loads((folder / "listing.json").read_text()):
            parent = f"{out}/{name.rpartition('/')[0]}"
            if parent not in made:
                os.makedirs(parent, exist_ok=True)
                made.add(parent)
            with open(f"{out}/{name}", "wb") as page:
                page.write(whole.read(size))


if __name__ == "__main__":
    write(Path(sys.argv[1]), sys.argv[2])
