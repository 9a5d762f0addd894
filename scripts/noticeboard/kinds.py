"""What kinds of things the site tells of: what each is called, under which title a record of it stands."""

from __future__ import annotations

from typing import Any

from noticeboard.model import Town

# Tables of ``addresses.RECORDS``, those first that people look for by name.
KINDS = {
    "communities": "社区",
    "compounds": "小区",
    "organisations": "单位",
    "notices": "公示",
    "projects": "项目",
    "facilities": "设施",
    "services": "服务",
    "resources": "资源",
    "mechanisms": "做法",
    "figures": "数字",
    "orders": "办理单",
    "needs": "需求",
    "deeds": "实事",
    "meetings": "会议",
    "agreements": "协议",
    "memberships": "兼职委员",
    "publication_schedule": "公开目录",
    "appraisals": "评议",
}


def title_of(town: Town, table: str, record: Any) -> str:
    """Return the title of a record as lists show it."""
    if table == "agreements":
        unit, place = town.organisations[record.unit], town.communities[record.community]
        return f"{unit.name} · {place.name}"
    if table == "memberships":
        return town.people[record.person].name
    if table == "appraisals":
        if record.unit:
            return f"{town.organisations[record.unit].name}：评议"
        return f"{town.people[town.memberships[record.membership].person].name}：评议"
    for field in ("name", "title", "label", "matter"):
        if hasattr(record, field):
            return str(getattr(record, field))
    raise AttributeError(f"no title in a record of {table}")
