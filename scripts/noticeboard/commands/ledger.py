"""The ledger of first publications: what git knows of it, and what a build adds."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from noticeboard.commands.clock import git
from noticeboard.dataset import Dataset
from noticeboard.load.csv_table import read_csv_table
from noticeboard.notices import (
    approved_only,
    hidden_texts_away,
    ledger_of,
    ledger_text,
    new_entries,
)
from noticeboard.project import Project
from noticeboard.writer import write_file


def with_history(project: Project, dataset: Dataset, today: dt.date) -> Dataset:
    """Return the dataset with the day, and the ledger as git last committed it."""
    text = git(project, "show", f"HEAD:./{project.name_of(project.ledger)}") or ""
    return replace(dataset, today=today, committed_ledger=tuple(text.split("\n")[1:]))


def published(project: Project, dataset: Dataset, today: dt.date, write: bool) -> Dataset:
    """Return what may be shown: no drafts, no text after its last day, every notice with its day.

    A notice that is approved and not in the ledger is published by this build. With
    ``write`` its row is written; a build for another day (``--today``) only pretends.
    """
    dataset = approved_only(dataset)
    fresh = new_entries(dataset, today)
    dataset = hidden_texts_away(dataset, today)
    if not fresh:
        return dataset
    content = ledger_text([*ledger_of(dataset), *fresh]).encode()
    if write:
        write_file(project.ledger, content)
    resource = dataset.tables["notice_ledger"].resource
    table, _ = read_csv_table(resource, project.name_of(project.ledger), content)
    return replace(dataset, tables=dataset.tables | {"notice_ledger": table})
