"""Which pages exist, where they are, and what each is given to show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from noticeboard.dataset import Prose
from noticeboard.figures import Figures
from noticeboard.model import Basis, Town

TABS = (
    ("home", "首页", ""),
    ("communities", "社区", "communities/"),
    ("projects", "项目", "projects/"),
    ("units", "单位", "units/"),
    ("figures", "数字", "figures/"),
    ("data", "数据", "data/"),
)

LISTS = {
    "communities/": ("社区", "{place}的社区：党组织、办过的事、对接的单位、怎么找到它。"),
    "units/": ("单位", "和社区共建的单位，以及文章里点到名字的其他组织。"),
    "projects/": ("项目", "做成了的事和打算做的事：做了什么、花了多少、谁出的钱、谁负责。"),
    "compounds/": ("小区", "文章写到的住宅小区：改造以前什么样，办了哪些事。"),
    "mechanisms/": ("怎么运作", "社区和单位怎么一起办事：哪些做法已经建立，哪些还在打算。"),
    "figures/": ("数字", "网站上的每一个数是谁说的，还是从名单里数出来的，出处在哪一段。"),
    "data/": ("数据", "本站全部数据，可以下载、核对、再利用。"),
    "about/article/": ("原文摘录", "本站依据的报道，按段逐字摘录，注明每一段用在了哪里。"),
}


@dataclass(frozen=True)
class Page:
    """A page that a record template fills.

    ``address`` ends in ``/`` (home is empty); ``frame`` is the address of the frame it is
    filled into, which has the same depth; ``template`` is under ``records/``.
    """

    address: str
    frame: str
    template: str
    tab: str
    title: str
    description: str
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Pages:
    """All pages, and where each passage of a source is used."""

    filled: tuple[Page, ...]
    prose: tuple[Prose, ...]
    uses: dict[tuple[str, str], tuple[tuple[str, str], ...]]

    def addresses(self) -> tuple[str, ...]:
        """Return every address of the site, sorted."""
        written = {page.address for page in self.filled}
        return tuple(sorted(written | {page.address for page in self.prose}))


def pages(town: Town, figures: Figures, prose: tuple[Prose, ...]) -> Pages:
    """Return all pages. A page of prose at a list's address is that list's introduction."""
    filled = (*_lists(town, prose), *_records(town))
    taken = {page.address for page in filled}
    return Pages(
        filled=filled,
        prose=tuple(page for page in prose if page.address not in taken),
        uses=_uses(town, figures),
    )


def _lists(town: Town, prose: tuple[Prose, ...]) -> Iterator[Page]:
    """Yield home and the list pages, titled by their introduction where there is one."""
    written = {page.address: page.meta for page in prose}
    place = town.places[town.settings.place].name
    yield Page("", "", "home.html", "home", town.settings.name, town.settings.description)
    for address, (title, description) in LISTS.items():
        meta = written.get(address, {})
        yield Page(
            address=address,
            frame=address,
            template=f"{address.rstrip('/').replace('/', '-')}.html",
            tab=meta.get("tab", address.split("/")[0]),
            title=meta.get("title", title),
            description=meta.get("description", description.format(place=place)),
        )


def _records(town: Town) -> Iterator[Page]:
    """Yield the page of every community, organisation, project and compound."""
    for community in town.communities.values():
        about = f"{community.name}：党组织、办过的事、对接的单位、怎么找到它。"
        yield _record("communities", "community", community, about)
    for organisation in town.organisations.values():
        about = f"{organisation.name}：和哪些社区共建，参加了哪些项目。"
        yield _record("units", "unit", organisation, about)
    for project in town.projects.values():
        about = f"{project.name}：到了哪一步、做了什么、花了多少、谁负责、根据是什么。"
        yield _record("projects", "project", project, about)
    for compound in town.compounds.values():
        about = f"{compound.name}：改造以前什么样，办了哪些事。"
        yield _record("compounds", "compound", compound, about, tab="communities")


def _record(kind: str, template: str, noun: Any, about: str, tab: str = "") -> Page:
    return Page(
        address=f"{kind}/{noun.id}/",
        frame=f"{kind}/frame/",
        template=f"{template}.html",
        tab=tab or kind,
        title=noun.name,
        description=about,
        data={template: noun},
    )


def _uses(town: Town, figures: Figures) -> dict[tuple[str, str], tuple[tuple[str, str], ...]]:
    """Return (source, locator) → (words, address) of everything that rests on it."""
    found: dict[tuple[str, str], dict[tuple[str, str], None]] = {}

    def note(basis: Basis, words: str, address: str) -> None:
        for locator in basis.locator:
            found.setdefault((basis.source, locator), {})[(words, address)] = None

    for key, number in figures.by_id.items():
        if number.figure:
            words = f"{number.label} {number.value}{number.unit}"
            note(number.figure.basis, words, f"figures/#{key}")
    for kind, nouns in (
        ("projects", town.projects),
        ("communities", town.communities),
        ("compounds", town.compounds),
        ("units", town.organisations),
    ):
        for key, noun in nouns.items():
            note(noun.basis, noun.name, f"{kind}/{key}/")
    for person in town.people.values():
        if person.organisation:
            note(person.basis, person.name, f"units/{person.organisation}/")
        elif person.community:
            note(person.basis, person.name, f"communities/{person.community}/")
    for mechanism in town.mechanisms.values():
        note(mechanism.basis, mechanism.name, f"mechanisms/#{mechanism.id}")
    for pairing in town.pairings.values():
        name = town.organisations[pairing.organisation].name
        note(pairing.basis, name, f"units/{pairing.organisation}/")
    return {key: tuple(words) for key, words in found.items()}
