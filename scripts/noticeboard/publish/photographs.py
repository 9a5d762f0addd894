"""The photographs of the pages: smaller, upright, with nothing beside the picture."""

from __future__ import annotations

import hashlib
from pathlib import Path

import PIL

from noticeboard.model import Town
from noticeboard.model.photographs import Shown, Size
from noticeboard.pictures import QUALITY, Copy, copies
from noticeboard.writer import write_tree

# Phones show 480 pixels well, sharp screens and the two columns of a large one 960.
WIDTHS = (480, 960)
# What the copies depend on beside the photograph: another recipe makes them anew.
RECIPE = f"{WIDTHS} {QUALITY} {PIL.__version__}"


def photographs(folder: Path, kept: Path, town: Town) -> tuple[dict[str, bytes], dict[str, Shown]]:
    """Return the files for the site by name, and of each photograph what pages must know.

    ``folder`` holds the photographs that ``check`` found sound; in ``kept`` are the copies of the
    last build, for those that did not change. A name holds the digest of its content: what a
    browser keeps never grows old.
    """
    if not town.photos and not kept.exists():
        return {}, {}
    made: dict[str, bytes] = {}
    files: dict[str, bytes] = {}
    shown: dict[str, Shown] = {}
    for photo in town.photos.values():
        body = (folder / photo.file).read_bytes()
        key = hashlib.sha256(body + RECIPE.encode()).hexdigest()[:32]
        sizes = []
        for copy in _kept(kept, key) or copies(body, WIDTHS):
            made[f"{key}-{copy.width}x{copy.height}.jpg"] = copy.body
            name = f"photos/{photo.id}-{hashlib.sha256(copy.body).hexdigest()[:8]}.jpg"
            files[name] = copy.body
            sizes.append(Size(name, copy.width, copy.height))
        shown[photo.id] = Shown(tuple(sizes))
    write_tree(kept, made)
    return files, shown


def _kept(folder: Path, key: str) -> tuple[Copy, ...]:
    """Return the copies of the last build, the smallest first; none where there are none."""
    found = []
    for path in folder.glob(f"{key}-*.jpg"):
        width, height = path.stem.partition("-")[2].split("x")
        found.append(Copy(path.read_bytes(), int(width), int(height)))
    return tuple(sorted(found, key=lambda copy: copy.width))
