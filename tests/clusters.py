"""A private PostgreSQL on a socket in a folder of its own, made from what Debian installs."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


def programs() -> Path | None:
    """Return the folder of PostgreSQL's programs; the newest, where there are several."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    return found[-1].parent if found else None


@dataclass
class Cluster:
    """A cluster in a folder."""

    programs: Path
    folder: Path
    user: str | None

    @property
    def url(self) -> str:
        return f"postgresql://postgres@/postgres?host={self.folder}"

    def run(self, program: str, *words: str) -> None:
        """Run one of PostgreSQL's programs, as the user that may."""
        command = [str(self.programs / program), *words]
        done = subprocess.run(
            command, user=self.user, cwd="/", capture_output=True, text=True, check=False,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}, timeout=60,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr

    def make(self) -> None:
        self.run(
            "initdb", "-D", str(self.folder / "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8"
        )

    def start(self) -> None:
        options = f"-c listen_addresses= -c unix_socket_directories={self.folder}"
        log = str(self.folder / "log")
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-w", "-o", options, "-l", log, "start")

    def stop(self, mode: str) -> None:
        """Stop it; ``immediate`` is what a crash would be."""
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-w", "-m", mode, "stop")


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Give a cluster that runs; it is gone afterwards."""
    found = programs()
    assert found
    # PostgreSQL refuses to run as root.
    user = "postgres" if os.geteuid() == 0 else None
    # A socket's path may have a hundred letters: not in pytest's own folder.
    folder = Path(tempfile.mkdtemp(prefix="nb-pg-", dir="/tmp"))
    if user:
        known = pwd.getpwnam(user)
        os.chown(folder, known.pw_uid, known.pw_gid)
    made = Cluster(found, folder, user)
    try:
        made.make()
        made.start()
        yield made
        made.stop("immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
