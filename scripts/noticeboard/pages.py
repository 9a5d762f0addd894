"""Which pages exist, where they are, and what each is given to show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from noticeboard.addresses import PART, PARTED, RECORDS, address_of, part_address, parts_of
from noticeboard.dataset import Prose
from noticeboard.figures import Figures
from noticeboard.model import Basis, Town

TABS = (
    ("home", "首页", ""),
    ("communities", "社区", "communities/"),
    ("lists", "清单", "lists/"),
    ("projects", "项目", "projects/"),
    ("units", "单位", "units/"),
    ("notices", "公示", "notices/"),
    ("figures", "数字", "figures/"),
    ("data", "数据", "data/"),
)


def tabs(town: Town) -> list[tuple[str, str, str]]:
    """Return the tabs: notices first where there are any, and then without the data.

    Seven fit into one line of a phone; the downloads also stand at the foot of every page.
    """
    order = ["home", "notices", "communities", "lists", "projects", "units", "figures", "data"]
    shown = [key for key in order if key != ("data" if town.notices else "notices")]
    return sorted((tab for tab in TABS if tab[0] in shown), key=lambda tab: shown.index(tab[0]))


LISTS = {
    "notices/": ("公示", "正在征求意见的、已经有结果的，一份一份照登。"),
    "communities/": ("社区", "{place}的社区：党组织、办过的事、对接的单位、怎么找到它。"),
    "units/": ("单位", "和社区共建的单位，以及文章里点到名字的其他组织。"),
    "projects/": ("项目", "做成了的事和打算做的事：做了什么、花了多少、谁出的钱、谁负责。"),
    "compounds/": ("小区", "文章写到的住宅小区：改造以前什么样，办了哪些事。"),
    "mechanisms/": ("怎么运作", "社区和单位怎么一起办事：哪些做法已经建立，哪些还在打算。"),
    "members/": ("兼职委员", "哪个单位的谁在哪个社区任兼职委员、做哪些工作。"),
    "agreements/": ("共建协议", "哪些单位和哪个社区签了协议，约定一起做什么。"),
    "lists/": ("三张清单", "居民要办的、单位拿得出的、能提供的服务，放在一起看。"),
    "lists/needs/": ("需求清单", "居民和社区提出来的事，办到了哪一步。"),
    "lists/resources/": ("资源清单", "共建单位拿得出来的场地、人手、技术、设备。"),
    "lists/services/": ("服务清单", "共建单位能上门或定期做的服务。"),
    "orders/": ("办理单", "每一件事派给了谁、办到哪一步、办了多久。"),
    "deeds/": ("实事好事", "为居民办成的一件件实事。"),
    "meetings/": ("会议", "大党委开过的会和打算开的会，议了什么、定了什么。"),
    "appraisals/": ("考核评议", "对单位和兼职委员的评议，只分等次，不打分、不排名。"),
    "facilities/": ("设施", "办事和活动的地方、机器：在哪里、几点开、能办什么。"),
    "funds/": ("资金", "钱从哪里来，用在了哪个项目，加起来对不对。"),
    "catalogue/": ("公开目录", "哪些事要公开、依据是什么、多久公开一次、本站现在有什么。"),
    "figures/": ("数字", "网站上的每一个数是谁说的，还是从名单里数出来的，出处在哪一段。"),
    "data/": ("数据", "本站全部数据，可以下载、核对、再利用。"),
    "about/article/": ("原文摘录", "本站依据的报道，按段逐字摘录，注明每一段用在了哪里。"),
}


# The tab under which a list stands that has none of its own.
UNDER = {
    "compounds": "communities",
    "facilities": "communities",
    "members": "units",
    "agreements": "units",
    "appraisals": "units",
    "orders": "lists",
    "deeds": "lists",
    "meetings": "lists",
    "mechanisms": "lists",
    "funds": "projects",
    "catalogue": "data",
    "about": "data",
}


@dataclass(frozen=True)
class Page:
    """A page that a record template fills.

    ``address`` ends in ``/`` (home is empty); ``frame`` is the address of the frame it is
    filled into, which has the same depth; ``template`` is under ``records/``. A list without
    an introduction is not ``titled`` yet.
    """

    address: str
    frame: str
    template: str
    tab: str
    title: str
    description: str
    data: dict[str, Any] = field(default_factory=dict)
    titled: bool = True


@dataclass(frozen=True)
class Pages:
    """All pages, and where each passage of a source is used."""

    filled: tuple[Page, ...]
    prose: tuple[Prose, ...]
    uses: dict[tuple[str, str], tuple[tuple[str, str], ...]]
    parts: dict[tuple[str, str], int]
    known: frozenset[str]

    def at(self, table: str, key: str) -> str:
        """Return the address of a record."""
        return address_of(table, key, self.parts)

    def addresses(self) -> tuple[str, ...]:
        """Return every address of the site, sorted."""
        return tuple(sorted(self.known))

    def below(self, start: str) -> Pages:
        """Return the pages whose address begins so; all addresses stay known."""
        if not start:
            return self
        filled = tuple(page for page in self.filled if page.address.startswith(start))
        prose = tuple(page for page in self.prose if page.address.startswith(start))
        return replace(self, filled=filled, prose=prose)


def pages(town: Town, figures: Figures, prose: tuple[Prose, ...]) -> Pages:
    """Return all pages. A page of prose at a list's address is that list's introduction."""
    filled = (*_lists(town, figures, prose), *_records(town))
    parts = parts_of(town)
    taken = {page.address for page in filled}
    own = tuple(page for page in prose if page.address not in taken)
    return Pages(
        filled=filled,
        prose=own,
        uses=_uses(town, figures, parts),
        parts=parts,
        known=frozenset(taken | {page.address for page in own}),
    )


def _lists(town: Town, figures: Figures, prose: tuple[Prose, ...]) -> Iterator[Page]:
    """Yield home and the list pages, titled by their introduction where there is one."""
    written = {page.address: page.meta for page in prose}
    place = town.places[town.settings.place].name
    yield Page("", "", "home.html", "home", town.settings.name, town.settings.description)
    for address, (title, description) in LISTS.items():
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
        if address in PARTED:
            yield from _parts(page, _rows(town, figures, PARTED[address]))
        else:
            yield page


def _rows(town: Town, figures: Figures, table: str) -> tuple[Any, ...]:
    """Return a list's rows in the order of its page: as in the file, orders newest first."""
    if table == "orders":
        return tuple(sorted(figures.progress.values(), key=lambda p: p.opened, reverse=True))
    return tuple(getattr(town, table).values())


