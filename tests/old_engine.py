"""Chromium 72 and 92 as they were, driven over a pipe: Playwright does not speak with such old ones."""

from __future__ import annotations

import contextlib
import json
import os
import select
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ENGINES = Path(__file__).resolve().parent / "tools" / "engines" / "node_modules" / ".engines"
VERSIONS = ("72", "92")
PATIENCE = 60


class Engine:
    """One page of an old Chromium, with what it complained of."""

    def __init__(self, to: int, back: int) -> None:
        self._to, self._back = to, back
        self._held = b""
        self._number = 0
        self._session = ""
        self._last = ""
        self.complaints: list[str] = []
        self._loaded = False
        page = self._call("Target.createTarget", {"url": "about:blank"})["targetId"]
        made = self._call("Target.attachToTarget", {"targetId": page, "flatten": True})
        self._session = made["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self._call(f"{domain}.enable")

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._held:
            assert select.select([self._back], [], [], PATIENCE)[0], f"it waits after {self._last}"
            more = os.read(self._back, 1 << 20)
            assert more, "the browser ended"
            self._held += more
        line, _, self._held = self._held.partition(b"\0")
        message: dict[str, Any] = json.loads(line)
        self._note(message.get("method", ""), message.get("params", {}))
        return message

    def _note(self, method: str, told: dict[str, Any]) -> None:
        if method == "Page.loadEventFired":
            self._loaded = True
        elif method == "Runtime.exceptionThrown":
            what = told["exceptionDetails"]
            self.complaints.append(what.get("exception", {}).get("description", what["text"]))
        elif method == "Log.entryAdded" and told["entry"]["level"] == "error":
            self.complaints.append(f"{told['entry']['text']} {told['entry'].get('url', '')}")
        elif method == "Runtime.consoleAPICalled" and told["type"] == "error":
            self.complaints.append(str(told["args"]))

    def _call(self, method: str, params: dict[str, Any] | None = None) -> Any:
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": params or {}}
        self._last = f"{method} {str(params)[:100]}"
        if self._session:
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._read()
            if answer.get("id") == self._number:
                assert "error" not in answer, answer
                return answer["result"]

    def size(self, width: int, height: int = 800) -> None:
        self._call(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False},
        )

    def open(self, url: str) -> None:
        """Open a page and wait until everything of it is there."""
        self._loaded = False
        assert "errorText" not in self._call("Page.navigate", {"url": url})
        while not self._loaded:
            self._read()

    def run(self, script: str) -> Any:
        """Return the value of a JavaScript expression; a promise is waited for."""
        asked = {"expression": script, "awaitPromise": True, "returnByValue": True}
        told = self._call("Runtime.evaluate", asked)
        assert "exceptionDetails" not in told, told["exceptionDetails"]
        return told["result"].get("value")

    def wait(self, script: str) -> None:
        """Wait until an expression is true: five seconds of the page at most."""
        told = self.run(
            f"new Promise(function (done) {{ var n = 0; (function look() {{ if ({script}) done(true);"
            " else if (n++ > 100) done(false); else setTimeout(look, 50); })(); })"
        )
        assert told, script

    def follow(self, script: str) -> None:
        """Run what leads to another page, and wait for that."""
        self._loaded = False
        self.run(script)
        while not self._loaded:
            self._read()


@contextlib.contextmanager
def old_chromium(version: str, profile: Path) -> Iterator[Engine]:
    binary = ENGINES / version
    assert binary.is_file(), "the old engines are not installed: .ci/tools full"
    ours, theirs = os.pipe(), os.pipe()
    command = [str(binary), "--headless", "--no-sandbox", "--disable-gpu",
               "--no-zygote", "--disable-dev-shm-usage", "--hide-scrollbars", "--lang=zh-CN", "--no-first-run",
               "--disable-background-networking", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
               "--remote-debugging-pipe", f"--user-data-dir={profile}"]  # fmt: skip
    running = subprocess.Popen(
        ["bash", "-c", f'exec "$@" 3<&{ours[0]} 4>&{theirs[1]}', "engine", *command],
        pass_fds=(ours[0], theirs[1]), stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(ours[0])
    os.close(theirs[1])
    try:
        yield Engine(ours[1], theirs[0])
    finally:
        running.kill()
        running.wait()
        os.close(ours[1])
        os.close(theirs[0])
