"""What goes into the bundle for a colleague's Windows computer, and under which names."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from noticeboard.errors import BuildError, UsageError
from noticeboard.project import PACKAGE, Project, shipped_file, shipped_templates

TOP = "共建公示栏"
# What the data were when the bundle was made; beside the program, out of the way.
BASE = "lib/base"
MANIFEST = "files.json"
TEXTS = (".csv", ".yaml", ".md")
SHIPPED = ("data/datapackage.yaml", "mkdocs.yml")
# Fourteen thousand pictures for pages of the theme's own, none of which we use: unpacking takes minutes.
NOT_NEEDED = re.compile(
    r"^(material/templates/(\.icons|assets)/|[a-z_0-9]+/tests?/|[^/]+\.data/|.*/__pycache__/)"
)
WHEEL = re.compile(
    r"([A-Za-z0-9_.]+)-([^-]+)(-\d[^-]*)?-([a-z0-9.]+)-([a-z0-9.]+)-([a-z0-9_.]+)\.whl"
)
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
OLDEST = (3, 11)
# Names that Windows keeps for devices, letters that it does not have in names; and how long a path may
# be that is unpacked into a folder of the desktop of a user with a long name.
DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
FORBIDDEN = re.compile(r'[<>:"|?*\\\x00-\x1f]')
LONGEST = 160

PYTHON_EXE = r'"%~dp0python\python.exe" -m noticeboard'
HERE = r'--root "%~dp0."'
# A batch file is read byte by byte while it runs: only ASCII stands in it, the words come from Python.
STARTS = {
    "开始预览": f"{PYTHON_EXE} serve --open {HERE}",
    "检查资料": f"{PYTHON_EXE} check {HERE}",
    "哪里不对": f"{PYTHON_EXE} doctor {HERE}",
    "导出登记表": f"{PYTHON_EXE} xlsx export {HERE}",
    "交回登记表": f'{PYTHON_EXE} xlsx import "%~1" {HERE}',
    "打包带回": f"{PYTHON_EXE} bundle pack {HERE}",
}
README = """这是一份可以直接用的共建公示栏，不用装 Python，也不用装 git。

先把整个压缩包解压到一个文件夹（例如桌面上），不要在压缩包里直接双击。

双击            做什么
开始预览        生成网站，打开浏览器看；改了资料自己重新生成。关掉黑色窗口就停止
检查资料        说出资料里哪一行不对、怎么改
导出登记表      得到 登记表-日期.xlsx，在 WPS 里改
交回登记表      把改好的登记表拖到它上面松手
哪里不对        什么没有设好，下一步做什么
打包带回        把改过的资料装成一个 带回-日期.zip

改哪里：data 文件夹里的表，content\\notices 里的公示。最省事的是用登记表改。
改完双击“打包带回”，把 带回-日期.zip 发给管网站的人。不要发整个文件夹。

第一次双击，Windows 可能问“已保护你的电脑”：点“更多信息”，再点“仍要运行”。
杀毒软件拦住 python 文件夹里的 python.exe，请管网站的人看。
这里没有密钥，没有居民的原话；收问卷、发布网站都不在这台电脑上做。
"""


def town_files(project: Project) -> dict[str, bytes]:
    """Return what staff edit, by name: the data, the prose, the engine's settings; nothing hidden.

    Links are left out, as ``load`` refuses them.
    """
    found = {"mkdocs.yml": project.engine_config.read_bytes()}
    for folder in (project.data, project.content):
        for path in sorted(folder.rglob("*")):
            name = project.name_of(path)
            hidden = any(part.startswith(".") and part != ".schemas" for part in Path(name).parts)
            if path.is_file() and not path.is_symlink() and not hidden:
                found[name] = path.read_bytes()
    if project.lock.is_file():
        found[project.lock.name] = project.lock.read_bytes()
    return found


def base_of(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return what is kept of the data as they were: a digest of each, of texts the text."""
    mine = {name: body for name, body in files.items() if name.startswith(("data/", "content/"))}
    digests = {name: digest(body) for name, body in mine.items()}
    kept = {f"{BASE}/{name}": body for name, body in mine.items() if name.endswith(TEXTS)}
    return kept | {f"{BASE}/{MANIFEST}": json.dumps(digests, ensure_ascii=False, indent=1).encode()}


def digest(body: bytes) -> str:
    """Return the SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(body).hexdigest()


def program_files(project: Project) -> dict[str, bytes]:
    """Return the package as a wheel would hold it, with its templates; a town's own go on top."""
    found = {
        f"lib/noticeboard/{path.relative_to(PACKAGE).as_posix()}": path.read_bytes()
        for path in sorted(PACKAGE.rglob("*"))
        if path.is_file() and path.suffix in (".py", ".json", ".yaml", ".txt")
    }
    for folder in (shipped_templates(), *project.template_folders[:-1]):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                inside = path.relative_to(folder).as_posix()
                found[f"lib/noticeboard/site_templates/{inside}"] = path.read_bytes()
    for name in SHIPPED:
        found[f"lib/noticeboard/town/{name}"] = shipped_file(name).read_bytes()
    return found


