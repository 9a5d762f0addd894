"""Run a command and note what it took."""

from __future__ import annotations

import os
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Runs:
    """What was measured of one command: wall seconds and the largest process' MB, a run each."""

    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)


def run(command: list[str], cwd: Path, runs: Runs) -> None:
    """Run a command and note what it took; the system accounts for its children too."""
    begun = time.perf_counter()
    with subprocess.Popen(
        command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        assert process.stderr
        words = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command}: {words.decode()}")
    runs.seconds.append(time.perf_counter() - begun)
    runs.cpu.append(usage.ru_utime + usage.ru_stime)
    runs.megabytes.append(usage.ru_maxrss / 1024)
