"""The rows of a table → a snapshot, by the survey's questions and the tool's layout.

Of a row only the columns that the survey names are taken; everything else (IP, nickname, e-mail)
ends with the row.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from noticeboard import receipts
from noticeboard.model.surveys import SourceSpec, Survey
from noticeboard.survey.cells import Dialect, read_split, reader
from noticeboard.survey.groups import Columns
from noticeboard.survey.headers import MAX_HEADER_ROW, Header, HeaderError, Layout, find_header
from noticeboard.survey.moments import Clock, seconds_of, zone_of
from noticeboard.survey.snapshot import Given, RawAnswer, Snapshot, SourceFormatError
from noticeboard.survey.titles import told
from noticeboard.survey.wordings import Cell, is_blank, text_of
from noticeboard.survey.workbooks import sheets_of

Row = Sequence[Cell]
# From the first rows a tool's mode can be told; in the others it is the same.
SAMPLE = 2_000
MAX_KEY = 200
MAX_LENGTHS = 10_000
MAX_TOLD = 8
MAX_ROWS_KEPT = 20_000


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose header was found: its first rows, and those that follow."""

    header: Header
    sample: list[Row]
    rest: Iterator[Row]

    def filled(self) -> bool:
        """Tell whether anything stands below the header."""
        return any(not is_blank(cell) for row in self.sample for cell in row)

    def rows(self) -> Iterator[tuple[int, Row]]:
        """Yield the rows below the header with their numbers, once."""
        return enumerate(chain(self.sample, self.rest), self.header.row + 1)


def open_file(survey: Survey, spec: SourceSpec, name: str, body: bytes, layout: Layout) -> Table:
    """Return the table of a file that has the survey's header, and answers if any has.

    Two with answers are refused: whether one goes on or repeats the other, nobody can tell.
    """
    where = f"来源 {spec.id} 的文件 {name}"
    wrong: HeaderError | None = None
    found: Table | None = None
    for sheet in sheets_of(where, body):
        place = f"{where}（工作表「{told(sheet.name)}」）" if sheet.name else where
        try:
            table = open_table(survey, spec, sheet.rows, layout, place)
        except HeaderError as error:
            if wrong is None or error.matched > wrong.matched:
                wrong = error
            continue
        if found is None or not found.filled():
            found = table
        elif table.filled():
            message = f"{place}：前面还有一张工作表也有答案，不知道该读哪一张"
            raise SourceFormatError(f"{message}。怎么改：合成一张，或者删去多余的一张")
    if found:
        return found
    raise wrong or SourceFormatError(f"{where}：里面没有表格。怎么改：重新导出")


def open_table(
    survey: Survey, spec: SourceSpec, rows: Iterable[Row], layout: Layout, where: str
) -> Table:
    """Find the header; ``SourceFormatError`` where the table is not the survey's."""
    all_rows = iter(rows)
    head = list(islice(all_rows, MAX_HEADER_ROW))
    header = find_header(survey, spec, head, layout, where)
    sample = head[header.row :]
    sample += islice(all_rows, SAMPLE - len(sample))
    return Table(header, sample, all_rows)


class Answers:
    """The answers of a table, one by one, once; ``SourceFormatError`` where one cannot be read.

    ``blank`` and ``notes`` are complete when all answers were taken.
    """

    def __init__(
        self,
        survey: Survey,
        spec: SourceSpec,
        table: Table,
        dialect: Dialect,
        zone: str = "",
        notes: tuple[str, ...] = (),
    ) -> None:
        """Prepare to read; nothing is read yet."""
        self.spec, self.table, self._notes = spec, table, notes
        self.clock = Clock(zone_of(zone or spec.timezone, f"来源 {spec.id}"), dialect.locale)
        self.take = _Taker(survey, table.header, dialect, self.clock)
        self.blank = 0

    def __iter__(self) -> Iterator[RawAnswer]:
        """Yield every answer."""
        for number, row in self.table.rows():
            answer = self.take(number, row)
            if answer is None:
                self.blank += 1
            else:
                yield answer

    @property
    def ignored(self) -> tuple[str, ...]:
        """Return the titles of columns that no question names."""
        return self.table.header.ignored

    @property
    def notes(self) -> tuple[str, ...]:
        """Return what people should know of how the table was read."""
        found = [*self._notes]
        if self.clock.doubtful:
            found.append(
                f"有 {self.clock.doubtful} 个时间落在夏令时调整的那个小时里，按调整前的时间算"
            )
        if self.take.unreadable:
            rows = "、".join(str(row) for row in self.take.unreadable[:MAX_TOLD])
            told = f"有 {len(self.take.unreadable)} 个回执码认不出来（第 {rows} 行），这些居民查不到进度"
            found.append(f"{told}：对照小票改好，再读一次")
        return tuple(found)

    def snapshot(self) -> Snapshot:
        """Return all answers at once."""
        answers = tuple(self)
        notes = self.notes
        natives = [answer.native for answer in answers if answer.native]
        if twice := len(natives) - len(set(natives)):
            notes = (*notes, f"有 {twice} 行的编号和别的行重复，可能同一次导出放了两遍")
        spec, header = self.spec, self.table.header
        return Snapshot(spec.id, spec.kind, answers, header.row, header.ignored, self.blank, notes)


