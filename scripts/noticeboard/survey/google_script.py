"""A Google Form from a survey's definition: an Apps Script that somebody runs once.

The script makes the form and the private sheet for its answers, and logs what ``data/surveys/``
needs. Every text of the definition is a JavaScript string, or stands in a line comment that it
cannot end. What Google cannot do as the definition wants it: ``google_limits.google_notes``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from noticeboard.model.surveys import Question, Survey
from noticeboard.survey.branching import Exit, Plan
from noticeboard.survey.google_limits import (
    choices_of,
    community_question,
    google_notes,
    google_plan,
    item_of,
    label_of,
    other_of,
    scale_labels,
    who_answers,
)
from noticeboard.survey.google_links import fillable, links, receipt_check, receipt_question
from noticeboard.survey.google_text import comment, js

TIMEZONE = "Asia/Shanghai"
LOCALE = "zh_CN"
THANKS = "谢谢，您的回答已经收到。统计好的结果会公布在共建公示栏，不会公布任何一个人的回答。"
TAKES_FORM = "/** @param {GoogleAppsScript.Forms.Form} form */"


def google_script(survey: Survey, communities: Mapping[str, str]) -> str:
    """Return the script, the same for the same definition.

    ``communities`` are names by id: each that the survey's question of role ``community`` offers
    gets an address of the form in which it is chosen already.
    """
    pages = google_plan(survey)
    functions = [
        _head(survey, google_notes(survey, communities)),
        _start(survey),
        _creation(survey, pages),
        _settings(len(pages.sections) > 1),
        _sheet(survey),
        _report(survey),
        links(survey, communities),
        receipt_check() if survey.triage else iter(()),
    ]
    return "\n".join("".join(f"{line}\n" for line in lines) for lines in functions if lines)


def _head(survey: Survey, notes: tuple[str, ...]) -> Iterator[str]:
    yield "// 这份脚本由 noticeboard form 按问卷的定义生成，不要手改：改定义，再生成一次。"
    yield comment(f"问卷：{survey.title}（{survey.id}，第 {survey.version} 版）")
    yield "// 怎么用：docs/google-forms.md。整份贴进 script.google.com 的新项目，运行 createSurvey。"
    yield "// 只运行一次：每运行一次，就多出一份表单和一个表格。网址在“执行日志”里。"
    if notes:
        yield "// 和定义不一样、要自己做的："
        yield from map(comment, notes)


def _start(survey: Survey) -> Iterator[str]:
    yield "function createSurvey() {"
    yield "  const made = createForm_();"
    yield "  applySettings_(made.form);"
    yield "  report_(made.form, createSheet_(made.form));"
    if fillable(survey):
        yield f"  logLinks_(made.form, {', '.join(f'made.{name}' for name in fillable(survey))});"
    if survey.triage:
        yield "  // 链接里写的是 RECEIPT 这个词，所以先做链接，再让表单只收真的回执码。"
        yield "  checkReceipt_(made.receipt);"
    yield "}"


def _creation(survey: Survey, pages: Plan) -> Iterator[str]:
    """Yield the function that makes the form: pages and questions in order, then the jumps."""
    asked = [question for section in pages.sections for question in section.questions]
    names = {question.id: f"q{number}" for number, question in enumerate(asked, 1)}
    yield "function createForm_() {"
    yield f"  const form = FormApp.create({js(survey.title)});"
    yield f"  form.setTitle({js(survey.title)});"
    yield f"  form.setDescription({js(_description(survey))});"
    if survey.triage:
        yield from receipt_question()
    for question in survey.questions:
        if question.private:
            yield f"  {comment(f'{question.id}：不公开的题，不放进 Google 表单')}"
    for number, (section, leads) in enumerate(zip(pages.sections, pages.exits, strict=True)):
        if number:
            yield from _page(survey, pages, number)
        for question in section.questions:
            yield from _item(survey, pages, question, names[question.id])
            if question is not leads.question:
                yield from _choices(question, names[question.id])
    for number, leads in enumerate(pages.exits):
        yield from _jumps(leads, number, len(pages.exits), names)
    community = community_question(survey)
    also = f", community: {names[community.id]}" if community else ""
    also += ", receipt: receipt" if survey.triage else ""
    yield f"  return {{ form: form{also} }};"
    yield "}"


def _description(survey: Survey) -> str:
    """Return what stands above the questions: what for, who asks, what becomes of the answers."""
    days = [
        *([f"{survey.opens:%Y-%m-%d} 开始"] if survey.opens else []),
        *([f"{survey.closes:%Y-%m-%d} 截止"] if survey.closes else []),
    ]
    lines = [
        survey.purpose,
        f"谁在收集：{survey.controller}",
        f"个人信息：{survey.privacy_notice}",
        *([f"时间：{'，'.join(days)}"] if days else []),
    ]
    return "\n\n".join(lines)


def _page(survey: Survey, pages: Plan, number: int) -> Iterator[str]:
    condition = pages.sections[number].condition
    yield ""
    yield f"  const page{number + 1} = form.addPageBreakItem();"
    yield f"  page{number + 1}.setTitle({js('请接着填')});"
    if condition:
        yield f"  page{number + 1}.setHelpText({js(f'这一页请{who_answers(survey, condition)}填。')});"


def _item(survey: Survey, pages: Plan, question: Question, name: str) -> Iterator[str]:
    """Yield one question without its choices."""
    item = item_of(question)
    everybody = question.id in pages.open
    yield ""
    yield f"  {comment(question.id)}"
    yield f"  const {name} = form.add{item}Item();"
    yield f"  {name}.setTitle({js(label_of(question))});"
    helps = "\n".join(_helps(survey, question, everybody))
    if helps:
        yield f"  {name}.setHelpText({js(helps)});"
    must = question.required and not everybody
    yield f"  {name}.setRequired({'true' if must else 'false'});"
    if item == "Scale":
        yield from _scale(question, name)
    elif item == "Date":
        yield f"  {name}.setIncludesYear(true);"
    elif question.kind == "number":
        check = f"FormApp.createTextValidation().requireNumber().setHelpText({js('请只填数字，例如 12')})"
        yield f"  {name}.setValidation({check}.build());"
    elif question.kind == "multi" and question.most is not None:
        check = f"FormApp.createCheckboxValidation().requireSelectAtMost({question.most})"
        words = js(f"最多选 {question.most} 项")
        yield f"  {name}.setValidation({check}.setHelpText({words}).build());"


def _helps(survey: Survey, question: Question, everybody: bool) -> Iterator[str]:
    if everybody and question.shown_if:
        yield f"只请{who_answers(survey, question.shown_if)}回答，别的人不用填。"
    if question.help:
        yield question.help
    if item_of(question) == "Scale":
        inner = list(scale_labels(question).items())[1:-1]
        told = [f"{number}＝{label}" for number, label in inner if number != label]
        if told:
            yield "，".join(told)


def _scale(question: Question, name: str) -> Iterator[str]:
    yield f"  {name}.setBounds({question.low}, {question.high});"
    labels = scale_labels(question)
    ends = str(question.low), str(question.high)
    left, right = ("" if labels[end] == end else labels[end] for end in ends)
    if left or right:
        yield f"  {name}.setLabels({js(left)}, {js(right)});"


def _choices(
    question: Question, name: str, targets: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Yield the choices of a question, each with the page it leads to, if it does."""
    item = item_of(question)
    if item not in ("List", "MultipleChoice", "Checkbox"):
        return
    yield f"  {name}.setChoices(["
    for code, label in choices_of(question).items():
        target = f", {targets[code]}" if targets else ""
        yield f"    {name}.createChoice({js(label)}{target}),"
    yield "  ]);"
    if item != "List":
        yield f"  {name}.showOtherOption({'true' if other_of(question) else 'false'});"


