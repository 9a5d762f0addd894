"""The Jinja2 environments: records (ours, autoescaped) and prose (people's, sandboxed)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment


def record_templates(folders: tuple[Path, ...], shared: dict[str, Any]) -> Environment:
    """Return the environment of ``site_templates``; everything printed is escaped."""
    environment = Environment(
        loader=FileSystemLoader([str(folder) for folder in folders]),
        autoescape=True,
        undefined=StrictUndefined,
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
