"""What a page shows where it is passed on: which picture, and which pages have a QR code."""

from __future__ import annotations

from noticeboard.model import Town

# The picture of a kind of page, by the first part of its address; every other page has ``site``.
PICTURES = {
    "communities": "community",
    "compounds": "community",
    "notices": "notice",
    "projects": "project",
    "funds": "project",
    "orders": "order",
    "receipt": "order",
    "lists": "order",
    "surveys": "order",
}
SITE = "site"
# Square, and large enough for those who ignore what is smaller.
PIXELS = 600


def picture_of(address: str) -> str:
    """Return the file of a page's share picture."""
    return picture_file(PICTURES.get(address.partition("/")[0], SITE))


def picture_file(name: str) -> str:
    """Return the file of the picture of this name."""
    return f"assets/nb/share/{name}.png"


def coded_addresses(town: Town) -> list[str]:
    """Return the addresses of the pages that have a QR code: communities and notices.

    None without a ``site_url``: a code must hold a whole address.
    """
    if not town.settings.site_url:
        return []
    return [
        *(f"communities/{key}/" for key in town.communities),
        *(f"notices/{key}/" for key in town.notices),
    ]


def code_file(address: str) -> str:
    """Return the file of a page's QR code."""
    return f"{address}qr.png"
