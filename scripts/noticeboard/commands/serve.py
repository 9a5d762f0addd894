"""``noticeboard serve``: look at the site on this machine while it is edited.

Pages are filled on request from data that stay in memory, so an edit is seen at once; the whole
check and the whole build run beside, in processes of their own. The forms work too: what is sent
goes to the collector, which stands beside the pages.
"""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable, Sequence

from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount

from noticeboard.collector.pages import DEFAULT_PREFIX
from noticeboard.commands.collect import Watched, collector_of, mounted
from noticeboard.commands.listening import bound, server_of
from noticeboard.preview.app import SECONDS_BETWEEN_LOOKS, preview_app
from noticeboard.preview.resident import Preview
from noticeboard.project import Project


def serve(
    project: Project,
    port: int,
    say: Callable[[str], None],
    beside: Sequence[BaseRoute] = (),
    desk: str = "",
    show: Callable[[str], object] = lambda _: None,
) -> None:
    """Show the site on loopback until interrupted, as the data are at any moment.

    ``beside``: what else stands at this address; it goes before the site, which takes every path.
    ``desk`` is the path of the pages for staff among it, to be told. ``show`` is given the address
    as soon as it answers.
    """
    listener = bound("127.0.0.1", port)
    watched = Watched(project)
    preview = Preview(project, say, watched.take)
    collector = collector_of(project, watched)
    try:
        preview.begin()
        prefix = watched.town.prefix if watched.town.prefix != "/" else DEFAULT_PREFIX
        routes = [mounted(collector, prefix), *beside, Mount("/", preview_app(preview))]
        server = server_of(Starlette(routes=routes))
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        here = f"http://127.0.0.1:{listener.getsockname()[1]}"
        also = f"办理台在 {here}{desk}/ ，" if desk else ""
        say(f"请在浏览器里打开 {here}/ ，{also}按 Ctrl+C 停止。")
        show(f"{here}/")
        try:
            follow(preview)
        finally:
            preview.stopped = True
            server.end()
            thread.join()
    except KeyboardInterrupt:
        pass
    finally:
        preview.end()
        collector.store.close()
        listener.close()
        # The last word: what a build that was under way had to say came before it.
        say("已停止。")


def follow(preview: Preview) -> None:
    """Take up every change of the disk, for ever."""
    # What was read stays: the collector of garbage need not look through it again and again.
    gc.collect()
    gc.freeze()
    while True:
        time.sleep(SECONDS_BETWEEN_LOOKS)
        preview.look()
        preview.judge()
