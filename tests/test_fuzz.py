"""A bounded run of the fuzzer, where there is one for this system."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.full
def test_a_minute_of_fuzzing_finds_nothing() -> None:
    pytest.importorskip("atheris", reason="atheris has no wheel for this system and Python")
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz_load", "60"],
        cwd=ROOT,
        env={"PYTHONPATH": f"{ROOT / 'scripts'}:{ROOT}", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        timeout=300,
        check=False,
    )
    told = done.stderr.decode(errors="replace")
    assert done.returncode == 0, told[-3000:]
    assert "stat::number_of_executed_units" in told
