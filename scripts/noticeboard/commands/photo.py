"""``noticeboard photo``: adds a photograph with its row, smaller and without what the camera wrote beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from noticeboard.commands.clock import chinese_day, today
from noticeboard.commands.rows import sound, write_rows
from noticeboard.dataset import Dataset
from noticeboard.edit import Change
from noticeboard.errors import UsageError
from noticeboard.load import load
from noticeboard.model.photographs import OF_WHAT
from noticeboard.moves import origin
from noticeboard.personal.beside import picture_tells
from noticeboard.pictures import MAX_RAW_BYTES, MEGABYTE, PictureError, cleaned, for_keeping
from noticeboard.project import Project
from noticeboard.words import joined, nearest
from noticeboard.writer import write_file


@dataclass(frozen=True)
class Given:
    """What staff say of a photograph. ``of`` is the column and the id of what was photographed."""

    of: tuple[str, str]
    alt: str
    moment: str = "other"
    consent: str = ""
    caption: str = ""
    credit: str = ""
    taken: dt.date | None = None
    name: str = ""
    locator: str = "照片"


@dataclass(frozen=True)
class Added:
    """What was written: the row's id, the file, what was left behind of the camera's remarks."""

    key: str
    file: str
    width: int
    height: int
    left_behind: tuple[str, ...]


def photographed(options: Mapping[str, str]) -> tuple[str, str]:
    """Return column and id of the one option that was given. Raises ``UsageError``."""
    given = [(column, key) for column, key in options.items() if key]
    if len(given) == 1:
        return given[0]
    words = "、".join(f"--{column}" for column in OF_WHAT)
    said = "一张照片只能属于一件事" if given else "拍的是哪一件事？"
    raise UsageError(f"{said}。{words} 里写一个，后面是它的编号")


def add(project: Project, file: Path, given: Given, day: dt.date | None = None) -> Added:
    """Keep a photograph in ``content/photos`` and write its row.

    Raises ``UsageError`` for what cannot be kept, ``DataProblems`` where the row is not sound;
    nothing is written then.
    """
    dataset = sound(project, today(day))
    _known(dataset, given.of)
    raw = _read(file)
    try:
        kept = for_keeping(raw)
    except PictureError as error:
        raise UsageError(f"{file.name} {error.message}。{error.hint}") from None
    key = given.name or _free_id(dataset, given)
    name = f"{key}.jpg"
    if name in dataset.photographs:
        raise UsageError(f"content/photos 里已经有 {name}。用 --id 换一个编号")
    known = dataset.photograph
    after = replace(
        dataset,
        photographs=dataset.photographs | {name: len(kept.body)},
        photograph=lambda asked: kept.body if asked == name else known(asked),
    )
    write_rows(project, after, [Change("photos", key, _cells(dataset, given, name), new=True)])
    write_file(project.photographs / name, kept.body)
    return Added(key, f"content/photos/{name}", kept.width, kept.height, tuple(picture_tells(raw)))


def _known(dataset: Dataset, of: tuple[str, str]) -> None:
    table, key = OF_WHAT[of[0]], of[1]
    rows = {
        str(row.get("id")): str(row.get("name") or row.get("title") or "")
        for row in dataset.rows(table)
    }
    if key in rows:
        return
    title = dataset.tables[table].resource.title
    names = {name: code for code, name in rows.items()}
    hint = nearest(key, rows, names) or (f"有：{joined(rows, 12)}" if rows else "那张表还是空的")
    raise UsageError(f"{title}里没有「{key}」。{hint}")


def _read(file: Path) -> bytes:
    if not file.is_file():
        raise UsageError(f"没有 {file} 这个文件")
    if file.stat().st_size > MAX_RAW_BYTES:
        raise UsageError(f"{file.name} 超过了 {MAX_RAW_BYTES // MEGABYTE} MB，多半不是照片")
    return file.read_bytes()


def _free_id(dataset: Dataset, given: Given) -> str:
    """Return an id that no photograph has, made of what was photographed and when."""
    taken = {str(row.get("id")) for row in dataset.rows("photos")}
    start = f"{given.of[1]}-{given.moment}"
    number = 1
    while (key := start if number == 1 else f"{start}-{number}") in taken:
        number += 1
    return key


def _cells(dataset: Dataset, given: Given, name: str) -> dict[str, str]:
    cells = {
        given.of[0]: given.of[1],
        "file": name,
        "moment": given.moment,
        "alt": given.alt,
        "caption": given.caption,
        "credit": given.credit,
        "portrait_consent": given.consent,
        **origin(dataset),
        "locator": given.locator,
    }
    if given.taken:
        cells |= {
            "taken_text": chinese_day(given.taken),
            "taken_precision": "day",
            "taken_value": given.taken.isoformat(),
        }
    return cells


def clean(project: Project) -> list[tuple[str, tuple[str, ...]]]:
    """Rewrite the photographs that tell more than the picture; return each with what it told.

    Raises ``UsageError`` for one that cannot be read; those before it are clean by then.
    """
    dataset, done = load(project), []
    for name in sorted(dataset.photographs):
        if dataset.photographs[name] > MAX_RAW_BYTES:
            raise UsageError(f"content/photos/{name} 太大了，多半不是照片，先挪开")
        body = dataset.photograph(name)
        told = picture_tells(body)
        if not told:
            continue
        try:
            write_file(project.photographs / name, cleaned(body))
        except PictureError as error:
            raise UsageError(f"content/photos/{name} {error.message}。{error.hint}") from None
        done.append((name, tuple(told)))
    return done
