"""The record stage: ``python -m benchmarks.ours JOB`` fills the pages of a job."""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

from noticeboard.commands.fill import fill_pages
from noticeboard.writer import changing

if __name__ == "__main__":
    job = pickle.loads(Path(sys.argv[1]).read_bytes())
    with changing(job.out) as tree:
        tree.commit(fill_pages(job))
