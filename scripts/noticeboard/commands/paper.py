"""What printed sheets share: whose they are, their style, a QR code, where they are written."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment

from noticeboard.commands.clock import chinese_day
from noticeboard.dataset import Dataset
from noticeboard.errors import UsageError
from noticeboard.project import Project
from noticeboard.templates import record_templates
from noticeboard.writer import write_file

INVENTED = "示例数据：人、事、数字都是编的，只作演示"


def staff_templates(project: Project) -> Environment:
    """Return the templates of staff's pages and sheets; they may use the parts of the site's."""
    folders = project.template_folders
    staff = tuple(folder / "staff" for folder in folders)
    return record_templates((*staff, *folders), {"day": chinese_day, "weekday": _weekday})


def _weekday(day: Any) -> str:
    return "星期" + "一二三四五六日"[day.weekday()]


@dataclass(frozen=True)
class Paper:
    """Whose sheets they are, and with what they are made."""

    project: Project
    environment: Environment
    town: str
    site_url: str
    hotline: str
    invented: str

    def page(self, template: str, styles: tuple[str, ...], linked: str, **names: Any) -> str:
        """Return a sheet; its style stands in it unless it is ``linked``, so it can be sent as one file."""
        style = "".join(staff_file(self.project, name) for name in styles)
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        return self.environment.get_template(template).render(
            style=style,
            styles=styles,
            style_digest=f"sha256-{digest}",
            linked=linked,
            town=self.town,
            hotline=self.hotline,
            invented=self.invented,
            **names,
        )


def paper_of(project: Project, dataset: Dataset) -> Paper:
    """Return what the town's sheets are made with."""
    settings = dataset.settings
    return Paper(
        project=project,
        environment=staff_templates(project),
        town=settings["name"],
        site_url=settings.get("site_url") or "",
        hotline=settings.get("hotline") or "",
        invented=INVENTED if settings.get("purpose") == "demo" else "",
    )


def staff_file(project: Project, name: str) -> str:
    """Return the text of a file of ``site_templates/staff``: the town's own wins."""
    paths = (folder / "staff" / name for folder in project.template_folders)
    return next(path for path in paths if path.is_file()).read_text(encoding="utf-8")


def write_paper(path: Path | None, page: str) -> None:
    """Write a sheet where it was asked for; ``UsageError`` for a place where it cannot be."""
    if path is None:
        return
    if path.is_dir() or not path.parent.is_dir() or path.suffix != ".html":
        raise UsageError(f"写不到 {path}：写一个已有的文件夹里的文件名，以 .html 结尾")
    write_file(path, page.encode())
