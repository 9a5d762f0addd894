"""The search: how text is folded, numbers are packed, what is found, and that a fault fails the build."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noticeboard.commands.build import Options, build
from noticeboard.errors import BuildError
from noticeboard.project import Project
from noticeboard.publish.search import build as search_build
from noticeboard.publish.search import fold as folding
from noticeboard.publish.search.documents import Document, ranked
from noticeboard.publish.search.files import search_files
from noticeboard.publish.search.fold import fold, sound_grams
from noticeboard.publish.search.index import indexed
from noticeboard.publish.search.near import near_table
from noticeboard.publish.search.postings import LAST, MORE, number, numbers, packed, shard_of
from noticeboard.publish.search.reading import BuiltIndex, plain, unpacked
from noticeboard.publish.search.selftest import ask_index
from noticeboard.publish.search.words import used_words, words_alike
from noticeboard.sounds import alike, sort_key, sounds
from tests.conftest import DAY, ROOT

SEARCH_JS = ROOT / "site_templates/theme/assets/nb/search.js"
NODE = """
global.window = {};
global.document = {currentScript: {getAttribute: () => "assets/nb/search.js"}};
require("vm").runInThisContext(require("fs").readFileSync(process.argv[1], "utf8"));
const asked = JSON.parse(require("fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(asked.map(([name, ...given]) => window.nbSearchInner[name](...given))));
"""


def in_script(*asked: tuple[object, ...]) -> list[object]:
    """Return what functions of the script answer, in Node."""
    ran = subprocess.run(
        ["node", "-e", NODE, str(SEARCH_JS)],
        input=json.dumps(asked), capture_output=True, text=True, check=True,
    )  # fmt: skip
    answer: list[object] = json.loads(ran.stdout)
    return answer


FOLDED = {
    "龙山市场小区": "龙山市场小区",
    "“粤智助”政府服务自助机": "粤智助政府服务自助机",
    "投入１７．６８万元，": "投入17.68万元",
    "花了50,400元": "花了50400元",
    "8:30—12:00，14:30": "8\n30\n12\n00\n14\n30",
    "LED 灯（3号）": "led灯3号",
    "2026-09-07": "2026\n09\n07",
    "3.": "3",
    "停水😀通知": "停水通知",
    "㎡ ① Ⅱ": "m2\n1ii",
    "〇号々": "〇号々",
}


@pytest.mark.parametrize("text", FOLDED)
def test_text_is_folded(text: str) -> None:
    assert fold(text) == FOLDED[text]
    assert plain(text, {}) == FOLDED[text]


def test_traditional_characters_are_folded() -> None:
    assert fold("龍山市場小區") == "龙山市场小区"


def test_the_script_folds_alike() -> None:
    texts = list(FOLDED)
    assert in_script(*(("fold", text) for text in texts)) == [FOLDED[text] for text in texts]


@given(st.lists(st.integers(0, 3_000_000)))
def test_numbers_come_back(values: list[int]) -> None:
    assert list(unpacked(numbers(values))) == values


@given(st.sets(st.integers(0, 60_000)))
def test_lists_come_back(ids: set[int]) -> None:
    at, found = -1, []
    for gap in unpacked(packed(sorted(ids))):
        at += gap + 1
        found.append(at)
    assert found == sorted(ids)


def test_the_script_reads_the_same_numbers() -> None:
    values = [0, 1, 49, 50, 849, 850, 5000, 13_650, 999_999]
    assert in_script(("numbers", numbers(values))) == [values]
    assert [len(number(value)) for value in (49, 50, 849, 850)] == [1, 2, 2, 3]


def test_symbols_look_like_nobodys_number() -> None:
    """No digit, no quote, and none of the letters with which an account is announced."""
    symbols = LAST + MORE
    assert len(set(symbols)) == len(symbols)
    assert not set(symbols) & set('0123456789"\\<&@#+, \nqvwxQVWX')


@given(st.text(min_size=1, max_size=2), st.integers(1, 500))
def test_a_gram_stands_in_one_file(gram: str, files: int) -> None:
    assert 0 <= shard_of(gram, files) < files


def test_sounds() -> None:
    assert [one[0] for one in sounds("重庆行")] == ["chong", "qing", "xing"]
    assert sounds("大埔")[1] == ("bu", "pu") or sounds("大埔")[1] == ("pu", "bu")
    assert [alike(one) for one in ("zhang", "cheng", "ni", "hua", "hong")] == ["zan", "cen", "li", "fa", "hong"]  # fmt: skip
    begin, end, every = sound_grams("龙山小区")
    assert {"'long'shan", "^lsx", "^ls"} <= begin
    assert {"'xiao'qu", "^sxq", "^xq"} <= end
    assert {"'lon'san"} & every == set(), "ong stays"
    assert "'long'san" in every
    assert sort_key("龙山")[0] < sort_key("新村")[0] < sort_key("12号")[0]


def test_readings_of_letters() -> None:
    told = in_script(("readings", "jiazhuangdianti"), ("readings", "xian"), ("readings", "longsh"))
    first = [answer[0]["read"] for answer in told]  # type: ignore[index]
    assert first[0] == ["jia", "zhuang", "dian", "ti"]
    assert first[1] == ["xian"]
    assert {"read": ["xi", "an"], "begun": False} in told[1]  # type: ignore[operator]
    assert {"read": ["long", "sh"], "begun": True} in told[2]  # type: ignore[operator]


# A little index.

DOCUMENTS = [
    Document("communities", "城西社区", "communities/chengxi/", ("居委会",), "chengxi"),
    Document("compounds", "龙山市场小区", "compounds/longshan/", ("路面坑洼",), "chengxi", ("龙山小区",)),
    Document("units", "大埔县政数局", "units/z/", ("驻区单位", "电话 12345"), "", ("县政务服务数据管理局",)),
    Document("projects", "加装电梯（12号）", "projects/d/", ("花了3.5万元",), "chengxi", (), "计划中"),
]  # fmt: skip
WORDS = (("驻区单位", "辖区单位"), ("公厕", "厕所"))


def made(documents: list[Document] = DOCUMENTS) -> dict[str, bytes]:
    words = used_words(WORDS, documents)
    names = {"chengxi": "城西社区"}
    index = indexed(documents, words)
    return search_files(documents, index, names, words, near_table(index))


def test_the_reader_finds_what_was_built() -> None:
    index = BuiltIndex(made())
    assert index.find("市场") == {1}
    assert index.find("龙山小区") == {1}
    assert index.find("辖区单位") == {2}
    assert index.find("公厕") == frozenset()
    assert index.find("３．５万") == {3}
    assert index.find("龍山") == {1}
    assert index.find("西") == {0}
    assert index.find("") == frozenset()
    assert index.find_sound(("cheng", "xi")) == {0}
    assert index.find_initials("lsxq") == {1}
    assert index.shown(3) == ("加装电梯（12号）", "projects/d/")
    assert ask_index(made(), DOCUMENTS) > 20


def test_two_builds_are_the_same_bytes() -> None:
    assert made() == made()


def test_newer_things_come_first_and_past_notices_late() -> None:
    import datetime as dt

    old = Document("projects", "旧", "a/", (), "", (), "", dt.date(2020, 1, 1))
    new = Document("projects", "新", "b/", (), "", (), "", dt.date(2026, 1, 1))
    past = Document("notices-past", "期满", "c/", ())
    current = Document("notices", "公示中", "d/", ())
    titles = [document.title for document in ranked([old, past, new, current], ())]
    assert titles == ["公示中", "新", "旧", "期满"]


def emptied(files: dict[str, bytes]) -> dict[str, bytes]:
    """A file of grams lost what was in it."""
    name = max((name for name in files if "/g/" in name), key=lambda name: len(files[name]))
    start, end = files[name].split(b',"', 1)[0], b',"' + files[name].split(b',"', 2)[1]
    assert end
    return files | {name: start + end + b',"");\n'}


def missing(files: dict[str, bytes]) -> dict[str, bytes]:
    """A file of what is shown was not written."""
    return {name: body for name, body in files.items() if name != "search/d/0.js"}


def of_an_older_build(files: dict[str, bytes]) -> dict[str, bytes]:
    """A file is that of another build."""
    other = made(DOCUMENTS[:3])
    return files | {"search/g/0.js": other["search/g/0.js"]}


def shuffled(files: dict[str, bytes]) -> dict[str, bytes]:
    """What is shown stands under another number."""
    body = files["search/d/0.js"].decode()
    return files | {"search/d/0.js": body.replace("城西社区", "城东社区").encode()}


@pytest.mark.parametrize("fault", [emptied, missing, of_an_older_build, shuffled])
def test_a_planted_fault_fails_the_self_test(
    fault: Callable[[dict[str, bytes]], dict[str, bytes]],
) -> None:
    with pytest.raises(BuildError, match="搜索"):
        ask_index(fault(made()), DOCUMENTS)


@pytest.mark.slow
def test_a_broken_folding_fails_the_build(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last character of every text is lost: nothing is written."""
    from noticeboard.publish.search import index as index_module

    monkeypatch.setattr(index_module, "fold", lambda text: folding.fold(text)[:-1])
    with pytest.raises(BuildError, match="搜索自己检查没有通过：搜“"):
        build(project, Options(today=DAY))
    assert not (project.site / "index.html").exists()


@pytest.mark.slow
def test_every_build_asks(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    real = ask_index

    def counting(files: dict[str, bytes], documents: list[Document]) -> int:
        asked.append(real(files, documents))
        return asked[-1]

    monkeypatch.setattr(search_build, "ask_index", counting)
    build(project, Options(today=DAY))
    assert asked[0] > 300


def test_words_of_the_town_are_added(tmp_path: Path) -> None:
    (tmp_path / "search").mkdir()
    (tmp_path / "search/words.txt").write_text("茅厕 公厕 # 老话\n厕\n", encoding="utf-8")
    shipped = ROOT / "site_templates"
    groups = words_alike((tmp_path, shipped))
    assert groups[0] == ("茅厕", "公厕")
    assert ("公厕", "厕所", "卫生间", "洗手间") in groups
    assert all(len(word) > 1 for group in groups for word in group)
    assert used_words(groups, [Document("needs", "修公厕", "", ())])[0] == ("茅厕", "公厕")
