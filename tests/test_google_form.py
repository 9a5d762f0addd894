"""The generated Apps Script: what it makes is what the survey's definition says, and nothing else."""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noticeboard.commands.form import form
from noticeboard.errors import UsageError
from noticeboard.model.surveys import KINDS, Condition, Option, Question, Survey
from noticeboard.receipts import new_code, shown
from noticeboard.survey.branching import plan
from noticeboard.survey.google_limits import can_branch, google_notes, google_plan, who_answers
from noticeboard.survey.google_script import google_script
from noticeboard.survey.google_text import comment, js

HERE = Path(__file__).resolve().parent
TOOLS = HERE / "tools" / "node_modules"
COMMUNITIES = {"chengxi": "城西社区", "fuping": "富平社区"}


def option(code: str, label: str, **more: Any) -> Option:
    return Option(code, {"zh": label, "en": f"english {code}"}, **more)


def ask(name: str, kind: str = "single", label: str = "", **more: Any) -> Question:
    """Return a question; a choice without options of its own is between yes and no."""
    if kind in ("single", "multi"):
        more.setdefault("options", (option("yes", "有"), option("no", "没有")))
    return Question(name, kind, {"en": f"english {name}", "zh": label or f"{name}？"}, **more)


def survey(*questions: Question, **more: Any) -> Survey:
    made = Survey("xuqiu", 2, "居民需求调查", "看看大家缺什么", "城西街道办事处", "不收姓名和电话", None,
                  None, "quarter", 5, questions, ())  # fmt: skip
    return replace(made, **more)


def only(question: str, *codes: str) -> Condition:
    return Condition(question, codes)


STREETS = tuple(option(f"s{n}", f"{n} 号院") for n in range(12))
SCALE = (option("1", "很不满意"), option("2", "2"), option("3", "一般"), option("5", "很满意"))
WHERE = ask("where", options=(option("chengxi", "城西"), option("fuping", "富平"), option("none", "说不清")),
            role="community", required=True)  # fmt: skip
EVERYTHING = survey(
    WHERE,
    ask("street", options=STREETS, help="只到院子，不写门牌"),
    ask("elder", required=True),
    ask("age", "number", shown_if=only("elder", "yes"), required=True),
    ask(
        "need",
        "multi",
        options=(option("meal", "助餐"), option("x", "别的（请写）", other=True)),
        most=1,
    ),
    ask("content", "scale", options=SCALE, required=True, help="想一想这一年"),
    ask("wide", "scale", low=2, high=4),
    ask("day", "date", shown_if=only("need", "meal"), required=True),
    ask("tel", "short", private=True),
    ask("name", "short"),
    ask("words", "long"),
    opens=dt.date(2026, 12, 1),
    closes=dt.date(2026, 12, 31),
)

NASTY = ["*/", "</script>", "<!--", "-->", "\u2028\u2029", "\\", '"', "'", "`${x}`", "\r\n", "@ts-nocheck",
         "// @ts-ignore", "\\u0041", "\x00", "\x7f", "\ud800", "\ufeff", "\u202e反", "'); FormApp.openById('x');//",
         "👩‍👩‍👧", "𠮷", "%s %d", "\n# sourceMappingURL=x"]  # fmt: skip


def nasty_surveys() -> list[Survey]:
    """Each nasty text, in every place that takes words."""
    made = []
    for text in NASTY:
        questions = [
            replace(
                question,
                label={"zh": f"{text}{question.id}"},
                help=text,
                options=tuple(
                    replace(one, label={"zh": f"{text}{one.code}"}) for one in question.options
                ),
            )
            for question in EVERYTHING.questions
        ]
        made.append(replace(EVERYTHING, questions=tuple(questions), title=f"{text}x", purpose=text, controller=text, privacy_notice=text, id=text))  # fmt: skip
    return made


TEXT = st.text(st.characters(exclude_categories=()), min_size=1, max_size=8) | st.sampled_from(
    NASTY
)


