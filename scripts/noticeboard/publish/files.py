"""Sitemap and the theme's files."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape

from noticeboard.model import Town


def theme_assets(folders: tuple[Path, ...]) -> dict[str, bytes]:
    """Return our own files of the theme (styles, script, mark), the town's own first."""
    files: dict[str, bytes] = {}
    for folder in reversed(folders):
        assets = folder / "theme" / "assets" / "nb"
        for path in sorted(assets.rglob("*")):
            if path.is_file():
                files[f"assets/nb/{path.relative_to(assets).as_posix()}"] = path.read_bytes()
    return files


def theme_files(folders: tuple[Path, ...]) -> dict[str, bytes]:
    """Return every file of the theme folder, the town's own over the shipped one."""
    files: dict[str, bytes] = {}
    for folder in reversed(folders):
        theme = folder / "theme"
        for path in sorted(theme.rglob("*")):
            if path.is_file():
                files[path.relative_to(theme).as_posix()] = path.read_bytes()
    return files


def sitemap(site_url: str, addresses: tuple[str, ...]) -> dict[str, bytes]:
    """Return ``sitemap.xml``; nothing without a ``site_url``, for it needs full addresses."""
    if not site_url:
        return {}
    urls = "".join(f"  <url><loc>{escape(site_url + a)}</loc></url>\n" for a in addresses)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return {"sitemap.xml": f'{head}<urlset xmlns="{space}">\n{urls}</urlset>\n'.encode()}


def attachments(folder: Path, town: Town) -> dict[str, bytes]:
    """Return the files that published notices and agreements hand out, and no others."""
    names = {name for notice in town.notices.values() for name in notice.attachments}
    names |= {agreement.file for agreement in town.agreements.values() if agreement.file}
    return {f"files/{name}": (folder / name).read_bytes() for name in sorted(names)}
