"""Rules on what a survey asks and when: kinds that fit, nothing personal, somebody who answers for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from noticeboard.check.surveys import PERSONAL, Path, problem_at, words_of
from noticeboard.dataset import Dataset
from noticeboard.errors import Problem
from noticeboard.model.surveys import CHOICES
from noticeboard.words import joined

NEEDED = {"google_sheet": "spreadsheet", "csv": "time_column"}
# The kind of source that holds all answers of the town's own form.
OWN = "collector"


def survey_kinds_fit(dataset: Dataset) -> list[Problem]:
    """A question has what its kind needs and nothing that only another kind has."""
    problems = []
    for document in dataset.surveys:
        for number, question in enumerate(document.value["questions"]):
            for key, message, hint in _misfits(question):
                path: Path = ("questions", str(number), key)
                problems.append(problem_at(document, path, "survey_kinds_fit", message, hint))
                break
    return problems


def _misfits(question: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield (key, what is wrong, what to do)."""
    kind, options = question["kind"], question.get("options")
    if kind in ("single", "multi") and not options:
        yield "kind", "选择题没有选项", "写上 options"
    if kind not in ("single", "multi") and options:
        yield (
            "options",
            f"题型是 {kind} 的题目没有选项",
            "删去 options，或者把 kind 改成 single 或 multi",
        )
    if question.get("publish") not in (None, "none") and kind not in CHOICES:
        yield "publish", "只有选择题和打分题能公布：自己写的内容不公布", "删去 publish"
    if question.get("publish") not in (None, "none") and question.get("private"):
        yield "publish", "不读取的题目（private）不能公布", "删去 publish 或者 private"
    if question.get("required") and question.get("private"):
        yield "required", "不读取的题目（private）这里看不到，不能是必答", "删去 required"
    if question.get("most") and kind != "multi":
        yield "most", "只有多选题（multi）才有最多选几个", "删去 most"
    low, high = question.get("low"), question.get("high")
    if kind != "scale" and (low is not None or high is not None):
        yield (
            ("low" if low is not None else "high"),
            "只有打分题（scale）才有最低分和最高分",
            "删去这一行",
        )
    if question.get("role") == "community" and (kind != "single" or options != "communities"):
        yield "role", "说明住在哪个社区的题目，要是单选题，选项是 communities", "改 kind 和 options"


def required_questions_can_be_answered(dataset: Dataset) -> list[Problem]:
    """Where an answer is required everywhere has something to choose: each community has a compound."""
    rule, problems = "required_questions_can_be_answered", []
    compounds = dataset.tables.get("compounds")
    if compounds is None or not all(row.knows("community") for row in compounds.rows):
        return []
    housed = {row.get("community") for row in compounds.rows}
    names = {row.get("id"): row.get("name") for row in dataset.rows("communities")}
    empty = [str(name) for key, name in names.items() if key not in housed]
    for document in dataset.surveys:
        for number, question in enumerate(document.value["questions"]):
            if question.get("required") and question.get("options") == "compounds" and empty:
                path: Path = ("questions", str(number), "required")
                message = f"必答，可是{joined(empty, 3)}没有小区可选"
                hint = "删去 required，或者先在 data/compounds.csv 里添上小区"
                problems.append(problem_at(document, path, rule, message, hint))
    return problems


def one_question_names_the_community(dataset: Dataset) -> list[Problem]:
    """Counts by community need exactly one question that names it."""
    rule, problems = "one_question_names_the_community", []
    for document in dataset.surveys:
        questions = document.value["questions"]
        naming = [n for n, q in enumerate(questions) if q.get("role") == "community"]
        asked = [n for n, q in enumerate(questions) if q.get("publish") == "community"]
        everywhere = document.value["sources"] and all(
            source.get("community") for source in document.value["sources"]
        )
        if len(naming) > 1:
            path: Path = ("questions", str(naming[1]), "role")
            message, hint = "已经有一道题说明住在哪个社区", "留下一道，别的删去 role"
            problems.append(problem_at(document, path, rule, message, hint))
        elif asked and not naming and not everywhere:
            path = ("questions", str(asked[0]), "publish")
            message = "要按社区分开公布，却没有题目问住在哪个社区"
            hint = "加一道 role: community 的题目，或者把 publish 改成 counts"
            problems.append(problem_at(document, path, rule, message, hint))
    return problems


def surveys_ask_nothing_personal(dataset: Dataset) -> list[Problem]:
    """No question that is read asks for a name, a number, an account or a door."""
    rule, problems = "surveys_ask_nothing_personal", []
    for document in dataset.surveys:
        for number, question in enumerate(document.value["questions"]):
            asked = PERSONAL.search("；".join(words_of(question["label"])))
            if asked and not question.get("private"):
                path = ("questions", str(number), "label")
                message = f"这道题问了个人信息（{asked[0]}）"
                hint = (
                    "删去这道题；要回话的请居民打电话或到居委会。"
                    "别的工具里已经有这一列的，写 private: true，这里就不读它"
                )
                problems.append(problem_at(document, path, rule, message, hint))
    return problems


