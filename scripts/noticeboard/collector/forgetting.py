"""Erase what people wrote in their own words, once it was answered or is too old.

Of a text its trace stays: whoever reads the answers again finds the same content, the same copies,
and nobody's words.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection

from sqlalchemy import update
from sqlalchemy.exc import SQLAlchemyError

from noticeboard.collector.database import Database
from noticeboard.collector.store import SUBMISSIONS, StoreError, Submission, kept_in

AT_ONCE = 500


def forget_words(
    database: Database,
    survey: str,
    asked: Collection[str],
    is_over: Callable[[Submission], bool],
    trace: Callable[[str], str],
) -> int:
    """Put its trace in place of each text of the questions ``asked`` and beside options.

    Returns of how many submissions. Raises ``StoreError``; then some may stay, until the next time.
    """
    table = SUBMISSIONS.c
    over = [one for one in kept_in(database, survey) if is_over(one)]
    changed = [
        (one.id, content)
        for one in over
        if (content := _without_words(one.content, asked, trace)) != one.content
    ]
    try:
        for start in range(0, len(changed), AT_ONCE):
            with database.engine.begin() as connection:
                for name, content in changed[start : start + AT_ONCE]:
                    # By the fingerprint, made without a key, words could be guessed and known.
                    connection.execute(
                        update(SUBMISSIONS)
                        .where(table.id == name)
                        .values(content=content, fingerprint="")
                    )
        # Also where nothing changed now: the last time somebody may have been in the way.
        if over and not database.wipe():
            raise StoreError("有别的程序正在读收件的数据库")
    except SQLAlchemyError as error:
        raise StoreError(f"收件的数据库写不进去（{type(error).__name__}）") from None
    return len(changed)


def _without_words(content: str, asked: Collection[str], trace: Callable[[str], str]) -> str:
    read = json.loads(content)
    for part, names in (("answers", asked), ("other", read.get("other", {}))):
        for name in names:
            if isinstance(text := read.get(part, {}).get(name), str) and text:
                read[part][name] = trace(text)
    return json.dumps(read, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
