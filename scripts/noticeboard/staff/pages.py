"""The pages: what each shows, what its forms do."""

from __future__ import annotations

import datetime as dt

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from noticeboard.commands.paper import paper_of
from noticeboard.commands.report import Made, made_of, read_month
from noticeboard.commands.sheet import sheet_page, sheet_text, waiting_orders
from noticeboard.commands.slip import slip_of, slip_page
from noticeboard.commands.steps import Moved
from noticeboard.commands.todo import reminders
from noticeboard.commands.waiting import all_cases
from noticeboard.dataset import Dataset
from noticeboard.errors import DataProblems, UsageError
from noticeboard.monthly.shown import names_of
from noticeboard.moves import Standing, name_of, standing, standings
from noticeboard.openings import needs_without_order
from noticeboard.orders import VERBS
from noticeboard.staff.board import Asked, board, what_waits
from noticeboard.staff.desk import Desk, base_of
from noticeboard.staff.one_order import view_of
from noticeboard.staff.steps import plain

KINDS = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}
# The site's own style comes first; what is printed has one of its own.
ASSETS = {
    "base.css": ("theme/assets/nb/base.css",),
    "staff.css": ("staff/staff.css",),
    "report.css": ("staff/report.css",),
    "slip.css": ("staff/slip.css",),
    "sheet.css": ("staff/sheet.css",),
    "staff.js": ("staff/staff.js",),
}
MOST_PROBLEMS = 100
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def home(desk: Desk, request: Request) -> Response:
    """今天要办."""
    dataset = desk.read()
    groups = what_waits(dataset, desk.day())
    with desk.lock:
        asked = [case.request.received for case in all_cases(desk.project, dataset)]
    return desk.page(
        request,
        "home.html",
        "home",
        groups=groups,
        reminders=reminders(dataset),
        asked=len(asked),
        waited=max(0, (desk.day() - min(asked)).days) if asked else 0,
    )


def orders(desk: Desk, request: Request) -> Response:
    """The board."""
    dataset = desk.read()
    asked = Asked(request.query_params.get("community", ""), request.query_params.get("q", ""))
    columns, over, count = board(dataset, desk.day(), asked)
    communities = [(r.get("id"), r.get("name")) for r in dataset.rows("communities")]
    waiting = sheet_text(waiting_orders(dataset, desk.day()), desk.day())
    return desk.page(
        request,
        "board.html",
        "orders",
        columns=columns,
        over=over,
        over_count=count,
        asked=asked,
        communities=communities,
        sheet=waiting,
        needs=[
            (row.get("id"), row.get("title"))
            for row in reversed(needs_without_order(dataset, asked.community))
        ],
    )


def order(desk: Desk, request: Request) -> Response:
    """One order; ``?done=N`` says what the step N, if it is the last, has written."""
    dataset = desk.read()
    now = _standing(dataset, request)
    number = request.query_params.get("done", "")
    done = None
    if number == str(len(now.events)):
        done = desk.done.get((now.order.get("id"), int(number)))
    view = view_of(dataset, now, desk.day())
    return desk.page(
        request,
        "order.html",
        "orders",
        view=view,
        done=done,
        said=desk.said(request),
        moved="",
        errors=(),
    )


def _standing(dataset: Dataset, request: Request) -> Standing:
    try:
        return standing(dataset, request.path_params["order"])
    except UsageError:
        raise HTTPException(404, "没有这张单。") from None


def take(desk: Desk, request: Request, fields: dict[str, str]) -> Response:
    """A step that was sent; an error is told at its form, with what was typed."""
    verb = request.path_params["verb"]
    if verb not in VERBS:
        raise HTTPException(404)
    dataset = desk.read()
    name = _standing(dataset, request).order.get("id")
    try:
        number = desk.take(verb, name, fields)
    except Moved as error:
        return _refused(desk, request, 409, fields, moved=str(error))
    except UsageError as error:
        return _refused(desk, request, 422, fields, (plain(str(error)),))
    except DataProblems as error:
        told = tuple(f"{p.message}。{p.hint}" for p in error.problems)
        return _refused(desk, request, 422, fields, told)
    return RedirectResponse(f"{base_of(request)}orders/{name}/?done={number}", 303)


