"""Run as ``python -m noticeboard``."""

from noticeboard.cli import main

main()
