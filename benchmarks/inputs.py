"""The same town, for each of the peers: our job, Hugo's site, Material's Markdown, bare bytes.

All of them make the project pages of one invented town and the lists that lead there,
``/projects/`` and ``/projects/part/N/``. Hugo fills the same frame and gives the same text;
``same_text`` holds it to that.
"""

from __future__ import annotations

import csv
import datetime as dt
import html
import json
import os
import pickle
import re
import shutil
from pathlib import Path
from typing import Any

import yaml

from noticeboard.assemble import NO_SURVEYS, Surveyed, assemble
from noticeboard.commands.build import (
    Options,
    plain_files,
    write_engine_input,
)
from noticeboard.commands.demo import Size, demo
from noticeboard.commands.fill import Job
from noticeboard.commands.ledger import published, with_history
from noticeboard.engine import engine_pages
from noticeboard.figures import figures
from noticeboard.load import load
from noticeboard.pages import pages
from noticeboard.project import Project
from noticeboard.publish.open_data import table_names
from noticeboard.query import with_counts
from noticeboard.records import split_frame
from noticeboard.snapshot import snapshot
from noticeboard.survey.definition import surveyed
from noticeboard.writer import write_file

HERE = Path(__file__).resolve().parent
DAY = dt.date(2026, 11, 24)
PART = 300


def make_town(folder: Path, projects: int) -> Project:
    """Return an invented town with so many projects and little else; the peers show no photographs."""
    size = Size(communities=4, units=46, projects=projects, deeds=0, needs=0)
    project = demo(folder, size, 1, DAY)
    photos = project.data / "photos.csv"
    photos.write_text(photos.read_text(encoding="utf-8").split("\n")[0] + "\n", encoding="utf-8")
    shutil.rmtree(project.photographs)
    return project


def make_job(project: Project, out: Path, only: str = "projects/") -> Path:
    """Write what our record stage begins with; return the file of its job.

    Without ``only`` it is a job for all pages, with the surveys.
    """
    dataset = published(project, with_history(project, load(project), DAY), DAY, write=False)
    dataset = with_counts(dataset)
    asked = NO_SURVEYS if only else Surveyed(*surveyed(dataset))
    town = assemble(dataset, asked)
    numbers = figures(town, DAY)
    plan = pages(town, numbers, dataset.prose)
    engine = write_engine_input(project, Options(today=DAY), dataset, plan, town, numbers)
    write_file(project.rows, snapshot(dataset))
    job = Job(
        rows=project.rows,
        resources={name: table.resource for name, table in dataset.tables.items()},
        settings=dataset.settings,
        prose=dataset.prose,
        frames=engine_pages("mkdocs", engine),
        templates=project.template_folders,
        files=frozenset({*table_names(dataset), *plain_files(project, town)[0]}),
        out=out,
        day=DAY,
        offline=False,
        only=only,
        asked=asked,
    )
    target = project.build / "job.pickle"
    target.write_bytes(pickle.dumps(job))
    return target


