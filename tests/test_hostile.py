"""Hostile input: told in Chinese within 5 seconds and 1 GB, nothing outside the project touched."""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import socket
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from noticeboard.patterns import BadPatternError, matches
from noticeboard.project import Project
from tests.conftest import copy_project
from tests.test_faults import CHINESE, problems_of

ROOT = Path(__file__).resolve().parents[1]
Change = Callable[[Path], object]
PEOPLE = "data/people.csv"
PLACES = "data/places.csv"
SITE = "data/site.yaml"
PACKAGE = "data/datapackage.yaml"
YAML = "data/communities.yaml"
PAGE = "content/about/index.md"
NOTICE = "content/notices/shili.md"
FRONT = "---\ntitle: 示例\ndescription: 示例\n---\n"


def put(name: str, content: bytes | str) -> Change:
    data = content.encode() if isinstance(content, str) else content

    def change(root: Path) -> None:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)

    return change


def add(name: str, content: bytes | str) -> Change:
    data = content.encode() if isinstance(content, str) else content
    return lambda root: (root / name).write_bytes((root / name).read_bytes() + data)


def both(one: Change, other: Change) -> Change:
    """Make two changes."""

    def change(root: Path) -> None:
        one(root)
        other(root)

    return change


def swap(name: str, old: str, new: str | bytes) -> Change:
    """Replace the first occurrence."""
    data = new.encode() if isinstance(new, str) else new

    def change(root: Path) -> None:
        content = (root / name).read_bytes()
        assert old.encode() in content, f"{old!r} is not in {name}"
        (root / name).write_bytes(content.replace(old.encode(), data, 1))

    return change


def rows(count: int, first: str) -> Change:
    """A table of places with so many rows, the first of them written as given."""
    more = "".join(f"9901{i:08d},示例,community,,,dataset,\n" for i in range(count))
    header = (ROOT / PLACES).read_text(encoding="utf-8").splitlines()[0]
    return put(PLACES, f"{header}\n{first}\n{more}")


def instead(name: str, make: Callable[[Path], object]) -> Change:
    """Put something else where a file or folder was."""

    def change(root: Path) -> None:
        path = root / name
        if path.is_dir():
            path.rename(root.parent / "outside")
        elif path.exists():
            path.rename(root.parent / path.name)
        path.parent.mkdir(parents=True, exist_ok=True)
        make(path)

    return change


def link(name: str, target: str) -> Change:
    """Put a link to some path where a file was."""
    return instead(name, lambda path: path.symlink_to(target))


def outside(name: str) -> Change:
    """Move a file or folder out of the project and link to it."""

    def change(root: Path) -> None:
        path, moved = root / name, root.parent / "outside"
        path.rename(moved)
        path.symlink_to(moved)

    return change


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(65 * 1024 * 1024)


