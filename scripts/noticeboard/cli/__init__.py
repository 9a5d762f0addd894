"""The skin: parses, calls one command, prints. The only place that prints or exits."""

from __future__ import annotations

import sys

from noticeboard.cli import collect, doctor, inbox, paper, photo, site, work, xlsx
from noticeboard.cli.app import app
from noticeboard.errors import DataProblems, NoticeboardError, UsageError

__all__ = ["app", "collect", "doctor", "inbox", "main", "paper", "photo", "site", "work", "xlsx"]


def main() -> None:
    """Run the command line; print a mistake in one place, let a bug show its traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    try:
        app()
    except DataProblems as error:
        site.print_problems(error.problems)
        sys.exit(1)
    except UsageError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    except NoticeboardError as error:
        print(error, file=sys.stderr)
        sys.exit(1)
