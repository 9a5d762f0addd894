"""``noticeboard new``: begins an interview, judges what came of it with everything else, writes it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from noticeboard.check import check
from noticeboard.commands.clock import today
from noticeboard.commands.rows import sound, stop_at_errors, write_rows
from noticeboard.dataset import Dataset, Document
from noticeboard.edit import Change
from noticeboard.errors import UsageError
from noticeboard.load.notice_table import read_notice
from noticeboard.load.yaml_tree import plain_value, read_tree, tree_places
from noticeboard.making import notice as notices
from noticeboard.making import survey as surveys
from noticeboard.making.asking import Asking, Question
from noticeboard.making.desk import Desk
from noticeboard.making.form import unknown_option
from noticeboard.making.kinds import Kind, kind_of, kind_of_notice, listed
from noticeboard.project import Project
from noticeboard.writer import alone, write_file

__all__ = ["Interview", "Result", "begin", "listed"]

RESULT_LINE = "result_notice: {}"
CONFLICT = "刚刚被别人写了同名的文件，没有写入。再来一次"


@dataclass(frozen=True)
class Result:
    """What would be written: the main id, lines that show it, what comes next."""

    key: str
    shown: tuple[str, ...]
    then: tuple[str, ...]


@dataclass
class Interview:
    """One thing in the making. ``questions`` gives questions and takes answers; then ``write``."""

    project: Project
    kind: Kind | str
    desk: Desk
    made: notices.Made | None = None

    def questions(self) -> Asking[Result]:
        """Ask everything and return what would be written; nothing is written yet."""
        if isinstance(self.kind, Kind):
            key = yield from self.kind.ask(self.desk)
            unknown_option(self.desk, self.kind.table)
            rows = self.desk.made()
            lines = tuple(line for change in rows for line in _row(self.desk, change))
            return Result(key, lines, tuple(step.format(key=key) for step in self.kind.then))
        if self.kind == "notice":
            self.made = yield from notices.notice(self.desk)
            unknown_option(self.desk, "notices")
            then = [step.format(file=self.file, key=self.made.key) for step in notices.NEXT]
            if self.made.cells["kind"] == "correction":
                then += notices.CORRECTION
        else:
            taken = [str(document.value.get("id")) for document in self.desk.dataset.surveys]
            self.made = yield from surveys.survey(self.desk, taken)
            then = [step.format(key=self.made.key) for step in surveys.NEXT]
        text = self.made.content.decode().rstrip("\n").split("\n")
        shown = [f"新文件 {self.file}", *(f"  {line}" for line in text)]
        if linked := self._linked():
            shown += [f"{linked[0]} 开头添一行", f"  {RESULT_LINE.format(self.made.key)}"]
        return Result(self.made.key, tuple(shown), tuple(then))

    @property
    def file(self) -> str:
        """Return the name of the file that is made, as staff know it."""
        key = self.made.key if self.made else ""
        return f"content/notices/{key}.md" if self.kind == "notice" else f"data/surveys/{key}.yaml"

    def _linked(self) -> tuple[str, bytes] | None:
        """Return the file of the notice whose result is told, with the line that leads there."""
        if not (self.made and self.made.result_of):
            return None
        rows = self.desk.dataset.rows("notices")
        row = next(row for row in rows if row.get("id") == self.made.result_of)
        # As bytes: its line ends stay what they are.
        text = (self.project.root / row.place.file).read_bytes()
        end = b"\r\n" if b"\r\n---" in text else b"\n"
        head, mark, body = text.partition(end + b"---")
        line = end + RESULT_LINE.format(self.made.key).encode()
        return row.place.file, head + line + mark + body

    def write(self) -> tuple[str, ...]:
        """Write it and return the files; ``DataProblems`` where it does not fit the rest."""
        if self.made is None:
            return write_rows(self.project, self.desk.dataset, self.desk.made())
        content = self.made.content
        linked = self._linked()
        after = with_file(self.desk.dataset, self.file, content)
        if linked:
            after = with_file(after, *linked)
        stop_at_errors(check(after))
        folder = self.project.notices if self.kind == "notice" else self.project.surveys
        path = folder / self.file.rpartition("/")[2]
        with alone(self.project.private / "writing"):
            if path.exists():
                raise UsageError(f"{self.file} {CONFLICT}")
            write_file(path, content)
            if linked:
                write_file(self.project.root / linked[0], linked[1])
        return (self.file, linked[0]) if linked else (self.file,)

    def again(self) -> str:
        """Return the command that gives all answers again: nobody types them twice."""
        word = self.kind.word if isinstance(self.kind, Kind) else self.kind
        parts = [f"noticeboard new {word}"]
        for name, text in (self.desk.given | self.desk.said).items():
            for one in text.split("\n") if text else ():
                option = f"--{name} " if name in ("funder", "question") else f"--set {name}="
                parts.append(option + _quoted(one))
        return " ".join(parts)


def begin(
    project: Project,
    word: str,
    given: Mapping[str, str],
    short: bool,
    day: dt.date | None = None,
) -> Interview:
    """Return an interview on sound data. Raises ``DataProblems``, and ``UsageError`` for its word."""
    on = today(day)
    dataset = sound(project, on)
    kind = kind_of(word, dataset)
    said = (kind_of_notice(word, dataset) if kind == "notice" else {}) | dict(given)
    return Interview(project, kind, Desk(dataset, on, said, short))


def missing(interview: Interview, question: Question) -> UsageError:
    """Return what to say where nobody can be asked: which options are needed still."""
    could = "、".join(f"{c.value}（{c.label}）" for c in question.shown)
    hint = f"可以是：{could}" if could else question.about
    if not question.name:
        return UsageError(f"还要填“{question.title}”，这一步要在终端里一问一答")
    if isinstance(interview.kind, Kind):
        asked = interview.desk
        table = asked.resource(interview.kind.table)
        others = [f.name for f in table.fields.values() if f.required and f.name not in asked.given
                  and f.name not in (table.key, "provenance", "source", "locator", question.name)
                  and f.name not in asked.said]  # fmt: skip
        more = f"；还要：{'、'.join(f'--set {name}=…' for name in others)}" if others else ""
    else:
        more = ""
    return UsageError(f"还要写 --set {question.name}=…（{question.title}）。{hint}{more}")


def with_file(dataset: Dataset, file: str, content: bytes) -> Dataset:
    """Return the dataset with a new notice or survey in it."""
    if file.startswith("data/surveys/"):
        tree = read_tree(file, content)
        document = Document(file, plain_value(tree), tree_places(tree))
        return replace(dataset, surveys=(*dataset.surveys, document))
    table = dataset.tables["notices"]
    row, problems = read_notice(table.resource, file, content)
    others = [one for one in table.rows if one.place.file != file]
    rows = tuple(sorted((*others, row), key=lambda one: str(one.get("id"))))
    return replace(
        dataset,
        tables=dataset.tables | {"notices": replace(table, rows=rows)},
        problems=(*dataset.problems, *problems),
    )


def _row(desk: Desk, change: Change) -> Iterator[str]:
    """Yield a new row in words: names for ids, labels for codes."""
    resource = desk.resource(change.table)
    yield f"{resource.where} 添一行：{resource.title} {change.key}"
    for name, own in resource.fields.items():
        text = change.cells.get(name, "")
        if not text or name == resource.key:
            continue
        target = own.references or resource.foreign_keys.get(name, ("",))[0]
        parts = text.split("；") if own.type == "list" else [text]
        if target:
            parts = [desk.names.shown(target, part) for part in parts]
        shown = "；".join(own.labels.get(part, part) for part in parts)
        yield f"  {own.title}：{shown}"


def _quoted(text: str) -> str:
    return f'"{text}"' if set(text) & set(" ;&|<>()$`'“”；（）") else text
