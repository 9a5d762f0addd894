"""The bundle for a Windows computer without Python or git, and how changes come home from there."""

from __future__ import annotations

import _thread
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import threading
import urllib.request
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from noticeboard.commands.build import Options, build
from noticeboard.commands.bundle import make, zipped
from noticeboard.commands.bundle_back import OURS, pack, put, take
from noticeboard.commands.bundle_files import LONGEST, STARTS, TOP, checked_names
from noticeboard.commands.doctor import doctor
from noticeboard.commands.serve import serve
from noticeboard.errors import BuildError, DataProblems, UsageError
from noticeboard.project import Project
from tests.conftest import DAY, copy_project
from tests.test_faults import replace_once

pytestmark = pytest.mark.slow
SECRET = "Zx9Kq7Wm3Vb5Nt1Ls8"


def program(machine: bytes = b"\x64\x86") -> bytes:
    """Return the head of a Windows program for this processor."""
    return b"MZ" + bytes(58) + (64).to_bytes(4, "little") + b"PE\0\0" + machine + bytes(40)


def embeddable(path: Path, minor: int = 12, exe: bytes | None = None, pth: bool = True) -> Path:
    """Write what looks like Python's embeddable package."""
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("python.exe", program() if exe is None else exe)
        package.writestr(f"python3{minor}.zip", b"x")
        if pth:
            package.writestr(f"python3{minor}._pth", f"python3{minor}.zip\n.\n#import site\n")
    return path


def wheel(folder: Path, file: str) -> str:
    """Write a small wheel and return the line that locks it."""
    name, version = file.split("-")[:2]
    folder.mkdir(exist_ok=True)
    with zipfile.ZipFile(folder / file, "w") as made:
        made.writestr(zipfile.ZipInfo(f"{name}/__init__.py"), f"version = {version!r}\n")
        made.writestr(zipfile.ZipInfo(f"{name}-{version}.dist-info/METADATA"), f"Name: {name}\n")
        made.writestr(zipfile.ZipInfo(f"{name}/tests/big.py"), "x")
        made.writestr(zipfile.ZipInfo(f"{name}-{version}.data/scripts/{name}"), "x")
    found = hashlib.sha256((folder / file).read_bytes()).hexdigest()
    return f"{name.replace('_', '-')}=={version} \\\n    --hash=sha256:{found}\n"


class Kit:
    """A town, a Python and two packages, ready to be bundled."""

    def __init__(self, folder: Path) -> None:
        self.project = copy_project(folder / "home")
        self.python = embeddable(folder / "python-3.12.10-embed-amd64.zip")
        self.wheels = folder / "wheels"
        lines = (
            wheel(self.wheels, "pure_thing-1.0-py3-none-any.whl"),
            wheel(self.wheels, "fast-2.0-cp312-cp312-win_amd64.whl"),
            wheel(self.wheels, "stable-3.0-cp39-abi3-win_amd64.whl"),
        )
        self.project.lock.write_text("".join(lines), encoding="utf-8")
        self.out = folder / "bundle.zip"

    def made(self, sha256: str = "") -> dict[str, bytes]:
        """Make the bundle and return what is in it, by name below its folder."""
        make(self.project, self.python, self.wheels, self.out, sha256, DAY)
        with zipfile.ZipFile(self.out) as package:
            assert all(name.startswith(f"{TOP}/") for name in package.namelist())
            return {name.removeprefix(f"{TOP}/"): package.read(name) for name in package.namelist()}


@pytest.fixture
def kit(tmp_path: Path) -> Kit:
    return Kit(tmp_path)


def test_it_holds_what_is_needed_and_finds_it(kit: Kit) -> None:
    files = kit.made()
    assert files["python/python312._pth"] == b"python312.zip\r\n.\r\n..\\lib\r\n"
    for name in (
        "python/python.exe", "lib/pure_thing/__init__.py", "lib/fast/__init__.py", "lib/stable/__init__.py",
        "lib/fast-2.0.dist-info/METADATA", "lib/noticeboard/cli/site.py", "lib/noticeboard/schemas/site.json",
        "lib/noticeboard/site_templates/theme/page.html", "lib/noticeboard/town/data/datapackage.yaml",
        "data/site.yaml", "data/.schemas/site.json", "data/surveys/needs.yaml", "content/index.md", "mkdocs.yml",
        "requirements.lock", "lib/base/data/units.csv", "lib/base/files.json", "说明.txt",
    ):  # fmt: skip
        assert name in files, name
    assert not [name for name in files if "/tests/" in name or ".data/" in name]
    assert files["data/units.csv"] == (kit.project.data / "units.csv").read_bytes()


