"""``data/tallies/<survey>.yaml``: written so that its change in git is a few lines that one can read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import yaml

from noticeboard.model.tallies import Counted, CountedBy, Edition, Tally

HEAD = "# 由 noticeboard fetch 生成，不要手改：公布过的数决定以后还能公布什么。\n"


def to_bytes(tally: Tally) -> bytes:
    """Return the file's content; the same tally gives the same bytes."""
    value = {
        "survey": tally.survey,
        "version": tally.version,
        "asked": {name: list(codes) for name, codes in tally.asked.items()},
        "editions": {name: _edition(one) for name, one in tally.editions.items()},
    }
    text = yaml.dump(
        value,
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        default_flow_style=None,
        width=10_000,
    )
    return (HEAD + text).encode()


class _Dumper(yaml.SafeDumper):
    """Writes no anchors: our reader refuses them."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _edition(one: Edition) -> dict[str, Any]:
    return {
        "smallest": one.smallest,
        "date": one.date.isoformat(),
        "answers": one.answers,
        "unused": one.unused,
        "rows": {name: [_counted(told) for told in history] for name, history in one.rows.items()},
        "by_community": {name: _counted_by(told) for name, told in one.by_community.items()},
        "final": one.final,
    }


def _counted(one: Counted) -> dict[str, Any]:
    told: dict[str, Any] = {"date": one.date.isoformat(), "total": one.total}
    if one.hidden is not None:
        told["hidden"] = one.hidden
    return told | {"cells": dict(one.cells)}


def _counted_by(one: CountedBy) -> dict[str, Any]:
    told: dict[str, Any] = {"date": one.date.isoformat(), "columns": list(one.columns)}
    if one.rest:
        told["rest"] = list(one.rest)
    told["lines"] = {name: list(line) for name, line in one.lines.items()}
    if one.others is not None:
        told["others"] = list(one.others)
    return told


def tally_of(value: Mapping[str, Any]) -> Tally:
    """Return the tally of a checked file."""
    return Tally(
        survey=value["survey"],
        version=value["version"],
        asked={name: tuple(codes) for name, codes in value["asked"].items()},
        editions={name: _edition_of(one) for name, one in value["editions"].items()},
    )


def _edition_of(value: Mapping[str, Any]) -> Edition:
    return Edition(
        smallest=value["smallest"],
        date=dt.date.fromisoformat(value["date"]),
        answers=value["answers"],
        unused=value["unused"],
        rows={
            name: tuple(
                Counted(
                    dt.date.fromisoformat(told["date"]),
                    told["total"],
                    dict(told["cells"]),
                    told.get("hidden"),
                )
                for told in history
            )
            for name, history in value["rows"].items()
        },
        by_community={
            name: CountedBy(
                dt.date.fromisoformat(told["date"]),
                tuple(told["columns"]),
                tuple(told.get("rest") or ()),
                {group: tuple(line) for group, line in told["lines"].items()},
                tuple(told["others"]) if told.get("others") else None,
            )
            for name, told in value["by_community"].items()
        },
        final=value["final"],
    )