def _refused(
    desk: Desk,
    request: Request,
    status: int,
    fields: dict[str, str],
    errors: tuple[str, ...] = (),
    moved: str = "",
) -> Response:
    """Return the page of the order as it is now; what was typed stays where its form still is."""
    dataset, verb = desk.read(), request.path_params["verb"]
    now = _standing(dataset, request)
    at_form = verb in now.next_verbs
    view = view_of(dataset, now, desk.day(), verb, fields, errors or ((moved,) if moved else ()))
    return desk.page(
        request,
        "order.html",
        "orders",
        status,
        view=view,
        done=None,
        said=(),
        moved=moved,
        errors=() if at_form else errors,
    )


def slip(desk: Desk, request: Request) -> Response:
    """The 派单通知单, to print."""
    dataset = desk.read()
    now = _standing(dataset, request)
    try:
        found = slip_of(dataset, now.order.get("id"))
    except UsageError as error:
        raise HTTPException(404, str(error)) from None
    page = slip_page(paper_of(desk.project, dataset), found, base_of(request))
    return Response(page, media_type="text/html")


def sheet(desk: Desk, request: Request) -> Response:
    """The 认领表, to print."""
    dataset, day = desk.read(), desk.day()
    community = request.query_params.get("community", "")
    try:
        rows = waiting_orders(dataset, day, community)
    except UsageError as error:
        raise HTTPException(404, str(error)) from None
    of = name_of(dataset, "communities", community)
    page = sheet_page(paper_of(desk.project, dataset), rows, day, of, base_of(request))
    return Response(page, media_type="text/html")


def month(desk: Desk, request: Request) -> Response:
    """月报: which month, and its table."""
    dataset, day = desk.read(), desk.day()
    months = _months(dataset, day)
    asked = request.query_params.get("month") or (months[1] if len(months) > 1 else months[0])
    try:
        made = made_of(desk.project, dataset, read_month(asked, day))
    except UsageError as error:
        raise HTTPException(404, str(error)) from None
    first = made.report.month.first
    return desk.page(
        request,
        "month.html",
        "months",
        months=[(one, f"{int(one[:4])}年{int(one[5:])}月") for one in months],
        asked=f"{first:%Y-%m}",
        **names_of(made.report),
    )


def _months(dataset: Dataset, day: dt.date) -> list[str]:
    """Return the months since the first step of all, the newest first."""
    days = [now.events[0].get("date") for now in standings(dataset).values()]
    first = min([*days, day])
    count = (day.year - first.year) * 12 + day.month - first.month
    numbers = [day.year * 12 + day.month - 1 - back for back in range(count + 1)]
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in numbers]


def month_file(desk: Desk, request: Request) -> Response:
    """月报 as a file to keep and to send."""
    dataset, asked = desk.read(), request.path_params["month"]
    try:
        made: Made = made_of(desk.project, dataset, read_month(asked, desk.day()))
    except UsageError as error:
        raise HTTPException(404, str(error)) from None
    book = request.url.path.endswith(".xlsx")
    name = f"yuebao-{made.report.month.first:%Y-%m}.{'xlsx' if book else 'html'}"
    return Response(
        made.workbook if book else made.page,
        media_type=XLSX if book else "text/html; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def asset(desk: Desk, request: Request) -> Response:
    """A style or the script."""
    name = request.path_params["name"]
    for path in ASSETS.get(name, ()):
        for folder in desk.project.template_folders:
            if (folder / path).is_file():
                kind = KINDS[name.rpartition(".")[2]]
                return Response((folder / path).read_bytes(), media_type=kind)
    raise HTTPException(404)


def unsound(desk: Desk, request: Request, error: DataProblems) -> Response:
    """What must be mended before anything else can be done."""
    problems = [p for p in error.problems if p.severity == "error"]
    files: dict[str, list[object]] = {}
    for problem in problems[:MOST_PROBLEMS]:
        files.setdefault(problem.place.file, []).append(problem)
    return desk.page(request, "unsound.html", "", 409, files=files, count=len(problems))
