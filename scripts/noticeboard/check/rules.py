"""The rules that need more than one cell: one named function each.

A rule gets a dataset in which every cell that already has a problem is unknown; it must
be silent about unknown cells and about references into an incomplete table.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from noticeboard.check.report import error_at
from noticeboard.dataset import Dataset, Row, Table
from noticeboard.errors import Place, Problem
from noticeboard.model.work import STAGES_AHEAD
from noticeboard.words import nearest

RELATIVE_WORDS = re.compile(
    "今年|去年|前年|明年|本年|上年|目前|截至|近日|近期|日前|前段时间|接下来|下一步"
)
MAX_GUESSES = 100  # a guess looks at the whole table
FULL_DATE = re.compile(r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日")


def references_resolve(dataset: Dataset) -> list[Problem]:
    """Every reference names a row that exists in the table it points to."""
    keys = _dangling_references(dataset, keys=True, unsure=set())
    unsure = {problem.resource for problem in keys}
    return keys + _dangling_references(dataset, keys=False, unsure=unsure)


def _dangling_references(dataset: Dataset, keys: bool, unsure: set[str]) -> list[Problem]:
    """Return the dangling references in key columns, or in the others.

    A table whose own key is a wrong reference (``unsure``) may lack a row: what points there
    is not judged.
    """
    problems: list[Problem] = []
    for table in dataset.tables.values():
        for name, (target, _) in table.resource.foreign_keys.items():
            if (name == table.resource.key) != keys or target in unsure:
                continue
            for row in table.rows:
                value = row.get(name)
                if value is not None and _is_missing(dataset, target, value):
                    guess = len(problems) < MAX_GUESSES
                    problems.append(_dangling(dataset, table, row, name, target, value, guess))
    return problems


def list_references_resolve(dataset: Dataset) -> list[Problem]:
    """Every entry of a list of references names a row that exists."""
    problems: list[Problem] = []
    for table in dataset.tables.values():
        for field in table.resource.fields.values():
            for row in table.rows if field.references else ():
                guess = len(problems) < MAX_GUESSES
                problems += [
                    _dangling(dataset, table, row, field.name, field.references, value, guess)
                    for value in row.get(field.name) or ()
                    if _is_missing(dataset, field.references, value)
                ]
    return problems


def _is_missing(dataset: Dataset, target: str, value: str) -> bool:
    table = dataset.tables[target]
    return table.complete and value not in table.ids()


def _dangling(
    dataset: Dataset, table: Table, row: Row, name: str, target: str, value: str, guess: bool
) -> Problem:
    """Say which table lacks the value, and (``guess``) which of its rows was probably meant."""
    goal = dataset.tables[target]
    spelled: dict[str, str] = {}
    for other in goal.rows if guess else ():
        key = other.get(goal.resource.key)
        for text in (other.get("name"), other.get("title"), *(other.get("aliases") or ())):
            if text and key:
                spelled[text] = key
    title = table.resource.fields[name].title
    message = f"{title}（{name}）「{value}」不在{goal.resource.title}表里"
    hint = nearest(value, goal.ids(), spelled) if guess else ""
    where = goal.resource.where
    hint = hint or (
        f"抄错了就改成表里有的编号；{where} 里那一行被删了，用 git 找回来；还没有的，先在 {where} 里加上"
    )
    listed = bool(table.resource.fields[name].references)
    rule = "list_references_resolve" if listed else "references_resolve"
    return error_at(table, row, name, rule, message, hint)


def site_place_exists(dataset: Dataset) -> list[Problem]:
    """The place in the site's settings is one of the places."""
    code = dataset.settings.get("place")
    if not isinstance(code, str) or not _is_missing(dataset, "places", code):
        return []
    place = dataset.settings_places[("place",)]
    hint = nearest(code, dataset.tables["places"].ids()) or "填 data/places.csv 里的代码"
    message = f"所在地「{code}」不在行政区划表里"
    return [Problem(place, "site_place_exists", "error", message, hint, "", "place")]


NEEDED_PAGES = {"": "content/index.md", "about/": "content/about/index.md"}