def bound(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        before = Path.cwd()
        os.chdir(path.parent)
        server.bind(path.name)
        os.chdir(before)


def zipped(count: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("places.csv", "a,b\n" * count)
    return file.getvalue()


def notice(body: str, extra: str = "") -> Change:
    front = "title: 示例公示\nkind: service\ncategory: other\nissuer: shili\n"
    return put(NOTICE, f"---\n{front}{extra}---\n{body}\n")


def page(body: str) -> Change:
    return put("content/about/shili.md", FRONT + body + "\n")


def resource(old: str, new: str) -> Change:
    return swap(PACKAGE, old, new)


PATH = "path: places.csv"
BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(9)
)
MERGE = "a0: &a0 {k: v}\n" + "".join(
    f"a{i}: &a{i}\n  <<: [{','.join([f'*a{i - 1}'] * 5)}]\n" for i in range(1, 25)
)
ZWSP = "\u200b"

# id: (change, file, line (0: any), words in one message or hint)
# What a scanner for personal data may look at again and again: a cell of 60 kB each.
SOUPS = {
    "row of digits": "1 " * 30_000,
    "row of numbers": "138 1 2 3-4、" * 4_000,
    "row of telephones": "138 0001 2345 " * 4_000,
    "token": "a1234567" * 7_000,
    "row of names": "张" * 20_000,
    "row of doors": "3栋2单元" * 5_000,
    "row of children": "张三8岁" * 5_000,
    "row of illnesses": "低保户张三" * 4_000,
    "row of mail": "a@" * 30_000,
}
CASES: dict[str, tuple[Change, str, int, str]] = {
    # --- CSV
    "open quote, 200 rows": (rows(200, '990100,"示例,town,,,dataset,'), PLACES, 2, "引号"),
    "open quote, 300,000 rows": (rows(300_000, '990100,"示例,town,,,dataset,'), PLACES, 200_001, "超过了"),
    "open quote and 90,000 commas": (add(PEOPLE, '"' + "," * 90_000 + "\n"), PEOPLE, 7, "引号"),
    "quotes and commas in turn": (add(PEOPLE, '"a",' * 20_000 + '"\n'), PEOPLE, 7, "格"),
    "doubled quotes without end": (add(PEOPLE, '"' * 90_001 + "\n"), PEOPLE, 7, "引号"),
    "one GBK line": (add(PEOPLE, "yu,示例名,".encode("gbk") + b"\n"), PEOPLE, 7, "UTF-8"),
    "GBK and UTF-8 in one line": (add(PEOPLE, "yu,示例".encode() + "目前名字".encode("gbk") + b"\n"), PEOPLE, 7, "UTF-8"),
    "NUL": (add(PEOPLE, b"a\0b,c\n"), PEOPLE, 7, "NUL"),
    "UTF-16": (put(PEOPLE, "id,name\n".encode("utf-16")), PEOPLE, 1, "UTF-16"),
    "UTF-16 without a mark": (put(PEOPLE, "id,name\n".encode("utf-16-le")), PEOPLE, 1, "NUL"),
    "UTF-32": (put(PEOPLE, "id,name\n".encode("utf-32")), PEOPLE, 1, ""),
    "120 kB of commas": (add(PEOPLE, "," * 120_000 + "\n"), PEOPLE, 7, "太长"),
    "9,000 cells": (add(PEOPLE, "a," * 9_000 + "\n"), PEOPLE, 7, "太多"),
    "20,000 columns": (put(PEOPLE, ",".join(f"c{i}" for i in range(20_000)) + "\n"), PEOPLE, 1, ""),
    "2,000 cells in each of 2,000 rows": (add(PEOPLE, ("a" + ",a" * 1_999 + "\n") * 2_000), PEOPLE, 7, "太多"),
    "10 MB cell": (add(PEOPLE, "a" * 10_000_000 + "\n"), PEOPLE, 7, "太长"),
    "50 MB header": (put(PEOPLE, "a" * 50_000_000), PEOPLE, 1, "太长"),
    "50 MB of quotes": (put(PEOPLE, '"' * 50_000_000), PEOPLE, 1, "太长"),
    "65 MB": (instead(PEOPLE, sparse), PEOPLE, 1, "64 MB"),
    "60 MB of line ends": (put(PEOPLE, "\n" * 60_000_000), PEOPLE, 200_001, "超过了"),
    "60 MB of carriage returns": (put(PEOPLE, "\r" * 60_000_000), PEOPLE, 200_001, "超过了"),
    "60 MB of high bytes": (put(PEOPLE, b"\xb0\xa1" * 30_000_000), PEOPLE, 1, ""),
    "100,000 empty rows, then a fault": (add(PEOPLE, "\n" * 100_000 + "x\n"), PEOPLE, 100_007, "格"),
    "5,000 digits": (swap("data/funding.csv", ",3350000,", f",{'9' * 5_000},"), "data/funding.csv", 2, "整数"),
    **{
        f"{word} for a number": (swap("data/funding.csv", ",3350000,", f",{word},"), "data/funding.csv", 2, "整数")
        for word in ("NaN", "Infinity", "1e999", "-0x1", "１e９９９")
    },
    "header with a bidi mark": (swap(PEOPLE, "id,", "\u202eid,"), PEOPLE, 1, "第 1 个字"),
    "header with a BOM in the middle": (swap(PEOPLE, ",name", ",na\ufeffme"), PEOPLE, 1, "BOM"),
    "id with a zero-width space": (swap(PEOPLE, "\nyu-yu,", f"\nyu{ZWSP}-yu,"), PEOPLE, 2, "第 3 个字是看不见的字符：零宽空格（U+200B）"),
    "zero-width space at the end": (swap(PEOPLE, "\nyu-yu,", f"\nyu-yu{ZWSP},"), PEOPLE, 2, "零宽空格"),
    **{
        f"U+{ord(char):04X} in a cell": (swap(PEOPLE, "余煜", f"余{char}煜"), PEOPLE, 2, f"U+{ord(char):04X}")
        for char in "\u00a0\u00ad\u034f\u061c\u180e\u2002\u2028\u2029\u202f\u2060\u2066\u2800\u3164\ufeff\ufff9\x07\x1b\x1c\t\U000e0041"
    },
    **{
        f"a telephone behind a long {name}": (swap(PEOPLE, "湖寮镇党委组织委员", f"{soup}，找13812345678"), PEOPLE, 2, "不能放到网上")
        for name, soup in SOUPS.items()
    },
    "zip": (put(PLACES, zipped(10)), PLACES, 1, "压缩"),
    "zip bomb": (put(PLACES, zipped(5_000_000)), PLACES, 1, "压缩"),
    "gz": (put(PLACES, gzip.compress(b"a" * 1_000_000)), PLACES, 1, "压缩"),
    "PNG": (put(PLACES, b"\x89PNG\r\n\x1a\n\0\0"), PLACES, 1, "图片"),
    "noise": (put(PLACES, bytes(range(1, 256)) * 1_000), PLACES, 1, ""),
    "6,000 references to nothing": (
        add(PEOPLE, "".join(f"shili-{i},示例,,,,,,illustrative,article{i},L1\n" for i in range(6_000))),
        PEOPLE, 0, "不在",
    ),
    "the same id 20,000 times": (
        add(PLACES, "".join(f"9902{i:08d},示例,community,,reported,divisions,areas.csv\n" for i in range(5_000)) * 2), PLACES, 0, "重复",
    ),
    # --- YAML, wherever it stands
    **{
        f"{what} in {file}": (put(file, head + text + tail), file, 0, words)
        for file, head, tail in (
            (YAML, "", ""), (SITE, "", ""), (PACKAGE, "", ""),
            ("content/about/shili.md", "---\n", "\n---\n示例\n"), (NOTICE, "---\n", "\n---\n示例\n"),
        )
        for what, text, words in (
            ("alias bomb", BOMB, "锚点"),
            ("merge bomb", MERGE, "锚点"),
            ("20,000 brackets", "a: " + "[" * 20_000, ""),
            ("20,000 braces", "{a: " * 20_000, ""),
            ("deep blocks", "".join("  " * i + "a:\n" for i in range(400)), "太深"),
            ("20,000 dashes", "- " * 20_000 + "a", ""),
            ("20,000 question marks", "? " * 20_000 + "a", ""),
            ("keys twice", "title: 示例\ntitle: 示例", "写了两次"),
            ("a tag", "title: !!python/object/apply:os.system [ls]", "标签"),
            ("a binary tag", "title: !!binary aGk=", "标签"),
            ("an anchor", "title: &x 示例", "锚点"),
            ("documents", "title: a\n...\n%YAML 1.1\n---\ntitle: b", ""),
            ("300,000 directives", "".join(f"%TAG !a{i}! x\n" for i in range(199_000)), "指令"),
            ("100,000 keys", "".join(f"k{i}: 1\n" for i in range(100_000)), "超过了"),
            ("150,000 items", "a:\n" + "".join("- x\n" for _ in range(150_000)), "超过了"),
            ("a long scalar", "title: " + "示" * 200_000, "太长"),
            ("a long quoted scalar", 'title: "' + '\\"' * 200_000, ""),
            ("9 MB", "# " + "x" * 9_000_000, ""),
            ("a million blanks", "a:\n" + "\n" * 150_000 + " b: [", ""),
            ("a zero-width space", f"ti{ZWSP}tle: a", "零宽空格"),
            ("an escaped zero-width space", 'title: "a\\u200bb"', "零宽空格"),
            ("an escaped NUL", 'title: "a\\0b"', "控制字符"),
            ("NEL", "title: a\u0085b: c", ""),
            ("a bare value", "示例", ""),
        )
    },
    # --- the descriptor
    **{
        f"path {path}": (resource(PATH, f"path: {path}"), PACKAGE, 0, "文件名")
        for path in ("places.csv.zip", "places.csv.gz", "places.xlsx", "places.xls", "http://127.0.0.1:9/x.csv",
                     "https://127.0.0.1:9/x.csv", "file:///etc/passwd", "buffer://x", "../places.csv",
                     "/etc/passwd", "C:\\x.csv", '"places.csv\\n"', "[places.csv, people.csv]", "''")
    },
    **{
        f"{line} in a resource": (resource(PATH, f"{PATH}\n    {line}"), PACKAGE, 0, "没有「")
        for line in ("extrapaths: [/etc]", "profile: http://127.0.0.1:9/x.json", "dialect: {delimiter: ';'}",
                     "compression: zip", "encoding: utf-7", "data: [[a]]", "scheme: http", "format: sql",
                     "innerpath: x", "control: {}")
    },
    "profile of the package": (add(PACKAGE, "\nprofile: http://127.0.0.1:9/x.json\n"), PACKAGE, 0, "没有「profile」"),
    "schema by address": (resource("    schema:\n", "    schema: http://127.0.0.1:9/x.json\n    x:\n"), PACKAGE, 0, ""),
    "no schema": (resource("    schema:\n", "    schemas:\n"), PACKAGE, 0, "schema"),
    "JSON garbage": (put(PACKAGE, '{"a": [1, {"b": ' * 30), PACKAGE, 0, ""),
    "an empty descriptor": (put(PACKAGE, ""), PACKAGE, 0, ""),
    "a list as descriptor": (put(PACKAGE, "- a\n"), PACKAGE, 0, ""),
    "5,000 wrong resources": (put(PACKAGE, "resources:\n" + "- {x: 1}\n" * 5_000), PACKAGE, 0, ""),
    "half a descriptor": (
        lambda root: put(PACKAGE, (root / PACKAGE).read_bytes().split(b"  - name: excerpts")[0])(root), PACKAGE, 0, "缺少表 places"),
    "a column of another type": (resource("        type: date\n", "        type: string\n"), PACKAGE, 0, "不能改"),
    "a column gone": (resource("      - name: kind\n", "      - name: kinds\n"), PACKAGE, 0, "缺少列 kind"),
    "a table twice": (resource("  - name: excerpts", "  - name: sources"), PACKAGE, 0, "已经写过"),
    "a column twice": (resource("      - name: kind", "      - name: title"), PACKAGE, 0, "已经写过"),
    "a demand that the type does not know": (
        resource("        type: date\n", "        type: date\n        constraints: {minimum: 1}\n"), PACKAGE, 0, "不能写 minimum"),
    "a pattern that goes back": (resource('"^[a-z0-9]+(-[a-z0-9]+)*$"', r"'(a)\1'"), PACKAGE, 33, "pattern 不能用"),
    "a pattern that is none": (resource('"^[a-z0-9]+(-[a-z0-9]+)*$"', "'('"), PACKAGE, 33, "pattern 不能用"),
    "a pattern too large": (resource('"^[a-z0-9]+(-[a-z0-9]+)*$"', "'((a{500}){500}){500}'"), PACKAGE, 33, "pattern 不能用"),
    "pattern ^(a+)+$": (
        lambda root: (resource('"^[a-z0-9]+(-[a-z0-9]+)*$"', '"^(a+)+$"')(root), swap("data/sources.yaml", "id: article", f"id: {'a' * 40}!")(root)),
        "data/sources.yaml", 0, "写法不对"),
    **{
        f"pattern {pattern} on 50 kB": (
            both(
                resource('"^[a-z0-9]+(-[a-z0-9]+)*$"', f'"{pattern}"'), swap("data/sources.yaml", "id: article", f"id: {'a' * 50_000}")),
            "data/sources.yaml", 0, "写法不对")
        for pattern in ("^(.*)*x$", ".*.*.*.*x", "(a|aa)+x", "(a*)*(a*)*x")
    },
    # --- files
    **{f"link for {name}": (outside(name), name, 1, "链接")
       for name in (PEOPLE, SITE, PACKAGE, YAML, PAGE, "content", "content/about", "content/notices")},
    "link to /etc/passwd": (link(PEOPLE, "/etc/passwd"), PEOPLE, 1, "链接"),
    "link to /dev/zero": (link(PEOPLE, "/dev/zero"), PEOPLE, 1, "链接"),
    "broken link": (link(PEOPLE, "/nowhere/at/all"), PEOPLE, 1, "链接"),
    "circular link": (link(PEOPLE, "people.csv"), PEOPLE, 1, "链接"),
    "circular folder": (link("content/x", ".."), "content/x", 1, "链接"),
    "link among attachments": (link("content/files/x.pdf", "/etc/passwd"), "content/files/x.pdf", 1, "链接"),
    "link for the attachments": (link("content/files", "/etc"), "content/files", 1, "链接"),
    "link for a notice": (link(NOTICE, "/etc/passwd"), NOTICE, 1, "链接"),
    "link for data": (outside("data"), PACKAGE, 1, "链接"),
    **{
        f"{kind} for {name}": (instead(name, make), name, 1, "")
        for name in (PEOPLE, SITE, PACKAGE, PAGE, NOTICE)
        for kind, make in (("pipe", os.mkfifo), ("folder", Path.mkdir), ("socket", bound))
        if not (kind == "folder" and name in (PAGE, NOTICE))
    },
    "pipe among attachments": (instead("content/files/x.pdf", os.mkfifo), "content/files/x.pdf", 1, "普通文件"),
    "a file for content": (instead("content", Path.touch), "content", 1, "文件夹"),
    "name on two lines": (put("content/about/a\nb.md", FRONT), "content/about", 1, "换行"),
    "name with a bidi mark": (put("content/about/a\u202eb.md", FRONT), "content/about", 1, "看不见"),
    "name of a device": (put("content/about/con.md", FRONT), "content/about", 1, "Windows"),
    "name that Windows refuses": (put("content/notices/a:b.md", FRONT), "content/notices", 1, "Windows"),
    "long name": (put("content/about/" + "a" * 240 + ".md", FRONT), "content/about", 1, "太长"),
    "name in GBK": (put("content/about/" + os.fsdecode("示例".encode("gbk")) + ".md", FRONT), "content/about", 1, "UTF-8"),
    "folders 60 deep": (put("content/" + "a/" * 60 + "x.md", FRONT), "", 0, "太深"),
    "3,000 notices without a head": (
        lambda root: [put(f"content/notices/n-{i}.md", "示例\n")(root) for i in range(3_000)], "content/notices/n-0.md", 1, "---"),
    # --- prose and notices
    **{
        f"{what} in a {kind}": (make(text), file, line, "")
        for kind, make, file, line in (("page", page, "content/about/shili.md", 0), ("notice", notice, NOTICE, 0))
        for what, text in (
            ("100,000 brackets", "[" * 100_000), ("links without end", "[a](" * 49_000), ("images without end", "![" * 20_000),
            ("brackets on many lines", "[a\n" * 4_000), ("20,000 headings", "# a\n" * 4_999), ("underlines", "a\n---\n\n" * 1_600),
            ("deep quotes", ">" * 5_000 + "a"), ("deep lists", "* " * 5_000 + "a"), ("tags without end", "<a " * 20_000),
            ("indented lists", "".join(" " * 2 * i + "- a\n" for i in range(300))), ("a million letters", "示" * 1_000_000),
            ("50,000 lines", "a\n\n" * 25_000), ("footnotes", "[^a]" * 20_000), ("a zero-width space", f"示{ZWSP}例"),
        )
    },
    **{
        f"prose {text[:40]}": (page("示例\n\n" + text), "content/about/shili.md", 7, "花括号")
        for text in (
            "{% for i in range(10**9) %}x{% endfor %}", "{{ 'x' * 10**9 }}", "{{ ''.__class__ }}", "{{ 10**10**10 }}",
            "{% include 'index.md' %}", "{% import 'a' as b %}", "{% set a = [] %}", "{% macro a() %}{{ a() }}{% endmacro %}",
            "{{ figure.__globals__ }}", "{{ figure('a' ~ 'b') }}", "{{ link('figures/')|upper }}", "{{ [1][0] }}", "{{ {} }}",
            "{{ 'x'|center(1000000000) }}", "{{ lipsum(10000) }}", "{{ link(*[1]) }}", "{{ (link)('figures/', a=1) }}",
            "{{ figure(link('figures/')) }}", "{% if true %}x{% endif %}", "{{ " + "(" * 5_000 + " }}", "{{ " + "-" * 5_000 + "1 }}",
            "{{ 'x" , "{% raw %}\n示例", "{#\n示例", "{{ figure('a', 'b') }}", "{{ 9" + "9" * 5_000 + " }}",
        )
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def runner() -> Iterator[subprocess.Popen[bytes]]:
    """The process from which each case is forked."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.hostile_run"],
        cwd=ROOT,
        env={"PYTHONPATH": f"{ROOT / 'scripts'}:{ROOT}", "PATH": "/usr/bin:/bin"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        yield process
        assert process.stdin
        process.stdin.close()


def run(runner: subprocess.Popen[bytes], project: Project) -> list[dict[str, object]]:
    """Return what check says, in a process that may take little and reach nothing."""
    assert runner.stdin
    assert runner.stdout
    runner.stdin.write(f"{project.root}\n".encode())
    runner.stdin.flush()
    code, seconds = json.loads(runner.stdout.readline())
    told = project.root.with_suffix(".err").read_text(encoding="utf-8", errors="replace")
    assert code == 0, f"ended with {code} after {seconds:.1f} s\n{told[-2000:]}"
    found: list[dict[str, object]] = json.loads(project.root.with_suffix(".out").read_bytes())
    return found


# Every third in make test, all of them in make test-full.
PARAMETERS = [
    pytest.param(case, id=name, marks=[pytest.mark.full] if number % 3 else [])
    for number, (name, case) in enumerate(CASES.items())
]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="limits and links as Linux has them")
@pytest.mark.parametrize("case", PARAMETERS)
def test_hostile_input_is_told_in_time(
    runner: subprocess.Popen[bytes], case: tuple[Change, str, int, str], tmp_path: Path
) -> None:
    change, file, line, words = case
    project = copy_project(tmp_path / "town")
    change(project.root)
    found = run(runner, project)
    assert found, "not noticed"
    for problem in found:
        assert CHINESE.search(str(problem["message"])), problem
        assert CHINESE.search(str(problem["hint"])), problem
        assert len(str(problem["message"])) < 1_000
    here = [p for p in found if (not file or p["file"] == file) and line in (0, p["line"])]
    assert here, found[:3]
    assert any(words in f"{p['message']}{p['hint']}" for p in here), here[:3]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="limits and links as Linux has them")
def test_the_guard_has_teeth(tmp_path: Path) -> None:
    for act in ("open('/etc/passwd')", "__import__('socket').create_connection(('127.0.0.1', 9))",
                "__import__('os').system('true')", "__import__('os').listdir('/etc')"):  # fmt: skip
        code = f"from tests.hostile_run import guard; from pathlib import Path; guard(Path({str(tmp_path)!r})); {act}"
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False
        )
        assert done.returncode == 3, act
        assert b"GUARD" in done.stderr


# --- what looks odd and is read right


def assert_same(project: Project, changed: str, content: bytes) -> None:
    """Assert that a table written otherwise holds the same."""
    from noticeboard.load import load

    before = load(project).tables["people"]
    (project.root / changed).write_bytes(content)
    assert problems_of(project) == ()
    after = load(project).tables["people"]
    assert [row.values for row in after.rows] == [row.values for row in before.rows]


@pytest.mark.parametrize("end", [b"\r\n", b"\r"])
def test_line_ends_of_other_systems_are_read(project: Project, end: bytes) -> None:
    content = (project.root / PEOPLE).read_bytes()
    assert_same(project, PEOPLE, content.replace(b"\n", end))


def test_what_spreadsheets_leave_behind_is_nothing(project: Project) -> None:
    content = (project.root / PEOPLE).read_bytes()
    cells = content.split(b"\n")[0].count(b",")
    wide = content.replace(b"\n", b",,,,\n")
    assert_same(
        project, PEOPLE, b"\xef\xbb\xbf" + wide + (b"," * cells + b"\r\n") * 100 + b"\n" * 100
    )


def test_white_space_at_both_ends_goes(project: Project) -> None:
    content = (project.root / PEOPLE).read_text(encoding="utf-8")
    assert_same(project, PEOPLE, content.replace("余煜", "\u3000余煜\u00a0 ").encode())


def test_formulas_are_data(project: Project) -> None:
    from noticeboard.load import load

    for formula in ("=1+1", "+1", "-1", "@SUM(1)", "＝1", '"=HYPERLINK(""x"")"'):
        changed = (ROOT / PEOPLE).read_text(encoding="utf-8").replace("余煜", formula, 1)
        (project.root / PEOPLE).write_text(changed, encoding="utf-8")
        assert problems_of(project) == ()
        names = [row.get("name") for row in load(project).rows("people")]
        assert formula.strip('"').replace('""', '"') in names


@pytest.mark.parametrize(
    "word",
    ["no", "010", "12:30", "1_000", "0x1f", "1e3", "yes", "on", "2026-11-24", ".5", "~x", "null"],
)
def test_yaml_text_arrives_as_written(project: Project, word: str) -> None:
    from noticeboard.load import load

    swap(YAML, "name: 城西社区", f"name: {word}")(project.root)
    names = [row.get("name") for row in load(project).rows("communities")]
    assert (word if word != "null" else None) in names


@pytest.mark.parametrize(
    "word", ["no", "010", "12:30", "1_000", "0x1f", "1e3", "true", "12", "1.10"]
)
def test_settings_arrive_as_written_or_are_refused(project: Project, word: str) -> None:
    from noticeboard.load import load

    swap(SITE, "tagline: 大埔县 · 四个社区", f"tagline: {word}")(project.root)
    if load(project).settings["tagline"] != word:
        (problem,) = problems_of(project)
        assert (problem.place.file, problem.place.line) == (SITE, 4)
        assert "引号" in problem.hint


def test_attachments_are_looked_at_but_not_opened(project: Project) -> None:
    put("content/files/示例.pdf", b"%PDF\0\xff")(project.root)
    assert problems_of(project) == ()


def test_patterns_fit_whole_cells() -> None:
    assert matches("a|b", "b")
    assert not matches("a|b", "ab")
    assert not matches("^https?://[^\\s]+$", "https://a\u3000b")
    assert matches("^[^〔〕 ]{1,20}〔[0-9]{4}〕[1-9][0-9]*号$", "示例〔2026〕1号")
    with pytest.raises(BadPatternError):
        matches("(?=a)", "a")


def test_every_pattern_of_the_descriptor_is_read_alike() -> None:
    text = (ROOT / PACKAGE).read_text(encoding="utf-8")
    for pattern in set(re.findall(r'pattern: "(.*)"', text)):
        plain = pattern.replace("\\\\", "\\")
        for cell in (
            "a-b",
            "A1",
            "441422",
            "0753-12345678",
            "https://示例.cn/a",
            "示例〔2026〕1号",
            "a--b",
            "-",
            "441422100001",
        ):
            assert matches(plain, cell) == bool(re.match(f"^{plain}$", cell)), (plain, cell)
