"""Suppression: what is told, what it is worth, and two attackers who must not succeed."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noticeboard.survey import told as rows_told
from noticeboard.survey.cross import CrossTold, publish_cross
from noticeboard.survey.suppress import may_publish_again, opening_bound, publish_row, unused
from noticeboard.survey.told import Told, least_total, tell
from noticeboard.survey.worlds import Epoch, pasts
from tests.attacker import Rule, columns, history, leaks, publish_edition
from tests.preimages import Preimages, cross_leaks

pytestmark = pytest.mark.slow


def bare(cells: Sequence[int], k: int, before: Sequence[Told]) -> Told | None:
    """A wrong rule: no second cell is hidden with a small one."""
    if sum(cells) < least_total(len(cells), k):
        return None
    return tell(cells, frozenset(place for place, n in enumerate(cells) if 1 <= n < k))


def forgetful(cells: Sequence[int], k: int, before: Sequence[Told]) -> Told | None:
    """A wrong rule: every publication as if it were the first."""
    return publish_row(cells, k)


def impatient(cells: Sequence[int], k: int, before: Sequence[Told]) -> Told | None:
    """A wrong rule: a silent day is forgotten, the next row is told as soon as it may be."""
    return publish_row(cells, k, [told for told in before if not told.silent])


@pytest.fixture
def no_floor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables small enough to try them all."""
    monkeypatch.setattr(rows_told, "ROW_FLOOR", 1)


def hidden(*cells: int | None, total: int) -> Told:
    shown = sum(count or 0 for count in cells)
    return Told(total, cells, total - shown if None in cells else None)


# What is told

FIRST = {
    "nothing small": ((20, 10, 0), hidden(20, 10, 0, total=30)),
    "one small: the next larger with it": ((20, 7, 3), hidden(20, None, None, total=30)),
    "and all its equals": ((20, 7, 7, 3), hidden(20, None, None, None, total=37)),
    "small ones among themselves": ((20, 4, 2), hidden(20, None, None, total=26)),
    "too few people in them": ((20, 9, 2, 1), hidden(20, None, None, None, total=32)),
    "all ones": ((20, 9, 1, 1, 1, 1, 1), hidden(20, *[None] * 6, total=34)),
    "all as large as can be": ((20, 9, 4, 4), hidden(20, None, None, None, total=37)),
    "equal, but not by necessity": ((20, 9, 3, 3), hidden(20, 9, None, None, total=35)),
    "too few answers": ((15, 4, 0), None),
    "too few for so many options": ((30, *[0] * 9), None),
}


@pytest.mark.parametrize("name", FIRST)
def test_first_publication(name: str) -> None:
    cells, told = FIRST[name]
    assert publish_row(cells, 5) == told


OPEN, CLOSED = hidden(20, 10, 0, total=30), hidden(20, None, None, 0, total=30)
SILENT = Told(40, (None,) * 3, None)
LATER = {
    "open stays open": ((30, 10, 0), [OPEN], hidden(30, 10, 0, total=40)),
    "too few new answers": ((22, 12, 0), [OPEN], None),
    "the same again": ((20, 10, 0), [OPEN], OPEN),
    "open closes": ((26, 15, 1), [OPEN], hidden(26, None, None, total=42)),
    "the new one would be alone": ((28, 10, 2), [OPEN], SILENT),
    "a count fell": ((19, 21, 0), [OPEN], SILENT),
    "closed does not grow": ((30, 7, 3, 0), [CLOSED], hidden(30, None, None, 0, total=40)),
    "closed grows a little": ((29, 8, 3, 0), [CLOSED], Told(40, (None,) * 4, None)),
    "closed stays closed": ((25, 9, 6, 0), [CLOSED], hidden(25, None, None, 0, total=40)),
    "another joins": ((25, 9, 4, 2), [CLOSED], hidden(25, None, None, None, total=40)),
    "closed opens": ((40, 18, 11, 0), [CLOSED], hidden(40, 18, 11, 0, total=69)),
    "after silence, too soon": ((28, 14, 6), [OPEN, SILENT], Told(48, (None,) * 3, None)),
    "after silence": ((30, 12, 6), [OPEN, SILENT], hidden(30, 12, 6, total=48)),
}


@pytest.mark.parametrize("name", LATER)
def test_later_publication(name: str) -> None:
    cells, before, told = LATER[name]
    assert publish_row(cells, 5, before) == told


def test_k_below_three_protects_nothing() -> None:
    with pytest.raises(ValueError, match="at least 3"):
        publish_row((30, 10), 2)


def test_unused_answers_and_repeated_publication() -> None:
    assert [unused(number, 5) for number in (0, 1, 4, 5, 60)] == [0, "few", "few", 5, 60]
    assert [may_publish_again(30, now, 5) for now in (29, 30, 34, 35)] == [
        False,
        False,
        False,
        True,
    ]


Counts = st.lists(st.one_of(st.integers(0, 9), st.integers(0, 80)), min_size=2, max_size=9)
Steps = st.lists(st.lists(st.integers(0, 30), min_size=9, max_size=9), max_size=5)


