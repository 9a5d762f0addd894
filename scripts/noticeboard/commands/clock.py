"""What day it is, and since when the data stand: read here and passed on."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import time

from noticeboard.project import Project

# The town's day, whatever the clock of the machine is set to: a server's is often at UTC, where it
# is still yesterday until eight in the morning. China has no summer time.
CHINA = dt.timezone(dt.timedelta(hours=8))


def today(given: dt.date | None = None) -> dt.date:
    """Return ``--today``, else the day of ``SOURCE_DATE_EPOCH``, else today."""
    if given:
        return given
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch:
        return dt.datetime.fromtimestamp(int(epoch), dt.UTC).date()
    return dt.datetime.now(CHINA).date()


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
    committed = git(project, "log", "-1", "--format=%ct", *paths)
    return dt.datetime.fromtimestamp(int(committed), CHINA).date() if committed else today()


def git(project: Project, *words: str) -> str | None:
    """Return what git prints; ``None`` where there is no git or no repository."""
    try:
        command = ("git", "-C", str(project.root), *words)
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return None
    return None if done.returncode else done.stdout.strip()


def git_object(project: Project, name: str) -> bytes:
    """Return the content of a file that git holds, by the name of the object."""
    command = ("git", "-C", str(project.root), "cat-file", "blob", name)
    return subprocess.run(command, capture_output=True, check=False).stdout


def chinese_day(day: dt.date) -> str:
    """Return 2026年11月24日."""
    return f"{day.year}年{day.month}月{day.day}日"


class Stopwatch:
    """How long each step took: ``begin`` one, and the one before it has ended."""

    def __init__(self) -> None:
        """Begin with no step."""
        self.seconds: dict[str, float] = {}
        self._name, self._since = "", 0.0

    def begin(self, name: str) -> None:
        """Note the time of the step that ends, and begin another."""
        now = time.perf_counter()
        if self._name:
            self.seconds[self._name] = self.seconds.get(self._name, 0) + now - self._since
        self._name, self._since = name, now

    def told(self, names: dict[str, str], slowest: int = 5) -> list[str]:
        """Return a line a step of ``names`` (name → words), and the slowest of the others, which are rules."""
        self.begin("")
        rules = {name: spent for name, spent in self.seconds.items() if name not in names}
        lines = [f"{word} {self.seconds.get(name, 0):.2f} 秒" for name, word in names.items()]
        lines.append(f"规则 {sum(rules.values()):.2f} 秒，共 {len(rules)} 条；最慢的：")
        ordered = sorted(rules, key=lambda name: -rules[name])[:slowest]
        return [*lines, *(f"    {name} {rules[name]:.3f} 秒" for name in ordered)]
