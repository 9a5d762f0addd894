"""Rules about notices: periods, days, the text, corrections, attachments, the ledger."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from noticeboard.check.report import error_at
from noticeboard.dataset import Dataset, Row, Table
from noticeboard.errors import Place, Problem
from noticeboard.notices import digest_of, is_approved, ledger_of, seal_of
from noticeboard.words import nearest
from noticeboard.workdays import UnknownDayError, count_days

WITH_PERIOD = ("publicity", "consultation")
UNFINISHED = re.compile(r"X{2,}|×{2,}|x{3,}|待定|待填|\{\{|\}\}|\{%")
LAST_DATE = re.compile(r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日\s*$")
OPEN_FORMATS = (".pdf", ".csv", ".xlsx", ".docx", ".odt", ".ods", ".txt", ".jpg", ".jpeg", ".png")
MAX_ATTACHMENT = 5 * 1024 * 1024


def _notices(dataset: Dataset) -> tuple[Table, tuple[Row, ...]]:
    table = dataset.tables.get("notices")
    return (table, table.rows) if table else (next(iter(dataset.tables.values())), ())


def notices_say_whom_to_turn_to(dataset: Dataset) -> list[Problem]:
    """An approved notice that asks for opinions has a period, an office and its telephone."""
    table, rows = _notices(dataset)
    problems = []
    for row in rows:
        if row.get("kind") not in WITH_PERIOD or not is_approved(row):
            continue
        for name in ("period_start", "period_end", "accept_dept", "accept_phone"):
            if row.knows(name) and row.get(name) is None:
                field = table.resource.fields[name]
                message = f"{table.resource.fields['kind'].labels[row.get('kind')]}要写明{field.title}（{name}）"
                hint = f"填上：{field.description}"
                rule = "notices_say_whom_to_turn_to"
                problems.append(error_at(table, row, name, rule, message, hint))
                break
    return problems


def notice_days_agree(dataset: Dataset) -> list[Problem]:
    """The days a notice declares are those between its dates, by its own way of counting."""
    table, rows = _notices(dataset)
    own = _own_days(dataset)
    return [p for row in rows if own is not None and (p := _wrong_days(table, row, own))]


def _own_days(dataset: Dataset) -> dict[dt.date, str] | None:
    """Return the town's holidays; ``None`` while a row of them is unknown."""
    table = dataset.tables.get("holidays")
    if table is None:
        return {}
    if not table.complete or not all(row.knows("date", "kind") for row in table.rows):
        return None
    return {row.get("date"): row.get("kind") for row in table.rows}


def _wrong_days(table: Table, row: Row, own: dict[dt.date, str]) -> Problem | None:
    rule = "notice_days_agree"
    start, end, declared = (row.get(n) for n in ("period_start", "period_end", "declared_days"))
    if not start or not end:
        return None
    if end < start:
        message = f"公示期到 {end}，比开始的 {start} 还早"
        return error_at(table, row, "period_end", rule, message, "检查两个日期")
    if not declared or not row.knows("day_kind", "first_day"):
        return None
    for name in ("day_kind", "first_day"):
        if not row.get(name):
            title = table.resource.fields[name].title
            message = f"写了公示 {declared} 天，还要写明“{title}”（{name}）"
            return error_at(
                table, row, name, rule, message, table.resource.fields[name].description
            )
    try:
        days = count_days(start, end, row.get("day_kind"), row.get("first_day"), own)
    except UnknownDayError as error:
        year = error.day.year
        message = f"{year} 年的放假和调休还没有登记，数不出 {error.day} 是不是工作日"
        hint = f"照国务院的通知在 data/holidays.csv 里补上，例如 {year}-01-01,rest,元旦"
        return error_at(table, row, "period_end", rule, message, hint)
    if days == declared:
        return None
    kind = table.resource.fields["day_kind"].labels[row.get("day_kind")]
    first = table.resource.fields["first_day"].labels[row.get("first_day")]
    message = f"写的是 {declared} 个{kind}，{start} 到 {end}（头一天{first}）数下来是 {days} 个"
    end_meant = _end_of(start, declared, row.get("day_kind"), row.get("first_day"), own)
    other = (
        f"{declared} 个对，period_end 改成 {end_meant}" if end_meant else "天数对，改 period_end"
    )
    hint = f"对照盖章的原件：{other}；日期对，declared_days 改成 {days}"
    return error_at(table, row, "declared_days", rule, message, hint)


def _end_of(
    start: dt.date, days: int, day_kind: str, first_day: str, own: dict[dt.date, str]
) -> dt.date | None:
    """Return the day on which a period of so many days ends; ``None`` where nobody knows yet."""
    try:
        if day_kind == "calendar":
            return start + dt.timedelta(days=days - (first_day == "counted"))
        for number in range(3 * days + 30):
            end = start + dt.timedelta(days=number)
            if count_days(start, end, day_kind, first_day, own) == days:
                return end
    except (UnknownDayError, OverflowError):
        pass
    return None