def _jumps(leads: Exit, number: int, pages: int, names: Mapping[str, str]) -> Iterator[str]:
    """Yield where page ``number`` leads: by the choice, and for whoever chose nothing."""

    def target(page: int) -> str:
        return f"page{page + 1}" if page < pages else "FormApp.PageNavigationType.SUBMIT"

    if leads.question:
        targets = {code: target(page) for code, page in leads.to.items()}
        yield ""
        yield f"  // 选了什么，接着到哪一页：{names[leads.question.id]}"
        yield from _choices(leads.question, names[leads.question.id], targets)
    if number + 1 < pages and leads.otherwise != number + 1:
        yield f"  page{number + 2}.setGoToPage({target(leads.otherwise)});"


def _settings(long: bool) -> Iterator[str]:
    yield TAKES_FORM
    yield "function applySettings_(form) {"
    yield "  // 不收邮箱，不要求登录，不限一人一次：限制就要登录，登录就知道是谁。"
    yield "  form.setCollectEmail(false);"
    yield "  form.setLimitOneResponsePerUser(false);"
    yield "  if (form.requiresLogin()) {"
    yield "    form.setRequireLogin(false);"
    yield "  }"
    yield "  form.setAllowResponseEdits(false);"
    yield "  // 不让填的人看到别人的回答。"
    yield "  form.setPublishingSummary(false);"
    yield "  form.setShuffleQuestions(false);"
    yield f"  form.setProgressBar({'true' if long else 'false'});"
    yield f"  form.setConfirmationMessage({js(THANKS)});"
    yield "}"


def _sheet(survey: Survey) -> Iterator[str]:
    yield TAKES_FORM
    yield "function createSheet_(form) {"
    yield f"  const sheet = SpreadsheetApp.create({js(f'{survey.title}（回答，不公开）')});"
    yield f"  sheet.setSpreadsheetTimeZone({js(TIMEZONE)});"
    yield f"  sheet.setSpreadsheetLocale({js(LOCALE)});"
    yield "  form.setDestination(FormApp.DestinationType.SPREADSHEET, sheet.getId());"
    yield "  SpreadsheetApp.flush();"
    yield "  return SpreadsheetApp.openById(sheet.getId());"
    yield "}"


def _report(survey: Survey) -> Iterator[str]:
    where = js(f"抄到 data/surveys/{survey.id}.yaml 的 sources 里：")
    yield "/**"
    yield " * @param {GoogleAppsScript.Forms.Form} form"
    yield " * @param {GoogleAppsScript.Spreadsheet.Spreadsheet} sheet"
    yield " */"
    yield "function report_(form, sheet) {"
    yield '  Logger.log("发给居民的网址：" + form.getPublishedUrl());'
    yield '  Logger.log("自己改表单的网址：" + form.getEditUrl());'
    yield '  Logger.log("存回答的表格：" + sheet.getUrl());'
    yield f"  Logger.log({where});"
    yield '  Logger.log("spreadsheet: " + sheet.getId());'
    yield "  const tab = sheet.getSheets().find((one) => one.getFormUrl() !== null);"
    yield "  if (tab) {"
    yield '    Logger.log("gid: " + tab.getSheetId());'
    yield "  } else {"
    yield '    Logger.log("gid: 打开上面的表格，点有回答的那一页，看网址最后 gid= 后面的数字");'
    yield "  }"
    yield "}"