def library_files(wheels: Path, lock: str, version: tuple[int, int]) -> dict[str, bytes]:
    """Return the content of every locked package, each from one wheel for 64-bit Windows.

    Raises ``UsageError`` where a wheel is missing, is none of those that are locked, or for another Python.
    """
    found: dict[str, bytes] = {}
    met: set[str] = set()
    for path in sorted(wheels.glob("*.whl")):
        body = path.read_bytes()
        if f"sha256:{digest(body)}" not in lock:
            raise UsageError(f"{path.name} 不是 requirements.lock 里锁定的文件，没有用")
        name = _fitting(path.name, version)
        if name in met:
            raise UsageError(f"{wheels} 里 {name} 有两个版本。清空这个文件夹，再来一次")
        met.add(name)
        with zipfile.ZipFile(io.BytesIO(body)) as wheel:
            found |= {
                f"lib/{one}": wheel.read(one)
                for one in wheel.namelist()
                if not one.endswith("/") and not NOT_NEEDED.match(one)
            }
    missing = sorted({_plain(name) for name, _ in PIN.findall(lock)} - met)
    if missing:
        raise UsageError(
            f"{wheels} 里缺 {len(missing)} 个软件包：{'、'.join(missing[:9])}。再运行一次 make bundle"
        )
    return found


def _fitting(file: str, version: tuple[int, int]) -> str:
    """Return the name of a wheel's package; ``UsageError`` where Windows or this Python cannot use it."""
    parts = WHEEL.fullmatch(file)
    if parts and {"any", "win_amd64"} & set(parts[6].split(".")):
        tags, minor = parts[4].split("."), version[1]
        # What is pure, or keeps to the stable interface, runs on later Pythons too.
        later = [f"py3{number}" for number in range(minor + 1)] + ["py3"]
        later += [f"cp3{number}" for number in range(minor + 1)] if parts[5] == "abi3" else []
        if {f"cp3{minor}", *later} & set(tags):
            return _plain(parts[1])
    raise UsageError(f"{file} 不能在 64 位 Windows 的 Python {version[0]}.{version[1]} 上用")


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def python_files(archive: bytes) -> tuple[dict[str, bytes], tuple[int, int]]:
    """Return Python's embeddable package, set to find the program beside it, and which version it is.

    Raises ``UsageError`` where the bytes are none for 64-bit Windows.
    """
    how = "到 python.org 的 Windows 下载页，取“Windows embeddable package (64-bit)”"
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as package:
            found = {one: package.read(one) for one in package.namelist() if not one.endswith("/")}
    except zipfile.BadZipFile:
        raise UsageError(f"这不是 Python 的压缩包。{how}") from None
    paths = [name for name in found if re.fullmatch(r"python3\d+\._pth", name)]
    if len(paths) != 1 or "python.exe" not in found:
        raise UsageError(f"压缩包里没有 python.exe 和 python3xx._pth。{how}")
    if machine_of(found["python.exe"]) != "amd64":
        raise UsageError(f"这个 Python 不是 64 位 Windows 的。{how}")
    stem = paths[0].removesuffix("._pth")
    version = 3, int(stem.removeprefix("python3"))
    if version < OLDEST:
        raise UsageError(f"Python {version[0]}.{version[1]} 太旧，要 3.11 或更新的。{how}")
    found[paths[0]] = f"{stem}.zip\r\n.\r\n..\\lib\r\n".encode()
    return {f"python/{name}": body for name, body in found.items()}, version


def machine_of(program: bytes) -> str:
    """Return for which processor a Windows program is: ``amd64`` or empty; read from its PE header."""
    at = int.from_bytes(program[0x3C:0x40], "little")
    known = program[:2] == b"MZ" and program[at : at + 4] == b"PE\0\0"
    return "amd64" if known and program[at + 4 : at + 6] == b"\x64\x86" else ""


def start_files() -> dict[str, bytes]:
    """Return what is double-clicked, and the page that says so."""
    made = {f"{name}.bat": _batch(name, line).encode("ascii") for name, line in STARTS.items()}
    return made | {"说明.txt": b"\xef\xbb\xbf" + README.replace("\n", "\r\n").encode()}


def _batch(name: str, line: str) -> str:
    """Return a batch file; its window stays, so that what was told can be read."""
    asks = '@if "%~1"=="" goto help\n' if "%~1" in line else ""
    rest = f":help\n{PYTHON_EXE} xlsx import --help\n:end\n" if asks else ""
    lines = (
        "@echo off\nchcp 65001 >nul\nset PYTHONUTF8=1\nset PYTHONDONTWRITEBYTECODE=1\n"
        'cd /d "%~dp0"\n' + asks + f"{line}\n" + ("goto end\n" if asks else "") + rest + "pause\n"
    )
    return lines.replace("\n", "\r\n")


def checked_names(names: Iterable[str]) -> Iterator[str]:
    """Yield the names; ``BuildError`` at one that Windows cannot hold."""
    seen: dict[str, str] = {}
    for name in names:
        parts = name.split("/")
        bad = next(
            (
                p
                for p in parts
                if DEVICES.fullmatch(p) or FORBIDDEN.search(p) or p[-1:] in (".", " ", "")
            ),
            None,
        )
        if bad is not None:
            raise BuildError(f"Windows 上不能有这个名字：{name}。给它改名")
        if len(f"{TOP}/{name}") > LONGEST:
            raise BuildError(f"名字太长，在 Windows 上解压不开：{name}。改短一点")
        other = seen.setdefault(name.lower(), name)
        if other != name:
            raise BuildError(f"Windows 不分大小写，{other} 和 {name} 是同一个文件。给其中一个改名")
        yield name