def needed_pages_exist(dataset: Dataset) -> list[Problem]:
    """The home page and the page about the site, to which every page links, are written."""
    written = {page.address for page in dataset.prose}
    unread = {problem.place.file for problem in dataset.problems}
    return [
        Problem(
            Place(file),
            "needed_pages_exist",
            "error",
            "缺少这个文件",
            f"写上 {file}，照别的页面的样子",
        )
        for address, file in NEEDED_PAGES.items()
        if address not in written and file not in unread and not _other_spelling(file) & unread
    ]


def _other_spelling(file: str) -> set[str]:
    """Return the other file that has the same address: ``about.md`` for ``about/index.md``."""
    return {file.replace("/index.md", ".md")}


def headline_figures_exist(dataset: Dataset) -> list[Problem]:
    """Every number chosen for the home page is one of the figures."""
    problems = []
    chosen = dataset.settings.get("headline")
    for index, key in enumerate(chosen if isinstance(chosen, list) else ()):
        if not isinstance(key, str) or not _is_missing(dataset, "figures", key):
            continue
        place = dataset.settings_places[("headline", str(index))]
        hint = nearest(str(key), dataset.tables["figures"].ids()) or "填 data/figures.yaml 里的编号"
        rule, message = "headline_figures_exist", f"首页要显示的数「{key}」不在数字表里"
        problems.append(Problem(place, rule, "error", message, hint, "", "headline"))
    return problems


def home_mechanism_exists(dataset: Dataset) -> list[Problem]:
    """The way of working chosen for the home page is one of the mechanisms."""
    key = dataset.settings.get("how_it_works")
    if not isinstance(key, str) or not _is_missing(dataset, "mechanisms", key):
        return []
    place = dataset.settings_places[("how_it_works",)]
    hint = nearest(key, dataset.tables["mechanisms"].ids()) or "填 data/mechanisms.yaml 里的编号"
    rule, message = "home_mechanism_exists", f"首页的办事步骤「{key}」不在做法表里"
    return [Problem(place, rule, "error", message, hint, "", "how_it_works")]


def operator_has_contact(dataset: Dataset) -> list[Problem]:
    """A site with an operator says how to reach it."""
    if not dataset.settings.get("operator") or dataset.settings.get("contact"):
        return []
    place = dataset.settings_places[("operator",)]
    message = "写了主办单位，却没有写联系方式，居民发现错误没处说"
    hint = "在 contact 里写上办公电话或地址"
    return [Problem(place, "operator_has_contact", "error", message, hint, "", "operator")]


def _dates(dataset: Dataset) -> Iterator[tuple[Table, Row, str]]:
    """Yield every date of every row by the beginning of its column names."""
    for table in dataset.tables.values():
        names = [f.removesuffix("_precision") for f in table.resource.fields]
        for prefix in (p for p in names if f"{p}_precision" in table.resource.fields):
            for row in table.rows:
                if row.knows(*(f"{prefix}_{part}" for part in ("text", "precision", "value"))):
                    yield table, row, prefix


def relative_dates_stay_relative(dataset: Dataset) -> list[Problem]:
    """A date told relatively (今年, 去年) keeps its words and gets no calendar date."""
    rule, problems = "relative_dates_stay_relative", []
    for table, row, prefix in _dates(dataset):
        text = row.get(f"{prefix}_text") or ""
        precision, value = row.get(f"{prefix}_precision"), row.get(f"{prefix}_value")
        end = row.get(f"{prefix}_value_end")
        word = RELATIVE_WORDS.search(text)
        if precision == "relative" and (value or end):
            name = f"{prefix}_value" if value else f"{prefix}_value_end"
            message = f"原文只说「{text}」，没有写年份，这里不能填日期"
            hint = "删去这个日期；如果查到了写明日期的来源，把那个来源写进 source"
            problems.append(error_at(table, row, name, rule, message, hint))
        elif word and precision and precision != "relative" and row.get("provenance") != "local":
            message = f"原文「{text}」是相对说法，不能换算成年份"
            name = f"{prefix}_precision"
            problems.append(error_at(table, row, name, rule, message, "改成 relative（相对说法）"))
    return problems