def table(project: Project, name: str) -> list[dict[str, Any]]:
    """Return a table's rows as text."""
    if (project.data / f"{name}.yaml").is_file():
        rows: list[dict[str, Any]] = yaml.safe_load((project.data / f"{name}.yaml").read_text())
        return rows
    with (project.data / f"{name}.csv").open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def make_hugo(project: Project, job: Job, folder: Path) -> Path:
    """Write Hugo's site: our frames around its templates, the rows joined beforehand as JSON."""
    shutil.copytree(HERE / "hugo", folder)
    funding: dict[str, list[dict[str, Any]]] = {}
    for row in table(project, "funding"):
        funding.setdefault(row["project"], []).append(
            {key: row[key] for key in ("amount_cny", "funder", "source_kind")}
        )
    rows = table(project, "projects")
    shown = (
        "id", "name", "community", "compound", "stage", "lead", "before", "outcome", "time_text",
        "cost_cny", "owners_vote",
    )  # fmt: skip
    meanings = job.resources["funding"].fields["source_kind"].meanings
    kinds = job.resources["funding"].fields["source_kind"].labels
    records = []
    for row in rows:
        lists = {
            key: [item for item in row[key].split("；") if item] for key in ("scope", "partners")
        }
        given = funding.get(row["id"], [])
        whole = sum(int(fund["amount_cny"]) for fund in given)
        shares = [
            fund | {"percent": round(100 * int(fund["amount_cny"]) / whole)} for fund in given
        ]
        used = [kind for kind in kinds if kind in {fund["source_kind"] for fund in given}]
        told = [f"{kinds[kind]}：{meanings[kind]}" for kind in used if kind != "unknown"]
        record = {key: row[key] for key in shown} | lists
        records.append(record | {"funding": shares, "explained": told})
    count = -(-len(records) // PART)
    parts: list[dict[str, Any]] = [
        {
            "number": number + 1,
            "path": f"part/{number + 1}" if number else "part/1",
            "up": "../../../" if number else "../",
            "rows": records[number * PART : (number + 1) * PART],
        }
        for number in range(count)
    ]
    write_data(folder, "projects", records)
    write_data(folder, "parts", parts)
    write_data(folder, "names", names(project, job, records))
    write_layouts(job, folder)
    return folder


def write_data(folder: Path, name: str, value: Any) -> None:
    """Write a file of Hugo's ``data/``."""
    (folder / "data").mkdir(exist_ok=True)
    (folder / "data" / f"{name}.json").write_text(
        json.dumps(value, ensure_ascii=False, separators=(",", ":")), encoding="utf-8"
    )


def names(project: Project, job: Job, records: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the look-ups of Hugo's templates."""
    compounds: dict[str, list[dict[str, str]]] = {}
    for record in records:
        near = compounds.setdefault(record["compound"], [])
        if len(near) < 7:
            near.append({key: record[key] for key in ("id", "name", "stage")})
    found: dict[str, Any] = {
        name: {row["id"]: row["name"] for row in table(project, name)}
        for name in ("communities", "compounds", "organisations")
    }
    fields = job.resources["projects"].fields
    found["stage"] = fields["stage"].labels
    found["stage_means"] = fields["stage"].meanings
    found["source_kind"] = job.resources["funding"].fields["source_kind"].labels
    found["source"] = table(project, "sources")[0]["title"]
    found["by_compound"] = compounds
    found["total"] = len(records)
    found["parts"] = -(-len(records) // PART)
    return found


def write_layouts(job: Job, folder: Path) -> None:
    """Write Hugo's layouts: the pieces in ``benchmarks/pieces`` in our frames."""
    frames = {"record": "projects/frame/", "list": "projects/", "part": "projects/part/frame/"}
    (folder / "layouts" / "projects").mkdir(parents=True, exist_ok=True)
    for layout, address in frames.items():
        frame = split_frame(address, job.frames[address])
        piece = "record" if layout == "record" else "list"
        head = (HERE / "pieces" / f"{piece}-head.html").read_text(encoding="utf-8")
        body = (HERE / "pieces" / f"{piece}-body.html").read_text(encoding="utf-8")
        whole = frame.start + head + frame.middle + body + frame.end
        (folder / "layouts" / "projects" / f"{layout}.html").write_text(whole, encoding="utf-8")


WORDS = re.compile(r"<[^>]*>|\s+")


def text_of(page: str) -> str:
    """Return the words of a page, without mark-up and spaces."""
    return WORDS.sub("", html.unescape(page))


def texts(built: Path) -> dict[str, str]:
    """Return the words of every page of a built site, by its name."""
    return {
        path.relative_to(built).as_posix(): text_of(path.read_text(encoding="utf-8"))
        for path in built.rglob("index.html")
    }


def records(built: Path) -> dict[str, str]:
    """Return the words of the records' pages: of lists, the peers' say less (no charts)."""
    return {name: words for name, words in texts(built).items() if name.startswith("projects/j")}


def assert_same(ours: dict[str, str], theirs: dict[str, str]) -> None:
    """Raise where the peer does not make the same pages with the same words.

    Two of the invented notices belong to the first project, and only our page shows them.
    """
    assert ours.keys() == theirs.keys(), sorted(ours.keys() ^ theirs.keys())[:5]
    for name, words in ours.items():
        if name != "projects/j00001/index.html":
            same = len(os.path.commonprefix([words, theirs[name]]))  # noqa: RUF071
            assert words == theirs[name], (
                f"{name}: after {words[max(0, same - 30) : same]!r} ours has "
                f"{words[same : same + 30]!r}, theirs {theirs[name][same : same + 30]!r}"
            )


def make_material(project: Project, folder: Path) -> Path:
    """Write plain Material's site: a Markdown file a record, none in the navigation, no search."""
    docs = folder / "docs" / "projects"
    docs.mkdir(parents=True)
    rows = table(project, "projects")
    for row in rows:
        scope = "\n".join(f"* {item}" for item in row["scope"].split("；"))
        (docs / row["id"]).mkdir()
        body = (
            f"# {row['name']}\n\n{row['stage']} {row['time_text']}\n\n## 做了什么\n\n{scope}\n\n"
            f"## 花了多少，谁出的\n\n{row['cost_cny'] or '原文没有写明金额。'}\n\n## 办的经过\n\n"
            f"1. 原来 {row['before']}\n2. {row['outcome']}\n\n## 谁负责\n\n牵头 {row['lead']}\n\n"
            f"配合 {row['partners']}\n\n地点 {row['community']} {row['compound']}\n"
        )
        (docs / row["id"] / "index.md").write_text(body, encoding="utf-8")
    for number in range(-(-len(rows) // PART)):
        part = rows[number * PART : (number + 1) * PART]
        lines = "\n".join(f"* [{row['name']}](../../{row['id']}/index.md)" for row in part)
        (docs / "part" / str(number + 1)).mkdir(parents=True)
        (docs / "part" / str(number + 1) / "index.md").write_text(f"# 项目\n\n{lines}\n")
    (folder / "docs" / "index.md").write_text("# 项目\n", encoding="utf-8")
    settings = {
        "site_name": "bench",
        "theme": {"name": "material", "font": False, "language": "zh"},
        "plugins": [],
        "nav": [{"首页": "index.md"}],
        "validation": {"omitted_files": "ignore"},
    }
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(settings, allow_unicode=True))
    return folder


def make_bytes(built: Path, folder: Path) -> Path:
    """Write a built site as one file of bytes and a list of names and sizes."""
    folder.mkdir()
    listing = []
    with (folder / "bytes").open("wb") as whole:
        for path in sorted(built.rglob("index.html")):
            content = path.read_bytes()
            whole.write(content)
            listing.append([path.relative_to(built).as_posix(), len(content)])
    (folder / "listing.json").write_text(json.dumps(listing))
    return folder
