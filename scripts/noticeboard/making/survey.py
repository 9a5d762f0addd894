"""A survey: what it is for, its questions one after another, as the file that staff edit later."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from noticeboard.dataset import Field
from noticeboard.errors import UsageError
from noticeboard.ids import slug
from noticeboard.making.answers import anything_of, chosen, not_a_formula
from noticeboard.making.asking import Asking, Choice, Judge, Question, RefusedError, ask
from noticeboard.making.desk import Desk
from noticeboard.making.notice import Made
from noticeboard.mend import mended
from noticeboard.patterns import matches

ID = "^[a-z0-9]+(-[a-z0-9]+)*$"
PRIVACY = (
    "不问姓名、电话、身份证和门牌号，请不要填写。答案由主办单位保管，只公布汇总以后的数；"
    "自己写的话只给社区工作人员看，不会公布。自愿填写，随时可以不填。"
)
KINDS = (
    Choice("single", "单选", "几个里选一个"),
    Choice("multi", "多选", "几个里可以选几个"),
    Choice("scale", "打分", "1 到 5 分"),
    Choice("long", "自己写", "只给工作人员看，不公布"),
)
PERIODS = (Choice("whole", "全部算在一起"), Choice("quarter", "每个季度分开算"))
TEXT = Field("text", "string", "", "")
MOST = 60
HOW = "题目写成 题型=题目=选项；选项，例如 --question 单选=活动室几点关门好=八点；九点；十点"


@dataclass(frozen=True)
class Asked:
    """One question of the survey: kind, words, the words to choose from."""

    kind: str
    label: str
    options: tuple[str, ...] = ()


def survey(desk: Desk, taken: Sequence[str]) -> Asking[Made]:
    """Ask for a survey and return its file; it is not open before somebody says from when."""
    given = [text for text in desk.given.pop("question", "").split("\n") if text]
    title = yield from _text(
        desk, "title", "问卷叫什么", "最多 30 个字，例如 活动室开放时间", 2, 30
    )
    purpose = yield from _text(desk, "purpose", "为什么问", "一句话，居民填之前看得到", 5, 200)
    questions = [_read(text) for text in given]
    if not given and desk.short:
        raise UsageError(f"还要写 --question。{HOW}")
    while not given:
        one = yield from _question(len(questions) + 1)
        if one:
            questions.append(one)
        if not one or len(questions) == MOST:
            break
    period = yield from ask(
        Question("period", "答案怎样算", "", PERIODS, default="whole"),
        chosen(PERIODS),
        desk.answer("period"),
    )
    opens = yield from _day(desk, "opens", "从哪一天开始收", "先不开放就直接回车")
    closes = (yield from _day(desk, "closes", "收到哪一天", "一直收就直接回车")) if opens else ""
    key = yield from ask(
        Question(
            "id", "问卷的编号", "也是网址；小写字母、数字和短横线，以后不再改", default=slug(title)
        ),
        _unused(taken),
        desk.answer("id"),
    )
    desk.said |= {"period": period, "opens": opens, "closes": closes, "id": key}
    desk.said["question"] = "\n".join(
        f"{q.kind}={q.label}={'；'.join(q.options)}" for q in questions
    )
    head = {"id": key, "version": "1", "title": title, "purpose": purpose}
    content = _content(head, opens, closes, period, questions)
    shown = {"title": title, "purpose": purpose, "opens": opens, "closes": closes}
    shown["questions"] = "；".join(q.label for q in questions)
    return Made(key, content, shown)


def _text(desk: Desk, name: str, title: str, about: str, least: int, most: int) -> Asking[str]:
    def judge(text: str, numbered: Sequence[Choice]) -> str:
        said = anything_of(TEXT)(text, numbered)
        if not least <= len(said) <= most:
            raise RefusedError(f"{least} 到 {most} 个字，这里有 {len(said)} 个")
        return said

    said = yield from ask(Question(name, title, about), judge, desk.answer(name))
    desk.said[name] = said
    return said


def _day(desk: Desk, name: str, title: str, about: str) -> Asking[str]:
    def judge(text: str, _: Sequence[Choice]) -> str:
        if day := mended("date", text):
            return day
        raise RefusedError("日期写成 2026-11-24 的样子")

    asked = Question(name, title, about, needed=False)
    return (yield from ask(asked, judge, desk.answer(name)))


def _question(number: int) -> Asking[Asked | None]:
    about = "“您住在哪个社区”已经有了，从下一题问起" if number == 1 else "没有别的题了就直接回车"
    asked = Question("", f"第 {number} 题问什么", about, needed=number == 1)
    label = yield from ask(asked, anything_of(TEXT))
    if not label:
        return None
    kind = yield from ask(Question("", f"第 {number} 题怎么答", "", KINDS), chosen(KINDS))
    if kind not in ("single", "multi"):
        return Asked(kind, label)
    about = "一个一个用；隔开，例如 八点；九点；十点"
    text = yield from ask(Question("", f"第 {number} 题有哪些选项", about), _options)
    return Asked(kind, label, tuple(text.split("；")))


def _options(text: str, _: Sequence[Choice]) -> str:
    parts = [part.strip() for part in text.replace(";", "；").split("；") if part.strip()]
    if len(parts) < 2:
        raise RefusedError("至少两个选项，用；隔开")
    if len(set(parts)) < len(parts):
        raise RefusedError("有两个选项一样")
    return not_a_formula("；".join(parts))


def _read(text: str) -> Asked:
    """Return a question that came with the command."""
    kind, label, *rest = [part.strip() for part in text.replace("＝", "=").split("=")] + [""]
    try:
        code = chosen(KINDS)(kind, ())
        options = _options(rest[0], ()) if code in ("single", "multi") else ""
    except RefusedError as why:
        raise UsageError(f"--question {text}：{why}。{HOW}") from None
    return Asked(code, label, tuple(options.split("；")) if options else ())


def _unused(taken: Sequence[str]) -> Judge:
    def judge(text: str, _: Sequence[Choice]) -> str:
        if not matches(ID, text) or len(text) > 40:
            raise RefusedError("只用小写字母、数字和短横线，最多 40 个")
        if text in taken:
            raise RefusedError(f"「{text}」已经有了，换一个")
        return text

    return judge


def _content(
    head: dict[str, str], opens: str, closes: str, period: str, questions: Sequence[Asked]
) -> bytes:
    lines = [f"# {head['title']}。怎样改见 docs/surveys.md。"]
    lines += [f"{name}: {_said(value)}" for name, value in head.items()]
    lines += [f"privacy_notice: {PRIVACY}", "",
              "# 什么时候开始收、什么时候截止。留空就是没有开放；没有主办单位（site.yaml 的 operator）不能开放。",
              f"opens: {opens}".rstrip(), f"closes: {closes}".rstrip(), "",
              "# whole 全部答案算在一起；quarter 每个季度分开算。", f"period: {period}", "", "questions:",
              "  - id: community", "    kind: single", "    role: community", "    label: 您住在哪个社区？",
              "    options: communities", "    required: true", "    publish: counts"]  # fmt: skip
    names = {"community"}
    for one in questions:
        lines += [
            "",
            f"  - id: {_name(one.label, names)}",
            f"    kind: {one.kind}",
            f"    label: {_said(one.label)}",
        ]
        if one.kind == "long":
            lines.append("    help: 请不要写姓名、电话和门牌号")
            continue
        if one.kind == "scale":
            lines += ["    help: 1 很不满意，5 很满意", "    low: 1", "    high: 5"]
        if one.options:
            codes = (f"o{number}" for number in range(1, len(one.options) + 1))
            lines += ["    options:"]
            lines += [
                f"      - {{code: {c}, label: {_said(o)}}}"
                for c, o in zip(codes, one.options, strict=True)
            ]
        lines += ["    required: true", "    publish: counts"]
    lines += ["", "# 答案从哪里来。每一种怎样填见 docs/surveys.md；没有的不写。", "sources: []"]
    return ("\n".join(lines) + "\n").encode()


def _said(text: str) -> str:
    """Return a text as YAML: quoted where it would be read as something else."""
    plain = text.isdecimal() and len(text) == 1
    return text if plain else json.dumps(text, ensure_ascii=False)


def _name(label: str, taken: set[str]) -> str:
    """Return an id that no question has."""
    name = slug(label)[:30].strip("-") or "question"
    number = 2
    while (key := name if number == 2 and name not in taken else f"{name}-{number}") in taken:
        number += 1
    taken.add(key)
    return key


NEXT = (
    "看看题目和说明：data/surveys/{key}.yaml；怎样改、答案从哪里来，见 docs/surveys.md",
    "打印成纸：noticeboard form {key} --to paper",
)
