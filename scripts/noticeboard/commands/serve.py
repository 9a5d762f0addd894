"""``noticeboard serve``: build, look at it on this machine, build again when files change."""

from __future__ import annotations

import functools
import threading
import time
from collections.abc import Callable
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from noticeboard.commands.build import Options, build
from noticeboard.errors import DataProblems, NoticeboardError, UsageError
from noticeboard.project import Project

SECONDS_BETWEEN_LOOKS = 0.5


class Quiet(SimpleHTTPRequestHandler):
    """Serves ``site/`` without a line for each request."""

    def log_message(self, *_: object) -> None:
        """Print nothing."""


def serve(project: Project, port: int, say: Callable[[str], None]) -> None:
    """Serve ``site/`` on loopback until interrupted, rebuilding after each change."""
    rebuild(project, say)
    handler = functools.partial(Quiet, directory=str(project.site))
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError:
        raise UsageError(f"端口 {port} 已经有人用了，换一个：--port {port + 1}") from None
    threading.Thread(target=server.serve_forever, daemon=True).start()
    say(f"请在浏览器里打开 http://127.0.0.1:{server.server_port}/ ，按 Ctrl+C 停止。")
    seen = fingerprint(project)
    try:
        while True:
            time.sleep(SECONDS_BETWEEN_LOOKS)
            now = fingerprint(project)
            if now != seen:
                seen = now
                rebuild(project, say)
    except KeyboardInterrupt:
        say("已停止。")
    finally:
        server.shutdown()
        server.server_close()


def rebuild(project: Project, say: Callable[[str], None]) -> None:
    """Build once; after a mistake the last good site stays and the mistake is told."""
    try:
        done = build(project, Options())
        say(f"已生成，新写 {done.changed} 个文件。")
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
