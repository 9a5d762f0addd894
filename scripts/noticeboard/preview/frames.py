"""The engine's pages for the preview: made in a folder of its own, only when asked for and changed."""

from __future__ import annotations

from dataclasses import dataclass

from noticeboard.commands.build import write_engine_folder
from noticeboard.engine import engine_pages
from noticeboard.project import Project

# The frames of so many settings are kept: of a day with changes that are not committed, and without.
KEPT = 3
WITHOUT_ADDRESS = "404"


@dataclass(frozen=True)
class EngineInput:
    """What the engine reads: sources by file name, its settings, and which state of the theme."""

    sources: dict[str, bytes]
    settings: bytes
    theme: int


class Frames:
    """Keeps the engine's pages; a page is as good as new while its source and the settings are the same."""

    def __init__(self, project: Project) -> None:
        """Begin without any."""
        self._project = project
        self._made: dict[tuple[bytes, int], tuple[dict[str, bytes], dict[str, str]]] = {}

    def page(self, wanted: EngineInput, address: str) -> str:
        """Return the engine's page at an address. Raises ``BuildError`` where the engine fails."""
        key = wanted.settings, wanted.theme
        sources, pages = self._made.get(key, ({}, {}))
        name = f"{address}index.md"
        fresh = address in pages and sources.get(name) == wanted.sources.get(name)
        if not fresh:
            pages = self._make(wanted)
        return pages[address]

    def _make(self, wanted: EngineInput) -> dict[str, str]:
        project = self._project
        folder = write_engine_folder(
            project.preview, wanted.sources, wanted.settings, project.template_folders
        )
        pages = engine_pages("mkdocs", folder)
        key = wanted.settings, wanted.theme
        self._made.pop(key, None)
        self._made[key] = wanted.sources, pages
        while len(self._made) > KEPT:
            del self._made[next(iter(self._made))]
        return pages
