"""The downloads as LibreOffice opens them: the same words, and nothing that is run."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

from noticeboard.commands.build import Options, build
from noticeboard.load import load
from noticeboard.project import Project
from noticeboard.publish.counts import HEAD
from noticeboard.publish.open_data import table_csv
from noticeboard.query import with_counts
from tests.conftest import DAY

pytestmark = pytest.mark.full

# What a person's window chooses for a file with a BOM; without a window LibreOffice 7.4 takes
# every CSV for Windows-1252, whatever stands in it.
UTF8 = "Text - txt - csv (StarCalc):44,34,76"
# Commas, quotes, UTF-8, values as shown, every sheet.
ALL_SHEETS = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
FORMULAS = ("=1+1", "@SUM(A1)", "+8613", "-1+2")


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The demo with names that a spreadsheet would like to run."""
    from noticeboard.commands.demo import demo
    from noticeboard.demo import Size

    project = demo(tmp_path_factory.mktemp("opened") / "town", Size(4, 46, 24, 60, 53), 1, DAY)
    path = project.data / "organisations.csv"
    lines = path.read_text(encoding="utf-8").split("\n")
    for number, formula in enumerate(FORMULAS, 1):
        cells = next(csv.reader([lines[number]]))
        out = io.StringIO()
        csv.writer(out, lineterminator="").writerow([cells[0], formula, *cells[2:]])
        lines[number] = out.getvalue()
    path.write_text("\n".join(lines), encoding="utf-8")
    build(project, Options(today=DAY))
    return project


def office(folder: Path, *words: str) -> Path:
    """Let LibreOffice convert; return the folder of what it made."""
    program = shutil.which("soffice")
    assert program, "LibreOffice is not installed: .ci/tools full says how"
    profile = (folder / "profile").as_uri()
    command = [program, "--headless", f"-env:UserInstallation={profile}"]
    subprocess.run(
        [*command, *words, "--outdir", str(folder / "out")],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    return folder / "out"


def test_every_sheet_of_the_workbook_says_what_the_table_says(
    opened: Project, tmp_path: Path
) -> None:
    out = office(tmp_path, "--convert-to", ALL_SHEETS, str(opened.site / "data/noticeboard.xlsx"))
    tables = load(opened).tables
    for table in tables.values():
        path = out / f"noticeboard-{table.resource.title}.csv"
        rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines(keepends=True)))
        fields = list(table.resource.fields.values())
        assert rows[0] == [field.title for field in fields]
        text = [i for i, field in enumerate(fields) if field.type in ("string", "list")]
        with (opened.site / f"data/{table.resource.name}.csv").open(
            encoding="utf-8-sig", newline=""
        ) as file:
            published = list(csv.reader(file))
        assert len(rows) == len(published)
        for said, shown in zip(published[1:], rows[1:], strict=True):
            for index in text:
                assert shown[index] == said[index].removeprefix("'"), table.resource.name


def test_every_csv_opens_without_mojibake_and_without_formulas(
    opened: Project, tmp_path: Path
) -> None:
    files = sorted((opened.site / "data").glob("*.csv"))
    out = office(tmp_path, f"--infilter={UTF8}", "--convert-to", "xlsx", *map(str, files))
    tables = load(opened).tables
    for path in files:
        sheet = openpyxl.load_workbook(out / f"{path.stem}.xlsx").active
        cells = [cell for row in sheet.iter_rows() for cell in row]  # type: ignore[union-attr]
        assert not [cell for cell in cells if cell.data_type in ("f", "e")], path.name
        # Published counts of surveys are no table of the descriptor.
        own = path.name == "survey-counts.csv"
        first = HEAD[0] if own else next(iter(tables[path.stem].resource.fields))
        assert cells[0].value == first, "the BOM is not text"
    names = openpyxl.load_workbook(out / "organisations.xlsx").active
    shown = [row[1] for row in names.iter_rows(min_row=2, max_row=5, values_only=True)]  # type: ignore[union-attr]
    assert [str(name).lstrip("'") for name in shown] == list(FORMULAS)


def test_a_csv_is_what_the_table_says_to_the_letter(opened: Project) -> None:
    for name, table in with_counts(load(opened)).tables.items():
        if name not in ("notices", "notice_ledger"):
            published = (opened.site / "data" / f"{name}.csv").read_bytes()
            assert published == table_csv(table).encode()