@st.composite
def surveys(draw: st.DrawFn) -> Survey:
    """Any survey that a definition could be, with words that nobody would write."""
    questions: list[Question] = []
    for number in range(draw(st.integers(1, 7))):
        kind = draw(st.sampled_from(("single", "single", "single", *KINDS)))
        codes = [f"c{n}" for n in range(draw(st.sampled_from((1, 2, 2, 3, 12))))]
        options = [
            option(code, f"{draw(TEXT)}{code}", other=draw(st.integers(0, 7)) == 0)
            for code in codes
        ]
        low = draw(st.integers(0, 2))
        earlier = [one for one in questions if one.kind in ("single", "multi")]
        condition = None
        if draw(st.booleans()) and earlier:
            asked = draw(st.sampled_from(earlier[-2:]))
            some = st.lists(st.sampled_from([one.code for one in asked.options]), min_size=1)
            condition = Condition(asked.id, tuple(sorted(set(draw(some)))))
        questions.append(
            Question(
                f"q{number}",
                kind,
                {"zh": f"{draw(TEXT)}{number}"},
                tuple(options) if kind in ("single", "multi") else (),
                help=draw(st.just("") | TEXT),
                required=draw(st.booleans()),
                private=draw(st.integers(0, 6)) == 0,
                shown_if=condition,
                low=low,
                high=low + draw(st.integers(1, 10)),
                most=draw(st.none() | st.integers(1, len(codes))),
                role="community" if number == 0 else "",
            )
        )
    return survey(*questions, title=draw(TEXT), purpose=draw(TEXT), privacy_notice=draw(TEXT))


def found(count: int) -> list[Survey]:
    """Return surveys that hypothesis makes, the same in every run."""
    made: list[Survey] = []

    @settings(max_examples=count, derandomize=True, database=None, deadline=None)
    @given(surveys())
    def collect(one: Survey) -> None:
        made.append(one)

    collect()
    return made


def scripts(folder: Path, those: list[Survey]) -> list[Path]:
    """Write the script of each survey; ``.js``, since tsc reads no ``.gs``."""
    paths = [folder / f"form{number:03}.js" for number in range(len(those))]
    for path, one in zip(paths, those, strict=True):
        path.write_bytes(google_script(one, {**COMMUNITIES, "c0": "零"}).encode())
    return paths


def run_node(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["node", *map(str, words)], capture_output=True, encoding="utf-8", check=False, timeout=120
    )


def tsc(paths: list[Path]) -> str:
    """Return what TypeScript has against the scripts, by Google's types; "" for nothing."""
    compiler = TOOLS / "typescript" / "bin" / "tsc"
    assert compiler.is_file(), "TypeScript is not installed: .ci/tools says how"
    done = run_node(
        compiler, "--allowJs", "--checkJs", "--noEmit", "--strict", "--target", "es2020", "--lib", "es2020",
        "--moduleDetection", "force", "--noUnusedParameters", "--noImplicitReturns", "--allowUnreachableCode", "false",
        "--pretty", "false", "--types", "google-apps-script", "--typeRoots", TOOLS / "@types", *paths,
    )  # fmt: skip
    assert (done.returncode == 0) == (done.stdout == ""), done.stderr
    return done.stdout


@pytest.mark.browser
def test_scripts_fit_googles_types(tmp_path: Path) -> None:
    those = [EVERYTHING, survey(ask("a", "long")), *nasty_surveys(), *found(40)]
    assert tsc(scripts(tmp_path, those)) == ""


@pytest.mark.browser
def test_the_type_check_sees_each_wrong_name_and_argument(tmp_path: Path) -> None:
    script = google_script(EVERYTHING, COMMUNITIES)
    faults = [
        ("showOtherOption", "showOtherOptions"),
        ("setBounds(1, 5)", "setBounds(1)"),
        ("setRequired(true)", 'setRequired("true")'),
        ("addListItem()", "addDropdownItem()"),
        ("requireNumber()", "requireDigits()"),
        ("setSpreadsheetTimeZone", "setTimeZone"),
        ("setGoToPage(page3)", 'setGoToPage("page3")'),
        ("DestinationType.SPREADSHEET", "DestinationType.SHEET"),
    ]
    paths = []
    for number, (right, wrong) in enumerate(faults):
        assert right in script, right
        paths.append(tmp_path / f"fault{number}.js")
        paths[-1].write_text(script.replace(right, wrong), encoding="utf-8")
    told = tsc(paths)
    for path, (_, wrong) in zip(paths, faults, strict=True):
        assert path.name in told, wrong


def made_by(paths: list[Path]) -> list[Any]:
    done = run_node(HERE / "google_stub.js", *paths)
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout))


def utf16(text: str) -> str:
    """Return the text as JavaScript tells it back."""
    return str(json.loads(json.dumps(text)))


SETTINGS = {"collectEmail": False, "limitOne": False, "requireLogin": False, "allowEdits": False,
            "publishSummary": False, "shuffle": False}  # fmt: skip
ITEMS = {"multi": ["Checkbox"], "single": ["MultipleChoice", "List"], "scale": ["Scale", "MultipleChoice"],
         "number": ["Text"], "short": ["Text"], "long": ["ParagraphText"], "date": ["Date"]}  # fmt: skip


