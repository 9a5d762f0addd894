"""Every text that will be published, as staff wrote it, each with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate

from noticeboard.check.redaction import may_list_persons
from noticeboard.dataset import Dataset, Document, Table
from noticeboard.errors import Place
from noticeboard.personal.markup import ATTRIBUTES_OF_PROSE, masked_markup
from noticeboard.personal.persons import may_tell_of_a_person

OFFICE_SETTINGS = {"contact": "contact", "hotline": "telephone"}
NOT_TEXT = ("date",)
BETWEEN = "，"
# What a machine reads: never shown.
NOT_TEXT_OF_SURVEYS = ("spreadsheet", "opens", "closes")
# Written by the build: digests, and the codes of exceptions.
NOT_WRITTEN_BY_STAFF = ("notice_ledger", "privacy_exceptions")


@dataclass(frozen=True)
class Written:
    """A text that staff wrote, where it begins, and what it belongs to.

    ``office``: which kind of field made for offices it stands in. ``exact``: told by line and column, not by cell.
    ``listed``: a list of who gets aid, which the law wants published for some days. ``cells``: of a
    row read as one text, where each of its cells begins.
    """

    text: str
    place: Place
    resource: str = ""
    field: str = ""
    office: str = ""
    exact: bool = False
    listed: bool = False
    cells: tuple[tuple[int, Written], ...] = ()

    def at(self, offset: int) -> Written:
        """Return the cell that holds the letter at ``offset`` of a row's text."""
        return [cell for start, cell in self.cells if start <= offset][-1]


def published_texts(dataset: Dataset) -> Iterator[Written]:
    """Yield every text that will be published, as staff wrote it."""
    for table in dataset.tables.values():
        if table.resource.name not in NOT_WRITTEN_BY_STAFF:
            yield from _texts_of_table(table)
    yield from _texts_of_settings(dataset)
    for page in dataset.prose:
        for keys, place in page.places.items():
            value = page.meta.get(keys[0]) if len(keys) == 1 else None
            if isinstance(value, str):
                yield Written(value, place)
        yield Written(page.address, Place(page.file))
        yield from _texts_of_markdown(
            Written(page.body, Place(page.file, page.body_line), exact=True)
        )
    for document in dataset.surveys:
        yield from _texts_of_survey(document)
    for name in dataset.files:
        yield Written(name, Place(f"content/files/{name}"))
    for name in dataset.photographs:
        yield Written(name, Place(f"content/photos/{name}"))
    yield from _texts_of_descriptor(dataset)


def _texts_of_table(table: Table) -> Iterator[Written]:
    resource = table.resource
    fields = [f for f in resource.fields.values() if f.type not in NOT_TEXT]
    offices = [f.name for f in fields if f.office]
    for field in fields:
        for row in table.rows:
            cell = row.cells.get(field.name)
            if cell is None or not cell.text or field.name not in row.values:
                continue
            if cell.text in field.labels:
                continue
            # Where an office's own field has a problem, nobody can say what repeats it.
            office = field.office or ("" if row.knows(*offices) else "any")
            body = field.name == "body"
            written = Written(
                cell.text,
                cell.place,
                resource.name,
                field.name,
                office,
                exact=body,
                listed=body and may_list_persons(row),
            )
            yield from _texts_of_markdown(written) if body else (written,)
    yield from _rows_as_texts(table)


def _rows_as_texts(table: Table) -> Iterator[Written]:
    """Yield the words of each row as one text: a name and an illness may stand in two cells."""
    resource = table.resource
    names = [
        field.name
        for field in resource.fields.values()
        if field.type == "string"
        and field.name != "body"
        and not (field.labels or field.references)
    ]
    for row in table.rows if len(names) > 1 else ():
        cells = [
            Written(cell.text, cell.place, resource.name, name)
            for name in names
            if name in row.values and (cell := row.cells.get(name)) and cell.text
        ]
        if len(cells) > 1:
            starts = accumulate((len(cell.text) + len(BETWEEN) for cell in cells), initial=0)
            text = BETWEEN.join(cell.text for cell in cells)
            if may_tell_of_a_person(text):
                yield Written(text, cells[0].place, cells=tuple(zip(starts, cells, strict=False)))


def _texts_of_markdown(written: Written) -> Iterator[Written]:
    """Yield Markdown as its reader sees it, and what stands in attributes of HTML within it."""
    text = written.text
    if not any(mark in text for mark in ("<", "&", "](", "\\", "`", "==")):
        yield written
        return
    yield replace(written, text=masked_markup(text))
    for found in ATTRIBUTES_OF_PROSE.finditer(text):
        before = text[: found.start()]
        yield replace(
            written,
            text=found[0],
            place=Place(
                written.place.file,
                written.place.line + before.count("\n"),
                len(before) - before.rfind("\n"),
            ),
        )


def _texts_of_settings(dataset: Dataset) -> Iterator[Written]:
    for keys, place in dataset.settings_places.items():
        value = dataset.settings.get(keys[0]) if len(keys) == 1 else None
        if isinstance(value, str):
            yield Written(value, place, "", keys[0], OFFICE_SETTINGS.get(keys[0], ""))


def _texts_of_survey(document: Document) -> Iterator[Written]:
    """Yield every text of a survey: its form and its results show them."""
    for path, place in document.places.items():
        if path and path[-1].startswith("key:"):
            continue
        value: object = document.value
        for step in path:
            value = value[int(step)] if isinstance(value, list) else value[step]  # type: ignore[index]
        if isinstance(value, str) and path[-1] not in NOT_TEXT_OF_SURVEYS:
            yield Written(value, place, "", path[-1], exact=False)


def _texts_of_descriptor(dataset: Dataset) -> Iterator[Written]:
    """Yield every text of the descriptor: it is published with the tables."""
    place, stack = Place("data/datapackage.yaml"), [dataset.descriptor]
    texts: list[str] = []
    while stack:
        value: object = stack.pop()
        if isinstance(value, dict):
            stack += value.values()
        elif isinstance(value, list):
            stack += value
        elif isinstance(value, str):
            texts.append(value)
    yield from (Written(text, place) for text in dict.fromkeys(texts))
