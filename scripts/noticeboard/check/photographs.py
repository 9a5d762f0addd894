"""Rules about photographs: of what they are, what their files are, what is said of them, who is seen."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from noticeboard.check.report import error_at, warning_at
from noticeboard.dataset import Dataset, Row, Table
from noticeboard.errors import Place, Problem
from noticeboard.model.photographs import OF_WHAT
from noticeboard.model.work import STAGES_AHEAD
from noticeboard.personal.beside import picture_tells
from noticeboard.pictures import MAX_BYTES, MEGABYTE, SMALLER, PictureError, look_at
from noticeboard.words import nearest

LEAST_WORDS = 6
NOT_WORDS = re.compile(r"[\s\W_]+")
WORDLESS = re.compile(
    r"(?i)[这一]?[张幅]?(?:微信)?(?:图片|照片|图像|相片|截图|配图|image|photo|picture|img|dsc|jpe?g|png|webp)|\d+"
)
# Children, but not what is made for them or by them: 儿童乐园, 孩子的画.
CHILDREN = re.compile(
    "(?:孩子|儿童|小孩|小朋友|小学生|中学生|学生|少年|婴儿|宝宝|幼儿)"
    "(?!们?的?(?:乐园|游乐|之家|活动室|中心|公园|宿舍|医院|福利院|滑梯|座椅|读物|书|画|作品|园|餐桌))"
)
NOT_RECOGNISABLE = re.compile("背影|背对|背面|远处|远景|看不清|认不出|马赛克|剪影")


def photographs_belong_to_one_record(dataset: Dataset) -> list[Problem]:
    """A photograph is of exactly one project, order, deed, facility or meeting."""
    rule, problems = "photographs_belong_to_one_record", []
    for table, row in dataset.each("photos"):
        if not row.knows(*OF_WHAT):
            continue
        named = [name for name in OF_WHAT if row.get(name)]
        if len(named) == 1:
            continue
        if named:
            message = f"一张照片只能属于一件事，这里填了 {len(named)} 格：{'、'.join(named)}"
            hint = "留下最贴切的一格，别的清空"
        else:
            message = "没有写明拍的是哪一件事"
            hint = "在 project（项目）、order（办理单）、deed（实事）、facility（设施）、meeting（会议）里填一格"
        problems.append(error_at(table, row, named[1] if named else "project", rule, message, hint))
    return problems


def photographs_are_there(dataset: Dataset) -> list[Problem]:
    """The file of a photograph lies in ``content/photos``."""
    problems = []
    for table, row in dataset.each("photos"):
        name = row.get("file")
        if name and name not in dataset.photographs:
            message = f"content/photos 里没有「{name}」"
            hint = (
                nearest(name, dataset.photographs)
                or "把照片放进 content/photos，文件名要一样；或者用 noticeboard photo add 加"
            )
            problems.append(error_at(table, row, "file", "photographs_are_there", message, hint))
    return problems


def photographs_can_be_shown(dataset: Dataset) -> list[Problem]:
    """A photograph is really a JPEG, PNG or WebP, whole, still, and not too large."""
    problems = []
    for table, row, name in _with_file(dataset):
        wrong = _wrong(dataset, name)
        if wrong:
            message = f"「{name}」{wrong[0]}"
            problems.append(
                error_at(table, row, "file", "photographs_can_be_shown", message, wrong[1])
            )
    return problems


# What is wrong with a file, by its digest: a preview checks again and again.
_verdicts: dict[str, tuple[str, str] | None] = {}


def _wrong(dataset: Dataset, name: str) -> tuple[str, str] | None:
    """Return message and hint for a file that cannot be shown; one that is too large is not read."""
    if dataset.photographs[name] > MAX_BYTES:
        size = dataset.photographs[name] / MEGABYTE
        return f"有 {size:.0f} MB，超过了 {MAX_BYTES // MEGABYTE} MB", SMALLER
    body = dataset.photograph(name)
    digest = hashlib.sha256(body).hexdigest()
    if digest not in _verdicts:
        try:
            look_at(body)
            _verdicts[digest] = None
        except PictureError as error:
            _verdicts[digest] = error.message, error.hint
    return _verdicts[digest]


def photographs_tell_nothing_else(dataset: Dataset) -> list[Problem]:
    """A photograph's file carries no place, time, device or remark: everybody can download the project."""
    rule, problems = "photographs_tell_nothing_else", []
    for table, row, name in _with_file(dataset):
        if dataset.photographs[name] > MAX_BYTES:
            continue
        told = picture_tells(dataset.photograph(name))
        if told:
            message = (
                f"「{name}」里还带着：{'、'.join(told)}。网页上不会有，可是项目文件夹谁都能下载"
            )
            hint = "提交以前运行 noticeboard photo clean，去掉全部照片里的这些；已经提交了的，见 docs/privacy.md"
            problems.append(error_at(table, row, "file", rule, message, hint))
    return problems


