"""Checked survey files → ``Survey``. A ``KeyError`` here is a missing check."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from noticeboard.dataset import Dataset
from noticeboard.model.surveys import (
    LANGUAGE,
    Condition,
    Option,
    Question,
    SourceSpec,
    Survey,
)
from noticeboard.model.tallies import Tally
from noticeboard.survey.tally_file import tally_of

SMALLEST = 5
ZONE = "Asia/Shanghai"


def surveys_of(dataset: Dataset) -> dict[str, Survey]:
    """Return every survey by its id, in the order of the files."""
    surveys = [survey_of(document.value, dataset) for document in dataset.surveys]
    return {survey.id: survey for survey in surveys}


def surveyed(dataset: Dataset) -> tuple[dict[str, Survey], dict[str, Tally]]:
    """Return the surveys and what was published of their answers, each by the survey's id."""
    tallies = [tally_of(document.value) for document in dataset.tallies]
    return surveys_of(dataset), {tally.survey: tally for tally in tallies}


def survey_of(value: Mapping[str, Any], dataset: Dataset) -> Survey:
    """Return one survey; the town's own lists are taken from its tables."""
    return Survey(
        id=value["id"],
        version=value["version"],
        title=value["title"],
        purpose=value["purpose"],
        controller=value.get("controller") or dataset.settings.get("operator") or "",
        privacy_notice=value["privacy_notice"],
        opens=_day(value.get("opens")),
        closes=_day(value.get("closes")),
        period=value["period"],
        smallest=value.get("smallest") or SMALLEST,
        questions=tuple(_question(one, dataset) for one in value["questions"]),
        sources=tuple(_source(one) for one in value["sources"]),
        triage=bool(value.get("triage")),
    )


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _words(value: str | dict[str, str]) -> dict[str, str]:
    return {LANGUAGE: value} if isinstance(value, str) else dict(value)


def _question(value: Mapping[str, Any], dataset: Dataset) -> Question:
    kind, low, high = value["kind"], value.get("low"), value.get("high")
    low, high = 1 if low is None else low, 5 if high is None else high
    condition = value.get("shown_if")
    if kind == "scale":
        options = tuple(Option(str(n), {LANGUAGE: str(n)}) for n in range(low, high + 1))
    else:
        options = options_of(value.get("options") or [], dataset)
    return Question(
        id=value["id"],
        kind=kind,
        label=_words(value["label"]),
        options=options,
        also=tuple(value.get("also") or ()),
        help=value.get("help") or "",
        required=bool(value.get("required")),
        private=bool(value.get("private")),
        publish=value.get("publish") or "none",
        shown_if=Condition(condition["question"], tuple(condition["codes"])) if condition else None,
        low=low,
        high=high,
        most=value.get("most"),
        role=value.get("role") or "",
        table=_table(value.get("options")),
    )


def _table(options: str | list[Mapping[str, Any]] | None) -> str:
    """Return the table whose records are the options, if they are a table's."""
    return options if isinstance(options, str) and "." not in options else ""


def options_of(value: str | list[Mapping[str, Any]], dataset: Dataset) -> tuple[Option, ...]:
    """Return a question's options: written out, or a table's records, or a column's values."""
    if isinstance(value, str):
        table, _, column = value.partition(".")
        if column:
            labels = dataset.tables[table].resource.fields[column].labels
            return tuple(Option(code, {LANGUAGE: label}) for code, label in labels.items())
        rows = dataset.tables[table].rows
        return tuple(
            Option(row.get("id"), {LANGUAGE: row.get("name")}, tuple(row.get("aliases") or ()))
            for row in rows
            if row.get("id") and row.get("name")
        )
    return tuple(
        Option(
            one["code"], _words(one["label"]), tuple(one.get("also") or ()), bool(one.get("other"))
        )
        for one in value
    )


def _source(value: Mapping[str, Any]) -> SourceSpec:
    return SourceSpec(
        id=value["id"],
        kind=value["kind"],
        spreadsheet=value.get("spreadsheet") or "",
        gid=value.get("gid") or 0,
        columns=dict(value.get("columns") or {}),
        community=value.get("community") or "",
        timezone=value.get("timezone") or ZONE,
        time_column=value.get("time_column") or "",
        id_column=value.get("id_column") or "",
        prefill=value.get("prefill") or "",
    )
