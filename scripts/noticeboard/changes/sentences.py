"""Facts → sentences. Of what was, only amounts and figures; names as they are published now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from noticeboard.changes import Piece, Told
from noticeboard.changes.compare import Fact, is_empty
from noticeboard.changes.words import (
    MONEY,
    PERSONS,
    SILENT,
    Kind,
    Present,
    field_words,
    kind_of,
    stem_of,
)
from noticeboard.dataset import Resource, Row
from noticeboard.figures import money_text, plain
from noticeboard.model.parts import Money
from noticeboard.orders import STATES

# So many records of a table are named on one day; of more, their number is told.
NAMED = 6


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is told, what is told instead if something personal is found in it, and bare numbers to look at."""

    told: Told
    instead: Told
    numbers: tuple[str, ...] = ()


class Teller:
    """Tells the facts of one day, with what is published now."""

    def __init__(self, present: Present) -> None:
        """Keep what is published now."""
        self._present = present

    def sentences(self, table: str, facts: Sequence[Fact]) -> Iterator[Sentence]:
        """Yield what changed in one table on one day."""
        resource = self._present.resources[table]
        kind = kind_of(resource)
        new = [fact for fact in facts if fact.before is None]
        gone = [fact for fact in facts if fact.after is None]
        changed = [fact for fact in facts if fact.before and fact.after]
        if table in PERSONS:
            yield from self._of_persons(resource, kind, new, changed, gone)
            return
        yield from self._new(table, kind, new)
        yield from self._changed(resource, kind, changed)
        if gone:
            words = f"撤下 {len(gone)} {kind.measure}{kind.noun}。"
            yield _only("gone", Piece(words))

    def _of_persons(
        self, resource: Resource, kind: Kind, new: list[Fact], changed: list[Fact], gone: list[Fact]
    ) -> Iterator[Sentence]:
        """Yield numbers and names of fields: nobody is named, neither who came nor who went."""
        fields = (name for fact in changed for name in fact.fields)
        titles = field_words(resource, fields)
        told = [f"新登 {len(new)} {kind.measure}"] if new else []
        if titles:
            told.append(f"改了 {len(changed)} {kind.measure}的{quoted(titles)}")
        if gone:
            told.append(f"撤下 {len(gone)} {kind.measure}")
        if told:
            sort = "new" if new else "changed" if changed else "gone"
            name = Piece(f"{kind.noun}名单" if kind.measure == "位" else kind.noun, resource.name)
            yield _only(sort, name, Piece("：" + "，".join(told) + "。"))

    def _new(self, table: str, kind: Kind, facts: list[Fact]) -> Iterator[Sentence]:
        if not facts:
            return
        if table == "funding" and len(facts) <= NAMED:
            yield from (self._new_fund(fact) for fact in facts)
            return
        pieces = [Piece(f"新登 {len(facts)} "), Piece(f"{kind.measure}{kind.noun}", table)]
        bare = Told("new", (*pieces, Piece("。")))
        titles = [(fact, self._present.title(table, fact.key)) for fact in facts]
        named = [Piece(title, table, fact.key) for fact, title in titles if title]
        if not named or len(facts) > NAMED:
            yield Sentence(bare, bare)
            return
        pieces.append(Piece("："))
        for name in named:
            pieces += [name, Piece("、")]
        pieces[-1] = Piece("。")
        if len(named) < len(facts):
            pieces[-1] = Piece(f"，还有 {len(facts) - len(named)} {kind.measure}后来撤下了。")
        yield Sentence(Told("new", tuple(pieces)), bare)

    def _new_fund(self, fact: Fact) -> Sentence:
        """Return what a sum of money that was written down is told as."""
        amount = fact.after.get("amount_cny") if fact.after else None
        bare = Told("money", (Piece("记下 1 笔资金。"),))
        row = self._present.row("funding", fact.key)
        if row is None or amount is None:
            return Sentence(bare, bare)
        funder = self._present.title("organisations", row.get("funder"))
        given = f"，{funder}出的" if funder else ""
        pieces = (*self._head("funding", fact.key), Piece(f"记下一笔资金 {_yuan(amount)}{given}。"))
        return Sentence(Told("money", pieces), bare, (str(amount),))

    def _changed(self, resource: Resource, kind: Kind, facts: list[Fact]) -> Iterator[Sentence]:
        told = [sentence for fact in facts if (sentence := self._one(resource, kind, fact))]
        money = [sentence for sentence in told if sentence.told.kind == "money"]
        others = [sentence for sentence in told if sentence.told.kind != "money"]
        yield from money
        if len(others) <= NAMED:
            yield from others
        else:
            what = Piece(f"{kind.measure}{kind.noun}", resource.name)
            yield _only("changed", Piece(f"改了 {len(others)} "), what, Piece("。"))

    def _one(self, resource: Resource, kind: Kind, fact: Fact) -> Sentence | None:
        """Return what changed in one record; ``None`` where it is no resident's matter."""
        clauses, numbers = [], []
        for clause, bare in self._amounts(resource, fact):
            clauses.append(clause)
            numbers += bare
        is_money = bool(clauses)
        amounts = {stem for table, stem in MONEY if table == resource.name}
        amounts |= {"value", "unit"} if resource.name == "figures" else set()
        rest = [name for name in fact.fields if stem_of(name) not in amounts]
        clauses += _other_clauses(resource, fact, rest, self._present.row(resource.name, fact.key))
        if not clauses:
            return None
        sort = "money" if is_money else "changed"
        bare_told = Told(sort, (Piece(f"改了 1 {kind.measure}{kind.noun}。"),))
        if self._present.row(resource.name, fact.key) is None:
            return Sentence(bare_told, bare_told)
        words = "；".join(clauses) + "。"
        pieces = (*self._head(resource.name, fact.key), Piece(words))
        return Sentence(Told(sort, pieces), bare_told, tuple(numbers))

    def _head(self, table: str, key: str) -> tuple[Piece, ...]:
        """Return 项目“甲”：, linked to the record that is published now."""
        row = self._present.row(table, key)
        if table == "funding" and row is not None:
            return self._head("projects", str(row.get("project")))
        kind, title = kind_of(self._present.resources[table]), self._present.title(table, key)
        if not title:
            return (Piece(f"一{kind.measure}{kind.noun}："),)
        return Piece(kind.noun), Piece(f"“{title}”", table, key), Piece("：")

    def _amounts(self, resource: Resource, fact: Fact) -> Iterator[tuple[str, list[str]]]:
        """Yield what is said of amounts and figures that changed, with the bare numbers in it."""
        assert fact.before and fact.after
        right = "（更正）" if _is_correction(fact.before, fact.after) else ""
        for (table, stem), word in MONEY.items():
            old, new = fact.before.get(f"{stem}_cny"), fact.after.get(f"{stem}_cny")
            if table != resource.name or old == new:
                continue
            name = "其中一笔资金" if table == "funding" else word
            if old is None:
                yield f"补上了{name} {_yuan(new)}", [str(new)]
            elif new is None:
                yield f"删去了{name}", []
            else:
                yield f"{name}从 {_yuan(old)} 改为 {_yuan(new)}{right}", [str(old), str(new)]
        if resource.name == "figures":
            yield from _of_figure(fact.before, fact.after, right)


