"""The preview: the pages of a build without the build, whatever editors do to files, wrong data told."""

from __future__ import annotations

import csv
import http.client
import io
import json
import random
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from noticeboard.commands.build import Options, build
from noticeboard.commands.check import check_command
from noticeboard.commands.clock import today
from noticeboard.commands.demo import demo
from noticeboard.commands.listening import bound, server_of
from noticeboard.demo import Size
from noticeboard.preview.app import preview_app
from noticeboard.preview.judge import is_readable, judged
from noticeboard.preview.reading import Reader, changed_rows
from noticeboard.preview.resident import SECONDS_TO_SETTLE, Preview
from noticeboard.preview.site import Maker, Site
from noticeboard.preview.watch import Watch, differing, is_aside
from noticeboard.preview.workers import Outcome
from noticeboard.project import Project
from noticeboard.writer import Written

pytestmark = pytest.mark.slow
SEED = 20261129
EDITS = 5
PROJECTS, OUTCOME = "projects.csv", "雨天不再返水"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Project:
    size = Size(communities=2, units=8, projects=6, deeds=6, needs=8, responses=20)
    return demo(tmp_path_factory.mktemp("preview") / "town", size, 1, today())


@pytest.fixture
def town(made: Project, tmp_path: Path) -> Project:
    shutil.copytree(made.root, tmp_path / "town")
    return Project(tmp_path / "town")


def put(town: Project, old: str, new: str, name: str = PROJECTS) -> Path:
    """Change a text in a table, once."""
    path = town.data / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def texts_of(site: Site) -> dict[str, str]:
    """Return every page and every script of rows that a state gives, by its file."""
    found = {f"{address}index.html": site.page(address) for address in site.made.plan.known}
    names = [page.rows_file for page in site.filled.values() if page.rows_file]
    found |= {name: site.rows(name) for name in names}
    return {name: text for name, text in found.items() if text is not None}


def assert_as_built(site: Site, built: Path) -> None:
    mine = texts_of(site)
    pages = {path.relative_to(built).as_posix() for path in built.rglob("index.html")}
    assert pages <= mine.keys()
    for name, text in mine.items():
        assert text == (built / name).read_text(encoding="utf-8"), name
    assert site.missing() == (built / "404.html").read_text(encoding="utf-8")
    for name, body in site.files.items():
        assert body == (built / name).read_bytes(), name


def random_edit(town: Project, rng: random.Random) -> Path:
    """Change one cell of one table to another value that its column has, or to other words."""
    while True:
        path = rng.choice(sorted(town.data.glob("*.csv")))
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
        if len(rows) < 3 or path.stem in ("notice_ledger", "order_events", "receipts"):
            continue
        row, column = rng.randrange(1, len(rows)), rng.randrange(1, len(rows[0]))
        others = {line[column] for line in rows[1:]} - {rows[row][column]}
        words = [f"{rows[row][column]}新"] if rows[row][column] else []
        choices = sorted(others) + words
        if not choices:
            continue
        rows[row][column] = rng.choice(choices)
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(rows)
        path.write_text(out.getvalue(), encoding="utf-8")
        return path


def test_an_edit_gives_the_pages_of_a_build_byte_for_byte(town: Project, tmp_path: Path) -> None:
    """One edit after the other, each kept if it is sound: the quick path against a whole build."""
    rng, reader, maker = random.Random(SEED), Reader(town), Maker(town)
    maker.make(reader.read((), today()), today())
    kept, tried = 0, 0
    while kept < EDITS:
        before = {path: path.read_bytes() for path in town.data.glob("*.csv")}
        path = random_edit(town, rng)
        tried += 1
        assert tried < 100
        dataset = reader.read((path,), today())
        if any(problem.severity == "error" for problem in check_command(town)):
            path.write_bytes(before[path])
            reader.read((path,), today())
            continue
        site = maker.make(dataset, today())
        build(town, Options(out=tmp_path / "built"))
        assert_as_built(site, tmp_path / "built")
        kept += 1


