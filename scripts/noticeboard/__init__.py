"""Noticeboard (共建公示栏): a static site of public notices from git-edited data."""

__version__ = "0.1.0"
