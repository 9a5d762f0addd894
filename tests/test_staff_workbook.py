"""登记表 on the pages for staff: taken, dropped in, seen, written, taken back; nothing from elsewhere."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path

import openpyxl
import pytest

from noticeboard.commands.demo import demo
from noticeboard.commands.xlsx import export
from noticeboard.demo import Size
from noticeboard.project import Project
from tests.conftest import DAY
from tests.staffserver import Answer, Staff, staff_of
from tests.workbook_acts import do

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def given_out(tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = demo(tmp_path_factory.mktemp("book") / "town", Size(2, 8, 4, 4, 4, 0), 1, DAY)
    export(project, project.root / "表.xlsx", day=DAY)
    return project


@pytest.fixture
def town(given_out: Project, tmp_path: Path) -> Project:
    shutil.copytree(given_out.root, tmp_path / "town")
    return Project(tmp_path / "town")


@pytest.fixture
def staff(town: Project) -> Iterator[Staff]:
    with staff_of(town) as served:
        yield served


def token_of(text: str) -> str:
    return text.split('name="token" value="')[1].split('"', maxsplit=1)[0]


def drop(
    staff: Staff, body: bytes, token: str | None = None, headers: Mapping[str, str] = {}
) -> Answer:
    """Send a file as a browser does."""
    token = token_of(staff.ask("workbook/").text) if token is None else token
    mark = uuid.uuid4().hex
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="token"\r\n\r\n{token}\r\n'.encode(),
        f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="表.xlsx"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n".encode(),
        body,
        f"\r\n--{mark}--\r\n".encode(),
    ]
    sent = {
        "Content-Type": f"multipart/form-data; boundary={mark}",
        "Origin": staff.origin,
        "Sec-Fetch-Site": "same-origin",
    }
    return staff.ask("workbook/look", "POST", b"".join(parts), sent | dict(headers))


def edited(town: Project, acts: list[dict[str, list[str]]]) -> bytes:
    path = town.root / "表.xlsx"
    do(path, acts)
    return path.read_bytes()


RENAMED = {"set": ["项目", "j00001", "名称", "换了名字的项目"]}
WRONG = {"set": ["项目", "j00001", "社区", "没有的社区"]}


def test_the_workbook_can_be_downloaded(staff: Staff, town: Project) -> None:
    answer = staff.ask("workbook/file.xlsx")
    assert answer.status == 200
    assert "attachment" in answer.headers["content-disposition"]
    assert "workbook/file.xlsx" in staff.ask("workbook/").text


def test_a_change_is_shown_then_written_then_taken_back(staff: Staff, town: Project) -> None:
    before = (town.data / "projects.csv").read_bytes()
    shown = drop(staff, edited(town, [RENAMED]))
    assert shown.status == 200
    assert "换了名字的项目" in shown.text
    assert (town.data / "projects.csv").read_bytes() == before
    mark = shown.text.split('name="mark" value="')[1].split('"')[0]
    fields = {"token": token_of(shown.text), "mark": mark}
    assert staff.send("workbook/write", fields).status == 303
    assert "换了名字的项目".encode() in (town.data / "projects.csv").read_bytes()
    assert staff.send("workbook/write", fields).status == 409
    assert staff.send("workbook/undo", {"token": fields["token"]}).status == 303
    assert (town.data / "projects.csv").read_bytes() == before
    again = staff.send("workbook/undo", {"token": fields["token"]})
    assert again.status == 409
    assert "没有可以退回的" in again.text


def test_a_fault_is_told_by_its_cell_and_nothing_is_written(staff: Staff, town: Project) -> None:
    before = (town.data / "projects.csv").read_bytes()
    shown = drop(staff, edited(town, [RENAMED, WRONG]))
    assert shown.status == 422
    assert "项目!C" in shown.text
    assert "没有的社区" in shown.text
    assert "确认写入" not in shown.text
    assert (town.data / "projects.csv").read_bytes() == before


def test_what_is_no_workbook_of_ours_is_told(staff: Staff, town: Project, tmp_path: Path) -> None:
    assert drop(staff, b"no workbook").status == 422
    other = tmp_path / "other.xlsx"
    openpyxl.Workbook().save(other)
    answer = drop(staff, other.read_bytes())
    assert answer.status == 422
    assert "不是这里导出的登记表" in answer.text
    unchanged = drop(staff, (town.root / "表.xlsx").read_bytes())
    assert unchanged.status == 200
    assert "没有变化" in unchanged.text


def test_nobody_else_may_send_one(staff: Staff, town: Project) -> None:
    body = edited(town, [RENAMED])
    assert drop(staff, body, token="guessed").status == 403
    elsewhere = {"Origin": "http://example.com", "Sec-Fetch-Site": "cross-site"}
    assert drop(staff, body, headers=elsewhere).status == 403
    assert drop(staff, b"").status == 400
    assert drop(staff, body, headers={"Content-Type": "text/plain"}).status == 415
    assert drop(staff, b"x" * (34 * 1024 * 1024)).status in (400, 413)


def test_a_change_by_another_hand_is_not_overwritten(staff: Staff, town: Project) -> None:
    shown = drop(staff, edited(town, [RENAMED]))
    mark = shown.text.split('name="mark" value="')[1].split('"')[0]
    path = town.data / "projects.csv"
    path.write_bytes(path.read_bytes().replace("一下雨就返水".encode(), "返水".encode(), 1))
    now = path.read_bytes()
    answer = staff.send("workbook/write", {"token": token_of(shown.text), "mark": mark})
    assert answer.status == 409
    assert "刚刚被别人改过" in answer.text
    assert path.read_bytes() == now
