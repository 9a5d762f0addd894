"""Files that want to do harm, or only look like a workbook; and the editor of YAML tables."""

from __future__ import annotations

import base64
import io
import json
import zipfile
import zlib
from pathlib import Path

import openpyxl
import pytest

from noticeboard.commands.xlsx import plan
from noticeboard.edit import Change
from noticeboard.edit_yaml import changed_yaml
from noticeboard.errors import UsageError
from noticeboard.load import load
from noticeboard.load.yaml_table import read_yaml_table
from noticeboard.project import Project
from noticeboard.workbook.base import MARK, digest_of, unpacked
from tests.conftest import DAY, ROOT
from tests.test_workbook import book_of, bytes_of, given_out, town

__all__ = ["given_out", "town"]

CONTENT = """<?xml version="1.0"?><office:document-content xmlns:office="o" xmlns:table="t">
<office:body><office:spreadsheet><table:table table:name="项目"><table:table-row table:number-rows-repeated="1000000">
<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16000"/>
</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"""


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return out.getvalue()


def bomb() -> bytes:
    """Return a small file that unpacks to more than is read."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("xl/workbook.xml", b"<a/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(520):
                part.write(b" " * (1 << 20))
    return out.getvalue()


def with_part(path: Path, name: str, old: bytes, new: bytes) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    assert old in parts[name]
    parts[name] = parts[name].replace(old, new, 1)
    path.write_bytes(zipped(parts))


FILES = {
    "nothing": b"",
    "a web page": b"<html><table><tr><td>1</td></tr></table></html>",
    "a table of text": "编号,名称\nj00001,加装路灯\n".encode(),
    "an empty zip": zipped({}),
    "a document": zipped({"word/document.xml": b"<a/>"}),
    "half a zip": zipped({"xl/workbook.xml": b"<a/>" * 1000})[:200],
    "an ods that repeats": zipped({"content.xml": CONTENT.encode()}),
    "an ods with entities": zipped({"content.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
    "a bomb": b"",
}


@pytest.mark.parametrize("name", FILES)
def test_what_is_no_workbook_of_ours_is_refused_in_a_sentence(name: str, town: Project) -> None:
    old = bytes_of(town)
    path = town.root / "来的.xlsx"
    path.write_bytes(bomb() if name == "a bomb" else FILES[name])
    with pytest.raises(UsageError, match=r"怎么改|不是|打不开"):
        plan(town, path, DAY)
    assert bytes_of(town) == old


def test_a_workbook_of_somebody_else_is_refused(town: Project) -> None:
    book = openpyxl.Workbook()
    book.save(town.root / "x.xlsx")
    with pytest.raises(UsageError, match="不是这里导出的登记表"):
        plan(town, town.root / "x.xlsx", DAY)


def test_declared_entities_are_refused(town: Project) -> None:
    head = b"<?xml version='1.0' encoding='UTF-8'?>"
    with zipfile.ZipFile(book_of(town)) as archive:
        body = archive.read("xl/workbook.xml")
    start = body[: body.index(b"<workbook")]
    new = (start or head) + b'<!DOCTYPE workbook [<!ENTITY a "b">]><workbook'
    with_part(book_of(town), "xl/workbook.xml", start + b"<workbook", new)
    with pytest.raises(UsageError, match="打不开"):
        plan(town, book_of(town), DAY)


def test_a_base_that_was_changed_is_none(town: Project) -> None:
    book = openpyxl.load_workbook(book_of(town))
    book["底稿"]["A3"] = "A" * 400
    book.save(book_of(town))
    assert plan(town, book_of(town), DAY).is_empty, "the one that was kept under its number"
    forged = zlib.compress(b'{"day":"x","tables":[],"orders":{},"requests":[]}')
    sheet = book["底稿"]
    sheet.delete_rows(1, 50)
    for text in (MARK, digest_of(forged), base64.b64encode(forged).decode()):
        sheet.append([text])
    book.save(book_of(town))
    assert plan(town, book_of(town), DAY).is_empty, "no table is in it, so nothing is compared"


@pytest.mark.parametrize(
    "said",
    [
        b"no zlib",
        zlib.compress(b"[" * 100_000),
        zlib.compress(b"[]"),
        zlib.compress(b" " * (70 << 20)),
        zlib.compress(json.dumps({"day": 1, "tables": [["a", "b", ["id"], [["x"]]]], "orders": {}, "requests": []}).encode()),
    ],
    ids=["text", "deep", "list", "bomb", "narrow"],
)  # fmt: skip
def test_a_base_that_is_none_is_refused_quietly(said: bytes) -> None:
    assert unpacked(said) is None


def test_a_yaml_record_is_changed_and_every_other_line_stays() -> None:
    resource = load(Project(ROOT)).tables["communities"].resource
    content = (ROOT / "data/communities.yaml").read_bytes()
    cells = {
        "office_phone": "0753-5550000",
        "not_stated": "甲：乙；丙 # 丁",
        "upgraded_value": "2026-09-07",
    }
    made = changed_yaml(content, resource, [Change("communities", "chengxi", cells)])
    table, problems = read_yaml_table(resource, resource.where, made)
    assert not problems
    row = next(row for row in table.rows if row.get("id") == "chengxi")
    assert row.get("not_stated") == ("甲：乙", "丙 # 丁")
    assert row.cells["office_phone"].text == "0753-5550000"
    assert row.cells["upgraded_value"].text == "2026-09-07"
    old, new = content.decode().splitlines(), made.decode().splitlines()
    assert len([line for line in new if line not in old]) == 4
    assert [line for line in new if line.startswith("#")] == [x for x in old if x.startswith("#")]


def test_yaml_records_come_and_go() -> None:
    resource = load(Project(ROOT)).tables["communities"].resource
    content = (ROOT / "data/communities.yaml").read_bytes()
    new = Change("communities", "xin", {"name": "新社区: 试", "locator": "L1；L2"}, new=True)
    made = changed_yaml(content, resource, [new])
    assert made.startswith(content.rstrip(b"\n"))
    back = changed_yaml(made, resource, [Change("communities", "xin", {}, gone=True)])
    assert back == content
    with pytest.raises(UsageError, match="已经有"):
        changed_yaml(made, resource, [new])
    with pytest.raises(UsageError, match="没有"):
        changed_yaml(content, resource, [Change("communities", "xin", {"name": "x"})])


@pytest.mark.parametrize("text", ["{a: 1}", "- {id: a, name: b}", "- a\n- b"])
def test_yaml_that_is_written_otherwise_is_left_alone(text: str) -> None:
    resource = load(Project(ROOT)).tables["communities"].resource
    with pytest.raises(UsageError, match="请用编辑器改"):
        changed_yaml(text.encode(), resource, [Change("communities", "a", {"name": "x"})])
