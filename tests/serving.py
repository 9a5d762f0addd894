"""``noticeboard serve`` as its user starts it, on a port of its own."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator

from noticeboard.project import Project


@contextlib.contextmanager
def serving(town: Project) -> Iterator[str]:
    """Yield the address at which the town is shown; it is stopped as by Ctrl+C, and says so last."""
    command = [sys.executable, "-m", "noticeboard", "serve", "--port", "0"]
    with subprocess.Popen(
        [*command, "--root", str(town.root)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    ) as process:
        assert process.stdout is not None
        try:
            assert "已生成" in process.stdout.readline()
            yield process.stdout.readline().split("打开 ")[1].split(" ")[0]
        finally:
            process.send_signal(signal.SIGINT)
            told, _ = process.communicate(timeout=60)
            assert "Traceback" not in told
            assert told.rstrip().endswith("已停止。"), told