@pytest.mark.browser
def test_a_script_makes_what_the_definition_says_and_nothing_else(tmp_path: Path) -> None:
    those = [EVERYTHING, *nasty_surveys(), *found(60)]
    for one, (made, logs) in zip(those, made_by(scripts(tmp_path, those)), strict=True):
        assert made["untouched"], "loading the script did something"
        assert made["functions"][0] == "createSurvey"
        assert all(name.endswith("_") for name in made["functions"][1:]), "offered to be run"
        assert made["counts"] == [1, 1]
        assert made["title"] == made["created"] == utf16(one.title)
        for words in (one.purpose, one.controller, one.privacy_notice):
            assert utf16(words) in made["description"]
        said = made["settings"]
        assert said.pop("confirmation").startswith("谢谢")
        assert said.pop("progressBar") == any(item["kind"] == "PageBreak" for item in made["items"])
        assert said == SETTINGS
        assert made["sheet"]["zone"] == "Asia/Shanghai"
        assert made["sheet"]["locale"] == "zh_CN"
        assert made["sheet"]["destination"] == ["SPREADSHEET", "SHEET"]
        assert "gid: 77" in made["logs"]
        assert any("gid=" in line for line in logs), "no tab was found: how to look for it"
        assert "spreadsheet: SHEET" in made["logs"]
        assert_items(one, [item for item in made["items"] if item["kind"] != "PageBreak"])
        assert_jumps(one, made["items"])


def assert_items(one: Survey, items: list[Any]) -> None:
    everybody = google_plan(one).open
    asked = [question for question in one.questions if not question.private]
    assert [item["title"] for item in items] == [utf16(question.label["zh"]) for question in asked]
    for question, item in zip(asked, items, strict=True):
        assert item["kind"] in ITEMS[question.kind]
        assert item["required"] == (question.required and question.id not in everybody)
        assert utf16(question.help) in (item["help"] or "")
        if question.kind in ("single", "multi"):
            others = [x for x in question.options if x.other]
            shown = len(others) == 1 and len(question.options) > 1
            labels = [utf16(x.label["zh"]) for x in question.options if not (shown and x.other)]
            assert [choice["text"] for choice in item["choices"]] == labels
            assert item.get("other", False) == shown
        elif item["kind"] == "Scale":
            assert item["bounds"] == [question.low, question.high]
        elif question.kind == "scale":
            numbers = [str(n) for n in range(question.low, question.high + 1)]
            assert [choice["text"] for choice in item["choices"]] == numbers
        if question.kind == "number":
            assert item["validation"]["requireNumber"]
        elif question.kind == "multi" and question.most:
            assert item["validation"]["requireSelectAtMost"] == question.most
        else:
            assert "validation" not in item


# A form as pages: which questions, by which answer one goes where, where one goes else.
Pages = list[tuple[list[str], dict[str, dict[str, int]], int]]


def assert_jumps(one: Survey, items: list[Any]) -> None:
    """What Google documents of jumps, done with what the script made: the right pages are seen."""
    starts = [number for number, item in enumerate(items) if item["kind"] == "PageBreak"]
    number_of: dict[int | str, int] = {start: number for number, start in enumerate(starts, 1)}
    number_of["end"] = len(starts) + 1
    asked = iter(question for question in one.questions if not question.private)
    pages: Pages = [([], {}, 1)]
    for item in items:
        if item["kind"] == "PageBreak":
            names, jumps, _ = pages[-1]
            pages[-1] = (names, jumps, number_of[item["goTo"]] if "goTo" in item else len(pages))
            pages.append(([], {}, len(pages) + 1))
            continue
        question = next(asked)
        pages[-1][0].append(question.id)
        if item.get("choices", [{"to": None}])[0]["to"] is not None:
            codes = [x.code for x in question.options]
            targets = [number_of[choice["to"]] for choice in item["choices"]]
            pages[-1][1][question.id] = dict(zip(codes, targets, strict=True))
    for answers in some_answers(one):
        assert walk(pages, answers) == wanted(one, answers)


def some_answers(one: Survey) -> list[dict[str, str | None]]:
    """Return answers to the single choices: each combination of the first codes, to a limit."""
    everything: list[dict[str, str | None]] = [{}]
    for question in one.questions:
        if question.kind == "single" and any(
            other.shown_if and other.shown_if.question == question.id for other in one.questions
        ):
            codes: list[str | None] = [None, *(x.code for x in question.options[:3])]
            everything = [known | {question.id: code} for known in everything for code in codes]
    return everything[:400]