def dates_agree_with_precision(dataset: Dataset) -> list[Problem]:
    """A date has the parts that its precision promises, and agrees with its own words."""
    rule, problems = "dates_agree_with_precision", []
    for table, row, prefix in _dates(dataset):
        text, precision, value = (
            row.get(f"{prefix}_{part}") for part in ("text", "precision", "value")
        )
        end = row.get(f"{prefix}_value_end")
        written = FULL_DATE.fullmatch(text or "")
        if value and end and end < value:
            message = f"结束日期 {end} 在开始日期 {value} 之前"
            problems.append(
                error_at(table, row, f"{prefix}_value_end", rule, message, "检查两个日期")
            )
        elif precision not in (None, "relative") and not value:
            message = f"精确程度写了 {precision}，却没有日期"
            hint = "填上日期，例如 2026-11-24；不知道就把精确程度也留空"
            problems.append(error_at(table, row, f"{prefix}_value", rule, message, hint))
        elif value and not precision:
            hint = "填 day（到日）、month（到月）、half_year（半年）或 year（到年）"
            message = "填了日期，却没有写精确到哪里"
            problems.append(error_at(table, row, f"{prefix}_precision", rule, message, hint))
        elif written and value and not _same_day(written, value):
            message = f"原文写的是「{text}」，日期填的却是 {value}"
            hint = "照原文改正日期"
            problems.append(error_at(table, row, f"{prefix}_value", rule, message, hint))
    return problems


def _same_day(written: re.Match[str], value: dt.date) -> bool:
    return tuple(int(part) for part in written.groups()) == (value.year, value.month, value.day)


# What has not been done has no outcome; what nobody has approved has no cost either.
REFUSED = dict.fromkeys(STAGES_AHEAD, ("outcome",)) | {
    "proposed": ("outcome", "cost_cny"),
    "planned": ("outcome", "cost_cny"),
}


def planned_has_no_result(dataset: Dataset) -> list[Problem]:
    """A project that is only planned has no outcome and no cost."""
    table = dataset.tables.get("projects")
    if table is None:
        return []
    fields, problems = table.resource.fields, []
    for row in table.rows:
        stage = row.get("stage")
        for name in REFUSED.get(stage, ()):
            if row.get(name) is not None:
                label = fields["stage"].labels[stage]
                message = f"项目还是“{label}”，不能填{fields[name].title}"
                hint = "办完了就改 stage（进展）；没办完就把这一格清空"
                rule = "planned_has_no_result"
                problems.append(error_at(table, row, name, rule, message, hint))
    return problems


def illustrative_rows_only_in_demo(dataset: Dataset) -> list[Problem]:
    """Invented rows (示例数据) stand only in a demo site."""
    if dataset.settings.get("purpose") != "production":
        return []
    problems = []
    for table in dataset.tables.values():
        for row in table.rows:
            if row.get("provenance") == "illustrative":
                message = "这一条是示例数据，正式网站不能有"
                hint = "删去这一条；只是试用的话，把 data/site.yaml 的 purpose 改成 demo"
                rule = "illustrative_rows_only_in_demo"
                problems.append(error_at(table, row, "provenance", rule, message, hint))
    return problems


def funding_sums_to_cost(dataset: Dataset) -> list[Problem]:
    """The amounts of a project's funding add up to its cost."""
    funding, projects = dataset.tables.get("funding"), dataset.tables.get("projects")
    if not funding or not projects or not funding.complete:
        return []
    if not all(row.knows("project") for row in funding.rows):
        return []
    given: dict[str, list[Row]] = {}
    for row in funding.rows:
        given.setdefault(row.get("project"), []).append(row)
    problems = []
    for row in projects.rows:
        owned = given.get(row.get("id"), [])
        if not all(r.knows("amount_cny") for r in owned):
            continue
        parts = [r.get("amount_cny") for r in owned]
        cost = row.get("cost_cny")
        if not parts or not row.knows("cost_cny", "id") or sum(parts) == cost:
            continue
        shown = "空的" if cost is None else f"{cost} 元"
        message = (
            f"花费（cost_cny）是{shown}，资金表里这个项目的 {len(parts)} 笔加起来是 {sum(parts)} 元"
        )
        hint = "核对 data/funding.csv 和这一格，改正写错的那一个"
        problems.append(error_at(projects, row, "cost_cny", "funding_sums_to_cost", message, hint))
    return problems
