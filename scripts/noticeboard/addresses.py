"""Where a record stands: a page of its own, or a place in a list, which may be in parts."""

from __future__ import annotations

from noticeboard.model import Town

# Where the record of a table stands: a page of its own, or a place in a list.
RECORDS = {
    "communities": "communities/{}/",
    "organisations": "units/{}/",
    "units": "units/{}/",
    "projects": "projects/{}/",
    "compounds": "compounds/{}/",
    "orders": "orders/{}/",
    "meetings": "meetings/{}/",
    "agreements": "agreements/#{}",
    "memberships": "members/#{}",
    "needs": "lists/needs/#{}",
    "resources": "lists/resources/#{}",
    "services": "lists/services/#{}",
    "deeds": "deeds/#{}",
    "facilities": "facilities/#{}",
    "appraisals": "appraisals/#{}",
    "publication_schedule": "catalogue/#{}",
    "notices": "notices/{}/",
    "photos": "photos/#{}",
    "mechanisms": "mechanisms/#{}",
    "figures": "figures/#{}",
}


# Lists that are split into parts of so many rows, each with an address of its own.
PART = 300
PARTED = {
    "members/": "memberships",
    "agreements/": "agreements",
    "lists/needs/": "needs",
    "lists/resources/": "resources",
    "lists/services/": "services",
    "orders/": "orders",
    "deeds/": "deeds",
    "appraisals/": "appraisals",
    "facilities/": "facilities",
    "projects/": "projects",
    "units/": "units",
    "funds/": "funding",
    "notices/": "notices",
    "photos/": "photos",
}

# Those of them that the script filters through all parts: their templates use ``row()``.
FILTERED = set(PARTED) - {"photos/"}


def part_address(address: str, number: int) -> str:
    """Return the address of a part of a list; the first is the list itself."""
    return address if number == 1 else f"{address}part/{number}/"


def address_of(table: str, key: str, parts: dict[tuple[str, str], int]) -> str:
    """Return the address of a record; ``parts`` says in which part of its list it stands."""
    address = RECORDS[table].format(key)
    path, mark, anchor = address.partition("#")
    if not mark:
        return path
    return part_address(path, parts.get((table, key), 1)) + mark + anchor


def parts_of(town: Town) -> dict[tuple[str, str], int]:
    """Return (table, key) → part of every record beyond the first part of its list."""
    return {
        (table, key): index // PART + 1
        for table in PARTED.values()
        for index, key in enumerate(getattr(town, table))
        if index >= PART
    }


# So many receipts stand in one look-up file; beyond, they are split by one letter, by two: what is
# told of twenty is 40 kB before compression, and somebody on a weak network waits for all of it.
IN_ONE, IN_THIRTY_TWO = 15, 500


def letters_of(receipts: int) -> int:
    """Return by how many letters of the digest so many receipts are split."""
    return 0 if receipts <= IN_ONE else 1 if receipts <= IN_THIRTY_TWO else 2
