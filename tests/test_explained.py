"""Every word of an enumeration that a page shows is explained there, or one tap away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from markupsafe import escape

from noticeboard import records
from noticeboard.commands import fill
from noticeboard.commands.build import Options, build
from noticeboard.dataset import Resource
from noticeboard.errors import DataProblems
from noticeboard.glossary import TERMS, told_terms
from noticeboard.load import load
from noticeboard.load.meanings import meanings_of, unexplained
from noticeboard.orders import STATES
from noticeboard.progress import NEED_MEANINGS, NEED_WORDS, NOTICE_MEANINGS, NOTICE_WORDS
from noticeboard.project import Project
from noticeboard.views import words as word_views
from tests.conftest import DAY, ROOT, copy_project

WORDS_PAGE = re.compile(r'href="(\.\./)*(\./)?help/words/')


class Seen(dict[str, str]):
    """The words of a column; whoever reads one is noted."""

    def __init__(self, words: dict[str, str], note: Any) -> None:
        super().__init__(words)
        self._note = note

    def __getitem__(self, key: str) -> str:
        self._note(key)
        return super().__getitem__(key)


@pytest.fixture(scope="module")
def shown(demo_built: Project) -> dict[str, tuple[str, set[tuple[str, str, str]]]]:
    """Return page → its text and the words that it took from columns, of the invented town."""
    noted: set[tuple[str, str, str]] = set()
    pages: dict[str, tuple[str, set[tuple[str, str, str]]]] = {}

    def labels_of(table: Resource) -> SimpleNamespace:
        def noting(field: str) -> Any:
            return lambda key: noted.add((table.name, field, key))

        columns = {f.name: Seen(f.labels, noting(f.name)) for f in table.fields.values()}
        return SimpleNamespace(**columns)

    def watched(*given: Any) -> Iterator[tuple[str, str]]:
        noted.clear()
        for name, page in records.filled_pages(*given):
            pages[name] = page, set(noted)
            noted.clear()
            yield name, page

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("noticeboard.views.labels_of", labels_of)
        patch.setattr(records, "PARTS_KEPT", 0)
        patch.setattr(fill, "filled_pages", watched)
        build(demo_built, Options(out=demo_built.root / "watched", today=DAY))
    return pages


# Pages on which many kinds of things stand a few each: a link leads to all words.
LINKED = ("index.html", "communities/index.html")


@pytest.mark.slow
def test_every_word_of_a_column_is_explained_on_the_page_that_shows_it(
    shown: dict[str, tuple[str, set[tuple[str, str, str]]]], demo_built: Project
) -> None:
    tables = load(demo_built).tables
    told, silent = 0, []
    for name, (page, words) in shown.items():
        for table, field, key in words:
            meaning = str(escape(tables[table].resource.fields[field].meanings[key]))
            if meaning in page:
                told += 1
            elif name not in LINKED or not WORDS_PAGE.search(page.partition("<main")[2]):
                silent.append(f"{name}: {table}.{field} {key}")
    assert silent == [], "\n".join(sorted({re.sub("[0-9]+", "N", s) for s in silent}))
    assert told > 500


STATE_SHOWN = re.compile(r'class="order-state"><svg.*?</svg>([^<]+)<')
NOTICE_SHOWN = re.compile(r'<span class="stage[^>]*data-word>([^<]+)<')


@pytest.mark.slow
def test_every_state_is_explained_on_the_page_that_shows_it(
    shown: dict[str, tuple[str, set[tuple[str, str, str]]]],
) -> None:
    sentences = {state.word: state.sentence for state in STATES.values()}
    sentences |= {word: NOTICE_MEANINGS[key] for key, word in NOTICE_WORDS.items()}
    found = set()
    for name, (page, _) in shown.items():
        for word in {*STATE_SHOWN.findall(page), *NOTICE_SHOWN.findall(page)}:
            assert sentences[word] in page or name in LINKED, f"{name}: {word}"
            found.add(word)
    assert len(found) > 8


@pytest.mark.slow
def test_the_page_of_all_words_has_all_that_pages_show(
    shown: dict[str, tuple[str, set[tuple[str, str, str]]]], demo_built: Project
) -> None:
    tables = load(demo_built).tables
    page = shown["help/words/index.html"][0]
    used = {word for _, words in shown.values() for word in words}
    for table, field, key in used:
        column = tables[table].resource.fields[field]
        assert f"<dt>{escape(column.labels[key])}</dt><dd>{escape(column.meanings[key])}" in page, (
            f"{table}.{field} {key}: add the column to views/words.py SHOWN"
        )
    for term in TERMS:
        assert f"<dt>{escape(term.word)}</dt>" in page
    for sentence in [s.sentence for s in STATES.values()] + list(NEED_MEANINGS.values()):
        assert sentence in page


def test_a_word_without_a_sentence_is_a_problem_at_its_place(tmp_path: Path) -> None:
    project = copy_project(tmp_path / "town")
    path = project.data / "datapackage.yaml"
    text = path.read_text(encoding="utf-8")
    line = next(n for n, words in enumerate(text.splitlines(), 1) if "value: under_way" in words)
    path.write_text(text.replace(", meaning: 正在做。", "", 1), encoding="utf-8")
    with pytest.raises(DataProblems) as raised:
        load(project)
    (problem,) = raised.value.problems
    assert (problem.place.file, problem.place.line) == ("data/datapackage.yaml", line)
    assert "进行中" in problem.message
    path.write_text(text.replace("meaning: 正在做。", "meaning: 正在做", 1), encoding="utf-8")
    with pytest.raises(DataProblems):
        load(project)


def test_one_word_of_two_tables_is_explained_once_and_states_by_their_table() -> None:
    raw = yaml.safe_load((ROOT / "data" / "datapackage.yaml").read_text(encoding="utf-8"))
    assert unexplained(raw["resources"], {}) == []
    known = meanings_of(raw["resources"])
    assert known["finished", "已办结"] == STATES["finished"].sentence
    tables = load(Project(ROOT)).tables
    events = tables["order_events"].resource.fields["state"]
    assert events.meanings == {key: STATES[key].sentence for key in events.labels}
    deeds, needs = (tables[name].resource.fields["category"] for name in ("deeds", "needs"))
    assert deeds.meanings == needs.meanings


def test_sentences_are_said_as_to_a_neighbour() -> None:
    fields = [f for t in load(Project(ROOT)).tables.values() for f in t.resource.fields.values()]
    sentences = {sentence for field in fields for sentence in field.meanings.values()}
    sentences |= {term.meaning for term in TERMS} | {*NEED_MEANINGS.values()}
    sentences |= {*NOTICE_MEANINGS.values()}
    assert len(sentences) > 150
    for sentence in sentences:
        assert sentence.endswith("。"), sentence
        assert len(sentence) <= 40, sentence
        assert not re.search(r"[!！,;?]|[A-Za-z]{2,}", sentence), sentence
    assert set(NEED_WORDS) == set(NEED_MEANINGS)
    assert set(NOTICE_WORDS) == set(NOTICE_MEANINGS)


def test_the_towns_own_record_explains_its_own_words() -> None:
    """A word is explained by one sentence only: the record's, where there is one."""
    from noticeboard.assemble import assemble

    town = assemble(load(Project(ROOT)))
    told = told_terms(town.mechanisms.values())
    for word, key in (
        ("大党委", "da-dangwei"), ("兼职委员", "jianzhi-weiyuan"), ("双报到", "shuang-baodao"),
        ("考核评议", "kaohe-pingyi"), ("三张清单", "san-zhang-qingdan"),
    ):  # fmt: skip
        assert told[word].meaning == town.mechanisms[key].summary
    plain = told_terms(())
    assert all(plain[term.word].meaning == term.meaning for term in TERMS)


def test_only_the_words_of_the_page_are_listed(demo_built: Project) -> None:
    """A list of what does not occur would be read by nobody."""
    page = (demo_built.site / "lists" / "needs" / "index.html").read_text(encoding="utf-8")
    listed = set(re.findall(r"<dt>([^<]+)</dt>", page.partition("</details>")[0]))
    rows = page.partition("data-list")[2]
    assert listed
    for word in listed - {"需求", "认领", "办理单"}:
        assert word in rows, word
    assert word_views.meant_states(["finished", "finished"]) == [
        ("已办结", STATES["finished"].sentence)
    ]
