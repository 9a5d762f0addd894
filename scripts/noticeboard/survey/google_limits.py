"""What a Google Form can do of a survey's definition, and what people must be told it cannot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from noticeboard.model.surveys import COMMUNITY, LANGUAGE, Condition, Option, Question, Survey
from noticeboard.survey.branching import Plan, plan

# From so many options on, a list that opens; below, all of them can be seen at once.
LONG_LIST = 11
# A scale of Google's begins with one of these and ends with one of those.
SCALE_FROM = range(2)
SCALE_TO = range(3, 11)
# What Google calls the option beside which words can be written, by the respondent's language.
OTHER = "其他"
TEXTS = {"number": "Text", "short": "Text", "long": "ParagraphText", "date": "Date"}


def google_plan(survey: Survey) -> Plan:
    """Return the pages of the form; private questions are not in it."""
    return plan([question for question in survey.questions if not question.private], can_branch)


def can_branch(question: Question) -> bool:
    """Tell whether Google can go on by the answer: a single choice without words of one's own."""
    return question.kind == "single" and other_of(question) is None


def item_of(question: Question) -> str:
    """Return the kind of Google's item, as in ``add…Item`` and ``…Item``."""
    if question.kind in TEXTS:
        return TEXTS[question.kind]
    if question.kind == "multi":
        return "Checkbox"
    if question.kind == "scale" and question.low in SCALE_FROM and question.high in SCALE_TO:
        return "Scale"
    long = len(question.options) >= LONG_LIST and question.kind == "single"
    return "List" if long and other_of(question) is None else "MultipleChoice"


def label_of(thing: Question | Option) -> str:
    """Return the words that the form shows; by them an answer is read back."""
    return thing.label[LANGUAGE]


def scale_labels(question: Question) -> dict[str, str]:
    """Return what each number of a scale means; the number itself where nothing is said."""
    said = {option.code: label_of(option) for option in question.options}
    numbers = map(str, range(question.low, question.high + 1))
    return {number: said.get(number, number) for number in numbers}


def choices_of(question: Question) -> dict[str, str]:
    """Return the choices that the script writes, code → words: all but the one that Google adds."""
    if question.kind == "scale":
        return scale_labels(question)
    other = other_of(question)
    return {option.code: label_of(option) for option in question.options if option is not other}


def other_of(question: Question) -> Option | None:
    """Return the option that becomes Google's own 其他; it has one, beside at least one choice."""
    others = [option for option in question.options if option.other]
    return others[0] if len(others) == 1 and len(question.options) > 1 else None


def community_question(survey: Survey) -> Question | None:
    """Return the question that an address can answer beforehand: which community."""
    return next(
        (
            question
            for question in survey.questions
            if question.role == COMMUNITY and question.kind == "single" and not question.private
        ),
        None,
    )


def who_answers(survey: Survey, condition: Condition) -> str:
    """Return whom a question is for, as respondents read it."""
    asked = survey.question(condition.question)
    if asked is None:
        return f"「{condition.question}」选了{_quoted(condition.codes)}的人"
    words = {option.code: label_of(option) for option in asked.options}
    chosen = [words.get(code, code) for code in condition.codes]
    return f"「{label_of(asked)}」选了{_quoted(chosen)}的人"


def _quoted(words: list[str] | tuple[str, ...]) -> str:
    return "或".join(f"「{word}」" for word in words)


def google_notes(survey: Survey, communities: Mapping[str, str]) -> tuple[str, ...]:
    """Return, in Chinese, where the form differs from the definition and what to do by hand."""
    pages = google_plan(survey)
    notes = [
        note for question in survey.questions for note in _of_question(survey, question, pages)
    ]
    return (*notes, *_of_communities(survey, communities), *_of_days(survey))


def _of_question(survey: Survey, question: Question, pages: Plan) -> Iterator[str]:
    title = f"「{label_of(question)}」"
    if question.private:
        yield f"{title}是不公开的题，不放进 Google 表单。"
        return
    if question.shown_if and question.id in pages.open:
        must = "，也不必填" if question.required else ""
        yield (
            f"{title}只问{who_answers(survey, question.shown_if)}，Google 表单跳不过去：人人都看得到{must}，"
            "题下写明了谁回答。"
        )
    others = [label_of(option) for option in question.options if option.other]
    other = other_of(question)
    if other is None and others:
        yield f"{title}的{_quoted(others)}后面不能自己写字：Google 每题只能有一个，而且要有别的选项。"
    elif other is not None and label_of(other) != OTHER:
        yield f"{title}的「{label_of(other)}」在 Google 表单里写作“{OTHER}”，排在最后，改不了。"
    if question.kind == "scale" and item_of(question) != "Scale":
        yield f"{title}从 {question.low} 到 {question.high}，Google 的量表做不了，改成了单选。"


def _of_communities(survey: Survey, communities: Mapping[str, str]) -> Iterator[str]:
    question = community_question(survey)
    if question is None:
        yield "没有问是哪个社区的单选题，不做各社区自己的网址。"
        return
    offered = choices_of(question)
    for code, name in sorted(communities.items()):
        if code not in offered:
            yield f"「{label_of(question)}」没有{name}，不做它的网址。"


def _of_days(survey: Survey) -> Iterator[str]:
    if survey.opens:
        yield f"从 {survey.opens} 开始：Google 表单不会自己开始，到那天再把网址发出去。"
    if survey.closes:
        yield f"到 {survey.closes} 为止：Google 表单不会自己停，到期自己关掉“接受回复”。"