def test_nothing_private_goes_along(kit: Kit) -> None:
    root = kit.project.root
    for name in (
        ".noticeboard/google-key.json", ".noticeboard/answers/needs/wjx.csv", ".git/config", ".env",
        "site/x.html", "build/x", "data/.units.csv.tmp", "data/.secret.csv", ".data.staging/x", "id_rsa", "deploy/key",
    ):  # fmt: skip
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(SECRET)
    files = kit.made()
    assert not [name for name, body in files.items() if SECRET.encode() in body]


def test_the_same_input_is_the_same_bytes(kit: Kit) -> None:
    kit.made()
    first = kit.out.read_bytes()
    for path in kit.project.data.rglob("*"):
        os.utime(path, (1, 1))
    kit.made()
    assert kit.out.read_bytes() == first


def test_windows_can_read_names_and_batch_files(kit: Kit) -> None:
    files = kit.made()
    with zipfile.ZipFile(kit.out) as package:
        for entry in package.infolist():
            assert entry.flag_bits & 0x800, entry.filename  # the name is UTF-8
            assert entry.create_system == 0
            assert len(entry.filename) <= LONGEST
    for name in STARTS:
        body = files[f"{name}.bat"]
        assert body.isascii(), "what runs is read byte by byte"
        assert body.count(b"\n") == body.count(b"\r\n")
        assert b"chcp 65001" in body
        assert body.endswith(b"pause\r\n")
    told = files["说明.txt"]
    assert told.startswith(b"\xef\xbb\xbf")
    assert told.count(b"\n") == told.count(b"\r\n")
    text = told.decode("utf-8-sig")
    text.encode("gbk")
    assert all(name in text for name in STARTS)


@pytest.mark.parametrize(
    "name",
    [
        "content/aux.md",
        "data/con",
        "a/nul.txt/b",
        "a:b",
        "a?",
        "a/b.",
        "a/b /c",
        "a\\b",
        "x" * LONGEST,
    ],
)
def test_names_that_windows_cannot_hold_are_refused(name: str) -> None:
    with pytest.raises(BuildError):
        list(checked_names([name]))
    with pytest.raises(BuildError):
        zipped({name: b""})


def test_names_that_differ_by_case_only_are_refused() -> None:
    with pytest.raises(BuildError, match="不分大小写"):
        list(checked_names(["a/B.md", "a/b.md"]))
    assert list(checked_names(["说明.txt", "a/contact.md", "a/b.c.md"])) != []


def spoil_data(kit: Kit) -> None:
    replace_once(
        kit.project.data / "pairings.csv", "xian-zhengfawei,chengxi", "xian-zhengfawei,chengxii"
    )


def foreign_wheel(file: str) -> Callable[[Kit], None]:
    def act(kit: Kit) -> None:
        with kit.project.lock.open("a", encoding="utf-8") as lock:
            lock.write(wheel(kit.wheels, file))

    return act


