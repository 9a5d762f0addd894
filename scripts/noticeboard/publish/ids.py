"""Names that stay the same for ever, for what other programs keep: entries of a feed, of a calendar."""

from __future__ import annotations

import uuid

from noticeboard.model import Settings


def lasting_id(settings: Settings, address: str) -> uuid.UUID:
    """Return an id made from an address, whether or not the site has a ``site_url``, or another one.

    The town's division code and purpose keep it apart from another town's, and from the invented one.
    """
    name = f"noticeboard:{settings.purpose}:{settings.place}/{address}"
    return uuid.uuid5(uuid.NAMESPACE_URL, name)
