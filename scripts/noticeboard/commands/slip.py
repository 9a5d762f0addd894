"""The 派单通知单: what a unit is asked to do, as text to paste and as a page to print."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from noticeboard.commands.clock import today
from noticeboard.commands.paper import Paper, paper_of, write_paper
from noticeboard.commands.rows import sound
from noticeboard.dataset import Dataset, Row
from noticeboard.errors import UsageError
from noticeboard.moves import Standing, name_of, standing
from noticeboard.project import Project
from noticeboard.qr import qr_code

# From the step on which a unit is asked up to the end: before, there is nobody to send it to.
WITH_A_UNIT = ("dispatched", "claimed", "in_progress", "suspended", "finished", "confirmed", "rated")  # fmt: skip
# What may be long, and what is a word or two.
LONG, SHORT = ("detail", "beneficiaries"), ("category", "urgency", "raised_by", "raised_text")
# A slip is one page: of a longer text its beginning stands there.
MOST_LETTERS = {"detail": 220, "beneficiaries": 40}


@dataclass(frozen=True)
class Slip:
    """What stands on the slip; ``details`` and ``short`` are what the need says, with titles."""

    order: str
    title: str
    unit: str
    community: str
    phone: str
    details: tuple[tuple[str, str], ...]
    short: tuple[tuple[str, str], ...]
    detail: str
    due_on: dt.date | None
    asked_on: dt.date
    said: str = ""


def slip_of(dataset: Dataset, name: str) -> Slip:
    """Return the slip of an order; ``UsageError`` for one that waits at no unit."""
    now = standing(dataset, name)
    order = now.order
    if now.state.key not in WITH_A_UNIT or not order.get("unit"):
        raise UsageError(f"「{name}」现在是“{now.state.word}”，没有派给单位，没有派单通知单")
    community = _row(dataset, "communities", order.get("community"))
    need = _row(dataset, "needs", order.get("need"))
    return Slip(
        order=name,
        title=order.get("title"),
        unit=name_of(dataset, "organisations", order.get("unit")),
        community=name_of(dataset, "communities", order.get("community")),
        phone=(community.get("office_phone") if community else None) or "",
        details=tuple(_details(dataset, need, LONG)) if need else (),
        short=tuple(_details(dataset, need, SHORT)) if need else (),
        detail=(need.get("detail") if need else None) or "",
        due_on=order.get("due_on"),
        asked_on=_asked_on(now),
        said=_said(now),
    )


def _said(now: Standing) -> str:
    """Return what the community wrote for the unit when it dispatched the order last."""
    notes = [e.get("note") for e in now.events if e.get("state") == "dispatched"]
    return (notes[-1] if notes else None) or ""


def _row(dataset: Dataset, table: str, key: str | None) -> Row | None:
    return next((row for row in dataset.rows(table) if key and row.get("id") == key), None)


def _asked_on(now: Standing) -> dt.date:
    """Return the day of the last dispatch, or of the first step of an order that has none."""
    days = [e.get("date") for e in now.events if e.get("state") == "dispatched"]
    day: dt.date = days[-1] if days else now.events[0].get("date")
    return day


def _details(dataset: Dataset, need: Row, names: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return what the need says, in the words of its columns."""
    fields = dataset.tables["needs"].resource.fields
    compound = name_of(dataset, "compounds", need.get("compound"))
    found = [("小区", compound)] if names == SHORT else []
    for name in names:
        text = str(need.get(name) or "")
        most = MOST_LETTERS.get(name, len(text))
        text = text if len(text) <= most else f"{text[:most]}……"
        found.append((fields[name].title, fields[name].labels.get(text, text)))
    return [(title.removesuffix("（原文）"), text) for title, text in found if text]


def text_of(slip: Slip) -> str:
    """Return the slip as text to paste into a message."""
    lines = [
        f"【派单通知单】{slip.order}",
        f"{slip.unit}：",
        f"{slip.community}请贵单位承办：{slip.title}",
        f"情况：{slip.detail}" if slip.detail else "",
        f"说明：{slip.said}" if slip.said else "",
        f"希望在 {slip.due_on} 以前办好。" if slip.due_on else "",
        "能办，请回复“接单”；办不了，请回复“退单”并说明原因。",
        f"派单日期：{slip.asked_on}",
    ]
    return "\n".join(line for line in lines if line)


def slip_page(paper: Paper, slip: Slip, linked: str = "") -> str:
    """Return the slip as one A4 page; ``linked`` is where its style stands, else it carries it."""
    address = f"{paper.site_url}orders/{slip.order}/" if paper.site_url else ""
    return paper.page(
        "slip.html", ("slip.css",), linked, slip=slip, address=address, qr=qr_code(address)
    )


def slip_command(
    project: Project, name: str, out: Path | None = None, day: dt.date | None = None
) -> str:
    """Return the slip of an order as text, and write its page where a file is named."""
    dataset = sound(project, today(day))
    slip = slip_of(dataset, name)
    write_paper(out, slip_page(paper_of(project, dataset), slip) if out else "")
    return text_of(slip)
