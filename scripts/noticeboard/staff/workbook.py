"""登记表: the workbook given out, dropped in, written after a button, taken back.

The same as ``noticeboard xlsx`` does: nothing is written before somebody has seen every row.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from noticeboard.commands.xlsx import given_out, plan_of, undo, write
from noticeboard.commands.xlsx_found import unpacked_book
from noticeboard.errors import UsageError
from noticeboard.staff.desk import Desk, base_of
from noticeboard.staff.pages import XLSX
from noticeboard.staff.steps import plain
from noticeboard.workbook.faults import WorkbookFaults

# Plans that were shown and wait for the button.
MOST_WAITING = 8
NOTHING_SEEN: dict[str, object] = {
    "name": "", "lines": (), "remarks": (), "faults": (), "good": (), "mark": "", "seen": False,
}  # fmt: skip


def workbook(desk: Desk, request: Request) -> Response:
    """Return the page from which it is taken and to which it is given back."""
    return _page(desk, request)


def _page(
    desk: Desk,
    request: Request,
    status: int = 200,
    errors: Sequence[str] = (),
    **names: object,
) -> Response:
    return desk.page(
        request,
        "workbook.html",
        "workbook",
        status,
        said=desk.said(request),
        errors=tuple(errors),
        **NOTHING_SEEN | names,
    )


def file(desk: Desk, request: Request) -> Response:
    """Return the workbook itself."""
    with desk.lock:
        body = given_out(desk.project, desk.day())
    name = quote(f"登记表-{desk.day()}.xlsx")
    disposition = f"attachment; filename*=UTF-8''{name}"
    return Response(body, media_type=XLSX, headers={"Content-Disposition": disposition})


def look_at(desk: Desk, request: Request, name: str, body: bytes) -> Response:
    """Show what a workbook would change, or what is wrong in it; nothing is written."""
    try:
        with desk.lock:
            came = unpacked_book(desk.project, name, body)
            plan = plan_of(desk.project, came, desk.day())
    except WorkbookFaults as error:
        return _page(desk, request, 422, name=name, faults=error.faults, good=tuple(error.good))
    except UsageError as error:
        return _page(desk, request, 422, (plain(str(error)),), name=name)
    mark = ""
    if not plan.is_empty:
        mark = desk.tell(plan.lines)
        desk.plans[mark] = plan
        while len(desk.plans) > MOST_WAITING:
            del desk.plans[next(iter(desk.plans))]
    return _page(
        desk, request, name=name, lines=plan.lines, remarks=plan.remarks, mark=mark, seen=True
    )


def write_it(desk: Desk, request: Request, fields: dict[str, str]) -> Response:
    """Write what was shown."""
    with desk.lock:
        plan = desk.plans.pop(fields.get("mark", ""), None)
        if plan is None:
            raise HTTPException(409, "这一份已经写进去了，或者等得太久。退回去，再交一次。")
        try:
            files = write(plan)
        except UsageError as error:
            return _page(desk, request, 409, (plain(str(error)),))
    desk.say(f"登记表写进了 {'、'.join(files)}")
    return _said(desk, request, f"写进了 {'、'.join(files)}。看一眼网页，用 git 提交，再发布。")


def take_back(desk: Desk, request: Request, fields: dict[str, str]) -> Response:
    """Give back what the last workbook changed."""
    try:
        with desk.lock:
            files = undo(desk.project)
    except UsageError as error:
        return _page(desk, request, 409, (plain(str(error)),))
    desk.say(f"登记表退回了 {'、'.join(files)}")
    return _said(desk, request, f"退回了 {'、'.join(files)}，和交以前一样。")


def _said(desk: Desk, request: Request, words: str) -> Response:
    mark = desk.tell([words])
    return RedirectResponse(f"{base_of(request)}workbook/?said={mark}", 303)
