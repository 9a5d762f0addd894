"""The Jinja2 environments: records (ours, autoescaped) and prose (people's, sandboxed)."""

from __future__ import annotations

from collections.abc import MutableMapping
from pathlib import Path
from types import CodeType
from typing import Any

from jinja2 import (
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    StrictUndefined,
    Template,
)
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


# Compiled templates by their name.
Codes = dict[str, CodeType]


class KeptLoader(FileSystemLoader):
    """Loads templates whose code may be known already: for whoever needs new names again and again."""

    def __init__(self, folders: tuple[Path, ...], codes: Codes) -> None:
        """Keep the codes, which are added to."""
        super().__init__([str(folder) for folder in folders])
        self._codes = codes

    def load(
        self, environment: Environment, name: str, globals: MutableMapping[str, Any] | None = None
    ) -> Template:
        """Return a template. Raises ``TemplateNotFound``."""
        if name not in self._codes:
            source, filename, _ = self.get_source(environment, name)
            cache = environment.bytecode_cache
            assert cache is not None
            bucket = cache.get_bucket(environment, name, filename, source)
            if bucket.code is None:
                bucket.code = environment.compile(source, name, filename)
                cache.set_bucket(bucket)
            self._codes[name] = bucket.code
        return environment.template_class.from_code(
            environment, self._codes[name], globals or {}, None
        )


def record_templates(
    folders: tuple[Path, ...], shared: dict[str, Any], codes: Codes | None = None
) -> Environment:
    """Return the environment of ``site_templates``; everything printed is escaped.

    ``codes`` of unchanged templates may be kept from one time to the next.

    Compiling takes longer than filling a small site, so Jinja2 keeps the bytecode, in the
    folder of its own that only this user may write to: never in the project, where bytecode
    that somebody committed would be run.
    """
    environment = RecordEnvironment(
        loader=KeptLoader(folders, {} if codes is None else codes),
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
