"""The doctor's look at the computer: Python, packages, engines, browser, fonts, disk, clock."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from noticeboard.commands.browser import browser
from noticeboard.commands.doctor_found import Finding, Visit, error, ok, warning
from noticeboard.commands.history import git_says
from noticeboard.engine import PACKAGES
from noticeboard.load.files import UnreadableError, read_bytes
from noticeboard.load.yaml_tree import Map, read_tree

OLDEST_PYTHON = (3, 11)
SECONDS = 20
MEGABYTE = 1024 * 1024
# A build of a large town writes some hundred megabytes; the collector stops taking answers at 200.
LEAST_FREE, LITTLE_FREE = 200 * MEGABYTE, 1024 * MEGABYTE
AGAIN = "删去 .venv 文件夹，再运行 make site（Windows 上 make.bat site）"
OWN = "用项目自己的环境：make site 一次，以后运行 .venv/bin/noticeboard（Windows 上 .venv\\Scripts\\noticeboard）"
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)\s*(;)?", re.MULTILINE)


def python(visit: Visit) -> Iterator[Finding]:
    """Tell which Python runs."""
    found = ".".join(str(number) for number in sys.version_info[:3])
    where = "项目自己的 .venv" if _is_own(visit) else "不是项目里的 .venv"
    if sys.version_info[:2] < OLDEST_PYTHON:
        yield error("Python", f"{found} 太旧，要 3.11 或更新的", f"装一个新的 Python，{AGAIN}")
    else:
        yield ok("Python", f"{found}，{where}")


def _is_own(visit: Visit) -> bool:
    return visit.project.venv.resolve() == Path(sys.prefix).resolve()


def packages(visit: Visit) -> Iterator[Finding]:
    """Tell which packages differ from what is locked; without a lock, which are missing."""
    part = "软件包"
    again = AGAIN if _is_own(visit) else OWN
    try:
        locked = visit.project.lock.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        names = [re.split(r"[\s;<>=!~\[]", one)[0] for one in _required()]
        missing = [name for name in names if not _installed(name)]
        if missing:
            yield error(part, f"没有装：{'、'.join(missing[:9])}", again)
        else:
            yield ok(part, "都装了；没有 requirements.lock，没有对版本")
        return
    pins = PINNED.findall(locked)
    if not pins:
        yield error(
            part,
            "requirements.lock 里一个软件包也没有",
            "从 git 恢复：git checkout -- requirements.lock",
        )
        return
    missing = [name for name, _, marker in pins if not marker and not _installed(name)]
    # A lock for every system names a package twice where they need different versions.
    pinned: dict[str, list[str]] = {}
    for name, pin, _ in pins:
        pinned.setdefault(name, []).append(pin)
    here = {name: _installed(name) for name in pinned}
    other = [
        f"{name} {here[name]}（应当是 {'、'.join(wanted)}）"
        for name, wanted in pinned.items()
        if here[name] not in ("", *wanted)
    ]
    if missing:
        yield error(part, f"缺 {len(missing)} 个：{'、'.join(missing[:9])}", again)
    if other:
        yield warning(
            part, f"{len(other)} 个和 requirements.lock 不同：{'、'.join(other[:5])}", AGAIN
        )
    if not missing and not other:
        yield ok(part, f"和 requirements.lock 一样，{sum(map(bool, here.values()))} 个")


def _required() -> list[str]:
    try:
        return [one for one in requires("noticeboard") or () if "extra ==" not in one]
    except PackageNotFoundError:
        return []


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def engines(visit: Visit) -> Iterator[Finding]:
    """Tell whether pages can be made: the engine, its settings, the other engine."""
    part = "网站引擎"
    missing = [name for name in PACKAGES["mkdocs"] if not _installed(name)]
    if missing:
        yield error(part, f"没有装 {'、'.join(missing)}", AGAIN)
    elif _installed("mkdocs").split(".")[0] not in ("0", "1"):
        yield error(part, f"mkdocs {_installed('mkdocs')} 是第 2 版，用不了", AGAIN)
    else:
        named = "、".join(f"{name} {_installed(name)}" for name in PACKAGES["mkdocs"])
        other = _installed("zensical")
        yield ok(
            part,
            f"{named}；{f'zensical {other}' if other else '另一个引擎 zensical 没有装，不影响'}",
        )
    path = visit.project.engine_config
    try:
        tree = read_tree(path.name, read_bytes(visit.project, path))
    except UnreadableError as fault:
        yield error(
            part,
            f"mkdocs.yml 读不了，在第 {fault.place.line} 行",
            "照这一行改；或者从 git 恢复：git checkout -- mkdocs.yml",
        )
    else:
        if not isinstance(tree, Map):
            yield error(
                part,
                "mkdocs.yml 里不是一行一个“名称: 值”",
                "从 git 恢复：git checkout -- mkdocs.yml",
            )


def printing(_: Visit) -> Iterator[Finding]:
    """Tell what makes a PDF: a browser, Chinese fonts."""
    found = browser()
    name = re.split(r"[/\\]", found)[-1]
    how = "装 Chromium、Chrome 或者 Edge；没有也行：用别的浏览器打开网页打印，选“另存为 PDF”"
    yield ok("打印用的浏览器", name) if found else warning("打印用的浏览器", "没有找到", how)
    yield from _fonts()
    office = shutil.which("soffice") or shutil.which("libreoffice")
    told = "装了" if office else "没有装，不影响（登记表用 WPS、Excel、LibreOffice 打开都行）"
    yield ok("LibreOffice", told)


def _fonts() -> Iterator[Finding]:
    part = "中文字体"
    if sys.platform in ("win32", "darwin"):
        yield ok(part, "系统自带")
        return
    how = "sudo apt-get install fonts-noto-cjk（只有在这台电脑上打印、做 PDF 才用得到）"
    if not shutil.which("fc-list"):
        yield warning(part, "看不出来（没有 fc-list）", how)
        return
    done = subprocess.run(
        ("fc-list", ":lang=zh-cn", "family"), capture_output=True, check=False, timeout=SECONDS
    )
    number = len(done.stdout.splitlines())
    yield ok(part, f"{number} 种") if number else warning(part, "没有，打印出来是方块", how)


def disk(visit: Visit) -> Iterator[Finding]:
    """Tell how much room is left where the project lies."""
    free = shutil.disk_usage(visit.project.root).free
    room = (
        f"还有 {free / MEGABYTE / 1024:.1f} GB"
        if free >= LITTLE_FREE
        else f"只剩 {free // MEGABYTE} MB"
    )
    how = "腾出地方：清空回收站，删去 build/、demo/ 和不要的文件（data/、content/、.noticeboard/ 不能删）"
    if free < LEAST_FREE:
        yield error("硬盘", f"{room}，网上问卷已经不再收", how)
    elif free < LITTLE_FREE:
        yield warning("硬盘", room, how)
    else:
        yield ok("硬盘", room)


def clock(visit: Visit) -> Iterator[Finding]:
    """Tell what day it is here; a wrong clock dates notices and refuses Google's log-in."""
    part, now = "时钟", time.time()
    told = (git_says(visit.project.root, "log", "-1", "--format=%ct") or b"").strip()
    last = int(told) if told.isdigit() else 0
    zone = dt.datetime.now().astimezone().strftime("%z")
    how = "校准电脑的日期和时间（设置 → 时间 → 自动设置）"
    if now + 600 < last:
        yield error(part, f"现在是 {visit.day}，比最近一次提交还早：时钟慢了", how)
    elif visit.day.year < 2025:
        yield error(part, f"现在是 {visit.day}：时钟不对", how)
    else:
        note = "" if zone == "+0800" else f"；电脑的时区是 {zone}，日期一律按北京时间算"
        yield ok(part, f"今天是 {visit.day}{note}")
    if os.environ.get("SOURCE_DATE_EPOCH"):
        yield warning(
            part,
            "设了 SOURCE_DATE_EPOCH，日子固定了，新公示不会登记",
            "不要它：unset SOURCE_DATE_EPOCH",
        )
