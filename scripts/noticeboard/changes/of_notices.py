"""What is told of notices: when they were published, by the ledger, and what was added since, by git.

Of a notice whose last day is over (``hide_on``) nothing is told, and nothing of drafts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from noticeboard.changes import Piece, Told
from noticeboard.changes.compare import Fact, is_empty
from noticeboard.changes.sentences import Sentence, quoted
from noticeboard.changes.words import Present, field_words
from noticeboard.dataset import Dataset, Row
from noticeboard.notices import is_hidden

# What follows from publishing, or is said by another notice.
NOT_TOLD = ("corrects", "withdraws", "redaction_reason")


def published_sentences(
    dataset: Dataset, present: Present, today: dt.date
) -> Iterator[tuple[dt.date, Sentence]]:
    """Yield day and sentence of every publication up to ``today``."""
    for entry in dataset.rows("notice_ledger"):
        row, day = present.row("notices", entry.get("notice")), entry.get("published_on")
        if row is not None and day and day <= today and not is_hidden(row, today):
            yield day, _published(present, row, today)


def _published(present: Present, row: Row, today: dt.date) -> Sentence:
    key = str(row.get("id"))
    kind = present.resources["notices"].fields["kind"].labels.get(str(row.get("kind")), "公示")
    pieces = [Piece(f"发布{kind}"), Piece(f"“{row.get('title')}”", "notices", key)]
    for field, word in (("corrects", "，更正的是"), ("withdraws", "，撤回的是")):
        other = present.row("notices", row.get(field)) if row.get(field) else None
        if other is not None and not is_hidden(other, today):
            title = f"“{other.get('title')}”"
            pieces += [Piece(word), Piece(title, "notices", str(row.get(field)))]
    bare = Told("notice", (Piece("发布 1 份公示。"),))
    return Sentence(Told("notice", (*pieces, Piece("。"))), bare)


def changed_sentences(
    dataset: Dataset, present: Present, facts: Iterable[Fact], today: dt.date
) -> Iterator[Sentence]:
    """Yield what was changed on one day in notices that had been published before it."""
    ledger = {row.get("notice"): row.get("published_on") for row in dataset.rows("notice_ledger")}
    gone = 0
    for fact in facts:
        day = ledger.get(fact.key)
        if day is None or fact.day <= day:
            continue
        row = present.row("notices", fact.key)
        if fact.after is None and row is None:
            gone += 1
        if row is None or not (fact.before and fact.after) or is_hidden(row, today):
            continue
        clauses = list(_clauses(present, fact))
        if clauses:
            pieces = Piece("公示"), Piece(f"“{row.get('title')}”", "notices", fact.key)
            told = Told("notice", (*pieces, Piece("：" + "；".join(clauses) + "。")))
            yield Sentence(told, Told("notice", (Piece("改了 1 份公示。"),)))
    if gone:
        bare = Told("gone", (Piece(f"撤下 {gone} 份公示。"),))
        yield Sentence(bare, bare)


def _clauses(present: Present, fact: Fact) -> Iterator[str]:
    """Yield what happened to a published notice: blacked out, a result, something added."""
    assert fact.before and fact.after
    names = set(fact.fields)
    if "redacted_on" in names and fact.after.get("redacted_on"):
        yield "隐去了里面的个人信息"
        names -= {"redacted_on", "body", "title", "attachments"}
    if "result_notice" in names and fact.after.get("result_notice"):
        yield "有了结果"
        names.discard("result_notice")
    resource = present.resources["notices"]
    told = [name for name in resource.fields if name in names and name not in NOT_TOLD]
    filled = [n for n in told if is_empty(fact.before.get(n)) and not is_empty(fact.after.get(n))]
    changed = [name for name in told if name not in filled]
    for word, found in (("补上了", filled), ("改了", changed)):
        if titles := field_words(resource, found):
            yield f"{word}{quoted(titles)}"
