"""Answers that are requests: a private ledger of what was decided on each.

A survey with ``triage`` has a ledger in ``.noticeboard/inbox/``, a line a request. What somebody
wrote in their own words stays beside it, with the answer, only until it is decided or too old.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, fields, replace

from noticeboard.survey.answers import Answer

OPEN = "open"
# Why an answer is not used, where nobody waits for a reply unless they hold a code.
NOBODY_WAITS = ("duplicate", "too-fast")
WORDS_DAYS = 90  # as long as one's own words stay where site.yaml says nothing
# So much of two texts' pairs of letters is the same where they tell of one thing.
ALIKE, SHARED_PAIRS = 0.3, 3
# What somebody wants stands at the beginning; whoever writes pages must not cost minutes.
MOST_LETTERS = 300
# Words that stand in every request and tell nothing of it.
FILLERS = str.maketrans("", "", "的了请我们您有在是很一个也都就还要把被")


@dataclass(frozen=True)
class Entry:
    """A request: the answer's id, its receipt's digest, when it came, what was decided.

    ``state`` is ``open`` or a state of receipts; dates are ISO 8601. ``receipt`` is empty where
    nobody holds a code, and where another request came first with the same one.
    """

    id: str
    receipt: str
    received: str
    state: str = OPEN
    decided: str = ""
    need: str = ""
    order: str = ""


COLUMNS = tuple(field.name for field in fields(Entry))


def read_entries(body: bytes) -> dict[str, Entry]:
    """Return the entries of a ledger by id."""
    rows = csv.DictReader(io.StringIO(body.decode(), newline=""))
    entries = (Entry(**{name: row.get(name) or "" for name in COLUMNS}) for row in rows)
    return {entry.id: entry for entry in entries}


def entries_bytes(entries: Mapping[str, Entry]) -> bytes:
    """Return the ledger as its file; the same entries give the same bytes."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for _, entry in sorted(entries.items()):
        writer.writerow([getattr(entry, name) for name in COLUMNS])
    return out.getvalue().encode()


@dataclass(frozen=True)
class Known:
    """What is published of a receipt: as much as a ledger that was lost can be made of again."""

    state: str
    decided: str
    need: str
    order: str


def with_new(
    entries: Mapping[str, Entry],
    answers: Iterable[Answer],
    published: Mapping[str, Known],
    day: dt.date,
    elsewhere: Set[str] = frozenset(),
) -> dict[str, Entry]:
    """Return the ledger with an entry for each new request.

    An answer that is not counted is a request too: somebody asked, and waits for a reply; but for
    copies and what machines send, where nobody holds a code. A code belongs to whoever came first
    with it: its digest is public, and who sends it again must not get hold of another's receipt.
    ``elsewhere`` are those of other surveys. A code or a day that was typed in wrong, and was mended
    while the request still waits, is taken up.
    """
    found = dict(entries)
    taken = {entry.receipt for entry in entries.values() if entry.receipt} | elsewhere
    new: list[Answer] = []
    for one in answers:
        entry = found.get(one.id)
        if entry is None:
            if one.receipt or one.reason not in NOBODY_WAITS:
                new.append(one)
        elif entry.state == OPEN and entry.receipt not in published:
            found[one.id] = _mended(entry, one, taken)
    for answer in sorted(new, key=lambda one: (one.day or day, one.id)):
        receipt = "" if answer.receipt in taken else answer.receipt
        taken.add(receipt)
        told = published.get(receipt) if receipt else None
        decided = told is not None and told.state != "submitted"
        found[answer.id] = Entry(
            answer.id,
            receipt,
            (answer.day or day).isoformat(),
            told.state if told and decided else OPEN,
            told.decided if told and decided else "",
            told.need if told and decided else "",
            told.order if told and decided else "",
        )
    return found


def _mended(entry: Entry, answer: Answer, taken: set[str]) -> Entry:
    """Return a request that is published nowhere yet, as its answer says it now."""
    received = answer.day.isoformat() if answer.day else entry.received
    receipt = entry.receipt
    if answer.receipt and answer.receipt not in taken:
        taken.add(answer.receipt)
        receipt = answer.receipt
    if (received, receipt) == (entry.received, entry.receipt):
        return entry
    return replace(entry, received=received, receipt=receipt)


def without_words(answers: Sequence[Answer], done: Set[str], last: dt.date) -> list[Answer]:
    """Return the answers without their own words where they are decided or older than ``last``."""

    def silent(answer: Answer) -> bool:
        old = answer.day is not None and answer.day < last
        return any(answer.words) and (old or answer.id in done)

    return [one._replace(words=("",) * len(one.words)) if silent(one) else one for one in answers]


def handles(ids: Iterable[str]) -> dict[str, str]:
    """Return a short name for each id: its first six letters, or as many as tell it apart."""
    every = sorted(ids)
    short = {}
    for at, key in enumerate(every):
        near = (every[at - 1] if at else "", every[at + 1] if at + 1 < len(every) else "")
        size = 6
        while any(other.startswith(key[:size]) for other in near) and size < len(key):
            size += 1
        short[key] = key[:size]
    return short


def alike(own: Set[str], others: Iterable[tuple[str, Set[str]]]) -> Iterator[str]:
    """Yield the keys of those (key, pairs) that seem to tell of the same thing."""
    for key, pairs in others:
        shared = len(own & pairs)
        if shared >= SHARED_PAIRS and shared >= ALIKE * min(len(own), len(pairs)):
            yield key


def pairs_of(text: str) -> frozenset[str]:
    """Return the pairs of letters by which texts are compared."""
    start = text.casefold()[:MOST_LETTERS]
    plain = "".join(letter for letter in start if letter.isalnum()).translate(FILLERS)
    return frozenset(plain[at : at + 2] for at in range(len(plain) - 1))
