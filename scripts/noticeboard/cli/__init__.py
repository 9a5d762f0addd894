"""The skin: parses, calls one command, prints. The only place that prints or exits."""

from __future__ import annotations

import sys

from typer import Abort
from typer.exceptions import TyperException

from noticeboard.cli import (
    bundle,
    collect,
    doctor,
    inbox,
    making,
    mistakes,
    paper,
    photo,
    site,
    work,
    xlsx,
)
from noticeboard.cli.app import app
from noticeboard.errors import DataProblems, NoticeboardError, UsageError

__all__ = [
    "app",
    "bundle",
    "collect",
    "doctor",
    "inbox",
    "main",
    "making",
    "paper",
    "photo",
    "site",
    "work",
    "xlsx",
]


def main() -> None:
    """Run the command line; print a mistake in one place, let a bug show its traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    try:
        # Not "standalone": then typer would tell mistakes itself, in English.
        sys.exit(app(prog_name="noticeboard", standalone_mode=False))
    except TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            print(error.format_message(), file=sys.stderr)
        else:
            print(mistakes.in_chinese(error), file=sys.stderr)
        sys.exit(error.exit_code)
    except Abort:
        print("已停下。", file=sys.stderr)
        sys.exit(1)
    except DataProblems as error:
        site.print_problems(error.problems)
        sys.exit(1)
    except UsageError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    except NoticeboardError as error:
        print(error, file=sys.stderr)
        sys.exit(1)
