"""The pages of what residents asked for: each request gets one answer, and its words go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request as Asked
from starlette.responses import RedirectResponse, Response

from noticeboard.commands.fetch import fetch
from noticeboard.commands.fetch_words import told as told_of_fetch
from noticeboard.commands.inbox import KINDS, Decision, Request, decide_all, waiting
from noticeboard.commands.order import open_for
from noticeboard.commands.waiting import Words, about, words_of
from noticeboard.dataset import Dataset
from noticeboard.errors import DataProblems, UsageError
from noticeboard.moves import standings
from noticeboard.openings import needs_without_order, open_order_of
from noticeboard.staff.desk import Desk, base_of
from noticeboard.staff.steps import plain
from noticeboard.words import joined

# What must be written for a decision, by its kind: the field and how it is called.
NEEDED = {
    "accept": (("title", "公开的标题"), ("community", "社区"), ("category", "哪一类")),
    "merge": (("into", "并到哪一张单或者哪条需求"),),
    "refer": (("to", "转给谁"),),
    "decline": (("reason", "为什么不办"),),
}
FIELDS = ("title", "category", "community", "compound", "urgency", "into", "to", "reason", "detail")
ALSO = "also."


@dataclass(frozen=True)
class Like:
    """Something that seems to tell of the same thing: another request, an order or a need."""

    id: str
    kind: str
    words: str


@dataclass(frozen=True)
class Asking:
    """A request on its page."""

    request: Request
    about: str
    waited: str
    likes: tuple[Like, ...]


def inbox(desk: Desk, request: Asked) -> Response:
    """What waits for an answer, the oldest first."""
    return _list(desk, request)


def _list(desk: Desk, request: Asked, status: int = 200, errors: Sequence[str] = ()) -> Response:
    dataset, day = desk.read(), desk.day()
    found = _waiting(desk)
    return desk.page(
        request,
        "inbox.html",
        "inbox",
        status,
        asking=_asking(dataset, found, day),
        said=desk.said(request),
        errors=tuple(errors),
    )


def _waiting(desk: Desk) -> list[Request]:
    with desk.lock:
        return waiting(desk.project, desk.day())


def _asking(dataset: Dataset, found: Sequence[Request], day: dt.date) -> list[Asking]:
    words = words_of(dataset)
    known = _known(dataset) | {r.id: Like(r.key, "request", r.words) for r in found}
    return [_one(request, words, known, day) for request in found]


def _known(dataset: Dataset) -> dict[str, Like]:
    """Return orders and needs with their titles; an order wins over the need of the same id."""
    needs = {
        str(row.get("id")): Like(str(row.get("id")), "need", str(row.get("title")))
        for row in dataset.rows("needs")
    }
    orders = {
        key: Like(key, "order", f"{now.order.get('title')}（{now.state.word}）")
        for key, now in standings(dataset).items()
    }
    return needs | orders


def _one(request: Request, words: Words, known: Mapping[str, Like], day: dt.date) -> Asking:
    days = (day - request.received).days
    return Asking(
        request=request,
        about=about(request, words),
        waited=f"{days} 天了" if days > 0 else "今天",
        likes=tuple(known[key] for key in request.alike if key in known),
    )


def one_request(desk: Desk, request: Asked) -> Response:
    """One request, with a form for each answer."""
    return _page(desk, request)


def _page(
    desk: Desk,
    request: Asked,
    status: int = 200,
    tried: str = "",
    typed: Mapping[str, str] | None = None,
    errors: Sequence[str] = (),
) -> Response:
    dataset, day = desk.read(), desk.day()
    found = _waiting(desk)
    chosen = [one for one in _asking(dataset, found, day) if _is(one.request, request)]
    if not chosen:
        gone = "这一条已经答复过了，或者没有这一条。"
        return _list(desk, request, 409 if tried else 404, (gone,))
    fields = dataset.tables["needs"].resource.fields
    community = chosen[0].request.community
    compounds = [
        (str(row.get("id")), str(row.get("name")))
        for row in dataset.rows("compounds")
        if not community or row.get("community") == community
    ]
    return desk.page(
        request,
        "request.html",
        "inbox",
        status,
        one=chosen[0],
        communities=[(r.get("id"), r.get("name")) for r in dataset.rows("communities")],
        compounds=compounds,
        categories=list(fields["category"].labels.items()),
        urgencies=list(fields["urgency"].labels.items()),
        tried=tried,
        typed=typed or {},
        errors=tuple(errors),
    )


def _is(one: Request, request: Asked) -> bool:
    path = request.path_params
    return (one.survey, one.key) == (path["survey"], path["key"])


def answer(desk: Desk, request: Asked, fields: dict[str, str]) -> Response:
    """Decide as a form says; an error is told at its form, with what was typed."""
    kind = request.path_params["kind"]
    if kind not in KINDS:
        raise HTTPException(404)
    said = {name: " ".join(text.split()) for name, text in fields.items()}
    if said.get("other_into"):
        said["into"] = said["other_into"]
    try:
        with desk.lock:
            desk.read()
            if not any(_is(one, request) for one in _waiting(desk)):
                return _page(desk, request, 409, kind)
            if missing := [word for name, word in NEEDED[kind] if not said.get(name)]:
                raise UsageError(f"还要写明{joined(missing)}")
            also = [name.removeprefix(ALSO) for name in said if name.startswith(ALSO)]
            decision = Decision(
                kind,
                **{name: said.get(name, "") for name in FIELDS},
                need_only=bool(said.get("need_only")),
            )
            path = request.path_params
            names = [path["key"], *also]
            done = decide_all(desk.project, path["survey"], names, decision, desk.day())
    except UsageError as error:
        return _page(desk, request, 422, kind, said, (plain(str(error)),))
    except DataProblems as error:
        desk.read()  # where the data themselves are not sound, that is told instead
        told = [f"{p.message}。{p.hint}" for p in error.problems]
        return _page(desk, request, 422, kind, said, told)
    desk.say(f"点单 {path['key'][:4]} 答复了")
    mark = desk.tell([plain(line) for line in done.lines])
    where = f"orders/{done.order}/" if kind == "accept" and done.order else "inbox/"
    return RedirectResponse(f"{base_of(request)}{where}?said={mark}", 303)


def read_in(desk: Desk, request: Asked, fields: dict[str, str]) -> Response:
    """Read the surveys' answers: what is new waits then."""
    try:
        with desk.lock:
            desk.read()
            done = fetch(desk.project, (), (), desk.day())
    except UsageError as error:
        return _list(desk, request, 422, (plain(str(error)),))
    mark = desk.tell(line for one in done for line in told_of_fetch(one).splitlines())
    return RedirectResponse(f"{base_of(request)}inbox/?said={mark}", 303)


def open_need(desk: Desk, request: Asked, fields: dict[str, str]) -> Response:
    """Open an order for a need of the list; twice does not open two."""
    need = request.path_params["need"]
    try:
        with desk.lock:
            dataset = desk.read()
            waits = need in {str(row.get("id")) for row in needs_without_order(dataset)}
            if not waits and (before := open_order_of(dataset, need)):
                return RedirectResponse(f"{base_of(request)}orders/{before}/", 303)
            done = open_for(desk.project, need, "", desk.day())
            order = open_order_of(desk.read(), need)
    except UsageError as error:
        raise HTTPException(422, plain(str(error))) from None
    desk.say(f"{order} 开好了")
    mark = desk.tell([plain(line) for line in done.lines[:2]])
    return RedirectResponse(f"{base_of(request)}orders/{order}/?said={mark}", 303)
