"""The Jinja2 environments: records (ours, autoescaped) and prose (people's, sandboxed)."""

from __future__ import annotations

from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from noticeboard import __version__


class RecordEnvironment(Environment):
    """Templates that all know the same names.

    Jinja2 lays each template's own names over the environment's in a ``ChainMap``, which it
    copies at every rendering: half the time of a short page. Ours have no names of their own.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the shared names as one plain dictionary."""
        return dict(self.globals, **(d or {}))


def record_templates(folders: tuple[Path, ...], shared: dict[str, Any]) -> Environment:
    """Return the environment of ``site_templates``; everything printed is escaped.

    Compiling takes longer than filling a small site, so Jinja2 keeps the bytecode, in the
    folder of its own that only this user may write to: never in the project, where bytecode
    that somebody committed would be run.
    """
    environment = RecordEnvironment(
        loader=FileSystemLoader([str(folder) for folder in folders]),
        autoescape=True,
        undefined=StrictUndefined,
        bytecode_cache=FileSystemBytecodeCache(pattern=f"noticeboard-{__version__}-%s.cache"),
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(shared)
    return environment


def prose_templates(shared: dict[str, Any]) -> Environment:
    """Return the environment for Markdown that people write: no attribute tricks."""
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
    environment.globals.clear()
    environment.globals.update(shared)
    return environment