@given(Counts, Steps, st.integers(3, 7))
def test_what_always_holds(cells: list[int], steps: list[list[int]], k: int) -> None:
    before: list[Told] = []
    for step in [[0] * 9, *steps]:
        cells = [count + more for count, more in zip(cells, step, strict=False)]
        told = publish_row(cells, k, before)
        assert told == publish_row(tuple(cells), k, tuple(before))
        if told is None:
            continue
        before.append(told)
        assert told.total == sum(cells)
        if told.silent:
            continue
        assert all(a in (None, b) for a, b in zip(told.cells, cells, strict=True))
        assert not any(count and count < k for count in told.cells)
        assert len(told.hidden) != 1
        assert told.hidden_sum == (sum(cells[p] for p in told.hidden) if told.hidden else None)
        assert told.hidden_sum is None or told.hidden_sum >= k
        assert publish_row(cells, k, before) == told


@given(Counts, st.randoms())
def test_a_first_publication_does_not_depend_on_the_order(cells: list[int], random: Random) -> None:
    order = list(range(len(cells)))
    random.shuffle(order)
    told, turned = publish_row(cells, 5), publish_row([cells[place] for place in order], 5)
    assert (told and [told.cells[place] for place in order]) == (turned and list(turned.cells))


# What it is worth: of 200 answers to five options, one of them rare