def open_surveys_have_a_controller(dataset: Dataset) -> list[Problem]:
    """A survey is open only where somebody is named who answers for the data."""
    rule, problems = "open_surveys_have_a_controller", []
    for document in dataset.surveys:
        opens, closes = document.value.get("opens"), document.value.get("closes")
        named = document.value.get("controller") or dataset.settings.get("operator")
        if opens and not named:
            message = "没有写明谁收、谁保管答案，不能开放"
            hint = "在 data/site.yaml 填 operator（主办单位），或者这里填 controller；先不开放就把 opens 留空"
            problems.append(problem_at(document, ("opens",), rule, message, hint))
        elif closes and not opens:
            message, hint = "有截止日期，没有开始收的日期", "填 opens，或者删去 closes"
            problems.append(problem_at(document, ("closes",), rule, message, hint))
        elif opens and closes and closes < opens:
            message, hint = f"截止日期 {closes} 在开始收的日期 {opens} 之前", "核对两个日期"
            problems.append(problem_at(document, ("closes",), rule, message, hint))
    return problems


def survey_sources_are_complete(dataset: Dataset) -> list[Problem]:
    """A source says all that its kind needs to be read; the town's own form is one source."""
    problems = []
    for document in dataset.surveys:
        for number, source in enumerate(document.value["sources"]):
            key = NEEDED.get(source["kind"])
            if key and not source.get(key):
                message = f"来源是 {source['kind']}，要填 {key}"
                hint = "见 docs/surveys.md 里这一种来源的写法"
                path = ("sources", str(number), "kind")
                rule = "survey_sources_are_complete"
                problems.append(problem_at(document, path, rule, message, hint))
            for message in _unfinished(document.value, source):
                path = ("sources", str(number), "prefill")
                hint = "在谷歌表单里“获取预先填充的链接”，这两题照写 RECEIPT 和 COMMUNITY，见 docs/google-forms.md"
                rule = "survey_sources_are_complete"
                problems.append(problem_at(document, path, rule, message, hint))
                break
        own = [n for n, source in enumerate(document.value["sources"]) if source["kind"] == OWN]
        for number in own[1:]:
            message, hint = "收件程序的来源已经有一个了，同一份答案会算两遍", "留下一个"
            path, rule = ("sources", str(number), "kind"), "survey_sources_are_complete"
            problems.append(problem_at(document, path, rule, message, hint))
    return problems


def _unfinished(survey: dict[str, Any], source: dict[str, Any]) -> Iterator[str]:
    """Yield what a prepared address lacks: the words in whose place code and community go."""
    address = source.get("prefill")
    if not address:
        return
    if source["kind"] != "google_sheet":
        yield "只有 google_sheet 来源才有预先填好的网址（prefill）"
    if survey.get("triage") and "RECEIPT" not in address:
        yield "预先填好的网址里没有 RECEIPT，回执码填不进去"
    names = any(question.get("role") == "community" for question in survey["questions"])
    if names and not source.get("community") and "COMMUNITY" not in address:
        yield "预先填好的网址里没有 COMMUNITY，社区填不进去"


def published_answers_keep_their_ids(dataset: Dataset) -> list[Problem]:
    """A question or option whose counts were published is still there, or told as retired."""
    rule, problems = "published_answers_keep_their_ids", []
    surveys = {document.value["id"]: document for document in dataset.surveys}
    for tally in dataset.tallies:
        document = surveys.get(tally.value["survey"])
        if document is None:
            continue
        known, retired = _ids(document.value), _retired(document.value)
        for name, codes in tally.value["asked"].items():
            open_codes = known.get(name)
            if name in retired:
                continue
            if name not in known:
                message = f"题目「{name}」公布过，现在没有了"
                hint = "放回去；真的不问了，版本加 1，写进 retired"
                problems.append(problem_at(document, ("questions",), rule, message, hint))
                break
            gone = [c for c in codes if open_codes and c not in open_codes]
            gone = [code for code in gone if f"{name}.{code}" not in retired]
            if gone:
                message = f"题目「{name}」的选项「{gone[0]}」公布过，现在没有了"
                hint = "放回去；真的不用了，版本加 1，写进 retired"
                problems.append(problem_at(document, ("questions",), rule, message, hint))
                break
    return problems


def _ids(value: dict[str, Any]) -> dict[str, set[str]]:
    """Return the codes of each question; an empty set where they come from a table."""
    return {
        question["id"]: {option["code"] for option in question["options"]}
        if isinstance(question.get("options"), list)
        else set()
        for question in value["questions"]
    }


def _retired(value: dict[str, Any]) -> set[str]:
    return {
        f"{one['question']}.{one['code']}" if one.get("code") else one["question"]
        for one in value.get("retired") or ()
    }
