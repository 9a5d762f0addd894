"""Which faults do not concern each other, so that five at once must be exactly five problems.

A fault *touches* the cells that, once it is made and found, no longer hold what they held: the
cell that was edited, the cell where it is told, a whole row or table that could not be read. It is
measured, not declared: the town is read and checked with the fault, and compared with the sound
one (``touched``). What a rule needs to see is declared (``NEEDS``), from its own definition.

Two faults are independent when

* they do not touch one record: a rule about a record reads several of its cells, and is rightly
  silent when one is unknown ("the earliest layer wins");
* neither touches a cell, or loses a row, that the other's rule needs elsewhere: a sum is not judged
  while a part is unknown, nor a reference into a table that may lack a row;
* they do not stand on one line of text, which only one of them could change.

Two kinds stop everything else by design and have no independent faults: a wrong ``datapackage.yaml``
(no table can be judged) and wrong names in prose (only judged in a sound town).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from pathlib import Path

from noticeboard.check import check
from noticeboard.dataset import Dataset, Row
from noticeboard.load import load
from noticeboard.project import Project
from tests.conftest import DAY
from tests.faults import Edit, apply

ALL = frozenset({"*all"})
EVENTS = {"order_events": {"order", "seq"}, "orders": {"id"}}
EVENT_STATES = {"order_events": {"order", "seq", "state", "date", "unit"}, "orders": {"id"}}
EVENTS_OF_UNITS = EVENT_STATES | {"order_events": EVENT_STATES["order_events"] | {"actor"}}

# What a rule needs beyond the record it judges: table → columns of any of its rows. A row that is
# lost, or a table that may lack one, always counts. References need the keys of their table.
NEEDS: Mapping[str, Mapping[str, Set[str]]] = {
    "survey_references_resolve": {"communities": {"id"}},
    "open_surveys_have_a_controller": {"site": {"operator"}},
    "site_place_exists": {"places": {"code"}},
    "headline_figures_exist": {"figures": {"id"}},
    "home_mechanism_exists": {"mechanisms": {"id"}},
    "illustrative_rows_only_in_demo": {"site": {"purpose"}},
    "excerpts_cover_locators": {"excerpts": {"id", "source"}},
    "as_stated_is_quoted": {"excerpts": {"id", "source", "text"}},
    "counted_figures_agree": {
        "orders": {"cost_cny"},
        "communities": {"party_org"},
        "needs": set(),
        "units": set(),
    },
    "funding_sums_to_cost": {"funding": {"project", "amount_cny"}, "projects": {"id", "cost_cny"}},
    "orders_have_events": EVENTS,
    "order_events_follow_the_table": EVENT_STATES | {"orders": {"id", "due_on", "outcome"}},
    "claimed_unit_is_the_orders": EVENTS_OF_UNITS | {"orders": {"id", "unit"}},
    "orders_stay_in_the_needs_community": {"needs": {"id", "community"}},
    "photographs_are_used_once": {"photos": {"file"}},
    "photographs_say_what_is_seen": {"photos": {"alt", "project"}, "projects": {"id", "name"}},
    "unbegun_projects_show_nothing_later": {"projects": {"id", "stage"}},
    "one_order_at_a_time_for_a_need": EVENT_STATES | {"orders": {"id", "need"}},
    "orders_end_after_they_are_dispatched": EVENT_STATES,
    "unfinished_orders_have_no_outcome": EVENT_STATES,
    "claims_rest_on_an_agreement": EVENT_STATES
    | {"agreements": ALL, "orders": {"id", "unit", "community"}},
    "claimed_orders_begin_in_time": EVENT_STATES | {"site": {"days_to_start"}, "holidays": ALL},
    "required_questions_can_be_answered": {"compounds": {"community"}, "communities": {"id"}},
    "requests_are_answered_in_time": {"site": {"days_to_answer"}, "holidays": ALL},
    "members_come_from_partner_units": {"agreements": ALL, "memberships": {"unit", "community"}},
    "one_membership_at_a_time": {"memberships": {"person", "community", "status"}},
    "one_head_for_a_building": {"building_heads": {"compound", "building", "status"}},
    "receipts_name_a_survey": {"surveys": ALL},
    "results_come_after_the_period": {"notices": {"id", "approved_by", "approved_on"}},
    # One thing too many is told where it stands, several at the meeting's status.
    "only_held_meetings_have_minutes": {
        "meetings": {"id", "status", "present", "summary"},
        "resolutions": {"meeting"},
    },
    "appraisals_judge_one_subject": {"appraisals": {"unit", "membership", "period"}},
    "tables_keep_their_cycle": {"meetings": ALL},
    "notice_days_agree": {"holidays": ALL},
    "notices_are_published_before_they_begin": {"notice_ledger": ALL},
    "ledger_is_unbroken": {"notice_ledger": ALL},
    "published_notices_stay_as_they_were": {"notice_ledger": ALL},
    "ended_notices_have_a_result": {"holidays": ALL, "notices": {"corrects", "withdraws"}},
}


@dataclass(frozen=True)
class Footprint:
    """What a fault touches: records, columns of tables (``"*"``: a row), lines of one file."""

    records: frozenset[tuple[str, object]]
    columns: frozenset[tuple[str, str]]
    needs: frozenset[tuple[str, str]]
    file: str
    span: tuple[int, int]

    def disturbs(self, other: Footprint) -> bool:
        """Tell whether the other fault may be told otherwise beside this one."""
        if self.records & other.records:
            return True
        touched = {table for table, _ in self.columns}
        for table, column in other.needs:
            if (table, column) in self.columns or (table, "*") in self.columns:
                return True
            if column == "*all" and table in touched:
                return True
        return self.file == other.file and (
            self.span[0] <= other.span[1] and other.span[0] <= self.span[1]
        )


def independent(one: Footprint, other: Footprint) -> bool:
    return not one.disturbs(other) and not other.disturbs(one)


def lines_of(edit: Edit, text: str) -> tuple[int, int, int]:
    """Return first and last line of an edit, and by how many lines it moves what follows."""
    if edit.make:
        return 1, 10**9, 0
    if not edit.old:
        return text.count("\n") + 1, text.count("\n") + 1, 1
    first = edit.old.join(text.split(edit.old)[: edit.nth]).count("\n") + 1
    ended = edit.old.endswith("\n")
    last = first + edit.old.count("\n") - (1 if ended else 0)
    return first, last, (edit.new * edit.times).count("\n") - edit.old.count("\n")


def text_of(path: Path) -> str:
    small = path.is_file() and path.stat().st_size < 1_000_000
    return path.read_bytes().decode("utf-8", "replace") if small else ""


def footprint(sound: Dataset, project: Project, edit: Edit) -> Footprint:
    """Make the fault in ``project`` and measure what it touches."""
    first, last, moved = lines_of(edit, text_of(project.root / edit.file))
    apply(project, edit)
    broken = load(project)
    problems = check(broken)
    known = broken.without(problems)
    records: set[tuple[str, object]] = set()
    columns: set[tuple[str, str]] = set()
    for name, table in sound.tables.items():
        now = known.tables[name]
        if not now.complete:
            columns.add((name, "*"))
        before = {_name(row, edit.file, 0, 0): row for row in table.rows}
        after = {_name(row, edit.file, last, moved): row for row in now.rows}
        for key in before.keys() | after.keys():
            changed = _changed(before.get(key), after.get(key))
            records |= {(name, key)} if changed else set()
            columns |= {(name, column) for column in changed}
    gone = object()
    for key in sound.settings.keys() | broken.settings.keys():
        if sound.settings.get(key, gone) != broken.settings.get(key, gone):
            records.add(("site", key))
            columns.add(("site", key))
    # Published counts are judged with their survey.
    surveys = tuple({d.file: d.value for d in town.surveys} for town in (sound, broken))
    published = tuple({d.file: d.value for d in town.tallies} for town in (sound, broken))
    records |= {
        ("survey", file.replace("tallies", "surveys"))
        for file in published[0].keys() | published[1].keys()
        if published[0].get(file) != published[1].get(file)
    }
    records |= {
        ("survey", file)
        for file in surveys[0].keys() | surveys[1].keys()
        if surveys[0].get(file) != surveys[1].get(file)
    }
    told = any(problem.place.file.startswith("data/surveys/") for problem in problems)
    if told or surveys[0] != surveys[1]:
        columns.add(("surveys", "*"))
    pages = {page.file: page for page in sound.prose}, {page.file: page for page in broken.prose}
    records |= {
        ("prose", file)
        for file in pages[0].keys() | pages[1].keys()
        if pages[0].get(file) != pages[1].get(file)
    }
    records |= {("told", problem.place.file + str(problem.place)) for problem in problems}
    return Footprint(
        frozenset(records),
        frozenset(columns),
        frozenset(_needs(sound, edit, problems)),
        edit.file,
        (first, last),
    )


def _name(row: Row, file: str, last: int, moved: int) -> object:
    """Return which record a row is: where it stood before the edit moved the lines below."""
    shift = moved if row.place.file == file and row.place.line > last + max(moved, 0) else 0
    return row.place.file, row.place.line - shift


def _changed(before: Row | None, after: Row | None) -> set[str]:
    if before is None or after is None:
        return {"*"}
    names = before.values.keys() | after.values.keys()
    gone = object()
    return {n for n in names if before.values.get(n, gone) != after.values.get(n, gone)}


def _needs(sound: Dataset, edit: Edit, problems: Iterable[object]) -> set[tuple[str, str]]:
    needs = {
        (table, column)
        for table, columns in NEEDS.get(edit.rule, {}).items()
        for column in columns or {"*"}
    }
    for problem in problems:
        table = sound.tables.get(getattr(problem, "resource", ""))
        if table is None:
            continue
        field = getattr(problem, "field", "")
        if edit.rule == "duplicate-id":
            needs.add((table.resource.name, table.resource.key))
        if edit.rule in ("references_resolve", "list_references_resolve"):
            described = table.resource.fields[field]
            goal = described.references or table.resource.foreign_keys[field][0]
            needs.add((goal, sound.tables[goal].resource.key))
    return needs


def apply_all(project: Project, faults: list[Edit]) -> set[tuple[str, int, int, str]]:
    """Make all the edits, the lowest of each file first; return where they must be told."""
    placed = [(edit, *lines_of(edit, text_of(project.root / edit.file))) for edit in faults]
    expected = set()
    for edit, *_ in placed:
        file, line, column = edit.place
        moves = [m for e, _, last, m in placed if e is not edit and e.file == file and last < line]
        expected.add((file, line + sum(moves), column, edit.rule))
    for edit, *_ in sorted(placed, key=lambda one: (one[0].file, -one[1])):
        apply(project, edit)
    return expected


def pool(edits: list[Edit]) -> list[Edit]:
    """Return the faults that can stand beside others."""
    return [
        edit
        for edit in edits
        if edit.day == DAY
        and edit.rule != "descriptor"
        and not (edit.rule == "prose" and not edit.make)
    ]
