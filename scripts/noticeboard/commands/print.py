"""``noticeboard print``: a sheet for the notice board, as one file to print or as PDF."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from noticeboard.assemble import assemble
from noticeboard.commands.browser import pdf_of
from noticeboard.commands.clock import today
from noticeboard.commands.ledger import published
from noticeboard.commands.paper import staff_templates
from noticeboard.commands.report import read_month
from noticeboard.commands.rows import sound
from noticeboard.commands.sheets import maker
from noticeboard.dataset import Dataset
from noticeboard.errors import UsageError
from noticeboard.figures import Figures, figures
from noticeboard.model import Town
from noticeboard.notices import is_approved, ledger_of
from noticeboard.printing import A4, LONGEST_ADDRESS, SIZES, Wanted
from noticeboard.project import Project
from noticeboard.sheets import Sheet
from noticeboard.words import nearest
from noticeboard.writer import write_file

BOARD = "board"
YEAR = re.compile(r"(20\d\d)年?")


@dataclass(frozen=True)
class Asked:
    """What the command line chose; ``name`` is an id, a name or title, or ``board``."""

    name: str
    size: str = A4
    month: str = ""
    year: str = ""


@dataclass(frozen=True)
class Printed:
    """Where the sheet was written, what it is, and what must be known before it hangs."""

    path: Path
    pdf: Path | None
    sheet: Sheet
    notes: tuple[str, ...]


def print_command(
    project: Project, asked: Asked, out: Path | None = None, pdf: bool = False,
    day: dt.date | None = None,
) -> Printed:  # fmt: skip
    """Write a sheet as one HTML file, and as PDF where a browser is there to make it.

    Raises ``UsageError`` for a name that is not there, for a notice that may not hang, and for a
    place where nothing can be written; ``DataProblems`` for unsound data.
    """
    on = today(day)
    if asked.size not in SIZES:
        raise UsageError(f"没有「{asked.size}」这种纸，写 --size a4 或者 --size a3")
    whole = sound(project, on)
    dataset = published(project, whole, on, write=False)
    town = assemble(dataset)
    numbers = figures(town, on)
    wanted = _wanted(whole, town, asked, on)
    notes = (*_looked_at(town, numbers, wanted), *_unpublished(whole, wanted))
    path = out or Path.cwd() / f"{'-'.join(filter(None, _named(wanted)))}-{wanted.size}.html"
    if path.is_dir() or not path.parent.is_dir() or path.suffix != ".html":
        raise UsageError(f"写不到 {path}：写一个已有的文件夹里的文件名，以 .html 结尾")
    tables = {name: table.resource for name, table in dataset.tables.items()}
    sheet = maker(town, numbers, tables)(wanted)
    write_file(path, sheet_page(project, town, sheet).encode())
    made = None
    if pdf:
        made = path.with_suffix(".pdf")
        write_file(made, pdf_of(path))
    return Printed(path, made, sheet, (*notes, *_address_notes(town, sheet)))


def _named(wanted: Wanted) -> tuple[str, ...]:
    return (BOARD if wanted.kind == "board" else "", wanted.of, wanted.when)


def sheet_page(project: Project, town: Town, sheet: Sheet) -> str:
    """Return a sheet as a page that needs no other file."""
    folders = project.template_folders
    names = ("paper.css", f"paper-{sheet.wanted.size}.css")
    paths = [
        next(path for folder in folders if (path := folder / "theme/assets/nb" / name).is_file())
        for name in names
    ]
    style = "".join(path.read_text(encoding="utf-8") for path in paths)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        staff_templates(project)
        .get_template("print.html")
        .render(
            sheet=sheet,
            style=style,
            style_digest=f"sha256-{digest}",
            town_name=town.settings.name,
            band=sheet.band,
            kind=sheet.kind,
        )
    )


def _wanted(whole: Dataset, town: Town, asked: Asked, day: dt.date) -> Wanted:
    """Return the sheet that is meant; a notice before a community before a unit of the same name."""
    if asked.name in (BOARD, "公示栏", "正在公示的事"):
        return Wanted("board", asked.size)
    name = asked.name.strip("/")
    board, _, place = name.partition("/")
    if board == BOARD and place:
        return Wanted("board", asked.size, _community(town, place))
    of = {"notices": _notices(town), "communities": _communities(town), "units": _units(town)}
    folder, _, key = name.rpartition("/")
    for table, names in of.items():
        if folder in ("", table) and key in names:
            return _of_kind(table, names[key], asked, day)
    for row in whole.rows("notices"):
        if key in (row.get("id"), row.get("title")) and not is_approved(row):
            raise UsageError(
                f"「{key}」还没有批准，不能张贴。批准了，把 approved_by 和 approved_on 写进 content/notices/{row.get('id')}.md"
            )
    spellings = {spelling: found for names in of.values() for spelling, found in names.items()}
    hint = nearest(name, set(spellings.values()), spellings)
    raise UsageError(
        f"没有叫「{asked.name}」的公示、社区或者单位。{hint}写编号或者名字；正在公示的单子，写 board，一个社区的写 board/社区名"
    )


def _community(town: Town, name: str) -> str:
    found = _communities(town)
    if name not in found:
        hint = nearest(name, set(found.values()), found)
        raise UsageError(
            f"没有叫「{name}」的社区。{hint}写社区的编号或者名字，例如 board/{next(iter(found), '')}"
        )
    return found[name]


def _notices(town: Town) -> dict[str, str]:
    return {spelling: n.id for n in town.notices.values() for spelling in (n.title, n.id)}


def _communities(town: Town) -> dict[str, str]:
    return {spelling: c.id for c in town.communities.values() for spelling in (c.name, c.id)}


def _units(town: Town) -> dict[str, str]:
    return {
        spelling: o.id
        for o in town.organisations.values()
        for spelling in (*o.aliases, o.name, o.id)
    }


def _of_kind(table: str, key: str, asked: Asked, day: dt.date) -> Wanted:
    if table == "notices":
        return Wanted("notice", asked.size, key)
    if table == "communities":
        month = read_month(asked.month, day).first if asked.month else day
        return Wanted("month", asked.size, key, f"{month:%Y-%m}")
    if asked.size != A4:
        raise UsageError("单位这一年只有 A4 的，不要写 --size a3")
    return Wanted("year", A4, key, str(_year(asked.year, day)))


def _year(text: str, day: dt.date) -> int:
    if not text:
        return day.year
    found = YEAR.fullmatch(text)
    if not found:
        raise UsageError(f"“{text}”不是年份，写成 {day.year} 的样子")
    if int(found[1]) > day.year:
        raise UsageError(f"{found[1]}年还没有到，今天是 {day}")
    return int(found[1])


def _looked_at(town: Town, numbers: Figures, wanted: Wanted) -> tuple[str, ...]:
    """Return what to remark of a notice; ``UsageError`` for one that may not hang."""
    if wanted.kind != "notice":
        return ()
    notice, state = town.notices[wanted.of], numbers.notice_states[wanted.of]
    if not notice.body:
        raise UsageError(f"「{wanted.of}」公开的期限到 {notice.hide_on}，正文已经撤下，不能再张贴")
    for field, word in (("withdraws", "已经撤回"), ("corrects", "已经更正")):
        for other in town.notices.values():
            if getattr(other, field) == wanted.of:
                raise UsageError(
                    f"「{wanted.of}」{word}，不能再张贴。要贴的是 {other.id}（{other.title}）"
                )
    if state == "ended":
        return (f"公示期到 {notice.period_end} 已经满了，贴出去没有人再能提意见。",)
    return ()


def _unpublished(dataset: Dataset, wanted: Wanted) -> tuple[str, ...]:
    """Return what to remark of a notice that no build has published yet."""
    if wanted.kind != "notice" or wanted.of in {entry.notice for entry in ledger_of(dataset)}:
        return ()
    return ("这一份还没有发布，正文还能改。先 noticeboard build，定了再贴：贴的和网上的要一样。",)


def _address_notes(town: Town, sheet: Sheet) -> tuple[str, ...]:
    base = town.settings.site_url
    if not base:
        return ("data/site.yaml 里没有写 site_url，所以纸上没有二维码和网址。",)
    address = f"{base}{sheet.address}"
    if len(address) > LONGEST_ADDRESS:
        return (
            f"纸上的网址有 {len(address)} 个字母，超过 {LONGEST_ADDRESS} 个，没有人会照着输。公示的编号或者网站的地址短一些更好：{address}",
        )
    return ()
