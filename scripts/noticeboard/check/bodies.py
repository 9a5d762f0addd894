"""Rules about agreements, members, meetings, appraisals, building heads, the schedule."""

from __future__ import annotations

import re

from noticeboard.check.loop import in_force
from noticeboard.check.report import error_at, warning_at
from noticeboard.dataset import Dataset, Row
from noticeboard.errors import Problem
from noticeboard.words import joined, nearest

POPULARITY = re.compile("点赞|点击|浏览|投票|转发|积分|打卡|签到|在线时长")


def list_values_are_known(dataset: Dataset) -> list[Problem]:
    """Every entry of a list with fixed values is one of them."""
    problems = []
    for table in dataset.tables.values():
        for field in table.resource.fields.values():
            if field.type != "list" or not field.labels:
                continue
            spelled = {label: value for value, label in field.labels.items()}
            for row in table.rows:
                for value in row.get(field.name) or ():
                    if value not in field.labels:
                        words = [f"{key}（{label}）" for key, label in field.labels.items()]
                        hint = nearest(value, field.labels, spelled) + f"能填的有：{joined(words)}"
                        message = f"{field.title}（{field.name}）不能填「{value}」"
                        rule = "list_values_are_known"
                        problems.append(error_at(table, row, field.name, rule, message, hint))
    return problems


def periods_run_forward(dataset: Dataset) -> list[Problem]:
    """No agreement ends before it begins, no membership before it starts."""
    problems = []
    for name, start, end in (
        ("agreements", "valid_from", "valid_to"),
        ("memberships", "start_value", "end_on"),
    ):
        for row in dataset.rows(name):
            if row.get(start) and row.get(end) and row.get(end) < row.get(start):
                message = f"到期日期 {row.get(end)} 在开始日期 {row.get(start)} 之前"
                table = dataset.tables[name]
                problems.append(
                    error_at(table, row, end, "periods_run_forward", message, "检查两个日期")
                )
    return problems


def members_come_from_partner_units(dataset: Dataset) -> list[Problem]:
    """A part-time member's unit has an agreement with that community.

    Rows taken from a source are not judged: it may not tell of the agreement.
    """
    agreements = dataset.tables.get("agreements")
    if not agreements or not agreements.complete:
        return []
    problems = []
    for row in dataset.rows("memberships"):
        unit, community = row.get("unit"), row.get("community")
        if row.get("provenance") == "reported" or not row.knows("provenance", "status"):
            continue
        if row.get("status") != "appointed" or not unit or not community:
            continue
        if not in_force(agreements, unit, community, None):
            message = f"{unit} 和 {community} 没有有效的共建协议，它的人不能在那里任兼职委员"
            hint = "在 data/agreements.csv 里补上协议，或者把任职改成已卸任"
            rule, table = "members_come_from_partner_units", dataset.tables["memberships"]
            problems.append(error_at(table, row, "unit", rule, message, hint))
    return problems


REBUILDING = re.compile("加装电梯|改建|重建|拆除")
DECIDED = ("approved", "under_way", "completed", "accepted")


def rebuilding_has_a_vote(dataset: Dataset) -> list[Problem]:
    """Rebuilding what owners share (民法典 §278) names the owners' vote. A reminder.

    Rows taken from a source are not judged: it may not tell of the vote.
    """
    problems = []
    for table, row in dataset.each("projects"):
        if row.get("provenance") == "reported" or row.get("owners_vote"):
            continue
        told = "；".join((row.get("name") or "", *(row.get("scope") or ())))
        if row.get("compound") and row.get("stage") in DECIDED and REBUILDING.search(told):
            message = "改建、重建或加装电梯要业主共同决定，这里没有写表决的情况"
            hint = "填上哪天表决、多少业主参加、多少同意（民法典第二百七十八条）"
            rule = "rebuilding_has_a_vote"
            problems.append(warning_at(table, row, "owners_vote", rule, message, hint))
    return problems


def present_were_invited(dataset: Dataset) -> list[Problem]:
    """Who was present at a joint meeting had been invited, where the invitations are known."""
    problems = []
    for table, row in dataset.each("meetings"):
        invited, present = row.get("invited") or (), row.get("present") or ()
        for unit in present if invited else ():
            if unit not in invited:
                message = f"「{unit}」到会了，邀请名单里没有它"
                hint = "在 invited（邀请的单位）里补上，或者改正到会的名单"
                rule = "present_were_invited"
                problems.append(error_at(table, row, "present", rule, message, hint))
    return problems


def one_membership_at_a_time(dataset: Dataset) -> list[Problem]:
    """A person is appointed to a community's committee once."""
    problems: list[Problem] = []
    first: dict[tuple[str, str], int] = {}
    for table, row in dataset.each("memberships"):
        key = (row.get("person"), row.get("community"))
        if row.get("status") != "appointed" or None in key or not row.knows("id"):
            continue
        if key in first:
            message = f"「{key[0]}」在「{key[1]}」的任职和第 {first[key]} 行的重复了"
            hint = "同一个人在一个社区只留一行在任的；以前的改成已卸任"
            rule = "one_membership_at_a_time"
            problems.append(error_at(table, row, "person", rule, message, hint))
        first.setdefault(key, row.place.line)
    return problems