@pytest.mark.full
def test_other_edits_give_the_pages_of_a_build_too(town: Project, tmp_path: Path) -> None:
    """A row more, a row less, prose, settings: each through the watch, as ``serve`` does."""
    watch, reader, maker = Watch(town), Reader(town), Maker(town)
    stamps = watch.stamps()
    maker.make(reader.read((), today()), today())

    def more() -> None:
        path = town.data / "facilities.csv"
        first = path.read_text(encoding="utf-8").splitlines()[1].split(",", 1)[1]
        with path.open("a", encoding="utf-8") as file:
            file.write(f"one-more,{first}\n")

    def less() -> None:
        path = town.data / "facilities.csv"
        lines = path.read_text(encoding="utf-8").splitlines()
        path.write_text("\n".join(lines[:-1]) + "\n", encoding="utf-8")

    def prose() -> None:
        page = town.content / "about" / "index.md"
        page.write_text(page.read_text(encoding="utf-8") + "\n\n又写了一段。\n", encoding="utf-8")

    def settings() -> None:
        path = town.data / "site.yaml"
        text = path.read_text(encoding="utf-8").replace("示例镇社区", "新示例镇社区", 1)
        path.write_text(text, encoding="utf-8")

    acts: list[Callable[[], None]] = [more, less, prose, settings]
    for act in acts:
        act()
        now = watch.stamps()
        changed = differing(stamps, now)
        stamps = now
        assert changed, act.__name__
        maker.forget(others=any(path.suffix != ".csv" for path in changed))
        site = maker.make(reader.read(changed, today()), today())
        build(town, Options(out=tmp_path / "built"))
        assert_as_built(site, tmp_path / "built")


class Stub:
    """Stands for a process: notes what was asked, and tells what the test says."""

    made: dict[str, Stub]

    def __init__(self, task: str, project: Project, told: Callable[[Outcome], None]) -> None:
        self.asked, self.told = list[int](), told
        Stub.made[task] = self

    def ask(self, number: int) -> None:
        self.asked.append(number)

    def end(self) -> None:
        self.asked.clear()


class Seen:
    """A preview without processes, asked as a browser would."""

    def __init__(self, town: Project) -> None:
        Stub.made = {}
        self.town, self.said = town, list[str]()
        self.preview = Preview(town, self.said.append, lambda _: None, Stub)
        self.preview._look(settle=False)
        self.listener = bound("127.0.0.1", 0)
        self.port = self.listener.getsockname()[1]
        self.server = server_of(preview_app(self.preview))
        self.thread = threading.Thread(target=self.server.run, args=([self.listener],))
        self.thread.start()
        self.sound()

    def sound(self) -> None:
        """Let the check find nothing, and the build be done."""
        number = self.preview.standing.number
        Stub.made["check"].told(Outcome(number))
        Stub.made["build"].told(Outcome(number, written=Written(1, 1, 0)))

    def end(self) -> None:
        self.preview.stopped = True
        self.server.end()
        self.thread.join(20)
        self.listener.close()

    def get(self, path: str, host: str = "") -> tuple[int, str]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        line.request("GET", path, headers={"Host": host or f"127.0.0.1:{self.port}"})
        answer = line.getresponse()
        text = answer.read().decode()
        line.close()
        assert "Traceback" not in text
        return answer.status, text

    def page(self, path: str = "/projects/j00002/") -> str:
        return self.get(path)[1]

    def settled(self) -> None:
        time.sleep(SECONDS_TO_SETTLE + 0.05)
        self.preview.look()
        self.preview.judge()


@pytest.fixture
def seen(town: Project) -> Iterator[Seen]:
    found = Seen(town)
    yield found
    found.end()


def test_an_edit_is_in_the_next_answer(seen: Seen) -> None:
    assert OUTCOME in seen.page()
    put(seen.town, OUTCOME, "从此不返水")
    text = seen.page()
    assert "从此不返水" in text
    assert OUTCOME not in text
    assert "全部资料还在检查" in text
    seen.sound()
    assert "nbp-ahead" not in seen.page()


