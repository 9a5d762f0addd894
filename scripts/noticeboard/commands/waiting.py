"""Requests that wait for an answer, as staff see them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import islice

from noticeboard.commands.clock import today
from noticeboard.commands.requests import erase_words, kept_answers, ledger_of
from noticeboard.commands.rows import sound
from noticeboard.dataset import Dataset
from noticeboard.errors import UsageError
from noticeboard.model.surveys import Survey
from noticeboard.moves import standings
from noticeboard.project import Project
from noticeboard.survey.answers import REASONS, Answer
from noticeboard.survey.definition import surveys_of
from noticeboard.survey.requests import OPEN, Entry, alike, handles, pairs_of
from noticeboard.words import joined, nearest

# Of an id, so much must be typed.
SHORTEST_HANDLE = 4
# So many of a community, the oldest, are compared with each other; of what is alike so many are told.
# Anybody can send hundreds an hour: staff must still be able to open the list.
MOST_COMPARED, MOST_ALIKE = 200, 20
# Questions that say what a need's columns say.
SAME = ("compound", "category", "urgency")


@dataclass(frozen=True)
class Request:
    """A request that waits: what staff need to decide on it. ``id`` is short; ``key`` is the answer's.

    ``words`` are the resident's own, masked, private. ``note`` says why the answer is not counted,
    where it is not. ``alike`` are others, needs and orders that seem to tell of the same thing.
    """

    survey: str
    id: str
    key: str
    received: dt.date
    community: str = ""
    compound: str = ""
    category: str = ""
    urgency: str = ""
    words: str = ""
    receipt: bool = False
    note: str = ""
    alike: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()


@dataclass(frozen=True)
class Case:
    """A request with all that a decision on it changes."""

    survey: Survey
    request: Request
    entry: Entry


def waiting(project: Project, day: dt.date | None = None, survey: str = "") -> list[Request]:
    """Return the requests that wait, the oldest first; erase words that are too old.

    Raises ``DataProblems`` where the data are not sound, ``UsageError`` for a survey without requests.
    """
    on = today(day)
    dataset = sound(project, on)
    surveys = triaged(dataset)
    if survey and survey not in surveys:
        hint = nearest(survey, surveys) or f"要答复的问卷：{joined(surveys) or '没有'}"
        raise UsageError(f"问卷「{survey}」没有写 triage: true，不用一份一份答复。{hint}")
    for one in surveys.values():
        erase_words(project, dataset, one, on)
    cases = all_cases(project, dataset, survey)
    requests = sorted((case.request for case in cases), key=lambda r: (r.received, r.id))
    return _with_alike(dataset, requests)


def triaged(dataset: Dataset) -> dict[str, Survey]:
    """Return the surveys whose answers are decided on one by one."""
    return {name: one for name, one in surveys_of(dataset).items() if one.triage}


def all_cases(project: Project, dataset: Dataset, survey: str = "") -> list[Case]:
    """Return what waits, of one survey or of all."""
    return [
        case
        for name, one in triaged(dataset).items()
        if not survey or name == survey
        for case in _cases_of(project, dataset, one)
    ]


def chosen_case(cases: Sequence[Case], name: str) -> Case:
    """Return the case whose id begins so; ``UsageError`` where none does, or several."""
    found = [case for case in cases if case.request.key.startswith(name.strip().lower())]
    if len(name.strip()) >= SHORTEST_HANDLE and len(found) == 1:
        return found[0]
    hint = nearest(name, [case.request.id for case in cases])
    hint = hint or "有哪些，运行 noticeboard inbox list 看"
    raise UsageError(f"等着答复的点单里没有「{name}」，也许已经答复过了。{hint}")


def _cases_of(project: Project, dataset: Dataset, survey: Survey) -> Iterator[Case]:
    entries = ledger_of(project, dataset, survey.id)
    answers = {
        answer.id: answer for kept in kept_answers(project, survey).values() for answer in kept
    }
    short = handles(entries)
    for key, entry in entries.items():
        if entry.state == OPEN:
            yield Case(survey, _request(survey, entry, answers.get(key), short[key]), entry)


def _request(survey: Survey, entry: Entry, answer: Answer | None, short: str) -> Request:
    received = dt.date.fromisoformat(entry.received)
    empty = Request(survey.id, short, entry.id, received, receipt=bool(entry.receipt))
    if answer is None:
        return replace(empty, note="答案已经不在来源里了")
    codes = {q.id: chosen for q, chosen in zip(survey.questions, answer.codes, strict=True)}
    said = [word.removeprefix("'") for word in answer.words if word]
    compound, category, urgency = ((codes.get(name) or ("",))[0] for name in SAME)
    return replace(
        empty,
        community=answer.community,
        words="；".join(said),
        note=REASONS.get(answer.reason, ""),
        compound=compound,
        category=category,
        urgency=urgency,
        categories=codes.get("category") or (),
    )


def _with_alike(dataset: Dataset, requests: Sequence[Request]) -> list[Request]:
    """Add to each request what seems to be the same thing, in the same community."""
    public = _public(dataset)
    first: dict[str, dict[Request, Set[str]]] = {}
    for one in requests:
        near = first.setdefault(one.community, {})
        if len(near) < MOST_COMPARED:
            near[one] = pairs_of(one.words)
    found = []
    for one in requests:
        near = first[one.community]
        if one not in near:
            found.append(one)
            continue
        others = ((other.id, pairs) for other, pairs in near.items() if other is not one)
        told = public.get(one.community, ())
        same = [list(islice(alike(near[one], some), MOST_ALIKE)) for some in (others, told)]
        found.append(replace(one, alike=(*same[0], *same[1])))
    return found


def _public(dataset: Dataset) -> dict[str, list[tuple[str, Set[str]]]]:
    """Return by community what orders and needs tell of, with their ids."""
    found: dict[str, list[tuple[str, Set[str]]]] = {}
    known = standings(dataset).values()
    for now in known:
        if now.state.key not in ("merged", "withdrawn", "declined"):
            one = str(now.order.get("id")), pairs_of(str(now.order.get("title")))
            found.setdefault(now.order.get("community"), []).append(one)
    ordered = {now.order.get("need") for now in known}
    for row in dataset.rows("needs"):
        if row.get("id") not in ordered and not row.get("withdrawn_reason"):
            text = f"{row.get('title')}{row.get('detail') or ''}"
            found.setdefault(row.get("community"), []).append((str(row.get("id")), pairs_of(text)))
    return found


Words = Mapping[str, Mapping[str, str]]


def words_of(dataset: Dataset) -> dict[str, dict[str, str]]:
    """Return how the values of a request are called: by the name of its field, by value."""
    fields = dataset.tables["needs"].resource.fields
    named = {
        field: {str(row.get("id")): str(row.get("name") or "") for row in dataset.rows(table)}
        for field, table in (("community", "communities"), ("compound", "compounds"))
    }
    return named | {name: fields[name].labels for name in ("category", "urgency")}


def about(one: Request, words: Words) -> str:
    """Return where and what a request is, in words."""
    kinds = "、".join(words["category"].get(key, key) for key in one.categories)
    names = (
        kinds
        if name == "category" and kinds
        else words[name].get(getattr(one, name), getattr(one, name))
        for name in ("community", *SAME)
    )
    return " · ".join(name for name in names if name)


def told(requests: Iterable[Request], words: Words) -> Iterator[str]:
    """Yield how requests are listed."""
    for one in requests:
        code = "有回执" if one.receipt else "没有回执"
        yield f"{one.id}  {one.received.month}月{one.received.day}日  {about(one, words)}  {code}"
        yield f"        {one.words or '（没有写具体的事，或者原话已经删去）'}"
        if one.note:
            yield f"        注意：{one.note}，没有算进汇总；人家在等答复，还是要答复"
        if one.alike:
            yield f"        像是同一件事：{joined(one.alike)}"
