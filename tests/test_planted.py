"""Whatever people write of themselves, wherever it stands: in no public file, and not told by ``fetch``.

Every kind of source stands in one town. Names, telephones, numbers, accounts and addresses are put
into columns that are read and columns that are not, into titles, names of sheets and files, options,
times and ids; then everything that others can see is searched for them.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import random
import re
import shutil
import stat
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from noticeboard import cli
from noticeboard.commands import fetch_sources
from noticeboard.load import load
from noticeboard.model.surveys import Survey
from noticeboard.personal import find_personal
from noticeboard.personal.text import numerals, undisguised
from noticeboard.project import Project
from noticeboard.survey.definition import surveys_of
from noticeboard.survey.store import from_bytes
from tests.conftest import DAY, copy_project
from tests.exports import csv_bytes, xls_bytes, xlsx_bytes
from tests.google import BOOK, Google, Tab, served
from tests.test_google_sheet import Clock, patient

pytestmark = pytest.mark.slow

ANSWERS = 30
GID = 7
NAME = "欧阳示例"
# What is planted, and what of it must not be seen when it is without disguise.
SECRETS = {
    "13800012345": "13800012345",
    "手机１３８ ０００１ ２３４５": "13800012345",
    "电话 138-0001-2345": "13800012345",
    "一三八 零零零一 二三四五": "13800012345",
    "打138\u200b0001\u200b2345": "13800012345",
    "1️⃣3️⃣8️⃣0️⃣0️⃣0️⃣1️⃣2️⃣3️⃣4️⃣5️⃣": "13800012345",
    "+86 13800012345": "13800012345",
    "身份证441422199003071239": "441422199003071239",
    "441422 19900307 1239": "441422199003071239",
    "发到 someone@example.com": "someone@example.com",
    "ｓｏｍｅｏｎｅ＠example.com": "someone@example.com",
    "住3栋2单元501房": "501房",
    "QQ：987601234": "987601234",
    "加扣扣 987601234": "987601234",
    "微信号 wx_shili_99": "wx_shili_99",
    "wx:wx_shili_99": "wx_shili_99",
    f"{NAME}，13800012345": "13800012345",
    NAME: NAME,
}
# Here titles and names of files are told, so that staff find them: a bare name looks like any word.
TOLD = ("header", "title", "sheet", "file")
PLACES = ("cell", "extra", "unnamed", "banner", "supplement", "words", "time", "id", *TOLD)
KINDS = {
    "wjx-words": ("wjx", "csv"),
    "wjx-words-x": ("wjx", "xlsx"),
    "wjx-words-old": ("wjx", "xls"),
    "wjx-codes": ("wjx", "csv"),
    "wjx-codes-x": ("wjx", "xlsx"),
    "wjx-codes-old": ("wjx", "xls"),
    "tencent": ("tencent", "csv"),
    "tencent-x": ("tencent", "xlsx"),
    "other": ("csv", "csv"),
    "other-x": ("csv", "xlsx"),
    "paper": ("paper", "xlsx"),
    "form": ("google_sheet", "sheet"),
}
# The columns that a tool adds, then those of the questions; 备注 and the untitled one are not read.
ADDED = {
    "wjx": ["序号", "提交答卷时间", "所用时间", "来源", "来自IP"],
    "tencent": ["编号", "结束答题时间", "昵称", "IP"],
    "csv": ["序号", "提交时间"],
    "paper": ["编号", "收到日期"],
    "google_sheet": ["备用", "时间戳记"],
}
BETWEEN = {"wjx": "┋", "tencent": "；", "csv": "；", "paper": "；", "google_sheet": ", "}
# Where the answer to “具体是什么事” and the age stand among the questions.
DETAIL, AGE, CATEGORY = 3, 5, 2
Plant = tuple[str, str, str]  # the source, the place, the secret


@dataclass
class Export:
    """A table that a tool gives, before it is a file: titles, answers, names."""

    kind: str
    form: str
    titles: list[str]
    rows: list[list[Any]]
    banner: list[Any] = field(default_factory=list)
    sheet: str = "Sheet1"
    file: str = "1"

    def plant(self, place: str, secret: str, codes: bool, dice: random.Random) -> None:
        """Put a secret somewhere; everything else stays an answer."""
        first = len(ADDED[self.kind])
        row = dice.choice(self.rows)
        if place in ("cell", "extra", "unnamed", "words", "time", "id", "supplement"):
            column = {
                "cell": dice.randrange(2, len(self.titles)),
                "extra": len(self.titles) - 2,
                "unnamed": len(self.titles) - 1,
                "words": first + DETAIL,
                "time": 1,
                "id": 0,
                "supplement": first + AGE,
            }[place]
            row[column] = self._supplement(secret, codes) if place == "supplement" else secret
        elif place == "header":
            self.titles[-2] = f"备注 {secret}"
        elif place == "title":
            self.titles[first + CATEGORY] += secret
        elif place == "banner":
            self.banner = ["导出", secret]
        elif place == "sheet":
            self.sheet = re.sub(r"[\[\]:*?/\\]", " ", secret)[:31]
        else:
            self.file = secret.replace("/", "-")

    def _supplement(self, secret: str, codes: bool) -> str:
        if self.kind == "wjx":
            return f"{4 if codes else '其他'}〖{secret}〗"
        return secret if self.kind == "google_sheet" else f"其他：{secret}"

    def table(self) -> list[list[Any]]:
        above = [self.banner] if self.banner else []
        return [*above, self.titles, *self.rows]

    def body(self) -> bytes:
        if self.form == "xlsx":
            return xlsx_bytes(self.table(), name=self.sheet)
        return (
            xls_bytes(self.table(), self.sheet) if self.form == "xls" else csv_bytes(self.table())
        )


def export_of(survey: Survey, source: str, dice: random.Random) -> Export:
    """Return invented answers as this tool writes them."""
    kind, form = KINDS[source]
    titles = [next(iter(question.label.values())) for question in survey.questions]
    rows = []
    for number in range(ANSWERS):
        answers = []
        for question in survey.questions:
            options = [option for option in question.options if not option.other]
            chosen = dice.sample(options, min(len(options), 2 if question.kind == "multi" else 1))
            words = [
                str(question.options.index(option) + 1)
                if "codes" in source
                else next(iter(option.label.values()))
                for option in chosen
            ]
            answers.append(BETWEEN[kind].join(words))
        moment: Any = f"2026/9/{number % 28 + 1} 10:{number:02}:00"
        if kind == "google_sheet":
            moment = 46266.3 + number / 100
        meta = [str(number + 1), moment, "65秒", "微信", "192.0.2.7"][: len(ADDED[kind])]
        rows.append([*meta, *answers, "无", "无"])
    return Export(kind, form, [*ADDED[kind], *titles, "备注", ""], rows)


@pytest.fixture(scope="module")
def google() -> Iterator[Google]:
    with served(Google()) as little:
        yield little
        assert little.violations == []


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, google: Google) -> Iterator[Project]:
    project = copy_project(tmp_path_factory.mktemp("planted") / "town")
    path = project.surveys / "needs.yaml"
    text = path.read_text(encoding="utf-8")
    sources = "sources:\n"
    for name, (kind, _) in KINDS.items():
        more = ", time_column: 提交时间, id_column: 序号" if kind == "csv" else ""
        more = f", spreadsheet: {BOOK}, gid: {GID}" if kind == "google_sheet" else more
        sources += f"  - {{id: {name}, kind: {kind}{more}}}\n"
    text = text.replace(
        "opens:\ncloses:\n", 'controller: 示例居委会\nopens: "2026-08-01"\ncloses:\n'
    )
    last = "      - {code: a60, label: 60岁以上}\n"
    text = text.replace(last, f"{last}      - {{code: other, label: 其他, other: true}}\n")
    path.write_text(text.replace("sources: []\n", sources), encoding="utf-8")
    project.private.mkdir()
    (project.private / "google-key.json").write_text(json.dumps(google.key()), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(fetch_sources, "GOOGLE", patient(google, Clock()))
        yield project


def put(project: Project, google: Google, exports: dict[str, Export]) -> None:
    """Put the exports where staff put them; what an earlier run left is gone."""
    for folder in ("imports", "answers"):
        shutil.rmtree(project.private / folder, ignore_errors=True)
    (project.tallies / "needs.yaml").unlink(missing_ok=True)
    renew(project, google, exports)


def renew(project: Project, google: Google, exports: dict[str, Export]) -> None:
    """Put newer exports in the place of those that are there."""
    for name, export in exports.items():
        if export.form == "sheet":
            google.tabs = [Tab(0, "别的"), Tab(GID, export.sheet, export.table())]
            google.seen.clear()
            continue
        folder = project.private / "imports" / "needs" / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / f"{export.file}.{export.form}").write_bytes(export.body())


def run(project: Project, *words: str) -> str:
    """Run a command as staff do; return all that it prints."""
    out = io.StringIO()
    with (
        pytest.MonkeyPatch.context() as patched,
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(out),
        contextlib.suppress(SystemExit),
    ):
        where = ["--root", str(project.root), "--today", DAY.isoformat()]
        patched.setattr(sys, "argv", ["noticeboard", *words, *where])
        cli.main()
    return out.getvalue()


def public(project: Project) -> Iterator[tuple[str, str]]:
    """Yield every file that is not private: its name, and its text."""
    for folder, below, files in os.walk(project.root):
        if Path(folder) == project.root:
            below.remove(".noticeboard")
        for name in files:
            path = Path(folder) / name
            yield str(path), path.read_bytes().decode(errors="replace")


def seen(text: str, secret: str) -> bool:
    """Tell whether a secret stands in a text, as it was planted or without its disguise."""
    plain = undisguised(text)
    bare = SECRETS[secret]
    if secret in text or bare in plain:
        return True
    return bare.isdigit() and bare in re.sub(r"(?<=[0-9])[ -](?=[0-9])", "", numerals(plain))


def check_private(project: Project, secrets: Sequence[str]) -> None:
    """What is kept is for its owner alone, and without what a machine can know to be personal."""
    (survey,) = (one for name, one in surveys_of(load(project)).items() if name == "needs")
    for path in (project.private / "answers").rglob("*"):
        if path.is_dir():
            continue
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        text = path.read_text(encoding="utf-8")
        for secret in secrets:
            assert secret == NAME or not seen(text, secret), (path.name, secret)
        words = [said for one in from_bytes(survey, path.read_bytes()) for said in one.words]
        assert find_personal(words) == []
        assert len(list(csv.reader(io.StringIO(text)))) == ANSWERS + 1


def check_told(told: str, plants: Sequence[Plant]) -> None:
    """Nothing is printed but, where titles and names of files are, a bare name in them."""
    for _, place, secret in plants:
        assert secret == NAME or not seen(told, secret), (place, secret)
    if not any(NAME in secret and place in TOLD for _, place, secret in plants):
        assert NAME not in told


def check_accounted(told: str, broken: set[str]) -> None:
    """Each source was read whole, or it is said that it was not; its numbers add up."""
    found = re.findall(
        r"来源 (\S+)：读到 (\d+) 份 = 采用 (\d+) \+ 没有采用 (\d+) \+ 搁下 (\d+)", told
    )
    failed = re.findall(r"来源 (\S+)：没有读成", told)
    assert sorted([*failed, *(one[0] for one in found)]) == sorted(KINDS)
    assert set(failed) == broken
    for _, read, accepted, quarantined, held in found:
        assert int(read) == int(accepted) + int(quarantined) + int(held)


def check_read(told: str, number: int) -> None:
    assert set(re.findall(r"读到 (\d+) 份", told)) <= {str(number)}


def planted(project: Project, google: Google, plants: Sequence[Plant], seed: int) -> None:
    """Plant, fetch, fetch again after most answers are gone, and look everywhere."""
    survey = surveys_of(load(project))["needs"]
    dice = random.Random(seed)
    exports = {name: export_of(survey, name, dice) for name in KINDS}
    for source, place, secret in plants:
        exports[source].plant(place, secret, "codes" in source, dice)
    put(project, google, exports)
    broken = {source for source, place, _ in plants if place == "title"}
    told = run(project, "fetch", "needs")
    check_accounted(told, broken)
    check_read(told, ANSWERS)
    assert "Traceback" not in told
    check_told(told, plants)
    check_private(project, [secret for _, _, secret in plants])
    for export in exports.values():
        del export.rows[5:]
    renew(project, google, exports)
    told = run(project, "fetch", "needs")
    check_accounted(told, broken)
    check_read(told, 5)
    assert "搁下了" in told or len(broken) == len(KINDS)
    check_told(told, plants)
    check_private(project, [secret for _, _, secret in plants])
    for name, text in public(project):
        for secret in SECRETS:
            assert not seen(text, secret), (name, secret)


PLANTS = st.lists(
    st.tuples(
        st.sampled_from(list(KINDS)), st.sampled_from(PLACES), st.sampled_from(list(SECRETS))
    ),
    min_size=3,
    max_size=24,
)
EVERYWHERE: list[Plant] = [
    (source, place, list(SECRETS)[(number + turn) % len(SECRETS)])
    for turn, source in enumerate(KINDS)
    for number, place in enumerate(place for place in PLACES if place != "title")
]


# Not made smaller: a fetch of eight sources takes seconds.
@settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
@given(plants=PLANTS, seed=st.integers(0, 99))
@example(plants=EVERYWHERE, seed=1)
@example(plants=[(source, "title", "13800012345") for source in KINDS], seed=2)
# An account that a file's ending follows: it stood in the message that names the file.
@example(
    plants=[("wjx-codes-x", "title", "13800012345"), ("wjx-codes-x", "file", "加扣扣 987601234")],
    seed=0,
)
def test_what_people_write_of_themselves_is_seen_by_nobody(
    town: Project, google: Google, plants: list[Plant], seed: int
) -> None:
    planted(town, google, plants, seed)
    shown = "\n".join(text for _, text in public(town))
    assert not [secret for secret in SECRETS if seen(shown, secret)]


@pytest.mark.full
def test_the_built_site_has_none_of_it(town: Project, google: Google) -> None:
    """The real build, with a secret of every kind in every place of every source."""
    survey = surveys_of(load(town))["needs"]
    dice = random.Random(3)
    exports = {name: export_of(survey, name, dice) for name in KINDS}
    for source, place, secret in EVERYWHERE:
        exports[source].plant(place, secret, "codes" in source, dice)
    put(town, google, exports)
    assert "公布的数已更新" in run(town, "fetch", "needs")
    told = run(town, "build")
    assert "完成" in told
    check_told(told, EVERYWHERE)
    page = town.site / "surveys" / "needs" / "results" / "index.html"
    assert "收到" in page.read_text(encoding="utf-8")
    for name, text in public(town):
        for secret in SECRETS:
            assert not seen(text, secret), (name, secret)
    shutil.rmtree(town.site)


def test_the_search_finds_what_is_there() -> None:
    """A search that finds nothing anywhere would prove nothing."""
    for secret in SECRETS:
        assert seen(f"<p>{secret}</p>", secret)
        assert not seen("<p>138 0001</p>", secret)
