"""The monthly table: equal to an independent query, told in three shapes, honest where there is nothing."""

from __future__ import annotations

import csv
import datetime as dt
import functools
import io
import random
import sys
import types
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from noticeboard.assemble import assemble
from noticeboard.commands.demo import demo
from noticeboard.commands.report import read_month, report_command
from noticeboard.demo import Size
from noticeboard.errors import UsageError
from noticeboard.load import load
from noticeboard.model import Town
from noticeboard.monthly import counts
from noticeboard.monthly.counts import Month, Report, month_of, report_of
from noticeboard.monthly.figures import FIGURES, OF_UNITS
from noticeboard.orders import STATES, satisfaction
from noticeboard.project import Project
from tests.conftest import DAY
from tests.matrix import thinned
from tests.monthly_query import QUERIES, Counts, counted, database

SMALL = Size(communities=3, units=9, projects=2, deeds=4, needs=120, responses=0)
NOTES = ("满意", "居民说满意", "不满意，太慢", "居民说不太满意", "还可以", "基本满意", "谈不上满意")
Counter = Callable[[Town, Month], Report]


def walked(project: Project, seed: int) -> Project:
    """Give every order of the invented town another course along the graph, a rare one among them."""
    chance = random.Random(seed)
    # The second town is quick and goes round and round: twice the same step in one month.
    steps, stop = (((0, 0, 1, 3, 9, 20), 0.08), ((0, 0, 0, 0, 1, 2), 0.02))[seed - 1]
    orders = _rows(project.data / "orders.csv")
    units = [row["id"] for row in _rows(project.data / "units.csv")]
    sample = _rows(project.data / "order_events.csv")[0]
    events = []
    for order in orders:
        day, state, seq = DAY - dt.timedelta(days=chance.randrange(30, 200)), "submitted", 1
        order["due_on"] = ""
        while True:
            # What ends a course at once is chosen less often, so that there are long ones.
            unit = chance.choice(units) if state in ("dispatched", "claimed") else ""
            if state in ("returned", "transferred", "finished", "rated") and chance.random() < 0.3:
                unit = chance.choice(units)
            note = chance.choice(NOTES) if state == "rated" else ""
            events.append(sample | {"id": f"{order['id']}-{seq}", "order": order["id"], "seq": seq,
                                    "date": day, "state": state, "unit": unit, "note": note})  # fmt: skip
            then = [key for key in STATES[state].then if STATES[key].then or chance.random() < 0.1]
            if not then or chance.random() < stop:
                break
            state, seq = chance.choice(then), seq + 1
            day = min(DAY, day + dt.timedelta(days=chance.choice(steps)))
        if chance.random() < 0.8:
            order["due_on"] = str(chance.choice(events)["date"])
    _write(project.data / "orders.csv", orders)
    _write(project.data / "order_events.csv", events)
    return project


