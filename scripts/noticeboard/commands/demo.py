"""``noticeboard demo``: an invented town in a folder of its own."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

import yaml

from noticeboard.demo import Size, demo_files
from noticeboard.demo.answered import demo_code
from noticeboard.demo.answers import invented_answers, survey_text
from noticeboard.errors import UsageError
from noticeboard.load import load
from noticeboard.model.tallies import Tally
from noticeboard.notices import digest_of, is_approved, ledger_text, sealed
from noticeboard.project import Project, shipped_file
from noticeboard.receipts import shown
from noticeboard.survey.counts import count
from noticeboard.survey.definition import surveys_of
from noticeboard.survey.tally import publish
from noticeboard.survey.tally_file import to_bytes as tally_bytes
from noticeboard.writer import write_file, write_tree

__all__ = ["Size", "codes_to_try", "demo"]

SHIPPED_SURVEYS = ("needs", "satisfaction")
MONTHS_OPEN = 5


def demo(folder: Path, size: Size, seed: int, today: dt.date) -> Project:
    """Write the town into ``folder`` and return it.

    The same size, seed and day give the same bytes. A folder that holds anything but an
    earlier demo is refused.
    """
    if (folder / ".git").exists() or (folder / "pyproject.toml").exists():
        raise UsageError(
            f"{folder} 里有别的东西。示例要放在一个空文件夹里，例如 noticeboard demo demo"
        )
    raw = shipped_file("data/datapackage.yaml").read_bytes()
    engine = shipped_file("mkdocs.yml").read_bytes()
    files = demo_files(size, seed, today, yaml.safe_load(raw), raw, engine)
    if size.responses:
        files |= _surveys(today)
    write_tree(folder, files)
    project = Project(folder)
    rows = [row for row in load(project).rows("notices") if is_approved(row)]
    rows.sort(key=lambda row: (row.get("approved_on"), row.get("id")))
    days = [(row.get("id"), row.get("approved_on"), digest_of(row)) for row in rows]
    write_file(project.ledger, ledger_text(sealed("", days)).encode())
    _publish_answers(project, size, seed, today)
    return project


def codes_to_try() -> list[str]:
    """Return some receipt codes of every demo that has needs."""
    return [shown(demo_code(number)) for number in range(3)]


def _surveys(today: dt.date) -> dict[str, bytes]:
    """Return the shipped surveys, opened some months ago."""
    opens = today - dt.timedelta(days=MONTHS_OPEN * 30)
    names = [f"data/surveys/{name}.yaml" for name in SHIPPED_SURVEYS]
    return {
        name: survey_text(shipped_file(name).read_text(encoding="utf-8"), opens).encode()
        for name in names
    }


def _publish_answers(project: Project, size: Size, seed: int, today: dt.date) -> None:
    """Write what is published of invented answers: three times, as weeks went by."""
    dataset = load(project)
    communities = [row.get("id") for row in dataset.rows("communities")]
    dice = random.Random(seed)
    for survey in surveys_of(dataset).values():
        first = survey.opens or today
        answers = list(invented_answers(survey, dice, size.responses, first, today))
        tally = Tally(survey.id, survey.version)
        for share in (0.4, 0.8, 1.0):
            known = answers[: int(share * len(answers))]
            if known:
                day = known[-1].day or today
                tally = publish(tally, survey, count(survey, {"": known}), communities, day)
        if tally.editions:
            write_file(project.tallies / f"{survey.id}.yaml", tally_bytes(tally))