def test_the_page_is_the_builds_but_for_what_the_preview_adds(seen: Seen) -> None:
    site = seen.preview.now
    assert site is not None
    plain = site.page("projects/j00002/")
    text = seen.page()
    head, tail = (
        text.split('<link rel="stylesheet" href="/_preview/')[0],
        text.split("defer></script></head>")[1],
    )
    before, after = tail.split('<div id="nb-preview">')
    assert plain == f"{head}</head>{before}{after.split('</div>', 1)[1]}"


def test_a_wrong_cell_is_told_on_every_page_and_at_its_own_record(seen: Seen) -> None:
    put(seen.town, ",completed,", ",finishd,")
    seen.preview.look()
    seen.settled()
    home = seen.page("/")
    assert "资料有 1 处问题" in home
    assert "不能填「finishd」" in home
    assert "nbp-here" not in home
    problem = seen.preview.placed[0]
    own = seen.page(f"/{problem.address}")
    assert "nbp-here" in own
    assert own.count("不能填「finishd」") == 2
    good = seen.page(f"/{problem.address}?good")
    assert "这是上一次没有问题的样子" in good
    assert "finishd" not in good
    put(seen.town, ",finishd,", ",completed,")
    seen.preview.look()
    assert "处问题" not in seen.page("/")


def test_a_draft_is_seen_in_the_preview_alone(seen: Seen, tmp_path: Path) -> None:
    title, address = "还在写的公示", "/notices/draft-plan/"
    draft = seen.page(address)
    assert f"<h1>{title}</h1>" in draft
    assert "这是草稿，还没有批准：网站上没有这一页" in draft
    for path in ("/", "/notices/"):
        text = seen.page(path)
        assert f'<a href="{address}">{title}</a>' in text
        assert text.count(title) == 1, "only the strip of the preview names it"
    assert title not in seen.page("/changes/")
    page = seen.town.content / "notices" / "draft-plan.md"
    page.write_text(
        page.read_text(encoding="utf-8").replace("这一份还没有批准。", "这里写内容。"), "utf-8"
    )
    assert "这里写内容。" in seen.page(address), "an edit of it is in the next answer"
    assert seen.get(f"{address}?good")[0] == 404, "the last good site has no draft"
    build(seen.town, Options(out=tmp_path / "built"))
    assert not (tmp_path / "built" / "notices" / "draft-plan").exists()
    assert "draft-plan" not in seen.town.ledger.read_text(encoding="utf-8")


def test_an_approved_draft_is_a_page_like_any_other(seen: Seen) -> None:
    page = seen.town.content / "notices" / "draft-plan.md"
    front = f"approved_by: 主任\napproved_on: {today()}\n---\n\n这一份"
    page.write_text(page.read_text(encoding="utf-8").replace("---\n\n这一份", front), "utf-8")
    text = seen.page("/notices/draft-plan/")
    assert "<h1>还在写的公示</h1>" in text
    assert "这是草稿" not in text
    assert "nbp-draft" not in seen.page("/notices/")


def test_what_rows_tell_is_what_check_tells(seen: Seen) -> None:
    put(seen.town, ",completed,u0", ",completed,u9")
    put(seen.town, ",2026-", ",20x6-")
    reader = Reader(seen.town)
    dataset = reader.read((), today())
    rows = changed_rows(seen.preview._dataset, dataset)
    quick = judged(dataset, rows)
    whole = check_command(seen.town)
    assert {p for p in quick if p.severity == "error"} <= set(whole)
    assert len(quick) >= 2
    assert not is_readable(dataset, rows)


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"id,name\n",
        "id,名称\nj1,x\n".encode("gbk"),
        b"\x00\x01",
        b'id,name,"community\n',
        None,
    ],
    ids=["empty", "header", "gbk", "nul", "quote", "missing"],
)
def test_a_broken_file_is_told_and_the_last_good_pages_stay(
    seen: Seen, broken: bytes | None
) -> None:
    path = seen.town.data / PROJECTS
    whole = path.read_bytes()
    if broken is None:
        path.unlink()
    else:
        path.write_bytes(broken)
    assert "处问题" not in seen.page(), "a file that is being written is no mistake yet"
    seen.settled()
    text = seen.page()
    assert "data/projects.csv" in text
    assert OUTCOME in text
    path.write_bytes(whole)
    seen.preview.look()
    assert "处问题" not in seen.page()