def walk(pages: Pages, answers: dict[str, str | None]) -> list[str]:
    """Return the questions that somebody with these answers sees, in order."""
    seen: list[str] = []
    page = 0
    while page < len(pages):
        names, jumps, target = pages[page]
        seen += names
        assert len(jumps) <= 1, "of two on one page only the last would count"
        for name, to in jumps.items():
            target = to.get(answers.get(name) or "", target)
        assert target > page
        page = target
    return seen


def wanted(one: Survey, answers: dict[str, str | None]) -> list[str]:
    """Return the questions that the definition shows; those of a condition given up, always."""
    everybody = google_plan(one).open
    shown: list[str] = []
    for question in one.questions:
        condition = None if question.id in everybody else question.shown_if
        fits = (
            condition
            and condition.question in shown
            and answers.get(condition.question) in condition.codes
        )
        if not question.private and (condition is None or fits):
            shown.append(question.id)
    return shown


@settings(max_examples=200, deadline=None)
@given(surveys())
def test_everybody_sees_the_pages_that_are_for_them(one: Survey) -> None:
    pages = google_plan(one)
    form_pages: Pages = [
        (
            [question.id for question in section.questions],
            {leads.question.id: leads.to} if leads.question else {},
            leads.otherwise,
        )
        for section, leads in zip(pages.sections, pages.exits, strict=True)
    ]
    for answers in some_answers(one):
        assert walk(form_pages, answers) == wanted(one, answers)


OTHER = (option("a", "甲"), option("b", "乙"), option("o", "其他", other=True))


@pytest.mark.parametrize(
    ("questions", "given_up"),
    [
        ([ask("a"), ask("b", shown_if=only("a", "yes"))], ""),
        ([ask("a"), ask("b", shown_if=only("a", "yes")), ask("c", shown_if=only("a", "no"))], ""),
        # A question between: the page with the answer is left, but the answer is still on it.
        ([ask("a"), ask("x", "long"), ask("b", shown_if=only("a", "yes")), ask("c")], ""),
        # One hangs on another, then the first one's other answer, then everybody again.
        ([ask("a"), ask("b", shown_if=only("a", "yes")), ask("c", shown_if=only("b", "no")),
          ask("d", shown_if=only("a", "no")), ask("e")], ""),
        # Whoever comes from the other answer's page was never asked b.
        ([ask("a"), ask("b", shown_if=only("a", "yes")), ask("c", shown_if=only("a", "no")),
          ask("d", shown_if=only("b", "yes"))], ""),
        # After a page for everybody nobody knows any more.
        ([ask("a"), ask("b", shown_if=only("a", "yes")), ask("c"), ask("d", shown_if=only("a", "yes"))], "d"),
        ([ask("a"), ask("b"), ask("c", shown_if=only("a", "yes")), ask("d", shown_if=only("b", "yes"))], "d"),
        ([ask("a", "multi"), ask("b", shown_if=only("a", "yes"))], "b"),
        ([ask("a", options=OTHER), ask("b", shown_if=only("a", "a"))], "b"),
        ([ask("a", private=True), ask("b", shown_if=only("a", "yes"))], "b"),
        ([ask("b", shown_if=only("a", "yes")), ask("a")], "b"),
        ([ask("a", shown_if=only("a", "yes"))], "a"),
        ([ask("a", shown_if=only("gone", "yes"))], "a"),
    ],
)  # fmt: skip
def test_a_condition_is_given_up_only_where_google_cannot_know(
    questions: list[Question], given_up: str
) -> None:
    one = survey(*questions)
    assert google_plan(one).open == set(given_up)
    notes = "".join(google_notes(one, {}))
    script = google_script(one, {})
    assert (
        ("跳不过去" in notes)
        == bool(given_up)
        == ("跳不过去" in script)
        == ("别的人不用填" in script)
    )


def test_a_question_is_never_moved() -> None:
    pages = plan(EVERYTHING.questions, can_branch)
    order = [question.id for section in pages.sections for question in section.questions]
    assert order == [question.id for question in EVERYTHING.questions]


def test_what_google_cannot_do_is_told_and_stands_in_the_script() -> None:
    notes = google_notes(EVERYTHING, {**COMMUNITIES, "longshan": "龙山社区"})
    script = google_script(EVERYTHING, {**COMMUNITIES, "longshan": "龙山社区"})
    told = "\n".join(notes)
    for words in ("「tel？」是不公开的题", "「day？」只问「need？」选了「助餐」的人", "也不必填", "「别的（请写）」",
                  "从 2 到 4", "没有龙山社区", "从 2026-12-01 开始", "到 2026-12-31 为止"):  # fmt: skip
        assert words in told
    for note in notes:
        assert note in script
    assert "tel？" not in script.partition("function createSurvey")[2]
    assert "不做各社区自己的网址" in "".join(google_notes(survey(ask("a")), COMMUNITIES))
    two = survey(
        WHERE, ask("a", options=(option("a", "甲", other=True), option("b", "乙", other=True)))
    )
    assert google_notes(two, COMMUNITIES) == (
        "「a？」的「甲」或「乙」后面不能自己写字：Google 每题只能有一个，而且要有别的选项。",
    )
    assert google_notes(survey(WHERE), COMMUNITIES) == ()


