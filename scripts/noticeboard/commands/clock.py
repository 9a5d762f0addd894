"""What day it is, and since when the data stand: read here and passed on."""

from __future__ import annotations

import datetime as dt
import os
import subprocess

from noticeboard.project import Project


def today(given: dt.date | None = None) -> dt.date:
    """Return ``--today``, else the day of ``SOURCE_DATE_EPOCH``, else today."""
    if given:
        return given
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch:
        return dt.datetime.fromtimestamp(int(epoch), dt.UTC).date()
    return dt.date.today()


def day_is_given(given: dt.date | None) -> bool:
    """Tell whether the build is for a day that was chosen, not for today."""
    return bool(given or os.environ.get("SOURCE_DATE_EPOCH"))


def updated_on(project: Project, given: dt.date | None) -> dt.date:
    """Return the day of the last commit to ``data/`` and ``content/``.

    A day that was given (``--today``, ``SOURCE_DATE_EPOCH``) wins; without git, or with
    changes that are not committed, it is today.
    """
    if day_is_given(given):
        return today(given)
    paths = ("--", "data", "content")
    if git(project, "status", "--porcelain", *paths) != "":
        return today()
    committed = git(project, "log", "-1", "--format=%cs", *paths)
    return dt.date.fromisoformat(committed) if committed else today()


def git(project: Project, *words: str) -> str | None:
    """Return what git prints; ``None`` where there is no git or no repository."""
    try:
        command = ("git", "-C", str(project.root), *words)
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return None
    return None if done.returncode else done.stdout.strip()


def chinese_day(day: dt.date) -> str:
    """Return 2026年11月24日."""
    return f"{day.year}年{day.month}月{day.day}日"