def _rows(path: Path) -> list[dict[str, object]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _write(path: Path, rows: list[dict[str, object]]) -> None:
    made = io.StringIO()
    writer = csv.DictWriter(made, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(made.getvalue(), encoding="utf-8")


@pytest.fixture(scope="module")
def towns(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Project]:
    """Invented towns as ``demo`` makes them, and two whose orders took every turn."""
    folder = tmp_path_factory.mktemp("towns")
    made = {f"demo-{n}": demo(folder / f"demo-{n}", SMALL, n, DAY) for n in (1, 2, 99)}
    for seed in (1, 2):
        project = demo(folder / f"walked-{seed}", SMALL, seed, DAY)
        made[f"walked-{seed}"] = walked(project, seed)
    return made


def months(day: dt.date = DAY) -> Iterator[Month]:
    """Yield the months of a year; the last is still going on."""
    for back in range(11, -1, -1):
        number = day.year * 12 + day.month - 1 - back
        yield month_of(number // 12, number % 12 + 1, day)


def told(town: Town, report: Report) -> Counts:
    """Return the report's figures in the shape of the query's."""
    names = {
        town.organisations[key].name: key for key in town.units
    } | {counts.NOBODY: ""}  # fmt: skip
    places = {place.name: key for key, place in town.communities.items()}
    found: Counts = {("total", "", key): n for key, n in report.total.counts.items()}
    for line in report.communities:
        found |= {("community", places[line.name], key): n for key, n in line.counts.items()}
    for line in report.units:
        found |= {("unit", names[line.name], f.key): line.counts[f.key] for f in OF_UNITS}
    return {key: n for key, n in found.items() if n}


@functools.cache
def queried(project: Project) -> tuple[Town, dict[Month, Counts]]:
    """Return the town and what the query counts in each month."""
    base = database(project.data)
    wanted = {month: counted(base, month.first, month.until) for month in months()}
    return assemble(load(project)), wanted


def differences(project: Project, count: Counter) -> list[str]:
    """Return every figure of every month that the query counts otherwise."""
    found: list[str] = []
    of_units = {figure.key for figure in OF_UNITS}
    town, queries = queried(project)
    for month, query in queries.items():
        wanted = {key: n for key, n in query.items() if key[0] != "unit" or key[2] in of_units}
        given = told(town, count(town, month))
        found += [
            f"{month.first} {key}: {given.get(key)}, not {wanted.get(key)}"
            for key in sorted(wanted.keys() | given.keys())
            if wanted.get(key) != given.get(key)
        ]
    return found


@pytest.mark.parametrize(
    "name",
    thinned(["demo-1", "walked-1", "demo-2", "demo-99", "walked-2"], 2),
)
def test_the_table_equals_an_independent_query(towns: dict[str, Project], name: str) -> None:
    assert differences(towns[name], report_of) == []


def test_the_towns_show_every_figure_in_every_group(towns: dict[str, Project]) -> None:
    """A query that only ever gives nothing would prove nothing."""
    assert {figure.key for figure in FIGURES} == set(QUERIES)
    seen = {key[0::2] for query in queried(towns["walked-1"])[1].values() for key in query}
    assert seen == {(group, key) for group in ("total", "community", "unit") for key in QUERIES}


MUTANTS = {
    "later events count": ("if event.date <= until:", "if True:"),
    "by the file, not by the sequence": (", key=lambda event: event.seq)", ", key=lambda e: -e.seq)"),
    "the first finish counts": ('if event.state == "finished":', 'if event.state == "finished" and not finished_on:'),
    "the deadline itself is late": ("finished_on <= due_on", "finished_on < due_on"),
    "no deadline is in time": ('return "undated"', 'return "in_time"'),
    "a finish of another month counts": ("finished_on and month.holds(finished_on)", "finished_on"),
    "re-opened ones are done": ("if state in DONE and finished_on", "if finished_on"),
    "closed ones are open": ("and state not in CLOSED", ""),
    "done ones are open": ("if state not in DONE and state", "if state"),
    "overdue on the day itself": ("order.due_on < month.until", "order.due_on <= month.until"),
    "each step counts": ("set(found):\n            holders", "found:\n            holders"),
    "the total adds up the units": ("total.update(keys)", "total.update(k for k, _ in set(found))"),
    "a return stays with the unit": ('if event.state == "returned":', "if False:"),
    "a transfer stays with the unit": ('event.unit if event.state == "transferred" else ', ""),
    "the first rating counts": ('if event.state == "rated" and', 'if event.state == "rated" and not rating and'),
    "every rating is content": ('"satisfied" if rating[0] else "unsatisfied"', '"satisfied"'),
    "an unclear rating is discontent": ("if rating and rating[0] is not None:", "if rating:"),
    "months end on the 28th": ("first.replace(day=calendar.monthrange(first.year, first.month)[1])", "first.replace(day=28)"),
    "accepted are received": ('"accepted": "accepted"', '"accepted": "received"'),
    "the order's unit is taken": ("finisher, finished_on = holder,", "finisher, finished_on = order.unit,"),
}  # fmt: skip


@pytest.mark.parametrize("name", thinned(MUTANTS, 5))
def test_a_table_that_counts_otherwise_is_caught(towns: dict[str, Project], name: str) -> None:
    source, (old, new) = Path(counts.__file__).read_text(encoding="utf-8"), MUTANTS[name]
    assert source.count(old) == 1
    mutant = types.ModuleType("noticeboard.monthly.mutant")
    sys.modules[mutant.__name__] = mutant
    try:
        exec(compile(source.replace(old, new), mutant.__name__, "exec"), mutant.__dict__)
        assert _caught(towns, mutant)
    finally:
        del sys.modules[mutant.__name__]


def _caught(towns: dict[str, Project], mutant: types.ModuleType) -> bool:
    def count(town: Town, month: Month) -> Report:
        return mutant.report_of(  # type: ignore[no-any-return]
            town, mutant.month_of(month.first.year, month.first.month, DAY)
        )

    return any(differences(towns[name], count) for name in ("walked-1", "walked-2"))


def test_what_a_rating_says_is_not_guessed() -> None:
    said = {"满意": True, "居民说很满意": True, "不满意": False, "居民说：满意": None, "很好": None,
            "谈不上满意": None, "不太满意": False, "": None}  # fmt: skip
    assert {words: satisfaction(words) for words in said} == said


@pytest.mark.parametrize("text", ["2026-10", "2026年10月", "２０２６-１０", "2026 年 10 月"])
def test_a_month_is_read_as_it_is_written(text: str) -> None:
    assert read_month(text, DAY) == Month(dt.date(2026, 10, 1), dt.date(2026, 10, 31))


@pytest.mark.parametrize(
    "text", ["十月", "2026-13", "2026-00", "2026-10-01", "0000-01", "", "202610"]
)
def test_what_is_no_month_is_told(text: str) -> None:
    with pytest.raises(UsageError, match="写成 2026-11 的样子"):
        read_month(text, DAY)


def test_a_month_that_has_not_come_has_no_table(project: Project) -> None:
    with pytest.raises(UsageError, match="2026年12月还没有到"):
        report_command(project, "2026-12", given=DAY)


def test_a_month_without_data_has_no_zeros(
    towns: dict[str, Project], project: Project, tmp_path: Path
) -> None:
    page = tmp_path / "a.html"
    text = report_command(towns["demo-1"], "2025-01", html=page, given=DAY)
    assert "没有数，不是零" in text
    assert "合计" not in text
    assert "<table" not in page.read_text(encoding="utf-8")
    assert "还没有一条办理记录" in report_command(project, "2026-11", given=DAY)


def test_a_month_that_goes_on_says_so(towns: dict[str, Project]) -> None:
    text = report_command(towns["demo-1"], "2026-11", given=DAY)
    assert "截止日：2026年11月24日。这个月还没有过完" in text


def test_page_and_workbook_tell_the_same_figures(towns: dict[str, Project], tmp_path: Path) -> None:
    page, book = tmp_path / "a.html", tmp_path / "a.xlsx"
    text = report_command(towns["demo-1"], "2026-10", page, book, DAY)
    shown = load_workbook(book)
    assert shown.sheetnames == ["说明", "各社区", "各单位"]
    total = [cell.value for cell in list(shown["各社区"].rows)[-1]]
    assert total[0] == "合计"
    line = next(line for line in text.split("\n") if line.startswith("合计"))
    assert [int(word) for word in line.split()[1:]] == total[1:]
    told = page.read_text(encoding="utf-8")
    assert "".join(f'<td class="to-right">{n}</td>' for n in total[1:]) in told
    for figure in FIGURES:
        assert figure.meaning in told
        assert figure.meaning in text
    meanings = [row[1].value for row in shown["说明"].rows if row[1].value]
    assert meanings == [figure.meaning for figure in FIGURES]
    assert "示例数据" in text
    assert "示例数据" in told


def test_the_same_month_gives_the_same_bytes(towns: dict[str, Project], tmp_path: Path) -> None:
    made = []
    for name in ("a", "b"):
        files = tmp_path / f"{name}.html", tmp_path / f"{name}.xlsx"
        report_command(towns["demo-1"], "2026-10", *files, DAY)
        made.append([path.read_bytes() for path in files])
    assert made[0] == made[1]


def test_names_run_nowhere_and_are_no_formulas(towns: dict[str, Project], tmp_path: Path) -> None:
    """Names of communities come from a table; one with markup stays text in every shape."""
    from noticeboard.monthly.shown import page_of, sheets_of
    from noticeboard.publish.workbook import plain_workbook
    from noticeboard.templates import record_templates

    town = assemble(load(towns["demo-1"]))
    name = "=1+1<script>alert(1)</script>"
    line = counts.Line(name, dict.fromkeys(QUERIES, 1))
    report = Report(next(months()), dt.date(2025, 1, 1), line, (line,), ())
    folders = tuple(folder / "staff" for folder in towns["demo-1"].template_folders)
    page = page_of(record_templates(folders, {}), "", town, report)
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    book = load_workbook(io.BytesIO(plain_workbook(sheets_of(town, report), "x", DAY)))
    cell = book["各社区"]["A2"]
    assert (cell.value, cell.data_type) == (name, "s")


@pytest.mark.parametrize("name", ["no/folder/a.html", "a.htm"])
def test_where_it_cannot_be_written_is_told_first(
    towns: dict[str, Project], tmp_path: Path, name: str
) -> None:
    with pytest.raises(UsageError, match=r"以 \.html 结尾"):
        report_command(towns["demo-1"], "2026-10", html=tmp_path / name, given=DAY)
