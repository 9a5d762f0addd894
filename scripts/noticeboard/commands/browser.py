"""The browser of this computer, to make a PDF of a page."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from noticeboard.errors import BuildError, UsageError

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge",
         "microsoft-edge-stable", "msedge", "chrome")  # fmt: skip
# Where Windows and macOS keep them, out of the reach of PATH.
PLACES = (
    r"Microsoft\Edge\Application\msedge.exe",
    r"Google\Chrome\Application\chrome.exe",
)
APPS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
SECONDS = 120


def browser() -> str:
    """Return a browser that can make a PDF, or an empty string."""
    for name in NAMES:
        if found := shutil.which(name):
            return found
    roots = (os.environ.get(n, "") for n in ("ProgramFiles", "ProgramFiles(x86)", "LocalAppData"))
    places = [*APPS, *(str(Path(root) / place) for root in roots if root for place in PLACES)]
    return next((place for place in places if Path(place).is_file()), "")


def pdf_of(page: Path) -> bytes:
    """Return a page as PDF, made by the browser of this computer without a window.

    Raises ``UsageError`` where there is none, ``BuildError`` where it does not do it.
    """
    path = browser()
    if not path:
        raise UsageError(
            f"网页写好了：{page}。这台电脑上没有找到 Edge、Chrome 或者 Chromium，做不了 PDF。"
            "用别的浏览器打开它，打印，打印机选“另存为 PDF”"
        )
    # A profile of its own: a browser that is open already would take the order and do nothing.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        target = Path(folder) / "sheet.pdf"
        command = [path, "--headless", "--disable-gpu", "--no-first-run", "--no-pdf-header-footer",
                   f"--user-data-dir={Path(folder) / 'profile'}", f"--print-to-pdf={target}", page.as_uri()]  # fmt: skip
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.insert(1, "--no-sandbox")  # Chromium does not start for root otherwise.
        try:
            subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise BuildError(_told(page, path)) from error
        if not target.is_file():
            raise BuildError(_told(page, path))
        return target.read_bytes()


def _told(page: Path, path: str) -> str:
    return f"网页写好了：{page}。{path} 没有做成 PDF；自己打开网页，打印，打印机选“另存为 PDF”"
