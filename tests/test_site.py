"""The built site as files: what it says, where its links go, that it is the same every time."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from noticeboard.commands.build import Options, build
from noticeboard.commands.check import check_command
from noticeboard.errors import BuildError, DataProblems, UsageError
from noticeboard.project import Project
from tests.conftest import DAY, addresses, copy_project

pytestmark = pytest.mark.slow

YEAR = r"(?:19|20)\d\d"


class Reader(HTMLParser):
    """Collects links, ids and text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.text: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src") and value is not None:
                self.links.append(value)
            if name == "id" and value:
                self.ids.append(value)

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def words(project: Project, address: str) -> str:
    page = (project.site / address / "index.html").read_text(encoding="utf-8")
    return re.sub(r"\s+", "", "".join(Reader(page).text))


def same_tree(one: Path, other: Path) -> bool:
    names = [path.relative_to(one) for path in one.rglob("*") if path.is_file()]
    others = [path.relative_to(other) for path in other.rglob("*") if path.is_file()]
    assert sorted(names) == sorted(others)
    return all((one / name).read_bytes() == (other / name).read_bytes() for name in names)


def test_home_and_figures_show_the_numbers_with_their_kind_and_line(built: Project) -> None:
    for address in ("", "figures/"):
        text = words(built, address)
        for number in ("46家", "645万元", "327件", "53项", "4个"):
            assert number in text, (address, number)
        page = (built.site / address / "index.html").read_text(encoding="utf-8")
        for line in ("L14", "L27", "L11"):
            assert f"about/article/#{line}" in page
        assert text.count("据报道·看第27段") == 3
        assert "按名单数出·看名单" in text


def test_amounts_and_heads_stand_where_they_belong_as_stated(built: Project) -> None:
    assert "335万元" in words(built, "projects/longshan-weigaizao/")
    party_home = words(built, "projects/longshan-dangqunzhijia/")
    assert "17.68万元" in party_home
    assert "出资单位原文未载明" in party_home
    assert "16名" in words(built, "projects/longshan-dongzhang/")


def test_no_year_is_attached_to_a_relative_date(built: Project) -> None:
    near = re.compile(
        f"{YEAR}.{{0,12}}(9月7日|今年以来)|(9月7日|今年以来).{{0,12}}{YEAR}", re.DOTALL
    )
    dated = re.compile(rf"{YEAR}\D{{0,3}}0?9\D{{1,3}}0?7\b")
    for path in built.site.rglob("*"):
        if path.is_file() and path.suffix != ".xlsx":
            text = path.read_text(encoding="utf-8")
            assert not near.search(text), path
            assert not dated.search(text), path


def test_nothing_planned_is_shown_as_done(built: Project) -> None:
    for name in ("longshan-dianti", "chengxi-zhengce-xuanchuan", "yuezhizhu-peixun"):
        text = words(built, f"projects/{name}/")
        assert "计划中" in text
        assert "打算做什么" in text
        assert "做了什么" not in text
        assert "谁出的" not in text
    home = words(built, "")
    assert "加装电梯" in home.partition("打算做：")[2].partition("项目")[0]


def test_every_page_says_whom_it_does_not_speak_for(built: Project) -> None:
    for path in built.site.rglob("*.html"):
        assert "资料摘自公开报道，不代表湖寮镇" in path.read_text(encoding="utf-8")


def test_every_link_leads_somewhere_and_every_anchor_exists(built: Project) -> None:
    for page in built.site.rglob("*.html"):
        reader = Reader(page.read_text(encoding="utf-8"))
        assert len(set(reader.ids)) == len(reader.ids), f"{page}: an id occurs twice"
        for link in reader.links:
            if re.match(r"(https://|tel:)", link):
                continue
            assert not link.startswith("/"), f"{page}: {link} is absolute"
            whole, _, anchor = link.partition("#")
            path = whole.partition("?")[0]
            target = (page.parent / path).resolve() if path else page
            target = target / "index.html" if target.is_dir() else target
            assert target.is_file(), f"{page}: {link}"
            if anchor:
                assert anchor in Reader(target.read_text(encoding="utf-8")).ids, f"{page}: {link}"


