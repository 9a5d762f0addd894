"""The index alone: ``python -m benchmarks.search.indexing JOB OUT``, from the checked rows to files."""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

from noticeboard.commands.fill import Job, read
from noticeboard.publish.search.build import search_index
from noticeboard.publish.search.documents import Told

if __name__ == "__main__":
    job: Job = pickle.loads(Path(sys.argv[1]).read_bytes())
    made = read(job)
    told = Told(made.town, made.numbers, made.plan, job.resources)
    for name, content in search_index(told, job.frames, job.templates).items():
        target = Path(sys.argv[2], name)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