REFUSED: dict[str, tuple[Callable[[Kit], object], str]] = {
    "a wheel that is not locked": (lambda kit: wheel(kit.wheels, "other-1-py3-none-any.whl"), "不是 requirements.lock 里锁定的"),
    "a wheel that was changed": (lambda kit: (kit.wheels / "fast-2.0-cp312-cp312-win_amd64.whl").write_bytes(b"x"), "不是 requirements.lock 里锁定的"),
    "a wheel that is missing": (lambda kit: (kit.wheels / "fast-2.0-cp312-cp312-win_amd64.whl").unlink(), "缺 1 个软件包：fast"),
    "no wheels at all": (lambda kit: shutil.rmtree(kit.wheels), "缺 3 个软件包"),
    "a wheel for Linux": (foreign_wheel("linux-1-cp312-cp312-manylinux_2_17_x86_64.whl"), "不能在 64 位 Windows"),
    "a wheel for another Python": (foreign_wheel("older-1-cp311-cp311-win_amd64.whl"), "Python 3.12 上用"),
    "a wheel for a later Python": (foreign_wheel("later-1-py313-none-any.whl"), "Python 3.12 上用"),
    "two versions of a package": (foreign_wheel("fast-2.1-py3-none-any.whl"), "fast 有两个版本"),
    "no Python": (lambda kit: kit.python.unlink(), "docs/bundle.md"),
    "a Python that is no zip": (lambda kit: kit.python.write_bytes(b"<html>"), "不是 Python 的压缩包"),
    "a Python for 32 bits": (lambda kit: embeddable(kit.python, exe=program(b"\x4c\x01")), "不是 64 位 Windows"),
    "a Python for Linux": (lambda kit: embeddable(kit.python, exe=b"\x7fELF"), "不是 64 位 Windows"),
    "an installer": (lambda kit: embeddable(kit.python, pth=False), "没有 python.exe 和 python3xx._pth"),
    "a Python too old": (lambda kit: embeddable(kit.python, 10), "3.10 太旧"),
    "no lock": (lambda kit: kit.project.lock.unlink(), "没有 requirements.lock"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_does_not_fit_is_refused_and_nothing_is_written(kit: Kit, name: str) -> None:
    act, said = REFUSED[name]
    act(kit)
    with pytest.raises(UsageError) as refused:
        kit.made()
    assert said in str(refused.value)
    assert not kit.out.exists()


def test_python_is_held_against_its_digest(kit: Kit) -> None:
    right = hashlib.sha256(kit.python.read_bytes()).hexdigest()
    assert kit.made(right.upper())
    with pytest.raises(UsageError, match="重新下载"):
        kit.made("0" * 64)


def test_unsound_data_are_not_handed_out(kit: Kit) -> None:
    spoil_data(kit)
    with pytest.raises(DataProblems):
        kit.made()
    assert not kit.out.exists()


def unpacked(kit: Kit, folder: Path) -> Project:
    kit.made()
    with zipfile.ZipFile(kit.out) as package:
        package.extractall(folder)
    return Project(folder / TOP)


def test_the_program_in_it_makes_the_same_site(kit: Kit, tmp_path: Path) -> None:
    """With this computer's Python and packages: the ones in the bundle are for Windows."""
    project = unpacked(kit, tmp_path / "Program Files (x86)")
    shutil.rmtree(project.root / "lib" / "fast")
    environment = os.environ | {"PYTHONPATH": str(project.root / "lib")}
    code = "import noticeboard, sys; sys.stdout.write(noticeboard.__file__)"
    words = ("-m", "noticeboard", "build", "--root", str(project.root), "--today", DAY.isoformat())
    told = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)  # fmt: skip
    assert told.stdout.startswith(str(project.root))
    done = subprocess.run([sys.executable, *words], env=environment, capture_output=True, text=True, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr
    build(kit.project, Options(today=DAY))

    def told_of(site: Path) -> list[str]:
        return (site / ".noticeboard-files").read_text(encoding="utf-8").splitlines()

    assert told_of(project.site) == told_of(kit.project.site)


def test_the_doctor_knows_where_it_is(kit: Kit, tmp_path: Path) -> None:
    project = unpacked(kit, tmp_path / "pc")
    told = {one.part: one for one in doctor(project, DAY)}
    assert "打包带回" in told["git"].found
    assert told["发布"].state == "ok"


# --- changes come home ---------------------------------------------------------------------------


@pytest.fixture
def away(kit: Kit, tmp_path: Path) -> Project:
    return unpacked(kit, tmp_path / "pc")


def brought(away: Project, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    path, _ = pack(away, folder, DAY)
    assert path is not None
    return path


def test_nothing_changed_is_nothing_to_bring(away: Project, tmp_path: Path) -> None:
    assert pack(away, tmp_path, DAY) == (None, [])
    build(away, Options(today=DAY))
    assert pack(away, tmp_path, DAY) == (None, [])


def test_what_was_changed_added_and_deleted_comes_home(
    kit: Kit, away: Project, tmp_path: Path
) -> None:
    replace_once(away.data / "site.yaml", "四个社区\ndesc", "四个社区。\ndesc")
    (away.content / "about" / "extra.pdf").write_bytes(b"%PDF")
    (away.content / "members" / "index.md").unlink()
    path, lines = pack(away, tmp_path, DAY)
    assert path is not None
    assert path.name == "带回-2026-11-24.zip"
    assert lines == [
        "添了 content/about/extra.pdf",
        "改了 data/site.yaml",
        "删了 content/members/index.md",
    ]
    (kit.project.content / "about" / "extra.pdf").unlink(missing_ok=True)
    (away.content / "about" / "extra.pdf").unlink()
    (away.content / "members" / "index.md").write_bytes(
        (kit.project.content / "members" / "index.md").read_bytes()
    )
    taken = take(kit.project, brought(away, tmp_path / "again"), DAY)
    assert taken.lines == ("改 data/site.yaml",)
    put(kit.project, taken)
    assert (kit.project.data / "site.yaml").read_bytes() == (away.data / "site.yaml").read_bytes()
    assert take(kit.project, tmp_path / "again" / path.name, DAY).lines == ()


def test_a_file_that_was_deleted_goes_here_too(kit: Kit, tmp_path: Path) -> None:
    (kit.project.content / "about" / "more.md").write_text(
        "---\ntitle: 还有\ndescription: 还有一页。\n---\n\n# 还有\n", encoding="utf-8"
    )
    away = unpacked(kit, tmp_path / "pc")
    (away.content / "about" / "more.md").unlink()
    path = brought(away, tmp_path)
    taken = take(kit.project, path, DAY)
    assert taken.lines == ("删 content/about/more.md",)
    put(kit.project, taken)
    assert not (kit.project.content / "about" / "more.md").exists()
    assert take(kit.project, path, DAY).lines == ()


def test_different_lines_of_both_sides_are_merged(kit: Kit, away: Project, tmp_path: Path) -> None:
    replace_once(away.data / "site.yaml", "tagline: 大埔县 · 四个社区", "tagline: 四个社区")
    replace_once(kit.project.data / "site.yaml", "site_url:", "site_url: https://example.cn/")
    put(kit.project, take(kit.project, brought(away, tmp_path), DAY))
    text = (kit.project.data / "site.yaml").read_text(encoding="utf-8")
    assert "tagline: 四个社区\n" in text
    assert "site_url: https://example.cn/\n" in text


def test_the_same_line_changed_by_both_is_told_and_nothing_is_written(
    kit: Kit, away: Project, tmp_path: Path
) -> None:
    replace_once(away.data / "site.yaml", "tagline: 大埔县 · 四个社区", "tagline: 四个社区")
    replace_once(away.data / "mechanisms.yaml", "summary: ", "summary: 就是")
    replace_once(kit.project.data / "site.yaml", "tagline: 大埔县 · 四个社区", "tagline: 大埔")
    before = {p: p.read_bytes() for p in kit.project.data.rglob("*") if p.is_file()}
    with pytest.raises(UsageError, match=r"都改了同一处：data/site\.yaml"):
        take(kit.project, brought(away, tmp_path), DAY)
    assert {p: p.read_bytes() for p in kit.project.data.rglob("*") if p.is_file()} == before


def test_a_mistake_made_away_is_told_by_line_and_nothing_is_written(
    kit: Kit, away: Project, tmp_path: Path
) -> None:
    replace_once(away.data / "pairings.csv", "xian-zhengfawei,chengxi", "xian-zhengfawei,chengxii")
    with pytest.raises(DataProblems) as told:
        take(kit.project, brought(away, tmp_path), DAY)
    assert [(one.place.file, one.place.line) for one in told.value.problems] == [
        ("data/pairings.csv", 2)
    ]


def test_as_windows_saves_a_text_it_is_no_change(kit: Kit, away: Project, tmp_path: Path) -> None:
    path = away.data / "site.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert take(kit.project, brought(away, tmp_path), DAY).lines == ()


def test_what_programs_write_stays_where_it_is(kit: Kit, away: Project, tmp_path: Path) -> None:
    for name in ("notice_ledger.csv", "receipts.csv", ".schemas/site.json"):
        assert OURS.fullmatch(f"data/{name}")
        with (away.data / name).open("a", encoding="utf-8") as file:
            file.write("x\n")
    (away.data / "tallies").mkdir()
    (away.data / "tallies" / "needs.yaml").write_text("x")
    assert pack(away, tmp_path, DAY) == (None, [])


@pytest.mark.parametrize(
    "name",
    ["new/../x", "new/data/../../x", "/etc/x", "new/data/.git/config", "new/site_templates/theme/page.html", "new/mkdocs.yml",
     "new/scripts/x.py", "new/data/notice_ledger.csv", "new/data/a\\b", "new/data/C:x", "x", "new/data", "old/../x"],
)  # fmt: skip
def test_names_from_elsewhere_are_refused(kit: Kit, tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("changes.json", '{"base": {}, "gone": []}')
        package.writestr(name, b"x")
    with pytest.raises(UsageError, match="不该有的名字"):
        take(kit.project, path, DAY)


@pytest.mark.parametrize("told", ["", "[]", "{}", '{"base": 1, "gone": 2}', '{"base": {}, "gone": ["../x"]}', '{"base": {}, "gone": [1]}'])  # fmt: skip
def test_what_is_no_such_zip_is_refused(kit: Kit, tmp_path: Path, told: str) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("changes.json", told)
    with pytest.raises(UsageError, match="不是“打包带回”做出来的文件"):
        take(kit.project, path, DAY)
    path.write_bytes(b"x")
    with pytest.raises(UsageError, match="不是“打包带回”做出来的文件"):
        take(kit.project, path, DAY)


def test_a_bomb_is_not_unpacked(kit: Kit, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package, package.open("new/data/a.csv", "w", force_zip64=True) as entry:  # fmt: skip
        for _ in range(600):
            entry.write(bytes(1024 * 1024))
    path.write_bytes(made.getvalue())
    with pytest.raises(UsageError, match="太大"):
        take(kit.project, path, DAY)


def test_a_link_here_is_not_written_through(kit: Kit, away: Project, tmp_path: Path) -> None:
    replace_once(away.data / "site.yaml", "tagline: 大埔县 · 四个社区", "tagline: 四个社区")
    path = brought(away, tmp_path)
    outside = tmp_path / "outside.yaml"
    (kit.project.data / "site.yaml").rename(outside)
    (kit.project.data / "site.yaml").symlink_to(outside)
    with pytest.raises(UsageError, match="是一个链接"):
        take(kit.project, path, DAY)


def test_elsewhere_there_is_nothing_to_pack(kit: Kit, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="用 git 提交就行"):
        pack(kit.project, tmp_path, DAY)


def test_as_it_is_typed(kit: Kit, away: Project, tmp_path: Path) -> None:
    def run(*words: str, given: str = "") -> subprocess.CompletedProcess[str]:
        command = [
            sys.executable,
            "-m",
            "noticeboard",
            "bundle",
            *words,
            "--today",
            DAY.isoformat(),
        ]
        return subprocess.run(
            command, capture_output=True, text=True, check=False, cwd=away.root, input=given
        )

    replace_once(away.data / "site.yaml", "tagline: 大埔县 · 四个社区", "tagline: 四个社区")
    done = run("pack", "--root", str(away.root))
    assert done.stdout == "改了 data/site.yaml\n写好了：带回-2026-11-24.zip。把它发给管网站的人。\n"
    file, home = str(away.root / "带回-2026-11-24.zip"), str(kit.project.root)
    assert run("take", file, "--root", home, "--dry-run").stdout == "改 data/site.yaml\n"
    assert run("take", file, "--root", home, given="n\n").returncode == 1
    assert run("take", file, "--root", home, given="y\n").returncode == 0
    assert "没有变化" in run("take", file, "--root", home).stdout
    out = str(tmp_path / "b.zip")
    done = run(
        "make",
        "--python",
        str(kit.python),
        "--wheels",
        str(kit.wheels),
        "--out",
        out,
        "--root",
        home,
    )
    assert done.returncode == 0, done.stderr
    assert json.dumps("SHA-256")[1:-1] in done.stdout


@pytest.mark.full
def test_the_browser_is_shown_the_address_when_it_answers(project: Project) -> None:
    seen: list[tuple[str, int]] = []

    def show(address: str) -> None:
        with urllib.request.urlopen(address, timeout=10) as answer:
            seen.append((address, answer.status))
        threading.Timer(1.5, _thread.interrupt_main).start()

    serve(project, 0, lambda _: None, show=show)
    assert [status for _, status in seen] == [200]


@pytest.mark.full
def test_a_windows_shell_runs_the_batch_files(kit: Kit, tmp_path: Path) -> None:
    """Wine's cmd, with the line that starts Python shown in place of run."""
    wine = shutil.which("wine")
    if not wine:
        pytest.skip("wine is not installed: apt-get install wine wine64")
    folder = tmp_path / "我的 桌面"
    folder.mkdir()
    for name, body in kit.made().items():
        if name.endswith(".bat"):
            line = body.replace(b'"%~dp0python', b'echo RUN "%~dp0python').replace(
                b"pause", b"echo END"
            )
            (folder / name).write_bytes(line)
    environment = os.environ | {
        "WINEPREFIX": str(tmp_path / "wine"),
        "WINEDEBUG": "-all",
        "LC_ALL": "C.UTF-8",
    }

    def run(*words: str) -> str:
        command = [wine, "cmd", "/c", *words]
        done = subprocess.run(command, capture_output=True, cwd=folder, env=environment, check=False, timeout=300)  # fmt: skip
        return done.stdout.decode("utf-8", "replace").replace("\r\n", "\n")

    for name in set(STARTS) - {"交回登记表"}:
        told = run(f"{name}.bat")
        want = STARTS[name].split("noticeboard ")[1].split(" --root")[0]
        assert f'-m noticeboard {want} --root "' in told, told
        assert (
            '\\."\n' in told
        )  # what is in Chinese before it, Wine's shell shows by question marks
        assert told.endswith("END\n")
    told = run("交回登记表.bat", "C:\\my tables\\a.xlsx")
    assert 'xlsx import "C:\\my tables\\a.xlsx" --root' in told
    assert "--help" not in told
    assert "xlsx import --help" in run("交回登记表.bat")