def notices_are_published_before_they_begin(dataset: Dataset) -> list[Problem]:
    """No notice is published after its period has begun, nor before it was approved."""
    table, rows = _notices(dataset)
    if not _ledger_is_known(dataset):
        return []
    published = {e.notice: e.published_on for e in ledger_of(dataset)}
    rule, problems = "notices_are_published_before_they_begin", []
    for row in rows:
        day = published.get(row.get("id")) or (dataset.today.isoformat() if dataset.today else "")
        if not day or not is_approved(row):
            continue
        start, approved = row.get("period_start"), row.get("approved_on")
        known = row.get("id") in published
        told = f"这份公示 {day} 才发布" if known else f"今天是 {day}，这份公示还没有发布过"
        if start and day > start.isoformat():
            message = f"{told}，公示期却从 {start} 开始"
            hint = "把公示期改到发布的当天或以后；已经公布的另发一份更正"
            problems.append(error_at(table, row, "period_start", rule, message, hint))
        elif approved.isoformat() > day:
            message = (
                f"{approved} 才批准，{'却在 ' + day + ' 发布了' if known else '还没有到那一天'}"
            )
            problems.append(error_at(table, row, "approved_on", rule, message, "核对批准日期"))
    return problems


def notice_texts_are_final(dataset: Dataset) -> list[Problem]:
    """An approved notice has no gaps to fill in, and its last date is its signing date."""
    table, rows = _notices(dataset)
    rule, problems = "notice_texts_are_final", []
    for row in rows:
        text, signed = row.get("body") or "", row.get("signed_on")
        gap = UNFINISHED.search(text)
        written = LAST_DATE.search(text)
        if gap and is_approved(row):
            line = text[: gap.start()].count("\n")
            message = f"正文里还有“{gap[0]}”，没有写完"
            hint = "写上真正的内容；公示的正文照登，不能用花括号"
            problem = error_at(table, row, "body", rule, message, hint)
            first = problem.place.line
            problems.append(replace(problem, place=Place(problem.place.file, first + line)))
        elif written and signed and not _same_day(written, signed):
            message = f"正文落款写的是「{written[0].strip()}」，成文日期填的是 {signed}"
            problems.append(error_at(table, row, "signed_on", rule, message, "照落款改正"))
    return problems


def _same_day(written: re.Match[str], day: dt.date) -> bool:
    return tuple(int(part) for part in written.groups()) == (day.year, day.month, day.day)


def corrections_say_what_they_correct(dataset: Dataset) -> list[Problem]:
    """A correction names what it corrects, a withdrawal what it withdraws, never itself."""
    table, rows = _notices(dataset)
    rule, problems = "corrections_say_what_they_correct", []
    for row in rows:
        for kind, name in (("correction", "corrects"), ("withdrawal", "withdraws")):
            value = row.get(name)
            if row.get("kind") == kind and row.knows(name) and not value:
                word = table.resource.fields[name].title
                message = f"要写明{word}（{name}）"
                problems.append(
                    error_at(table, row, name, rule, message, "填那一份的编号（文件名）")
                )
            elif value and value == row.get("id"):
                message = "不能更正或撤回它自己"
                problems.append(error_at(table, row, name, rule, message, "填原来那一份的编号"))
    return problems


def results_come_after_the_period(dataset: Dataset) -> list[Problem]:
    """No result is approved while opinions may still be sent in."""
    table, rows = _notices(dataset)
    rule, problems = "results_come_after_the_period", []
    approved = {row.get("id"): row.get("approved_on") for row in rows if is_approved(row)}
    for row in rows:
        end, result = row.get("period_end"), row.get("result_notice")
        day = approved.get(result)
        # Of a row with a fault at its first cell the id is unknown: that is nobody's result.
        if end and result and day and day <= end:
            message = f"公示期到 {end} 才满，它的结果 {day} 就批准了"
            hint = "期满以后再批准、发布结果；提前定了的，这一格先空着"
            problems.append(error_at(table, row, "result_notice", rule, message, hint))
    return problems


def attachments_exist(dataset: Dataset) -> list[Problem]:
    """Every attachment is there, in an open format, and under 5 MB."""
    problems = []
    for name, field in (("notices", "attachments"), ("agreements", "file")):
        for row in dataset.rows(name):
            held = row.get(field) or ()
            for file in held if isinstance(held, tuple) else (held,):
                wrong = _wrong_file(dataset, file)
                if wrong:
                    table = dataset.tables[name]
                    problems.append(error_at(table, row, field, "attachments_exist", *wrong))
    return problems


