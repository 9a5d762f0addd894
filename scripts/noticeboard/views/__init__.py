"""What record templates may ask for: the town, its numbers, and a few look-ups."""

from __future__ import annotations

import functools
from types import SimpleNamespace
from typing import Any

from markupsafe import Markup

from noticeboard.addresses import letters_of
from noticeboard.changes import NOTHING, Changes
from noticeboard.charts import age_of, late_word, period_word, tense
from noticeboard.dataset import Resource as Table
from noticeboard.figures import Figures, money_text, plain, share, total, yuan
from noticeboard.forms import form_address, form_communities
from noticeboard.model import Town
from noticeboard.model.photographs import Shown
from noticeboard.model.work import STAGES_AHEAD
from noticeboard.orders import ACTORS, STATES
from noticeboard.pages import Pages
from noticeboard.progress import NOTICE_WORDS
from noticeboard.results import answers_words
from noticeboard.sharing import code_file, coded_addresses, picture_of
from noticeboard.views.about import About
from noticeboard.views.asking import asking_views
from noticeboard.views.changed import changed_views
from noticeboard.views.everything import everything
from noticeboard.views.lookups import (
    Indexes,
    choices_of,
    done_and_planned,
    fits,
    grouped,
    labels_of,
    neighbours,
    offer_address,
    passages_of,
    photos_by_record,
    photos_in_order,
)
from noticeboard.views.told import (
    asked_for,
    notices_by_state,
    notices_in,
    open_forms,
    rating_form,
    shown_projects,
    survey_results,
    told_communities,
    unmet_by_category,
    whom_to_ask,
)
from noticeboard.views.words import word_views

__all__ = ["Indexes", "views"]

# So many rows a list has at least before site.js offers to narrow it.
FILTERS_FROM = 12

TABLES_WITH_PAGES = {
    "communities": "communities/",
    "units": "units/",
    "projects": "projects/",
    "compounds": "compounds/",
    "figures": "figures/",
    "mechanisms": "mechanisms/",
    "agreements": "agreements/",
    "memberships": "members/",
    "needs": "lists/needs/",
    "resources": "lists/resources/",
    "services": "lists/services/",
    "orders": "orders/",
    "meetings": "meetings/",
    "appraisals": "appraisals/",
    "deeds": "deeds/",
    "facilities": "facilities/",
    "funding": "funds/",
    "publication_schedule": "catalogue/",
    "notices": "notices/",
    "photos": "photos/",
}


def views(
    tables: dict[str, Table],
    town: Town,
    figures: Figures,
    pages: Pages,
    changes: Changes = NOTHING,
    shown: dict[str, Shown] | None = None,
    indexes: Indexes | None = None,
) -> dict[str, Any]:
    """Return the names that every record template knows; ``indexes`` are kept from one time to the next."""
    related = neighbours(town, indexes)
    return {
        "town": town,
        "figures": figures,
        "uses": pages.uses,
        "at": pages.at,
        "about": About(tables, town, figures, pages, related),
        "picture_of": picture_of,
        "code_file": code_file,
        "coded": frozenset(coded_addresses(town)),
        "offer_address": functools.partial(offer_address, pages),
        "tables": tables,
        "labels": SimpleNamespace(**{name: labels_of(table) for name, table in tables.items()}),
        "related": related,
        "everything": everything(town, pages),
        "fits": functools.partial(fits, related),
        "done_and_planned": functools.partial(done_and_planned, related),
        "said": town.said,
        "headline": town.settings.headline,
        "told_communities": told_communities(town, figures),
        "shown_projects": shown_projects(town),
        "notices_in": notices_in(town, figures),
        "notices_by_state": functools.partial(notices_by_state, figures),
        "results": functools.partial(survey_results, town),
        "asked_for": functools.partial(asked_for, town),
        "answers_words": answers_words,
        "open_forms": open_forms(town, figures),
        "receipt_letters": letters_of(len(town.receipts)),
        "whom_to_ask": functools.partial(whom_to_ask, town),
        "rating_form": functools.partial(rating_form, pages),
        "shown": shown or {},
        "unmet_by_category": unmet_by_category(town, figures),
        **changed_views(changes, pages, WORDS["table_link"]),
        **word_views(tables, town, figures),
        **asking_views(town, figures),
        **WORDS,
        **passages_of(town),
        **choices_of(town),
    }


def notice_markup(text: str) -> Markup:
    """Return a notice's Markdown as HTML; the library is loaded where there is a notice."""
    from noticeboard.markdown import notice_html

    return Markup(notice_html(text))


WORDS: dict[str, Any] = {
    "money": money_text,
    "yuan": yuan,
    "period_word": period_word,
    "share": share,
    "total": total,
    "plain": plain,
    "table_link": lambda name: TABLES_WITH_PAGES.get(name, f"data/#{name}"),
    "notice_words": NOTICE_WORDS,
    "notice_html": notice_markup,
    "grouped": grouped,
    "photos_in_order": photos_in_order,
    "photos_by_record": photos_by_record,
    "tense": tense,
    "age_of": age_of,
    "late_word": late_word,
    "filters_from": FILTERS_FROM,
    "ahead_stages": STAGES_AHEAD,
    "states": STATES,
    "actors": ACTORS,
    "form_address": form_address,
    "form_communities": form_communities,
}
