"""Call the site engine on ``build/docs``; it writes ``build/engine`` and nothing else."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from noticeboard import markdown
from noticeboard.errors import BuildError
from noticeboard.project import PACKAGE
from noticeboard.writer import read_tree_digest, write_file

COMMANDS = {
    "mkdocs": ("mkdocs", "build", "--strict", "--quiet", "-f", "mkdocs.yml"),
    "zensical": ("zensical", "build", "--clean", "--strict", "-f", "mkdocs.yml"),
}

PACKAGES = {
    "mkdocs": ("mkdocs", "mkdocs-material", "pymdown-extensions"),
    "zensical": ("zensical",),
}


def engine_pages(engine: str, build: Path) -> dict[str, str]:
    """Return the engine's HTML pages by address (404 as ``404``).

    The engine runs only when what it would read has changed since it last ran: the
    stamp beside its output holds the digest of its input.
    """
    for package in PACKAGES[engine]:
        try:
            version(package)
        except PackageNotFoundError:
            raise BuildError(f"没有安装 {package}。请运行 pip install {package}") from None
    stamp = build / "engine.digest"
    digest = _input_digest(engine, build)
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != digest:
        stamp.unlink(missing_ok=True)
        run_engine(engine, build)
        write_file(stamp, digest.encode())
    return _pages(build / "engine")


def _input_digest(engine: str, build: Path) -> str:
    """Return a digest of all that the engine reads, and of the versions that read it."""
    parts = [engine, *(f"{name} {version(name)}" for name in ("markdown", *PACKAGES[engine]))]
    parts += [read_tree_digest(build / folder) for folder in ("docs", "theme")]
    parts += [(build / "mkdocs.yml").read_text(encoding="utf-8")]
    parts += [Path(markdown.__file__).read_text(encoding="utf-8")]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def run_engine(engine: str, build: Path) -> None:
    """Run the engine in ``build``. Raises ``BuildError`` with its own words if it fails."""
    path = os.pathsep.join(filter(None, (str(PACKAGE.parent), os.environ.get("PYTHONPATH"))))
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1", "NO_COLOR": "1", "PYTHONPATH": path}
    command = [sys.executable, "-m", *COMMANDS[engine]]
    try:
        done = subprocess.run(
            command, cwd=build, env=environment, capture_output=True, text=True, check=False
        )
    except OSError as error:
        raise BuildError(f"启动不了 {engine}：{error}") from error
    if done.returncode:
        words = (done.stdout + done.stderr).strip()
        raise BuildError(f"{engine} 没有做成：\n{words}")


def _pages(folder: Path) -> dict[str, str]:
    pages = {"404": (folder / "404.html").read_text(encoding="utf-8")}
    for path in folder.rglob("index.html"):
        parent = path.parent.relative_to(folder).as_posix()
        address = "" if parent == "." else f"{parent}/"
        pages[address] = path.read_text(encoding="utf-8")
    return pages
