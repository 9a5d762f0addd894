"""The monthly table by SQL over the CSV files: written from the definitions that stand in the table."""

from __future__ import annotations

import csv
import datetime as dt
import sqlite3
from pathlib import Path

# A step with the unit to which it is counted. After 退单, and after 转办 without a unit, nobody has it.
SET_UP = """
CREATE VIEW e AS SELECT "order" AS o, CAST(seq AS INTEGER) AS n, date, state, unit, note
  FROM order_events WHERE date <= (SELECT until FROM asked);
CREATE VIEW ends AS SELECT o, max(n) AS n FROM e GROUP BY o;
CREATE VIEW steps AS SELECT o, n FROM e UNION ALL SELECT o, n + 1 FROM ends;
CREATE VIEW held AS SELECT s.o, s.n, (
    SELECT CASE WHEN p.state = 'returned' AND p.n < s.n THEN '' ELSE p.unit END FROM e p
    WHERE p.o = s.o AND p.n <= s.n
      AND (p.unit <> '' OR p.state = 'transferred' OR (p.state = 'returned' AND p.n < s.n))
    ORDER BY p.n DESC LIMIT 1) AS unit
  FROM steps s;
CREATE VIEW month AS SELECT * FROM e WHERE date >= (SELECT first FROM asked);
CREATE VIEW now AS SELECT e.o, e.state, e.n FROM e JOIN ends USING (o, n);
CREATE VIEW done AS SELECT m.o, m.n, m.date FROM month m JOIN now ON now.o = m.o
  WHERE m.state = 'finished' AND now.state IN ('finished', 'confirmed', 'rated')
    AND NOT EXISTS (SELECT 1 FROM e x WHERE x.o = m.o AND x.state = 'finished' AND x.n > m.n);
CREATE VIEW undone AS SELECT o, n + 1 AS n FROM now WHERE state NOT IN
  ('finished', 'confirmed', 'rated', 'merged', 'withdrawn', 'declined');
CREATE VIEW said AS SELECT o, n,
    CASE WHEN note LIKE '居民说%' THEN substr(note, 4) ELSE note END AS words
  FROM month m WHERE state = 'rated'
    AND NOT EXISTS (SELECT 1 FROM month x WHERE x.o = m.o AND x.state = 'rated' AND x.n > m.n);
"""
STEP = "SELECT o, n FROM month WHERE state = '{}'"
DUE = "JOIN orders ON orders.id = o WHERE due_on"
QUERIES = {
    "received": STEP.format("submitted"),
    "accepted": STEP.format("accepted"),
    "dispatched": STEP.format("dispatched"),
    "in_time": f"SELECT o, n FROM done {DUE} <> '' AND date <= due_on",
    "late": f"SELECT o, n FROM done {DUE} <> '' AND date > due_on",
    "undated": f"SELECT o, n FROM done {DUE} = ''",
    "open": "SELECT o, n FROM undone",
    "overdue": f"SELECT o, n FROM undone {DUE} <> '' AND due_on < (SELECT until FROM asked)",
    "returned": STEP.format("returned"),
    "rated": STEP.format("rated"),
    "satisfied": "SELECT o, n FROM said WHERE words LIKE '满意%' OR words LIKE '很满意%'"
    " OR words LIKE '非常满意%' OR words LIKE '基本满意%'",
    "unsatisfied": "SELECT o, n FROM said WHERE words LIKE '不满意%' OR words LIKE '很不满意%'"
    " OR words LIKE '非常不满意%' OR words LIKE '不太满意%'",
}
Counts = dict[tuple[str, str, str], int]


def database(data: Path) -> sqlite3.Connection:
    """Return the two tables in memory, every cell a text."""
    made = sqlite3.connect(":memory:")
    for name in ("orders", "order_events"):
        with (data / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            heads, *rows = csv.reader(file)
        columns = ", ".join(f'"{head}" TEXT' for head in heads)
        made.execute(f"CREATE TABLE {name} ({columns})")
        made.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(heads))})", rows)
    made.execute("CREATE TABLE asked (first TEXT, until TEXT)")
    made.executescript(SET_UP)
    return made


def counted(base: sqlite3.Connection, first: dt.date, until: dt.date) -> Counts:
    """Return every figure that is not 0: by (``total``, "", key), (``community`` or ``unit``, id, key)."""
    base.execute("DELETE FROM asked")
    base.execute("INSERT INTO asked VALUES (?, ?)", (first.isoformat(), until.isoformat()))
    found: Counts = {}
    for key, query in QUERIES.items():
        for group, column in (
            ("total", "''"),
            ("community", "community"),
            ("unit", "coalesce(unit, '')"),
        ):
            told = f"""SELECT {column}, count(DISTINCT o) FROM ({query})
                JOIN held USING (o, n) JOIN (SELECT id, community FROM orders) ON id = o GROUP BY 1"""
            for name, number in base.execute(told):
                found[group, name, key] = number
    return found
