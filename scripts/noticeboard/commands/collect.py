"""``noticeboard collect``: take what residents send from the town's own forms, until stopped."""

from __future__ import annotations

import secrets
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.routing import Mount

from noticeboard.check import check
from noticeboard.collector.app import Collector
from noticeboard.collector.database import database_at
from noticeboard.collector.limits import PER_SECOND, Rate
from noticeboard.collector.pages import DEFAULT_PREFIX, Pages, Town
from noticeboard.collector.store import Store
from noticeboard.collector.submissions import KIND
from noticeboard.commands.listening import bound, server_of
from noticeboard.commands.paper import INVENTED
from noticeboard.dataset import Dataset
from noticeboard.errors import DataProblems, NoticeboardError, UsageError
from noticeboard.load import load
from noticeboard.project import Project
from noticeboard.survey.contents import blacked_out
from noticeboard.survey.definition import surveys_of
from noticeboard.templates import record_templates
from noticeboard.writer import write_private

SECONDS_BETWEEN_LOOKS = 2.0
KEY_BYTES = 32

Say = Callable[[str], None]


class Watched:
    """The town's surveys as they were when the data were last sound."""

    def __init__(self, project: Project) -> None:
        """Begin with a town without surveys."""
        self.project = project
        self.town = Town()
        self._seen: dict[Path, tuple[int, int]] = {}

    def load(self, *, checked: bool = False) -> Town:
        """Read the data. Raises ``DataProblems``; then the town stays what it was.

        ``checked``: somebody looked at them just now.
        """
        self._seen = _fingerprint(self.project)
        dataset = load(self.project)
        found = () if checked else check(dataset)
        errors = [problem for problem in found if problem.severity == "error"]
        if errors:
            raise DataProblems(errors)
        return self.take(dataset)

    def take(self, dataset: Dataset) -> Town:
        """Take the surveys of data that somebody found sound."""
        surveys = surveys_of(dataset)
        settings = dataset.settings
        collected = {
            name: survey
            for name, survey in surveys.items()
            if any(spec.kind == KIND for spec in survey.sources)
        }
        self.town = Town(
            collected,
            settings.get("name") or "",
            settings.get("site_url") or "",
            prefix_of(settings.get("collector") or ""),
            settings.get("days_to_answer") or 0,
            INVENTED if settings.get("purpose") == "demo" else "",
        )
        return self.town

    def changed(self) -> bool:
        """Tell whether any file is another than when it was read."""
        return _fingerprint(self.project) != self._seen


def prefix_of(setting: str) -> str:
    """Return the path of the collector's addresses; it begins and ends with a slash."""
    return urlsplit(setting).path or (DEFAULT_PREFIX if not setting else "/")


def collector_of(
    project: Project,
    watched: Watched,
    *,
    behind_proxy: bool = False,
    per_second: float = PER_SECOND,
) -> Collector:
    """Return the collector of a town, with a store that opens nothing before it is used."""
    folders = tuple(folder / "collector" for folder in project.template_folders)
    style = next(folder / "style.css" for folder in folders if (folder / "style.css").is_file())
    return Collector(
        lambda: watched.town,
        Store(database_at(project.private)),
        Pages(record_templates(folders, {}), style.read_bytes()),
        blacked_out,
        _key(project),
        Rate(per_second),
        behind_proxy,
    )


def mounted(collector: Collector, prefix: str) -> Mount:
    """Return the collector under its prefix."""
    return Mount(prefix.rstrip("/"), collector.app())


def collect(
    project: Project,
    host: str,
    port: int,
    say: Say,
    *,
    behind_proxy: bool = False,
    per_second: float = PER_SECOND,
) -> None:
    """Take answers until stopped by a signal; what was begun is finished first.

    Raises ``DataProblems`` for unsound data, ``UsageError`` where no survey is answered here.
    """
    watched = Watched(project)
    town = watched.load()
    if not town.surveys:
        raise UsageError(
            f"没有问卷在这里收：在 data/surveys 的问卷里写 sources: [{{id: web, kind: {KIND}}}]，"
            "写法见 docs/collector.md"
        )
    collector = collector_of(project, watched, behind_proxy=behind_proxy, per_second=per_second)
    listener = bound(host, port)
    port = listener.getsockname()[1]
    server = server_of(Starlette(routes=[mounted(collector, town.prefix)]))
    stop = threading.Event()
    follower = threading.Thread(target=follow, args=(watched, stop, say), daemon=True)
    for number in (signal.SIGTERM, signal.SIGINT):
        # The server has handlers while it runs, and raises the signal again for ours when it ended.
        signal.signal(number, lambda *_: server.end())
    shown = f"[{host}]" if ":" in host else host
    say(
        f"在 http://{shown}:{port}{town.prefix} 收问卷：{'、'.join(town.surveys)}。按 Ctrl+C 停止。"
    )
    follower.start()
    try:
        server.run(sockets=[listener])
    finally:
        stop.set()
        collector.store.close()
        say("已停止，收到的都存好了。")


def follow(watched: Watched, stop: threading.Event, say: Say) -> None:
    """Read the data again after each change, until told to stop."""
    while not stop.wait(SECONDS_BETWEEN_LOOKS):
        try:
            if watched.changed():
                town = watched.load()
                say(f"资料改了，现在收：{'、'.join(town.surveys) or '没有问卷'}。")
        except DataProblems as error:
            say(
                f"资料有 {len(error.problems)} 个问题，问卷还照上一次的收：先运行 noticeboard check"
            )
        except (NoticeboardError, OSError) as error:
            say(str(error))


def _key(project: Project) -> bytes:
    """Return the secret from which codes for pages without script are made."""
    path = project.private / "collector-key"
    if not path.is_file():
        write_private(path, secrets.token_bytes(KEY_BYTES))
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise UsageError(
            f"{project.name_of(path)} 坏了：从备份里恢复；没有备份就删掉，会自动做一个新的"
        )
    return key


def _fingerprint(project: Project) -> dict[Path, tuple[int, int]]:
    """Return time and size of every file that surveys depend on."""
    files = [
        path for path in project.data.rglob("*") if path.is_file() and not path.name.startswith(".")
    ]
    stats = {path: path.stat() for path in files}
    return {path: (stat.st_mtime_ns, stat.st_size) for path, stat in stats.items()}