def only_held_meetings_have_minutes(dataset: Dataset) -> list[Problem]:
    """A meeting that was not held has nobody present, no minutes and no resolutions."""
    settled: dict[str, list[Row]] = {}
    for row in dataset.rows("resolutions"):
        settled.setdefault(row.get("meeting") or "", []).append(row)
    problems, rule = [], "only_held_meetings_have_minutes"
    for table, row in dataset.each("meetings"):
        if row.get("status") in (None, "held"):
            continue
        fields, own = table.resource.fields, settled.get(row.get("id") or "", [])
        filled = [name for name in ("present", "summary") if row.get(name)]
        word = f"{row.get('status')}（{fields['status'].labels[row.get('status')]}）"
        told = [f"填了{fields[name].title}（{name}）" for name in filled]
        told += [f"有 {len(own)} 条议定的事（data/resolutions.csv）"] if own else []
        if not told:
            continue
        message = f"会议「{row.get('id')}」的状态是 {word}，却{'，'.join(told)}"
        hint = "开过了，status 改成 held（已召开）；没有开，就清空这些、删去这些"
        # One thing too many stands out by itself; several are more likely one wrong status.
        if len(filled) + len(own) > 1:
            problems.append(error_at(table, row, "status", rule, message, hint))
        elif filled:
            problems.append(error_at(table, row, filled[0], rule, message, hint))
        else:
            other = dataset.tables["resolutions"]
            problems.append(error_at(other, own[0], "meeting", rule, message, hint))
    return problems


def settled_resolutions_say_how(dataset: Dataset) -> list[Problem]:
    """A resolution that is done says the result, one that was dropped says why."""
    problems = []
    for row in dataset.rows("resolutions"):
        if row.get("status") in ("done", "dropped") and row.knows("result"):
            if row.get("result"):
                continue
            done = row.get("status") == "done"
            message = "办好了，要写结果" if done else "不办了，要写原因"
            table, rule = dataset.tables["resolutions"], "settled_resolutions_say_how"
            problems.append(error_at(table, row, "result", rule, message, "填上 result（结果）"))
    return problems


def appraisals_judge_one_subject(dataset: Dataset) -> list[Problem]:
    """An appraisal is of one unit or one member, once a period, and never by popularity."""
    problems: list[Problem] = []
    seen: dict[tuple[str, str], int] = {}
    table, rule = dataset.tables.get("appraisals"), "appraisals_judge_one_subject"
    for row in table.rows if table else ():
        if table is None or not row.knows("id", "unit", "membership"):
            continue
        unit, membership = row.get("unit"), row.get("membership")
        if bool(unit) == bool(membership):
            message = "单位和兼职委员要填一个，也只能填一个"
            problems.append(error_at(table, row, "unit", rule, message, "一次评议只写一个对象"))
            continue
        vain = POPULARITY.search("；".join(row.get("criteria") or ()))
        if vain:
            message = f"不能拿“{vain[0]}”当考核的依据"
            hint = "写看得见的事，例如 办结了几件、群众说办好没有"
            problems.append(error_at(table, row, "criteria", rule, message, hint))
        key = (unit or membership, row.get("period") or "")
        if key[1] and key in seen:
            message = f"同一期、同一个对象，第 {seen[key]} 行已经评过"
            problems.append(error_at(table, row, "period", rule, message, "删去一条，或改正期别"))
        seen.setdefault(key, row.place.line)
    return problems


def one_head_for_a_building(dataset: Dataset) -> list[Problem]:
    """A building has one acting head."""
    seen: dict[tuple[str, str], int] = {}
    problems = []
    for row in dataset.rows("building_heads"):
        key = (row.get("compound"), row.get("building"))
        if row.get("status") != "active" or None in key or not row.knows("id"):
            continue
        if key in seen:
            message = f"{key[1]}已经有在任的栋长（第 {seen[key]} 行）"
            hint = "把卸任的那一位改成 ended（已卸任）"
            rule, table = "one_head_for_a_building", dataset.tables["building_heads"]
            problems.append(error_at(table, row, "building", rule, message, hint))
        seen.setdefault(key, row.place.line)
    return problems


def schedule_names_tables(dataset: Dataset) -> list[Problem]:
    """The publication schedule points to tables that exist."""
    problems = []
    for row in dataset.rows("publication_schedule"):
        name = row.get("table")
        if name and name not in dataset.tables:
            hint = nearest(name, dataset.tables) or "表名见 data/datapackage.yaml"
            rule, table = "schedule_names_tables", dataset.tables["publication_schedule"]
            problems.append(error_at(table, row, "table", rule, f"没有「{name}」这张表", hint))
    return problems
