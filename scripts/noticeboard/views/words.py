"""Words with what they mean, for the pages on which they stand: pairs of word and sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import SimpleNamespace
from typing import Any

from noticeboard.dataset import Resource as Table
from noticeboard.figures import Figures
from noticeboard.glossary import told_terms
from noticeboard.model import Town
from noticeboard.orders import STATES
from noticeboard.progress import NEED_MEANINGS, NEED_WORDS, NOTICE_MEANINGS, NOTICE_WORDS

Words = list[tuple[str, str]]

# The columns whose words pages show, in the order of the page of all words.
SHOWN = (
    ("projects", "stage"),
    ("funding", "source_kind"),
    ("figures", "derivation"),
    ("mechanisms", "status"),
    ("units", "standing"),
    ("organisations", "kind"),
    ("communities", "party_org"),
    ("agreements", "status"),
    ("agreements", "channels"),
    ("memberships", "roles"),
    ("memberships", "status"),
    ("needs", "category"),
    ("resources", "kind"),
    ("notices", "kind"),
    ("notices", "category"),
    ("notices", "day_kind"),
    ("notices", "first_day"),
    ("meetings", "status"),
    ("resolutions", "status"),
    ("appraisals", "grade"),
    ("facilities", "kind"),
    ("photos", "moment"),
    ("building_heads", "pool"),
    ("building_heads", "status"),
    ("publication_schedule", "method"),
)


def word_views(tables: dict[str, Table], town: Town, figures: Figures) -> dict[str, Any]:
    """Return the functions by which templates explain words."""
    told = told_terms(town.mechanisms.values())

    def terms(*words: str) -> Words:
        return [(told[word].word, told[word].meaning) for word in words]

    def meant(table: str, records: Iterable[Any], *fields: str) -> Words:
        records = list(records)
        return [pair for name in fields for pair in _meant(tables[table], records, name)]

    def meant_notices(notices: Iterable[Any]) -> Words:
        there = {figures.notice_states[one.id] for one in notices}
        return _pairs({k: w for k, w in NOTICE_WORDS.items() if k in there}, NOTICE_MEANINGS)

    def meant_needs(needs: Iterable[Any]) -> Words:
        there = {figures.need_states[one.id][0] for one in needs}
        return _pairs({k: w for k, w in NEED_WORDS.items() if k in there}, NEED_MEANINGS)

    def meant_orders(orders: Iterable[Any]) -> Words:
        return meant_states(figures.progress[one.id].state.key for one in orders)

    funds: dict[str, list[Any]] = {}
    for fund in town.funding.values():
        if not fund.funder and fund.source_kind != "unknown":
            funds.setdefault(fund.project, []).append(fund)

    def meant_projects(projects: Iterable[Any]) -> Words:
        projects = list(projects)
        given = [fund for one in projects for fund in funds.get(one.id, ())]
        return meant("projects", projects, "stage") + meant("funding", given, "source_kind")

    return {
        "means": SimpleNamespace(**{name: _meanings(table) for name, table in tables.items()}),
        "told_terms": told,
        "terms": terms,
        "meant": meant,
        "meant_states": meant_states,
        "meant_orders": meant_orders,
        "meant_projects": meant_projects,
        "meant_notices": meant_notices,
        "meant_needs": meant_needs,
        "need_words": NEED_WORDS,
        "word_groups": list(_groups(tables, town, figures)),
    }


def _groups(
    tables: dict[str, Table], town: Town, figures: Figures
) -> Iterator[tuple[str, str, Words]]:
    """Yield id, title and words of each column that pages show, where there are rows."""
    if town.needs:
        yield "need-states", "清单上的事办了没有", _pairs(NEED_WORDS, NEED_MEANINGS)
    if town.notices:
        yield "notice-states", "公示到了哪里", _pairs(NOTICE_WORDS, NOTICE_MEANINGS)
    for table, name in SHOWN:
        if figures.rows[table].rows:
            field = tables[table].fields[name]
            title = f"{tables[table].title}：{field.title}"
            yield f"{table}-{name}", title, _pairs(field.labels, field.meanings)


def _pairs(words: dict[str, str], meanings: dict[str, str]) -> Words:
    return [(word, meanings[key]) for key, word in words.items()]


def meant_states(keys: Iterable[str]) -> Words:
    """Return these states of orders, in the order of the table, each once."""
    there = set(keys)
    return [(state.word, state.sentence) for key, state in STATES.items() if key in there]


def _meanings(table: Table) -> SimpleNamespace:
    return SimpleNamespace(**{field.name: field.meanings for field in table.fields.values()})


def _meant(table: Table, records: list[Any], name: str) -> Words:
    """Return the words that stand in a column of these records, as the column lists them."""
    there: set[str] = set()
    for record in records:
        value = getattr(record, name)
        there.update(value if isinstance(value, tuple) else (value,))
    field = table.fields[name]
    return [(word, field.meanings[key]) for key, word in field.labels.items() if key in there]