def photographs_are_used_once(dataset: Dataset) -> list[Problem]:
    """No photograph is shown twice, none lies in ``content/photos`` that no row names."""
    table = dataset.tables.get("photos")
    if table is None or not table.complete or not all(row.knows("file") for row in table.rows):
        return []
    rule, problems = "photographs_are_used_once", []
    first: dict[str, Row] = {}
    for row in table.rows:
        name = row.get("file")
        if name in first:
            message = f"「{name}」已经用在「{first[name].get('id')}」那一行了"
            hint = "同一张照片只登记一次；放错了的，改成另一张的文件名"
            problems.append(warning_at(table, row, "file", rule, message, hint))
        first.setdefault(name, row)
    for name in dataset.photographs:
        if name not in first:
            place = Place(f"content/photos/{name}")
            message = "这张照片没有用到：data/photos.csv 里没有一行写它"
            hint = "要用就用 noticeboard photo add 登记；不用就删去，放着也会被别人下载"
            problems.append(Problem(place, rule, "warning", message, hint))
    return problems


def photographs_say_what_is_seen(dataset: Dataset) -> list[Problem]:
    """The words for those who cannot see a photograph say what is on it."""
    rule, problems = "photographs_say_what_is_seen", []
    said: dict[tuple[str, str], str] = {}
    for table, row in dataset.each("photos"):
        alt = row.get("alt")
        if not alt:
            continue
        of = next((f"{name}/{row.get(name)}" for name in OF_WHAT if row.get(name)), "")
        wrong = _says_nothing(dataset, row, alt)
        if not wrong and of and (of, alt) in said:
            wrong = f"和「{said[of, alt]}」那一张的话一模一样，分不出两张有什么不同"
        said.setdefault((of, alt), str(row.get("id")))
        if wrong:
            hint = "写画面上看得到的，例如：坑洼的路面，积着水，车停得乱"
            problems.append(error_at(table, row, "alt", rule, wrong, hint))
    return problems


def _says_nothing(dataset: Dataset, row: Row, alt: str) -> str:
    """Return why these words do not say what is seen, or an empty string."""
    name = PurePosixPath(str(row.get("file") or "")).name
    if alt.casefold() in (name.casefold(), PurePosixPath(name).stem.casefold()):
        return "这是文件名，没有说画面上有什么"
    words = NOT_WORDS.sub("", alt)
    if len(NOT_WORDS.sub("", WORDLESS.sub("", alt))) < LEAST_WORDS:
        return f"这句话没有说画面上有什么，至少写 {LEAST_WORDS} 个字"
    for column in OF_WHAT:
        for other in dataset.rows(OF_WHAT[column]) if row.get(column) else ():
            title = str(other.get("name") or other.get("title") or "")
            if other.get("id") == row.get(column) and NOT_WORDS.sub("", title) == words:
                return "这是那件事的名称，没有说画面上有什么"
    return ""


def children_are_shown_with_consent(dataset: Dataset) -> list[Problem]:
    """Where a photograph's words speak of children, their guardians agreed, or nobody is recognisable."""
    rule, problems = "children_are_shown_with_consent", []
    for table, row in dataset.each("photos"):
        words = f"{row.get('alt') or ''} {row.get('caption') or ''}"
        consent, child = row.get("portrait_consent"), CHILDREN.search(words)
        if not child or consent not in ("nobody", "adults"):
            continue
        if consent == "nobody" and NOT_RECOGNISABLE.search(words):
            continue
        label = table.resource.fields["portrait_consent"].labels[consent]
        message = f"说明里写到“{child[0]}”，这里填的却是“{label}”"
        hint = (
            "每个孩子的监护人都书面同意了，填 guardians；拍的是背影、远处，认不出是谁的，填 nobody，"
            "在 alt 里写明“背影”“远处”；都不是，换一张"
        )
        problems.append(error_at(table, row, "portrait_consent", rule, message, hint))
    return problems


def unbegun_projects_show_nothing_later(dataset: Dataset) -> list[Problem]:
    """A project that has not begun has no photograph of the work or of its result."""
    rule, problems = "unbegun_projects_show_nothing_later", []
    stages = {row.get("id"): row.get("stage") for row in dataset.rows("projects")}
    for table, row in dataset.each("photos"):
        project = row.get("project")
        moment, stage = row.get("moment"), stages.get(project) if project else None
        if moment in ("during", "after") and stage in STAGES_AHEAD:
            word = table.resource.fields["moment"].labels[moment]
            stage_word = dataset.tables["projects"].resource.fields["stage"].labels[stage]
            message = f"这个项目还是“{stage_word}”，不会有{word}的照片"
            hint = "项目已经动手了，先改它的 stage；是以前的样子，moment 填 before；是效果图，不要当照片用"
            problems.append(error_at(table, row, "moment", rule, message, hint))
    return problems


def _with_file(dataset: Dataset) -> Iterator[tuple[Table, Row, str]]:
    """Yield the rows of photographs whose file is there."""
    for table, row in dataset.each("photos"):
        name = row.get("file")
        if name in dataset.photographs:
            yield table, row, name