def test_every_page_is_reached_from_home_in_three_steps(built: Project) -> None:
    seen, edge = {""}, {""}
    for _ in range(3):
        step: set[str] = set()
        for address in edge:
            page = built.site / address / "index.html"
            for link in Reader(page.read_text(encoding="utf-8")).links:
                path = link.partition("#")[0]
                if not path or re.match(r"[a-z]+:", path) or not path.endswith(("/", ".")):
                    continue
                target = (page.parent / path).resolve().relative_to(built.site.resolve())
                step.add("" if str(target) == "." else f"{target.as_posix()}/")
        edge, seen = step - seen, seen | step
    assert set(addresses(built)) - seen == set()


def test_no_mark_no_style_no_inline_script_is_left(built: Project) -> None:
    for page in built.site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert "<!--nb:" not in text
        assert not re.search(r'\sstyle="|<style|<script(?! src=)|\son[a-z]+="', text)
        assert "{{" not in text
        assert "None" not in text


def test_the_published_package_is_valid_and_opens_in_a_spreadsheet(built: Project) -> None:
    from frictionless import Package

    folder = built.site / "data"
    report = Package(str(folder / "datapackage.json")).validate()
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "message"])
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert len(descriptor["resources"]) == len(list(folder.glob("*.csv")))
    for path in folder.glob("*.csv"):
        body = path.read_bytes()
        assert body.startswith(b"\xef\xbb\xbf")
        for row in csv.reader(io.StringIO(body.decode("utf-8-sig"))):
            assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)


def test_both_engines_make_the_same_html(built: Project, tmp_path: Path) -> None:
    project = copy_project(tmp_path / "zensical")
    build(project, Options(engine="zensical", today=DAY))
    assert same_tree(built.site, project.site)


def test_the_frame_owes_nothing_to_the_theme_package(built: Project, tmp_path: Path) -> None:
    project = copy_project(tmp_path / "bare")
    config = project.engine_config.read_text(encoding="utf-8")
    config = config.replace("name: material", "name: null\n  static_templates: [404.html]")
    project.engine_config.write_text(config, encoding="utf-8")
    build(project, Options(today=DAY))
    assert same_tree(built.site, project.site)


def test_two_builds_are_the_same_bytes_and_the_second_writes_nothing(
    built: Project, tmp_path: Path
) -> None:
    project = copy_project(tmp_path / "again")
    build(project, Options(today=DAY))
    assert same_tree(built.site, project.site)
    done = build(project, Options(today=DAY))
    assert (done.changed, done.removed) == (0, 0)


def test_the_day_is_obeyed(built: Project, tmp_path: Path) -> None:
    build(built, Options(out=tmp_path / "out", today=dt.date(2031, 2, 3)))
    assert "2031年2月3日" in (tmp_path / "out" / "index.html").read_text(encoding="utf-8")


def contents(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }


def test_an_edit_changes_only_its_pages_and_a_removed_row_its_page(project: Project) -> None:
    build(project, Options(today=DAY))
    path = project.data / "projects.csv"
    text = path.read_text(encoding="utf-8")
    before = contents(project.site)
    path.write_text(text.replace("几天时间就修缮好了", "修缮好了"), encoding="utf-8")
    build(project, Options(today=DAY))
    changed = [name for name, content in contents(project.site).items() if before[name] != content]
    # Every pair of characters that is gone or new is another piece of the search's index.
    pages = [name for name in changed if not name.startswith("search/")]
    assert 1 <= len(pages) < 12, pages
    lines = [line for line in text.splitlines() if not line.startswith("yuezhizhu-peixun")]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert build(project, Options(today=DAY)).removed == 2, "its page and its JSON"
    assert not (project.site / "projects" / "yuezhizhu-peixun").exists()
    assert not (project.site / "data" / "projects" / "yuezhizhu-peixun.json").exists()


def test_a_problem_stops_the_build_before_anything_is_written(project: Project) -> None:
    path = project.data / "units.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("partner", "partnr", 1), encoding="utf-8"
    )
    with pytest.raises(DataProblems):
        build(project, Options(today=DAY))
    assert not project.site.exists()
    assert not project.build.exists()


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    "text", ["theme: [", "- a\n", "theme: material\n", "theme: {name: !!python/name:os.x }\n", BOMB, "#" * 200_000],
    ids=["broken", "list", "no theme", "tag", "bomb", "long"],
)  # fmt: skip
def test_settings_of_the_engine_that_cannot_be_used_are_told(project: Project, text: str) -> None:
    project.engine_config.write_text(text, encoding="utf-8")
    with pytest.raises(BuildError, match="写法不对"):
        build(project, Options(today=DAY))
    assert not project.site.exists()


