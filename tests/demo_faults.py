"""Faults planted in the invented town: in every table, and for the rules that it has rows for."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterator

from noticeboard.dataset import Dataset, Field, Row, Table
from noticeboard.project import Project
from tests.faults import Edit

Wanted = Callable[[Row], bool]


def line_of(project: Project, row: Row) -> str:
    text = (project.root / row.place.file).read_text(encoding="utf-8")
    return text.split("\n")[row.place.line - 1]


def cell_fault(
    project: Project, table: Table, row: Row, rule: str, column: str, text: str, told: str = ""
) -> Edit:
    """Return the edit that writes ``text`` into a CSV cell, told there or in column ``told``."""
    line = line_of(project, row)
    cells = next(csv.reader([line]))
    cells[list(table.resource.fields).index(column)] = text
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(cells)
    place = row.place_of(told or column)
    return Edit(rule, "demo", row.place.file, line, out.getvalue(), at=(place.line, place.column))


def structural(project: Project, town: Dataset) -> Iterator[Edit]:
    """Yield every kind of wrong cell and line, in the last row of every CSV table."""
    for table in town.tables.values():
        if not table.rows or table.resource.path.split(".")[-1] != "csv":
            continue
        row, first = table.rows[-1], table.rows[0]
        if table.resource.name == "notice_ledger":
            continue  # its rows are sealed: every other fault is also a broken seal
        for name, field in table.resource.fields.items():
            for rule, text in wrong_cells(table, row, field, first):
                yield cell_fault(project, table, row, rule, name, text)
        line = line_of(project, row)
        cells, file, at = len(table.resource.fields), row.place.file, row.place.line
        yield Edit("csv-cells", "demo", file, line, f"{line},多", at=(at, cells + 1))
        yield Edit("csv-cells", "demo", file, line, line.rpartition(",")[0], at=(at, cells))
        yield Edit("csv-quote", "demo", file, line, f'{line}"', at=(at, cells))
        header = ",".join(table.resource.fields)
        yield Edit("csv-header", "demo", file, header, f"{header},多", at=(1, cells + 1))


def wrong_cells(table: Table, row: Row, field: Field, first: Row) -> Iterator[tuple[str, str]]:
    """Yield the rule and the text of each fault that this cell can have."""
    key, text = table.resource.key, row.cells[field.name].text
    goal = table.resource.foreign_keys.get(field.name)
    if field.name == key and row is not first and field.type == "string":
        yield "duplicate-id", first.cells[key].text
    if field.required and text:
        yield "missing-value", ""
    if field.type == "date":
        yield "type-error", "2022-02-30"
    if field.type in ("integer", "number"):
        yield "type-error", "一百"
    if field.labels and field.type == "list":
        yield "list_values_are_known", f"{text}；zzz" if text else "zzz"
    elif field.labels:
        yield "constraint-error", "zzz"
    if goal:
        yield "references_resolve", "zzz-none"
    if field.references:
        yield "list_references_resolve", f"{text}；zzz-none" if text else "zzz-none"


def day_after(row: Row, column: str) -> str:
    day = row.get(column)
    assert isinstance(day, dt.date)
    return (day + dt.timedelta(days=1)).isoformat()


# rule, table, which row, column, what is written there, column where it is told if another
RULE_FAULTS: list[tuple[str, str, Wanted, str, Callable[[Row], str], str]] = [
    ("planned_has_no_result", "projects", lambda r: r.get("stage") == "planned", "outcome",
     lambda r: "办好了", ""),
    ("funding_sums_to_cost", "projects", lambda r: bool(r.get("cost_cny")), "cost_cny",
     lambda r: str(r.get("cost_cny") + 1), ""),
    ("amounts_equal_their_words", "orders", lambda r: bool(r.get("cost_cny")), "cost_as_stated",
     lambda r: f"{r.get('cost_cny') + 1}元", "cost_cny"),
    ("dates_agree_with_precision", "needs", lambda r: bool(r.get("raised_value")), "raised_value",
     lambda r: day_after(r, "raised_value"), ""),
    ("relative_dates_stay_relative", "needs", lambda r: bool(r.get("raised_value")),
     "raised_precision", lambda r: "relative", "raised_value"),
    ("periods_run_forward", "agreements", lambda r: bool(r.get("valid_to")), "valid_to",
     lambda r: "2020-01-01", ""),
    ("credit_codes_are_valid", "organisations", lambda r: True, "uscc", lambda r: "123", ""),
    ("division_codes_nest", "places", lambda r: r.get("level") == "community", "level",
     lambda r: "town", "code"),
    ("order_events_follow_the_table", "order_events", lambda r: r.get("seq") == 2, "state",
     lambda r: "rated", ""),
    ("order_events_follow_the_table", "order_events", lambda r: r.get("seq") == 1, "actor",
     lambda r: "unit", ""),
    ("order_events_follow_the_table", "order_events", lambda r: r.get("seq") == 2, "date",
     lambda r: "2020-01-01", ""),
    ("claimed_unit_is_the_orders", "orders", lambda r: bool(r.get("outcome")), "unit",
     lambda r: "", ""),
    ("orders_stay_in_the_needs_community", "orders", lambda r: r.get("community") == "c1",
     "community", lambda r: "c2", ""),
    ("orders_end_after_they_are_dispatched", "orders", lambda r: bool(r.get("outcome")), "due_on",
     lambda r: "2020-01-01", ""),
    ("unfinished_orders_have_no_outcome", "orders", lambda r: not r.get("outcome"), "outcome",
     lambda r: "办好了", ""),
    ("only_held_meetings_have_minutes", "meetings", lambda r: r.get("status") == "planned",
     "summary", lambda r: "定了", ""),
    ("settled_resolutions_say_how", "resolutions", lambda r: r.get("status") == "done", "result",
     lambda r: "", ""),
    ("resolutions_are_settled_in_time", "resolutions", lambda r: r.get("status") == "open",
     "due_on", lambda r: "2026-11-23", ""),
    ("appraisals_judge_one_subject", "appraisals", lambda r: bool(r.get("unit")), "criteria",
     lambda r: "点赞数", ""),
    ("appraisals_judge_one_subject", "appraisals", lambda r: bool(r.get("unit")), "unit",
     lambda r: "", ""),
    ("schedule_names_tables", "publication_schedule", lambda r: bool(r.get("table")), "table",
     lambda r: "projecs", ""),
    ("attachments_exist", "agreements", lambda r: True, "file", lambda r: "none.pdf", ""),
    ("rebuilding_has_a_vote", "projects",
     lambda r: bool(r.get("compound")) and r.get("stage") in ("completed", "accepted")
     and not r.get("owners_vote"), "scope", lambda r: "加装电梯", "owners_vote"),
]  # fmt: skip


def by_rule(project: Project, town: Dataset) -> Iterator[Edit]:
    """Yield the faults of rules, each in the first row that can have it."""
    for rule, name, wanted, column, text, told in RULE_FAULTS:
        table = town.tables[name]
        row = next(row for row in table.rows if wanted(row))
        yield cell_fault(project, table, row, rule, column, text(row), told)
    heads = town.tables["building_heads"]
    one, two = [row for row in heads.rows if row.get("status") == "active"][:2]
    if one.get("compound") == two.get("compound"):
        building = one.get("building")
        yield cell_fault(project, heads, two, "one_head_for_a_building", "building", building)


def demo_faults(project: Project, town: Dataset) -> list[Edit]:
    return [*structural(project, town), *by_rule(project, town)]


def with_a_telephone(project: Project, town: Dataset) -> Iterator[Edit]:
    """Yield a mobile number behind what stands in a cell of every column of free text."""
    for table in town.tables.values():
        resource = table.resource
        if not table.rows or not resource.path.endswith(".csv"):
            continue
        for field in resource.fields.values():
            plain = field.type in ("string", "list") and not field.labels
            patterned = "pattern" in _constraints(table, field.name)
            row = next((r for r in table.rows if r.get(field.name)), None)
            if not plain or patterned or row is None or resource.name == "notice_ledger":
                continue
            text = f"{row.cells[field.name].text} 13800012345"
            yield cell_fault(project, table, row, "private_numbers_are_absent", field.name, text)


def _constraints(table: Table, name: str) -> dict[str, object]:
    fields = table.resource.descriptor["schema"]["fields"]
    found: dict[str, object] = next(f for f in fields if f["name"] == name).get("constraints", {})
    return found