def test_whom_a_question_is_for_is_told_in_its_words() -> None:
    assert (
        who_answers(survey(ask("a")), only("a", "yes", "no")) == "「a？」选了「有」或「没有」的人"
    )


@pytest.mark.browser
def test_each_community_has_its_address(tmp_path: Path) -> None:
    ((made, _),) = made_by(scripts(tmp_path, [EVERYTHING]))
    assert made["links"] == [
        [{"title": "where？", "text": "城西"}],
        [{"title": "where？", "text": "富平"}],
    ]
    assert [line.partition("的网址：")[0] for line in made["logs"][-2:]] == ["城西社区", "富平社区"]


@pytest.mark.browser
def test_a_form_with_receipts_asks_for_the_code_and_logs_the_address_to_fill_in(
    tmp_path: Path,
) -> None:
    with_codes = replace(EVERYTHING, triage=True)
    alone = survey(ask("a"), triage=True)
    paths = scripts(tmp_path, [with_codes, alone])
    assert tsc(paths) == ""
    (made, _), (other, _) = made_by(paths)
    first = made["items"][0]
    assert (first["kind"], first["title"], first["required"]) == ("Text", "回执码", False)
    pattern = re.compile(first["validation"]["requireTextMatchesPattern"])
    assert pattern.match(shown(new_code()))
    assert pattern.match(new_code().lower())
    assert not pattern.match("RECEIPT")
    (prefill,) = [line for line in made["logs"] if line.startswith("prefill: ")]
    assert prefill.endswith("=COMMUNITY&entry.1=RECEIPT")
    assert prefill.removeprefix("prefill: ").startswith("https://docs.google.com/forms/")
    plain = next(line for line in made["logs"] if line.startswith("城西社区的网址："))
    assert "RECEIPT" not in plain
    assert [line for line in other["logs"] if "=RECEIPT" in line]


@pytest.mark.browser
def test_the_stand_in_refuses_what_it_does_not_know(tmp_path: Path) -> None:
    script = google_script(EVERYTHING, COMMUNITIES)
    head = "function createSurvey() {\n"
    for number, wrong in enumerate(
        [
            "UrlFetchApp.fetch('https://x.invalid');",
            "FormApp.openById('x');",
            "FormApp.create('x'); FormApp.create('y');",
            "SpreadsheetApp.getActive();",
            "FormApp.create('x').setTitel('y');",
            "FormApp.create('x').setTitle(1);",
            "FormApp.create('x').addTextItem().setRequired();",
        ]
    ):
        path = tmp_path / f"wrong{number}.js"
        path.write_text(script.replace(head, head + wrong), encoding="utf-8")
        assert run_node(HERE / "google_stub.js", path).returncode == 1, wrong


@settings(deadline=None)
@given(TEXT)
def test_no_text_ends_its_string_or_comment(text: str) -> None:
    written = js(text)
    assert written[0] == written[-1] == '"'
    assert json.loads(written) == utf16(text)
    assert "<" not in written
    assert written.isprintable()
    assert comment(text).isprintable()
    assert comment(text).startswith("// · ")
    assert "*/" not in comment(text)


def test_the_same_definition_gives_the_same_script() -> None:
    assert google_script(EVERYTHING, COMMUNITIES) == google_script(
        EVERYTHING, dict(reversed(COMMUNITIES.items()))
    )


def test_the_command_writes_the_script_or_says_why_not(tmp_path: Path) -> None:
    out = tmp_path / "问卷.gs"
    made = form(EVERYTHING, COMMUNITIES, "google", out)
    assert out.read_text(encoding="utf-8") == made.text == google_script(EVERYTHING, COMMUNITIES)
    assert made.notes == google_notes(EVERYTHING, COMMUNITIES)
    with pytest.raises(UsageError, match="paper"):
        form(EVERYTHING, COMMUNITIES, "paper")
    for bad in (tmp_path, tmp_path / "none" / "x.gs"):
        with pytest.raises(UsageError, match="--out"):
            form(EVERYTHING, COMMUNITIES, "google", bad)