def test_a_wrong_word_in_prose_is_a_problem_at_its_line(project: Project) -> None:
    path = project.content / "about" / "index.md"
    text = path.read_text(encoding="utf-8")
    line = next(i for i, words in enumerate(text.splitlines(), 1) if "figure(" in words)
    for wrong, message in (
        ('figure("units-agred")', "units-agred"),
        ('figur("units-agreed")', "figur"),
        ('figure("units-agreed"', "花括号"),
        ('figure("units-agreed", "家")', "花括号"),
        ('figure(["a"])', "花括号"),
        ("1/0", "花括号"),
    ):
        path.write_text(text.replace('figure("units-agreed")', wrong), encoding="utf-8")
        with pytest.raises(DataProblems) as raised:
            build(project, Options(today=DAY))
        (problem,) = raised.value.problems
        assert check_command(project) == (problem,), "check tells what build would stop at"
        assert (problem.place.file, problem.place.line) == ("content/about/index.md", line)
        assert message in problem.message


def test_brackets_without_end_in_prose_are_a_problem(project: Project) -> None:
    path = project.content / "about" / "index.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + "\n{{ " + "(" * 3000 + " }}\n", encoding="utf-8")
    (problem,) = check_command(project)
    assert problem.place.file == "content/about/index.md"


def test_what_data_say_is_text_and_never_markup(project: Project) -> None:
    path = project.data / "organisations.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("县城综局,", "<script>alert(1)</script>&amp;,", 1), encoding="utf-8"
    )
    build(project, Options(today=DAY))
    for page in project.site.rglob("*.html"):
        assert "<script>alert" not in page.read_text(encoding="utf-8")
    units = (project.site / "units" / "index.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;" in units


def test_a_demo_site_says_so_on_every_page_and_takes_invented_rows(project: Project) -> None:
    site = project.data / "site.yaml"
    text = site.read_text(encoding="utf-8")
    site.write_text(text.replace("purpose: production", "purpose: demo"), encoding="utf-8")
    path = project.data / "units.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("reported", "illustrative"), encoding="utf-8"
    )
    build(project, Options(today=DAY))
    for page in project.site.rglob("*.html"):
        assert "示例数据" in page.read_text(encoding="utf-8")


def test_an_operator_and_an_address_are_used_where_they_are_set(project: Project) -> None:
    site = project.data / "site.yaml"
    text = site.read_text(encoding="utf-8")
    text = text.replace("operator:", "operator: 城西社区居委会").replace(
        "contact:", "contact: 0753-0000000"
    )
    text = text.replace("site_url:", "site_url: https://example.org/gongshi/")
    site.write_text(text, encoding="utf-8")
    build(project, Options(today=DAY))
    page = (project.site / "projects" / "index.html").read_text(encoding="utf-8")
    assert "主办：城西社区居委会" in page
    assert "不代表" not in page
    assert '<link rel="canonical" href="https://example.org/gongshi/projects/">' in page
    sitemap = (project.site / "sitemap.xml").read_text(encoding="utf-8")
    assert sitemap.count("<loc>https://example.org/gongshi/") == len(
        [
            address
            for address in addresses(project)
            if not address.startswith("print/") or address == "print/"
        ]
    )
    assert 'href="/gongshi/assets/nb/base.css?v=' in (project.site / "404.html").read_text(
        encoding="utf-8"
    )


ASSET = re.compile(r'(?:src|href)="[^"]*assets/nb/([^"?]+\.(?:css|js))(\?v=[a-z]+)?"')


@pytest.mark.parametrize("engine", ["mkdocs", "zensical"])
def test_styles_and_scripts_are_asked_for_by_version(project: Project, engine: str) -> None:
    """A server may let browsers keep them for a year: another content has another address."""
    seen = []
    for _ in range(2):
        build(project, Options(today=DAY, engine=engine))
        asked = [
            found
            for path in project.site.rglob("*.html")
            for found in ASSET.findall(path.read_text(encoding="utf-8"))
        ]
        assert {"base.css", "site.js", "view.js", "search.js", "receipt.js"} <= {
            name for name, _ in asked
        }
        (version,) = {version for _, version in asked}
        seen.append(version)
        own = project.root / "site_templates/theme/assets/nb"
        own.mkdir(parents=True, exist_ok=True)
        (own / "mark.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8")
    assert seen[0] != seen[1]
    assert all(re.fullmatch(r"\?v=[bcdfghjklmnprstz]{12}", version) for version in seen)


