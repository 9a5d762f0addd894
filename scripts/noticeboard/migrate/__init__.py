"""Older data brought up to date: small steps in their order, each from texts to texts.

A step adds what the program has come to rely on and keeps what a town wrote itself: labels, columns
and tables of its own, comments, order. Every step finds out by itself whether it was done, so that
data which name no version can be brought up to date, too.
"""

from __future__ import annotations

from noticeboard.migrate.plan import Plan, planned
from noticeboard.migrate.steps import STEPS

__all__ = ["STEPS", "Plan", "planned"]
