"""Rules on ``data/surveys/*.yaml``: what is asked, of whom it may be asked, where answers come from.

A rule sees only the surveys whose shape is sound and in which nothing was wrong so far.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from noticeboard.dataset import Dataset, Document
from noticeboard.errors import Place, Problem
from noticeboard.model.surveys import CHOICES, RECEIPT
from noticeboard.schema import schema_problems
from noticeboard.words import joined, nearest

# What tools put between several answers in one cell, and around what was added in words.
SEPARATORS = (", ", "┋", "〖", "〗", "→", "；", ";", "|")
PERSONAL = re.compile(
    "姓名|名字|电话|手机|联系方式|身份证|证件号|门牌|房号|楼栋|住址|微信号|QQ|邮箱|银行卡|车牌|工作单位"
)
# Tables whose records may be options: each has a name.
OPTION_TABLES = ("communities", "compounds")

Path = tuple[str, ...]


def survey_shape_problems(dataset: Dataset) -> list[Problem]:
    """Return how surveys and published counts differ from their JSON Schemas."""
    unread = {problem.place.file for problem in dataset.problems}
    found: list[Problem] = []
    for document in dataset.surveys:
        if document.file not in unread:
            found += schema_problems("survey", document.value, document.places, "survey-shape")
    for document in dataset.tallies:
        if document.file not in unread:
            found += schema_problems("tally", document.value, document.places, "tally-shape")
    return found


def survey_ids_are_unique(dataset: Dataset) -> list[Problem]:
    """A survey's id is its file's name; its questions, options and sources have one id each."""
    problems = []
    for document in dataset.surveys:
        stem = document.file.rpartition("/")[2].removesuffix(".yaml")
        if document.value["id"] != stem:
            message = f"编号「{document.value['id']}」和文件名「{stem}」不同"
            hint = f"改成 {stem}，或者把文件改名；公布过的编号不能改"
            problems.append(problem_at(document, ("id",), "survey_ids_are_unique", message, hint))
        for path, word in _repeated_ids(document.value):
            message = f"{word}「{_value(document, path)}」重复"
            hint = "每一个用不同的编号"
            problems.append(problem_at(document, path, "survey_ids_are_unique", message, hint))
    return problems


def _repeated_ids(value: dict[str, Any]) -> Iterator[tuple[Path, str]]:
    lists: list[tuple[Path, str, str, list[dict[str, Any]]]] = [
        (("questions",), "id", "题目的编号", value["questions"]),
        (("sources",), "id", "来源的编号", value["sources"]),
    ]
    for number, question in enumerate(value["questions"]):
        options = question.get("options")
        if isinstance(options, list):
            lists.append((("questions", str(number), "options"), "code", "选项的代码", options))
    for path, key, word, items in lists:
        seen = set()
        for index, item in enumerate(items):
            if item[key] in seen:
                yield (*path, str(index), key), word
            seen.add(item[key])


def survey_words_are_distinct(dataset: Dataset) -> list[Problem]:
    """No two options of a question read alike, and none holds what tools put between answers."""
    rule, problems = "survey_words_are_distinct", []
    for document in dataset.surveys:
        for number, question in enumerate(document.value["questions"]):
            options = question.get("options")
            seen: set[str] = set()
            for index, option in enumerate(options if isinstance(options, list) else ()):
                path = ("questions", str(number), "options", str(index), "label")
                words = [*words_of(option["label"]), *(option.get("also") or ())]
                held = [s for s in SEPARATORS if any(s in word for word in words)]
                if held:
                    message = f"选项里有「{held[0]}」，问卷工具用它隔开几个选项，读回来会分错"
                    hint = "换一个说法，例如用“、”或“和”"
                    problems.append(problem_at(document, path, rule, message, hint))
                elif seen & {_plain(word) for word in words}:
                    message = f"选项「{words[0]}」和前面的一个选项写法一样"
                    hint = "删去一个，或者换一个说法：答案是按选项的文字认的"
                    problems.append(problem_at(document, path, rule, message, hint))
                seen |= {_plain(word) for word in words}
    return problems


def questions_read_differently(dataset: Dataset) -> list[Problem]:
    """No two questions of a survey have the same title: columns are found by it."""
    problems = []
    for document in dataset.surveys:
        seen: set[str] = set()
        for number, question in enumerate(document.value["questions"]):
            words = {
                _plain(w) for w in [*words_of(question["label"]), *(question.get("also") or ())]
            }
            if seen & words:
                path = ("questions", str(number), "label")
                message = f"题目「{words_of(question['label'])[0]}」和前面的一道题写法一样"
                hint = "换一个说法：答案在哪一列是按题目的文字认的"
                rule = "questions_read_differently"
                problems.append(problem_at(document, path, rule, message, hint))
            seen |= words
    return problems


def survey_references_resolve(dataset: Dataset) -> list[Problem]:
    """What a survey points to is there: lists of options, questions, communities."""
    problems = []
    for document in dataset.surveys:
        for path, message, hint in (*_wrong_options(dataset, document), *_wrong_goals(document)):
            problems.append(problem_at(document, path, "survey_references_resolve", message, hint))
        table = dataset.tables.get("communities")
        known = {str(key) for key in table.ids()} if table and table.complete else None
        for number, source in enumerate(document.value["sources"]):
            name, path = source.get("community"), ("sources", str(number), "community")
            if name and known is not None and name not in known:
                message, hint = f"社区表里没有「{name}」", nearest(name, known) or joined(known)
                rule = "survey_references_resolve"
                problems.append(problem_at(document, path, rule, message, hint))
    return problems


def _wrong_options(dataset: Dataset, document: Document) -> Iterator[tuple[Path, str, str]]:
    for number, question in enumerate(document.value["questions"]):
        options = question.get("options")
        if not isinstance(options, str):
            continue
        table, _, column = options.partition(".")
        path = ("questions", str(number), "options")
        fields = dataset.tables[table].resource.fields if table in dataset.tables else {}
        if not column and table not in OPTION_TABLES:
            hint = (
                nearest(table, OPTION_TABLES)
                or f"能填 {joined(OPTION_TABLES)}，或者 needs.category"
            )
            yield path, f"不能用「{options}」作选项", hint
        elif column and not fields:
            hint = nearest(table, dataset.tables) or "表名见 docs/data-dictionary.md"
            yield path, f"没有「{table}」这张表", hint
        elif column and not (column in fields and fields[column].labels):
            listed = [name for name, field in fields.items() if field.labels]
            hint = nearest(column, listed) or f"这张表里能用的列：{joined(listed) or '没有'}"
            yield path, f"「{table}」表的「{column}」不是从几个值里选的列", hint


def _wrong_goals(document: Document) -> Iterator[tuple[Path, str, str]]:
    """Yield conditions and columns that name no question, or no option of it."""
    questions = document.value["questions"]
    names = [question["id"] for question in questions]
    for number, question in enumerate(questions):
        condition = question.get("shown_if")
        if not condition:
            continue
        path, goal = ("questions", str(number), "shown_if"), condition["question"]
        if goal not in names[:number]:
            hint = nearest(goal, names[:number]) or "填排在它前面的一道选择题"
            yield (*path, "question"), f"前面没有编号是「{goal}」的题目", hint
            continue
        before = questions[names.index(goal)]
        options = before.get("options")
        if before["kind"] not in CHOICES:
            yield (*path, "question"), f"「{goal}」不是选择题，不能当条件", "填一道选择题"
        elif isinstance(options, list):
            codes = [option["code"] for option in options]
            for index, code in enumerate(condition["codes"]):
                if code not in codes:
                    hint = nearest(code, codes) or f"能填：{joined(codes)}"
                    yield (*path, "codes", str(index)), f"「{goal}」没有选项「{code}」", hint
    for number, source in enumerate(document.value["sources"]):
        for name in source.get("columns") or {}:
            if name not in names and not (name == RECEIPT and document.value.get("triage")):
                hint = nearest(name, names) or f"能填：{joined(names)}"
                yield ("sources", str(number), "columns", name), f"没有题目「{name}」", hint


def problem_at(document: Document, path: Path, rule: str, message: str, hint: str) -> Problem:
    """Return an error at a value of a survey, or at the innermost one that is written there."""
    while path and path not in document.places:
        path = path[:-1]
    place: Place = document.places[path]
    return Problem(place, rule, "error", message, hint, "", ".".join(path))


def _value(document: Document, path: Path) -> Any:
    value: Any = document.value
    for step in path:
        value = value[int(step) if isinstance(value, list) else step]
    return value


def words_of(label: str | dict[str, str]) -> list[str]:
    """Return a label's wordings, in all its languages."""
    return [label] if isinstance(label, str) else list(label.values())


def _plain(text: str) -> str:
    """Return a text as it is compared: width, case and blanks do not count."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
