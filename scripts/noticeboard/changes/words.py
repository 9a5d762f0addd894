"""How the records of each table are called and counted, and what of them is told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from noticeboard.dataset import Dataset, Resource, Row

# What machines write, codes, calendars: nothing of it is told.
SILENT = ("receipts", "privacy_exceptions", "places", "notice_ledger", "holidays")
# Who stands in them is never named here, and whom a change concerns neither.
PERSONS = ("people", "memberships", "building_heads", "appraisals", "photos")
# Who drafted and approved is no resident's matter.
SILENT_FIELDS = ("proposed_by", "reviewed_by", "approved_by", "approved_on", "hide_on")
# The amounts of which the past is told: column of whole yuan → what the amount is called.
MONEY = {
    ("projects", "cost"): "花费",
    ("orders", "cost"): "花费",
    ("funding", "amount"): "金额",
}
PARTS_OF_TIME = ("_text", "_precision", "_value", "_value_end")
GROUND = ("provenance", "source", "locator")


@dataclass(frozen=True, slots=True)
class Kind:
    """What a table's records are called: measure word and noun, as in 3 家共建单位."""

    measure: str
    noun: str


KINDS = {
    "communities": Kind("个", "社区"),
    "organisations": Kind("个", "组织"),
    "units": Kind("家", "共建单位"),
    "pairings": Kind("条", "单位和社区的对接"),
    "compounds": Kind("个", "小区"),
    "projects": Kind("个", "项目"),
    "funding": Kind("笔", "资金"),
    "people": Kind("位", "人员"),
    "figures": Kind("个", "数字"),
    "mechanisms": Kind("种", "做法"),
    "agreements": Kind("份", "共建协议"),
    "memberships": Kind("位", "兼职委员"),
    "needs": Kind("条", "需求"),
    "resources": Kind("项", "资源"),
    "services": Kind("项", "服务"),
    "orders": Kind("张", "办理单"),
    "order_events": Kind("条", "办理记录"),
    "meetings": Kind("次", "会议"),
    "resolutions": Kind("件", "议定的事"),
    "appraisals": Kind("条", "考核评议"),
    "deeds": Kind("件", "实事好事"),
    "facilities": Kind("处", "设施"),
    "building_heads": Kind("位", "栋长"),
    "photos": Kind("张", "照片"),
    "publication_schedule": Kind("项", "公开目录"),
    "notices": Kind("份", "公示"),
    "sources": Kind("个", "来源"),
    "excerpts": Kind("段", "原文摘录"),
}


def kind_of(resource: Resource) -> Kind:
    """Return what a table's records are called; a town's own table by its title."""
    return KINDS.get(resource.name, Kind("条", resource.title))


class Present:
    """What is published now: the only place from which names and titles are taken."""

    def __init__(self, dataset: Dataset) -> None:
        """Keep the tables; each is indexed when it is first asked."""
        self.resources = {name: table.resource for name, table in dataset.tables.items()}
        known = [name for name in KINDS if name in self.resources]
        self.in_order = (*known, *(name for name in self.resources if name not in KINDS))
        self._tables = dataset.tables
        self._rows: dict[str, dict[str, Row]] = {}

    def row(self, table: str, key: object) -> Row | None:
        """Return a record that is published now."""
        if table not in self._tables:
            return None
        if table not in self._rows:
            asked = self._tables[table]
            self._rows[table] = {str(row.get(asked.resource.key)): row for row in asked.rows}
        return self._rows[table].get(str(key))

    def title(self, table: str, key: object) -> str:
        """Return how a record is called now; empty where it is gone, unnamed, or a person's."""
        row = self.row(table, key)
        if row is None or table in PERSONS:
            return ""
        if table == "units":
            return self.title("organisations", key)
        if table in ("pairings", "agreements"):
            unit = row.get("organisation") or row.get("unit")
            ends = (
                self.title("organisations", unit),
                self.title("communities", row.get("community")),
            )
            return "和".join(ends) if all(ends) else ""
        if table == "excerpts":
            return f"第{row.get('line')}段"
        for name in ("name", "title", "label", "matter"):
            if row.get(name):
                return str(row.get(name))
        return ""


def field_words(resource: Resource, names: Iterable[str]) -> tuple[str, ...]:
    """Return the titles of these columns, those of one time, amount or ground as one."""
    titles = []
    for name in names:
        if name in SILENT_FIELDS:
            continue
        titles.append("出处" if name in GROUND else _title(resource, name))
    return tuple(dict.fromkeys(titles))


def _title(resource: Resource, name: str) -> str:
    title = resource.fields[name].title
    return title if stem_of(name) == name else title.partition("（")[0].removesuffix("的精确程度")


def stem_of(name: str) -> str:
    """Return the name of the time or amount that a column is a part of, else the name."""
    for end in (*PARTS_OF_TIME, "_cny", "_as_stated"):
        if name.endswith(end) and name != end:
            return name.removesuffix(end)
    return name
