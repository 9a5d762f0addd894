"""``noticeboard doctor``: of each part what is wrong, and the next command. It changes nothing.

Each part is looked at by itself: one that is broken, or whose look fails, hides no other.
"""

from __future__ import annotations

import datetime as dt
import subprocess
from collections.abc import Callable, Iterator

from noticeboard.commands import (
    doctor_answers,
    doctor_git,
    doctor_machine,
    doctor_site,
)
from noticeboard.commands.clock import today
from noticeboard.commands.doctor_found import Finding, Visit, error, harmless
from noticeboard.errors import NoticeboardError
from noticeboard.load.files import UnreadableError
from noticeboard.project import Project

# In the order in which they are told: what everything else rests on, first.
PARTS: tuple[tuple[str, Callable[[Visit], Iterator[Finding]]], ...] = (
    ("Python", doctor_machine.python),
    ("软件包", doctor_machine.packages),
    ("网站引擎", doctor_machine.engines),
    ("硬盘", doctor_machine.disk),
    ("时钟", doctor_machine.clock),
    ("git", doctor_git.git),
    ("没做完的", doctor_git.leftovers),
    ("网站设置", doctor_site.settings),
    ("资料", doctor_site.data),
    ("等着办的", doctor_site.waiting),
    ("问卷", doctor_answers.surveys),
    ("谷歌密钥", doctor_answers.google),
    ("私密文件夹", doctor_answers.private),
    ("收件程序", doctor_site.collector),
    ("网站", doctor_site.site),
    ("发布", doctor_site.publishing),
    ("打印", doctor_machine.printing),
)


def doctor(project: Project, day: dt.date | None = None, online: bool = False) -> Iterator[Finding]:
    """Yield what is found of each part, in order; nothing in it is secret or personal."""
    visit = Visit(project, today(day), online)
    for name, look in PARTS:
        for finding in _looked(name, look, visit):
            told = (harmless(text) for text in (finding.part, finding.found, finding.next))
            yield Finding(finding.state, *told)


def _looked(
    name: str, look: Callable[[Visit], Iterator[Finding]], visit: Visit
) -> Iterator[Finding]:
    """Yield what a look finds; where the files or the system refuse it, that.

    Of the refusal only its kind is told: its words may quote a file.
    """
    try:
        yield from look(visit)
    except (
        NoticeboardError,
        UnreadableError,
        OSError,
        ValueError,
        subprocess.SubprocessError,
    ) as fault:
        kind = (
            fault.strerror
            if isinstance(fault, OSError) and fault.strerror
            else type(fault).__name__
        )
        yield error(
            name,
            f"看不成（{kind}）",
            "先改好上面的，再运行 noticeboard doctor；还这样，运行 noticeboard check",
        )