def poll(random: Random, days: int) -> tuple[list[Told], list[int]]:
    """All that was told of a poll, and the last counts."""
    cells = [0] * 5
    told: list[Told] = []
    for _ in range(days):
        for option in random.choices(range(5), (40, 27, 18, 10, 5), k=200 // days):
            cells[option] += 1
        new = publish_row(cells, 5, told)
        told += [new] if new else []
    return [row for row in told if not row.silent], cells


@pytest.mark.parametrize(("days", "least"), [(1, 0.95), (5, 0.85), (10, 0.8), (20, 0.8)])
def test_most_counts_are_told(days: int, least: float) -> None:
    polls = [poll(Random(seed), days) for seed in range(100)]
    shown = sum(count is not None for told, _ in polls for count in told[-1].cells)
    assert shown >= least * 5 * len(polls)
    fresh = sum(told[-1].total >= 180 for told, _ in polls)
    assert fresh >= 0.9 * len(polls)


# The attacker who knows the program

QUICK = [
    (3, 2, (5, 8, 12, 20)), (3, 2, (6, 9, 12, 15, 24)), (3, 3, (7, 10, 14)), (3, 3, (8, 13, 18)),
    (3, 3, (9, 12, 18)), (3, 4, (9, 15)), (4, 3, (10, 14, 20)), (4, 2, (7, 12, 17, 30)),
    (4, 4, (13, 17)), (5, 2, (9, 14, 20, 40)), (5, 3, (13, 18)), (3, 6, (13,)), (5, 5, (21,)),
    (4, 6, (19,)), (7, 3, (19, 26)),
]  # fmt: skip
LONG = [
    (3, 3, (7, 10, 13, 17)), (3, 3, (7, 11, 15, 20)), (3, 3, (7, 10, 13, 16, 19)), (3, 4, (9, 12, 16)),
    (3, 4, (9, 12, 15, 18)), (4, 3, (10, 14, 18, 22)), (5, 3, (13, 18, 24)), (5, 4, (17, 22)),
    (3, 5, (11, 14)), (3, 5, (12, 17)), (4, 4, (13, 17, 21)), (5, 2, (9, 14, 19, 24, 40)), (5, 6, (25,)),
]  # fmt: skip


@pytest.mark.usefixtures("no_floor")
@pytest.mark.parametrize(
    ("k", "size", "totals"), QUICK + [pytest.param(*case, marks=pytest.mark.full) for case in LONG]
)
def test_who_tries_all_histories_learns_nothing(k: int, size: int, totals: tuple[int, ...]) -> None:
    tried = Preimages(totals, size, k)
    assert not tried.leaks()
    assert len(totals) < 3 or tried.opened()


@pytest.mark.usefixtures("no_floor")
@pytest.mark.parametrize("wrong", [bare, forgetful, impatient])
def test_wrong_rules_are_broken_by_trying_all_histories(wrong: Rule) -> None:
    assert Preimages((7, 10, 14), 3, 3, wrong).leaks()


@pytest.mark.parametrize("seed", range(20))
def test_pasts_that_protect_an_opened_row_would_be_told_alike(seed: int) -> None:
    told, _ = poll(Random(seed), 10)
    opened = [
        number
        for number, row in enumerate(told)
        if number and told[number - 1].hidden and not row.hidden
    ]
    for number in opened:
        start = max((n + 1 for n in range(number) if not told[n].hidden), default=0)
        epoch = Epoch(told[start - 1] if start else None, tuple(told[start:number]))
        now = [count or 0 for count in told[number].cells]
        found = list(pasts(epoch, now, 5, opening_bound(epoch, 5)))
        assert found
        for past in found[:: 1 + len(found) // 40]:
            before = list(told[:start])
            for row, counts in zip(epoch.told, past, strict=True):
                cells = [counts.get(place, count or 0) for place, count in enumerate(row.cells)]
                before.append(publish_row(cells, 5, before) or row)
                assert before[-1] == row
            assert publish_row(now, 5, before) == told[number]


# The attacker with a solver


def edition(seed: int, groups: int, rule: Rule = publish_row, grows: bool = True) -> list[str]:
    """What he learns of one invented edition."""
    random = Random(seed)
    k = random.choice((3, 4, 5, 5))
    groups = random.randint(2, groups) if groups > 1 else 1
    sizes = [random.randint(2, 6 if groups == 1 else 4) for _ in range(random.randint(1, 2))]
    days = history(random, groups, sizes, random.randint(1, 6 if groups == 1 else 4))
    if not grows:
        for tables in days[1:]:
            for table in tables:
                line = random.choice(table)
                place = random.randrange(len(line))
                line[(place + 1) % len(line)] += min(line[place], 3)
                line[place] -= min(line[place], 3)
    return leaks(publish_edition(days, k, rule), k, by_group=groups > 1, grows=grows)


@pytest.mark.full
def test_a_solver_learns_nothing_of_rows() -> None:
    assert not [found for seed in range(130) if (found := edition(seed, 1))]


@pytest.mark.full
def test_a_solver_learns_nothing_of_cross_tables() -> None:
    assert not [found for seed in range(50) if (found := edition(seed, 3))]


def test_a_solver_learns_nothing_where_answers_are_withdrawn() -> None:
    assert not [found for seed in range(30) if (found := edition(seed, 1, grows=False))]


@pytest.mark.parametrize("wrong", [bare, forgetful])
def test_wrong_rules_are_broken_by_the_solver(wrong: Rule) -> None:
    assert any(edition(seed, 1, wrong) for seed in range(60))


@pytest.mark.full
@pytest.mark.parametrize("part", range(10))
def test_a_solver_learns_nothing_of_many_editions(part: int) -> None:
    for seed in range(1000 + 250 * part, 1250 + 250 * part):
        assert not edition(seed, 1), seed
    for seed in range(1000 + 50 * part, 1050 + 50 * part):
        assert not edition(seed, 4), seed
        assert not edition(seed, 1, grows=False), seed


# By group


def by_group(*lines: tuple[int, ...], before: Sequence[Told] = ()) -> CrossTold | None:
    table = [list(line) for line in lines]
    row = publish_row(columns(table), 5, before)
    sizes = publish_row([sum(line) for line in lines], 5)
    assert row and sizes
    return publish_cross(dict(zip("abcdef", lines, strict=False)), [*before, row], sizes, 5)


def test_a_clean_table_is_told_whole() -> None:
    whole = (("a", (20, 10, 0)), ("b", (15, 5, 9)))
    assert by_group(*dict(whole).values()) == CrossTold((0, 1, 2), (), whole, None)


def test_what_is_hidden_in_the_row_or_ever_was_is_one_column() -> None:
    told = by_group((30, 6, 1), (25, 6, 2))
    assert told == CrossTold((0,), (1, 2), (("a", (30, 7)), ("b", (25, 8))), None)
    closed = publish_row((20, 6, 2), 5)
    assert closed
    assert by_group((30, 9, 9), (25, 9, 9), before=[closed]) == CrossTold(
        (0,), (1, 2), (("a", (30, 18)), ("b", (25, 18))), None
    )


def test_small_groups_are_told_together_two_at_least() -> None:
    big = (40, 30)
    told = by_group(big, (6, 4), (5, 3))
    assert told == CrossTold((0, 1), (), (("a", big),), (11, 7))
    assert by_group(big, (6, 4)) is None, "one group alone follows by subtraction"
    assert by_group(big, (6, 2), (5, 1)) is None, "the others have a small cell"
    told = by_group(big, (30, 20), (6, 2), (5, 1))
    assert told is not None
    assert told.others == (41, 23), "a larger group covers them"


def test_a_table_needs_the_publications_of_its_own_answers() -> None:
    row, sizes = publish_row((50, 20), 5), publish_row((40, 30), 5)
    assert row and sizes
    assert (
        publish_cross({"a": (30, 10), "b": (20, 10)}, [row, Told(90, (None, None), None)], sizes, 5)
        is None
    )
    with pytest.raises(ValueError, match="last publications"):
        publish_cross({"a": (31, 10), "b": (20, 10)}, [row], sizes, 5)


SMALL = [((11,), 2, 2), ((7, 11), 2, 2), ((11, 17), 2, 2), ((12,), 3, 2), ((12,), 2, 3)]
LARGE = [((8, 12, 15), 2, 2), ((10, 14), 2, 3), ((10, 13), 3, 2), ((9, 13), 3, 2), ((15,), 4, 2)]


@pytest.mark.usefixtures("no_floor")
@pytest.mark.parametrize(
    ("totals", "groups", "options"),
    SMALL + [pytest.param(*case, marks=pytest.mark.full) for case in LARGE],
)
def test_who_tries_all_tables_by_group_learns_nothing(
    totals: tuple[int, ...], groups: int, options: int
) -> None:
    tables, known = cross_leaks(totals, groups, options, 3)
    assert tables and not known