def _wrong_file(dataset: Dataset, file: str) -> tuple[str, str] | None:
    """Return message and hint for an attachment that cannot be handed out."""
    if file not in dataset.files:
        hint = nearest(file, dataset.files) or "把文件放进 content/files，文件名要一样"
        return f"content/files 里没有「{file}」", hint
    if not file.lower().endswith(OPEN_FORMATS):
        return f"「{file}」这种文件别人可能打不开", "另存为 PDF，或者 CSV、XLSX、DOCX"
    if dataset.files[file] > MAX_ATTACHMENT:
        size = dataset.files[file] / 1024 / 1024
        return f"「{file}」有 {size:.1f} MB，超过了 5 MB", "压缩图片，或者拆成几个文件"
    return None


def _ledger_is_known(dataset: Dataset) -> bool:
    """Tell whether every row of the ledger was found sound so far."""
    table = dataset.tables.get("notice_ledger")
    return table is not None and all(row.knows(*table.resource.fields) for row in table.rows)


def ledger_is_unbroken(dataset: Dataset) -> list[Problem]:
    """No day in the ledger of publications was changed, moved back, added by hand or removed."""
    table = dataset.tables.get("notice_ledger")
    if table is None or not table.complete:
        return []
    rule, before, last = "ledger_is_unbroken", "", ""
    for row, entry in zip(table.rows, ledger_of(dataset), strict=True):
        if not row.knows("notice", "published_on", "digest", "seal"):
            return []
        if entry.seal != seal_of(before, entry.notice, entry.published_on, entry.digest):
            message = "发布登记被改过，或者不是网站登记的"
            hint = "从 git 恢复 data/notice_ledger.csv；新的公示不用自己登记，生成网站时会自动加上"
            return [error_at(table, row, "published_on", rule, message, hint)]
        if entry.published_on < last:
            message = f"发布日期 {entry.published_on} 比上一份的 {last} 还早"
            return [error_at(table, row, "published_on", rule, message, "从 git 恢复这个文件")]
        if dataset.today and entry.published_on > dataset.today.isoformat():
            message = f"发布日期 {entry.published_on} 还没有到"
            return [error_at(table, row, "published_on", rule, message, "核对电脑的日期")]
        before, last = entry.seal, entry.published_on
    return _against_git(dataset, table)


def _against_git(dataset: Dataset, table: Table) -> list[Problem]:
    """Compare the ledger with its last committed state: rows may only be added."""
    entries = ledger_of(dataset)
    for number, line in enumerate(dataset.committed_ledger):
        now = entries[number] if number < len(entries) else None
        if now is None or f"{now.notice},{now.published_on},{now.digest},{now.seal}" != line:
            row = table.rows[min(number, len(table.rows) - 1)] if table.rows else None
            message = f"第 {number + 2} 行和 git 里登记的不一样（{line.split(',')[0]}）"
            hint = "从 git 恢复 data/notice_ledger.csv；登记过的发布日期不能改、不能删"
            if row is None:
                place = Place(table.resource.where)
                return [Problem(place, "ledger_is_unbroken", "error", message, hint)]
            return [error_at(table, row, "published_on", "ledger_is_unbroken", message, hint)]
    return []


def published_notices_stay_as_they_were(dataset: Dataset) -> list[Problem]:
    """A published notice keeps its text and its approval; a mistake is mended by a correction."""
    table, rows = _notices(dataset)
    if not _ledger_is_known(dataset):
        return []
    digests = {entry.notice: entry.digest for entry in ledger_of(dataset)}
    rule, problems = "published_notices_stay_as_they_were", []
    for row in rows:
        digest = digests.get(row.get("id"))
        if digest is None:
            continue
        if not is_approved(row) and row.knows("approved_by", "approved_on"):
            message = "这份公示已经发布过，不能去掉批准人和批准日期"
            hint = "不想要了，另发一份撤回（kind: withdrawal）"
            problems.append(error_at(table, row, "approved_by", rule, message, hint))
        elif row.get("redacted_on"):
            continue
        elif digest_of(row) != digest and row.knows(*table.resource.fields):
            message = "这份公示已经发布过，标题、正文、公示期、受理和落款不能再改"
            hint = "从 git 恢复原文，另发一份更正（kind: correction，corrects: 这一份的编号）"
            entry = f"{row.get('id')},"
            if not any(line.startswith(entry) for line in dataset.committed_ledger):
                hint = f"还没有提交、没有放到网上的，运行 git checkout data/notice_ledger.csv，就能接着改；已经放到网上的，{hint}"
            problems.append(error_at(table, row, "body", rule, message, hint))
    return problems
