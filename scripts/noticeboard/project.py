"""Where things are. Nobody else joins paths or asks for the current directory."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from noticeboard.errors import UsageError

PACKAGE = Path(__file__).resolve().parent


def shipped_templates() -> Path:
    """Return the templates of the installed package, or of the checkout it runs from."""
    inside = PACKAGE / "site_templates"
    return inside if inside.is_dir() else PACKAGE.parents[1] / "site_templates"


def shipped_file(name: str) -> Path:
    """Return a file that comes with the package, such as ``data/datapackage.yaml``."""
    inside = PACKAGE / "town" / name
    return inside if inside.is_file() else PACKAGE.parents[1] / name


def starter_files() -> dict[str, Path]:
    """Return the templates of a new town's own files, by the name they get there."""
    folder = PACKAGE / "starter"
    found = {}
    for path in sorted(folder.rglob("*.in")):
        name = path.relative_to(folder).as_posix().removesuffix(".in").replace("dot-", ".")
        # In a repository a file of this name would act where it lies.
        found[f".{name}" if name.startswith("git") else name] = path
    return found


@dataclass(frozen=True)
class Project:
    """One town's folder."""

    root: Path

    @classmethod
    def find(cls, start: Path) -> Project:
        """Return the project in the nearest folder upwards from ``start``.

        Raises ``UsageError`` where no folder holds ``mkdocs.yml`` and ``data/``.
        """
        start = start.resolve()
        for folder in (start, *start.parents):
            if (folder / "mkdocs.yml").is_file() and (folder / "data").is_dir():
                return cls(folder)
        raise UsageError(
            f"在 {start} 和它的上级文件夹里都没有找到 mkdocs.yml 和 data 文件夹。"
            "请先进入项目文件夹，或者用 --root 指明它在哪里。"
        )

    @classmethod
    def broken(cls, start: Path) -> Project:
        """Return the project in the nearest folder upwards that holds any part of one.

        For who wants to know what is missing. Raises ``UsageError`` where nothing of one is found.
        """
        start = start.resolve()
        for folder in (start, *start.parents):
            if (folder / "mkdocs.yml").exists() or (folder / "data" / "site.yaml").exists():
                return cls(folder)
        return cls.find(start)

    @property
    def data(self) -> Path:
        """The datasets that staff edit."""
        return self.root / "data"

    @property
    def content(self) -> Path:
        """The prose that people write."""
        return self.root / "content"

    @property
    def notices(self) -> Path:
        """The notices: a Markdown file each."""
        return self.content / "notices"

    @property
    def attachments(self) -> Path:
        """Files that notices and agreements hand out."""
        return self.content / "files"

    @property
    def photographs(self) -> Path:
        """The photographs that ``data/photos.csv`` names, as they were added."""
        return self.content / "photos"

    @property
    def smaller_photographs(self) -> Path:
        """Copies of them for the pages, generated: an unchanged one is not made again."""
        return self.build / "photos"

    @property
    def ledger(self) -> Path:
        """The ledger of first publications, written by the build."""
        return self.data / "notice_ledger.csv"

    @property
    def surveys(self) -> Path:
        """The surveys: a YAML file each."""
        return self.data / "surveys"

    @property
    def tallies(self) -> Path:
        """What is published of the answers, written by ``fetch``: a YAML file a survey."""
        return self.data / "tallies"

    @property
    def private(self) -> Path:
        """Answers as they were read, and exports that staff put there: never in git or the site."""
        return self.root / ".noticeboard"

    @property
    def engine_config(self) -> Path:
        """The engine's settings that people may edit."""
        return self.root / "mkdocs.yml"

    @property
    def build(self) -> Path:
        """Intermediate files, generated, git-ignored."""
        return self.root / "build"

    @property
    def preview(self) -> Path:
        """What the preview makes for itself while ``build`` is busy, generated."""
        return self.build / "preview"

    @property
    def rows(self) -> Path:
        """Return the checked rows, as the processes that fill pages read them."""
        return self.build / "records" / "rows.jsonl"

    @property
    def site(self) -> Path:
        """The finished site, generated, git-ignored."""
        return self.root / "site"

    @property
    def stamp(self) -> Path:
        """From which data, on which day, ``site`` was last built; generated."""
        return self.build / "built.json"

    @property
    def carried(self) -> Path:
        """In the folder of a bundle: what its data were when it was made. Elsewhere it is not there."""
        return self.root / "lib" / "base"

    @property
    def venv(self) -> Path:
        """The project's own Python, where somebody set it up."""
        return self.root / ".venv"

    @property
    def lock(self) -> Path:
        """The versions of every package that the project is run with."""
        return self.root / "requirements.lock"

    @property
    def recipes(self) -> Path:
        """Scripts that publish, for the town's own server."""
        return self.root / "deploy"

    @property
    def workflows(self) -> Path:
        """What a platform runs after each change."""
        return self.root / ".github" / "workflows"

    @property
    def google_key(self) -> Path:
        """The key of the service account that reads sheets: private."""
        return self.private / "google-key.json"

    def stagings(self) -> list[Path]:
        """Return the folders in which a change was begun and not finished."""
        folders = (self.root, self.build) if self.build.is_dir() else (self.root,)
        return [path for folder in folders for path in sorted(folder.glob(".*.staging"))]

    def half_written(self) -> list[Path]:
        """Return the files that a run put aside and did not rename into their place."""
        folders = (self.data, self.content, self.private)
        return [path for folder in folders for path in sorted(folder.rglob(".*.tmp"))]

    @property
    def template_folders(self) -> tuple[Path, ...]:
        """Template folders, the town's own first, then the shipped one."""
        own, shipped = self.root / "site_templates", shipped_templates()
        if own.is_dir() and own.resolve() != shipped.resolve():
            return (own, shipped)
        return (shipped,)

    def name_of(self, path: Path) -> str:
        """Return ``path`` as staff know it: relative to the root, with slashes."""
        return path.relative_to(self.root).as_posix()
