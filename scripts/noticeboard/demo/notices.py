"""The invented town's notices: every kind, every state, a correction, a withdrawal, a draft."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from noticeboard.demo.rows import Draft
from noticeboard.workdays import count_days

ISSUER = "示例镇社区服务中心"
OFFICE = {
    "accept_dept": "示例镇社区服务中心办公室", "accept_hours": "工作日 8:30—17:30", "accept_phone": "0990-2200000",
    "accept_address": "示例镇中心路1号", "postcode": "990100", "supervise_phone": "12345",
    "accept_modes": ["来访", "来信", "来电"], "anonymity": "请写真实姓名，我们替您保密",
}  # fmt: skip


TABLE = "| 事项 | 金额 |\n|---|---:|\n| 材料 | 3.2万元 |\n| 人工 | 1.1万元 |\n"

# id, kind, category, title, text, and: days since it began and days it runs, or days since it was
# published; what it belongs to; what came of it
NOTICES: tuple[tuple[str, str, str, str, str, dict[str, Any]], ...] = (
    ("open-lamp", "publicity", "project", "关于加装路灯方案的公示", f"拟在三处加装路灯，费用如下：\n\n{TABLE}\n欢迎提意见。",
     {"runs": (2, 9), "local": True, "attachments": ["lamp-plan.csv"]}),
    ("open-member", "publicity", "personnel", "关于拟聘兼职委员的公示", "拟聘以下单位推荐的人员任兼职委员。", {"runs": (1, 6)}),
    ("open-consult", "consultation", "service", "关于活动室开放时间征求意见", "拟改为每天早八点到晚九点，请大家说说。",
     {"runs": (4, 12), "local": True}),
    ("upcoming-aid", "publicity", "aid", "关于临时救助办法的公示", "办法共六条，人员名单不在网上公布。", {"runs": (-3, 10)}),
    ("ended-budget", "publicity", "finance", "关于上季度收支的公示", TABLE, {"runs": (20, 12)}),
    ("resulted-tree", "publicity", "residents", "关于移栽两棵树的公示", "拟把路口两棵树移到公园。",
     {"runs": (90, 9), "result_notice": "result-tree", "objections": "收到3条意见，都同意移，希望秋天移。"}),
    ("result-tree", "result", "residents", "移栽两棵树的公示结果", "公示期内没有反对意见，定在秋天移栽。", {"when": 78}),
    ("wrong-fee", "publicity", "property", "关于物业收费调整的公示", "每平方米一元二角。", {"runs": (40, 14)}),
    ("wrong-fee-fixed", "correction", "property", "物业收费公示的更正", "应为每平方米一元一角。",
     {"when": 38, "corrects": "wrong-fee"}),
    ("gone-meeting", "notice", "party", "关于召开专题会的通知", "定于下周三开会。", {"when": 85}),
    ("gone-meeting-off", "withdrawal", "party", "撤回召开专题会的通知", "会议取消，原通知不再有效。",
     {"when": 82, "withdraws": "gone-meeting"}),
    ("standing-holiday", "announcement", "service", "关于服务窗口节假日值班的公告", "节假日上午有人值班。", {"when": 120}),
    ("standing-water", "circular", "service", "关于清洗水箱停水的通告", "停水一天，请提前储水。", {"when": 30}),
    ("standing-accounts", "disclosure", "finance", "上半年经费使用情况公开", TABLE, {"when": 100}),
    ("draft-plan", "publicity", "project", "还在写的公示", "这一份还没有批准。", {"draft": True}),
)  # fmt: skip


def notice_files(draft: Draft) -> dict[str, bytes]:
    """Return the notices, and what they hand out, by path."""
    local = {
        "project": next(iter(draft.ids("projects")), None),
        "community": draft.ids("communities")[0],
    }
    files = {"content/files/lamp-plan.csv": "位置,盏数\n东路口,2\n南巷,3\n".encode()}
    for key, kind, category, title, text, more in NOTICES:
        meta = {"title": title, "kind": kind, "category": category} | more
        if meta.pop("local", False):
            meta |= local
        if "runs" in meta:
            meta |= period(draft, *meta.pop("runs"))
        files[f"content/notices/{key}.md"] = page(draft, meta, text)
    return files


def period(draft: Draft, begun: int, days: int) -> dict[str, Any]:
    """Return a period that began so many days ago, its working days counted as the law counts."""
    start = draft.ago(begun)
    end = start + dt.timedelta(days=days)
    own = {
        dt.date.fromisoformat(str(row["date"])): str(row["kind"]) for row in draft.rows["holidays"]
    }
    declared = count_days(start, end, "working", "not_counted", own)
    return OFFICE | {"period_start": start, "period_end": end, "declared_days": max(1, declared),
                     "day_kind": "working", "first_day": "not_counted", "when": max(0, begun)}  # fmt: skip


def page(draft: Draft, meta: dict[str, Any], text: str) -> bytes:
    """Return a notice's file: front matter as JSON values, which YAML reads alike, and the text."""
    when = draft.ago(meta.pop("when", 0))
    if not meta.pop("draft", False):
        meta |= {"approved_by": "中心主任", "approved_on": when}
    meta |= {"issuer": ISSUER, "signed_by": ISSUER, "signed_on": when, "provenance": "illustrative"}
    filled = {key: value for key, value in meta.items() if value is not None}
    lines = [
        f"{key}: {json.dumps(str(v) if isinstance(v, dt.date) else v, ensure_ascii=False)}"
        for key, v in filled.items()
    ]
    return ("---\n" + "\n".join(lines) + f"\n---\n\n{text}\n").encode()
