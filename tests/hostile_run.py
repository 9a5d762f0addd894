"""Run ``check`` on projects, each in a process of its own that may take little and reach nothing.

``python -m tests.hostile_run`` reads folders from standard input, a line each, and answers with
a line of JSON: how the process ended, what it printed. Each is forked from this one, so that
what is measured is the check and not the import of libraries.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import resource
import signal
import sys
from dataclasses import replace
from pathlib import Path

from noticeboard.check import check
from noticeboard.commands.check import try_prose
from noticeboard.errors import DataProblems
from noticeboard.load import load
from noticeboard.project import Project

SECONDS = 5
MEMORY = 1024**3
HERE = Path(__file__).resolve().parents[1]
LEAVES = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system")
READS = ("open", "os.listdir", "os.scandir")


def guard(project: Path) -> None:
    """From here on, end at whatever leaves the project, Python and the package."""
    ours = [HERE / name for name in ("scripts", "site_templates")]
    tops = [
        str(top) for top in (project, sys.prefix, sys.base_prefix, *ours, "/usr/share/zoneinfo")
    ]

    def judge(event: str, arguments: tuple[object, ...]) -> None:
        if event.startswith(LEAVES):
            end(event, arguments)
        if event in READS and isinstance(arguments[0], (str, bytes, os.PathLike)):
            path = Path(os.fsdecode(arguments[0]))
            # A file that is a link is never followed (O_NOFOLLOW); a folder would be.
            real = path.parent.resolve() / path.name if event == "open" else path.resolve()
            if not any(os.path.commonpath([top, real]) == top for top in tops):
                end(event, arguments)

    def end(event: str, arguments: tuple[object, ...]) -> None:
        os.write(2, f"GUARD {event} {arguments!r}\n".encode(errors="replace"))
        os._exit(3)

    sys.addaudithook(judge)


def limit() -> None:
    """Take no more than the limits: memory, the processor's time, and waiting."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    signal.alarm(SECONDS * 5)  # others may be busy; a check that waits for a pipe ends here


def problems_in(folder: Path) -> str:
    """Return all problems as JSON."""
    day = dt.date(2026, 11, 24)
    try:
        dataset = replace(load(Project(folder)), today=day)
        problems = check(dataset)
        if not problems:
            try_prose(dataset, day)
    except DataProblems as error:
        problems = error.problems
    return json.dumps([problem.as_dict() for problem in problems])


def child(folder: Path) -> None:
    """Check one project, what is printed goes beside it; never returns."""
    for number, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(folder.with_suffix(f".{name}"), os.O_WRONLY | os.O_CREAT), number)
    limit()
    guard(folder)
    os.write(1, problems_in(folder).encode())
    os._exit(0)


def main() -> None:
    """Answer until the input ends."""
    import frictionless  # noqa: F401  what every check needs
    import jsonschema  # noqa: F401

    problems_in(HERE)  # whatever is imported late
    for line in sys.stdin:
        folder = Path(line.strip())
        pid = os.fork()
        if not pid:
            child(folder)
        _, status, used = os.wait4(pid, 0)
        code = os.waitstatus_to_exitcode(status)
        print(json.dumps([code, used.ru_utime + used.ru_stime]), flush=True)


if __name__ == "__main__":
    main()