def beginning(present: Present, counts: Mapping[str, int]) -> Iterator[Sentence]:
    """Yield the one sentence for the day on which the records began."""
    pieces = [Piece("开始登记：")]
    for table in present.in_order:
        if counts.get(table) and table not in (*SILENT, "notices", "order_events"):
            kind = kind_of(present.resources[table])
            pieces += [Piece(f"{counts[table]} {kind.measure}{kind.noun}", table), Piece("、")]
    if len(pieces) > 1:
        yield _only("begun", *pieces[:-1], Piece("。"))


def order_sentences(present: Present, facts: Sequence[Fact]) -> Iterator[Sentence]:
    """Yield how far orders came on one day, from the steps that were added."""
    steps: dict[str, Row] = {}
    for fact in facts:
        if fact.before is None and fact.after and present.row("order_events", fact.key):
            order = str(fact.after.get("order"))
            if order not in steps or (fact.after.get("seq") or 0) > (steps[order].get("seq") or 0):
                steps[order] = fact.after
    told = []
    for order, step in steps.items():
        title, state = present.title("orders", order), STATES.get(str(step.get("state")))
        if title and state:
            pieces = (
                Piece("办理单"),
                Piece(f"“{title}”", "orders", order),
                Piece(f"：{state.word}。"),
            )
            bare = Told("changed", (Piece(f"1 张办理单{state.word}。"),))
            told.append((state.word, Sentence(Told("changed", pieces), bare)))
    if len(told) <= NAMED:
        yield from (sentence for _, sentence in told)
        return
    counts = Counter(word for word, _ in told)
    words = "、".join(f"{count} 张{word}" for word, count in counts.items())
    yield _only("changed", Piece(f"{len(told)} 张办理单", "orders"), Piece(f"有了进展：{words}。"))


