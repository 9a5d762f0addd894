"""``noticeboard build``: the whole site, from the files, without the network."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from noticeboard.assemble import Surveyed, assemble
from noticeboard.check import check
from noticeboard.commands.changes import changes_of
from noticeboard.commands.clock import chinese_day, day_is_given, today, updated_on
from noticeboard.commands.fill import Job, Made, fill, rendered
from noticeboard.commands.ledger import published, with_history
from noticeboard.dataset import Dataset
from noticeboard.engine import engine_pages
from noticeboard.errors import DataProblems
from noticeboard.figures import Figures, figures
from noticeboard.load import Memory, load
from noticeboard.marks import mark_of
from noticeboard.model import Town
from noticeboard.model.photographs import Shown
from noticeboard.pages import Pages, pages
from noticeboard.project import Project
from noticeboard.publish.calendar import calendar
from noticeboard.publish.counts import survey_counts
from noticeboard.publish.feed import feed
from noticeboard.publish.files import attachments, sitemap, theme_assets, theme_files
from noticeboard.publish.open_data import checksums, open_data, table_names
from noticeboard.publish.photographs import photographs
from noticeboard.publish.pictures import pictures
from noticeboard.publish.search.build import search_index
from noticeboard.publish.search.documents import Told
from noticeboard.publish.search.sources import ANSWERS
from noticeboard.publish.workbook import workbook
from noticeboard.query import with_counts
from noticeboard.render import engine_input, engine_settings
from noticeboard.survey.definition import surveyed
from noticeboard.writer import (
    Staged,
    Tree,
    Written,
    changing,
    read_tree_digest,
    write_file,
    write_tree,
)


@dataclass(frozen=True)
class Options:
    """What the command line chose; whoever builds again and again keeps a ``memory``."""

    engine: str = "mkdocs"
    out: Path | None = None
    offline: bool = False
    strict: bool = False
    today: dt.date | None = None
    memory: Memory | None = None
    # Whether notices that are shown for the first time are entered as published: not in a preview.
    register: bool = True


def build(
    project: Project, options: Options, say: Callable[[str], None] = lambda _: None
) -> Written:
    """Build the site and return what changed on disk.

    Raises ``DataProblems`` before anything is written when the data are not sound.
    """
    say("读取和检查资料")
    day = today(options.today)
    dataset = with_history(project, load(project, options.memory), day)
    stop_at_problems(dataset, options.strict)

    dataset = registered(project, options, dataset, day, say)
    stamp = stamp_of(project, day)
    dataset = with_counts(dataset)
    town = assemble(dataset, asked := Surveyed(*surveyed(dataset)))
    numbers = figures(town, day)
    changes = changes_of(project, dataset, day)
    plan = pages(town, numbers, dataset.prose, changes)

    say(f"生成网页（{options.engine}）")
    engine_folder = write_engine_input(project, options, dataset, plan, town, numbers)
    frames = engine_pages(options.engine, engine_folder)

    with changing(options.out or project.site) as site:
        updated = updated_on(project, options.today)
        files, shown = plain_files(project, town)
        files |= feed(town, changes, updated, options.offline) | calendar(town, updated)
        job = Job(
            rows=project.rows,
            resources={name: table.resource for name, table in dataset.tables.items()},
            settings=dataset.settings,
            asked=asked,
            prose=dataset.prose,
            frames=frames,
            templates=project.template_folders,
            files=frozenset({*table_names(dataset), *files}),
            out=site.folder,
            day=day,
            offline=options.offline,
            changes=changes,
            shown=shown,
            version=theme_version(project),
            sizes={name: len(content) for name, content in files.items()},
        )
        files |= sitemap(town.settings.site_url, plan.indexed())

        say("填写每一页")
        made = Made(town, numbers, plan)
        told = Told(town, numbers, plan, job.resources)

        def others() -> list[Staged]:
            answers = rendered(job, made, ANSWERS)
            found = search_index(told, frames | answers, project.template_folders)
            return stage_downloads(site, dataset, files | found, updated)

        staged = fill(job, dataset, made, others)

        say("写入网站文件夹")
        return stamped(project, site, site.commit(staged), stamp)


def stamp_of(project: Project, day: dt.date) -> bytes:
    """Return what a site is made of: a digest of all that people write, and the day."""
    folders = (project.data, project.content, *project.template_folders)
    digests = [read_tree_digest(folder) for folder in folders]
    return json.dumps({"day": day.isoformat(), "made_of": digests}, indent=1).encode()


def stamped(project: Project, site: Tree, written: Written, stamp: bytes) -> Written:
    """Keep what the project's own site was made of; of a copy made elsewhere nothing is kept."""
    if site.folder == project.site:
        write_file(project.stamp, stamp)
    return written