def test_a_folder_of_somebody_else_is_left_alone(project: Project, tmp_path: Path) -> None:
    other = tmp_path / "mine"
    other.mkdir()
    (other / "letter.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(UsageError):
        build(project, Options(out=other, today=DAY))
    assert [path.name for path in other.iterdir()] == ["letter.txt"]


def test_build_opens_nothing_private_and_no_connection(project: Project) -> None:
    """An audit hook in a fresh process sees every file opened and every socket made."""
    (project.root / ".noticeboard").mkdir()
    (project.root / ".noticeboard" / "secret.csv").write_text("x", encoding="utf-8")
    script = (
        "import sys\n"
        "def hook(event, args):\n"
        "    if event == 'open' and '.noticeboard/' in str(args[0]): raise SystemExit('private')\n"
        "    if event in ('socket.connect', 'socket.getaddrinfo'): raise SystemExit('network')\n"
        "sys.addaudithook(hook)\n"
        "from noticeboard.cli import main\n"
        "main()\n"
    )
    command = [sys.executable, "-c", script, "build", "--root", str(project.root)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env=dict(os.environ)
    )
    assert done.returncode == 0, done.stderr


def test_the_workbook_holds_the_rows_as_text_dates_and_numbers(built: Project) -> None:
    import openpyxl

    book = openpyxl.load_workbook(built.site / "data" / "noticeboard.xlsx")
    sheet = book["项目"]
    headings = [cell.value for cell in sheet[1]]
    costs = [row[headings.index("花费（元）")].value for row in sheet.iter_rows(min_row=2)]
    assert costs[:2] == [3350000, 176800]
    assert book.sheetnames[0] == "说明"
    for page in book:
        assert all(cell.data_type != "f" for row in page.iter_rows() for cell in row)


def test_what_looks_like_a_formula_is_text_in_every_download(project: Project) -> None:
    import openpyxl

    path = project.data / "organisations.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("县城综局,", "=1+1,", 1), encoding="utf-8")
    build(project, Options(today=DAY))
    assert "'=1+1" in (project.site / "data" / "organisations.csv").read_text(encoding="utf-8-sig")
    book = openpyxl.load_workbook(project.site / "data" / "noticeboard.xlsx")
    cells = [cell for row in book["组织"].iter_rows() for cell in row if cell.value == "=1+1"]
    assert [cell.data_type for cell in cells] == ["s"] or cells[0].data_type != "f"


def test_records_as_json_and_checksums_agree_with_the_tables(built: Project) -> None:
    import hashlib

    folder = built.site / "data"
    record = json.loads((folder / "projects" / "longshan-weigaizao.json").read_text("utf-8"))
    assert record["cost_cny"] == 3350000
    assert record["cost_as_stated"] == "335万元"
    assert record["locator"] == ["L17", "L20", "L21", "L22"]
    assert record["time_value"] is None
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    names = {line.split("  ")[1] for line in lines}
    assert {"noticeboard.xlsx", "datapackage.json", "projects.csv"} <= names
    for line in lines:
        digest, name = line.split("  ")
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    with (folder / "projects.csv").open(encoding="utf-8-sig", newline="") as file:
        ids = [row["id"] for row in csv.DictReader(file)]
    assert ids == [
        path.stem for key in ids for path in [folder / "projects" / f"{key}.json"] if path.is_file()
    ]


def test_every_counted_figure_is_what_anyone_counts_from_the_downloads(demo_built: Project) -> None:
    folder = demo_built.site / "data"

    def rows(name: str) -> list[dict[str, str]]:
        with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    counted = [f for f in rows("figures") if f["derivation"] in ("count", "sum")]
    assert len(counted) == 5
    for figure in counted:
        table, _, column = figure["query"].partition(".")
        if figure["derivation"] == "count":
            assert len(rows(table)) == int(figure["value"])
        else:
            assert sum(int(row[column]) for row in rows(table)) == int(figure["value"])
