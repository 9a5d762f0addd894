"""The collector's addresses: ``{prefix}{survey}/{community}`` and ``{prefix}{survey}``.

Nothing of who sends is kept: no address, no program, no page they came from.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid
import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from noticeboard import receipts
from noticeboard.collector import refusals
from noticeboard.collector.codes import code_of, names_of
from noticeboard.collector.incoming import (
    FORM,
    JSON,
    body_of,
    check_origin,
    kind_of,
    origin_of,
    waits_for_page,
)
from noticeboard.collector.limits import SECONDS_FOR_THE_STORE, AtOnce, Rate, client_of
from noticeboard.collector.pages import Pages, Town
from noticeboard.collector.refusals import Refused
from noticeboard.collector.sent import Sent, from_form, from_json
from noticeboard.collector.store import Earlier, Kept, Outcome, Store, StoreError, Submission
from noticeboard.collector.submissions import KIND, Content, Mask, content_of
from noticeboard.model.surveys import COMMUNITY, Survey

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Vary": "Origin",
}


def now() -> dt.datetime:
    """Return this moment in UTC."""
    return dt.datetime.now(dt.UTC)


@dataclass
class Collector:
    """What the addresses need: the town as it is now, the store, the pages, the bounds."""

    town: Callable[[], Town]
    store: Store
    pages: Pages
    mask: Mask
    key: bytes
    rate: Rate = field(default_factory=Rate)
    behind_proxy: bool = False
    clock: Callable[[], dt.datetime] = now
    at_once: AtOnce = field(default_factory=AtOnce)

    def app(self) -> Starlette:
        """Return the application, to be mounted under the prefix."""
        take = ["POST", "OPTIONS"]
        app = Starlette(
            routes=[
                Route("/", self.look, methods=["GET"]),
                Route("/style.css", self.style, methods=["GET"]),
                Route("/{survey}", self.answer, methods=take),
                Route("/{survey}/{community}", self.answer, methods=take),
            ],
            exception_handlers={HTTPException: self.no_address, Exception: self.our_mistake},
        )
        app.router.redirect_slashes = False
        return app

    async def look(self, _: Request) -> Response:
        """Say that the collector runs."""
        return HTMLResponse(self.pages.running(self.town()), headers=HEADERS)

    async def style(self, _: Request) -> Response:
        """Return the style sheet of the pages."""
        headers = HEADERS | {"Cache-Control": "max-age=3600"}
        return Response(self.pages.style, media_type="text/css", headers=headers)

    async def answer(self, request: Request) -> Response:
        """Take what was sent; say that it is kept, or why not."""
        if request.method == "OPTIONS":
            return self._finished(request, Response(status_code=204))
        try:
            with self.at_once:
                response = await self._take(request)
        except Refused as refused:
            response = self._refusal(request, refused)
        except ClientDisconnect:
            response = Response(status_code=400)  # nobody is there to read it
        return self._finished(request, response)

    async def _take(self, request: Request) -> Response:
        peer = request.client.host if request.client else ""
        # Some proxies write a line of their own below the one that was sent.
        forwarded = ",".join(request.headers.getlist("x-forwarded-for"))
        self.rate.pass_one(client_of(peer, forwarded, behind_proxy=self.behind_proxy))
        town = self.town()
        check_origin(request, town.site_url)
        body = await body_of(request)
        moment = self.clock()
        survey = _open_survey(town, request.path_params["survey"], moment)
        community = request.path_params.get("community")
        # An address with a community belongs to a survey that asks for it, and the other way round.
        if bool(community) != any(one.role == COMMUNITY for one in survey.questions):
            raise refusals.unknown()
        kind = kind_of(request)
        if kind not in (FORM, JSON):
            raise refusals.other_type()
        sent = from_json(body) if kind == JSON else from_form(body)
        content = content_of(survey, community, sent, self.mask)
        if kind == JSON:
            return await self._keep_json(survey, sent, content, moment)
        return await self._keep_form(town, survey, sent, content, moment)

    async def _keep_json(
        self, survey: Survey, sent: Sent, content: Content, moment: dt.datetime
    ) -> Response:
        if survey.triage and not sent.digest:
            raise refusals.malformed("缺少回执码")
        receipt = sent.digest if survey.triage else ""
        # It is published, and whoever sends it chose it: one that reads like an account
        # would be refused with everything else that is fetched. Of chance none does.
        if receipt and self.mask([receipt]) != [receipt]:
            raise refusals.code_taken()
        status = 201
        if not sent.trapped:
            kept = await self._keep(_submission(survey, sent, content, moment, sent.id, receipt))
            status = 201 if kept.outcome is Outcome.STORED else 200
        return JSONResponse({"id": sent.id, "message": "收到了，谢谢。"}, status)

    async def _keep_form(
        self, town: Town, survey: Survey, sent: Sent, content: Content, moment: dt.datetime
    ) -> Response:
        name, earlier = str(uuid.uuid4()), None
        if content.says_enough:
            names = names_of(self.key, survey.id, content.fingerprint, moment)
            name, earlier = names.id, Earlier(names.earlier, _stamp(names.since))
        code = code_of(self.key, name) if survey.triage else ""
        if sent.trapped:
            code = receipts.new_code() if code else ""
        else:
            receipt = receipts.digest(code) if code else ""
            submission = _submission(survey, sent, content, moment, name, receipt)
            kept = await self._keep(submission, earlier)
            code = code_of(self.key, kept.id) if code else ""
        return HTMLResponse(self.pages.kept(town, survey, content, code))

    async def _keep(self, submission: Submission, earlier: Earlier | None = None) -> Kept:
        """Return what came of it, once it is on the disk. Raises ``Refused``."""
        try:
            async with asyncio.timeout(SECONDS_FOR_THE_STORE):
                kept = await asyncio.wrap_future(self.store.put(submission, earlier))
        except (StoreError, TimeoutError):
            raise refusals.cannot_store() from None
        if kept.outcome is Outcome.CONFLICT:
            raise refusals.conflicting()
        if kept.outcome is Outcome.TAKEN:
            raise refusals.code_taken()
        return kept

    def no_address(self, request: Request, error: Exception) -> Response:
        """Answer what no address of ours takes."""
        status = error.status_code if isinstance(error, HTTPException) else 404
        refused = refusals.unknown()
        if status == 405:
            refused = Refused(status, "method", "这个网址只收填好的问卷。请从公示栏打开问卷再填。")
        return self._finished(request, self._refusal(request, refused))

    def our_mistake(self, request: Request, _: Exception) -> Response:
        """Answer after a mistake of ours, which goes on to the log."""
        refused = Refused(
            500, "mistake", "我们的程序出错了，没有收到。请打社区的电话，或者到居委会说。"
        )
        return self._finished(request, self._refusal(request, refused))

    def _refusal(self, request: Request, refused: Refused) -> Response:
        headers = {"Retry-After": str(refused.wait)} if refused.wait else {}
        if waits_for_page(request):
            page = self.pages.refused(self.town(), refused)
            return HTMLResponse(page, refused.status, headers)
        told = {"error": refused.error, "message": refused.message}
        if refused.question:
            told["question"] = refused.question
        return JSONResponse(told, refused.status, headers)

    def _finished(self, request: Request, response: Response) -> Response:
        """Add what every answer says; scripts of the site's own pages may read it."""
        response.headers.update(HEADERS)
        origin, site = request.headers.get("origin", ""), origin_of(self.town().site_url)
        if site and origin.lower() == site:
            response.headers["Access-Control-Allow-Origin"] = origin
            if request.method == "OPTIONS":
                response.headers["Access-Control-Allow-Methods"] = "POST"
                response.headers["Access-Control-Allow-Headers"] = "Content-Type"
                response.headers["Access-Control-Max-Age"] = "86400"
        return response


def _open_survey(town: Town, name: str, moment: dt.datetime) -> Survey:
    survey = town.surveys.get(name)
    zones = [spec.timezone for spec in survey.sources if spec.kind == KIND] if survey else []
    if survey is None or not zones:
        raise refusals.unknown()
    state = survey.state(moment.astimezone(zoneinfo.ZoneInfo(zones[0])).date())
    if state != "open":
        raise refusals.shut(state)
    return survey


def _submission(
    survey: Survey, sent: Sent, content: Content, moment: dt.datetime, name: str, receipt: str
) -> Submission:
    return Submission(
        name,
        survey.id,
        content.community,
        sent.version,
        _stamp(moment),
        sent.seconds,
        receipt,
        content.text,
        content.fingerprint,
    )


def _stamp(moment: dt.datetime) -> str:
    """Return a moment as text of one width, so that texts are in the order of time."""
    return moment.astimezone(dt.UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"
