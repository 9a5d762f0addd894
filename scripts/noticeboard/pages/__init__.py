"""Which pages exist, where they are, and what each is given to show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from noticeboard.addresses import (
    FILTERED,
    PART,
    PARTED,
    address_of,
    part_address,
    parts_of,
)
from noticeboard.changes import ADDRESS as CHANGES
from noticeboard.changes import NOTHING, Changes
from noticeboard.dataset import Prose
from noticeboard.figures import Figures
from noticeboard.forms import forms_of, sends_to
from noticeboard.kinds import KINDS
from noticeboard.model import LedgerEntry, Notice, Survey, Town
from noticeboard.pages.changes import changes_pages
from noticeboard.pages.everything import kind_pages, kinds_of
from noticeboard.pages.page import Page
from noticeboard.pages.sheets import sheet_pages
from noticeboard.pages.uses import Uses
from noticeboard.sections import LISTS, SEARCH, UNDER

__all__ = ["Page", "Pages", "pages"]


@dataclass(frozen=True)
class Pages:
    """All pages, and where each passage of a source is used."""

    filled: tuple[Page, ...]
    prose: tuple[Prose, ...]
    uses: Uses
    parts: dict[tuple[str, str], int]
    known: frozenset[str]

    def at(self, table: str, key: str) -> str:
        """Return the address of a record."""
        return address_of(table, key, self.parts)

    def addresses(self) -> tuple[str, ...]:
        """Return every address of the site, sorted."""
        return tuple(sorted(self.known))

    def indexed(self) -> tuple[str, ...]:
        """Return the addresses for search engines: a sheet to print tells nothing of its own."""
        sheets = {page.address for page in self.filled if page.paper}
        return tuple(sorted(self.known - sheets))

    def below(self, start: str) -> Pages:
        """Return the pages whose address begins so; all addresses stay known."""
        if not start:
            return self
        filled = tuple(page for page in self.filled if page.address.startswith(start))
        prose = tuple(page for page in self.prose if page.address.startswith(start))
        return replace(self, filled=filled, prose=prose)


def pages(
    town: Town,
    figures: Figures,
    prose: tuple[Prose, ...],
    changes: Changes = NOTHING,
    before: Mapping[str, Page] = {},
) -> Pages:
    """Return all pages. A page of prose at a list's address is that list's introduction.

    ``before``: pages by address that may serve again where their record is the very same.
    """
    filled = (
        *_lists(town, figures, prose, changes),
        *_everything(town),
        *_records(town, before),
        *sheet_pages(town, figures),
    )
    parts = parts_of(town)
    taken = {page.address for page in filled}
    own = tuple(page for page in prose if page.address not in taken)
    return Pages(
        filled=filled,
        prose=own,
        uses=Uses(town, figures, parts),
        parts=parts,
        known=frozenset(taken | {page.address for page in own}),
    )


def _lists(
    town: Town, figures: Figures, prose: tuple[Prose, ...], changes: Changes
) -> Iterator[Page]:
    """Yield home and the list pages, titled by their introduction where there is one."""
    written = {page.address: page.meta for page in prose}
    place = town.places[town.settings.place].name
    yield Page("", "", "home.html", "home", town.settings.name, town.settings.description)
    for address, (title, description) in LISTS.items():
        if address == "photos/" and not town.photos:
            continue  # a page of pictures without pictures tells nothing
        meta = written.get(address, {})
        page = Page(
            address=address,
            frame=address,
            template=f"{address.rstrip('/').replace('/', '-')}.html",
            tab=meta.get("tab", UNDER.get(address.split("/")[0], address.split("/")[0])),
            title=meta.get("title", title),
            description=meta.get("description", description.format(place=place)),
            titled=address in written,
        )
        if address == CHANGES:
            yield from changes_pages(page, changes)
        elif address == SEARCH:
            yield replace(page, data={"kinds": kinds_of(town), "split": any(kind_pages(town))})
        elif address in PARTED:
            yield from _parts(page, _rows(town, figures, PARTED[address]))
        else:
            yield page


def _rows(town: Town, figures: Figures, table: str) -> tuple[Any, ...]:
    """Return a list's rows in the order of its page: as in the file, orders newest first.

    Of funds, the projects that money was given for. Notices by state, the newest first.
    """
    if table == "notices":
        return _notices(town, figures)
    if table == "funding":
        funded = dict.fromkeys(fund.project for fund in town.funding.values())
        return tuple(town.projects[key] for key in town.projects if key in funded)
    if table == "orders":
        return tuple(sorted(figures.progress.values(), key=lambda p: p.opened, reverse=True))
    return tuple(getattr(town, table).values())


# Notices that one can still have a say on come first, whatever their number.
NOW = ("open", "upcoming")


def _notices(town: Town, figures: Figures) -> tuple[Notice, ...]:
    """Return the notices in the order of their list: what is open, what comes, the newest."""
    newest = sorted(town.notice_ledger.values(), key=lambda e: e.published_on, reverse=True)
    states = figures.notice_states

    def place(entry: LedgerEntry) -> int:
        state = states[entry.notice]
        return NOW.index(state) if state in NOW else len(NOW)

    return tuple(town.notices[entry.notice] for entry in sorted(newest, key=place))


def _parts(page: Page, rows: tuple[Any, ...]) -> Iterator[Page]:
    """Yield a list as one page, or as several of ``PART`` rows, each linked to all others."""
    count = max(1, -(-len(rows) // PART))
    for number in range(1, count + 1):
        part = {
            "rows": rows[(number - 1) * PART : number * PART],
            "part": number,
            "part_links": [(n, part_address(page.address, n)) for n in range(1, count + 1)],
            "rows_at": f"{page.address}rows/",
            "row_count": len(rows),
        }
        file = f"{page.address}rows/{number}.js" if count > 1 and page.address in FILTERED else ""
        if number == 1:
            yield replace(page, data=part, rows_file=file)
            continue
        yield replace(
            page,
            rows_file=file,
            address=part_address(page.address, number),
            frame=f"{page.address}part/frame/",
            title=f"{page.title}（第{number}部分，共{count}部分）",
            data=part,
            titled=False,
        )


def _everything(town: Town) -> Iterator[Page]:
    """Yield the lists of everything, from A to Z, where the search page cannot hold them."""
    for address, kind, part, parts in kind_pages(town):
        yield Page(
            address=address,
            frame="search/all/frame/" if part == 1 else "search/all/frame/part/frame/",
            template="search-all.html",
            tab="search",
            title=f"全部{KINDS[kind]}" + (f"（第{part}部分，共{parts}部分）" if part > 1 else ""),
            description=f"全部{KINDS[kind]}，按拼音从 A 到 Z。",
            data={"kind": kind, "part": part, "parts": parts},
        )


# The tables whose records have a page: its folder and template, and what it is about.
ABOUT = {
    "communities": (
        "communities",
        "community",
        "{0.name}：党组织、办过的事、对接的单位、怎么找到它。",
    ),
    "organisations": ("units", "unit", "{0.name}：和哪些社区共建，参加了哪些项目。"),
    "projects": (
        "projects",
        "project",
        "{0.name}：到了哪一步、做了什么、花了多少、谁负责、根据是什么。",
    ),
    "compounds": ("compounds", "compound", "{0.name}：改造以前什么样，办了哪些事。"),
    "orders": ("orders", "order", "{0.title}：派给了谁、办到哪一步、结果怎样。"),
    "meetings": ("meetings", "meeting", "{0.name}：什么时候开的、谁参加、定了什么。"),
    "notices": ("notices", "notice", "{0.issuer}：{0.title}。"),
    "surveys": ("surveys", "survey", "{0.title}：{0.purpose}"),
}


def _records(town: Town, before: Mapping[str, Page]) -> Iterator[Page]:
    """Yield the page of every record that has one."""
    for table, (folder, template, about) in ABOUT.items():
        for noun in getattr(town, table).values():
            kept = before.get(f"{folder}/{noun.id}/")
            same = kept is not None and kept.data.get(template) is noun
            yield kept if kept and same else _record(folder, template, noun, about.format(noun))
    for survey in town.surveys.values():
        yield Page(
            address=f"surveys/{survey.id}/results/",
            frame="surveys/frame/results/",
            template="survey-results.html",
            tab=UNDER["surveys"],
            title=f"{survey.title}的结果",
            description=f"{survey.title}收到多少份答案、每一题选了什么。自愿参加，不代表全体居民。",
            data={"survey": survey},
        )
        yield from _forms(town, survey)
    yield from _notice_categories(town)


def _notice_categories(town: Town) -> Iterator[Page]:
    """Yield a page for each category of which there are notices."""
    for key in dict.fromkeys(notice.category for notice in town.notices.values()):
        yield Page(
            address=f"notices/category/{key}/",
            frame="notices/category/frame/",
            template="notices-category.html",
            tab="notices",
            title="一类公示",
            description="这一类公示，新的在前。",
            data={"category": key},
        )


def _forms(town: Town, survey: Survey) -> Iterator[Page]:
    """Yield a survey's forms: one, or one for each community behind the page to choose it."""
    for form in forms_of(town, survey):
        place = f"{town.communities[form.community].name}：" if form.community else ""
        yield Page(
            address=form.address,
            frame=f"surveys/form/{'community/' if form.community else ''}frame/",
            template="survey-form.html",
            tab=UNDER["surveys"],
            title=f"{place}{survey.title}",
            description=f"{survey.purpose}自愿填写，手机上就能填。",
            data={"form": form},
            sends=sends_to(town.settings),
        )


def _record(kind: str, template: str, noun: Any, about: str) -> Page:
    return Page(
        address=f"{kind}/{noun.id}/",
        frame=f"{kind}/frame/",
        template=f"{template}.html",
        tab=UNDER.get(kind, kind),
        title=getattr(noun, "name", None) or noun.title,
        description=about,
        data={template: noun},
    )