def _of_figure(before: Row, after: Row, right: str) -> Iterator[tuple[str, list[str]]]:
    """Yield what is said of a figure whose value changed; a unit is told only where it stayed."""
    old, new, unit = before.get("value"), after.get("value"), after.get("unit") or ""
    if old == new and before.get("unit") == after.get("unit"):
        return
    if new is None:
        yield "不再写数，由名单数出", []
    elif old is None:
        yield f"写上了 {plain(new)}{unit}", [plain(new)]
    elif before.get("unit") != unit:
        yield f"数和单位都改了，现在是 {plain(new)}{unit}{right}", [plain(new)]
    else:
        words = f"从 {plain(old)}{unit} 改为 {plain(new)}{unit}{right}"
        yield words, [plain(old), plain(new)]


def _other_clauses(
    resource: Resource, fact: Fact, names: Sequence[str], present: Row | None
) -> list[str]:
    """Return what is said of the other fields: their names, and the present word of a list of words."""
    assert fact.before and fact.after
    clauses: list[str] = []
    filled: list[str] = []
    emptied: list[str] = []
    changed: list[str] = []
    for name in names:
        old, new = fact.before.get(name), fact.after.get(name)
        label = resource.fields[name].labels.get(str(new), "")
        if label and name != "provenance" and present and present.get(name) == new:
            clauses.append(f"“{resource.fields[name].title}”改成了“{label}”")
        elif is_empty(old):
            filled.append(name)
        else:
            (emptied if is_empty(new) else changed).append(name)
    told: set[str] = set()
    # A time of which one part was filled and another changed is a time that changed.
    for word, found in (("改了", changed), ("补上了", filled), ("删去了", emptied)):
        titles = tuple(t for t in field_words(resource, found) if t not in told)
        told |= set(titles)
        if titles:
            clauses.append(f"{word}{quoted(titles)}")
    return clauses


def _is_correction(before: Row, after: Row) -> bool:
    """Tell whether another amount is read from the very same passage: then the first was a mistake."""
    same = all(before.get(name) == after.get(name) for name in ("provenance", "source", "locator"))
    return same and after.get("provenance") == "reported"


def _yuan(cny: int) -> str:
    return money_text(Money(cny, None))


def quoted(titles: Iterable[str]) -> str:
    """Return “甲”“乙”."""
    return "".join(f"“{title}”" for title in titles)


def _only(kind: str, *pieces: Piece) -> Sentence:
    told = Told(kind, pieces)
    return Sentence(told, told)