def _parts(page: Page, rows: tuple[Any, ...]) -> Iterator[Page]:
    """Yield a list as one page, or as several of ``PART`` rows, each linked to all others."""
    count = max(1, -(-len(rows) // PART))
    for number in range(1, count + 1):
        part = {
            "rows": rows[(number - 1) * PART : number * PART],
            "part": number,
            "part_links": [(n, part_address(page.address, n)) for n in range(1, count + 1)],
        }
        if number == 1:
            yield replace(page, data=part)
            continue
        yield replace(
            page,
            address=part_address(page.address, number),
            frame=f"{page.address}part/frame/",
            title=f"{page.title}（第{number}部分，共{count}部分）",
            data=part,
            titled=False,
        )


def _records(town: Town) -> Iterator[Page]:
    """Yield the page of every record that has one."""
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
        yield _record("compounds", "compound", compound, about)
    for order in town.orders.values():
        about = f"{order.title}：派给了谁、办到哪一步、结果怎样。"
        yield _record("orders", "order", order, about)
    for meeting in town.meetings.values():
        about = f"{meeting.name}：什么时候开的、谁参加、定了什么。"
        yield _record("meetings", "meeting", meeting, about)
    for notice in town.notices.values():
        about = f"{notice.issuer}：{notice.title}。"
        yield _record("notices", "notice", notice, about)
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


def _uses(
    town: Town, figures: Figures, parts: dict[tuple[str, str], int]
) -> dict[tuple[str, str], tuple[tuple[str, str], ...]]:
    """Return (source, locator) → (words, address) of everything that rests on it."""
    found: dict[tuple[str, str], dict[tuple[str, str], None]] = {}

    def note(basis: Basis, words: str, address: str) -> None:
        for locator in basis.locator:
            found.setdefault((basis.source, locator), {})[(words, address)] = None

    for key, number in figures.by_id.items():
        if number.figure:
            words = f"{number.label} {number.value}{number.unit}"
            note(number.figure.basis, words, f"figures/#{key}")
    for table in RECORDS:
        for key, noun in (
            getattr(town, table).items() if table not in ("figures", "units", "notices") else ()
        ):
            note(noun.basis, _words(town, noun), address_of(table, key, parts))
    for person in town.people.values():
        if person.organisation:
            note(person.basis, person.name, f"units/{person.organisation}/")
        elif person.community:
            note(person.basis, person.name, f"communities/{person.community}/")
    for pairing in town.pairings.values():
        name = town.organisations[pairing.organisation].name
        note(pairing.basis, name, f"units/{pairing.organisation}/")
    return {key: tuple(words) for key, words in found.items()}


def _words(town: Town, noun: Any) -> str:
    """Return how a record is called in a list of uses."""
    for name in ("name", "title", "matter"):
        if getattr(noun, name, None):
            return str(getattr(noun, name))
    if hasattr(noun, "person"):
        return f"{town.people[noun.person].name}任{noun.post}"
    return f"{town.organisations[noun.unit].name}的协议"
