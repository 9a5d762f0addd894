"""How rows are called where another row points to them: by name, with the id that is stored."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from noticeboard.dataset import Dataset, Resource

CALLED = ("short_name", "name", "title", "label", "matter")
# Spreadsheets turn one kind into the other while one types.
QUOTES = str.maketrans("“”„‟‘’‚‛", "\"\"\"\"''''")
SHOWN = re.compile(r"^(.*?)\s*[（(]\s*([A-Za-z0-9-]+)\s*[）)]$", re.S)


def plain(text: str) -> str:
    """Return a text as people compare it: no blanks, no width, no case, quotes of one kind."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text).translate(QUOTES)).lower()


@dataclass
class Names:
    """The names of all rows: ``by_id`` by table and id, ``ids`` by table and plain name.

    A row that is called by others' names (a part-time member by person and community) is called so.
    """

    by_id: dict[str, dict[str, str]] = field(default_factory=dict)
    ids: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def add(self, table: str, key: str, name: str, others: Iterable[str] = ()) -> None:
        """Know one row more; ``others`` are further names it goes by."""
        self.by_id.setdefault(table, {})[key] = name
        for one in dict.fromkeys(plain(text) for text in (name, *others) if text):
            found = self.ids.setdefault(table, {}).setdefault(one, [])
            if key not in found:
                found.append(key)

    def shown(self, table: str, key: str) -> str:
        """Return 城西社区（chengxi）; the id alone where the row has no name or is not there."""
        name = self.by_id.get(table, {}).get(key, "")
        return f"{name}（{key}）" if name and name != key else key

    def all_shown(self, table: str) -> list[str]:
        """Return how all rows of a table are shown, as in the table."""
        return [self.shown(table, key) for key in self.by_id.get(table, {})]


def names_of(dataset: Dataset) -> Names:
    """Return the names of every row of every table."""
    names = Names()
    pending = list(dataset.tables.values())
    for table in pending:
        own = [name for name in CALLED if name in table.resource.fields]
        for row in table.rows:
            key = row.get(table.resource.key)
            if key is None or not own:
                continue
            called = next((str(row.get(name)) for name in own if row.get(name)), "")
            names.add(table.resource.name, str(key), called, row.get("aliases") or ())
    for table in pending:
        if table.resource.name not in names.by_id:
            for row in table.rows:
                if row.get(table.resource.key) is not None:
                    cells = {n: str(v) for n in table.resource.fields if (v := row.get(n))}
                    key = str(row.get(table.resource.key))
                    called = borrowed(table.resource, cells, names)
                    names.add(table.resource.name, key, called, _lent(table.resource, key, names))
    return names


def _lent(resource: Resource, key: str, names: Names) -> list[str]:
    """Return every name of the row whose id a row takes for its own: a unit is an organisation."""
    target = resource.foreign_keys.get(resource.key, ("",))[0]
    return [name for name, keys in names.ids.get(target, {}).items() if key in keys]


def borrowed(resource: Resource, cells: Mapping[str, str], names: Names) -> str:
    """Return the name of a row that has none of its own: of those it points to."""
    called = []
    for name, (target, _) in resource.foreign_keys.items():
        if target != "sources" and cells.get(name):
            called.append(names.by_id.get(target, {}).get(cells[name], ""))
    return " ".join([name for name in called if name][:2])


def own_name(resource: Resource, cells: Mapping[str, str], names: Names) -> str:
    """Return how a row is called, by its own name or others'."""
    own = next((cells[name] for name in CALLED if cells.get(name)), "")
    return own or borrowed(resource, cells, names)


def split_shown(text: str) -> tuple[str, str]:
    """Return the name and the id of 城西社区（chengxi）; an empty id where none is written."""
    found = SHOWN.match(text.strip())
    return (found[1], found[2]) if found else (text.strip(), "")