def test_a_file_without_some_rows_is_believed_only_when_it_stays_so(seen: Seen) -> None:
    path = seen.town.data / "facilities.csv"
    whole = path.read_bytes()
    number = seen.preview.standing.number
    path.write_bytes(b"\n".join(whole.splitlines()[:-1]) + b"\n")
    seen.preview.look()
    assert seen.preview.standing.number == number
    path.write_bytes(whole)
    seen.settled()
    assert seen.preview.now is not None
    facilities = seen.preview.now.made.town.facilities
    assert len(facilities) == len(whole.splitlines()) - 1


def test_editors_save_in_every_way(seen: Seen) -> None:
    path = seen.town.data / PROJECTS
    before = path.read_text(encoding="utf-8")
    for number, way in enumerate(("rename", "backup", "write", "aside")):
        words = f"第{number}种存法"
        text = before.replace(OUTCOME, words, 1)
        if way == "rename":
            path.with_name("~$projects.csv").write_bytes(b"x")
            path.with_name("projects.csv.tmp").write_text(text, encoding="utf-8")
            path.with_name("projects.csv.tmp").replace(path)
        elif way == "backup":
            path.rename(path.with_name("projects.csv~"))
            seen.preview.look()
            path.write_text(text, encoding="utf-8")
        elif way == "write":
            with path.open("r+", encoding="utf-8") as file:
                file.truncate()
                seen.preview.look()
                file.write(text)
        else:
            path.with_name(".projects.csv.swp").write_bytes(b"x")
            path.write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))
        page = seen.page()
        assert words in page, way
        assert "处问题" not in page, way


def test_programs_own_files_are_no_data() -> None:
    names = ("~$projects.csv", ".projects.csv.swp", "projects.csv~", "4913", "a.tmp")
    assert all(map(is_aside, names))
    assert not any(map(is_aside, ("projects.csv", "index.md", "site.yaml")))


def test_a_description_that_cannot_be_used_is_told_and_mended(seen: Seen) -> None:
    path = seen.town.data / "datapackage.yaml"
    whole = path.read_bytes()
    path.write_bytes(b"resources: [\n")
    seen.preview.look()
    seen.settled()
    text = seen.page()
    assert "data/datapackage.yaml" in text
    assert OUTCOME in text
    path.write_bytes(whole)
    seen.preview.look()
    assert "处问题" not in seen.page()


def test_news_comes_when_something_changed(seen: Seen) -> None:
    tick = seen.preview.tick
    put(seen.town, OUTCOME, "从此不返水")
    seen.preview.look()
    news = json.loads(seen.page(f"/_preview/news?tick={tick}&page=/projects/j00002/"))
    assert news["tick"] > tick
    other = seen.page(f"/_preview/news.js?tick={tick}&page=/")
    assert other.startswith("nbPreview({")
    assert news["seen"] in seen.page()


def test_strangers_are_sent_away(seen: Seen) -> None:
    for path in ("/", "/_preview/news?tick=0&page=/", "/_preview/news.js"):
        assert seen.get(path, host="evil.example")[0] == 421
    none = ("panel.html", "..%2f..%2fdata%2fsite.yaml")
    for path in (*(f"/_preview/{name}" for name in none), "/none/", "/no%00ne/", "/none"):
        assert seen.get(path)[0] == 404, path


def test_a_process_that_fails_is_told(seen: Seen) -> None:
    put(seen.town, OUTCOME, "从此不返水")
    seen.preview.look()
    Stub.made["check"].told(Outcome(seen.preview.standing.number, failed="程序停了"))
    assert "程序停了" in seen.page()
    assert "从此不返水" in seen.page()