class _Taker:
    """Takes what the survey asks for from a row."""

    def __init__(self, survey: Survey, header: Header, dialect: Dialect, clock: Clock) -> None:
        self.clock, self.header = clock, header
        asked = [(q, header.columns[q.id]) for q in survey.questions if q.id in header.columns]
        self.unreadable: list[int] = []
        self.ones = [(q.id, c.one, reader(q, dialect)) for q, c in asked if c.one is not None]
        self.splits = [(q.id, _split_reader(c, dialect)) for q, c in asked if c.one is None]
        meta = (header.time, header.native, header.start, header.seconds, header.receipt)
        known = [column for column in meta if column is not None]
        telling = {column for column in meta[:3] if column is not None}
        self.used = sorted({*telling, *(place for _, c in asked for place in c.all)})
        self.width = 1 + max([*self.used, *known], default=0)
        self.lengths: dict[str, int | None] = {}
        self.asked = sorted({place for _, c in asked for place in c.all})
        self.kept: dict[tuple[object, ...], dict[str, Given]] = {}

    def __call__(self, number: int, row: Row) -> RawAnswer | None:
        header = self.header
        if len(row) < self.width:
            row = [*row, *[""] * (self.width - len(row))]
        stamp = row[header.time] if header.time is not None else ""
        moment = text_of(stamp).strip()
        if not moment and all(is_blank(row[column]) for column in self.used):
            return None
        given = self._given(row)
        submitted = self.clock.moment(stamp)
        native = text_of(row[header.native]).strip() if header.native is not None else ""
        seconds = self._seconds(row, submitted)
        return RawAnswer(
            number,
            native[:MAX_KEY],
            moment[:MAX_KEY],
            submitted,
            given,
            seconds,
            receipt=self._receipt(number, row),
        )

    def _receipt(self, number: int, row: Row) -> str:
        """Return the digest of the receipt code; the code itself goes no further."""
        if self.header.receipt is None:
            return ""
        text = text_of(row[self.header.receipt])
        if is_blank(text):
            return ""
        code = receipts.read(text[:MAX_KEY])
        if code is None:
            self.unreadable.append(number)
        return receipts.digest(code) if code else ""

    def _given(self, row: Row) -> dict[str, Given]:
        """Return what a row answers; equal rows give the same object, so a million need little room."""
        cells = [row[column] for column in self.asked]
        key = (*cells, *map(type, cells))
        known = self.kept.get(key)
        if known is not None:
            return known
        given = {name: read(row[column]) for name, column, read in self.ones}
        for name, read_row in self.splits:
            given[name] = read_row(row)
        if len(self.kept) < MAX_ROWS_KEPT:
            self.kept[key] = given
        return given

    def _seconds(self, row: Row, submitted: dt.datetime | None) -> int | None:
        """Return how long it took: from start to end, else what the tool says."""
        header = self.header
        if header.start is not None and submitted:
            started = self.clock.moment(row[header.start])
            if started and started <= submitted:
                return round((submitted - started).total_seconds())
        if header.seconds is None:
            return None
        cell = row[header.seconds]
        if not isinstance(cell, str):
            return seconds_of(cell)
        if cell in self.lengths:
            return self.lengths[cell]
        if len(self.lengths) > MAX_LENGTHS:
            self.lengths.clear()
        found = self.lengths[cell] = seconds_of(cell)
        return found


def _split_reader(columns: Columns, dialect: Dialect) -> Callable[[Row], Given]:
    kept: dict[tuple[Cell, ...], Given] = {}

    def read(row: Row) -> Given:
        key = tuple([row[column] for column in columns.all])
        given = kept.get(key)
        if given is None:
            given = fresh(row)
            if len(kept) < MAX_LENGTHS:
                kept[key] = given
        return given

    def fresh(row: Row) -> Given:
        cells = [(option, row[column]) for column, option in columns.split]
        words = [(option, row[column]) for column, option in columns.words]
        return read_split(cells, words, dialect)

    return read
