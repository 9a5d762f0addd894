"""The documents of what stands in lists of few, and of pages that people wrote."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from noticeboard.kinds import title_of
from noticeboard.model.surveys import LANGUAGE
from noticeboard.publish.search.documents import Document, Kind, Told, day, said, when
from noticeboard.sections import LISTS, SEARCH


def mechanisms(told: Told) -> Iterator[Document]:
    """Yield the ways of working."""
    for key, one in told.town.mechanisms.items():
        state = told.label("mechanisms", "status", one.status)
        texts = said(one.summary, *one.steps, one.as_stated)
        at = told.plan.at("mechanisms", key)
        yield Document("mechanisms", one.name, at, texts, "", (), state)


def numbers(told: Told) -> Iterator[Document]:
    """Yield the figures, each with the sentences that say it."""
    for key, number in told.numbers.by_id.items():
        one = number.figure
        if one is None or one.restates:
            continue
        again = [n.figure.as_stated for n in told.numbers.restated[key] if n.figure]
        place = told.town.places[one.place].name
        texts = said(
            f"{number.value}{number.unit}", one.as_stated, *again, place, when(one.time), one.note
        )
        at = told.plan.at("figures", key)
        yield Document("figures", one.label, at, texts, "", (), f"{number.value}{number.unit}")


def agreements(told: Told) -> Iterator[Document]:
    """Yield the agreements."""
    for key, one in told.town.agreements.items():
        state = told.label("agreements", "status", one.status)
        title = title_of(told.town, "agreements", one)
        channels = (told.label("agreements", "channels", c) for c in one.channels)
        texts = said("、".join(channels), "；".join(one.scope), when(one.signed))
        at = told.plan.at("agreements", key)
        yield Document("agreements", title, at, texts, one.community, (), state, one.signed.value)


def memberships(told: Told) -> Iterator[Document]:
    """Yield the part-time members, under the names that their list shows."""
    for key, one in told.town.memberships.items():
        texts = said(
            f"{one.post}，{told.place(one.community)}，来自{told.body(one.unit)}",
            "、".join(told.label("memberships", "roles", role) for role in one.roles),
        )
        at, title = told.plan.at("memberships", key), title_of(told.town, "memberships", one)
        yield Document("memberships", title, at, texts, one.community)


def appraisals(told: Told) -> Iterator[Document]:
    """Yield the appraisals: grades with their reasons."""
    town = told.town
    for key, one in town.appraisals.items():
        title = title_of(town, "appraisals", one)
        grade = told.label("appraisals", "grade", one.grade)
        texts = said("，".join(said(one.period, one.method)), "、".join(one.criteria), one.comment)
        at = told.plan.at("appraisals", key)
        yield Document("appraisals", title, at, texts, "", (), grade)


def schedule(told: Told) -> Iterator[Document]:
    """Yield what must be published."""
    for key, one in told.town.publication_schedule.items():
        texts = said(one.content, one.legal_basis, one.time_limit, told.body(one.publisher))
        at = told.plan.at("publication_schedule", key)
        yield Document("schedule", one.matter, at, texts)


def surveys(told: Told) -> Iterator[Document]:
    """Yield the surveys with their questions; answers are counts, and stand on their page."""
    for key, one in told.town.surveys.items():
        asked = (q.label[LANGUAGE] for q in one.questions if not q.private)
        texts = said(one.purpose, *asked, one.controller, day(one.opens), day(one.closes))
        yield Document("surveys", one.title, f"surveys/{key}/", texts)


def excerpts(told: Told) -> Iterator[Document]:
    """Yield the passages of the sources."""
    for key, one in told.town.excerpts.items():
        source = told.town.sources[one.basis.source].title
        at = f"about/article/#{key}"
        yield Document("excerpts", f"原文第{one.line}段", at, said(one.text, source))


# Under these words people look for a list whose title says it otherwise.
SOUGHT = {
    "units/": ("驻区单位", "辖区单位", "共建单位"),
    "members/": ("兼职委员是谁",),
    "lists/needs/": ("居民提的事",),
    "orders/": ("办到哪一步",),
    "receipt/": ("回执码",),
    "funds/": ("谁出的钱", "花了多少钱"),
    "figures/": ("统计",),
    "data/": ("下载",),
    "surveys/": ("调查",),
    "about/article/": ("报道", "文章"),
}
# Pages that tell of the hotline in their own text.
TELL_WHOM = ("receipt/",)

# Pages whose words stand in their templates, under headings with an anchor: each heading is found.
ANSWERS = ("help/", "help/words/", "privacy/", "accessibility/")
HEADING = re.compile(
    r'(?:<section[^>]* id="([^"]+)"[^>]*>\s*)?<h2(?:[^>]* id="([^"]+)")?[^>]*>(.*?)</h2>', re.DOTALL
)

MAIN = re.compile(r'<main id="main"[^>]*>(.*?)(?:<!--nb:body-->|</main>)', re.DOTALL)
BLOCK_END = re.compile(r"</(?:p|li|h\d|td|th|dt|dd|div|blockquote|summary)>|<br\s*/?>")
TAGS = re.compile(r"<[^>]*>")


def text_of(page: str) -> tuple[str, ...]:
    """Return the text that people wrote on a page of the engine's, a piece for each block."""
    found = MAIN.search(page)
    return lines_of(found[1] if found else "")


def lines_of(markup: str) -> tuple[str, ...]:
    """Return the text of markup, a piece for each block."""
    lines = html.unescape(TAGS.sub("", BLOCK_END.sub("\n", markup))).split("\n")
    return said(*(line.strip() for line in lines))


def answers(title: str, address: str, page: str) -> Iterator[Document]:
    """Yield what stands under each heading of a page that has an anchor."""
    found = MAIN.search(page)
    parts = HEADING.split(found[1] if found else "")
    for section, heading, words, below in zip(
        parts[1::4], parts[2::4], parts[3::4], parts[4::4], strict=True
    ):
        if section or heading:
            asked = html.unescape(TAGS.sub("", words)).strip()
            at = f"{address}#{html.unescape(heading or section)}"
            yield Document("answers", asked, at, lines_of(below), "", (), title)


def written(told: Told, frames: dict[str, str]) -> Iterator[Document]:
    """Yield home, the lists and the pages of prose, from what the engine made of them."""
    settings, plan = told.town.settings, told.plan
    yield Document("pages", "首页", "", said(settings.name, settings.tagline, settings.description))
    for page in plan.filled:
        if page.address in LISTS and page.address != SEARCH:
            if page.address in ANSWERS:
                yield from answers(page.title, page.address, frames[page.address])
                yield Document("pages", page.title, page.address, said(page.description))
                continue
            texts = said(page.description, *text_of(frames[page.frame]))
            texts = tuple(text for text in texts if text != page.title)
            if page.address in TELL_WHOM and settings.hotline:
                texts = (*texts, f"有话要问，可以打{settings.hotline}热线。")
            names = SOUGHT.get(page.address, ())
            yield Document("pages", page.title, page.address, texts, "", names)
    for prose in plan.prose:
        title = str(prose.meta["title"])
        texts = said(*(t for t in text_of(frames[prose.address]) if t != title))
        yield Document("pages", title, prose.address, texts)


KINDS: tuple[Kind, ...] = (
    mechanisms, numbers, agreements, memberships, appraisals, schedule, surveys, excerpts,
)  # fmt: skip
