"""A survey on paper: one A4 sheet, with a slip to cut off that bears a code issued beforehand."""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass

from jinja2 import Environment

from noticeboard.forms import MANY, Asked, asked_of
from noticeboard.model import Town
from noticeboard.model.surveys import Survey
from noticeboard.receipts import shown

# Modules of white around a QR code: the standard's own.
QUIET_ZONE = 4


@dataclass(frozen=True)
class Slip:
    """A code as people read it, and its QR code as SVG; empty without a site's address."""

    shown: str
    qr: str


def receipt_address(site_url: str, code: str) -> str:
    """Return the address that shows what became of a request."""
    return f"{site_url}receipt/#{code}"


def qr_svg(address: str) -> str:
    """Return a QR code that still reads with an eighth of it dirty; its size is the style's."""
    import segno  # only sheets with a code need it

    made = io.BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(
        made,
        kind="svg",
        border=QUIET_ZONE,
        omitsize=True,
        xmldecl=False,
        svgns=True,
        nl=False,
        svgclass="qr",
        lineclass=None,
        title="回执二维码",
    )
    return made.getvalue().decode()


def paper_page(
    environment: Environment,
    style: str,
    town: Town,
    survey: Survey,
    community: str,
    codes: Sequence[str],
    copies: int,
) -> str:
    """Return the sheets as a page that needs no other file.

    ``codes`` are one a sheet, or none where the survey gives no receipts.
    """
    site_url = town.settings.site_url
    slips = [
        Slip(shown(code), qr_svg(receipt_address(site_url, code)) if site_url else "")
        for code in codes
    ]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    place = town.communities[community] if community else None
    return environment.get_template("paper.html").render(
        style=style,
        style_digest=f"sha256-{digest}",
        town=town,
        survey=survey,
        community=place.name if place else "",
        phone=(place.office_phone if place else "") or town.settings.hotline,
        asked=tuple(asked_of(town, survey, community)),
        slips=slips or [None] * copies,
        hints=hints,
        is_long=is_long,
    )


def is_long(asked: Asked) -> bool:
    """Tell whether the options are too many for boxes: then a line to write on is better."""
    return bool(asked.question.table) and len(asked.options) > MANY


def hints(asked: Asked) -> str:
    """Return how a question is answered on paper."""
    question = asked.question
    told = ["必答"] if question.required else []
    if question.kind == "multi":
        told.append(f"最多选 {question.most} 个" if question.most else "可以选几个")
    if question.help and not (question.kind == "multi" and question.help.startswith("可以选几")):
        told.append(question.help)
    if asked.only:
        told.append(asked.only.rstrip("。"))
    return "；".join(told)