def registered(
    project: Project, options: Options, dataset: Dataset, day: dt.date, say: Callable[[str], None]
) -> Dataset:
    """Return what may be shown; notices that are published for the first time are entered and told."""
    write = options.register and not day_is_given(options.today)
    shown = published(project, dataset, day, write=write)
    before = {row.get("notice") for row in dataset.rows("notice_ledger")}
    titles = {row.get("id"): row.get("title") for row in shown.rows("notices")}
    for row in shown.rows("notice_ledger") if write else ():
        if row.get("notice") not in before:
            title = titles.get(row.get("notice"), row.get("notice"))
            say(f"第一次发布《{title}》，以后正文不能再改，写错了另发更正")
    return shown


def theme_version(project: Project) -> str:
    """Return the mark of the theme's styles and scripts."""
    return mark_of(theme_assets(project.template_folders))


def plain_files(
    project: Project, town: Town, kept: Path | None = None
) -> tuple[dict[str, bytes], dict[str, Shown]]:
    """Return what is handed on as it is: the theme's own files, attachments, pictures, photographs.

    Beside it, the copies there are of each photograph; those of the last time are in ``kept``.
    """
    own = attachments(project.attachments, town) | survey_counts(town)
    smaller, shown = photographs(project.photographs, kept or project.smaller_photographs, town)
    return pictures(town) | theme_assets(project.template_folders) | own | smaller, shown


def stage_downloads(
    site: Tree, dataset: Dataset, files: dict[str, bytes], updated: dt.date
) -> list[Staged]:
    """Stage what stands beside the pages."""
    staged = [site.stage(name, content) for name, content in files.items()]
    staged += [site.stage(name, content) for name, content in open_data(dataset)]
    staged.append(site.stage("data/noticeboard.xlsx", workbook(dataset, updated)))
    sums = checksums((file.name, file.digest) for file in staged)
    return [*staged, site.stage("data/SHA256SUMS", sums)]


def stop_at_problems(dataset: Dataset, strict: bool) -> None:
    """Raise ``DataProblems`` for errors, with ``strict`` for warnings too."""
    problems = check(dataset)
    if any(strict or problem.severity == "error" for problem in problems):
        raise DataProblems(problems)


def write_engine_input(
    project: Project, options: Options, dataset: Dataset, plan: Pages, town: Town, numbers: Figures
) -> Path:
    """Write ``build/`` for the engine and return its folder."""
    updated = chinese_day(updated_on(project, options.today))
    sources = engine_input(numbers, plan, dataset.prose)
    settings = engine_settings(project.engine_config, town, updated, theme_version(project))
    return write_engine_folder(project.build, sources, settings, project.template_folders)


def write_engine_folder(
    folder: Path, sources: dict[str, bytes], settings: bytes, templates: tuple[Path, ...]
) -> Path:
    """Write what the engine reads into a folder, and return it."""
    write_tree(folder / "docs", sources)
    write_tree(folder / "theme", theme_files(templates))
    write_file(folder / "mkdocs.yml", settings)
    return folder
