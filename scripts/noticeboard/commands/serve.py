"""``noticeboard serve``: build, look at it on this machine, build again when files change.

The forms work too: what is sent goes to the collector, which stands beside the pages.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

from noticeboard.collector.pages import DEFAULT_PREFIX
from noticeboard.commands.build import Options, build
from noticeboard.commands.collect import Watched, collector_of, mounted
from noticeboard.commands.listening import bound, server_of
from noticeboard.errors import DataProblems, NoticeboardError
from noticeboard.project import Project

SECONDS_BETWEEN_LOOKS = 0.5


def serve(
    project: Project,
    port: int,
    say: Callable[[str], None],
    beside: Sequence[BaseRoute] = (),
    desk: str = "",
    show: Callable[[str], object] = lambda _: None,
) -> None:
    """Serve ``site/`` on loopback until interrupted, rebuilding after each change.

    ``beside``: what else stands at this address; it goes before the site, which takes every path.
    ``desk`` is the path of the pages for staff among it, to be told. ``show`` is given the address
    as soon as it answers.
    """
    watched = Watched(project)
    rebuild(project, watched, say)
    listener = bound("127.0.0.1", port)
    collector = collector_of(project, watched)
    prefix = watched.town.prefix if watched.town.prefix != "/" else DEFAULT_PREFIX
    site = StaticFiles(directory=project.site, html=True, check_dir=False)
    routes = [mounted(collector, prefix), *beside, Mount("/", site)]
    server = server_of(Starlette(routes=routes))
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    here = f"http://127.0.0.1:{listener.getsockname()[1]}"
    also = f"办理台在 {here}{desk}/ ，" if desk else ""
    say(f"请在浏览器里打开 {here}/ ，{also}按 Ctrl+C 停止。")
    show(f"{here}/")
    seen = fingerprint(project)
    try:
        while True:
            time.sleep(SECONDS_BETWEEN_LOOKS)
            now = fingerprint(project)
            if now != seen:
                seen = now
                rebuild(project, watched, say)
    except KeyboardInterrupt:
        say("已停止。")
    finally:
        server.end()
        thread.join()
        collector.store.close()


def rebuild(project: Project, watched: Watched, say: Callable[[str], None]) -> None:
    """Build once; after a mistake the last good site and its surveys stay, and the mistake is told."""
    try:
        done = build(project, Options())
        say(f"已生成，新写 {done.changed} 个文件。")
        watched.load(checked=True)
    except DataProblems as error:
        for problem in error.problems:
            say(f"{problem.place} {problem.message}（{problem.hint}）")
        say("资料有问题，网站还是上一次的样子。")
    except NoticeboardError as error:
        say(str(error))


def fingerprint(project: Project) -> dict[Path, tuple[int, int]]:
    """Return time and size of every file that the site is made from."""
    folders = (project.data, project.content, *project.template_folders)
    files = [p for folder in folders for p in folder.rglob("*") if p.is_file()]
    files.append(project.engine_config)
    stats = {path: path.stat() for path in files}
    return {path: (stat.st_mtime_ns, stat.st_size) for path, stat in stats.items()}
